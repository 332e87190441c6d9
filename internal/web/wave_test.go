package web

import (
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// From nothing to an open wave, as a leader goes: register, plan, open, follow.
func TestALeaderOpensAWave(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page.Verify(t, h.leader("/register").body, page.In("main", page.HasText("ingen skoler ennå")))
	page.Verify(t, h.leader("/schools/new").body, page.In("form[action='/schools/new']", page.HasText("Skoleeier")))

	wrong := h.sends("/schools/new", url.Values{"name": {" "}, "orgnr": {"974600952"}, "municipality": {"31"}, "written_form": {"nb"}, "owner": {"new"}, "owner_kind": {"municipality"}})
	if wrong.status != 422 {
		t.Fatalf("a faulty registration: %d", wrong.status)
	}
	page.Verify(t, wrong.body,
		page.In("#f-name-problem", page.HasText("Må fylles ut")),
		page.In("#f-orgnr-problem", page.HasText("stemmer ikke")),
		page.In("#f-municipality-problem", page.HasText("siffer")),
		page.In("#f-owner_name-problem", page.HasText("Må fylles ut")),
		page.In("#f-orgnr", page.AttrIs("value", "974600952")))

	done := h.sends("/schools/new", url.Values{"name": {"Bø skole"}, "orgnr": {"974 600 951"}, "municipality": {"0301"}, "written_form": {"nb"},
		"owner": {"new"}, "owner_name": {"Fjordvik kommune"}, "owner_orgnr": {"964338531"}, "owner_kind": {"municipality"}})
	if done.status != 303 || done.header.Get("Location") != "/schools/974600951/people" {
		t.Fatalf("registered: %d to %q", done.status, done.header.Get("Location"))
	}

	form := page.Form(t, page.Parse(t, h.leader("/schools/974600951/waves/new").body), "form.panel").Values
	if form.Get("what") != "prep/tilstand" || form.Get("min_group") != "7" {
		t.Errorf("suggested: %v", form)
	}
	form.Set("counts.teachers", "x")
	form.Set("date", "i morgen")
	form.Set("step", "plan")
	bad := h.sends("/schools/974600951/waves/new", form)
	page.Verify(t, bad.body,
		page.In("[id='f-counts.teachers-problem']", page.HasText("helt tall")),
		page.In("#f-date-problem", page.HasText("2026-12-18")))

	form.Set("counts.teachers", "18")
	form.Set("counts.assistants", "4")
	form.Set("counts.other", "5")
	form.Set("date", "2026-12-08")
	plan := h.sends("/schools/974600951/waves/new", form)
	page.Verify(t, plan.body,
		page.In(".facts", page.HasText("27 personer"), page.HasText("Assistenter")),
		page.In(".ds-alert", page.HasText("slått sammen")),
		// 80 % of 27 is 21.6. By the pooled standard deviation of 21 items .7836: 2.802·.7836·√(2/22) = .662; of two items, among
		// eight: 3.576·.8796·√(2/22) = .948.
		page.In(".foreseen", page.HasText("om lag 22 svar"), page.HasText("endringer på om lag 0,7 eller mer i det samlede tallet"),
			page.HasText("må endringen være 1,0 eller mer"), page.HasText("Lærere: om lag 14 svar, nok til å vises")),
		page.Count(".foreseen tbody tr", 9))
	hidden := page.Form(t, page.Parse(t, plan.body), "form.panel").Values
	hidden.Set("step", "change")
	page.Verify(t, h.sends("/schools/974600951/waves/new", hidden).body, page.In("[id='f-counts.teachers']", page.AttrIs("value", "18")))
	hidden.Set("step", "open")
	opened := h.sends("/schools/974600951/waves/new", hidden)
	if opened.status != 303 {
		t.Fatalf("opened: %d", opened.status)
	}
	page.Verify(t, h.leader(opened.header.Get("Location")).body,
		page.In(".count", page.HasText("0 av 27 har svart")),
		page.In("svg.qr", page.HasAttr("viewBox")))
	again := h.sends("/schools/974600951/waves/new", hidden)
	page.Verify(t, again.body, page.In(".ds-error-summary", page.HasText("alt en åpen måling")))
	page.Verify(t, h.leader("/schools").body, page.In(".status.open", page.HasText("åpen til")))
	page.Verify(t, h.leader("/schools/974600951/waves").body, page.In("td", page.HasText("Åpen")))
}

// A staff so small that nothing may be shown is told so before it is asked.
func TestAVerySmallStaffIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	form := page.Form(t, page.Parse(t, h.leader("/schools/974600951/waves/new").body), "form.panel").Values
	form.Set("counts.teachers", "6")
	form.Set("step", "plan")
	page.Verify(t, h.sends("/schools/974600951/waves/new", form).body, page.In("main", page.HasText("Færre enn 7 skal svare")),
		page.In(".foreseen", page.HasText("om lag 5 svar. Det er for få til å vise noe."), page.LacksText("vanlig svingning")))
}

