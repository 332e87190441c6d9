package web

import (
	"crypto/rand"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/workbook"
	"tilstand/surveys"
)

// owner asks for a page as the owner of a school, with no other role.
func (h *house) owner(sc programme.School, path string) answered {
	h.t.Helper()
	name, value := h.signedInAs("owner", accounts.Grant{Role: accounts.Owner, At: string(sc.Owner)})
	return h.get(path, name, value)
}

// member asks for a page as one of a school's resource group.
func (h *house) member(sc programme.School, path string) answered {
	h.t.Helper()
	name, value := h.signedInAs("member", accounts.Grant{Role: accounts.Member, At: string(sc.ID)})
	return h.get(path, name, value)
}

const anItem = "planmessig med å fremme" // of a question about promoting

// Every degree of sharing, in every rendering that an owner has, from one request to the next; and the school sees all of it all the time.
func TestWhatAnOwnerIsShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	school := "/schools/" + firstOrgnr
	item := school + "/items/promote_plan"
	for _, c := range []struct {
		shares         string
		results, items int
	}{{"nothing", 404, 404}, {"components", 200, 404}, {"all", 200, 200}, {"components", 200, 404}, {"nothing", 404, 404}} {
		if a := h.sends(school+"/share", url.Values{"share": {c.shares}}); a.status != 303 {
			t.Fatalf("sharing %s: %d", c.shares, a.status)
		}
		for path, want := range map[string]int{school: 200, school + "/results.json": c.results, school + "/report.xlsx": c.results, item: c.items} {
			if a := h.owner(sc, path); a.status != want {
				t.Errorf("shared %s: the owner's %s is %d, want %d", c.shares, path, a.status, want)
			}
			if a := h.member(sc, path); a.status != 200 {
				t.Errorf("shared %s: the school's own %s is %d", c.shares, path, a.status)
			}
		}
		seen, together := h.owner(sc, school).body, h.owner(sc, "/owners/"+ownerOrgnr).body
		switch c.shares {
		case "nothing":
			page.Verify(t, seen, page.In("#now", page.IsText("Måling avsluttet")), page.HasText("deler ikke resultatene med Fjordvik kommune"), page.Not("table"), page.LacksText("3,2"))
			page.Verify(t, together, page.In(".remarks", page.HasText("0 av 1 skoler har tall her.")), page.LacksText("3,2"))
		case "components":
			page.Verify(t, seen, page.In("#c-promote", page.HasText("3,2")), page.HasText("Enkeltspørsmål er ikke tatt med"), page.Not(".share-state"))
			for _, at := range []string{"", "/components/promote", "/development", "/compare", "/groups", "/components/promote/figures/condition.csv"} {
				if a := h.owner(sc, school+at); a.status != 200 || strings.Contains(a.body, anItem) || strings.Contains(a.body, "/items") {
					t.Errorf("%s of a school that shares no items: %d, or it tells of them", at, a.status)
				}
			}
			if a := h.owner(sc, school+"/items"); a.status != 404 {
				t.Errorf("the questions of a school that does not share them: %d", a.status)
			}
			page.Verify(t, together, page.In(".remarks", page.HasText("1 skole deler uten enkeltspørsmål.")), page.In("table", page.HasText("3,2")))
		case "all":
			page.Verify(t, seen, page.Not(".share-state"))
			page.Verify(t, h.owner(sc, school+"/items").body, page.In(".items", page.HasText(anItem)))
			page.Verify(t, together, page.In(".remarks", page.HasText("1 av 1 skoler har tall her.")))
		}
		page.Verify(t, h.member(sc, school+"/components/promote").body, page.In("[aria-labelledby=items]", page.HasText(anItem)))
	}
	page.Verify(t, h.leader(school).body, page.In("[aria-labelledby=sharing]", page.HasText("Resultatene ble delt med Fjordvik kommune, uten enkeltspørsmål"), page.HasText("Skolen sluttet å dele")))
}

// What an owner is shown does not depend on what it may not see: with a school that shares components, not on how the answers lie on the
// items of a component, and with one that shares nothing, not on any answer.
func TestAnOwnersPagesDoNotDependOnWhatIsNotShared(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		shares surveys.Degree
		worlds []func(person, place, size int) int // code of a person for an item by its place in its component
	}{
		{surveys.SharesComponents, []func(person, place, size int) int{
			func(person, place, size int) int { return 2 + person%2 + min(place, 2) },
			func(person, place, size int) int { return 2 + person%2 + min((place+1)%size, 2) },
			func(person, place, size int) int { return 2 + person%2 + min((place+person%3)%size, 2) },
		}},
		{surveys.SharesNothing, []func(person, place, size int) int{
			func(person, _, _ int) int { return 2 + person%2 },
			func(person, _, _ int) int { return 4 + person%2 },
		}},
	} {
		t.Run(c.shares.String(), func(t *testing.T) {
			t.Parallel()
			first, own := newHouse(t).rendered(c.shares, c.worlds[0])
			for i, world := range c.worlds[1:] {
				seen, all := newHouse(t).rendered(c.shares, world)
				if all == own {
					t.Errorf("world %d: the school's own results are the same; nothing was tested", i+1)
				}
				for path := range first {
					if first[path] != seen[path] {
						t.Errorf("world %d: the owner can tell it by %s:\n%s", i+1, path, firstDifference(first[path], seen[path]))
					}
				}
			}
		})
	}
}

