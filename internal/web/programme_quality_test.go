package web

import (
	"net/url"
	"testing"

	"tilstand/internal/i18n"
	"tilstand/internal/testkit/page"
)

// Ten schools of 21 answers are enough to say how the questions measure, and to freeze it.
func TestQualityAndReference(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const at = "/programme/quality"
	h.sharingSchools(10)
	page.Verify(t, h.leader(at).body,
		page.In(".ds-alert", page.HasText("Ingen utgave er laget ennå")), page.In("[aria-labelledby=reference]", page.HasText("ingenting å fryse før")), page.Not("form[action='/programme/quality']"))
	if a := h.sends(at, url.Values{"name": {"skolemiljo-2026"}, "understood": {"yes"}}); a.status != 303 {
		t.Errorf("freezing nothing: %d, want to be led back", a.status)
	}
	h.sends("/programme/editions", nil)
	for _, lang := range i18n.Languages {
		page.Verify(t, h.leader(at+"?lang="+lang).body,
			page.Count(".finding li", 3),
			page.In("form[action='/programme/quality'] input[name=name]", page.AttrIs("type", "text")),
			page.In("[aria-labelledby=reference]", page.HasText("3")))
	}
	for _, bad := range []url.Values{{"name": {"Norm 2026"}, "understood": {"yes"}}, {"name": {"skolemiljo-2026"}}} {
		a := h.sends(at, bad)
		if a.status != 422 {
			t.Errorf("%v: %d, want 422", bad, a.status)
		}
		page.Verify(t, a.body, page.Count(".ds-error-summary li", 1), page.In("#f-name", page.AttrIs("value", bad.Get("name"))))
	}
	if a := h.sends(at, url.Values{"name": {"skolemiljo-2026"}, "understood": {"yes"}}); a.status != 303 || a.header.Get("Location") != at {
		t.Fatalf("frozen: %d to %q", a.status, a.header.Get("Location"))
	}
	page.Verify(t, h.leader(at).body,
		page.In("[aria-labelledby=reference] summary", page.HasText("skolemiljo-2026"), page.HasText("gjelder nå")),
		page.Not("form[action='/programme/quality']"), page.In("[aria-labelledby=reference]", page.HasText("Lag en ny utgave")))
	if a := h.sends(at, url.Values{"name": {"skolemiljo-2027"}, "understood": {"yes"}}); a.status != 303 {
		t.Errorf("freezing again: %d, want to be led back", a.status)
	}
}
