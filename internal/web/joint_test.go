package web

import (
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// statementForm is what the representatives send: the same answer everywhere.
func (h *house) statementForm(edit, code string) url.Values {
	h.t.Helper()
	form := url.Values{jointEdit: {edit}, jointStep: {"write"}}
	in, _ := h.surveys.InstrumentInUse(surveys.JointSurvey)
	for _, item := range in.Items() {
		form.Set(string(item.ID), code)
	}
	return form
}

// invited makes an invitation as the leader does, and returns its address.
func (h *house) invited(sc string) string {
	h.t.Helper()
	if a := h.sends("/schools/"+sc+"/statement", url.Values{fieldRenew: {"yes"}}); a.status != 303 {
		h.t.Fatalf("invite: status %d", a.status)
	}
	return pathOfLink(h.t, h.leader("/schools/"+sc+"/statement").body, "#link")
}

// taken takes an invitation into use and returns the addresses of the roles.
func (h *house) taken(at string) (union, safety string) {
	h.t.Helper()
	a := h.post(at, url.Values{jointStep: {"take"}})
	if a.status != 200 {
		h.t.Fatalf("take: status %d", a.status)
	}
	return pathOfLink(h.t, a.body, "#link-union"), pathOfLink(h.t, a.body, "#link-safety")
}

// pathOfLink is the path of the address in a field.
func pathOfLink(t *testing.T, body, field string) string {
	t.Helper()
	for _, a := range page.Find(t, page.Parse(t, body), field)[0].Attr {
		if a.Key == "value" {
			return a.Val[strings.Index(a.Val, "/s/joint/"):]
		}
	}
	t.Fatalf("%s has no address", field)
	return ""
}

// The leader asks, two roles write and sign, and what they say stands on the school's page in the preparation, and nowhere else.
func TestRepresentativesMakeAJointStatement(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	at := "/schools/" + sc.Orgnr + "/statement"
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("Uttalelsen er ikke anonym."), page.HasText("én person kan aldri være en gruppe")), page.Count("#link", 0))
	invitation := h.invited(sc.Orgnr)
	page.Verify(t, h.leader(at).body, page.In("#joint-nb", page.HasText(invitation)), page.In("main", page.HasText("ikke tatt i bruk ennå")))

	for range 2 { // looking spends nothing
		page.Verify(t, h.get(invitation).body, page.In("main", page.HasText("Uttalelsen er ikke anonym."), page.HasText("Lenken virker én gang")))
	}
	union, safety := h.taken(invitation)
	spent := h.get(invitation)
	page.Verify(t, spent.body, page.In("main", page.HasText("ble tatt i bruk 24. november 2026 kl. 09.30"), page.HasText("Var det ikke dere")), page.Count("form", 0))
	if spent.status != 410 {
		t.Errorf("a spent invitation: status %d", spent.status)
	}
	if a := h.post(invitation, url.Values{jointStep: {"take"}}); a.status != 303 {
		t.Errorf("taking it twice: status %d", a.status)
	}
	page.Verify(t, h.leader(at).body, page.Count("#link", 0), page.In("main", page.LacksText(union), page.LacksText(safety), page.HasText("tatt i bruk 24. november 2026")))

	page.Verify(t, h.get(union).body, page.In("main", page.HasText("Dette er lenken til tillitsvalgte."), page.HasText("Bø skole")), page.Count("fieldset.question", 11), page.Count("textarea", 0))
	short := h.statementForm("0", "2")
	short.Del("med_time")
	refused := h.post(union, short)
	page.Verify(t, refused.body, page.Count("fieldset[aria-invalid]", 1), page.In("#q-med_time", page.HasText("Velg et svar")), page.In("#q-med_view-2", page.HasAttr("checked")))
	if refused.status != 422 {
		t.Errorf("an answer left out: status %d", refused.status)
	}
	shown := h.statementForm("0", "2")
	shown.Set(fieldShow, "nn")
	page.Verify(t, h.post(union, shown).body, page.In("html", page.AttrIs("lang", "nn")), page.Count("input[checked]", 11))

	if a := h.post(union, h.statementForm("0", "2")); a.status != 303 {
		t.Fatalf("write: status %d", a.status)
	}
	page.Verify(t, h.post(safety, h.statementForm("0", "3")).body, page.In(".trouble", page.HasText("Noen har endret utkastet")), page.In("#q-med_view-3", page.HasAttr("checked")))
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("Nå er noe under arbeid"), page.LacksText("Delvis enig")))
	page.Verify(t, h.leader("/schools/"+sc.Orgnr).body, page.Count("#joint", 0))
	read := formValue(t, h.get(safety).body, jointEdit)
	page.Verify(t, h.post(safety, url.Values{jointStep: {"sign"}, jointEdit: {"1"}}).body, page.In(".trouble", page.HasText("Les det før du undertegner")))
	for _, by := range []string{safety, union} {
		if a := h.post(by, url.Values{jointStep: {"sign"}, jointEdit: {read}}); a.status != 303 {
			t.Fatalf("sign: status %d", a.status)
		}
	}
	said := page.In("[aria-labelledby=joint] > .joint", page.HasText("Versjon 1"), page.HasText("Delvis enig"), page.HasText("Vi støtter det når noe er kommet på plass"), page.HasText("Undertegnet av tillitsvalgte og verneombudet."))
	page.Verify(t, h.leader("/schools/"+sc.Orgnr).body, said, page.In("[aria-labelledby='joint']", page.HasText("Uttalelsen er ikke anonym."), page.HasText("aldri med i tilstanden")))
	page.Verify(t, h.get(union).body, page.In("main", page.HasText("uttalelsen er låst"), page.HasText("Delvis enig")), page.Count("fieldset", 0))

	// A correction is a version of its own.
	if a := h.post(safety, h.statementForm("0", "3")); a.status != 303 {
		t.Fatalf("correct: status %d", a.status)
	}
	page.Verify(t, h.get(safety+"?"+jointEdit+"=yes").body, page.Count("input[checked]", 11))
	read = formValue(t, h.get(safety).body, jointEdit)
	page.Verify(t, h.leader("/schools/"+sc.Orgnr).body, said)
	for _, by := range []string{safety, union} {
		h.post(by, url.Values{jointStep: {"sign"}, jointEdit: {read}})
	}
	page.Verify(t, h.leader(at).body, page.In("[aria-labelledby=stands] > .joint", page.HasText("Versjon 2"), page.HasText("Vi støtter det ikke nå")), page.In("[aria-labelledby=stands] > details", page.HasText("Versjon 1"), page.HasText("Delvis enig")))

	// Later in the course it is history: it stays on its own page.
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	page.Verify(t, h.leader("/schools/"+sc.Orgnr).body, page.Count("#joint", 0))
	page.Verify(t, h.leader(at).body, page.In("[aria-labelledby=stands] > .joint", page.HasText("Versjon 2")))
}

