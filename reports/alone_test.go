package reports

import (
	"crypto/rand"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/surveys"
)

// TestAloneTheWholeWay asks questions of every kind, closes the wave, and looks for their figures in the workbook. Twenty of twenty-four answer: eight work in
// the classroom, seven outside and five as much in both; fifteen hear of plans in meetings, seven in minutes, five from their leader and nobody nowhere; and the
// twelve who do not work mostly in the classroom are asked where they are during breaks.
func TestAloneTheWholeWay(t *testing.T) {
	t.Parallel()
	g := newGround(t, "Bjørkelia skole")
	ctx, start, surv, figures, school := t.Context(), g.start, g.surv, g.figures, g.school
	in := check(surveys.ParseInstrument(check(os.ReadFile("../surveys/testdata/mixed.v1.json"))(t)))(t)
	in.Key, in.Version = surveys.MappingSurvey, 2
	check(surv.SaveDraft(ctx, audit.Operator.At(start), in))(t)
	check(surv.Publish(ctx, audit.Operator.At(start), in.Key, in.Version, nil))(t)
	w := check(surv.OpenWave(ctx, audit.Console.At(start), surveys.WaveSpec{
		School: school.ID, Phase: "a", Instrument: surveys.MappingSurvey, Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 24}},
		ClosesAt: start.AddDate(0, 0, 14),
	}))(t)
	for person := range 20 {
		answers := map[string]string{"known": "4", "used": "3", "shared": "3", "renewed": "2", "work": "1", "channels": "1", "meetings": "4"}
		switch {
		case person >= 15:
			answers["work"], answers["breaks"], answers["channels"] = "3", "3", "3"
		case person >= 8:
			answers["work"], answers["breaks"], answers["channels"] = "2", "1", "1 2"
		}
		check(surv.Submit(ctx, start.Add(time.Hour), surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Group: groupOf(w), Answers: answers}))(t)
	}
	check(figures.Close(ctx, audit.Console.At(w.ClosesAt), w.ID))(t)
	v := check(figures.School(analytics.Query{School: school.Orgnr}))(t)

	f := open(t, file(t, v, "nb"))
	rows := must(f.GetRows("Egne spørsmål", excelize.Options{RawCellValue: true}))
	for _, want := range [][]string{
		{"Hvor arbeider du mest?", "ett svar", "alle", "20", "Mest i klasserommet", "0.4"},
		{"Hvor arbeider du mest?", "ett svar", "alle", "20", "Mest utenfor klasserommet", "0.35"},
		{"Hvor får du vite om planene?", "flere svar", "alle", "20", "I personalmøter", "0.75"},
		{"Hvor får du vite om planene?", "flere svar", "alle", "20", "Ingen av disse", "0.2"}, // at most: nobody chose it
		{"Hvor er du i friminuttene?", "ett svar", "noen, ut fra work", "12", "Mest i klasserommet", "0.58"},
	} {
		if !slices.ContainsFunc(rows, func(row []string) bool { return len(row) > 6 && slices.Equal(row[:6], want) }) {
			t.Errorf("no row %q in\n%q", want, rows)
		}
	}
	// Fifteen of twenty were asked and five were not: fewer than the minimum group. Nobody answered about time.
	for question, word := range map[string]string{"I hvilken grad er møtene til nytte?": "Skjult", "I hvilken grad har du tid til å lese planene?": "Ingen svar"} {
		if i := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 && row[0] == question }); i < 0 || !strings.EqualFold(rows[i][3], word) {
			t.Errorf("%s: %q, want %s", question, rows[max(i, 0)], word)
		}
	}
	// The data sheet has means, and the shares have one of their own: four options of a multiple choice, and a state where there are none.
	shares := must(f.GetRows("Data shares", excelize.Options{RawCellValue: true}))
	var outside, minutes, breaks []string
	for _, row := range shares[1:] {
		switch at := func(name string) string { return row[slices.Index(shares[0], name)] }; {
		case at("item") == "work" && at("answer_from") == "2":
			outside = row
		case at("item") == "channels" && at("answer_from") == "2":
			minutes = row
		case at("item") == "meetings":
			breaks = row
		}
	}
	for _, test := range []struct{ row, want []string }{
		{outside, []string{"staff", "work", "single", "all", "programme", "value", "2", "2", "0.35", "exact", "20"}},
		{minutes, []string{"staff", "channels", "multiple", "all", "programme", "value", "2", "2", "0.35", "exact", "20"}},
		{breaks, []string{"staff", "meetings", "scale", "some", "programme", "hidden", "", "", "", "", ""}},
	} {
		if len(test.row) < 15 || !slices.Equal(test.row[4:15], test.want) {
			t.Errorf("shares: %q, want %q in it", test.row, test.want)
		}
	}
	if data := must(f.GetRows("Data", excelize.Options{RawCellValue: true})); slices.ContainsFunc(data, func(row []string) bool { return slices.Contains(row, "work") }) {
		t.Error("the data sheet, whose values are means, has an item that stands alone")
	}
	if method := must(f.GetRows("Metode")); valueOf(method, "Spørsmål som står for seg") == "" {
		t.Error("the method does not tell of items that stand alone")
	}
	codebook := must(f.GetRows("Kodebok", excelize.Options{RawCellValue: true}))
	if !slices.ContainsFunc(codebook, func(row []string) bool {
		return len(row) == 5 && slices.Equal(row, []string{"channels", "flere svar", "Ingen av disse", "alle", "4"})
	}) {
		t.Error("the codebook does not tell the options of a multiple choice")
	}
	if teachers := check(figures.School(analytics.Query{School: school.Orgnr, Group: "teachers"}))(t); teachers.Mapping.Alone != nil {
		t.Error("the page of a staff group has figures of items that stand alone")
	}
}

// groupOf is the number of the first group, where there are any.
func groupOf(w surveys.Wave) string {
	if len(w.Groups) == 0 {
		return ""
	}
	return "1"
}
