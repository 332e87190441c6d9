package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// TestKeyboard is someone who answers without pointing at anything: Tab from
// question to question, the arrow keys within one, and the focus can always be seen.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/tilstand", counts{"teachers": 12, "assistants": 9})
	tab := b.Tab(t, s.URL, laptop)
	tab.Open(w.form())

	k := keyboard{t, tab}
	k.tabTo("#start [data-step=next]")
	tab.Press(kb.Enter)
	tab.Wait("#part-1")
	if got := k.focused(); got != "Fremme og forebygge" {
		t.Errorf("the new part begins with the focus on %q, want its heading", got)
	}
	k.tabTo("#part-1 [data-step=next]") // past everything, the staff group included
	tab.Press(kb.Enter)
	tab.Wait("#q-group [data-missing]")
	if !browser.Eval[bool](tab, `document.activeElement.name === 'group'`) {
		t.Errorf("what is missing is not where the focus is, which is on %q", k.focused())
	}
	tab.Press(" ")
	tab.Press(kb.ArrowDown)
	for part := 1; part <= parts; part++ {
		k.answerPart(part)
		if part < parts {
			k.tabTo(fmt.Sprintf("#part-%d [data-step=next]", part))
			tab.Press(kb.Enter)
			tab.Wait(fmt.Sprintf("#part-%d", part+1))
		}
	}
	if got := tab.Checked(); len(got) != len(items)+1 || got[0] != "group=2" {
		t.Errorf("%d chosen with the keyboard, the first %q; want the group and all %d", len(got), got[0], len(items))
	}
	tab.Press(kb.Enter) // in a question it does nothing
	k.tabTo("#part-4 [data-step=next]")
	tab.Press(kb.Enter)
	tab.Wait("#review")
	if got := k.focused(); got != "Se over før du sender inn" {
		t.Errorf("the list of answers begins with the focus on %q, want its heading", got)
	}
	k.changeFrom("#review a[href='#q-promote_plan']", "promote_plan")
	k.tabTo("#review [data-send] button")
	tab.Press(kb.Enter)
	tab.WaitText("Takk for svaret")
}

// changeFrom goes from the list of answers back to a question, changes it, and returns.
func (k keyboard) changeFrom(link, item string) {
	k.t.Helper()
	k.tabTo(link)
	k.tab.Press(kb.Enter)
	k.tab.Wait("#q-" + item)
	if !browser.Eval[bool](k.tab, fmt.Sprintf(`document.activeElement.name === '%s' && document.activeElement.checked`, item)) {
		k.t.Errorf("the focus is on %q, want the answer to %s", k.focused(), item)
	}
	k.tab.Press(kb.ArrowDown)
	k.tabTo("#part-1 [data-step=review]")
	k.tab.Press(kb.Enter)
	k.tab.Wait("#review")
}

type keyboard struct {
	t   *testing.T
	tab *browser.Tab
}

// answerPart chooses the second step of every question in the part.
func (k keyboard) answerPart(part int) {
	k.t.Helper()
	for _, item := range items {
		if k.tab.Count(fmt.Sprintf("#part-%d #q-%s", part, item)) == 1 {
			k.tabTo(fmt.Sprintf("#q-%s input", item))
			k.tab.Press(" ")
			k.tab.Press(kb.ArrowDown)
		}
	}
}

// tabTo presses Tab until the focus is on the element. On the way the focus must always show.
func (k keyboard) tabTo(css string) {
	k.t.Helper()
	for range 40 {
		k.tab.Press(kb.Tab)
		state := browser.Eval[struct{ There, Seen bool }](k.tab, fmt.Sprintf(`(() => {
			const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
			const ring = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';
			return {There: e.matches(%q), Seen: e === document.body || ring && b.bottom > 0 && b.top < innerHeight} })()`, css))
		if !state.Seen {
			k.t.Errorf("the focus on %q cannot be seen", k.focused())
		}
		if state.There {
			return
		}
	}
	k.t.Fatalf("forty times Tab do not lead to %s; the focus is on %q", css, k.focused())
}

// focused is what stands on the element with the focus.
func (k keyboard) focused() string {
	k.t.Helper()
	return browser.Eval[string](k.tab, `document.activeElement.innerText || document.activeElement.id || document.activeElement.tagName`)
}
