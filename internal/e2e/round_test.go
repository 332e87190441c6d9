package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
	"tilstand/surveys"
)

const (
	manySchools = 300
	pageBytes   = 120_000 // of a page with a line for each, before packing
)

// TestRound is an owner of three hundred schools who proposes one wave to all of them: one school confirms, another postpones, and the
// owner follows where they stand without ever reading how many have answered.
func TestRound(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	owner, orgnrs := newOrgnr(), make([]string, manySchools)
	for i := range orgnrs {
		orgnrs[i] = newOrgnr()
	}
	s := furnished(t, func(prog *programme.Store, _ *surveys.Store) error { return registerMany(t, prog, owner, orgnrs) })
	tab := b.Tab(t, s.URL, laptop)
	see := func(name string) {
		t.Helper()
		tab.Screenshot(name)
		tab.Judge(name)
		tab.Look(in("nb", browser.Phone))
		tab.Screenshot(name + " 360")
		tab.Look(in("nb", browser.Narrow))
		tab.Judge(name + " 320")
		tab.Look(laptop)
	}

	tab.Open("/login?next=/owners/" + owner + "/rounds")
	signInTab(t, tab, s)
	see("1 none yet")
	tab.Follow("main a[href$='/rounds/new']")
	see("2 proposing")
	if browser.Eval[bool](tab, `(list => list.scrollWidth > list.clientWidth)(document.querySelector('.tick-list'))`) {
		t.Error("the list of schools scrolls sideways, out of sight")
	}
	tab.Follow("form.panel button[type=submit]")
	tab.WaitText("Forslaget er sendt til 300 skoler.")
	round := tab.Address()
	id := round[strings.LastIndex(round, "/")+1:]
	wantLines(t, tab, manySchools)
	if n := len(tab.HTML()); n > pageBytes {
		t.Errorf("the page with %d schools has %d bytes, want at most %d", manySchools, n, pageBytes)
	} else {
		t.Logf("%d schools in %d bytes, in %.0f ms", manySchools, n, browser.Eval[float64](tab, `performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd`))
	}
	see("3 proposed")

	tab.Open("/schools/" + orgnrs[0] + "/waves")
	see("4 the school is asked")
	tab.Follow(".proposal a")
	see("5 confirm or postpone")
	tab.Follow("main a[href*='/waves/new?round=']")
	browser.Eval[struct{}](tab, fmt.Sprintf(`document.querySelector('#f-opens').value = %q`, time.Now().AddDate(0, 0, -1).Format(time.DateOnly)))
	tab.Fill("[id='f-counts.teachers']", "24")
	see("6 confirming")
	tab.Follow("button[value=plan]")
	tab.Follow("button[value=open]")
	see("7 opened")
	w := wave{ID: tab.Address()[strings.LastIndex(tab.Address(), "/")+1:]}
	_, w.Code, _ = strings.Cut(browser.Eval[string](tab, `document.querySelector('#link').value`), "/s/")

	tab.Open("/schools/" + orgnrs[1] + "/rounds/" + id)
	tab.Click("details summary")
	browser.Eval[struct{}](tab, fmt.Sprintf(`document.querySelector('#f-until').value = %q`, time.Now().AddDate(0, 3, 0).Format(time.DateOnly)))
	tab.Follow("form[action$='/postpone'] button")
	tab.WaitText("Målingen er utsatt til")
	see("8 postponed")

	tab.Open(round)
	wantTexts(t, tab, ".picker .when", "300 skoler", "298 skoler", "én skole", "én skole")
	before := tab.Text("main")
	answer(t, s.URL, w, inGroup("", 18, 4)...)
	tab.Reload()
	if after := tab.Text("main"); after != before {
		t.Error("with eighteen answers more the owner reads something else")
	}
	tab.Follow(".picker a[href$='state=open']")
	wantLines(t, tab, 1)
	tab.Follow(".picker a[href$='state=postponed']")
	wantLines(t, tab, 1)
	see("9 those that postponed")
	tab.Open(round)
	tab.Fill("#name", "skole 29")
	tab.Follow("form.finder button")
	wantLines(t, tab, 11) // 29, and 290 to 299
	judgeRounds(t, b, s, owner, id, orgnrs[2])
}

// registerMany registers an owner with its schools.
func registerMany(t *testing.T, prog *programme.Store, owner string, orgnrs []string) error {
	first, err := prog.RegisterWithOwner(t.Context(), audit.Console.At(time.Now()), programme.Owner{Name: "Fjordvik kommune", Orgnr: owner, Kind: programme.Municipality},
		programme.School{Name: "Skole 1", Orgnr: orgnrs[0], Municipality: "0301", WrittenForm: "nb"})
	for i, orgnr := range orgnrs[1:] {
		if err != nil {
			return err
		}
		_, err = prog.RegisterSchool(t.Context(), audit.Console.At(time.Now()), programme.School{Name: fmt.Sprint("Skole ", i+2), Orgnr: orgnr, Municipality: "0301", WrittenForm: "nb", Owner: first.Owner})
	}
	return err
}

func wantLines(t *testing.T, tab *browser.Tab, want int) {
	t.Helper()
	if got := tab.Count("main tbody tr"); got != want {
		t.Errorf("%d schools are listed, want %d", got, want)
	}
}

// judgeRounds looks at the same pages in the other languages and in the dark.
func judgeRounds(t *testing.T, b *browser.Browser, s *server.Server, owner, id, orgnr string) {
	t.Helper()
	dark := slices.DeleteFunc(looks(), func(l look) bool { return !few(l) || l.lang == "nb" })
	for _, l := range dark {
		t.Run(l.String(), func(t *testing.T) {
			tab := b.Tab(t, s.URL, l.setting())
			tab.Open("/login?next=/owners/" + owner + "/rounds")
			signInTab(t, tab, s)
			tab.Judge("rounds")
			for _, address := range []string{"/owners/" + owner + "/rounds/new", "/owners/" + owner + "/rounds/" + id + "?name=29", "/schools/" + orgnr + "/rounds/" + id, "/schools/" + orgnr + "/waves/new?round=" + id} {
				tab.Open(address)
				tab.Judge(address)
			}
		})
	}
}
