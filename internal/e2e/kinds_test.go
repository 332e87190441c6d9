package e2e

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/datafolder"
	"tilstand/internal/testkit/server"
	"tilstand/surveys"
)

// A questionnaire with everything that the format has, surveys/testdata/mixed.v1.json: four scales in the first part; in the second a note,
// a single choice, a multiple choice of which the fourth option goes with no other, a scale that hangs on its first option ("meetings"), and
// a note at the end that hangs on the first part; and a third part that hangs on the single choice.

// everyKind starts a server whose mapping survey is that questionnaire.
func everyKind(t testing.TB) *server.Server {
	t.Helper()
	document := bytes.Replace([]byte(source(t, "surveys/testdata/mixed.v1.json")), []byte(`"key": "mixed",
  "version": 1`), []byte(`"key": "kartlegging",
  "version": 2`), 1)
	in, err := surveys.ParseInstrument(document)
	if err != nil {
		t.Fatal(err)
	}
	return furnished(t, func(_ *programme.Store, store *surveys.Store) error {
		if _, err := store.SaveDraft(t.Context(), audit.Operator.At(time.Now()), in); err != nil {
			return err
		}
		_, err := store.Publish(t.Context(), audit.Operator.At(time.Now()), in.Key, in.Version, nil)
		return err
	})
}

// furnished starts a server on a data folder into which something was put before.
func furnished(t testing.TB, put func(prog *programme.Store, store *surveys.Store) error) *server.Server {
	t.Helper()
	folder := datafolder.Open(t)
	prog, err := programme.Open(t.Context(), folder.Record)
	if err != nil {
		t.Fatal(err)
	}
	store, err := surveys.Open(t.Context(), folder, prog)
	if err != nil {
		t.Fatal(err)
	}
	if err := put(prog, store); err != nil {
		t.Fatal(err)
	}
	if err := folder.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	return server.Start(t, server.Options{Data: folder.Dir})
}

