package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if err := runVersion(t.Context(), nil, &out, &errs); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^tilstand \S+\ncommit   \S+\nGo       go1\.\S+ \S+\nDuckDB   v\d+\.\d+\.\d+\n$`).MatchString(out.String()) {
		t.Errorf("%q", out.String())
	}
}

var purl = regexp.MustCompile(`^pkg:(golang|npm|github)/[^ @]+@[^ @]+$`)

// The bill has what CycloneDX 1.6 requires of one, names each part once, and has the pinned engine, framework and files of pages in the versions that are pinned.
func TestBillOfMaterials(t *testing.T) {
	t.Parallel()
	required, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	built := &debug.BuildInfo{GoVersion: "go1.26.8"}
	for _, found := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`).FindAllStringSubmatch(string(required), -1) {
		built.Deps = append(built.Deps, &debug.Module{Path: found[1], Version: found[2], Sum: "h1:x="})
	}
	var out bytes.Buffer
	if err := printBill(&out, billOf(built, "v1.5.6")); err != nil {
		t.Fatal(err)
	}
	var b bill
	if err := json.Unmarshal(out.Bytes(), &b); err != nil {
		t.Fatal(err)
	}
	// Required by the schema: bomFormat and specVersion with these values; type and name of a component; ref of a dependency. References are unique.
	if b.Format != "CycloneDX" || b.Spec != "1.6" || b.Version < 1 || b.Metadata.Component.Type != "application" || b.Metadata.Component.Name == "" {
		t.Errorf("%+v", b)
	}
	var refs []string
	for _, c := range b.Components {
		if c.Type != "library" || c.Name == "" || c.Version == "" || !purl.MatchString(c.PURL) {
			t.Errorf("%+v", c)
		}
		refs = append(refs, c.Ref)
	}
	if !slices.IsSorted(refs) || len(slices.Compact(slices.Clone(refs))) != len(refs) || !slices.Equal(b.Dependencies[0].On, refs) || b.Dependencies[0].Ref != b.Metadata.Component.Ref {
		t.Errorf("references: %v", refs)
	}
	for _, want := range []string{"pkg:golang/std@1.26.8", "pkg:golang/github.com/gofiber/fiber/v2@v2.52.15", "pkg:golang/github.com/google/flatbuffers@v25.12.19%2Bincompatible", "duckdb", "pkg:npm/echarts@5.6.0", "pkg:npm/%40digdir/designsystemet-css@1.22.0"} {
		if !slices.Contains(refs, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if strings.Contains(out.String(), "timestamp") {
		t.Error("a bill with a time is another one each time")
	}
}