// rendered measures a school, and returns everything that its owner gets, by address, and the data of the school's own page.
func (h *house) rendered(shares surveys.Degree, code func(person, place, size int) int) (byPath map[string]string, own string) {
	h.t.Helper()
	sc := h.school("Bø skole")
	ctx := h.t.Context()
	wave, err := h.surveys.OpenWave(ctx, audit.Console.At(*h.clock), surveys.WaveSpec{
		School: sc.ID, Phase: "a", Instrument: surveys.StateSurvey, ClosesAt: h.clock.AddDate(0, 0, 7), Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 30}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	in := h.surveys.InstrumentOf(wave)
	place, size := map[surveys.ItemID]int{}, map[string]int{}
	for _, item := range in.Items() {
		place[item.ID] = size[item.Construct]
		size[item.Construct]++
	}
	for person := range 24 {
		sub := surveys.Submission{Code: wave.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
		for _, item := range in.Items() {
			given := code(person, place[item.ID], size[item.Construct])
			if item.Reverse {
				given = len(in.Scale(item).Steps) + 1 - given
			}
			sub.Answers[string(item.ID)] = strconv.Itoa(given)
		}
		if _, err := h.surveys.Submit(ctx, *h.clock, sub); err != nil {
			h.t.Fatal(err)
		}
	}
	*h.clock = h.clock.AddDate(0, 1, 0)
	if _, err := h.analytics.Close(ctx, audit.Console.At(*h.clock), wave.ID); err != nil {
		h.t.Fatal(err)
	}
	if err := h.analytics.Share(ctx, audit.Console.At(*h.clock), sc.ID, shares); err != nil {
		h.t.Fatal(err)
	}
	byPath = map[string]string{}
	school, owner := "/schools/"+firstOrgnr, "/owners/"+ownerOrgnr
	for _, path := range []string{
		"/schools", school, school + "?lang=en", school + "/results.json", school + "/report.xlsx", school + "/report.xlsx?lang=nn", school + "/items/promote_plan",
		school + "/components/promote", school + "/components/capacity/figures/condition.csv", school + "/development", school + "/compare", school + "/groups", school + "/items", school + "/items?q=plan",
		owner, owner + "?align=stage.a&component=promote", owner + "/results.json", owner + "/rounds",
	} {
		a := h.owner(sc, path)
		if strings.Contains(path, ".xlsx") && a.status == 200 {
			a.body = inside(h.t, a.body)
		}
		byPath[path] = strconv.Itoa(a.status) + "\n" + random.ReplaceAllString(a.body, "…")
	}
	return byPath, random.ReplaceAllString(h.member(sc, school+"/results.json").body, "…")
}

// random are ids and the references of errors.
var random = regexp.MustCompile(`\b[A-Z2-7]{26}\b|\b[A-Z2-7]{10}\b`)

// inside is everything in a workbook, chart caches and hidden sheets included.
func inside(t *testing.T, book string) string {
	t.Helper()
	parts := workbook.Parts(t, []byte(book))
	var all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if name != "[Content_Types].xml" { // types of files, in any order
			all.WriteString(name + "\n" + parts[name] + "\n")
		}
	}
	return all.String()
}

// firstDifference is where two texts part.
func firstDifference(a, b string) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(0, at-80)
	return a[from:min(len(a), at+80)] + "\n--- and ---\n" + b[from:min(len(b), at+80)]
}

