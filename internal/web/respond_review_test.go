package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// full is a form on which everything has the same answer.
func (h *house) full(w surveys.Wave, group, code string) url.Values {
	h.t.Helper()
	form := h.blank(w)
	form.Set("group", group)
	for _, item := range h.surveys.InstrumentOf(w).Items() {
		form.Set(string(item.ID), code)
	}
	return form
}

// Who skips something is told so once, with everything in its place, and then let through.
func TestSkippedQuestionsAreAskedAboutOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	at := "/s/" + string(w.Code)
	form := h.full(w, "1", "4")
	form.Del("promote_plan")
	form.Del("uncover_ask")
	for _, lang := range []string{"nb", "nn", "en"} {
		a := h.post(at+"?lang="+lang, form)
		if a.status != 200 {
			t.Fatalf("%s: status %d", lang, a.status)
		}
		page.Verify(t, a.body,
			page.In("html", page.AttrIs("lang", lang)),
			page.Count(".ds-alert li", 2),
			page.Count(".reviewed li", len(h.surveys.InstrumentOf(w).Items())+1), // and the staff group
			page.Count(".reviewed .none", 2),
			page.In("form.review", page.LacksText("?lang=")), // nothing leads away from the answers
		)
	}
	asked := h.post(at, form)
	root := page.Parse(t, asked.body)
	carried := page.Form(t, root, "form.review").Values
	if !maps.EqualFunc(carried, form, slices.Equal) {
		t.Errorf("the page carries %v, want %v", carried, form)
	}

	carried.Set(fieldEdit, "yes")
	back := h.post(at, carried)
	if kept := page.Form(t, page.Parse(t, back.body), "#answers").Values; !maps.EqualFunc(kept, form, slices.Equal) {
		t.Errorf("back in the form there are %v, want %v", kept, form)
	}
	if first := page.Attr(page.Find(t, root, ".ds-alert button")[0], "formaction"); first != at+"#q-promote_plan" {
		t.Errorf("the first that was skipped is at %s", first)
	}

	carried.Del(fieldEdit)
	carried.Set(fieldReady, "yes")
	if a := h.post(at, carried); a.status != 303 {
		t.Errorf("sent as it is: %d", a.status)
	}
}

// Nobody is held up who has answered everything, unless they ask.
func TestLookingOverIsAChoice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	at := "/s/" + string(w.Code)
	form := h.full(w, "2", "3")
	form.Set(fieldReview, "yes")
	a := h.post(at, form)
	page.Verify(t, a.body, page.In("h1", page.IsText("Se over før du sender inn")), page.Not(".ds-alert"), page.Each(".reviewed .given", page.HasText("")))
	form.Del(fieldReview)
	if a := h.post(at, form); a.status != 303 {
		t.Errorf("everything answered: %d", a.status)
	}
}

// What must be corrected, and what comes too late, is said first.
func TestFaultsComeBeforeLookingOver(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	at := "/s/" + string(w.Code)
	form := h.blank(w)
	form.Set(fieldReview, "yes")
	if a := h.post(at, form); a.status != 422 || !strings.Contains(a.body, "Hvilken personalgruppe") {
		t.Errorf("without a staff group: %d", a.status)
	}
	form.Set("group", "1")
	*h.clock = h.clock.AddDate(0, 0, 8)
	if a := h.post(at, form); a.status != 410 {
		t.Errorf("too late: %d", a.status)
	}
}
