package surveys

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/audit"
)

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
	if _, err := g.Import(t.Context(), audit.Console.At(now), spec); !errors.As(err, &faulty) || len(g.Waves()) > 0 {
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
