package web

import (
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/closing"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

const closingAt = "/schools/" + firstOrgnr + "/closing"

// closingHouse is a school whose state survey of semester A is released: staff answer 2.7 to everything, and the target is 3.5.
func closingHouse(t *testing.T) (*house, programme.School, closing.Key) {
	t.Helper()
	h := newHouse(t)
	sc := h.running(2)
	h.measured(sc, "a", surveys.StateSurvey, crew{"teachers", 22, 20, 3})
	return h, sc, closing.Key{School: sc.ID, Phase: "a"}
}

func conclusionForm(level, evidence, revision string) url.Values {
	return url.Values{"level": {level}, "evidence": {evidence}, "confidence": {"medium"}, "revision": {revision}, "indicator.promote-known": {"partly"}}
}

var measureForm = url.Values{
	"component": {"uncover"}, "what": {"Samtaler på alle trinn."}, "how": {"Elevene sier at de blir spurt."}, "role": {"teachers"}, "start": {"2027-05-03"}, "check": {"2027-10-29"},
	"hope": {"0,4"}, "hope_text": {"Flere sier fra."},
}

// with is a form with another value.
func with(form url.Values, field, value string) url.Values {
	changed := url.Values{}
	for key, values := range form {
		changed[key] = values
	}
	changed.Set(field, value)
	return changed
}

func TestAClosingStepByStep(t *testing.T) {
	t.Parallel()
	h, sc, key := closingHouse(t)
	name, value := h.signedIn() // notes belong to a session
	get := func(to string) string { return h.get(closingAt+to, name, value).body }
	post := func(to string, form url.Values) answered { return h.post(closingAt+to, form, name, value) }
	page.Verify(t, get(""), page.Count(".closing-list > li", 4), page.In(".closing-list", page.HasText("Venter på tilstandsmålingen"), page.HasText("Konklusjon for 0 av 8 delmål")))
	page.Verify(t, get("/a"), page.Count(".closing-steps > li", 6), page.In("main", page.HasText("0 delmål er valgt")))
	page.Verify(t, get("/b"), page.In(".ds-alert", page.HasText("bygger på tilstandsmålingen i denne fasen")))
	page.Verify(t, get("/a/conclusion"), page.Count(".closing-rows > li", 8), page.In(".closing-staff", page.HasText("Ansatte svarer nå 2,7")), page.Count(".closing-mark svg", 8))

	// A conclusion is saved for each component; what is wrong stands beside its field, and nothing that was typed is lost.
	bad := post("/a/conclusion/promote", conclusionForm("", "Sett på trinnmøter.", ""))
	page.Verify(t, bad.body, page.In("#f-level-problem", page.HasText("Må fylles ut")), page.In("#f-evidence", page.IsText("Sett på trinnmøter.")), page.Count(".closing-indicator", 3))
	if a := post("/a/conclusion/promote", conclusionForm("in_place", "Sett på trinnmøter. Kari Nordmann følger opp.", "")); a.status != 303 || a.header.Get("Location") != closingAt+"/a/conclusion/prevent" {
		t.Errorf("saved: %d, on to %s", a.status, a.header.Get("Location"))
	}
	next := get("/a/conclusion/prevent")
	page.Verify(t, next, page.In("main", page.HasText("2 av 8")))
	if !strings.Contains(next, "Dette ser ut som et navn: Kari Nordmann") {
		t.Error("no word about a name")
	}
	page.Verify(t, get("/a/conclusion/promote"), page.In(".closing-differs", page.HasText("ledelsen mener at skolen har kommet lenger enn de ansatte svarer")),
		page.In(".closing-names", page.HasText("Kari Nordmann")), page.In("#f-level-in_place", page.HasAttr("checked")))
	for i, component := range programme.Builtin().Components[1:] {
		a := post("/a/conclusion/"+string(component.Key), conclusionForm("begun", "Sett.", ""))
		if want := map[bool]string{true: closingAt + "/a/conclusion"}[i == 6]; a.status != 303 || want != "" && a.header.Get("Location") != want {
			t.Errorf("%s: %d, on to %s", component.Key, a.status, a.header.Get("Location"))
		}
	}

	// Three are proposed with their reasons; people choose others.
	page.Verify(t, get("/a/priorities"), page.Count(".closing-proposed", 3), page.In(".closing-rows", page.HasText("Ansatte svarer under målet"), page.HasText("Ledelsen og de ansatte ser det ulikt")))
	page.Verify(t, post("/a/priorities", url.Values{"priority1": {"notify"}, "priority3": {"notify"}, "why1": {"Fordi."}}).body,
		page.In("#f-priority3-problem", page.HasText("valgt ovenfor")), page.In("#f-why1", page.IsText("Fordi.")))
	page.Verify(t, post("/a/priorities", url.Values{"priority2": {"notify"}, "why2": {strings.Repeat("x", closing.MaxText+1)}}).body, page.In("#f-why2-problem", page.HasText("for lang")))
	page.Verify(t, post("/a/priorities", url.Values{"why2": {"Ingen valgt."}}).body, page.In("#f-priority1-problem", page.HasText("Må fylles ut")), page.In("#f-why2", page.IsText("Ingen valgt.")))
	post("/a/priorities", url.Values{"priority1": {"notify"}, "why1": {"Det haster mest."}, "priority2": {"promote"}})
	page.Verify(t, get("/a/sign"), page.In(".closing-chosen", page.HasText("Det haster mest.")), page.Not("#amend"), page.In("#sign", page.HasText("Signer")))

	// A measure, with everything that can be wrong at once.
	page.Verify(t, get("/a/measures/new"), page.In("#f-component option[selected]", page.HasText("Varsle (prioritert)")), page.In("#f-start", page.AttrIs("value", "2027-04-24")))
	wrong := post("/a/measures/new", url.Values{"component": {"notify"}, "what": {"Noe."}, "role": {"other"}, "start": {"2027-05-03"}, "check": {"2027-05-03"}, "hope": {"mye"}})
	page.Verify(t, wrong.body, page.In("#f-hope-problem", page.HasText("én desimal")), page.In("#f-what", page.IsText("Noe.")))
	page.Verify(t, post("/a/measures/new", with(with(measureForm, "role", "other"), "how", "")).body,
		page.In("#f-own_role-problem"), page.In("#f-how-problem"), page.In("#f-hope", page.AttrIs("value", "0,4")))
	if a := post("/a/measures/new", measureForm); a.status != 303 {
		t.Errorf("a measure: %d", a.status)
	}
	m := h.closings.ClosingOf(key).Measures[0]
	at := "/a/measures/" + string(m.ID)
	page.Verify(t, get("/a/measures"), page.In(".closing-measures", page.HasText("Planlagt"), page.HasText("+0,4 på skalaen fra 1 til 5. Flere sier fra."), page.HasText("Lærerne")))
	page.Verify(t, get(at), page.In("#f-what", page.IsText("Samtaler på alle trinn.")), page.In("#f-check", page.AttrIs("value", "2027-10-29")))
	post(at, with(with(with(measureForm, "revision", "1"), "role", "other"), "own_role", "Trivselsledere"))
	page.Verify(t, post(at+"/status", url.Values{"status": {"under_way"}, "note": {strings.Repeat("x", closing.MaxText+1)}}).body, page.In("#f-note-problem", page.HasText("for lang")))
	post(at+"/status", url.Values{"status": {"under_way"}, "note": {"Begynt på to trinn."}, "back": {"a"}})
	page.Verify(t, get("/a/measures"), page.In(".closing-past", page.HasText("Begynt på to trinn.")), page.In(".closing-facts", page.HasText("Trivselsledere")))
	post("/a/measures/new", measureForm)
	post("/a/measures/"+string(h.closings.ClosingOf(key).Measures[1].ID)+"/remove", nil)
	if n := len(h.closings.ClosingOf(key).Measures); n != 1 {
		t.Errorf("%d measures after one was removed", n)
	}

	// Signed, it is frozen; the measure comes back in the next closing, and is to be looked at when its day has come.
	page.Verify(t, post("/a/sign", url.Values{"revision": {"1"}}).body, page.In(".ds-alert[data-color='warning']", page.HasText("Noen har endret avslutningen")))
	page.Verify(t, post("/b/sign", url.Values{"revision": {"0"}}).body, page.In(".ds-alert[data-color='warning']", page.HasText("Tilstandsmålingen i denne fasen må være avsluttet")))
	post("/a/sign", url.Values{"revision": {revisionOn(t, get("/a/sign"))}})
	*h.clock = h.clock.AddDate(0, 7, 0)
	name, value = h.signedIn()
	page.Verify(t, get("/a/conclusion/promote"), page.Not("main form"), page.In("main", page.HasText("Ser noe av det"), page.HasText("Ikke vurdert")))
	page.Verify(t, get("/a/priorities"), page.Not("main form"), page.In(".closing-chosen", page.HasText("Varsle")))
	page.Verify(t, get("/b/measures"), page.In(".closing-measures", page.HasText("Avtalt i Semester A"), page.HasText("Se på det nå")))
	page.Verify(t, get(""), page.In(".closing-measures", page.HasText("Se på det nå")))
	for what, a := range map[string]answered{
		"late conclusion": post("/a/conclusion/promote", conclusionForm("begun", "For sent.", "1")),
		"late priorities": post("/a/priorities", url.Values{"priority1": {"promote"}, "revision": {"1"}}),
		"late measure":    post(at, with(with(measureForm, "what", "For sent."), "revision", "2")),
	} {
		if page.Verify(t, a.body, page.In(".ds-alert[role='alert']", page.HasText("ble signert mens du skrev"))); a.status != 422 {
			t.Errorf("%s: %d", what, a.status)
		}
	}
	if a := post(at+"/remove", nil); a.status != 303 || len(h.closings.ClosingOf(key).Measures) != 1 {
		t.Errorf("removed from a signed closing: %d", a.status)
	}
	if a := post("/a/sign", url.Values{"revision": {"1"}}); a.status != 303 {
		t.Errorf("signed twice: %d", a.status)
	}

	// Opened again, it is signed anew under a name of its own.
	page.Verify(t, post("/a/amend", url.Values{"why": {""}}).body, page.In("#f-why-problem", page.HasText("Må fylles ut")))
	post("/a/amend", url.Values{"why": {"Svartallet ble rettet."}})
	page.Verify(t, get("/a/sign"), page.In(".ds-alert[data-color='warning']", page.HasText("Svartallet ble rettet.")))
	post("/a/amend", url.Values{"why": {"Enda en gang."}}) // it is open already
	post("/a/sign", url.Values{"revision": {revisionOn(t, get("/a/sign"))}})
	page.Verify(t, get(""), page.In(".closing-list", page.HasText("Endret og signert på nytt")))
	if signed, _ := h.closings.SignedOf(key); signed.Signed.Number != 2 || signed.Signed.Why != "Svartallet ble rettet." || sc.ID != signed.School {
		t.Errorf("signed anew: %+v", signed.Signed)
	}
}

// revisionOn is the revision that the page's form of the signature carries.
func revisionOn(t *testing.T, body string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `name="revision" value="`)
	if !ok {
		t.Fatal("no form to sign with")
	}
	revision, _, _ := strings.Cut(rest, `"`)
	return revision
}

