package analysis

import (
	"slices"
	"testing"
)

// The tables say what the document says, under the names that it has there.
func TestTables(t *testing.T) {
	t.Parallel()
	a := staffAnalysis(t)
	tables := map[string]Table{}
	for _, one := range a.Tables() {
		tables[one.Name] = one
		for i, row := range one.Rows {
			if len(row) != len(one.Columns) {
				t.Fatalf("%s, row %d: %d cells in %d columns", one.Name, i, len(row), len(one.Columns))
			}
		}
	}
	cell := func(table string, row int, column string) any {
		t.Helper()
		at := slices.Index(tables[table].Columns, column)
		if at < 0 {
			t.Fatalf("%s has no column %s; it has %q", table, column, tables[table].Columns)
		}
		return tables[table].Rows[row][at]
	}
	items := 0
	for _, e := range a.Estimates {
		if e.Categories != nil {
			if got, want := cell("items", items, "categories.3.interval.low"), e.Categories[2].Interval.Low; got != want {
				t.Fatalf("row %d: %v, want %v", items, got, want)
			}
			items++
		}
	}
	if items == 0 || items != len(tables["items"].Rows) {
		t.Errorf("%d items in the table, %d in the document", len(tables["items"].Rows), items)
	}
	for i, c := range a.Comparisons {
		if cell("comparisons", i, "analytic.p_value") != *c.Analytic.PValue || cell("comparisons", i, "family") != c.Family || cell("comparisons", i, "family_size") != c.FamilySize {
			t.Fatalf("comparison %d differs", i)
		}
		if got := cell("comparisons", i, "verdict"); (got == nil) != (c.Verdict == nil) || got != nil && got != c.Verdict.String() {
			t.Fatalf("comparison %d: verdict %v", i, got)
		}
	}
	for _, absent := range []string{"standard_500.mean", "target.level"} {
		if slices.Contains(tables["indices"].Columns, absent) {
			t.Errorf("the column %s is there, and empty", absent)
		}
	}
	if len(tables["units"].Rows) != 3*12*6 {
		t.Errorf("%d rows of units; there are 3 waves, 12 measures and 6 units", len(tables["units"].Rows))
	}
}

func TestReleaseTables(t *testing.T) {
	t.Parallel()
	r, err := staffData(t, Options{Keep: true}).Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tables := r.Tables()
	state, n := slices.Index(tables[0].Columns, "state"), slices.Index(tables[0].Columns, "n")
	i := 0
	for _, one := range r.Releases {
		for _, f := range one.Figures {
			row := tables[0].Rows[i]
			e, shown := f.Cell.Shown()
			if row[state] != f.Cell.State().String() || shown && row[n] != e.N || !shown && row[n] != nil {
				t.Fatalf("row %d: %v; the release has %v", i, row, f)
			}
			i++
		}
	}
	if i != len(tables[0].Rows) {
		t.Errorf("%d rows of %d figures", len(tables[0].Rows), i)
	}
}
