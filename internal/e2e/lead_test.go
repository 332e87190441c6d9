package e2e

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// outside is where staff and leaders find the service; the tests reach it at
// another address, as a proxy would.
const outside = "http://tilstand.example.no:8443"

// TestLead begins with whoever installs the service and has nothing but the link that the program printed: they register a school and invite
// its principal. The principal, who has never seen the service, invites a colleague, opens a wave, shares it, changes it, closes it, takes the
// report home, and lets the owner see the results.
func TestLead(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{Args: []string{"-base-url", outside}})
	operator := b.Tab(t, s.URL, laptop)
	operator.Open("/")
	operator.Screenshot("01 start")
	operator.Follow("main a[href='/login']")
	operator.Screenshot("02 sign in")
	operator.Open(s.First)
	operator.Fill("#f-name", "Dag Drift")
	operator.Fill("#f-email", "drift@example.no")
	enrollHere(t, operator)
	operator.WaitText("Registrer den første, og inviter den som leder skolen.")
	operator.Screenshot("03 no schools")
	operator.Follow("main a[href='/schools/new']")
	orgnr := fillSchool(t, operator, "Lia skole")
	invitation := invite(t, operator, "Kari Bakken", "kari@example.no", "leader")

	tab := b.Tab(t, s.URL, laptop)
	enrollTab(t, tab, invitation)
	tab.Screenshot("04 first page of a principal")
	tab.Follow("nav.tabs a[href$='/people']")
	colleague := invite(t, tab, "Ola Nes", "ola@example.no", "member")
	tab.Follow("nav.tabs a[href$='/waves']")
	tab.Follow("main a[href$='/waves/new']")
	tab.Screenshot("05 what to ask")

	fillWave(tab, map[string]string{"teachers": "14", "assistants": "5", "sfo": "3", "other": "4"})
	tab.Follow("button[value=plan]")
	tab.WaitText("Grupper med færre enn 7 er slått sammen")
	// The smallest are laid together until each has seven: 3 + 4 = 7, then 5 + 7 = 12; 14 stays.
	wantTexts(t, tab, "dl li", "Lærere: 14 personer", "Assistenter, miljøarbeidere, SFO og andre ansatte: 12 personer")
	tab.Screenshot("06 plan")
	preview := browser.Eval[[]string](tab, `[...document.querySelectorAll('main a[target=_blank]')].map(a => a.href)`)

	tab.Follow("button[value=change]")
	fillWave(tab, map[string]string{"teachers": "6", "assistants": "", "sfo": "", "other": ""})
	tab.Follow("button[value=plan]")
	tab.WaitText("Færre enn 7 skal svare. Da kan ingen tall vises, heller ikke for alle samlet.")
	tab.Screenshot("07 plan of a very small staff")
	tab.Follow("button[value=change]")
	fillWave(tab, map[string]string{"teachers": "14", "assistants": "5", "sfo": "3", "other": "4"})
	tab.Click("input[name=share][value=components]")
	tab.Screenshot("07 agreed to share")
	tab.Judge("agreed to share")
	tab.Follow("button[value=plan]")
	tab.WaitText("får se resultatene av denne undersøkelsen fra")
	tab.Follow("button[value=open]")
	tab.WaitText("Målingen er åpnet. Del lenken med dem som skal svare.")
	tab.Screenshot("08 opened")
	wantPreview(t, tab, preview)

	link := browser.Eval[string](tab, `document.querySelector('#link').value`)
	w := wantShared(t, tab, s, link)
	wantExtended(t, tab)
	wantCorrected(t, tab)

	staff := b.Tab(t, s.URL, phone)
	staff.Open(w.form())
	staff.WaitText("får se resultatene av denne undersøkelsen fra")
	staff.Screenshot("10 told before the first question")
	answer(t, s.URL, w, inGroup("1", 13, 4)...)
	answer(t, s.URL, w, inGroup("2", 12, 3)...)
	tab.Click("details:has(form[action$='/close']) summary")
	tab.Follow("form[action$='/close'] button")
	tab.WaitText("Målingen er avsluttet, og resultatene er klare.")
	tab.Screenshot("11 closed")
	tab.Follow("main a[href^='/schools/" + orgnr + "?wave=']")
	tab.WaitText("25 av 28")
	tab.Screenshot("12 results")
	wantReport(t, tab, orgnr)
	tab.Print("12 results")
	wantSharing(t, tab, ownerTab(t, b, s, operator, orgnr))
	wantReadLink(t, tab, b.Tab(t, s.URL, phone))

	member := b.Tab(t, s.URL, phone)
	enrollTab(t, member, colleague)
	member.WaitText("25 av 28")
	member.Screenshot("14 a member's page")
	walkResults(t, member)
	if tabs := member.Texts("nav.tabs a"); !slices.Equal(tabs, []string{"Resultater", "Kurset", "Avslutning"}) {
		t.Errorf("a member is led to %q", tabs)
	}
	if member.Count("main form") > 0 {
		t.Error("a member can change something")
	}
}