// wantRecord stops the server and holds what the record has of each sealed wave, a line for a person: the codes of known, used, shared and
// renewed; of work, the four channels, meetings and time; and of breaks. A question left blank is "·", one that was not asked "-".
func wantRecord(t *testing.T, s *server.Server, want map[wave][]string) {
	t.Helper()
	s.Stop()
	folder := datafolder.OpenAt(t, s.Data)
	for w, lines := range want {
		var got []string
		err := folder.Record.Read(t.Context(), func(r *duckdb.Reader) error {
			var err error
			got, err = recorded(r, w)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(lines)
		if !slices.Equal(got, lines) {
			t.Errorf("of wave %s the record holds\n%s\nwant\n%s", w.ID, strings.Join(got, "\n"), strings.Join(lines, "\n"))
		}
	}
}

// recorded reads the lines of a wave, sorted.
func recorded(r *duckdb.Reader, w wave) ([]string, error) {
	rows, err := r.Query(`-- e2e.recorded
		select group_concat(case coalesce(code, 255) when 255 then '·' when 100 then '-' else code::varchar end, ' ' order by item)
		from sealed_wave join respondent on respondent.seal = ordinal cross join range(12) items(item)
		left join answer using (seal, respondent, item)
		where wave_id = ? group by respondent.seal, respondent.respondent order by all`, w.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, rows.Err()
}

// press chooses answers on the part that is shown, each written "work-2".
func press(tab *browser.Tab, answers ...string) {
	for _, answer := range answers {
		tab.Click("#q-" + answer)
	}
}

// next goes on from a part, to the list of answers after the last one.
func next(tab *browser.Tab, part int, to string) {
	tab.Click(fmt.Sprintf("#part-%d [data-step=next]", part))
	tab.Wait(to)
}

// wantShown holds which questions and notes of the part are there to be seen and answered.
func wantShown(t *testing.T, tab *browser.Tab, part int, want ...string) {
	t.Helper()
	got := browser.Eval[[]string](tab, fmt.Sprintf(`[...document.querySelectorAll('#part-%d .question, #part-%d .passage')].filter(e => e.checkVisibility()).map(e => e.id.slice(2) || 'note')`, part, part))
	if !slices.Equal(got, want) {
		t.Errorf("part %d shows %q, want %q", part, got, want)
	}
}

// TestEveryKind sends people through the questionnaire with everything, on the narrowest phone, in every way that can go wrong. What each
// of them answered stands in the record once, code by code.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := everyKind(t)
	leader := signIn(t, s)
	want := map[wave][]string{}
	open := func(lines ...string) wave {
		w := leader.open(leader.register("Lia skole"), "a/kartlegging", counts{"teachers": 24})
		want[w] = lines
		return w
	}
	start := func(t *testing.T, w wave, lang string, script bool) *browser.Tab {
		setting := in(lang, browser.Setting{Width: 320, Height: 640, Mobile: true, NoScript: !script})
		tab := b.Tab(t, s.URL, setting)
		tab.Open(w.form())
		return tab
	}

	t.Run("no network from the second question on", func(t *testing.T) {
		w := open("4 3 3 5 2 1 0 1 0 5 · 3")
		offlineFromTheSecond(t, start(t, w, "nb", true), w)
	})
	t.Run("without a script", func(t *testing.T) {
		// They work in the classroom, so what they say about breaks is not kept, and neither are meetings without the first channel.
		w := open("· 2 2 2 1 0 1 0 0 - 0 -")
		withoutScript(t, start(t, w, "en", false))
	})
	t.Run("one tablet, two people", func(t *testing.T) {
		w := open("5 5 5 5 3 1 1 1 0 1 1 1", "1 · · · · · · · · - · -")
		oneTablet(t, start(t, w, "nn", true), w)
	})
	t.Run("keyboard", func(t *testing.T) {
		w := open("2 2 2 2 2 1 0 1 0 2 2 2")
		byKeyboard(t, start(t, w, "nb", true))
	})
	t.Run("in all languages", func(t *testing.T) {
		w := open("4 · · · 3 0 0 0 1 - · 2")
		inAllLanguages(t, start(t, w, "nb", true))
	})
	t.Run("the receipt is lost, and the answers are changed", func(t *testing.T) {
		w := open("3 · · · 1 0 0 0 1 - · -")
		net := lossyNetwork(t, s.URL)
		tab := b.Tab(t, net.url, phone)
		tab.Open(w.form())
		changedAfterSending(t, tab, net)
	})
	for w := range want {
		leader.post("/waves/"+w.ID+"/close", nil)
	}
	wantRecord(t, s, want)
}

// offlineFromTheSecond answers one question and loses the network; closes the tab in the middle and comes back; changes what others hang on;
// sends in vain; and is thanked when the network is back.
func offlineFromTheSecond(t *testing.T, tab *browser.Tab, w wave) {
	awaitKept(tab, w)
	tab.Click("#start [data-step=next]")
	press(tab, "known-4")
	tab.Connect(browser.Gone)
	press(tab, "used-3", "shared-3", "renewed-5")
	next(tab, 1, "#part-2")
	wantShown(t, tab, 2, "note", "work", "channels", "time", "note")
	press(tab, "work-2", "channels-1", "channels-2")
	wantShown(t, tab, 2, "note", "work", "channels", "meetings", "time", "note")
	tab.Screenshot("1 a question appears")
	press(tab, "meetings-5", "channels-4") // none of these: meetings goes
	wantShown(t, tab, 2, "note", "work", "channels", "time", "note")
	press(tab, "channels-3", "channels-1") // and comes back as it was left

	tab.Reopen()
	tab.Connect(browser.Gone)
	tab.Open(w.form())
	wantNothingChosen(t, tab)
	tab.Click("[data-resume=continue]")
	tab.Wait("#part-2")
	if got, want := tab.Checked(), []string{"known=4", "used=3", "shared=3", "renewed=5", "work=2", "channels=1", "channels=3", "meetings=5"}; !slices.Equal(got, want) {
		t.Errorf("continued with %q, want %q", got, want)
	}
	next(tab, 2, "#part-3")
	wantShown(t, tab, 3, "breaks")
	press(tab, "breaks-3")
	next(tab, 3, "#review")
	tab.Screenshot("2 looked over")
	if got, want := tab.Texts("#review .given"), []string{"I stor grad", "I noen grad", "I noen grad", "I svært stor grad", "Mest utenfor klasserommet",
		"I personalmøter; Fra nærmeste leder", "I svært stor grad", "Ikke besvart", "Omtrent like mye av begge"}; !slices.Equal(got, want) {
		t.Errorf("looked over are %q, want %q", got, want)
	}
	if got := tab.Texts("#review [data-skipped] li"); len(got) != 1 || !strings.Contains(got[0], "tid til å lese planene") {
		t.Errorf("skipped are %q, want the one about time", got)
	}
	tab.Click("#review [data-skipped] [type=submit]")
	tab.WaitText("Svarene er ikke sendt ennå.")
	tab.Connect(browser.Free)
	tab.WaitText("Takk for svaret")
	if n := browser.Eval[int](tab, `localStorage.length`); n != 0 {
		t.Errorf("%d entries are left on the device", n)
	}
}

// withoutScript answers everything on one page, also what is not meant for them, is told of what was skipped, and sends it as it is.
func withoutScript(t *testing.T, tab *browser.Tab) {
	for part := 1; part <= 3; part++ {
		if !tab.Visible(fmt.Sprintf("#part-%d", part)) {
			t.Errorf("part %d cannot be seen", part)
		}
	}
	wantTexts(t, tab, "#q-meetings .plain-only, #q-breaks .plain-only", "Answer only if you have chosen “At staff meetings” in question 6.",
		"Answer only if you have chosen “Mostly outside the classroom” or “About as much of both” in question 5.")
	press(tab, "used-2", "shared-2", "renewed-2", "work-1", "channels-2", "meetings-2", "time-0", "breaks-2")
	tab.Screenshot("1 whole page")
	tab.Follow("#part-3 button[type=submit]:not([name])")
	tab.WaitText("You have skipped something")
	tab.Screenshot("2 skipped")
	if got := tab.Texts(".ds-alert li"); len(got) != 1 || !strings.Contains(got[0], "plans known") {
		t.Errorf("skipped are %q, want the first question", got)
	}
	if got, want := tab.Count(".reviewed li"), 7; got != want {
		t.Errorf("%d answers are listed, want the %d that were asked", got, want)
	}
	tab.Follow("form.review > .ds-alert [name=form-edit]") // back to the first, and on
	if got := len(tab.Checked()); got != 8 {
		t.Errorf("%d answers are there on coming back, want all 8", got)
	}
	tab.Follow("#part-3 button[type=submit]:not([name])")
	tab.Follow("form.review > .ds-alert [name=form-ready]")
	tab.WaitText("Thank you")
}

// oneTablet is two people after each other. The second sees nothing of what the first chose, nor of what hung on it.
func oneTablet(t *testing.T, tab *browser.Tab, w wave) {
	awaitKept(tab, w)
	tab.Click("#start [data-step=next]")
	press(tab, "known-5", "used-5", "shared-5", "renewed-5")
	next(tab, 1, "#part-2")
	press(tab, "work-3", "channels-1", "channels-2", "channels-3", "meetings-1", "time-1")
	next(tab, 2, "#part-3")
	press(tab, "breaks-1")
	next(tab, 3, "#review")
	tab.Connect(browser.Gone)
	tab.Click("#review [data-send] button")
	tab.WaitText("ikkje sende enno")
	tab.Reload()

	wantNothingChosen(t, tab)
	tab.Click("#start [data-step=next]")
	press(tab, "known-1")
	next(tab, 1, "#part-2")
	wantShown(t, tab, 2, "note", "work", "channels", "time")
	next(tab, 2, "#review") // past the third part, of which nothing is asked
	if got := tab.Texts("#review .given"); len(got) != 7 || got[0] != "I svært liten grad" || slices.ContainsFunc(got[1:], func(s string) bool { return s != "Ikkje svart på" }) {
		t.Errorf("the second one looks over %q", got)
	}
	tab.Click("#review [data-skipped] [type=submit]")
	tab.WaitText("ikkje sende enno")
	tab.Connect(browser.Free)
	tab.WaitText("Takk for svaret")
	browser.Eval[bool](tab, `new Promise(done => { const look = () => localStorage.length ? setTimeout(look, 30) : done(true); look() })`)
}

// byKeyboard goes through with Tab, the arrow keys and the space bar: also through check boxes, and to what appears because of them.
func byKeyboard(t *testing.T, tab *browser.Tab) {
	k := keyboard{t, tab}
	second := func(item string) { // the second step of a scale or a single choice
		t.Helper()
		k.tabTo(fmt.Sprintf("#q-%s input", item))
		tab.Press(" ")
		tab.Press(kb.ArrowDown)
	}
	step := func(from, to string) {
		t.Helper()
		k.tabTo(from + " [data-step=next]")
		tab.Press(kb.Enter)
		tab.Wait(to)
	}
	step("#start", "#part-1")
	for _, item := range []string{"known", "used", "shared", "renewed"} {
		second(item)
	}
	step("#part-1", "#part-2")
	second("work")
	for _, option := range []string{"1", "3"} {
		k.tabTo("#q-channels-" + option)
		tab.Press(" ")
	}
	second("meetings")
	second("time")
	step("#part-2", "#part-3")
	second("breaks")
	step("#part-3", "#review")
	k.tabTo("#review [data-send] button")
	tab.Press(kb.Enter)
	tab.WaitText("Takk for svaret")
}

// inAllLanguages goes on in another language with what was chosen, and with what hangs on it.
func inAllLanguages(t *testing.T, tab *browser.Tab) {
	tab.Click("#start [data-step=next]")
	press(tab, "known-4")
	next(tab, 1, "#part-2")
	press(tab, "work-3", "channels-1", "channels-4")
	next(tab, 2, "#part-3")
	press(tab, "breaks-2")
	for _, lang := range []string{"en", "nn", "nb"} {
		for _, part := range []string{"#part-3", "#part-2", "#part-1"} {
			tab.Click(part + " [data-step=back]")
		}
		tab.Follow("button[name=show][value=" + lang + "]")
		tab.Click("#start [data-step=next]")
		next(tab, 1, "#part-2")
		wantShown(t, tab, 2, "note", "work", "channels", "time", "note")
		next(tab, 2, "#part-3")
		if got, want := tab.Checked(), []string{"known=4", "work=3", "channels=4", "breaks=2"}; !slices.Equal(got, want) {
			t.Errorf("in %s are chosen %q, want %q", lang, got, want)
		}
	}
	next(tab, 3, "#review")
	tab.Click("#review [data-skipped] [type=submit]")
	tab.WaitText("Takk for svaret")
}

// changedAfterSending sends, hears nothing, changes the answers, and has them put in the place of the first.
func changedAfterSending(t *testing.T, tab *browser.Tab, net *lossy) {
	tab.Expect("net::ERR_EMPTY_RESPONSE")
	tab.Expect("status of 409")
	tab.Click("#start [data-step=next]")
	press(tab, "known-3")
	next(tab, 1, "#part-2")
	press(tab, "work-2", "channels-1", "channels-2", "meetings-4")
	next(tab, 2, "#part-3")
	press(tab, "breaks-1")
	next(tab, 3, "#review")
	net.lose()
	tab.Click("#review [data-skipped] [type=submit]")
	tab.WaitText("Svarene er ikke sendt ennå.")
	tab.Click("#review a[href='#q-work']")
	press(tab, "work-1", "channels-4")
	wantShown(t, tab, 2, "note", "work", "channels", "time")
	net.mend()
	tab.WaitText("Dette skjemaet er alt sendt inn")
	tab.Screenshot("conflict")
	tab.Judge("conflict")
	tab.Follow("button[name=confirm]")
	tab.WaitText("Takk for svaret")
}