// Of two who write at once, the one who comes later gets both texts, and decides.
func TestTwoLeadersWriteAtOnce(t *testing.T) {
	t.Parallel()
	h, _, key := closingHouse(t)
	h.sends(closingAt+"/a/conclusion/promote", conclusionForm("begun", "Deres tekst.", ""))
	lost := h.sends(closingAt+"/a/conclusion/promote", conclusionForm("in_place", "Min tekst.", ""))
	page.Verify(t, lost.body, page.In("#theirs", page.HasText("Deres tekst."), page.HasText("Begynt")), page.In("#f-evidence", page.IsText("Min tekst.")),
		page.In("input[name='revision']", page.AttrIs("value", "1")), page.In("main button.ds-button", page.HasText("Lagre min tekst i stedet")))
	h.sends(closingAt+"/a/conclusion/promote", conclusionForm("in_place", "Begge tekstene.", "1"))
	c := h.closings.ClosingOf(key)
	if got, _ := c.Conclusion("promote"); lost.status != 422 || got.Evidence != "Begge tekstene." || got.Revision != 2 {
		t.Errorf("%d, and then %+v", lost.status, got)
	}

	h.sends(closingAt+"/a/priorities", url.Values{"priority1": {"notify"}, "why1": {"Deres grunn."}})
	page.Verify(t, h.sends(closingAt+"/a/priorities", url.Values{"priority1": {"prevent"}, "why1": {"Min grunn."}}).body,
		page.In("#theirs", page.HasText("Varsle"), page.HasText("Deres grunn.")), page.In("#f-why1", page.IsText("Min grunn.")), page.In("main form input[name='revision']", page.AttrIs("value", "1")))

	h.sends(closingAt+"/a/measures/new", measureForm)
	at := closingAt + "/a/measures/" + string(h.closings.ClosingOf(key).Measures[0].ID)
	h.sends(at, with(with(measureForm, "what", "Deres tiltak."), "revision", "1"))
	page.Verify(t, h.sends(at, with(with(measureForm, "what", "Mitt tiltak."), "revision", "1")).body,
		page.In("#theirs", page.HasText("Deres tiltak.")), page.In("#f-what", page.IsText("Mitt tiltak.")), page.In("main form input[name='revision']", page.AttrIs("value", "2")))
}

