package e2e

import (
	"fmt"
	"slices"
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

// TestReaderSettings goes through the form with what readers may have set: larger text, zoom, more contrast, colours of their own.
func TestReaderSettings(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/tilstand", counts{"teachers": 12, "assistants": 9})
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
			}
			see("front page")
			tab.Click("#start [data-step=next]")
			tab.Click("#q-promote_plan-3")
			tab.Click("#part-1 [data-step=next]")
			see("group missing")
			tab.Click("#q-group-1")
			for part := 1; part <= parts; part++ {
				tab.Click(fmt.Sprintf("#part-%d [data-step=next]", part))
			}
			see("looked over")
			if way.setting.Forced && browser.Eval[string](tab, `getComputedStyle(document.querySelector('#q-promote_plan-3').parentNode).outlineStyle`) != "solid" {
				t.Error("with the reader's own colours the chosen row looks like the others")
			}
			tab.Click("#review [data-skipped] [type=submit]")
			tab.WaitText("Takk for svaret")
			see("thanks")
		})
	}
}
