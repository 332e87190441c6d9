package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// TestHeard is someone who listens to the form: roles, names, states, what is missing, how far they have come, what they have answered,
// and that it has been sent.
func TestHeard(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/tilstand", counts{"teachers": 12, "assistants": 9})
	tab := b.Tab(t, s.URL, phone)
	tab.Open(w.form())
	wantHeard(t, tab, "the front page",
		`link "Hopp til hovedinnholdet"`, `banner ""`, `main ""`,
		`heading "Tilstandsmåling: trygt og godt skolemiljø" level=1`,
		`group "Vis skjemaet på"`, `button "Nynorsk"`, `button "English"`,
		`heading "Hvorfor vi spør" level=2`, `heading "Frivillig og anonymt" level=2`,
		`button "Start"`, `status "" live=polite`, `contentinfo ""`)

	const group, plan = "Hvilken personalgruppe hører du til?", "1. I hvilken grad arbeider vi på skolen vår planmessig med å fremme et trygt og godt skolemiljø?"
	const groupHint = "Gruppene er så store at ingen kan kjennes igjen. Spørsmålet må besvares, for ellers kunne noen regne seg fram til de få som lot det stå tomt."
	tab.Click("#start [data-step=next]")
	tab.Click("#q-promote_plan-3")
	tab.Click("#part-1 [data-step=next]")
	tab.Wait("#q-group [data-missing]")
	wantHeard(t, tab, "a part where something is missing",
		`heading "Tilstandsmåling: trygt og godt skolemiljø" level=1`, "Del 1 av 4", `heading "Fremme og forebygge" level=2`,
		fmt.Sprintf(`group %q description=%q`, group, "Velg den personalgruppen du hører til "+groupHint),
		`radio "Lærere" invalid=true checked=false`, `radio "Assistenter og miljøarbeidere" invalid=true checked=false`,
		"Velg den personalgruppen du hører til",
		fmt.Sprintf(`group %q`, plan),
		`radio "I svært liten grad" checked=false`, `radio "I noen grad" checked=true`, `radio "I svært stor grad" checked=false`, `radio "Vet ikke / ikke aktuelt" checked=false`,
		`group "5. Hvor ofte tar vi tak i en dårlig tone mellom elever på skolen vår før den går over i krenkelser?"`,
		`button "Tilbake"`, `button "Neste"`)

	tab.Click("#q-group-1")
	wantHeard(t, tab, "a part where it has been put right", fmt.Sprintf(`group %q description=%q`, group, groupHint), `radio "Lærere" checked=true`,
		`status "" live=polite`, "Lagret på denne enheten")
	for part := 1; part <= parts; part++ {
		tab.Click(fmt.Sprintf("#part-%d [data-step=next]", part))
	}
	wantHeard(t, tab, "the list of answers", `heading "Se over før du sender inn" level=2`, `heading "Du har hoppet over noe" level=3`,
		`button "Svar på det"`, `button "Send inn som det er"`,
		`link "2. I hvilken grad legger vi vekt på å bygge gode relasjoner til alle elevene på skolen vår?"`,
		`heading "Fremme og forebygge" level=3`,
		group, "Lærere", fmt.Sprintf("link %q", "Endre "+group),
		plan, "I noen grad", `link "Endre spørsmål 1"`,
		"Ikke besvart", `link "Endre spørsmål 2"`,
		`heading "Det vi får til sammen" level=3`, `button "Send inn svarene"`)
	tab.Click("#review [data-skipped] [type=submit]")
	tab.WaitText("Takk for svaret")
	wantHeard(t, tab, "the thanks", `main ""`, `heading "Takk for svaret" level=1`, "Svarene dine er lagret. Du kan lukke siden.", `link "Åpne et tomt skjema"`)
	if title := browser.Eval[string](tab, `document.title`); title != "Takk for svaret – Tilstand" {
		t.Errorf("after sending the page is titled %q", title)
	}
	if !browser.Eval[bool](tab, `document.activeElement === document.querySelector('h1')`) {
		t.Error("the focus is not where the thanks begin")
	}
}

