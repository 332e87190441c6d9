package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestImports(t *testing.T) {
	report(t, importFaults(realTree(t)))
}

func TestSoleImporters(t *testing.T) {
	report(t, soleImporterFaults(realTree(t)))
}

func TestStandardLibrary(t *testing.T) {
	report(t, standardFaults(realTree(t)))
}

func TestPackageNames(t *testing.T) {
	report(t, nameFaults(realTree(t)))
}

// TestTable holds the table itself: its order is the order of the arrows.
func TestTable(t *testing.T) {
	report(t, tableFaults(table, nil))
	report(t, tableFaults(testTable, paths(table)))
}

const writeDown = "; if the design wants it, write it down with its reason in internal/archtest/table_test.go"

// importFaults compares every import with the table.
func importFaults(tr tree) []string {
	var faults []string
	for _, p := range tr.packages {
		e, known := find(p.path)
		if !known {
			faults = append(faults, fmt.Sprintf("package %s is unknown: give it a line in internal/archtest/table_test.go, where its imports allow it", p.path))
			continue
		}
		for _, imported := range p.imports {
			if !allowed(e.may, imported) && !isStandard(imported) {
				faults = append(faults, fmt.Sprintf("%s imports %s%s", p.path, relative(imported), writeDown))
			}
		}
		for _, imported := range p.testImports {
			if !allowedInTest(e, imported) {
				faults = append(faults, fmt.Sprintf("the tests of %s import %s%s", p.path, relative(imported), writeDown))
			}
		}
	}
	return faults
}

// allowedInTest lets a test import what its package may, whatever lies below
// it (fixtures are made with the real stores), the test kit, and a few
// libraries. A package at the top of the test table may import everything.
func allowedInTest(e entry, imported string) bool {
	path := relative(imported)
	ours := path != imported || imported == module
	switch {
	case isStandard(imported), allowed(e.may, imported), allowed(e.tests, imported), allowed(alwaysInTests, imported):
		return true
	case path == e.path, slices.Contains(paths(testTable), path):
		return true
	case !ours:
		return slices.Contains(paths(testTable), e.path) && inSoleTests(e.path, imported)
	default:
		return below(path, e.path)
	}
}

func inSoleTests(path, imported string) bool {
	for _, sole := range soleImporters {
		if strings.HasPrefix(imported+"/", sole.library) && slices.Contains(sole.inTests, path) {
			return true
		}
	}
	return false
}

// below reports whether path stands earlier in the table than the package.
// The test packages stand above all others.
func below(path, of string) bool {
	order := slices.Concat(paths(table), paths(testTable))
	at, owner := slices.Index(order, path), slices.Index(order, of)
	return at >= 0 && at < owner
}

func soleImporterFaults(tr tree) []string {
	var faults []string
	for _, p := range tr.packages {
		for _, sole := range soleImporters {
			inTests := slices.Concat(sole.importers, sole.inTests)
			for _, imported := range p.imports {
				if strings.HasPrefix(imported+"/", sole.library) && !slices.Contains(sole.importers, p.path) {
					faults = append(faults, fmt.Sprintf("%s imports %s: %s", p.path, imported, sole.why))
				}
			}
			for _, imported := range p.testImports {
				if strings.HasPrefix(imported+"/", sole.library) && !slices.Contains(inTests, p.path) {
					faults = append(faults, fmt.Sprintf("the tests of %s import %s: %s", p.path, imported, sole.why))
				}
			}
		}
	}
	return faults
}

func standardFaults(tr tree) []string {
	var faults []string
	for _, p := range tr.packages {
		for _, limit := range standard {
			if slices.Contains(p.imports, limit.library) && !slices.Contains(limit.importers, p.path) {
				faults = append(faults, fmt.Sprintf("%s imports %s: %s", p.path, limit.library, limit.why))
			}
		}
	}
	return faults
}

func nameFaults(tr tree) []string {
	var faults []string
	for _, p := range tr.packages {
		for element := range strings.SplitSeq(p.path, "/") {
			if slices.Contains(forbiddenNames, element) {
				faults = append(faults, fmt.Sprintf("package %s: %q names no subject; name the package for what it owns", p.path, element))
			}
		}
	}
	return faults
}

// tableFaults holds that every permission points down the table and has a reason.
func tableFaults(entries []entry, known []string) []string {
	var faults []string
	for _, e := range entries {
		if slices.Contains(known, e.path) {
			faults = append(faults, fmt.Sprintf("table: %s stands twice", e.path))
		}
		for path, why := range e.may {
			if why == "" {
				faults = append(faults, fmt.Sprintf("table: %s may import %s for no reason", e.path, path))
			}
			if isOurs(path) && !slices.Contains(known, path) {
				faults = append(faults, fmt.Sprintf("table: %s may import %s, which stands above it or nowhere", e.path, path))
			}
		}
		known = append(known, e.path)
	}
	return faults
}

func find(path string) (entry, bool) {
	for _, e := range slices.Concat(table, testTable) {
		if e.path == path {
			return e, true
		}
	}
	return entry{}, false
}

func paths(entries []entry) []string {
	var list []string
	for _, e := range entries {
		list = append(list, e.path)
	}
	return list
}

// allowed reports whether an import is on the list; a module covers its packages.
func allowed(list may, imported string) bool {
	path := relative(imported)
	for key := range list {
		if path == key || !isOurs(key) && strings.HasPrefix(path, key+"/") {
			return true
		}
	}
	return false
}

// relative cuts our module's name off.
func relative(imported string) string {
	return strings.TrimPrefix(imported, module+"/")
}

// isOurs tells a path in the table from a module: only a module has a host.
func isOurs(path string) bool {
	host, _, _ := strings.Cut(path, "/")
	return !strings.Contains(host, ".")
}

