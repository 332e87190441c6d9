package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/server"
)

// A wave with one-time codes: slips are made and printed, and staff answer with them, on every bad day that there is. Exactly one answer
// comes of each code, with the right content.

// openByCode opens a wave with one-time codes, prints the slips, and returns the wave, with the address where codes are typed, and for each slip the
// wave with the slip's code.
func (l *leader) openByCode(orgnr, what string, people counts) (w wave, slips []wave) {
	l.t.Helper()
	asked := url.Values{"what": {what}, "by": {"code"}, "step": {"open"}}
	for group, n := range people {
		asked.Set("counts."+group, fmt.Sprint(n))
	}
	at, _ := l.fill("/schools/"+orgnr+"/waves/new", "main form", asked)
	w.ID = strings.TrimSuffix(strings.TrimPrefix(at, "/waves/"), "/slips")
	link := page.Find(l.t, page.Parse(l.t, l.get("/waves/"+w.ID)), "input#link")
	_, w.Code, _ = strings.Cut(page.Attr(link[0], "value"), "/s/")
	_, body := l.fill(at, "form.panel", nil)
	for _, code := range page.Find(l.t, page.Parse(l.t, body), ".slip-code") {
		slips = append(slips, wave{w.ID, strings.ReplaceAll(page.Text(code), "-", "")})
	}
	return w, slips
}

// staffedByCode is a wave that eighteen have answered with their slips, all with 4, and the slips that are left.
func staffedByCode(t *testing.T, s *server.Server, l *leader) (school string, w wave, left []wave) {
	t.Helper()
	school = l.register("Lia skole")
	w, slips := l.openByCode(school, "a/tilstand", counts{"teachers": 24})
	if len(slips) != 24 {
		t.Fatalf("%d slips, want 24", len(slips))
	}
	for _, slip := range slips[:18] {
		answer(t, s.URL, slip, allAt(4))
	}
	return school, w, slips[18:]
}

// wantNoTrace holds that nothing on the device tells which code was used there.
func wantNoTrace(t *testing.T, tab *browser.Tab, w, slip wave) {
	t.Helper()
	if at := tab.Address(); !strings.Contains(at, w.form()+"/thanks") {
		t.Errorf("the address is %s, want that of the wave", at)
	}
	browser.Eval[bool](tab, fmt.Sprintf(`new Promise(done => {
		const look = async () => await caches.match(%q, { ignoreSearch: true }) ? setTimeout(look, 30) : done(true); look() })`, slip.form()))
	if n := browser.Eval[int](tab, `localStorage.length`); n != 0 {
		t.Errorf("%d entries are left on the device", n)
	}
}

// TestAnswerByCode types the code, once wrong, loses the network in the second part, and sends when it is back.
func TestAnswerByCode(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school, w, left := staffedByCode(t, s, leader)
	slip := left[0]
	tab := b.Tab(t, s.URL, phone)
	tab.Expect("status of 422")
	tab.Open("/")
	tab.Screenshot("1 start")
	wrong := "b" + slip.Code[1:]
	if wrong == slip.Code {
		wrong = "c" + slip.Code[1:]
	}
	tab.Fill("#code", wrong)
	tab.Follow(".answering button")
	tab.WaitText("Ett av tegnene er feil")
	tab.Screenshot("2 mistyped")
	tab.Judge("mistyped")
	if got := browser.Eval[string](tab, `document.querySelector('#code').value`); got != wrong {
		t.Errorf("%q was typed, and %q stands there", wrong, got)
	}
	tab.Fill("#code", strings.ToUpper(slip.Code[:4]+"-"+slip.Code[4:8]+"-"+slip.Code[8:]))
	tab.Follow("main form button")
	tab.Wait("#start")
	tab.Screenshot("3 front page")
	tab.Judge("front page")
	respondOffline(t, tab, allAt(1))
	tab.Connect(browser.Free)
	tab.WaitText("Takk for svaret")
	tab.Screenshot("6 thanks")
	wantNoTrace(t, tab, w, slip)
	tab.Follow(".done a")
	tab.WaitText("besvares med en engangskode")
	tab.Screenshot("7 next")
	wantCounted(t, leader, school, w, 19, 3.8) // (18·4 + 1)/19 = 3.84
}