// TestHeardEveryKind is someone who listens to choices, notes, and questions that come and go: that one has come is said where the saving is
// said, and it stands where they go next.
func TestHeardEveryKind(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := everyKind(t)
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/kartlegging", counts{"teachers": 12, "assistants": 9})
	const work, channels, meetings = "5. Where do you work most?", "6. Where do you hear about the plans?", "7. To what extent are the meetings useful?"

	tab := b.Tab(t, s.URL, in("en", browser.Narrow))
	tab.Open(w.form())
	tab.Click("#start [data-step=next]")
	press(tab, "group-1")
	next(tab, 1, "#part-2")
	wantHeard(t, tab, "choices", "Part 2 of 3", `heading "About your own working day" level=2`, "Now come three questions about your working day.",
		fmt.Sprintf("group %q", work), `radio "Mostly in the classroom" checked=false`,
		fmt.Sprintf("group %q description=%q", channels, "Choose all that apply."), `checkbox "At staff meetings" checked=false`, `checkbox "None of these" checked=false`,
		`group "8. To what extent do you have time to read the plans?"`, `button "Back"`)
	if heard := strings.Join(tab.Heard(), "\n"); strings.Contains(heard, "meetings useful") || strings.Contains(heard, "Answer only if") || strings.Contains(heard, "That was all") {
		t.Errorf("what is not asked, or is for those without a script, is heard in\n%s", heard)
	}
	press(tab, "channels-1")
	wantHeard(t, tab, "a question has come", `checkbox "At staff meetings" checked=true`, fmt.Sprintf("group %q", meetings), `radio "To some extent" checked=false`,
		`status "" live=polite`, "Saved on this device – New to answer: question 7")
	press(tab, "channels-4", "work-3")
	wantHeard(t, tab, "it has gone again", `checkbox "At staff meetings" checked=false`, `checkbox "None of these" checked=true`, `status "" live=polite`, "Saved on this device")
	next(tab, 2, "#part-3")
	next(tab, 3, "#review")
	wantHeard(t, tab, "the list of answers", `heading "About your own working day" level=3`, work, "About as much of both", `link "Change question 5"`,
		channels, "None of these", `link "Change question 6"`, "8. To what extent do you have time to read the plans?", "Not answered",
		`heading "Outside the classroom" level=3`)

	plain := b.Tab(t, s.URL, in("en", browser.Setting{Width: 320, Height: 640, NoScript: true}))
	plain.Open(w.form())
	wantHeard(t, plain, "without a script", fmt.Sprintf("group %q description=%q", channels, "Choose all that apply."),
		fmt.Sprintf("group %q description=%q", meetings, "Answer only if you have chosen “At staff meetings” in question 6."))
}

// wantHeard wants the lines in that order, others between them allowed.
func wantHeard(t *testing.T, tab *browser.Tab, where string, want ...string) {
	t.Helper()
	heard := tab.Heard()
	left := heard
	for _, line := range want {
		at := slices.Index(left, line)
		if at < 0 {
			t.Errorf("%s: %s is not heard where it should be; heard is %q", where, line, heard)
			return
		}
		left = left[at+1:]
	}
}

// TestReaderSettings goes through a form with every kind of question with what readers may have set: larger text, zoom, more contrast,
// colours of their own.
func TestReaderSettings(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := everyKind(t)
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/kartlegging", counts{"teachers": 12, "assistants": 9})
	narrow := in("nn", browser.Narrow)
	zoomed, contrast, forced, forcedDark := narrow, narrow, narrow, narrow
	zoomed.Height = 256 // a window of 1280 × 1024 at 400 %
	contrast.Contrast, forced.Forced, forcedDark.Forced, forcedDark.Dark = true, true, true, true
	for _, way := range []struct {
		name    string
		setting browser.Setting
		text    string // size at the root
	}{
		{"text at 200 %", narrow, "200%"}, {"zoom of 400 %", zoomed, ""}, {"more contrast", contrast, ""},
		{"own colours", forced, ""}, {"own colours, dark", forcedDark, ""},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			tab := b.Tab(t, s.URL, way.setting)
			tab.Open(w.form())
			browser.Eval[struct{}](tab, `document.documentElement.style.fontSize = `+fmt.Sprintf("%q", way.text))
			see := func(name string) {
				tab.Screenshot(name)
				tab.Judge(way.name + ", " + name)
				if moving := browser.Eval[[]string](tab, `[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
					return [s.transitionDuration, s.animationDuration].some(d => d.split(',').some(x => parseFloat(x) > 0.01)) }).map(e => e.tagName + '.' + e.className)`); len(moving) > 0 {
					t.Errorf("%s: who wants no motion gets it at %q", name, moving)
				}
			}
			see("front page")
			tab.Click("#start [data-step=next]")
			press(tab, "known-4")
			tab.Click("#part-1 [data-step=next]")
			see("group missing")
			press(tab, "group-1")
			next(tab, 1, "#part-2")
			press(tab, "work-3", "channels-1", "channels-2")
			see("choices")
			next(tab, 2, "#part-3")
			next(tab, 3, "#review")
			see("looked over")
			for _, chosen := range []string{"known-4", "channels-1"} {
				if way.setting.Forced && browser.Eval[string](tab, `getComputedStyle(document.querySelector('#q-`+chosen+`').parentNode).outlineStyle`) != "solid" {
					t.Errorf("with the reader's own colours the row of %s looks like the others", chosen)
				}
			}
			tab.Click("#review [data-skipped] [type=submit]")
			tab.WaitText("Takk for svaret")
			see("thanks")
		})
	}
}
