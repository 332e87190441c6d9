package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tilstand/surveys"
)

// TestInstrumentFiles takes a built-in instrument out as a workbook and in again, checks it, and writes it for an archive.
func TestInstrumentFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	book, document, archive := filepath.Join(dir, "a.xlsx"), filepath.Join(dir, "a.json"), filepath.Join(dir, "a.xml")
	for _, args := range [][]string{
		{"instrument", "export", "tilstand", "-o", book},
		{"instrument", "check", book},
		{"instrument", "import", book, "-o", document},
		{"instrument", "export", "-format", "ddi", document, "-o", archive},
		{"instrument", "export", "-format=json", book, "-o", filepath.Join(dir, "b.json")},
	} {
		var out, errs bytes.Buffer
		if err := run(context.Background(), args, &out, &errs); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, errs.String())
		}
	}
	want, _ := surveys.Builtin(surveys.StateSurvey)
	for _, name := range []string{"a.json", "b.json"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		in, err := surveys.ParseInstrument(data)
		if err != nil {
			t.Fatal(err)
		}
		if in.Hash() != want.Hash() {
			t.Errorf("%s: hash %s became %s", name, want.Hash(), in.Hash())
		}
	}
	if data, err := os.ReadFile(archive); err != nil || !bytes.Contains(data, []byte("ddi:codebook:2_5")) {
		t.Errorf("the archive's document: %v, %.80s", err, data)
	}
	var out, errs bytes.Buffer
	if err := run(context.Background(), []string{"instrument", "export", "tilstand", "-format", "pdf", "-o", archive}, &out, &errs); err == nil || !strings.Contains(errs.String(), "pdf") {
		t.Errorf("an unknown format: %v, %s", err, errs.String())
	}
}
