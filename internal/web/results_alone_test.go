package web

import (
	"crypto/rand"
	"os"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// TestQuestionsThatStandAlone asks questions of every kind: twenty of twenty-four answer, eight from the classroom, seven from outside and five from both; and only
// the twelve who do not work mostly in the classroom are asked about breaks.
func TestQuestionsThatStandAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.askMixed()
	w, err := h.surveys.OpenWave(t.Context(), audit.Console.At(*h.clock), surveys.WaveSpec{
		School: sc.ID, Phase: "a", Instrument: surveys.MappingSurvey, ClosesAt: h.clock.AddDate(0, 0, 7),
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 24}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for person := range 20 {
		answers := map[string]string{"known": "4", "used": "3", "work": "1", "channels": "1", "meetings": "4"}
		switch {
		case person >= 15:
			answers["work"], answers["breaks"], answers["channels"] = "3", "3", "3"
		case person >= 8:
			answers["work"], answers["breaks"], answers["channels"] = "2", "1", "1 2"
		}
		sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: answers}
		if len(w.Groups) > 0 {
			sub.Group = "1"
		}
		if _, err := h.surveys.Submit(t.Context(), *h.clock, sub); err != nil {
			t.Fatal(err)
		}
	}
	*h.clock = h.clock.AddDate(0, 0, 8)
	if _, err := h.analytics.Close(t.Context(), audit.Console.At(*h.clock), w.ID); err != nil {
		t.Fatal(err)
	}
	a := h.leader("/schools/" + firstOrgnr + "/items")
	page.Verify(t, a.body,
		page.In("#alone", page.IsText("Egne spørsmål")),
		page.In(".alone", page.HasText("Hvor arbeider du mest?"), page.HasText("20 svar."), page.HasText("Mest i klasserommet"), page.HasText("40 %"), page.HasText("35 %"),
			page.HasText("Flere svar var mulige"), page.HasText("høyst 20 %"), // nobody ticked "none of these"
			page.HasText("12 svar. Stilt bare til noen"), page.HasText("58 %"),
			page.HasText("I hvilken grad er møtene til nytte? Skjult"),                // five were not asked
			page.HasText("I hvilken grad har du tid til å lese planene? Ingen svar")), // and nobody answered
		page.Count(".alone table", 3),
		page.Count(".alone svg.portion", 10))
	for _, lang := range []string{"nn", "en"} {
		want := map[string]string{"nn": "Eigne spørsmål", "en": "Other questions"}[lang]
		page.Verify(t, h.leader("/schools/"+firstOrgnr+"/items?lang="+lang).body, page.In("#alone", page.IsText(want)))
	}
	if len(w.Groups) > 0 {
		page.Verify(t, h.leader("/schools/"+firstOrgnr+"/items?group=teachers").body, page.Not(".alone"))
	}
}

// mixed is an instrument with everything that the format has.
func mixed(t testing.TB) *surveys.Instrument {
	t.Helper()
	data, err := os.ReadFile("../../surveys/testdata/mixed.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	in, err := surveys.ParseInstrument(data)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// askMixed publishes the questions of every kind as the next version of the mapping survey.
func (h *house) askMixed() {
	h.t.Helper()
	in := mixed(h.t)
	in.Key, in.Version = surveys.MappingSurvey, 2
	h.draft(in)
	if _, err := h.surveys.Publish(h.t.Context(), audit.Operator.At(*h.clock), in.Key, in.Version, nil); err != nil {
		h.t.Fatal(err)
	}
}
