package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const fixtures = "../../analytics/analysis/testdata/"

// analyse runs the command as typed, and returns what it wrote.
func analyse(t *testing.T, args ...string) (out, errs string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	err = run(t.Context(), append([]string{"analyse", "-instrument", fixtures + "pisa2009.json"}, args...), &o, &e)
	return o.String(), e.String(), err
}

func TestAnalyse(t *testing.T) {
	t.Parallel()
	staff := []string{"-responses", fixtures + "staff.csv", "-population", fixtures + "invited.csv", "-by", "role", "-unit-column", "school", "-wave-column", "wave"}
	dir := t.TempDir()
	reference := filepath.Join(dir, "reference.json")
	if err := os.WriteFile(reference, []byte(`{"name": "all schools", "scale": {"min": 1, "max": 4}, "measures": {"construct:REL": {"mean": 3, "sd": 0.5}}}`), 0o600); err != nil {
		t.Fatal(err)
	}

	raw, _, err := analyse(t, append(staff, "-raw", "-owner-column", "owner", "-reference", reference)...)
	if err != nil {
		t.Fatal(err)
	}
	var a struct {
		Data      struct{ Responses int }
		Estimates []struct {
			Standard *struct{ Mean float64 } `json:"standard_500"`
		}
		Owners []json.RawMessage
	}
	if err := json.Unmarshal([]byte(raw), &a); err != nil {
		t.Fatal(err)
	}
	if a.Data.Responses != 343 || a.Estimates[0].Standard == nil || len(a.Owners) != 3*3*12 {
		t.Errorf("%d responses, 500-scale %v, %d means of owners", a.Data.Responses, a.Estimates[0].Standard, len(a.Owners))
	}

	gated, _, err := analyse(t, append(staff, "-threshold", "10")...)
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		MinGroup int `json:"min_group"`
		Releases []json.RawMessage
	}
	if err := json.Unmarshal([]byte(gated), &r); err != nil {
		t.Fatal(err)
	}
	if r.MinGroup != 10 || len(r.Releases) != 18 || !strings.Contains(gated, `"state": "hidden"`) {
		t.Errorf("minimum group %d, %d releases", r.MinGroup, len(r.Releases))
	}

	for _, mode := range []string{"-raw", "-raw=false"} {
		book := filepath.Join(dir, "book"+mode+".xlsx")
		if _, _, err := analyse(t, append(staff, mode, "-format", "xlsx", "-o", book)...); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(book)
		if err != nil || !bytes.HasPrefix(content, []byte("PK")) {
			t.Errorf("%s: %v, %d bytes", mode, err, len(content))
		}
	}
}

// The schemas that documents hold to are printed whole.
func TestAnalyseSchema(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string][]string{"-raw": {"urn:tilstand:analysis:1"}, "-raw=false": {"urn:tilstand:releases:1", "urn:tilstand:release:1", "urn:tilstand:edition:1"}} {
		out, _, err := analyse(t, "-schema", mode)
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(strings.NewReader(out))
		for _, id := range want {
			var schema struct {
				ID string `json:"$id"`
			}
			if err := decoder.Decode(&schema); err != nil || schema.ID != id {
				t.Errorf("%s: the schema %q, %v; want %s", mode, schema.ID, err, id)
			}
		}
	}
}

func TestAnalyseRefuses(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out.json")
	for _, tt := range []struct {
		name  string
		args  []string
		usage bool
		want  string
	}{
		{"a column that is not there", []string{"-responses", fixtures + "staff.csv", "-by", "rolle"}, false, "column rolle: there is no such column; the columns are: owner, school,"},
		{"a low threshold", []string{"-responses", fixtures + "staff.csv", "-threshold", "3"}, false, "never under 5"},
		{"no file", []string{"-responses", "none.csv"}, false, "none.csv"},
		{"another format", []string{"-responses", fixtures + "staff.csv", "-format", "pdf"}, true, "json or xlsx"},
		{"a workbook on the terminal", []string{"-responses", fixtures + "staff.csv", "-format", "xlsx"}, true, "-o"},
		{"nothing to read", nil, true, "-responses is missing"},
		{"a plan that is none", []string{"-responses", fixtures + "staff.csv", "-by", "role", "-plan", fixtures + "staff.csv"}, false, "no publication plan"},
		{"a low threshold, into a file", []string{"-responses", fixtures + "staff.csv", "-population", fixtures + "staff.csv", "-o", out}, false, "column invited: there is no such column"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, errs, err := analyse(t, tt.args...)
			if err == nil || errors.Is(err, errUsage) != tt.usage || !strings.Contains(errs+err.Error(), tt.want) {
				t.Errorf("%v, printed %q; want %q", err, errs, tt.want)
			}
		})
	}
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file is left of what failed: %v", err)
	}
}
