package analytics

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/tabular"
	"tilstand/surveys"
)

// earlier is a file of answers to the state survey: rows of 18 teachers who answer 3, 4 and 5 equally often. Without are items that the
// file does not have.
func (g *ground) earlier(t *testing.T, closed string, without ...surveys.ItemID) surveys.Wave {
	t.Helper()
	in, _ := surveys.Builtin(surveys.StateSurvey)
	heading := []string{"Group"}
	for _, item := range in.Items() {
		if !slices.Contains(without, item.ID) {
			heading = append(heading, string(item.ID))
		}
	}
	table := [][]string{heading}
	for person := range 18 {
		cells := []string{"teachers"}
		for i, id := range heading[1:] {
			code := 3 + (person+i)%3
			if item, _ := in.Item(surveys.ItemID(id)); item.Reverse {
				code = 6 - code
			}
			cells = append(cells, fmt.Sprint(code))
		}
		table = append(table, cells)
	}
	w, err := g.surv.Import(t.Context(), audit.Console.At(autumn), g.importSpec(t, closed, table, without...))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// importSpec is a state survey of the preparation that was asked before, with a table as its file.
func (g *ground) importSpec(t *testing.T, closed string, table [][]string, without ...surveys.ItemID) surveys.ImportSpec {
	t.Helper()
	var file strings.Builder
	if err := csv.NewWriter(&file).WriteAll(table); err != nil {
		t.Fatal(err)
	}
	read, err := tabular.Read(strings.NewReader(file.String()), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	var faults tabular.Faults
	sheet, err := surveys.ReadSheet(read, &faults)
	if err != nil {
		t.Fatal(err)
	}
	day, err := time.Parse(time.DateOnly, closed)
	if err != nil {
		t.Fatal(err)
	}
	return surveys.ImportSpec{
		School: g.school.ID, Phase: "prep", Instrument: surveys.StateSurvey, Closed: day, Counts: staff, Sheet: sheet,
		Map: surveys.ImportMap{GroupColumn: "Group", NotAsked: without},
	}
}

// A kill after the import and before the release leaves a wave that the next start releases by itself, through the same gate.
func TestImportedWaveIsReleased(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.earlier(t, "2025-12-18")
	if g.Released(w.ID) {
		t.Fatal("released before it was closed")
	}
	g.reopen(t)
	if err := g.CloseDue(t.Context(), autumn); err != nil {
		t.Fatal(err)
	}
	got := g.closed(t, w)
	if got.Wave.Imported != "2026-09-01" || got.Wave.Opened != "2025-12-18" || got.Wave.Closed != "2025-12-18" {
		t.Errorf("the release says %+v", got.Wave)
	}
	// 18 answer 3, 4 and 5 equally often; nobody of the assistants answered, so the teachers are the school and the group tells nothing new.
	if e := seen(t, got, "overall", TotalGroup); e.Mean != 4 || e.N != 18 {
		t.Errorf("overall mean %v of %d, want 4 of 18", e.Mean, e.N)
	}

	asked := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	g.answer(t, asked, 1, 21, around(4))
	g.answer(t, asked, 2, 9, around(3))
	if r := g.closed(t, asked); r.Wave.Imported != "" {
		t.Errorf("a wave that was asked here is marked as imported on %s", r.Wave.Imported)
	}
	view, err := g.School(Query{School: g.school.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	if len(view.Waves) != 2 || view.Waves[0].Imported != "2026-09-01" || view.Waves[1].Imported != "" {
		t.Errorf("the view's waves: %+v", view.Waves)
	}
	if p := view.Overall.Earlier[0]; p.Break || len(view.Overall.Changes) == 0 {
		t.Errorf("the series does not continue from the imported wave: %+v", p)
	}
}

// What an earlier survey did not ask is not asked, neither hidden nor without data, and an index that lacks an item is another one.
func TestImportedWaveWithoutSomeItems(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	// Of promote one of three items is missing, and of prevent one of two: the one that is left makes no index.
	first := g.closed(t, g.earlier(t, "2025-12-18", "promote_plan", "prevent_early"))
	for _, key := range []MeasureKey{"item:promote_plan", "component:prevent", "item:prevent_early"} {
		if c := first.Cell(key, TotalGroup); c.State() != NotAsked {
			t.Errorf("%s is %v, want not asked", key, c.State())
		}
	}
	if m, ok := first.Measure("component:promote"); !ok || len(m.Items) != 2 {
		t.Errorf("promote is measured by %v", m.Items)
	}
	if e := seen(t, first, "item:prevent_presence", TotalGroup); e.N != 18 {
		t.Errorf("%d answers, want 18", e.N)
	}
	asked := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	g.answer(t, asked, 1, 21, around(4))
	g.answer(t, asked, 2, 9, around(3))
	g.closed(t, asked)
	view, err := g.School(Query{School: g.school.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range append(view.Rows, *view.Overall) {
		whole := row.Component != "promote" && row.Component != "prevent" && row.Measure != OverallKey
		if row.Earlier[0].Break == whole || len(row.Changes) > 0 != whole {
			t.Errorf("%s: break %t, %d changes", row.Measure, row.Earlier[0].Break, len(row.Changes))
		}
	}
}
