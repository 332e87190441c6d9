package web

import (
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/i18n"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// Four schools in A, the first of which goes on to B and rises by a whole step.
func TestAnOwnersDashboards(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	schools := h.sharingSchools(4)
	home := "/owners/" + ownerOrgnr
	h.sends(home+"/editions", nil)
	h.measured(schools[0], "b", surveys.StateSurvey, crew{"teachers", 24, 21, 5})
	h.another(schools[0], "Zion skole", "310000108") // shares nothing
	for _, lang := range i18n.Languages {
		in := "lang=" + lang
		page.Verify(t, h.leader(home+"?"+in).body,
			page.In(".tabs a[aria-current=page]", page.HasText(map[string]string{"nb": "Oversikt", "nn": "Oversikt", "en": "Overview"}[lang])),
			page.Count(".heat .schools tr", 4), page.Count(".heat-key .heat-sample", 5), page.Not(".beside"), page.Not("svg.funnel"))
		page.Verify(t, h.leader(home+"/components/promote?"+in).body,
			page.Count(".across tbody tr", 5), page.Count(".across .overall svg.dots", 1))
		page.Verify(t, h.leader(home+"/development?"+in).body,
			page.Count(".along .schools tr", 4), page.Count(".along .overall td", 2), page.Count(".moved tbody tr", 1), page.In(".across tbody", page.HasText("4")))
		page.Verify(t, h.leader(home+"/similar?beside="+schools[1].Orgnr+"&"+in).body,
			page.Count("[aria-labelledby=alike] a", 2), page.Count("[aria-labelledby=add] a", 1), page.Count(".beside thead th", 2))
	}

	// 21 people at 4.67 − the first school is over its target of 4.0 in B, which the others, 0.3 under theirs of 3.5 in A, are not.
	overview := h.leader(home).body
	page.Verify(t, overview,
		page.In(".heat .schools .gap-above", page.HasText("+0,7"), page.HasText("4,7")),
		page.In(".remarks", page.HasText("4 av 5 skoler har tall her."), page.HasText("1 skole deler ikke: 1 har ikke begynt.")),
		page.In(".heat thead th[aria-sort]", page.HasText("Skole")),
		page.In("a[href='/owners/964338531?sort=gap.promote']", page.HasText("Fremme")))
	sorted := h.leader(home + "?sort=gap.promote&align=stage.a").body
	page.Verify(t, sorted,
		page.In(".heat thead th[aria-sort]", page.HasText("Fremme")), page.In(".order-note", page.HasText("ingen rangering")),
		page.In(".picker a[href='/owners/964338531?sort=gap.promote']", page.HasText("Siste måling"))) // the order stays when the alignment goes
	if first, second := strings.Index(h.leader(home+"?sort=overall").body, ">Skole D<"), strings.Index(h.leader(home+"?sort=overall").body, ">Skole A<"); first > second {
		t.Error("by overall, the lowest first, the highest school is before another one")
	}

	page.Verify(t, h.leader(home+"/development?by=semester&component=promote").body,
		page.Count(".along thead th", 5), page.In(".along", page.HasText("Ikke målt")),
		page.In(".moved td", page.HasText("+1,5"), page.HasText("Framgang")),
		page.In(".across tbody", page.HasText("3,2"), page.HasText("4,7")),
		page.In("[aria-labelledby=moved] .shows", page.IsText("Én skole har to målinger som kan sammenlignes. Framgang: 1.")),
		page.In("[aria-labelledby=moved] a[href='"+home+"/development/figures/moved.csv?component=promote&by=semester']"))

	all := schools[0].Orgnr + "." + schools[1].Orgnr + "." + schools[2].Orgnr + "." + schools[3].Orgnr
	page.Verify(t, h.leader(home+"/similar?beside="+all).body,
		page.Count(".beside thead th", 5), page.In("main", page.HasText("Fire skoler er det meste")), page.Not("[aria-labelledby=add]"),
		page.In("[aria-labelledby=chosen] a[href='/owners/964338531/similar?beside="+schools[0].Orgnr+"."+schools[1].Orgnr+"."+schools[2].Orgnr+"']", page.HasText("Skole D")))
	page.Verify(t, h.leader(home+"/similar").body, page.In("#add", page.HasText("Velg den første skolen")), page.Not("table"))

	for path, want := range map[string]string{
		"/figures/condition.csv": ";−0,3;", "/components/promote/figures/across.csv": "3,2", "/funnel/figures/funnel.csv": "Skole B",
		"/development/figures/course.csv?by=semester&component=promote": ";not_asked;", "/development/figures/moved.csv?component=promote": ";1,5;Framgang;value;",
		"/development/figures/sentences.svg?component=promote": "<svg", "/similar/figures/beside.svg?beside=" + all: "<svg",
		"/development/figures/sentences.csv?component=promote": "Ansatte svarer nå 4,7", "/similar/figures/beside.csv?beside=" + all: "\nFremme;Skole B;Semester A;3,2;",
		"/components/promote/figures/across.svg": "<svg", "/funnel/figures/funnel.svg": "<svg",
	} {
		if a := h.leader(home + path); a.status != 200 || !strings.Contains(strings.ReplaceAll(a.body, ";-0,3;", ";−0,3;"), want) {
			t.Errorf("%s: %d without %q:\n%.600s", path, a.status, want, a.body)
		}
	}

	for path, want := range map[string]int{
		"/components/promote/figures/other.csv": 404, "/similar/figures/beside.csv": 404, "/development/figures/moved.svg": 404,
		"/components/overall?sort=overall": 200, "/components/nothing": 404, "/development?component=nothing": 404, "/development?by=week": 400,
		"/similar?beside=310000108": 404, "/similar?beside=" + schools[0].Orgnr + "." + schools[0].Orgnr: 404, "?sort=rank": 400, "?sort=gap.nothing": 404,
	} {
		if a := h.leader(home + path); a.status != want {
			t.Errorf("%s: %d, want %d", path, a.status, want)
		}
	}
}

// Owners with few schools get what can be said without a mean, and one whose schools do not share is told so on every page.
func TestOwnersWithFewSchools(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.school("Bø skole")
	home := "/owners/" + ownerOrgnr
	for _, path := range []string{"", "/components/promote", "/development", "/similar", "/funnel"} {
		if a := h.leader(home + path); a.status != 200 || strings.Contains(a.body, "<table") {
			t.Errorf("%s of an owner of whom nobody shares: %d, with a table", path, a.status)
		}
	}
	h.measured(first, "a", surveys.StateSurvey, teachers, others)
	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"components"}})
	page.Verify(t, h.leader(home).body,
		page.In("[aria-labelledby=few]", page.HasText("Eieren har én skole")), page.In("[aria-labelledby=few] a[href='/schools/974600951']", page.HasText("Gå til skolens side")),
		page.In(".remarks", page.HasText("1 skole deler uten enkeltspørsmål.")), page.Count(".beside thead th", 2))
	for i, orgnr := range []string{secondOrgnr, "310000108"} {
		other := h.another(first, "Ås skole", orgnr)
		h.measured(other, "a", surveys.StateSurvey, teachers, others)
		h.sends("/schools/"+orgnr+"/share", url.Values{"share": {"all"}})
		page.Verify(t, h.leader(home).body,
			page.In("[aria-labelledby=few]", page.HasText([]string{"Med to skoler vises ikke noe felles snitt", "Med tre skoler"}[i])),
			page.Count(".beside thead th", 3+i), page.Not(".heat .overall"))
	}
	page.Verify(t, h.leader(home+"/development").body, page.In("[aria-labelledby=moved]", page.HasText("når en skole deler to målinger")))
}