// Members read and change nothing. The owner reads what is signed and shared, as it was signed.
func TestWhoReadsAClosing(t *testing.T) {
	t.Parallel()
	h, sc, key := closingHouse(t)
	for _, component := range programme.Builtin().Components {
		h.sends(closingAt+"/a/conclusion/"+string(component.Key), conclusionForm("begun", "Sett av ledelsen.", ""))
	}
	h.sends(closingAt+"/a/priorities", url.Values{"priority1": {"notify"}})
	name, value := h.signedInAs("per", accounts.Grant{Role: accounts.Member, At: string(sc.ID)})
	member := func(to string) answered { return h.get(closingAt+to, name, value) }
	for _, to := range []string{"", "/a", "/a/conclusion", "/a/conclusion/promote", "/a/priorities", "/a/measures", "/a/sign"} {
		page.Verify(t, member(to).body, page.Not("main form"), page.Not("main .ds-button"))
	}
	if a := member("/a/measures/new"); a.status != 404 {
		t.Errorf("a member adds a measure: %d", a.status)
	}
	h.share(sc, surveys.SharesComponents)
	if a := h.owner(sc, closingAt+"/a"); a.status != 404 {
		t.Errorf("the owner reads what is not signed: %d", a.status)
	}
	page.Verify(t, h.owner(sc, closingAt).body, page.In("main", page.HasText("Skolen deler ingen avslutning ennå")))
	h.sends(closingAt+"/a/sign", url.Values{"revision": {revisionOn(t, h.leader(closingAt+"/a/sign").body)}})
	if a := h.owner(sc, closingAt+"/a"); a.status != 404 {
		t.Errorf("the owner reads what is not shared: %d", a.status)
	}
	h.sends(closingAt+"/a/share", url.Values{"share": {"yes"}})
	h.sends(closingAt+"/a/amend", url.Values{"why": {"Rettes."}})
	h.sends(closingAt+"/a/conclusion/promote", conclusionForm("in_place", "Ikke signert ennå.", "1"))
	page.Verify(t, h.owner(sc, closingAt).body, page.Count(".closing-list > li", 1))
	for _, to := range []string{"/a", "/a/conclusion", "/a/conclusion/promote", "/a/priorities", "/a/measures", "/a/sign"} {
		page.Verify(t, h.owner(sc, closingAt+to).body, page.Not("main form"))
	}
	if read := h.owner(sc, closingAt+"/a/conclusion").body; !strings.Contains(read, "Sett av ledelsen.") || strings.Contains(read, "Ikke signert") {
		t.Error("the owner does not read what was signed")
	}
	h.share(sc, surveys.SharesNothing)
	for _, to := range []string{"/a/conclusion", "/a/priorities", "/a/sign", "/a/summary", "/a/meeting"} { // reasons of priorities are figures, too
		if a := h.owner(sc, closingAt+to); a.status != 404 {
			t.Errorf("the owner reads on at %s when nothing is shared: %d", to, a.status)
		}
	}
	h.share(sc, surveys.SharesAll)
	h.sends(closingAt+"/a/share", url.Values{"share": {"no"}})
	if a := h.owner(sc, closingAt+"/a/conclusion"); a.status != 404 || h.closings.ClosingOf(key).SharedWithOwner {
		t.Errorf("the owner reads on when the closing is withdrawn: %d", a.status)
	}
	for _, to := range []string{"/x", "/a/conclusion/joy", "/a/measures/none"} {
		if a := h.leader(closingAt + to); a.status != 404 {
			t.Errorf("%s: %d", to, a.status)
		}
	}
}