// walkResults goes through the pages of a school that has asked once, as somebody does who sees them for the first time.
func walkResults(t *testing.T, tab *browser.Tab) {
	t.Helper()
	overview := tab.Address()
	tab.Follow(".condition th a[href$='/components/promote']")
	tab.Wait("[aria-labelledby=items] .items")
	tab.Follow("[rel=next]")
	tab.Follow(".pages a[href$='/development']")
	tab.Wait("[aria-labelledby=turnout] table")
	tab.Follow(".pages a[href$='/groups']")
	tab.Wait("[aria-labelledby=components] table")
	tab.Follow(".pages a[href$='/items']")
	tab.Fill("#word", "sebra")
	tab.Follow("form.finder button")
	tab.WaitText("0 spørsmål.")
	tab.Fill("#word", "FREMME plan")
	tab.Follow("form.finder button")
	if n := tab.Count(".items .item-text"); n == 0 || n > 3 {
		t.Errorf("%d questions are found in a component of three", n)
	}
	tab.Open(overview)
}

// invite fills in the page about people, and returns where the link leads.
func invite(t *testing.T, tab *browser.Tab, name, email, role string) (link string) {
	t.Helper()
	tab.Screenshot("people, before " + role)
	tab.Judge("people, before " + role)
	tab.Fill("#f-name", name)
	tab.Fill("#f-email", email)
	tab.Click("input[type=radio][value=" + role + "]")
	tab.Follow("main form.panel button")
	tab.WaitText(name + " er invitert")
	tab.Screenshot("people, invited " + role)
	return pathIn(t, tab.HTML(), "#link")
}

// ownerTab is the school's owner, whom the operator has invited.
func ownerTab(t *testing.T, b *browser.Browser, s *server.Server, operator *browser.Tab, orgnr string) *browser.Tab {
	t.Helper()
	operator.Open("/register/owners")
	operator.Screenshot("the operator's list")
	operator.Follow("main table a[href^='/register/owners/']")
	operator.Follow("main a[href^='/owners/'][href$='/people']")
	link := invite(t, operator, "Kjersti Lund", "kjersti@example.no", "owner")
	owner := b.Tab(t, s.URL, laptop)
	enrollTab(t, owner, link)
	owner.Open("/schools")
	owner.Screenshot("an owner's list")
	owner.Follow("main a[href='/schools/" + orgnr + "']")
	owner.WaitText("deler ikke resultatene")
	owner.Screenshot("a school that does not share")
	owner.Judge("a school that does not share")
	if owner.Count("main .figure") > 0 {
		t.Error("the owner sees figures of a school that does not share")
	}
	owner.Open("/schools")
	owner.Follow("main a[href^='/owners/']:not([href$='/people'])")
	return owner
}

// fillSchool registers a school and its owner, after a mistake that is explained.
func fillSchool(t *testing.T, tab *browser.Tab, name string) (orgnr string) {
	t.Helper()
	tab.Expect("status of 422")
	orgnr = newOrgnr()
	wrong := orgnr[:8] + string('0'+(orgnr[8]-'0'+1)%10)
	tab.Fill("#f-name", name)
	tab.Fill("#f-orgnr", wrong)
	tab.Fill("#f-municipality", "0301")
	tab.Fill("#f-owner_name", "Oslo kommune")
	tab.Fill("#f-owner_orgnr", newOrgnr())
	tab.Follow("main button[type=submit]")
	tab.WaitText("Nummeret stemmer ikke. Se etter om et siffer er feil")
	tab.Screenshot("04 wrong number")
	tab.Fill("#f-orgnr", orgnr)
	tab.Follow("main button[type=submit]")
	tab.WaitText(name + " er registrert.")
	return orgnr
}

// fillWave fills in the head counts; what, when and the minimum group stay as suggested.
func fillWave(tab *browser.Tab, people map[string]string) {
	for group, n := range people {
		tab.Fill("[id='f-counts."+group+"']", n)
	}
}

// wantPreview looks at what could be looked at before opening: the form as on a
// phone and as on paper. Nothing can be sent from either.
func wantPreview(t *testing.T, tab *browser.Tab, addresses []string) {
	t.Helper()
	if len(addresses) != 2 {
		t.Errorf("%d ways to look at the form before opening, want two: %q", len(addresses), addresses)
	}
	back := tab.Address()
	for _, address := range addresses {
		tab.Open(address)
		name := "06 preview " + address[strings.LastIndex(address, "/")+1:]
		tab.Screenshot(name)
		tab.Judge(name)
		tab.Print(name)
		if tab.Count("main [type=submit]:not([name=show])") > 0 {
			t.Errorf("something can be sent from %s", address)
		}
	}
	tab.Open(back)
}