// A leader agrees to share when opening a wave; those who answer are told before the first question; it happens by itself on the day, and is withdrawn
// by a button.
func TestSharingOnAnAgreedDate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	at := "/schools/" + firstOrgnr + "/waves/new"
	form := page.Form(t, page.Parse(t, h.leader(at).body), "form.panel").Values
	if form.Get(fieldShare) != "nothing" {
		t.Errorf("%q is suggested; nothing is shared by itself", form.Get(fieldShare))
	}
	form.Set(countPrefix+"teachers", "30")
	form.Set(fieldShare, "components")
	for wrong, problem := range map[string]string{"2026-11-25": "etter at målingen er avsluttet", "2028-12-24": "innen et år", "soon": "2026-12-18"} {
		form.Set(fieldShareOn, wrong)
		form.Set(fieldStep, "plan")
		if a := h.sends(at, form); a.status != 422 {
			t.Errorf("%s: %d", wrong, a.status)
		} else {
			page.Verify(t, a.body, page.In("#f-share_on-problem", page.HasText(problem)))
		}
	}
	form.Set(fieldShareOn, "2027-01-15")
	const told = "Fjordvik kommune får se resultatene av denne undersøkelsen fra 15. januar 2027, men ikke enkeltspørsmål."
	page.Verify(t, h.sends(at, form).body, page.In(".facts", page.HasText(told)))
	form.Set(fieldStep, "open")
	opened := h.sends(at, form)
	if opened.status != 303 {
		t.Fatalf("opened: %d", opened.status)
	}
	wave := h.surveys.WavesOf(sc.ID)[0]
	h.tells(wave, told)
	for lang, want := range map[string]string{"nn": "får sjå resultata av denne undersøkinga frå 15. januar 2027", "en": "will see the results of this survey from 15 January 2027"} {
		page.Verify(t, h.get("/s/"+string(wave.Code)+"?lang="+lang).body, page.In("#start", page.HasText(want)))
	}
	page.Verify(t, h.leader("/waves/"+string(wave.ID)).body, page.HasText("fra 15. januar 2027, slik det ble avtalt"))

	for person := range 20 {
		h.answers(wave, crew{"teachers", 30, 20, 4}, person)
	}
	day := time.Date(2027, 1, 14, 23, 0, 0, 0, time.UTC) // midnight in Norway
	tick := func(now time.Time) {
		t.Helper()
		*h.clock = now
		if err := h.analytics.CloseDue(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	tick(day.Add(-time.Minute))
	if a := h.owner(sc, "/schools/"+firstOrgnr+"/results.json"); a.status != 404 {
		t.Errorf("before the day the owner gets %d", a.status)
	}
	tick(day)
	page.Verify(t, h.owner(sc, "/schools/"+firstOrgnr).body, page.In("#c-promote", page.HasText("3,7")), page.LacksText(anItem))
	page.Verify(t, h.leader("/schools/"+firstOrgnr).body, page.In(".share-state", page.HasText("bare det som ble avtalt")), page.In("[aria-labelledby=sharing]", page.HasText("alt unntatt enkeltspørsmål")))
	h.sends("/schools/"+firstOrgnr+"/share", url.Values{"share": {"nothing"}})
	tick(day.AddDate(0, 0, 1))
	if a := h.owner(sc, "/schools/"+firstOrgnr+"/results.json"); a.status != 404 {
		t.Errorf("after withdrawal the owner gets %d", a.status)
	}
}

// tells checks what those who answer read before the first question: on the form, in its preview and on paper.
func (h *house) tells(wave surveys.Wave, what string) {
	h.t.Helper()
	page.Verify(h.t, h.get("/s/"+string(wave.Code)).body, page.In("#start", page.HasText(what)))
	page.Verify(h.t, h.leader("/waves/"+string(wave.ID)+"/form").body, page.In("#start", page.HasText(what)))
	page.Verify(h.t, h.leader("/waves/"+string(wave.ID)+"/paper").body, page.HasText(what))
}

// Whatever the school does, the form says how it is, and leaves the school free.
func TestWhatThoseWhoAnswerAreTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	wave, err := h.surveys.OpenWave(t.Context(), audit.Console.At(*h.clock), surveys.WaveSpec{
		School: sc.ID, Phase: "a", Instrument: surveys.StateSurvey, ClosesAt: h.clock.AddDate(0, 0, 7), Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 30}},
		Share: surveys.SharesAll, ShareOn: "2026-12-24",
	})
	if err != nil {
		t.Fatal(err)
	}
	h.tells(wave, "får se resultatene av denne undersøkelsen fra 24. desember 2026. Skolen kan ombestemme seg.")
	school := "/schools/" + firstOrgnr
	for _, c := range []struct{ shares, told string }{
		{"components", "fra 24. desember 2026"}, // more than that has been agreed
		{"all", "Skolen deler resultatene med Fjordvik kommune, men kan slutte med det"},
	} {
		h.sends(school+"/share", url.Values{"share": {c.shares}})
		h.tells(wave, c.told)
	}
	page.Verify(t, h.leader(school).body, page.In(".share-pending", page.HasText("fra 24. desember 2026")))
	if a := h.sends("/waves/"+string(wave.ID)+"/share/off", url.Values{}); a.status != 303 {
		t.Fatalf("called off: %d", a.status)
	}
	if a := h.sends("/waves/"+string(wave.ID)+"/share/off", url.Values{}); a.status != 404 {
		t.Errorf("called off twice: %d", a.status)
	}
	h.sends(school+"/share", url.Values{"share": {"components"}})
	h.tells(wave, "Skolen deler resultatene med Fjordvik kommune, men ikke enkeltspørsmål")
	h.sends(school+"/share", url.Values{"share": {"nothing"}})
	h.tells(wave, "Skolen bestemmer om Fjordvik kommune får se resultatene.")
	page.Verify(t, h.leader(school).body, page.Not(".share-pending"), page.In("[aria-labelledby=sharing]", page.HasText("ble avlyst")))
}
