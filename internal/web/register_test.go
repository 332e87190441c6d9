package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

const keptPath = "/register/schools/974600951"

// keeper asks for a page as somebody who keeps the register and has no other role.
func (h *house) keeper(path string) answered {
	h.t.Helper()
	name, value := h.signedInAs("keeper", accounts.Grant{Role: accounts.Operator})
	return h.get(path, name, value)
}

// The list finds schools by name, number and municipality, by owner, and by whether there still is such a school.
func TestTheRegisterIsSearched(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	nes := h.sister("Nes skule", sisterOrgnr)
	if _, err := h.programme.CloseSchool(t.Context(), audit.Console.At(*h.clock), nes.ID, *h.clock); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"":                                "1 skole",
		"?q=b%C3%B8":                      "1 skole",
		"?q=974+600+951":                  "1 skole",
		"?q=0301+skole":                   "1 skole",
		"?q=nes":                          "0 skoler",
		"?q=nes&standing=all":             "1 skole",
		"?standing=closed":                "1 skole",
		"?owner=964338531&standing=all":   "2 skoler",
		"?owner=974600951&standing=all":   "0 skoler",
		"?standing=all&q=skole+fjordviks": "0 skoler",
	} {
		page.Verify(t, h.leader("/register"+query).body, page.In("[role=status]", page.IsText(want)))
	}
	page.Verify(t, h.leader("/register?standing=closed").body, page.In(".register-table", page.HasText("Lagt ned 24. november 2026"), page.HasText("Fjordvik kommune")))
	page.Verify(t, h.leader("/register/owners?q=fjord").body,
		page.In("[role=status]", page.IsText("1 eier")), page.Count("a[href='/register?owner=964338531']", 1), page.In(".register-table", page.HasText("1 skole: Fjordvik kommune")))
	page.Verify(t, h.leader("/register/owners?q=ingen").body, page.Not("table"))
}

// Three thousand schools are paged, and a search goes with the pages.
func TestTheRegisterIsPaged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var r programme.Roll
	for i := 0; len(r.Entries) < 3*listed-1; i++ {
		orgnr := fmt.Sprint(300000000 + i)
		if programme.CheckOrgnr(orgnr) == nil {
			r.Entries = append(r.Entries, programme.RollEntry{
				Row: i + 2, Orgnr: orgnr, Name: fmt.Sprintf("Skole %03d", len(r.Entries)), Municipality: "0301", WrittenForm: "nb",
				Owner: programme.RollOwner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality},
			})
		}
	}
	if _, err := h.programme.ImportRoll(t.Context(), audit.Console.At(*h.clock), r, h.programme.PlanRoll(*h.clock, r).Sum()); err != nil {
		t.Fatal(err)
	}
	page.Verify(t, h.keeper("/schools").body, page.Not(".school-list li")) // they are in the register
	first := h.keeper("/register?q=skole").body
	page.Verify(t, first, page.Count(".register-table tbody tr", listed), page.In(".pager", page.HasText("Side 1 av 3")), page.Not(".pager [rel=prev]"))
	last := h.keeper("/register?q=skole&page=99").body
	page.Verify(t, last, page.Count(".register-table tbody tr", listed-1), page.In(".pager", page.HasText("Side 3 av 3")), page.Not(".pager [rel=next]"), page.Count("a[href='/register?page=2&q=skole']", 1))
	page.Verify(t, h.keeper("/register?page=x").body, page.In(".pager", page.HasText("Side 1 av 3")))
}

