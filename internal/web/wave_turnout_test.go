package web

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// turnUp sends so many forms to a wave, and lets the count be made anew.
func (h *house) turnUp(w surveys.Wave, n int) {
	h.t.Helper()
	for i := range n {
		form := h.blank(w)
		form.Set("group", strconv.Itoa(1+i%max(len(w.Groups), 1)))
		form.Set("promote_plan", strconv.Itoa(1+i%5))
		form.Set(fieldReady, "yes")
		h.post("/s/"+string(w.Code), form)
	}
	*h.clock = h.clock.Add(15 * time.Minute)
}

// A wave on its way: the count stands for a quarter of an hour, the goal line is where it was set, and the message follows.
func TestAWaveOnItsWayToTheGoal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	at := "/waves/" + string(w.ID)
	page.Verify(t, h.leader(at).body,
		page.In(".count", page.HasText("0 av 30 har svart (0 %)"), page.HasText("Målet er 24 svar (80 prosent), og det mangler 24"), page.HasText("7 dager igjen")),
		page.In(".count details", page.HasText("hadde tallet for alle vært 0,2 lavere"), page.HasText("ikke mer enn 0,2")),
		page.Count("#remind-nb", 0), page.In("#invite-nb", page.HasText("Nå kan du svare")))

	h.turnUp(w, 3)
	*h.clock = h.clock.Add(-time.Minute)
	page.Verify(t, h.leader(at).body, page.In(".count", page.HasText("0 av 30")))
	*h.clock = h.clock.Add(time.Minute)
	page.Verify(t, h.leader(at).body,
		page.In(".count", page.HasText("3 av 30 har svart (10 %)")),
		page.In("#remind-nb", page.HasText("mangler 27 av 30 svar"), page.HasText("Målet er minst 24 svar"), page.HasText("/s/"+string(w.Code)), page.HasText("færre enn 7 svar")),
		page.In("#remind-nn", page.HasText("manglar 27 av 30 svar")),
		page.In("#remind-en", page.HasText("27 of 30 answers are missing")),
		page.In("details[open]", page.HasText("bokmål")))
	h.turnUp(w, 10)
	page.Verify(t, h.leader(at).body, page.In("#remind-nb", page.HasText("over halvveis")))
	h.turnUp(w, 11)
	page.Verify(t, h.leader(at).body, page.In(".count", page.HasText("Målet på 24 svar (80 prosent) er nådd")),
		// Six people can be guessed at in the staff room: they are "a few".
		page.In("#remind-nb", page.HasText("mangler bare noen få"), page.HasText("Målet på 24 svar er nådd"), page.LacksText("mangler 6")))

	*h.clock = w.ClosesAt.Add(-2 * time.Hour)
	page.Verify(t, h.leader(at).body, page.In(".count", page.HasText("Siste dag")), page.In("#remind-nb", page.HasText("I dag er siste dag")))
	h.turnUp(w, 6)
	page.Verify(t, h.leader(at).body, page.In("#remind-nb", page.HasText("Alle har svart!"), page.LacksText("/s/")))
}

// After closing the response rate of each group comes from the release, or is hidden there.
func TestResponseRatesOfGroupsAfterClosing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	at := "/waves/" + string(w.ID)
	h.turnUp(w, 16) // eight of each group
	page.Verify(t, h.leader(at).body, page.Count("#answered", 0))
	h.sends(at+"/close", url.Values{})
	page.Verify(t, h.leader(at).body,
		page.In("[data-group='total']", page.HasText("Alle"), page.HasText("16"), page.HasText("53 %")),
		page.In("[data-group='teachers']", page.HasText("Lærere"), page.HasText("8"), page.HasText("40 %")),
		page.In("[data-group='other']", page.HasText("Andre"), page.HasText("8"), page.HasText("80 %")))
}

func TestAHiddenGroupHidesItsResponseRate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	h.turnUp(w, 12) // six of each: under the minimum of seven
	h.sends("/waves/"+string(w.ID)+"/close", url.Values{})
	page.Verify(t, h.leader("/waves/"+string(w.ID)).body,
		page.In("[data-group='total']", page.HasText("12"), page.HasText("40 %")),
		page.Count("[aria-labelledby='answered'] .figure.hidden", 2))
}

func TestTheGoalIsSetAtOpening(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	form := page.Form(t, page.Parse(t, h.leader("/schools/974600951/waves/new").body), "form.panel").Values
	if form.Get("goal") != "80" {
		t.Errorf("suggested goal %q", form.Get("goal"))
	}
	form.Set("counts.teachers", "20")
	form.Set("goal", "40")
	form.Set("step", "plan")
	page.Verify(t, h.sends("/schools/974600951/waves/new", form).body, page.In("#f-goal-problem", page.HasText("utenfor")))
	form.Set("goal", "60")
	plan := h.sends("/schools/974600951/waves/new", form)
	page.Verify(t, plan.body, page.In("form.panel", page.HasText("Målet er 12 svar (60 prosent)"), page.HasText("0,4 lavere"), page.HasText("mer enn 0,2")))
	hidden := page.Form(t, page.Parse(t, plan.body), "form.panel").Values
	hidden.Set("step", "open")
	page.Verify(t, h.leader(h.sends("/schools/974600951/waves/new", hidden).header.Get("Location")).body, page.In(".count", page.HasText("12 svar (60 prosent)")))
}

// Days are nights in Norway, and every stage of a reminder can be said in every language.
func TestReminders(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	in, _ := surveys.Builtin(surveys.StateSurvey)
	w := surveys.Wave{SchoolName: "Bø skole", HeadCount: 40, Goal: 80, MinGroup: 7, Code: "abc", ClosesAt: time.Date(2026, 11, 25, 23, 30, 0, 0, time.UTC)} // half past midnight on the 26th
	*h.clock = time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC)                                                                                              // on the 25th already
	for _, lang := range i18n.Languages {
		words := h.words.Printer(lang)
		if got, want := timeLeft(words, h.now(), w.ClosesAt), words.T("turnout.days_left", "count", 1); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		seen := map[string]bool{}
		for _, answers := range []int{1, 16, 32, 34, 40, 41} {
			text := h.reminder(words, w, in, analytics.Count{Answers: answers, HeadCount: 40, AsOf: *h.clock})
			if seen[text] && answers != 41 {
				t.Errorf("%s: %d answers are said like another number", lang, answers)
			}
			seen[text] = true
			if everybody := answers >= 40; strings.Contains(text, "/s/abc") == everybody {
				t.Errorf("%s: with %d of 40 the link: %s", lang, answers, text)
			}
		}
	}
}
