package web

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// blank asks for the form and returns what a browser would send from it untouched.
func (h *house) blank(w surveys.Wave) url.Values {
	h.t.Helper()
	a := h.get("/s/" + string(w.Code))
	if a.status != 200 {
		h.t.Fatalf("the form: %d", a.status)
	}
	if got := page.Checked(h.t, page.Parse(h.t, a.body)); len(got) != 0 {
		h.t.Errorf("chosen beforehand: %v", got)
	}
	return page.Form(h.t, page.Parse(h.t, a.body), "#answers").Values
}

// stored counts the answers of a wave by way of closing it.
func (h *house) stored(w surveys.Wave) int {
	h.t.Helper()
	release, err := h.analytics.Close(h.t.Context(), audit.Console.At(*h.clock), w.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	total, _ := release.Group("total")
	n, ok := total.Answered.Shown()
	if !ok {
		h.t.Fatal("too few answers to count")
	}
	return n.N
}

func TestTheFormIsAnsweredWithoutScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	for i := range 8 {
		form := h.blank(w)
		form.Set("group", "1")
		form.Set("promote_plan", "4")
		form.Set("uncover_ask", "0")
		form.Set(fieldReady, "yes")
		a := h.post("/s/"+string(w.Code), form)
		if a.status != 303 || !strings.HasPrefix(a.header.Get("Location"), "/s/"+string(w.Code)+"/thanks") {
			t.Fatalf("answer %d: %d to %q", i, a.status, a.header.Get("Location"))
		}
		// The same form again is the same answer.
		if again := h.post("/s/"+string(w.Code), form); again.status != 303 {
			t.Errorf("sent again: %d", again.status)
		}
	}
	thanks := h.get("/s/" + string(w.Code) + "/thanks?lang=nn")
	page.Verify(t, thanks.body, page.In("h1", page.HasText("Takk for svaret")))
	if n := h.stored(w); n != 8 {
		t.Errorf("%d answers stored, want 8", n)
	}
}

func TestTheFormNamesEveryProblemAndKeepsTheAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	form := h.blank(w)
	form.Set("promote_plan", "9")
	form.Set("uncover_ask", "2")
	a := h.post("/s/"+string(w.Code), form)
	if a.status != 422 {
		t.Fatalf("status %d, want 422", a.status)
	}
	page.Verify(t, a.body,
		page.In("title", page.HasText("Feil: ")),
		page.In(".ds-error-summary", page.HasText("Hvilken personalgruppe"), page.HasText("planmessig")),
		page.In("#q-group", page.AttrIs("aria-invalid", "true")),
		page.In("#q-promote_plan", page.AttrIs("aria-invalid", "true")),
		page.In("#q-uncover_ask-2", page.HasAttr("checked")),
	)
	if kept := page.Form(t, page.Parse(t, a.body), "#answers").Values; kept.Get("sid") != form.Get("sid") {
		t.Error("the submission id was not kept")
	}
}

func TestTheScriptGetsAReceipt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	form := h.blank(w)
	form.Set("group", "2")
	a := h.post("/s/"+string(w.Code), form, "Accept", "application/json")
	var receipt struct{ ID string }
	if err := json.Unmarshal([]byte(a.body), &receipt); err != nil || a.status != 201 || receipt.ID != form.Get("sid") {
		t.Errorf("got %d %s (%v)", a.status, a.body, err)
	}
}

func TestTheSameFormWithOtherAnswersIsAChoice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	form := h.blank(w)
	form.Set("group", "1")
	form.Set("promote_plan", "2")
	form.Set(fieldReady, "yes")
	h.post("/s/"+string(w.Code), form)
	form.Set("promote_plan", "5")
	a := h.post("/s/"+string(w.Code), form)
	if a.status != 409 {
		t.Fatalf("status %d, want 409", a.status)
	}
	page.Verify(t, a.body, page.In("h1", page.HasText("alt sendt inn")))
	second := page.Form(t, page.Parse(t, a.body), "form.buttons").Values
	if second.Get("promote_plan") != "5" || second.Get("group") != "1" || second.Get("sid") != form.Get("sid") {
		t.Errorf("the choice carries %v", second)
	}
	second.Set("confirm", "yes")
	if a := h.post("/s/"+string(w.Code), second); a.status != 303 {
		t.Errorf("confirmed: %d", a.status)
	}
}

func TestTheFormChangesLanguageAndKeepsTheAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	form := h.blank(w)
	form.Set("promote_plan", "3")
	form.Set("show", "nn")
	a := h.post("/s/"+string(w.Code), form)
	page.Verify(t, a.body,
		page.In("html", page.AttrIs("lang", "nn")),
		page.In("#q-promote_plan legend", page.HasText("I kva grad")),
		page.In("#q-promote_plan-3", page.HasAttr("checked")))
	if a.status != 200 {
		t.Errorf("status %d", a.status)
	}
}

func TestTooEarlyTooLateAndWithdrawn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	w, err := h.surveys.OpenWave(t.Context(), audit.Console.At(*h.clock), surveys.WaveSpec{
		School: sc.ID, Phase: "a", Instrument: surveys.MappingSurvey, OpensAt: h.clock.AddDate(0, 0, 2), ClosesAt: h.clock.AddDate(0, 0, 9),
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 30}},
	})
	if err != nil {
		t.Fatal(err)
	}
	at := "/s/" + string(w.Code)
	if a := h.get(at); a.status != 200 || !strings.Contains(a.body, "ikke åpnet ennå") {
		t.Errorf("too early: %d", a.status)
	}
	*h.clock = h.clock.AddDate(0, 0, 3)
	form := h.blank(w)
	*h.clock = h.clock.AddDate(0, 0, 7)
	for _, a := range []answered{h.get(at), h.post(at, form)} {
		if a.status != 410 || !strings.Contains(a.body, "Undersøkelsen er avsluttet") {
			t.Errorf("too late: %d", a.status)
		}
	}
	if err := h.surveys.Void(t.Context(), audit.Console.At(*h.clock), w.ID); err != nil {
		t.Fatal(err)
	}
	if a := h.get(at); a.status != 410 || !strings.Contains(a.body, "trukket tilbake") {
		t.Errorf("withdrawn: %d", a.status)
	}
	if a := h.get("/s/nosuchcode12"); a.status != 404 {
		t.Errorf("unknown link: %d", a.status)
	}
}

// A page for people who answer holds nothing that a name could break out of.
func TestHostileSchoolNameOnTheForm(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school(`</script><img src=x onerror=alert(1)>`), 20, 10)
	if a := h.get("/s/" + string(w.Code)); strings.Contains(a.body, "<img") {
		t.Error("the name became markup")
	}
}

// Small staffs are asked no group: there is nothing to break down by.
func TestNoGroupsNoQuestion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 9, 3)
	a := h.get("/s/" + string(w.Code))
	page.Verify(t, a.body, page.Count("#q-group", 0))
	if n := len(programme.Builtin().StaffGroups); n < 4 {
		t.Errorf("the programme names %d staff groups", n)
	}
}
