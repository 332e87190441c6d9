package reports

import (
	"crypto/rand"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/surveys"
)

// TestParentsInTheWorkbook asks fifty parents of two stages, of whom 15 and 12 answer: 4 where a high answer is good and 2 where a low one is, so that every
// mean is 4. They have sheets of their own, with their own head counts, and are told apart on the data sheet.
func TestParentsInTheWorkbook(t *testing.T) {
	t.Parallel()
	g := newGround(t, "Bjørkelia skole")
	ctx, start, surv, figures, school := t.Context(), g.start, g.surv, g.figures, g.school
	w := check(surv.OpenWave(ctx, audit.Console.At(start), surveys.WaveSpec{
		School: school.ID, Phase: "prep", Instrument: surveys.ParentSurvey, ClosesAt: start.AddDate(0, 0, 14),
		Counts: []surveys.GroupCount{{Key: "parents_1_4", HeadCount: 30}, {Key: "parents_5_7", HeadCount: 20}},
	}))(t)
	for person := range 27 {
		sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Group: "1", Answers: map[string]string{}}
		if person >= 15 {
			sub.Group = "2"
		}
		for i, item := range surv.InstrumentOf(w).Items() {
			good := 3 + (person+i)%3 // not all alike: 3, 4 and 5 as often, by turns
			if item.Reverse {
				good = 6 - good
			}
			sub.Answers[string(item.ID)] = strconv.Itoa(good)
		}
		check(surv.Submit(ctx, start.Add(time.Hour), sub))(t)
	}
	check(figures.Close(ctx, audit.Console.At(w.ClosesAt), w.ID))(t)
	v := check(figures.School(analytics.Query{School: school.Orgnr}))(t)

	f := open(t, file(t, v, "nb"))
	rows := must(f.GetRows("Foresatte", excelize.Options{RawCellValue: true}))
	for _, want := range [][]string{
		{"Hjem og skole", "Alle foresatte", "50", "0.54", "27", "4"},
		{"Hjem og skole", "1.–4. trinn", "30", "0.5", "15", "4"},
		{"Hjem og skole", "5.–7. trinn", "20", "0.6", "12", "4"},
	} {
		if !slices.ContainsFunc(rows, func(row []string) bool { return len(row) > 6 && slices.Equal(row[:6], want) }) {
			t.Errorf("no row %q in\n%q", want, rows)
		}
	}
	if items := must(f.GetRows("Spørsmål til foresatte")); !slices.ContainsFunc(items, func(row []string) bool {
		return len(row) > 3 && row[1] == "Hjem og skole" && row[3] == "27"
	}) {
		t.Errorf("questions to parents:\n%q", items)
	}
	data := must(f.GetRows("Data", excelize.Options{RawCellValue: true}))
	at := func(row []string, name string) string { return row[slices.Index(data[0], name)] }
	if len(data) != 1+2*3 { // two constructs, all parents and two stages
		t.Errorf("%d rows of data", len(data)-1)
	}
	for _, row := range data[1:] {
		if at(row, "audience") != "parents" || at(row, "instrument") != "foresatte v1" || at(row, "target") != "" {
			t.Errorf("a row of parents: %q", row)
		}
	}
	if method := must(f.GetRows("Metode")); valueOf(method, "Foresatte og elever") == "" {
		t.Error("the method does not tell of parents")
	}
	for _, lang := range []string{"nn", "en"} {
		if sheets := open(t, file(t, v, lang)).GetSheetList(); !slices.Contains(sheets, map[string]string{"nn": "Føresette", "en": "Parents"}[lang]) {
			t.Errorf("%s: %q", lang, sheets)
		}
	}
}
