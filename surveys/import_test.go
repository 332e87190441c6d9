package surveys

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/programme"
	"tilstand/internal/tabular"
)

// day is a date as importing takes it.
func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

// sheetOf reads a table, the heading first.
func sheetOf(t interface {
	Helper()
	Fatal(...any)
}, table [][]string,
) *Sheet {
	t.Helper()
	var file strings.Builder
	if err := csv.NewWriter(&file).WriteAll(table); err != nil {
		t.Fatal(err)
	}
	read, err := tabular.Read(strings.NewReader(file.String()), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var faults tabular.Faults
	sheet, err := ReadSheet(read, &faults)
	if err := errors.Join(err, faults.Err(), read.Close()); err != nil {
		t.Fatal(err)
	}
	return sheet
}

// fileOf is a table with a column for each item, called by its id, and n rows whose answers are made from their number.
func fileOf(in *Instrument, n int) [][]string {
	var heading []string
	for _, item := range in.Items() {
		heading = append(heading, string(item.ID))
	}
	table := [][]string{heading}
	for row := range n {
		var cells []string
		for i, item := range in.Items() {
			codes := in.Scale(item).Codes()
			cells = append(cells, fmt.Sprint(codes[(row*31+row/7+i*i)%len(codes)]))
		}
		table = append(table, cells)
	}
	return table
}

// withColumn puts a column before the others.
func withColumn(table [][]string, cells ...string) [][]string {
	wider := make([][]string, len(table))
	for i, row := range table {
		wider[i] = append([]string{cells[i]}, row...)
	}
	return wider
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

	w, err := g.Import(t.Context(), now, spec)
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
		w, err := g.Import(t.Context(), now, spec)
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

// Whatever a file calls an item and an option, in two languages at once, the codes that come in are those that were written down.
func TestImportReadsWhatWasWritten(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	in := stateInstrument(t)
	rapid.Check(t, func(t *rapid.T) {
		languages := []string{"nb", "nn", "en"}
		lang := rapid.SampledFrom(languages)
		items := rapid.Permutation(in.Items()).Draw(t, "order of columns")
		var heading []string
		var labels []bool // by column; a form in two languages has labels in both
		answered := rapid.SampledFrom(languages[rapid.IntRange(0, 1).Draw(t, "first language"):][:2])
		for _, item := range items {
			labels = append(labels, rapid.Bool().Draw(t, "labels"))
			name := string(item.ID)
			if rapid.Bool().Draw(t, "in words") {
				name = rapid.SampledFrom([]func(string) string{strings.ToUpper, strings.TrimSpace}).Draw(t, "case")(item.Text[lang.Draw(t, "language")])
			}
			heading = append(heading, name)
		}
		table, want := [][]string{heading}, []string{}
		for range rapid.IntRange(1, 30).Draw(t, "rows") {
			codes := slices.Repeat([]int8{Blank}, len(items))
			cells := make([]string, len(items))
			for i, item := range items {
				options := slices.Concat(in.Scale(item).Steps, in.Scale(item).Outside)
				pick := rapid.IntRange(-1, len(options)-1).Draw(t, "option")
				if i == 0 {
					pick = max(pick, 0) // a row without an answer is none
				}
				if pick < 0 {
					continue
				}
				codes[slices.IndexFunc(in.Items(), func(o Item) bool { return o.ID == item.ID })] = options[pick].Code
				cells[i] = fmt.Sprint(options[pick].Code)
				if labels[i] {
					cells[i] = options[pick].Label[answered.Draw(t, "language")]
				}
			}
			table, want = append(table, cells), append(want, fmt.Sprint(codes))
		}
		spec := g.importSpec(sheetOf(t, table))
		plan, rows, err := g.planImport(now, spec)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprint(r.Codes))
		}
		if diff := cmp.Diff(want, got); diff != "" || plan.Rows != len(want) {
			t.Fatal(diff)
		}
	})
}