// Where a school is so small that nothing is shown, its closing works all the same, and hidden figures speak for nothing.
func TestAClosingWithoutFigures(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.running(1)
	h.measured(sc, "a", surveys.StateSurvey, crew{"teachers", 6, 5, 2})
	page.Verify(t, h.leader(closingAt+"/a/conclusion/promote").body, page.In(".closing-staff", page.HasText("skjul")), page.Not(".closing-indicator")) // version 1 of the course has no indicators
	page.Verify(t, h.leader(closingAt+"/a/priorities").body, page.Not(".closing-proposed"))
	h.sends(closingAt+"/a/conclusion/promote", url.Values{"level": {"in_place"}, "evidence": {"Sett."}, "confidence": {"low"}})
	page.Verify(t, h.leader(closingAt+"/a/conclusion").body, page.Not(".closing-differs"))
}

// What was done stands between the surveys, beside what was hoped for and what was measured, and no cause is claimed. The owner sees the measures that are shared, and no modules.
func TestMeasuresBetweenTheSurveys(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.running(2)
	h.measured(sc, "prep", surveys.StateSurvey, crew{"teachers", 22, 20, 3})
	development := "/schools/" + firstOrgnr + "/development"
	page.Verify(t, h.leader(development).body, page.Not("#between"))
	for _, component := range programme.Builtin().Components {
		h.sends(closingAt+"/prep/conclusion/"+string(component.Key), conclusionForm("begun", "Sett.", ""))
	}
	h.sends(closingAt+"/prep/priorities", url.Values{"priority1": {"uncover"}})
	h.sends(closingAt+"/prep/measures/new", measureForm)
	h.sends(closingAt+"/prep/sign", url.Values{"revision": {revisionOn(t, h.leader(closingAt+"/prep/sign").body)}})
	h.sends("/schools/"+firstOrgnr+"/course/modules/a-follow/dates", url.Values{"from": {"2027-03-01"}, "to": {"2027-03-19"}})
	*h.clock = h.clock.AddDate(0, 3, 0)
	h.measured(sc, "a", surveys.StateSurvey, crew{"teachers", 22, 20, 4})
	h.share(sc, surveys.SharesAll)
	read := h.leader(development).body
	page.Verify(t, read, page.In("#between", page.IsText("Tiltak og moduler mellom målingene")))
	for _, want := range []string{"Målingen kan ikke si om de er årsaken", "Samtaler på alle trinn.", "Følge med", "+0,4. Flere sier fra.", "+1,0", "Mellom forberedelse og semester A"} {
		if !strings.Contains(read, want) && !strings.Contains(read, strings.ReplaceAll(want, "+", "&#43;")) {
			t.Errorf("the development does not say %q", want)
		}
	}
	if file := h.leader(development + "/figures/between.csv"); file.status != 200 || !strings.Contains(file.body, "Samtaler på alle trinn.") {
		t.Errorf("the table as a file: %d\n%s", file.status, file.body)
	}
	page.Verify(t, h.leader(development+"?wave="+string(h.closings.ClosingOf(closing.Key{School: sc.ID, Phase: "prep"}).Wave)).body, page.Not("#between"))
	page.Verify(t, h.owner(sc, development).body, page.Not("#between"))
	h.sends(closingAt+"/prep/share", url.Values{"share": {"yes"}})
	seen := h.owner(sc, development).body
	page.Verify(t, seen, page.In("#between"))
	if !strings.Contains(seen, "Samtaler på alle trinn.") || strings.Contains(seen, "Moduler i kurset") {
		t.Error("the owner sees the wrong things between the surveys")
	}
}