// formValue is what a form on the page holds in a field.
func formValue(t *testing.T, body, name string) string {
	t.Helper()
	return page.Form(t, page.Parse(t, body), "form.joint-sign").Values.Get(name)
}

// A new link makes the old ones useless, drops a draft, and says so to whoever comes with an old one.
func TestANewLinkReplacesTheOld(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	union, safety := h.taken(h.invited(sc.Orgnr))
	h.post(union, h.statementForm("0", "1"))
	page.Verify(t, h.get(safety).body, page.Count("[value=sign]", 1))
	if a := h.post(union, url.Values{jointStep: {"drop"}, jointEdit: {formValue(t, h.get(union).body, jointEdit)}}); a.status != 303 {
		t.Errorf("drop: status %d", a.status)
	}
	page.Verify(t, h.get(safety).body, page.Count("[value=sign]", 0), page.Count("fieldset.question", 11))
	h.post(union, h.statementForm("0", "1"))
	if a := h.sends("/schools/"+sc.Orgnr+"/statement", nil); a.status != 303 { // the button of an old page
		t.Errorf("invite once more: status %d", a.status)
	}
	page.Verify(t, h.get(safety).body, page.Count("[value=sign]", 1))
	again := h.invited(sc.Orgnr)
	for _, old := range []string{union, safety} {
		page.Verify(t, h.get(old).body, page.In("main", page.HasText("gjelder ikke lenger"), page.LacksText("Uenig")))
		if a := h.post(old, h.statementForm("0", "1")); a.status != 409 {
			t.Errorf("writing by an old link: status %d", a.status)
		}
	}
	shown := h.statementForm("0", "1")
	shown.Set(fieldShow, "nn")
	page.Verify(t, h.post(union, shown).body, page.In("main", page.HasText("gjeld ikkje lenger")), page.Count("fieldset", 0))
	page.Verify(t, h.post(again, shown).body, page.Count("[value=take]", 1), page.Count("fieldset", 0))
	union, _ = h.taken(again)
	page.Verify(t, h.get(union).body, page.Count("input[checked]", 0))
	for path, form := range map[string]url.Values{
		union:                               {jointStep: {"burn"}, jointEdit: {"0"}},
		union + "x":                         {jointStep: {"take"}},
		"/s/joint/bcdfghjkmnpqbcdfghjkmnpq": h.statementForm("0", "1"),
	} {
		if a := h.post(path, form); a.status < 400 || a.status > 499 {
			t.Errorf("%s: status %d", path, a.status)
		}
	}
	stranger := h.statementForm("0", "1")
	stranger.Set("med_unknown", "1")
	if a := h.post(union, stranger); a.status != 400 {
		t.Errorf("an unknown item: status %d", a.status)
	}
}

// Nothing about the statement can be opened as a survey, or is offered as one; it can be read beforehand like any questionnaire.
func TestTheStatementIsNoSurvey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	owner, err := h.programme.Owner(sc.Owner)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/schools/" + sc.Orgnr + "/waves/new", "/schools/" + sc.Orgnr + "/waves/import", "/owners/" + owner.Orgnr + "/rounds/new"} {
		page.Verify(t, h.leader(path).body, page.Count("[value='prep/"+surveys.JointSurvey+"']", 0), page.In("main", page.LacksText("verneombud")))
	}
	for _, lang := range []string{"nb", "nn", "en"} {
		page.Verify(t, h.leader("/instruments/"+surveys.JointSurvey+"/form?lang="+lang).body, page.Count("fieldset.question", 11), page.Count("[type=submit]", 0))
		page.Verify(t, h.leader("/instruments/"+surveys.JointSurvey+"/paper?lang="+lang).body, page.Count(".paper-question", 11))
		for _, at := range []string{"/schools/" + sc.Orgnr + "/statement", h.invited(sc.Orgnr)} {
			if a := h.leader(at + "?lang=" + lang); a.status != 200 {
				t.Errorf("%s in %s: status %d", at, lang, a.status)
			}
		}
	}
}