func TestImportNamesEveryFault(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	in := stateInstrument(t)
	answers := answersTo(in.Scale(in.Items()[0]))
	table := fileOf(in, 10)
	table = withColumn(table, "Gruppe", "teachers", "teachers", "Rektor", "sfo", "", "SFO", "Lærere", "teachers", "Rektor", "teachers")
	table[2][1], table[7][1] = "6", "6"
	table[3][2] = "I middels grad"
	table[9] = append([]string{""}, slices.Repeat([]string{""}, len(in.Items()))...) // no answer, so no group is missed
	table[0][3] = "Noe annet"
	for i := range table[1:] {
		table[i+1] = append(table[i+1], fmt.Sprintf("person%d@example.no", i))
	}
	table[0] = append(table[0], "E-post")
	spec := g.importSpec(sheetOf(t, table))
	spec.Map = ImportMap{
		Items: map[ItemID]string{"uncover_ask": "Q99", "nothing": "Gruppe"}, NotAsked: []ItemID{"capacity_everyone"},
		Codes:       map[string]map[string]int8{"extent": {"Ja": 9}, "nowhere": {"x": 1}, "*": {"Nei": 1}},
		GroupColumn: "Gruppe",
	}
	plan, err := g.PlanImport(now, spec)
	var faulty *Unreadable
	if !errors.As(err, &faulty) {
		t.Fatalf("got %v", err)
	}
	groups := []string{"teachers", "assistants", "sfo", "other"}
	want := []ImportFault{
		{Problem: ItemNoColumn, Item: "promote_inclusion"},
		{Problem: ItemUnknown, Item: "nothing"},
		{Problem: CodeUnknown, Value: "Ja", Allowed: append(slices.Clone(answers), "-1")},
		{Problem: CodeKeyUnknown, Value: "nowhere"},
		{Problem: ColumnUnknown, Item: "uncover_ask", Column: "Q99", Allowed: table[0]},
		{Problem: ValueUnknown, Item: "promote_plan", Column: "promote_plan", Value: "6", Rows: []int{3, 8}, Allowed: answers},
		{Problem: ValueUnknown, Item: "promote_relations", Column: "promote_relations", Value: "I middels grad", Rows: []int{4}, Allowed: answers},
		{Problem: GroupUnknown, Column: "Gruppe", Value: "Rektor", Rows: []int{4}, Allowed: groups},
		{Problem: GroupMissing, Column: "Gruppe", Rows: []int{6}, Allowed: groups},
	}
	if diff := cmp.Diff(want, plan.Faults); diff != "" {
		t.Error(diff)
	}
	if plan.Empty != 1 || plan.Rows != 9 || !slices.Equal(plan.Ignored, []string{"Noe annet", "uncover_ask", "capacity_everyone", "E-post"}) {
		t.Errorf("%d rows, %d empty, ignored %v", plan.Rows, plan.Empty, plan.Ignored)
	}
	text := err.Error()
	for _, words := range []string{`rows 3, 8, column promote_plan (promote_plan): "6" is not an answer`, "allowed: 1 (To a very small extent), 2", `row 4, column Gruppe: "Rektor" is not a staff group`} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in:\n%s", words, text)
		}
	}
	if _, err := g.Import(t.Context(), now, spec); !errors.As(err, &faulty) || len(g.Waves()) > 0 {
		t.Errorf("importing says %v", err)
	}
}