// TestAnswerByCodeWithoutScript comes by the QR code of a slip of a group, with a mistake on the way.
func TestAnswerByCodeWithoutScript(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school := leader.register("Lia skole")
	w, slips := leader.openByCode(school, "a/tilstand", counts{"teachers": 12, "assistants": 9})
	for _, slip := range append(slices.Clone(slips[:9]), slips[12:20]...) {
		answer(t, s.URL, slip, allAt(4))
	}
	setting := phone
	setting.NoScript = true
	tab := b.Tab(t, s.URL, setting)
	tab.Expect("status of 404")
	tab.Expect("status of 410")
	tab.Open("/s/" + "bbbbbbbbbbbb")
	tab.WaitText("Vi kjenner ikke denne koden")
	tab.Screenshot("unknown")
	mine := slips[20]
	tab.Open(mine.form())
	tab.WaitText("Lappen din er for gruppen Assistenter")
	for part := 1; part <= parts; part++ {
		choose(tab, part, allAt(1))
	}
	tab.Follow(sendPlainly)
	tab.WaitText("Takk for svaret")

	// Somebody has found the slip, and sends with it what they think, then with their own.
	tab.Open(mine.form())
	wantNothingChosen(t, tab)
	for part := 1; part <= parts; part++ {
		choose(tab, part, allAt(5))
	}
	tab.Follow(sendPlainly)
	tab.WaitText("Denne koden er brukt")
	tab.Screenshot("used")
	tab.Fill("#code", slips[10].Code)
	tab.Follow("main form button")
	tab.WaitText("Takk for svaret")

	leader.close(w)
	view := leader.view(school)
	if got := view.row("item:promote_plan").Now; view.Now.Answered.N != 19 || got.Mean != 3.9 { // (17·4 + 1 + 5)/19 = 3.89
		t.Errorf("%d answered, and promote_plan is %+v, want 19 and 3.9", view.Now.Answered.N, got)
	}
}

// TestCodeUsedTwice is a code that two people send with, on one device with a script: the second is told, keeps what they answered, and sends it
// with their own.
func TestCodeUsedTwice(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school, w, left := staffedByCode(t, s, leader)
	tab := b.Tab(t, s.URL, phone)
	tab.Expect("status of 410")
	for _, code := range []int{1, 5} {
		tab.Open(left[0].form())
		tab.Wait("#start")
		wantNothingChosen(t, tab)
		fillIn(tab, allAt(code))
		tab.Click("#review [data-send] button")
		if code == 1 {
			tab.WaitText("Takk for svaret")
		}
	}
	tab.WaitText("Denne koden er brukt")
	tab.Judge("used")
	tab.Fill("#code", left[1].Code)
	tab.Follow("main form button")
	tab.WaitText("Takk for svaret")
	if at := tab.Address(); strings.Contains(at, left[1].Code) {
		t.Errorf("the code stays in the address: %s", at)
	}
	wantCounted(t, leader, school, w, 20, 3.9) // (18·4 + 1 + 5)/20 = 3.9
}

// TestByCodeKilledAfterStoring kills the server when it has marked the code and stored the answers, and before the phone hears of it.
func TestByCodeKilledAfterStoring(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	school, w, left := staffedByCode(t, s, signIn(t, s))
	net := lossyNetwork(t, s.URL)
	tab := b.Tab(t, net.url, phone)
	tab.Expect("net::ERR_EMPTY_RESPONSE")
	tab.Expect("status of 502")
	tab.Open(left[0].form())
	fillIn(tab, allAt(5))
	net.lose()
	tab.Click("#review [data-send] button")
	tab.WaitText("Svarene er ikke sendt ennå.")
	if lost := net.lost(); len(lost) == 0 || lost[0] != http.StatusCreated {
		t.Fatalf("replies lost: %v, want one that said stored", lost)
	}
	s.Kill()
	net.mend()
	s = server.Start(t, server.Options{Data: s.Data, Listen: s.Address})
	tab.WaitText("Takk for svaret")
	if status, err := allAt(1).send(http.DefaultClient, s.URL+left[0].form()); err != nil || status != http.StatusGone {
		t.Errorf("somebody else with the code after the kill: %d, %v", status, err)
	}
	wantCounted(t, signIn(t, s), school, w, 19, 4.1) // (18·4 + 5)/19 = 4.05
}

