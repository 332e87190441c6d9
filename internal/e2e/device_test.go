package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// What a device keeps of the answer form, and what it must not: the journeys of a phone that loses its network for good, of a server that
// dies at the worst moment, and of a tablet that goes from hand to hand.

// staffed is a wave that eighteen have answered, all with 4, before the journey begins. Whoever answers in a journey chooses 1 or 5
// everywhere, so that the means tell how many of them were counted, and which.
func staffed(t *testing.T, s *server.Server, l *leader) (school string, w wave) {
	t.Helper()
	school = l.register("Lia skole")
	w = l.open(school, "a/tilstand", counts{"teachers": 24})
	answer(t, s.URL, w, inGroup("", 18, 4)...)
	return school, w
}

// wantCounted closes the wave and holds how many were counted and the mean of an item that is not reversed.
func wantCounted(t *testing.T, l *leader, school string, w wave, n int, mean float64) {
	t.Helper()
	l.close(w)
	view := l.view(school)
	if got := view.Now.Answered.N; got != n {
		t.Errorf("%d answered, want %d", got, n)
	}
	if got := view.row("item:promote_plan").Now; got.Mean != mean {
		t.Errorf("promote_plan is %+v, want %.1f", got, mean)
	}
}

// fillIn goes through the form from its front page and chooses the same everywhere, up to the list of all answers.
func fillIn(tab *browser.Tab, sh sheet) {
	tab.Click("#start [data-step=next]")
	for part := 1; part <= parts; part++ {
		if sh.group != "" && part == 1 {
			tab.Click("#q-group-" + sh.group)
		}
		choose(tab, part, sh)
		if part < parts {
			tab.Click(fmt.Sprintf("#part-%d [data-step=next]", part))
		}
	}
	lookOver(tab)
}

// awaitKept waits until the device has kept the blank form.
func awaitKept(tab *browser.Tab, w wave) {
	browser.Eval[bool](tab, fmt.Sprintf(`new Promise(done => {
		const look = async () => await caches.match(%q) ? done(true) : setTimeout(look, 30); look() })`, w.form()))
}

// kept are the paths of the pages that the device has kept, and the keys of its storage.
func kept(tab *browser.Tab) (pages, stored []string) {
	pages = browser.Eval[[]string](tab, `(async () => { const paths = []; for (const name of await caches.keys())
		for (const r of await (await caches.open(name)).keys()) { const u = new URL(r.url); if (!u.pathname.startsWith('/static/')) paths.push(u.pathname + u.search) } return paths.sort() })()`)
	return pages, browser.Eval[[]string](tab, `Object.keys(localStorage)`)
}

func wantNothingChosen(t *testing.T, tab *browser.Tab) {
	t.Helper()
	if got := tab.Checked(); len(got) > 0 {
		t.Errorf("%q can be seen by the next person", got)
	}
}

// TestNoNetworkAtAll is a phone that has seen the form once. From then on there is no network: it opens the form, fills it in, sends it,
// closes the tab and opens it again. When the network is back the answers are counted once.
func TestNoNetworkAtAll(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school, w := staffed(t, s, leader)
	tab := b.Tab(t, s.URL, phone)
	tab.Open(w.form())
	awaitKept(tab, w)

	reopen := func() {
		tab.Reopen()
		tab.Connect(browser.Gone)
		tab.Open(w.form())
		tab.Wait("#start")
		wantNothingChosen(t, tab)
	}
	reopen()
	first := browser.Eval[string](tab, `document.querySelector('[name=sid]').value`)
	fillIn(tab, allAt(1))
	tab.Click("#review [data-send] button")
	tab.WaitText("Svarene er ikke sendt ennå.")

	reopen()
	tab.WaitText("er ikke sendt ennå. Vi sender det når nettet er tilbake.")
	tab.Screenshot("waiting")
	tab.Judge("waiting")
	if second := browser.Eval[string](tab, `document.querySelector('[name=sid]').value`); second == first {
		t.Error("the next person's form has the id of the one that waits")
	}
	tab.Connect(browser.Free)
	tab.WaitText("er nå sendt og lagret.")
	tab.Screenshot("sent")
	if pages, stored := kept(tab); !slices.Equal(pages, []string{w.form()}) || len(stored) > 0 {
		t.Errorf("the device keeps the pages %q and the entries %q, want the blank form alone", pages, stored)
	}
	wantCounted(t, leader, school, w, 19, 3.8) // (18·4 + 1)/19 = 3.84
}

// TestTheFormGoesFromTheDevice closes the survey: whoever opens the form the next time leaves nothing of it on the device.
func TestTheFormGoesFromTheDevice(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	_, w := staffed(t, s, leader)
	other := leader.open(leader.register("Moen skole"), "a/tilstand", counts{"teachers": 12})
	tab := b.Tab(t, s.URL, phone)
	tab.Expect("status of 410")
	for _, form := range []wave{w, other} {
		tab.Open(form.form())
		awaitKept(tab, form)
	}
	tab.Open("/privacy")
	tab.Open(w.form() + "/thanks")
	tab.Open(w.form() + "?lang=nn")
	want := []string{other.form(), w.form(), w.form() + "?lang=nn"}
	slices.Sort(want)
	if pages, _ := kept(tab); !slices.Equal(pages, want) {
		t.Errorf("the device keeps %q, want the blank forms alone: %q", pages, want)
	}

	leader.close(w)
	tab.Open(w.form())
	tab.WaitText("Undersøkelsen er avsluttet")
	if pages, _ := kept(tab); !slices.Equal(pages, []string{other.form()}) {
		t.Errorf("after closing the device keeps %q, want the other survey's form alone", pages)
	}
	leader.post("/waves/"+other.ID+"/void", url.Values{"sure": {"yes"}})
	tab.Open(other.form())
	tab.WaitText("Undersøkelsen er trukket tilbake")
	tab.Open("/privacy") // no page of the worker's is open any more
	if n := browser.Eval[int](tab, `(async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length)()`); n != 0 {
		t.Errorf("%d caches and workers are left when no form is", n)
	}
}

