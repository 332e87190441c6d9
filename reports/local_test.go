package reports

import (
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// TestLocalItemsHaveTheirSheet asks a question of the school's and one of the owner's, closes the wave, and looks for the figures in the workbook: eight of
// twenty said yes, eight no and four at times.
func TestLocalItemsHaveTheirSheet(t *testing.T) {
	t.Parallel()
	g := newGround(t, "Bjørkelia skole")
	ctx, start, surv, figures, owner, school := t.Context(), g.start, g.surv, g.figures, g.owner, g.school
	var ids []surveys.ItemID
	for _, key := range []surveys.SupplementKey{
		{Scope: programme.ScopeOwner, ID: string(owner.ID), Instrument: surveys.StateSurvey}, {Scope: programme.ScopeSchool, ID: string(school.ID), Instrument: surveys.StateSurvey},
	} {
		var options []surveys.Option
		for _, label := range []string{"Ja", "Nei", "Av og til"} {
			options = append(options, surveys.Option{Label: i18n.Text{"nb": label}})
		}
		saved := check(surv.SaveSupplement(ctx, audit.Operator.At(start), surveys.Supplement{SupplementKey: key, Items: []surveys.LocalItem{
			{Type: surveys.SingleChoice, Text: i18n.Text{"nb": "Får dere hjelp (" + string(key.Scope) + ")?"}, Options: options},
		}}))(t)
		ids = append(ids, saved.Items[0].ID)
	}
	w := check(surv.OpenWave(ctx, audit.Console.At(start), surveys.WaveSpec{
		School: school.ID, Phase: "a", Instrument: surveys.StateSurvey, Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 24}},
		ClosesAt: start.AddDate(0, 0, 14),
	}))(t)
	for person := range 20 {
		answers := map[string]string{}
		for i, item := range surv.InstrumentOf(w).Items() {
			answers[string(item.ID)] = fmt.Sprint(1 + (person+i)%3)
		}
		for _, id := range ids {
			answers[string(id)] = []string{"1", "1", "2", "2", "3"}[person%5]
		}
		check(surv.Submit(ctx, start.Add(time.Hour), surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Group: groupOf(w), Answers: answers}))(t)
	}
	check(figures.Close(ctx, audit.Console.At(w.ClosesAt), w.ID))(t)
	f := open(t, file(t, check(figures.School(analytics.Query{School: school.Orgnr}))(t), "nb"))
	if slices.Contains(f.GetSheetList(), "Egne spørsmål") {
		t.Error("the local items are also among the survey's own")
	}
	rows := must(f.GetRows("Lokale spørsmål", excelize.Options{RawCellValue: true}))
	for _, want := range [][]string{
		{"Får dere hjelp (owner)?", "ett svar", "alle, fra skoleeieren", "20", "Ja", "0.4"},
		{"Får dere hjelp (school)?", "ett svar", "alle, fra skolen", "20", "Av og til", "0.2"},
	} {
		if !slices.ContainsFunc(rows, func(row []string) bool { return len(row) > 6 && slices.Equal(row[:6], want) }) {
			t.Errorf("no row %q in\n%q", want, rows)
		}
	}
	codebook := must(f.GetRows("Kodebok", excelize.Options{RawCellValue: true}))
	if !slices.ContainsFunc(codebook, func(row []string) bool {
		return len(row) == 5 && row[0] == string(ids[1]) && row[2] == "Nei" && row[4] == "2"
	}) {
		t.Error("the codebook does not tell the options of a local item")
	}
}
