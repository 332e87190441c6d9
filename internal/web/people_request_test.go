package web

import (
	"net/url"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/testkit/issuer"
	"tilstand/internal/testkit/page"
)

// The groups of a teacher at the school of the tests, as Feide writes them (docs.feide.no).
const teacherGroups = `[{"id":"fc:org:fjordvik.kommune.no","type":"fc:org","membership":{"basic":"member","affiliation":["member","employee","faculty"]},"norEduOrgNIN":"NO964338531"},
	{"id":"fc:org:fjordvik.kommune.no:unit:NO974600951","type":"fc:org","parent":"fc:org:fjordvik.kommune.no","membership":{"basic":"member","primarySchool":true}}]`

const ownerGroups = `[{"id":"fc:org:fjordvik.kommune.no","type":"fc:org","membership":{"basic":"member","affiliation":["employee"]},"norEduOrgNIN":"NO964338531"}]`

// Whoever works at a school asks for access by signing in elsewhere, and has none until a leader gives it.
func TestAskingForAccess(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	sc := h.school("Bø skole")
	leader, leads := h.newcomer("leder@example.no", "nb", accounts.Grant{Role: accounts.Leader, At: string(sc.ID)}, h.placeOfSchool(sc))
	h.withApp(leader.ID)
	h.sessions.Of(*h.clock, leader.ID)[0].Strengthen()
	other.Add(issuer.Person{Subject: "s-1", Name: "Berit <b>Nes</b>", Email: "berit@fjordvik.no", Groups: teacherGroups})
	v := h.traveller()
	a := v.comes(other, "/login/with/hus", nil)
	page.Verify(t, a.body, page.In("[role=status]", page.HasText("Bø skole"), page.HasText("30 dager")))
	if a.status != 403 || v.in() || len(h.accounts.Accounts()) != 1 {
		t.Errorf("who asks is let in: %d", a.status)
	}

	people := "/schools/" + sc.Orgnr + "/people"
	body := h.get(people, leads[0], leads[1]).body
	page.Verify(t, body, page.In(".asking", page.HasText("Berit <b>Nes</b>"), page.HasText("berit@fjordvik.no"), page.HasText("innlogget med Huset")), page.In(`.asking option[selected]`, page.AttrIs("value", "member")))
	form := page.Form(t, page.Parse(t, body), ".asking form").Values
	form.Set("step", "grant")
	form.Set("role", "operator")
	if a := h.post(people, form, leads[0], leads[1]); a.status != 404 {
		t.Errorf("a role that a leader does not give: %d", a.status)
	}
	form.Set("role", "member")
	if a := h.post(people, form, leads[0], leads[1]); a.status != 303 {
		t.Fatalf("given: %d", a.status)
	}
	page.Verify(t, h.get(people, leads[0], leads[1]).body, page.Not(".asking"), page.In(".note", page.HasText("har fått rollen")), page.In(".people", page.HasText("berit@fjordvik.no")))
	h.post(people, form, leads[0], leads[1])
	page.Verify(t, h.get(people, leads[0], leads[1]).body, page.In(".note", page.HasText("Ingenting er endret")))
	if a := v.comes(other, "/login/with/hus", nil); a.header.Get("Location") != "/schools/"+sc.Orgnr || !v.in() {
		t.Errorf("afterwards: %d to %q", a.status, a.header.Get("Location"))
	}
}

// What is declined is not shown again, and whoever works for the owner asks there.
func TestDecliningARequest(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	sc := h.school("Bø skole")
	_, owns := h.newcomer("eier@example.no", "nb", accounts.Grant{Role: accounts.Owner, At: string(sc.Owner)}, accounts.Place{Kind: accounts.AtOwner, ID: string(sc.Owner)})
	owner, err := h.accounts.ByEmail("eier@example.no")
	if err != nil {
		t.Fatal(err)
	}
	h.sessions.Of(*h.clock, owner.ID)[0].Strengthen()
	p := kariElsewhere
	p.Groups = ownerGroups
	other.Add(p)
	page.Verify(t, h.traveller().comes(other, "/login/with/hus", nil).body, page.In("[role=status]", page.HasText("Fjordvik kommune")))
	people := "/owners/964338531/people"
	body := h.get(people, owns[0], owns[1]).body
	form := page.Form(t, page.Parse(t, body), ".asking form").Values
	form.Set("step", "decline")
	h.post(people, form, owns[0], owns[1])
	page.Verify(t, h.get(people, owns[0], owns[1]).body, page.Not(".asking"), page.In(".note", page.HasText("Du har avslått")))
	h.post(people, form, owns[0], owns[1])
	page.Verify(t, h.traveller().comes(other, "/login/with/hus", nil).body, page.Not("[role=status]"))
	page.Verify(t, h.get(people, owns[0], owns[1]).body, page.Not(".asking"))
}

// Somebody with an account asks where they work and have no role, and is told so.
func TestAskingWithAnAccount(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	sc := h.school("Bø skole")
	_, own := h.newcomer(address, "nb", accounts.Grant{Role: accounts.Operator}, accounts.Place{Kind: accounts.AtInstallation})
	v := h.traveller()
	p := kariElsewhere
	p.Groups = teacherGroups
	other.Add(p)
	v.cookies[h.sessionCookieName()] = own[1][len(h.sessionCookieName())+1:]
	v.comes(other, accountPath, url.Values{"step": {"connect"}, "house": {"hus"}, "proof": {password}})
	v.comes(other, "/login/with/hus", nil)
	page.Verify(t, v.opens("/privacy").body, page.In(".note", page.HasText("Bø skole")))
	if n := len(h.accounts.RequestsAt(*h.clock, h.placeOfSchool(sc))); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// Somebody of whom the other house tells too little is told what to do, and nothing is kept.
func TestAskingWithoutAName(t *testing.T) {
	t.Parallel()
	h, other := twoHouses(t, alwaysStrong)
	sc := h.school("Bø skole")
	other.Add(issuer.Person{Subject: "s-1", Groups: teacherGroups})
	page.Verify(t, h.traveller().comes(other, "/login/with/hus", nil).body, page.Not("[role=status]"), page.In("main", page.HasText("Vi får ikke navn og e-postadresse fra Huset")))
	if n := len(h.accounts.RequestsAt(*h.clock, h.placeOfSchool(sc))); n != 0 {
		t.Errorf("%d requests", n)
	}
}
