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
	"tilstand/surveys"
)

// TestTheWholeWay asks a real school, closes the wave, and looks for figures that can be worked out by hand in the workbook.
//
// Twelve of twelve answer. The first component asked about has a third of the staff at each of 3, 4 and 5 on every item: a mean of 4. Everything
// else is answered with 2, 3 and 4 by the same thirds: a mean of 3.
func TestTheWholeWay(t *testing.T) {
	t.Parallel()
	g := newGround(t, "=1+1")
	ctx, start, surv, figures, school := t.Context(), g.start, g.surv, g.figures, g.school
	w := check(surv.OpenWave(ctx, audit.Console.At(start), surveys.WaveSpec{
		School: school.ID, Phase: "a", Instrument: surveys.StateSurvey, Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 12}},
		ClosesAt: start.AddDate(0, 0, 14),
	}))(t)
	for person := range 12 {
		check(surv.Submit(ctx, start.Add(time.Hour), submission(w, surv.InstrumentOf(w), person)))(t)
	}
	check(figures.Close(ctx, audit.Console.At(w.ClosesAt), w.ID))(t)
	v := check(figures.School(analytics.Query{School: school.Orgnr}))(t)

	f := open(t, file(t, v, "nb"))
	cover := must(f.GetRows("Forside", excelize.Options{RawCellValue: true}))
	for label, want := range map[string]string{"Svar (n)": "12", "Ansatte som ble spurt": "12", "Svarprosent": "1"} {
		if got := valueOf(cover, label); got != want {
			t.Errorf("%s: got %q, want %q", label, got, want)
		}
	}
	if cover[0][0] != "'=1+1" {
		t.Errorf("the school is called %q on the cover", cover[0][0])
	}
	rows := must(f.GetRows("Tilstand", excelize.Options{RawCellValue: true}))
	for component, want := range map[string][]string{
		// n, mean, on 0–100; the target of the template for A, what is missing to it
		"Fremme":    {"12", "4", "75", "3.5", "-0.5", "Nådd"},
		"Forebygge": {"12", "3", "50", "3.5", "0.5", "Ikke nådd"},
	} {
		i := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 && row[0] == component })
		if i < 0 || !slices.Equal(slices.Concat(rows[i][1:4], rows[i][6:9]), want) {
			t.Errorf("%s: got %q, want %q, the interval apart", component, rows[max(i, 0)], want)
		}
	}
}

func submission(w surveys.Wave, in *surveys.Instrument, person int) surveys.Submission {
	sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
	for _, item := range in.Items() {
		code := 2 + person%3
		if construct, _ := in.Construct(item.Construct); construct.Component == in.Components[0] {
			code++
		}
		if item.Reverse {
			code = 6 - code
		}
		sub.Answers[string(item.ID)] = fmt.Sprint(code)
	}
	return sub
}

// check ends the test on an error.
func check[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
