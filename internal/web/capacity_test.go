package web

import (
	"context"
	"testing"
	"time"

	"tilstand/internal/testkit/page"
)

// The operator reads whether the machine is enough, from what was measured on it.
func TestTheOperatorSeesCapacity(t *testing.T) {
	t.Parallel()
	const at = "/operation/capacity"
	page.Verify(t, newHouse(t).leader(at).body, page.In("main", page.HasText("Ingenting er målt")))
	// 28 writes share a commit of 2 ms: 14,000 forms a second, 5 times 2,778. 36 GB have room for 40 million forms of 900 bytes: a hundred years of 400,000 forms.
	fast := Capacity{Commit: 2 * time.Millisecond, Free: 36e9, Files: 5e6, Memory: 300e6}
	slow := Capacity{Commit: 200 * time.Millisecond, Free: 100e6, Files: 5e6} // 140 a second: twice 56, half of 278
	for _, tt := range []struct {
		is   Capacity
		want []page.Check
	}{
		{fast, []page.Check{page.In(".ds-alert", page.HasText("nok for et helt land")), page.Count("tbody tr", 3), page.In("tbody", page.HasText("Ja, 5,0 ganger")), page.In("main", page.HasText("100,0 år"))}},
		{slow, []page.Check{page.In(".ds-alert", page.HasText("for treg")), page.In("tbody", page.HasText("Ja, 2,5 ganger"), page.HasText("Nei, bare 0,5 ganger"))}},
	} {
		h := newHouse(t, func(c *Config) { c.Capacity = func(context.Context) (Capacity, error) { return tt.is, nil } })
		page.Verify(t, h.leader(at).body, tt.want...)
		for _, lang := range []string{"nn", "en"} {
			if a := h.leader(at + "?lang=" + lang); a.status != 200 {
				t.Errorf("%s: %d", lang, a.status)
			}
		}
	}
}
