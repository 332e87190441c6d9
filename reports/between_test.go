package reports

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tilstand/analytics"
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// What was done stands in the workbook with what was hoped for and what was measured, as numbers; what was not measured has words in the number's place. Texts that look like formulas stay texts.
func TestMeasuresInTheWorkbook(t *testing.T) {
	t.Parallel()
	v := typical().view()
	on := func(text string) time.Time { return must(time.Parse(time.DateOnly, text)) }
	change := v.Rows[0].Changes[0]
	change.Limit, change.Difference, change.Claim = analytics.Exact, 0.3, &analytics.Interval{Low: 0.1, High: 0.5}
	measure := closing.Measure{
		Component: "promote", What: "=1+1", How: "Vi ser det.", Role: closing.Teachers, Start: on("2027-07-01"), Check: on("2027-12-01"), Hope: new(0.4), HopeText: "Flere sier fra.",
		History: []closing.StatusChange{{Status: closing.UnderWay}},
	}
	other := measure
	other.What, other.Hope = "Faste voksne.", nil
	name := i18n.Text{"nb": "Fremme"}
	between := []closing.Between{{
		From: v.Waves[2], To: v.Waves[3], Measures: []closing.Ran{{Measure: measure, Name: name, Change: &change}, {Measure: other, Name: name}},
		Modules: []closing.ModuleSpan{{Name: i18n.Text{"nb": "Følge med"}, Span: programme.Span{From: on("2027-08-20"), To: on("2027-09-10")}}},
	}}
	var book bytes.Buffer
	if err := Write(&book, BuildWith(v, between, bundle().Printer("nb"))); err != nil {
		t.Fatal(err)
	}
	f := open(t, book.Bytes())
	rows := must(f.GetRows("Tiltak", excelize.Options{RawCellValue: true}))
	table := map[string][]string{}
	for _, row := range rows {
		if len(row) > 0 {
			table[strings.TrimPrefix(row[0], "'")] = row[1:]
		}
	}
	// 46569 is 1 July 2027 and 46722 is 1 December: 45658 is 1 January 2025.
	want := []string{"Mellom semester B og semester C", "Fremme", "I gang", "46569", "46722", "0.4", "Flere sier fra.", "0.3", "0.1", "0.5"}
	if diff := cmp.Diff(want, table["=1+1"][:10]); diff != "" {
		t.Error(diff)
	}
	if row := table["Faste voksne."]; row[5] != "Ikke oppgitt" || row[7] != "Kan ikke vises" {
		t.Errorf("what is not known: %v", row)
	}
	if _, ok := table["Følge med"]; !ok {
		t.Error("the module is not there")
	}
	if _, ok := table["Tiltakene og modulene gikk i denne tiden. Målingen kan ikke si om de er årsaken til endringen."]; !ok {
		t.Errorf("no word about causes: %v", rows[:4])
	}
	if formula := must(f.GetCellFormula("Tiltak", "A6")); formula != "" {
		t.Errorf("a text became a formula: %s", formula)
	}
	var only bytes.Buffer // modules, and no measures yet
	between[0].Measures = nil
	if err := Write(&only, BuildWith(v, between, bundle().Printer("en"))); err != nil {
		t.Fatal(err)
	}
	if names := open(t, only.Bytes()).GetSheetList(); names[5] != "Measures" {
		t.Errorf("sheets: %v", names)
	}
}
