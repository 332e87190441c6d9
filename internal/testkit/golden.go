package testkit

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update is the -update flag of every test binary that links this package.
var update = flag.Bool("update", false, "rewrite the golden files in testdata with what the tests got")

// Golden compares got with the committed file testdata/name and fails the test
// with the lines that differ. With -update it writes the file instead; the
// diff in version control is then the review. What the test got is also left
// in the test's artifact folder (go test -artifacts), for comparing by eye.
func Golden(t testing.TB, name, got string) {
	t.Helper()
	if !filepath.IsLocal(name) {
		t.Fatalf("golden file %q: the name must stay inside testdata", name)
	}
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		write(t, file, got)
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("golden file: %v; if the test is new, make it with: go test . -run %s -update", err, t.Name())
	}
	if string(want) == got {
		return
	}
	write(t, filepath.Join(t.ArtifactDir(), filepath.Base(file)), got)
	t.Errorf("%s differs (- want, + got); if the change is meant: go test . -run %s -update\n%s",
		file, t.Name(), cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")))
}

func write(t testing.TB, file, body string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
}