// A mapping survey is not compared over time, and a group that will be too small can take another with it.
func TestWhatAMappingSurveyWillShow(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	form := page.Form(t, page.Parse(t, h.leader("/schools/974600951/waves/new").body), "form.panel").Values
	form.Set("what", "a/kartlegging")
	form.Set("counts.teachers", "20")
	form.Set("counts.other", "8")
	form.Set("step", "plan")
	page.Verify(t, h.sends("/schools/974600951/waves/new", form).body,
		page.In(".foreseen", page.HasText("sammenlignes ikke over tid"), page.HasText("Andre ansatte: om lag 6 svar, trolig for få til å vises"), page.HasText("en annen")))
}

func TestAWaveIsChanged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	at := "/waves/" + string(w.ID)
	steps := []struct {
		path string
		form url.Values
		want func(surveys.Wave) bool
	}{
		{"/extend", url.Values{"date": {"2026-12-20"}, "clock": {"12:00"}}, func(w surveys.Wave) bool { return w.ClosesAt.Format("2006-01-02 15:04") == "2026-12-20 11:00" }}, // Oslo is an hour ahead in winter
		{"/counts", url.Values{"counts.teachers": {"25"}, "counts.other": {"11"}}, func(w surveys.Wave) bool { return w.HeadCount == 36 }},
		{"/void", url.Values{"sure": {"yes"}}, func(w surveys.Wave) bool { return w.State == surveys.WaveVoid }},
	}
	for _, bad := range []struct {
		path, problem string
		form          url.Values
	}{
		{"/extend", "#f-date-problem", url.Values{"date": {"2020-01-01"}, "clock": {"12:00"}}},
		{"/counts", "[id='f-counts.teachers-problem']", url.Values{"counts.teachers": {"-3"}}},
		{"/void", "#f-sure-problem", url.Values{}},
	} {
		a := h.sends(at+bad.path, bad.form)
		if a.status != 422 {
			t.Errorf("%s with %v: %d", bad.path, bad.form, a.status)
			continue
		}
		page.Verify(t, a.body, page.In(bad.problem, page.HasAttr("class")))
	}
	for _, step := range steps {
		if a := h.sends(at+step.path, step.form); a.status != 303 {
			t.Fatalf("%s: %d", step.path, a.status)
		}
		changed, err := h.surveys.Wave(w.ID)
		if err != nil || !step.want(changed) {
			t.Errorf("after %s: %+v (%v)", step.path, changed, err)
		}
	}
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("trukket tilbake")))
}