// What is known about a school is changed from a day, and its history says so; what is wrong is said beside its field with what was typed.
func TestAKnownSchoolIsChanged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	if a := h.sends("/register/owners/new", url.Values{"name": {"Fjordvik friskole SA"}, "orgnr": {"974760673"}, "kind": {"private"}}); a.status != 303 {
		t.Fatalf("a new owner: %d", a.status)
	}
	friskole, err := h.programme.OwnerByOrgnr("974760673")
	if err != nil {
		t.Fatal(err)
	}
	form := page.Form(t, page.Parse(t, h.leader(keptPath).body), "form.panel").Values
	form.Set("name", "Bø skule")
	form.Set("written_form", "nn")
	form.Set("staff", "førti")
	form.Set("owner", string(friskole.ID))
	form.Set("from", "2026-12-01")
	form.Set("orgnr", "964338532")
	wrong := h.sends(keptPath, form)
	page.Verify(t, wrong.body,
		page.In("#f-staff-problem", page.IsText("Skriv et helt tall")), page.Count("input[name=name][value='Bø skule']", 1), page.In(".ds-error-summary", page.HasText("Antall ansatte")))
	form.Set("staff", "4 1")
	page.Verify(t, h.sends(keptPath, form).body, page.In("#f-from-problem", page.HasText("ligger fram i tid")), page.In("#f-orgnr-problem", page.HasText("siffer er feil")))
	form.Set("from", "2026-11-01")
	form.Set("orgnr", sisterOrgnr)
	if a := h.sends(keptPath, form); a.status != 303 || a.header.Get("Location") != "/register/schools/"+sisterOrgnr {
		t.Fatalf("%d to %s", a.status, a.header.Get("Location"))
	}
	kept := h.leader("/register/schools/" + sisterOrgnr).body
	page.Verify(t, kept, page.In("dl.facts", page.HasText("1. november 2026"), page.HasText("Navn: Bø skole → Bø skule"), page.HasText("Målform: Bokmål → Nynorsk"),
		page.HasText("Antall ansatte: 41"), page.HasText("Eier: Fjordvik kommune → Fjordvik friskole SA"), page.HasText("Registrert")))
	if a := h.leader(keptPath); a.status != 404 {
		t.Errorf("the old number: %d", a.status)
	}
}

// One school is merged into another: both pages say so, no survey is opened at the one, and it can be taken back.
func TestSchoolsAreMergedAndReopened(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.sister("Nes skule", sisterOrgnr)
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)

	page.Verify(t, h.sends(keptPath+"/close", url.Values{"into": {"123456789"}, "on": {"i dag"}}).body,
		page.In("#f-into-problem", page.IsText("Ingen skole her har dette nummeret")), page.In("#f-on-problem", page.HasText("Skriv datoen")),
		page.Count("details[open]", 1), page.Count("input[name=name][value='Bø skole']", 1))
	page.Verify(t, h.sends(keptPath+"/close", url.Values{"into": {"974600951"}}).body, page.In("#f-into-problem", page.IsText("Det er skolens eget nummer")))
	if a := h.sends(keptPath+"/close", url.Values{"on": {"2026-11-20"}}); a.status != 303 {
		t.Fatalf("closed: %d", a.status)
	}
	page.Verify(t, h.leader(keptPath).body, page.In(".ds-alert", page.HasText("Lagt ned 20. november 2026")), page.Count("form[action='"+keptPath+"/reopen']", 1))
	page.Verify(t, h.leader("/schools/974600951").body, page.In(".ds-alert", page.HasText("ble lagt ned 20. november 2026")))
	if a := h.sends(keptPath+"/close", url.Values{"on": {"2026-11-20"}, "into": {sisterOrgnr}}); a.status != 303 {
		t.Fatalf("merged: %d", a.status)
	}
	page.Verify(t, h.leader(keptPath).body, page.In(".ds-alert", page.HasText("Slått sammen med Nes skule 20. november 2026")))
	page.Verify(t, h.leader("/schools/974600951").body, page.In(".ds-alert", page.HasText("Det som er målt, står her som før")), page.Count("h2#now", 1))
	page.Verify(t, h.leader("/schools/"+sisterOrgnr).body, page.In(".ds-alert", page.HasText("Bø skole ble slått sammen med denne skolen 20. november 2026")))
	page.Verify(t, h.leader("/register/schools/"+sisterOrgnr).body, page.In(".ds-alert", page.HasText("Bø skole ble slått sammen med denne skolen")))
	page.Verify(t, h.leader("/schools/974600951/waves").body, page.Not("a[href='/schools/974600951/waves/new']"))
	page.Verify(t, h.leader("/schools").body, page.In(".school-list", page.HasText("Lagt ned 20. november 2026")))
	open := page.Form(t, page.Parse(t, h.leader("/schools/974600951/waves/new").body), "form.panel").Values
	page.Verify(t, h.sends("/schools/974600951/waves/new", open).body, page.In(".ds-error-summary", page.HasText("åpner ingen nye målinger")))

	if a := h.sends(keptPath+"/reopen", nil); a.status != 303 {
		t.Fatalf("reopened: %d", a.status)
	}
	page.Verify(t, h.leader(keptPath).body, page.In("main", page.HasText("Slått sammen med: ikke lenger Nes skule")), page.Count("form[action='"+keptPath+"/close']", 1))
}

func TestOwnersAreKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	form := page.Form(t, page.Parse(t, h.leader("/register/owners/964338531").body), "form.panel").Values
	form.Set("name", "")
	page.Verify(t, h.sends("/register/owners/964338531", form).body, page.In("#f-name-problem", page.IsText("Må fylles ut")))
	form.Set("name", "Nye Fjordvik kommune")
	form.Set("orgnr", "974 760 673")
	if a := h.sends("/register/owners/964338531", form); a.status != 303 || a.header.Get("Location") != "/register/owners/974760673" {
		t.Fatalf("%d to %s", a.status, a.header.Get("Location"))
	}
	page.Verify(t, h.leader("/register/owners/974760673").body, page.In("h1", page.IsText("Nye Fjordvik kommune")))
	page.Verify(t, h.leader("/register/owners/new").body, page.In("h1", page.IsText("Registrer en eier")))
	page.Verify(t, h.sends("/register/owners/new", url.Values{"name": {"X"}, "orgnr": {"974760673"}, "kind": {"county"}}).body,
		page.In("#f-orgnr-problem", page.HasText("i bruk her fra før")))
	for _, path := range []string{"/register/owners/964338531", "/register/schools/964338531"} {
		if a := h.leader(path); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

const schoolsFile = "Organisasjonsnummer;Navn;Kommunenummer;Målform;Ansatte;Eierens organisasjonsnummer;Eier;Eiertype;Telefon\n" +
	"974600951;Bø skule;0301;nn;41;;;;1\n" +
	sisterOrgnr + ";Nes skule;4611;nn;12;974760673;Fjordvik friskole SA;privat;2\n" +
	"974760673;Ås skole;4611;samisk;;;;;3\n" +
	"974600951;Bø igjen;;;;;;;4\n" +
	"1;2;3\n"

// A file is looked at first: every school with what becomes of it, every faulty row with what to do. Nothing is stored before somebody says so, and
// what is stored is what was shown.
func TestSchoolsComeInAFile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	page.Verify(t, h.uploads("/register/import", nil, nil).body, page.In("#f-file-problem", page.IsText("Velg en fil")))
	page.Verify(t, h.uploads("/register/import", nil, []byte(`{"x": 1}`)).body, page.In("#f-file-problem", page.HasText("Filen har ingen skoler")))
	page.Verify(t, h.uploads("/register/import", nil, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")).body, page.Count("#f-file-problem", 1))

	shown := h.uploads("/register/import", url.Values{"step": {"import"}}, []byte(schoolsFile))
	page.Verify(t, shown.body,
		page.In("[data-fate=new]", page.HasText("1 ny skole"), page.HasText("Rad 3"), page.HasText("Nes skule")),
		page.In("[data-fate=changed]", page.HasText("Navn: Bø skole → Bø skule"), page.HasText("Antall ansatte: 41")),
		page.In("[data-fate=faulty]", page.HasText("2 skoler som må rettes"), page.HasText("Målform «samisk»: Skriv nb eller nn"), page.HasText("Eier: "), page.HasText("står også i rad 2")),
		page.In("#broken", page.HasText("kan ikke leses")), page.In("main", page.HasText("1 ny eier"), page.HasText("Fjordvik friskole SA (974760673, Privat eller stiftelse)"),
			page.HasText("Kolonner som ikke brukes: Telefon"), page.HasText("2 skoler må rettes, og blir ikke med")))
	if len(h.programme.Schools()) != 1 {
		t.Fatal("something was stored before anybody had looked")
	}
	form := page.Form(t, page.Parse(t, shown.body), "form.panel").Values

	only := url.Values{"roll": form["roll"], "only": {"4611 0301"}, "known": {"yes"}}
	page.Verify(t, h.uploads("/register/import", only, nil).body, page.Not("[data-fate=new]"), page.In("[data-fate=left]", page.HasText("2 skoler som ikke er registrert her"), page.LacksText("samisk")))
	only.Set("only", "4612")
	page.Verify(t, h.uploads("/register/import", only, nil).body, page.In("main", page.HasText("Det er ingenting å gjøre")), page.Not("button[value=import]"))

	form.Set("step", "import")
	*h.clock = h.clock.Add(24 * time.Hour) // the changes would hold from another day than the one that was shown
	changed := h.uploads("/register/import", form, nil)
	page.Verify(t, changed.body, page.In("[role=alert]", page.HasText("Registeret er endret")))
	form = page.Form(t, page.Parse(t, changed.body), "form.panel").Values
	form.Set("step", "import")
	if a := h.uploads("/register/import", form, nil); a.status != 303 || a.header.Get("Location") != "/register" {
		t.Fatalf("stored: %d", a.status)
	}
	if nes, err := h.programme.SchoolByOrgnr(sisterOrgnr); err != nil || nes.Staff != 12 || len(h.programme.Schools()) != 2 {
		t.Errorf("%+v, %v", nes, err)
	}
	page.Verify(t, h.uploads("/register/import", nil, []byte(schoolsFile)).body, page.In("[data-fate=unchanged]", page.HasText("2 skoler er som før")), page.Not("button[value=import]"))

	// A saved answer of the national register, with a merger that it does not say the end of.
	const answer = `{"Organisasjonsnummer": "974600951", "Navn": "Bø skule", "ErAktiv": false, "ErSkole": true, "ErGrunnskole": true, "Utgaattype": {"Id": "F"}, "UtgaattDato": "2026-08-01T03:00:00+02:00"}
		{"Organisasjonsnummer": "964338531", "Navn": "Fjordvik kommune", "ErAktiv": true, "ErSkole": false}`
	page.Verify(t, h.uploads("/register/import", nil, []byte(answer)).body,
		page.In("[data-fate=closed]", page.HasText("Lagt ned: 1. august 2026"), page.HasText("Filen sier ikke hvilken")), page.In("main", page.HasText("1 enhet i filen er ikke en grunnskole")))

	template := h.leader("/register/template.xlsx?lang=nn")
	if template.status != 200 || !strings.Contains(template.header.Get("Content-Disposition"), "skular.xlsx") {
		t.Errorf("template: %d, %s", template.status, template.header.Get("Content-Disposition"))
	}
	page.Verify(t, h.uploads("/register/import", nil, []byte(template.body)).body, page.In("main", page.HasText("Det er ingenting å gjøre")))
}

// A school that shared all gets another owner: the one before loses its pages at once, and the new one sees nothing that was released before, until
// the school shares it.
func TestANewOwnerGetsNothingUnasked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.share(sc, surveys.SharesAll)
	next, err := h.programme.RegisterOwner(t.Context(), audit.Console.At(*h.clock), programme.Owner{Name: "Nes kommune", Orgnr: "974760673", Kind: programme.Municipality})
	if err != nil {
		t.Fatal(err)
	}
	as := func(who string, owner programme.OwnerID, path string) answered {
		name, value := h.signedInAs(who, accounts.Grant{Role: accounts.Owner, At: string(owner)})
		return h.get(path, name, value)
	}
	const school = "/schools/974600951"
	page.Verify(t, as("before", sc.Owner, school).body, page.In("h2#now", page.HasText("Forberedelse")))
	if a := as("after", next.ID, school); a.status != 404 {
		t.Fatalf("an owner of other schools: %d", a.status)
	}

	moved := sc
	moved.Owner = next.ID
	if _, err := h.programme.UpdateSchool(t.Context(), audit.Console.At(*h.clock), *h.clock, moved); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{school, school + "/report.xlsx", school + "/results.json", school + "/items/promote_plan"} {
		if a := as("before", sc.Owner, path); a.status != 404 {
			t.Errorf("the owner before gets %d at %s", a.status, path)
		}
	}
	page.Verify(t, as("before", sc.Owner, "/owners/964338531").body, page.In("main", page.LacksText("Bø skole")))
	seen := as("after", next.ID, school)
	page.Verify(t, seen.body, page.Not("#condition"), page.Not(".figure"))
	for _, path := range []string{school + "/report.xlsx", school + "/results.json", school + "/items/promote_plan"} {
		if a := as("after", next.ID, path); a.status != 404 {
			t.Errorf("the new owner gets %d at %s", a.status, path)
		}
	}
	page.Verify(t, as("after", next.ID, "/owners/974760673").body, page.In("main", page.HasText("Bø skole")), page.Not(".figure"))

	h.share(moved, surveys.SharesAll)
	page.Verify(t, as("after", next.ID, school).body, page.In("h2#now", page.HasText("Forberedelse")))
}