func isStandard(imported string) bool {
	return isOurs(imported) && relative(imported) == imported
}

func TestImportFaults(t *testing.T) {
	for _, tt := range []struct {
		name, file, imported, want string
	}{
		{"sound", "surveys/store.go", "tilstand/internal/duckdb", ""},
		{"standard", "surveys/store.go", "encoding/json", ""},
		{"package of an allowed module", "analytics/stat/t.go", "gonum.org/v1/gonum/stat/distuv", ""},
		{"up the line", "surveys/store.go", "tilstand/analytics", "surveys imports analytics"},
		{"past the gate", "reports/build.go", "tilstand/internal/duckdb", "reports imports internal/duckdb"},
		{"the auditor knows nothing of ours", "analytics/attack/a.go", "tilstand/analytics/disclosure", "analytics/attack imports"},
		{"unknown module", "surveys/store.go", "example.org/x/y", "surveys imports example.org/x/y"},
		{"a lookalike module", "analytics/stat/t.go", "gonum.org/v1/gonumx", "analytics/stat imports gonum.org/v1/gonumx"},
		{"test kit in production", "surveys/store.go", "tilstand/internal/testkit", "surveys imports internal/testkit"},
		{"unknown package", "internal/surprise/s.go", "fmt", "give it a line in internal/archtest/table_test.go"},
		{"test: kit", "surveys/store_test.go", "tilstand/internal/testkit/datafolder", ""},
		{"test: fixtures from below", "reports/build_test.go", "tilstand/internal/duckdb", ""},
		{"test: the package itself, from outside", "surveys/store_test.go", "tilstand/surveys", ""},
		{"test: up the line", "surveys/store_test.go", "tilstand/internal/web", "the tests of surveys import internal/web"},
		{"test: library", "surveys/store_test.go", "pgregory.net/rapid", ""},
		{"test: unknown library", "surveys/store_test.go", "example.org/x/y", "the tests of surveys import example.org/x/y"},
		{"journeys may read a workbook", "internal/e2e/report_test.go", "github.com/xuri/excelize/v2", ""},
		{"journeys may drive the browser", "internal/e2e/report_test.go", "github.com/chromedp/cdproto/network", ""},
		{"journeys use everything of ours", "internal/e2e/report_test.go", "tilstand/internal/demo", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tr := made(t, file{tt.file, "package p\nimport _ \"" + tt.imported + "\"\n"})
			bites(t, importFaults(tr), tt.want)
		})
	}
}

func TestSoleImporterFaults(t *testing.T) {
	for _, tt := range []struct {
		name, file, imported, want string
	}{
		{"the one", "internal/web/server.go", "github.com/gofiber/fiber/v2", ""},
		{"its middleware elsewhere", "cmd/tilstand/serve.go", "github.com/gofiber/fiber/v2/middleware/recover", "die with the request"},
		{"driver", "analytics/internal/tally/t.go", "github.com/duckdb/duckdb-go/v2", "one writer"},
		{"driver's bindings", "surveys/store.go", "github.com/duckdb/duckdb-go-bindings", "one writer"},
		{"deprecated driver", "internal/duckdb/db.go", "github.com/marcboeker/go-duckdb", "deprecated"},
		{"writing", "reports/write.go", "github.com/xuri/excelize/v2", ""},
		{"reading in the journeys", "internal/e2e/x_test.go", "github.com/xuri/excelize/v2", ""},
		{"reading in the journeys' production files", "internal/e2e/x.go", "github.com/xuri/excelize/v2", "tabular reads"},
		{"a test of another package", "internal/web/x_test.go", "github.com/xuri/excelize/v2", "tabular reads"},
		{"charts", "internal/web/x.go", "github.com/go-echarts/go-echarts/v2/charts", "options"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tr := made(t, file{tt.file, "package p\nimport _ \"" + tt.imported + "\"\n"})
			bites(t, soleImporterFaults(tr), tt.want)
		})
	}
}

func TestStandardFaults(t *testing.T) {
	const exec = "package p\nimport _ \"os/exec\"\n"
	bites(t, standardFaults(made(t, file{"surveys/a.go", exec})), "starts no other program")
	bites(t, standardFaults(made(t, file{"surveys/a_test.go", exec})), "")
	bites(t, standardFaults(made(t, file{"internal/mail/a.go", "package p\nimport _ \"net/smtp\"\n"})), "")
	bites(t, standardFaults(made(t, file{"reports/a.go", "package p\nimport _ \"text/template\"\n"})), "html/template escapes")
}

func TestNameFaults(t *testing.T) {
	bites(t, nameFaults(made(t, file{"internal/util/a.go", "package util"})), "names no subject")
	bites(t, nameFaults(made(t, file{"analytics/common/x/a.go", "package x"})), "names no subject")
	bites(t, nameFaults(made(t, file{"internal/utilities/a.go", "package utilities"})), "")
}

func TestTableFaults(t *testing.T) {
	for _, tt := range []struct {
		name    string
		entries []entry
		want    string
	}{
		{"sound", []entry{{path: "a"}, {path: "b", may: may{"a": "why", "x.org/y": "why"}}}, ""},
		{"upwards", []entry{{path: "a", may: may{"b": "why"}}, {path: "b"}}, "stands above it or nowhere"},
		{"itself", []entry{{path: "a", may: may{"a": "why"}}}, "stands above it or nowhere"},
		{"no reason", []entry{{path: "a", may: may{"x.org/y": ""}}}, "for no reason"},
		{"twice", []entry{{path: "a"}, {path: "a"}}, "stands twice"},
	} {
		t.Run(tt.name, func(t *testing.T) { bites(t, tableFaults(tt.entries, nil), tt.want) })
	}
}