// More answers than staff: the page says what to do, and correcting the count brings the release.
func TestMoreAnswersThanStaff(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 7, 7)
	for range 15 {
		form := h.blank(w)
		form.Set("group", "1")
		form.Set("promote_plan", "4")
		form.Set(fieldReady, "yes")
		h.post("/s/"+string(w.Code), form)
	}
	at := "/waves/" + string(w.ID)
	h.sends(at+"/close", url.Values{})
	page.Verify(t, h.leader(at).body, page.In(".ds-alert", page.HasText("flere svar enn antallet ansatte")))
	h.sends(at+"/counts", url.Values{"counts.teachers": {"15"}, "counts.other": {"7"}})
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("Se resultatene")))

	// Of a wave that has results the counts can be corrected too, though not under the number who answered.
	few := h.sends(at+"/counts", url.Values{"counts.teachers": {"8"}, "counts.other": {"6"}})
	if few.status != 422 {
		t.Errorf("fewer staff than answers: %d", few.status)
	}
	page.Verify(t, few.body, page.In(".ds-validation-message", page.HasText("Flere har svart enn så mange")))
	h.sends(at+"/counts", url.Values{"counts.teachers": {"20"}, "counts.other": {"10"}})
	page.Verify(t, h.leader("/schools/974600951").body, page.In("main", page.HasText("15 av 30 svarte")))

	// Withdrawing it takes the results from every page.
	h.sends(at+"/void", url.Values{"sure": {"yes"}})
	if gone, err := h.surveys.Wave(w.ID); err != nil || gone.Withdrawn.IsZero() {
		t.Errorf("the wave is %s, %v", gone.State, err)
	}
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("svarene er slettet")), page.Count("#change", 0))
	page.Verify(t, h.leader("/schools/974600951").body, page.In("main", page.LacksText("15 av 30 svarte")))
}

func TestThingsToPrint(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	link := "https://tilstand.example.no/s/" + string(w.Code)
	page.Verify(t, h.leader("/waves/"+string(w.ID)+"/poster").body, page.In(".poster-link", page.IsText(link)))
	svg := h.leader("/waves/" + string(w.ID) + "/qr.svg")
	if svg.header.Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(svg.body, "<svg ") {
		t.Errorf("QR code: %s", svg.header.Get("Content-Type"))
	}
	for _, in := range surveys.BuiltinInstruments() {
		paper := h.leader("/instruments/" + in.Key + "/paper")
		questions := len(in.Items())
		if in.Audience != surveys.Representatives {
			questions++ // the group
		}
		page.Verify(t, paper.body, page.Count(".paper-question", questions))
		preview := h.leader("/instruments/" + in.Key + "/form")
		page.Verify(t, preview.body, page.In(".intro", page.HasText("forhåndsvisning")), page.Count(".answers button[type=submit]", 0))
	}
	if a := h.leader("/instruments/none/paper"); a.status != 404 {
		t.Errorf("unknown instrument: %d", a.status)
	}
}

func TestTargetsAreSet(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	page.Verify(t, h.leader("/schools/974600951/targets").body, page.In("[id='f-promote.c-follows']", page.HasText("4,5")))
	bad := h.sends("/schools/974600951/targets", url.Values{"promote.c": {"7"}, "prevent.a": {"mye"}})
	if bad.status != 422 {
		t.Errorf("outside the scale: %d", bad.status)
	}
	for _, at := range []string{"/programme/targets", "/owners/964338531/targets", "/schools/974600951/targets"} {
		if a := h.sends(at, url.Values{"promote.c": {"4,2"}}); a.status != 303 {
			t.Errorf("%s: %d", at, a.status)
		}
		page.Verify(t, h.leader(at).body, page.In("[id='f-promote.c']", page.AttrIs("value", "4,2")))
	}
	if got := *h.programme.LevelsFor(sc.ID)["promote"]["c"].Value; got != 4.2 {
		t.Errorf("the school's level is %v", got)
	}
}

func TestDatesAreSet(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	page.Verify(t, h.leader("/schools/974600951/dates").body, page.In("form.panel", page.HasText("Ny pulje")))
	bad := h.sends("/schools/974600951/dates", url.Values{"prep.from": {"2026-10-01"}, "prep.to": {"2026-08-01"}})
	if bad.status != 422 {
		t.Errorf("the end before the start: %d", bad.status)
	}
	if a := h.sends("/schools/974600951/dates", url.Values{"cohort_name": {"Pulje 3"}, "prep.from": {"2026-08-15"}, "prep.to": {"2026-10-31"}}); a.status != 303 {
		t.Fatalf("saved: %d", a.status)
	}
	run, err := h.programme.RunOf(sc.ID)
	if err != nil || run.Cohort == "" || run.Dates["prep"].To.Format("2006-01-02") != "2026-10-31" {
		t.Errorf("the run is %+v (%v)", run, err)
	}
	page.Verify(t, h.leader("/schools/974600951/dates").body, page.In("#f-cohort option[selected]", page.HasText("Pulje 3")))
}