// wantShared holds everything that brings staff to the form: all of it leads to
// the address of the outside, whatever a request says about its host.
func wantShared(t *testing.T, tab *browser.Tab, s *server.Server, link string) wave {
	t.Helper()
	code, ok := strings.CutPrefix(link, outside+"/s/")
	if !ok {
		t.Fatalf("the link is %s, want it under %s", link, outside)
	}
	page := tab.Address()
	for i, text := range browser.Eval[[]string](tab, `[...document.querySelectorAll('textarea')].map(a => a.lang + ' ' + a.value)`) {
		lang, message, _ := strings.Cut(text, " ")
		if want := []string{"nb", "nn", "en"}[i]; lang != want || !strings.Contains(message, link) || !strings.Contains(message, "Lia skole") {
			t.Errorf("the message in %s reads %q, want one in %s with the link and the school", lang, message, want)
		}
	}

	picture := tab.Get(browser.Eval[string](tab, `document.querySelector('a[href$="/qr.svg"]').getAttribute('href')`))
	tab.Open("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(picture))
	wantQR(t, tab, "QR code as a file", link)
	tab.Open(page)
	tab.Follow("main a[href$='/poster']")
	tab.WaitText(link)
	wantQR(t, tab, "09 poster", link)
	if n := tab.Print("09 poster"); n != 1 {
		t.Errorf("the poster takes %d sheets of A4", n)
	}
	tab.Open(page)

	request, err := http.NewRequest(http.MethodGet, page, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "evil.example"
	request.Header.Set("X-Forwarded-Host", "evil.example")
	response, err := signIn(t, s).client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(body), "evil.example") {
		t.Error("what a request says about its host stands on the page")
	}
	return wave{ID: page[strings.LastIndex(page, "/")+1:], Code: code}
}

// wantQR photographs the page and reads the code as a phone would.
func wantQR(t *testing.T, tab *browser.Tab, name, link string) {
	t.Helper()
	tab.Screenshot(name)
	if _, err := exec.LookPath("zbarimg"); err != nil {
		testkit.Missing(t, "zbarimg", "apt-get install -y --no-install-recommends zbar-tools")
	}
	out, err := exec.Command("zbarimg", "--quiet", "--raw", filepath.Join(t.ArtifactDir(), t.Name()+" "+name+".png")).Output()
	if err != nil || strings.TrimSpace(string(out)) != link {
		t.Errorf("%s leads to %q, want %s (%v)", name, out, link, err)
	}
}

// wantExtended gives staff another week.
func wantExtended(t *testing.T, tab *browser.Tab) {
	t.Helper()
	until := time.Now().AddDate(0, 0, 21)
	tab.Click("details:has(form[action$='/extend']) summary")
	browser.Eval[struct{}](tab, fmt.Sprintf(`document.querySelector('#f-date').value = %q`, until.Format(time.DateOnly)))
	browser.Eval[struct{}](tab, `document.querySelector('#f-clock').value = '12:00'`)
	tab.Follow("form[action$='/extend'] button")
	tab.WaitText(fmt.Sprintf("Målingen avsluttes nå %d.", until.Day()))
	if lead := tab.Text(".lead"); !strings.HasSuffix(lead, "kl. 12.00") {
		t.Errorf("the wave says %q, want noon in Norway", lead)
	}
}

// wantCorrected tells of two more teachers.
func wantCorrected(t *testing.T, tab *browser.Tab) {
	t.Helper()
	tab.Click("details:has(form[action$='/counts']) summary")
	tab.Fill("[id='f-counts.teachers']", "16")
	tab.Follow("form[action$='/counts'] button")
	tab.WaitText("Antallene er rettet.")
	tab.WaitText("av 28 har svart")
	tab.Screenshot("10 extended and corrected")
}

// wantReport downloads the workbook as a browser does, and looks inside.
func wantReport(t *testing.T, tab *browser.Tab, orgnr string) {
	t.Helper()
	href := browser.Eval[string](tab, `document.querySelector('.downloads a').getAttribute('href')`)
	book := tab.Get(href)
	file := filepath.Join(t.ArtifactDir(), "report.xlsx")
	if err := os.WriteFile(file, book, 0o644); err != nil {
		t.Fatal(err)
	}
	data := readData(t, book)
	total := data.find(t, "component", "promote", "group", "total")
	// 13 chose 4 and 12 chose 3: 88/25 = 3.52.
	for column, want := range map[string]string{"school": "Lia skole", "orgnr": orgnr, "state": "value", "value": "3.5", "n": "25", "N": "28"} {
		if total[column] != want {
			t.Errorf("the Data sheet has %s = %q, want %q", column, total[column], want)
		}
	}
}

// wantSharing shows the owner nothing until the school shares, and nothing after it has thought better of it.
func wantSharing(t *testing.T, tab, owner *browser.Tab) {
	t.Helper()
	page := owner.Address()
	sees := func() bool {
		owner.Open(page)
		return owner.Count("main td .figure.value") > 0
	}
	if sees() {
		t.Error("the owner sees results that the school has not shared")
	}
	tab.WaitText("slik det ble avtalt før målingen åpnet")
	tab.Follow("form[action$='/share/off'] button")
	tab.WaitText("Målingen blir ikke delt på datoen som var avtalt.")
	tab.Follow("button[name=share][value=components]")
	if !sees() {
		t.Error("the owner does not see what the school shares without single questions")
	}
	owner.Follow("main td a, main th a[href^='/schools/']")
	owner.WaitText("Enkeltspørsmål er ikke tatt med her.")
	owner.Screenshot("13 without single questions")
	if owner.Count("main a[href*='/items']") > 0 {
		t.Error("the owner sees single questions that the school does not share")
	}
	tab.Follow("button[name=share][value=all]")
	if !sees() {
		t.Error("the owner does not see what the school has shared")
	}
	owner.Screenshot("13 owner")
	tab.Follow("button[name=share][value=nothing]")
	if sees() {
		t.Error("the owner still sees what the school no longer shares")
	}
}

// wantReadLink makes a link for a meeting, reads with it as somebody without an account, and revokes it.
func wantReadLink(t *testing.T, tab, reader *browser.Tab) {
	t.Helper()
	tab.Follow("main a[href$='/links']")
	tab.Screenshot("read links")
	tab.Judge("read links")
	tab.Follow("form.panel button")
	tab.WaitText("Lenken er klar")
	tab.Screenshot("read link made")
	tab.Judge("read link made")
	link := pathIn(t, tab.HTML(), "#link")
	reader.Open(link)
	reader.WaitText("Du leser dette med en lenke fra skolen.")
	reader.Screenshot("behind a read link")
	reader.Judge("behind a read link")
	reader.Print("behind a read link")
	if reader.Count("main form, main a[href^='/schools']") > 0 {
		t.Error("a read link leads further")
	}
	tab.Follow("form.revoke button")
	tab.WaitText("Lenken virker ikke lenger.")
	reader.Expect("status of 404")
	reader.Open(link)
	reader.WaitText("Vi finner ikke siden")
}

// wantTexts holds the texts of all elements.
func wantTexts(t *testing.T, tab *browser.Tab, css string, want ...string) {
	t.Helper()
	if got := tab.Texts(css); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%s: %q, want %q", css, got, want)
	}
}

