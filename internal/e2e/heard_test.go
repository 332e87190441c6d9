package e2e

import (
	"testing"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

func TestHeard(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	w := leader.open(leader.register("Lia skole"), "a/tilstand", counts{"teachers": 12, "assistants": 9})
	tab := b.Tab(t, s.URL, phone)
	tab.Open(w.form())
	dump := func(what string) {
		t.Log("== " + what)
		for _, l := range tab.Heard() {
			t.Log(l)
		}
	}
	dump("front")
	tab.Click("#start [data-step=next]")
	tab.Click("#q-promote_plan-3")
	tab.Click("#part-1 [data-step=next]")
	tab.Wait("#q-group [data-missing]")
	dump("part")
	tab.Click("#q-group-1")
	for _, p := range []string{"1", "2", "3", "4"} {
		tab.Click("#part-" + p + " [data-step=next]")
	}
	dump("review")
}
