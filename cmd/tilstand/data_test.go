package main

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A school's figures leave in every form, each is in the log, and what is not there is said.
func TestDataExport(t *testing.T) {
	t.Parallel()
	data := released(t)
	out := t.TempDir()
	for _, form := range []string{"xlsx", "csv", "sav", "parquet", "xml", "R", "zip"} {
		file := filepath.Join(out, "skole."+form)
		if said, err := typed(t, "data", "export", "-data", data, "-school", "974600951", "-o", file); err != nil || !strings.HasPrefix(said, file+": ") {
			t.Errorf("%s: %v\n%s", form, err, said)
		}
	}
	in, err := os.Open(filepath.Join(out, "skole.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil || len(rows) < 100 || rows[1][0] != "Bø skole" {
		t.Errorf("%d rows: %v", len(rows), err)
	}
	if said, err := typed(t, "log", "list", "-data", data, "-action", "results_exported"); err != nil || strings.Count(said, "page=data export") != 7 {
		t.Errorf("the log: %v\n%s", err, said)
	}
	for _, wrong := range [][]string{
		{"-school", "974600951", "-o", "x.pdf"}, {"-o", "x.csv"}, {"-school", "974600951", "-owner", "964338531", "-o", "x.csv"}, {"-programme", "skolemiljo", "-o", "x.csv"},
	} {
		if said, err := typed(t, append([]string{"data", "export", "-data", data}, wrong...)...); !errors.Is(err, errUsage) {
			t.Errorf("%q: %v\n%s", wrong, err, said)
		}
	}
	if _, err := typed(t, "data", "export", "-data", data, "-owner", "964338531", "-o", filepath.Join(out, "x.csv")); err == nil {
		t.Error("the school shares nothing, and its owner has a file")
	}
	if _, err := typed(t, "data", "export", "-data", data, "-owner", "964338531", "-edition", "1", "-o", filepath.Join(out, "x.csv")); err == nil {
		t.Error("there is no edition, and a file of it")
	}
}