// Columns that cannot stand for what they are said to.
func TestImportMapFaults(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	table := fileOf(stateInstrument(t), 70)
	table = withColumn(table, make([]string, 71)...)
	for i := range table {
		table[i][0] = fmt.Sprint("id ", i)
	}
	spec := g.importSpec(sheetOf(t, table))
	spec.Counts = []GroupCount{{"teachers", 100}}
	spec.Map = ImportMap{
		Items:    map[ItemID]string{"promote_plan": "id 0", "promote_relations": "prevent_early", "prevent_early": "prevent_early"},
		NotAsked: []ItemID{"promote_plan"}, GroupColumn: "id 0",
	}
	plan, err := g.PlanImport(now, spec)
	if err == nil {
		t.Error("imports all the same")
	}
	want := []ImportFault{
		{Problem: ItemBoth, Item: "promote_plan"},
		{Problem: ColumnTwice, Column: "id 0"},
		{Problem: ColumnTwice, Column: "prevent_early"},
		{Problem: ColumnFree, Item: "promote_plan", Column: "id 0"},
		{Problem: ColumnFree, Column: "id 0"},
	}
	if diff := cmp.Diff(want, plan.Faults); diff != "" {
		t.Error(diff)
	}
	spec.Sheet, spec.Map = sheetOf(t, fileOf(stateInstrument(t), 0)), ImportMap{}
	plan, _ = g.PlanImport(now, spec)
	if diff := cmp.Diff([]ImportFault{{Problem: NoAnswers}}, plan.Faults); diff != "" {
		t.Error(diff)
	}
	for _, fault := range append(want, ImportFault{Problem: NoAnswers}) {
		if words := importEnglish[fault.Problem]; words == "" || !strings.Contains(fault.String(), words) {
			t.Errorf("%s has no words", fault.Problem)
		}
	}
	for _, bad := range []string{"", "[]", `{"itmes": {}}`, `{"codes": {"extent": {"x": 300}}}`} {
		if _, err := ParseImportMap([]byte(bad)); err == nil {
			t.Errorf("%q is taken for a mapping", bad)
		}
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
	first, err := g.Import(t.Context(), now, spec)
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
	if err := g.Void(t.Context(), now, first.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Import(t.Context(), now, spec); err != nil {
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
	w, err := g.Import(t.Context(), now, spec)
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

func TestImportProposes(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	in := stateInstrument(t)
	numbered := func(prefix string, n int) []string {
		var names []string
		for i := range n {
			names = append(names, fmt.Sprintf("%s%d", prefix, i+1))
		}
		return names
	}
	for name, tt := range map[string]struct {
		heading []string
		items   bool
	}{
		"q1 to qn":      {numbered("q", len(in.Items())), true},
		"Spørsmål 1 …":  {numbered("Spørsmål ", len(in.Items())), true},
		"one too few":   {numbered("q", len(in.Items())-1), false},
		"one too many":  {numbered("q", len(in.Items())+1), false},
		"from nowhere":  {numbered("column ", len(in.Items())), false},
		"one is called": {append(numbered("q", len(in.Items())-1), "capacity_everyone"), false},
	} {
		table := [][]string{tt.heading}
		table = append(table, slices.Repeat([]string{"1"}, len(tt.heading)))
		plan, err := g.PlanImport(now, g.importSpec(sheetOf(t, withColumn(table, "Stilling", "SFO"))))
		if err == nil || len(plan.Map.Items) > 1 {
			t.Errorf("%s: mapped without being told: %v", name, plan.Map)
		}
		if got := len(plan.Proposed.Items) == len(in.Items()); got != tt.items {
			t.Errorf("%s: proposed %v", name, plan.Proposed.Items)
		}
		if tt.items && plan.Proposed.Items[in.Items()[2].ID] != tt.heading[2] {
			t.Errorf("%s: the third item is %q", name, plan.Proposed.Items[in.Items()[2].ID])
		}
		if plan.Proposed.GroupColumn != "Stilling" || plan.Map.GroupColumn != "" {
			t.Errorf("%s: staff group in %q, proposed %q", name, plan.Map.GroupColumn, plan.Proposed.GroupColumn)
		}
	}
}

// A sheet travels as text, and what is not one is refused.
func TestSheetText(t *testing.T) {
	t.Parallel()
	table := withColumn(fileOf(stateInstrument(t), 100), slices.Concat([]string{"Kommentar"}, make([]string, 100))...)
	for i := range table[1:] {
		table[i+1][0] = fmt.Sprintf("a comment, number %d", i)
	}
	sheet := sheetOf(t, table)
	if !sheet.Columns[0].Free || len(sheet.Columns[0].Values)+len(sheet.Columns[0].Cells) > 0 {
		t.Errorf("comments are kept: %v", sheet.Columns[0])
	}
	few := sheetOf(t, table[:15])
	if !few.Columns[0].Free || few.Columns[1].Free || len(few.Columns[1].Cells) != 14 {
		t.Errorf("of few rows, comments %v and answers %v", few.Columns[0], few.Columns[1])
	}
	text, err := sheet.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var again Sheet
	if err := again.UnmarshalText(text); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sheet, &again); diff != "" {
		t.Error(diff)
	}
	for range 200 {
		broken := slices.Clone(text)
		broken[rand.IntN(len(broken))] = "AZaz09-_!"[rand.IntN(9)]
		var s Sheet
		if err := s.UnmarshalText(broken); err != nil && !errors.Is(err, ErrSheet) {
			t.Errorf("a changed letter gives %v", err)
		}
	}
	for name, unsound := range map[string]Sheet{
		"a value that is not there": {Columns: []SheetColumn{{Name: "a", Values: []string{"x"}, Cells: []uint16{2}}}, Lines: []int{2}},
		"too few cells":             {Columns: []SheetColumn{{Name: "a"}}, Lines: []int{2}},
		"two of a name":             {Columns: []SheetColumn{{Name: "a"}, {Name: "a"}}},
		"a free one with values":    {Columns: []SheetColumn{{Name: "a", Free: true, Values: []string{"x"}}}},
		"an empty value":            {Columns: []SheetColumn{{Name: "a", Values: []string{""}}}},
		"too many columns":          {Columns: make([]SheetColumn, MaxSheetColumns+1)},
	} {
		text, err := unsound.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		if err := new(Sheet).UnmarshalText(text); !errors.Is(err, ErrSheet) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever comes as a packed sheet is refused, or can be planned with: it comes from a form, and anybody can change a form.
func FuzzSheetText(f *testing.F) {
	in, _ := Builtin(StateSurvey)
	sheet := sheetOf(f, fileOf(in, 3))
	for _, s := range []*Sheet{sheet, {}, {Columns: []SheetColumn{{Name: "promote_plan", Free: true}}, Lines: []int{2}}} {
		text, err := s.MarshalText()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	t := programme.Builtin()
	f.Fuzz(func(test *testing.T, text []byte) {
		var s Sheet
		if err := s.UnmarshalText(text); err != nil {
			return
		}
		r := &reading{in: in, t: t, sheet: &s, m: ImportMap{GroupColumn: "promote_relations"}.with(obviousItems(in, &s))}
		rows, empty := r.read()
		if len(rows)+empty != len(s.Lines) {
			test.Errorf("%d rows and %d without an answer, of %d", len(rows), empty, len(s.Lines))
		}
		if again, err := s.MarshalText(); err != nil || new(Sheet).UnmarshalText(again) != nil {
			test.Errorf("packed again it is refused: %v", err)
		}
	})
}