// TestVoid is a survey that should not have been sent out: the answers are gone
// from the page, from the link and from the files.
func TestVoid(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/tilstand", counts{"teachers": 24})
	sheets := inGroup("", 12, 5)
	answer(t, s.URL, w, sheets...)
	if !onDisk(t, s.Data, sheets[0].id) {
		t.Fatal("an answer that was acknowledged is in no file: this test would find nothing to be gone")
	}

	tab := b.Tab(t, s.URL, laptop)
	tab.Expect("status of 422")
	tab.Open("/login?next=/waves/" + w.ID)
	signInTab(t, tab, s)
	tab.Click("details:has(form[action$='/void']) summary")
	tab.Follow("form[action$='/void'] button") // without saying that one is sure
	tab.WaitText("Kryss av for at du er sikker")
	tab.Screenshot("not sure")
	tab.Click("#f-sure")
	tab.Follow("form[action$='/void'] button")
	tab.WaitText("Målingen er trukket tilbake, og svarene er slettet.")
	tab.Screenshot("void")

	staff := b.Tab(t, s.URL, phone)
	staff.Expect("status of 410")
	staff.Open(w.form())
	staff.WaitText("Skolen har trukket undersøkelsen tilbake.")
	staff.Judge("void")
	for _, sh := range sheets {
		if onDisk(t, s.Data, sh.id) {
			t.Errorf("the submission %s is still in a file", sh.id)
		}
	}
}

// onDisk looks for a text in every file of a data folder.
func onDisk(t *testing.T, folder, text string) bool {
	t.Helper()
	found := false
	sought := regexp.MustCompile(regexp.QuoteMeta(text))
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		found = found || sought.Match(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
