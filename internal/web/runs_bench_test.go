package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/oversight"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// BenchmarkRuns makes the page of an owner's runs of facts that are gathered: two schools, fifty, and 357, which no owner in Norway has. Every third one
// meets a rule. Gathering them is in BenchmarkCountry. On two busy cores: 0.3, 4 and 36 ms; 8, 42 and 258 kB, of which 2.5, 4 and 10 kB go over the wire.
func BenchmarkRuns(b *testing.B) {
	today := time.Date(2027, 4, 10, 0, 0, 0, 0, time.UTC)
	for _, n := range []int{2, 50, 357} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := &request{words: words().Printer("nb")}
			owner := programme.Owner{ID: "owner", Orgnr: ownerOrgnr, Name: "Fjordvik kommune", Kind: programme.Municipality}
			var body bytes.Buffer
			for b.Loop() {
				v := newRunsView(r, owner, runsFacts(n, today), today)
				if err := v.choose(nil); err != nil {
					b.Fatal(err)
				}
				page := v.page()
				page.reach = func(string, string) bool { return true }
				body.Reset()
				if err := watchedPages().execute(&body, "nb", "runs", page); err != nil {
					b.Fatal(err)
				}
			}
			var packed bytes.Buffer
			w := gzip.NewWriter(&packed)
			w.Write(body.Bytes())
			w.Close()
			b.ReportMetric(float64(body.Len())/1000, "kB")
			b.ReportMetric(float64(packed.Len())/1000, "gzip-kB")
		})
	}
}

// runsFacts are so many schools of two cohorts, one in three of them late.
func runsFacts(n int, today time.Time) (all []*oversight.Facts) {
	for i := range n {
		closed := today.AddDate(0, -5, -i%60)
		f := &oversight.Facts{
			School:   programme.School{ID: programme.SchoolID(fmt.Sprint(i)), Orgnr: fmt.Sprint(974600000 + i), Name: fmt.Sprintf("Skole nummer %d", i)},
			Template: programme.Builtin(), Cohort: programme.Cohort{ID: programme.CohortID(fmt.Sprint(i % 2)), Name: fmt.Sprintf("Pulje %d", i%2), Starts: today.AddDate(-1, 0, 0)},
			Dates: map[programme.PhaseKey]programme.Span{
				"prep": {From: today.AddDate(0, -10, 0), To: today.AddDate(0, -6, 0)}, "a": {From: today.AddDate(0, -6, 1), To: today.AddDate(0, 1-2*(1-min(i%3, 1)), 0)},
			},
			Surveys: []oversight.Survey{{Phase: "prep", State: oversight.Closed, Opens: closed.AddDate(0, 0, -14), Closes: closed}}, Shares: surveys.Degree(i % 3),
		}
		if f.Sharing() {
			f.Last = &oversight.Turnout{Phase: "prep", Closed: closed, State: analytics.Value, Answered: 20 + i%10, HeadCount: 35}
			f.Conclusions = map[programme.PhaseKey]oversight.Conclusion{"prep": {Signed: closed.AddDate(0, 0, 20), Shared: i%2 == 0}}
		}
		all = append(all, f)
	}
	return all
}