// TestKilledAfterStoring kills the server when it has stored the answers to every kind of question, and before the phone hears of it. The
// phone sends them again to the one that comes after, and they are there once.
func TestKilledAfterStoring(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := everyKind(t)
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/kartlegging", counts{"teachers": 24})
	net := lossyNetwork(t, s.URL)
	tab := b.Tab(t, net.url, phone)
	tab.Expect("net::ERR_EMPTY_RESPONSE")
	tab.Expect("status of 502")
	tab.Open(w.form())
	tab.Click("#start [data-step=next]")
	press(tab, "known-2", "used-5")
	next(tab, 1, "#part-2")
	press(tab, "work-2", "channels-3", "channels-1", "meetings-1")
	next(tab, 2, "#part-3")
	press(tab, "breaks-2")
	next(tab, 3, "#review")
	net.lose()
	tab.Click("#review [data-skipped] [type=submit]")
	tab.WaitText("Svarene er ikke sendt ennå.")
	if lost := net.lost(); len(lost) == 0 || lost[0] != http.StatusCreated {
		t.Fatalf("replies lost: %v, want one that said stored", lost)
	}
	s.Kill()
	net.mend()
	s = server.Start(t, server.Options{Data: s.Data, Listen: s.Address})
	tab.WaitText("Takk for svaret")
	signIn(t, s).post("/waves/"+w.ID+"/close", nil)
	wantRecord(t, s, map[wave][]string{w: {"2 5 · · 2 1 0 1 0 1 · 2"}})
}

// TestTabClosed closes the tab in the middle, and again at the list of answers.
func TestTabClosed(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school, w := staffed(t, s, leader)
	tab := b.Tab(t, s.URL, phone)
	tab.Open(w.form())
	tab.Click("#start [data-step=next]")
	choose(tab, 1, allAt(5))
	tab.Click("#part-1 [data-step=next]")
	choose(tab, 2, allAt(5))

	come := func() {
		tab.Reopen()
		tab.Open(w.form())
		wantNothingChosen(t, tab)
		tab.Click("[data-resume=continue]")
	}
	come()
	tab.Wait("#part-2")
	for part := 2; part < parts; part++ {
		tab.Click(fmt.Sprintf("#part-%d [data-step=next]", part))
		choose(tab, part+1, allAt(5))
	}
	lookOver(tab)
	come()
	tab.Wait("#review")
	if n := tab.Count("#review .reviewed li"); n != len(items) {
		t.Errorf("%d answers are listed, want %d", n, len(items))
	}
	tab.Click("#review [data-send] button")
	tab.WaitText("Takk for svaret")
	wantCounted(t, leader, school, w, 19, 4.1) // (18·4 + 5)/19 = 4.05
}

// TestSharedTablet is a tablet in the staff room without a network: one after the other fills in the form, nobody sees anything of the
// others, and all are counted once when the network is back.
func TestSharedTablet(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school, w := staffed(t, s, leader)
	tab := b.Tab(t, s.URL, phone)

	// The first one has a network, and hands the tablet on.
	tab.Open(w.form())
	awaitKept(tab, w)
	fillIn(tab, allAt(1))
	tab.Click("#review [data-send] button")
	tab.WaitText("Takk for svaret")
	browser.Eval[struct{}](tab, `history.back()`) // to what the first one answered
	tab.Wait("#start")
	wantNothingChosen(t, tab)
	fillIn(tab, allAt(5))
	tab.Click("#review [data-send] button")
	tab.WaitText("Takk for svaret")

	// From the third one on there is none.
	tab.Connect(browser.Gone)
	tab.Follow(".done a")
	for _, code := range []int{5, 1} {
		tab.Wait("#start")
		wantNothingChosen(t, tab)
		fillIn(tab, allAt(code))
		tab.Click("#review [data-send] button")
		tab.WaitText("Svarene er ikke sendt ennå.")
		tab.Reload()
	}
	// The last one is interrupted, and hands the tablet on without a word.
	tab.Click("#start [data-step=next]")
	tab.Click("#q-promote_plan-3")
	tab.WaitText("Lagret på denne enheten")
	tab.Reload()
	tab.Wait("#resume")
	wantNothingChosen(t, tab)
	tab.Click("[data-resume=over]")
	wantNothingChosen(t, tab)

	tab.Connect(browser.Free)
	tab.WaitText("er nå sendt og lagret.")
	browser.Eval[bool](tab, `new Promise(done => { const look = () => localStorage.length ? setTimeout(look, 30) : done(true); look() })`)
	wantCounted(t, leader, school, w, 22, 3.8) // (18·4 + 1 + 5 + 5 + 1)/22 = 3.82
}
