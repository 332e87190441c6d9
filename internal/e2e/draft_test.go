package e2e

import (
	"fmt"
	"slices"
	"testing"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// TestDraft is someone who is interrupted: what was chosen stays on the device,
// and what becomes of it is for whoever holds the device to say.
func TestDraft(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/tilstand", counts{"teachers": 12, "assistants": 9})

	// begin opens the form, answers two questions, and comes back to a form loaded anew.
	chosen := []string{"group=1", "promote_plan=4"}
	begin := func(t *testing.T) *browser.Tab {
		t.Helper()
		tab := b.Tab(t, s.URL, phone)
		tab.Open(w.form())
		tab.Click("#start [data-step=next]")
		tab.Click("#q-group-1")
		tab.Click("#q-promote_plan-4")
		tab.WaitText("Lagret på denne enheten")
		tab.Click("#part-1 [data-step=next]")
		tab.Wait("#part-2")
		tab.Open("/privacy") // opening the form again where it stands would be a step within the page
		tab.Open(w.form())
		return tab
	}
	wantAsked := func(t *testing.T, tab *browser.Tab, want bool) {
		t.Helper()
		if got := tab.Visible("#resume"); got != want {
			t.Errorf("asked whether to continue: %v, want %v", got, want)
		}
		if got := tab.Checked(); len(got) > 0 {
			t.Errorf("%q shown before anybody said whose they are", got)
		}
	}
	wantDrafts := func(t *testing.T, tab *browser.Tab, want int) {
		t.Helper()
		if n := browser.Eval[int](tab, `localStorage.length`); n != want {
			t.Errorf("%d drafts on the device, want %d", n, want)
		}
	}

	t.Run("continue", func(t *testing.T) {
		tab := begin(t)
		wantAsked(t, tab, true)
		tab.Screenshot("continue or start over")
		tab.Judge("continue or start over")
		tab.Click("[data-resume=continue]")
		tab.Wait("#part-2")
		if got := tab.Checked(); !slices.Equal(got, chosen) {
			t.Errorf("continued with %q, want %q", got, chosen)
		}
		tab.Reload()
		wantAsked(t, tab, true)
	})
	t.Run("start over", func(t *testing.T) {
		tab := begin(t)
		tab.Click("[data-resume=over]")
		wantAsked(t, tab, false)
		wantDrafts(t, tab, 0)
		tab.Reload()
		wantAsked(t, tab, false)
	})
	t.Run("the question is not passed over", func(t *testing.T) {
		tab := begin(t)
		tab.Click("#start [data-step=next]")
		if tab.Visible("#part-1") {
			t.Error("the form begins while it is open whose answers lie on the device")
		}
		tab.Follow("button[name=show][value=nn]")
		wantAsked(t, tab, true)
		tab.Click("[data-resume=continue]")
		if got := tab.Checked(); !slices.Equal(got, chosen) {
			t.Errorf("continued with %q, want %q", got, chosen)
		}
	})
	t.Run("delete", func(t *testing.T) {
		tab := begin(t)
		tab.Click("[data-resume=continue]")
		tab.Click("#delete-draft")
		tab.WaitText("Svarene er slettet fra denne enheten")
		wantAsked(t, tab, false)
		wantDrafts(t, tab, 0)
	})
	t.Run("a day later", func(t *testing.T) {
		for _, tt := range []struct {
			hours float64
			want  bool
		}{{23.9, true}, {24.1, false}} {
			tab := begin(t)
			age(tab, tt.hours)
			tab.Reload()
			wantAsked(t, tab, tt.want)
		}
	})
	t.Run("a day later, on another survey's form", func(t *testing.T) {
		other := leader.open(leader.register("Moen skole"), "a/tilstand", counts{"teachers": 12})
		tab := begin(t)
		age(tab, 24.1)
		tab.Open(other.form())
		wantDrafts(t, tab, 0)
	})
	t.Run("step back with the phone's own button", func(t *testing.T) {
		tab := begin(t)
		tab.Click("[data-resume=continue]")
		tab.Click("#part-2 [data-step=back]")
		tab.Wait("#part-1")
		browser.Eval[struct{}](tab, `history.back()`)
		tab.Wait("#part-2")
	})
}

// age makes the drafts on the device older.
func age(tab *browser.Tab, hours float64) {
	browser.Eval[struct{}](tab, fmt.Sprintf(`(() => { for (const key of Object.keys(localStorage)) {
		const draft = JSON.parse(localStorage[key]); draft.at -= %f * 3600e3; localStorage[key] = JSON.stringify(draft) } })()`, hours))
}

// TestLanguages is someone who reads another language than the phone was set
// to: what was chosen stays when the form is shown in another one.
func TestLanguages(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/tilstand", counts{"teachers": 12, "assistants": 9})
	titles := map[string]string{
		"nb": "Tilstandsmåling: trygt og godt skolemiljø",
		"nn": "Tilstandsmåling: trygt og godt skulemiljø",
		"en": "State survey: a safe and good school environment",
	}
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			setting := in("nn", phone)
			setting.NoScript = !script
			tab := b.Tab(t, s.URL, setting)
			tab.Open(w.form())
			wantLanguage(t, tab, "nn", titles)
			if script {
				tab.Click("#start [data-step=next]")
			}
			tab.Click("#q-group-2")
			tab.Click("#q-promote_plan-0")
			tab.Click("#q-prevent_early-5")
			chosen := tab.Checked()
			for _, lang := range []string{"en", "nb", "nn"} {
				if script { // the switch stands on the front page
					tab.Click("[data-section]:not([hidden]) [data-step=back]")
				}
				tab.Follow("button[name=show][value=" + lang + "]")
				wantLanguage(t, tab, lang, titles)
				if got := tab.Checked(); !slices.Equal(got, chosen) {
					t.Errorf("in %s %q are chosen, want %q", lang, got, chosen)
				}
				if script {
					tab.Click("#start [data-step=next]")
				}
			}
			tab.Screenshot("switched")
		})
	}
}

func wantLanguage(t *testing.T, tab *browser.Tab, lang string, titles map[string]string) {
	t.Helper()
	if got := browser.Eval[string](tab, `document.documentElement.lang`); got != lang {
		t.Errorf("the page is in %s, want %s", got, lang)
	}
	if got := tab.Text("h1"); got != titles[lang] {
		t.Errorf("the form is called %q, want %q", got, titles[lang])
	}
}