// TestByCodeOnASharedTablet is a tablet that goes from hand to hand, without a network from the second on: the first one has scanned the slip and is
// called away, the tab is closed, and everybody finds what is theirs under their own code alone.
func TestByCodeOnASharedTablet(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school, w, left := staffedByCode(t, s, leader)
	tab := b.Tab(t, s.URL, phone)
	first, second := left[0], left[1]
	tab.Open(second.form())
	awaitKept(tab, second)
	tab.Open(first.form())
	awaitKept(tab, first)
	tab.Click("#start [data-step=next]")
	choose(tab, 1, allAt(5))

	tab.Reopen()
	tab.Connect(browser.Gone)
	tab.Open(second.form())
	tab.Wait("#start")
	wantNothingChosen(t, tab)
	if tab.Visible("#resume") {
		t.Error("what lies under another code is offered here")
	}
	fillIn(tab, allAt(1))
	tab.Click("#review [data-send] button")
	tab.WaitText("Svarene er ikke sendt ennå.")

	tab.Reopen()
	tab.Connect(browser.Gone)
	tab.Open(first.form())
	wantNothingChosen(t, tab)
	tab.Click("[data-resume=continue]")
	for part := 1; part < parts; part++ {
		tab.Click(fmt.Sprintf("#part-%d [data-step=next]", part))
		choose(tab, part+1, allAt(5))
	}
	lookOver(tab)
	tab.Click("#review [data-send] button")
	tab.WaitText("Svarene er ikke sendt ennå.")
	tab.Connect(browser.Free)
	tab.WaitText("Takk for svaret")
	browser.Eval[bool](tab, `new Promise(done => { const look = () => localStorage.length ? setTimeout(look, 30) : done(true); look() })`)
	wantNoTrace(t, tab, w, first)
	wantNoTrace(t, tab, w, second)
	wantCounted(t, leader, school, w, 20, 3.9) // (18·4 + 5 + 1)/20 = 3.9
}

// TestSlips is a leader who opens a wave with one-time codes, prints the slips, and sees nothing of who has used theirs.
func TestSlips(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{Args: []string{"-base-url", outside}})
	leader := signIn(t, s)
	orgnr := leader.register("Lia skole")
	tab := b.Tab(t, s.URL, laptop)
	tab.Open("/login?next=/schools/" + orgnr + "/waves/new")
	signInTab(t, tab, s)
	fillWave(tab, map[string]string{"teachers": "14", "assistants": "8"})
	tab.Click("#f-by-code")
	tab.Screenshot("1 choice")
	tab.Follow("button[value=plan]")
	tab.Screenshot("2 plan")
	tab.Follow("button[value=open]")
	tab.WaitText("Nå kan du lage lappene med engangskoder.")
	tab.Screenshot("3 how many")
	tab.Judge("how many")
	tab.Follow("form.panel button")
	tab.WaitText("22 lapper er klare")
	tab.Judge("slips")
	if n := tab.Print("4 slips"); n != 3 {
		t.Errorf("22 slips take %d sheets of A4, want 3 with eight on each", n)
	}
	tab.Screenshot("4 slips")
	wantSlipsRead(t, tab, "4 slips", tab.Texts(".slip-code"))
	tab.Follow("main a[href^='/waves/']")
	tab.WaitText("engangskoder på lapper")
	tab.Screenshot("5 wave")
	tab.Judge("wave")
	tab.Follow("main a[href$='/slips']")
	tab.WaitText("Ekstra lapper")
	tab.Screenshot("6 spare")
	tab.Judge("spare")
	tab.Open(strings.TrimSuffix(tab.Address(), "/slips") + "/poster")
	tab.WaitText("lapp med en kode")
	tab.Screenshot("7 poster")
}

// wantSlipsRead reads the QR codes of a screenshot as a phone would: each leads to the form of the code that stands beside it.
func wantSlipsRead(t *testing.T, tab *browser.Tab, name string, codes []string) {
	t.Helper()
	if _, err := exec.LookPath("zbarimg"); err != nil {
		testkit.Missing(t, "zbarimg", "apt-get install -y --no-install-recommends zbar-tools")
	}
	out, err := exec.Command("zbarimg", "--quiet", "--raw", filepath.Join(t.ArtifactDir(), t.Name()+" "+name+".png")).Output()
	if err != nil {
		t.Fatal(err)
	}
	read := strings.Fields(string(out))
	for _, code := range codes {
		if !slices.Contains(read, outside+"/s/"+strings.ReplaceAll(code, "-", "")) {
			t.Errorf("no QR code leads to %s", code)
		}
	}
}
