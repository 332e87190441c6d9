package surveys

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
)

// day is a date as importing takes it.
func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

// importSpec is a state survey of semester A that closed the winter before.
func (g *ground) importSpec(sheet *Sheet) ImportSpec {
	return ImportSpec{
		School: g.school.ID, Phase: "a", Instrument: StateSurvey, Opened: day("2025-12-01"), Closed: day("2025-12-18"),
		Counts: []GroupCount{{"teachers", 20}, {"assistants", 8}, {"sfo", 7}}, Sheet: sheet,
	}
}

func stateInstrument(t testing.TB) *Instrument {
	t.Helper()
	in, ok := Builtin(StateSurvey)
	if !ok {
		t.Fatal("no state survey")
	}
	return in
}

func TestImport(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	in := stateInstrument(t)
	table := withColumn(fileOf(in, 12), slices.Concat([]string{"Stilling"}, slices.Repeat([]string{"Lærer"}, 5), slices.Repeat([]string{"sfo"}, 7))...)
	table = withColumn(table, slices.Concat([]string{"Tidspunkt"}, slices.Repeat([]string{"2025-12-03 08:14"}, 12))...)
	spec := g.importSpec(sheetOf(t, table))
	spec.Map = ImportMap{GroupColumn: "Stilling", Groups: map[string]string{"Lærer": "teachers"}}

	plan, err := g.PlanImport(now, spec)
	if err != nil {
		t.Fatal(err)
	}
	if plan.Rows != 12 || plan.Empty != 0 || !slices.Equal(plan.Ignored, []string{"Tidspunkt"}) {
		t.Errorf("%d rows, %d empty, ignored %v", plan.Rows, plan.Empty, plan.Ignored)
	}
	want := []GroupRows{{GroupCount{"teachers", 20}, 5}, {GroupCount{"assistants", 8}, 0}, {GroupCount{"sfo", 7}, 7}}
	if diff := cmp.Diff(want, plan.Groups); diff != "" {
		t.Error(diff)
	}
	if len(g.WavesOf(g.school.ID)) > 0 {
		t.Error("planning stored a wave")
	}

	w, err := g.Import(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	// Days in Oslo: midnight and four in the afternoon in winter are 23:00 the day before and 15:00 UTC.
	if w.State != WaveClosed || w.HeadCount != 35 || len(w.Groups) != 3 || w.MinGroup != DefaultMinGroup || w.Imported != day("2026-09-01") ||
		w.OpensAt != time.Date(2025, 11, 30, 23, 0, 0, 0, time.UTC) || w.ClosesAt != time.Date(2025, 12, 18, 15, 0, 0, 0, time.UTC) {
		t.Errorf("stored as %+v", w)
	}
	g.reopen(t)
	again, err := g.Wave(w.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w, again); diff != "" {
		t.Error("after a restart:", diff)
	}
	var stored, file []string
	for _, r := range g.sealed(t, w) {
		stored = append(stored, content(r))
	}
	for i, cells := range table[1:] {
		r := Response{Group: 1}
		if i >= 5 {
			r.Group = 3
		}
		for _, cell := range cells[2:] {
			code, _ := in.Scale(in.Items()[0]).read(cell)
			r.Codes = append(r.Codes, code)
		}
		file = append(file, content(r))
	}
	slices.Sort(stored)
	slices.Sort(file)
	if diff := cmp.Diff(file, stored); diff != "" {
		t.Error(diff)
	}
	// Nothing of the times in the file is anywhere in the data folder's tables.
	if found := rows[int](t, g.folder.Record, "select count(*) from wave where document like '%08:14%'")[0]; found > 0 {
		t.Error("a time from the file is stored")
	}
	if info, err := g.Seal(t.Context(), w.ID); err != nil || info.Responses != 12 {
		t.Errorf("the seal is %+v, %v", info, err)
	}
	if n := g.intakeRows(t); n != 0 {
		t.Errorf("%d rows in the intake file", n)
	}
}

// The order of the rows in the file does not show in the order in which they are stored: over eight imports of 200 rows the mean rank correlation
// stays within five standard errors of 0, each being 1/√(n-1) for a random order.
// Answers of parents do not come in, and that is all that is said: head counts of staff would be wrong for them, too.
func TestImportOfStaffAlone(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for _, instrument := range []string{ParentSurvey, JointSurvey} {
		spec := g.importSpec(sheetOf(t, fileOf(stateInstrument(t), 12)))
		spec.Phase, spec.Instrument = "prep", instrument
		plan, err := g.PlanImport(now, spec)
		if diff := cmp.Diff([]Problem{{"instrument", "staff_only"}}, problemsOf(t, err)); diff != "" || plan.Rows != 0 {
			t.Errorf("%s: %d rows, problems (- want, + got):\n%s", instrument, plan.Rows, diff)
		}
		if _, err := g.Import(t.Context(), audit.Console.At(now), spec); err == nil {
			t.Errorf("answers to %s were imported", instrument)
		}
	}
}

func TestImportForgetsTheOrder(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	const n, times = 200, 8
	sum := 0.0
	for i := range times {
		table := fileOf(stateInstrument(t), n)
		for row, cells := range table[1:] { // the number of the row in base 5, in the first four items
			for item := range 4 {
				cells[item] = fmt.Sprint(1 + row%5)
				row /= 5
			}
		}
		spec := g.importSpec(sheetOf(t, table))
		spec.Opened, spec.Closed = time.Time{}, day("2025-12-01").AddDate(0, 0, i)
		spec.Counts = []GroupCount{{"teachers", n}}
		w, err := g.Import(t.Context(), audit.Console.At(now), spec)
		if err != nil {
			t.Fatal(err)
		}
		var order []int
		for _, r := range g.sealed(t, w) {
			order = append(order, int(r.Codes[0]-1)+5*int(r.Codes[1]-1)+25*int(r.Codes[2]-1)+125*int(r.Codes[3]-1))
		}
		r, _ := rankCorrelation(order)
		sum += r
	}
	if limit := 5 / 14.1 / 2.8; sum/times > limit || sum/times < -limit { // √199 = 14.1, √8 = 2.8
		t.Errorf("mean rank correlation %.3f over %d imports", sum/times, times)
	}
}

func TestImportSpecProblems(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	sheet := sheetOf(t, fileOf(stateInstrument(t), 10))
	for name, tt := range map[string]struct {
		change func(*ImportSpec)
		want   []Problem
	}{
		"nothing":      {func(s *ImportSpec) { *s = ImportSpec{MinGroup: 3} }, []Problem{{"closed", "missing"}, {"counts", "missing"}, {"file", "missing"}, {"instrument", "unknown"}, {"min_group", "range"}, {"phase", "unknown"}, {"school", "unknown"}}},
		"ahead":        {func(s *ImportSpec) { s.Opened, s.Closed = day("2026-09-02"), day("2026-09-03") }, []Problem{{"closed", "ahead"}}},
		"order":        {func(s *ImportSpec) { s.Opened = day("2025-12-19") }, []Problem{{"closed", "order"}}},
		"before 2000":  {func(s *ImportSpec) { s.Opened, s.Closed = day("1999-12-01"), day("2000-01-02") }, []Problem{{"opened", "range"}}},
		"too long":     {func(s *ImportSpec) { s.Opened = day("2025-08-01") }, []Problem{{"closed", "too_long"}}},
		"not in phase": {func(s *ImportSpec) { s.Instrument, s.Phase = MappingSurvey, "b" }, []Problem{{"instrument", "not_in_phase"}}},
		"few asked":    {func(s *ImportSpec) { s.Counts = []GroupCount{{"teachers", 9}} }, []Problem{{"counts", "fewer_than_rows"}}},
		"few of a group": {func(s *ImportSpec) {
			s.Sheet = sheetOf(t, withColumn(fileOf(stateInstrument(t), 3), "Gruppe", "sfo", "sfo", "other"))
			s.Map.GroupColumn, s.Counts = "Gruppe", []GroupCount{{"sfo", 2}}
		}, []Problem{{"counts.other", "fewer_than_rows"}}},
	} {
		spec := g.importSpec(sheet)
		tt.change(&spec)
		_, err := g.PlanImport(now, spec)
		got := problemsOf(t, onlyInvalid(err))
		if tt.want[0].Field == "instrument" { // the file is of another instrument, and has faults besides
			got = slices.DeleteFunc(got, func(p Problem) bool { return p.Field != "instrument" })
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// onlyInvalid is the *Invalid among joined errors.
func onlyInvalid(err error) error {
	if found, ok := errors.AsType[*Invalid](err); ok {
		return found
	}
	return err
}

// The same file does not come in twice, whether it was imported or asked here; another phase, other days and a wave that was called
// off are no obstacle.
func TestImportOnce(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.importSpec(sheetOf(t, fileOf(stateInstrument(t), 10)))
	first, err := g.Import(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, days := range [][2]string{{"2025-12-01", "2025-12-18"}, {"2025-12-18", "2025-12-20"}, {"2025-11-20", "2025-12-01"}, {"2025-12-05", "2025-12-06"}} {
		spec.Opened, spec.Closed = day(days[0]), day(days[1])
		plan, err := g.PlanImport(now, spec)
		if diff := cmp.Diff([]Problem{{"closed", "overlaps"}}, problemsOf(t, err)); diff != "" {
			t.Error(days, diff)
		}
		if len(plan.Overlaps) != 1 || plan.Overlaps[0].ID != first.ID {
			t.Errorf("%v overlap with %v", days, plan.Overlaps)
		}
	}
	for _, days := range [][2]string{{"2025-12-19", "2025-12-20"}, {"2025-11-20", "2025-11-30"}} {
		spec.Opened, spec.Closed = day(days[0]), day(days[1])
		if _, err := g.PlanImport(now, spec); err != nil {
			t.Error(days, err)
		}
	}
	spec = g.importSpec(spec.Sheet)
	spec.Phase = "b"
	if _, err := g.PlanImport(now, spec); err != nil {
		t.Error("another phase:", err)
	}
	spec.Phase = "a"
	if err := g.Void(t.Context(), audit.Console.At(now), first.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Import(t.Context(), audit.Console.At(now), spec); err != nil {
		t.Error("after the first was called off:", err)
	}
	asked := g.wave(t)
	spec.Opened, spec.Closed = day("2026-08-30"), day("2026-09-01")
	if _, err := g.PlanImport(now, spec); !slices.Contains(problemsOf(t, err), Problem{"closed", "overlaps"}) {
		t.Errorf("the wave %s is open, and planning says %v", asked.ID, err)
	}
}

func TestImportNotAsked(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	table := fileOf(stateInstrument(t), 10)
	for i := range table {
		table[i] = table[i][2:]
	}
	spec := g.importSpec(sheetOf(t, table))
	spec.Map.NotAsked = []ItemID{"promote_relations", "promote_plan"}
	w, err := g.Import(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	again, err := g.Wave(w.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]ItemID{"promote_plan", "promote_relations"}, again.NotAsked); diff != "" {
		t.Error(diff)
	}
	for _, r := range g.sealed(t, w) {
		if r.Codes[0] != Blank || r.Codes[1] != Blank || r.Codes[2] == Blank {
			t.Fatalf("stored %v", r.Codes)
		}
	}
}
