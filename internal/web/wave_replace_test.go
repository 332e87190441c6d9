package web

import (
	"slices"
	"testing"

	"tilstand/internal/testkit/page"
)

// A leader finds that the wrong file was imported, and that one person wants to be erased.
func TestALeaderReplacesTheAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	file := func(edit func(table [][]string)) []byte { return earlierFile(t, byID, edit) }
	send := func(path string, bytes []byte) string { // upload, look, press
		t.Helper()
		form := importForm(t, h.leader(path).body)
		if path == importPath {
			form = about(form)
		}
		looked := h.uploads(path, form, bytes)
		if looked.status != 200 {
			page.Verify(t, looked.body, page.In("main", page.HasText("Alt er i orden")))
			t.Fatalf("%s: status %d", path, looked.status)
		}
		form = importForm(t, looked.body)
		form.Set("step", "import")
		done := h.uploads(path, form, nil)
		if done.status != 303 {
			t.Fatalf("%s: status %d after the button", path, done.status)
		}
		return done.header.Get("Location")
	}
	wave := send(importPath, file(func([][]string) {}))
	page.Verify(t, h.leader(wave).body, page.In("a[href='"+wave+"/replace']", page.HasText("Velg en ny fil")))
	page.Verify(t, h.leader(wave+"/replace").body, page.In("h2", page.IsText("Bytt ut svarene")), page.In("a[href='"+wave+"']", page.HasText("åpen fra 1. desember 2025 til 18. desember 2025")), page.Not("[name=closed]"), page.Not("[name=what]"))

	if to := send(wave+"/replace", file(func(table [][]string) { table[1] = slices.Clone(table[2]) })); to != wave {
		t.Fatalf("one person's answers replaced lead to %s", to)
	}
	page.Verify(t, h.leader(wave).body, page.In("main", page.HasText("Tallene er av de gamle svarene")))

	broken := h.uploads(wave+"/replace", importForm(t, h.leader(wave+"/replace").body), []byte("promote_plan\n3\n"))
	page.Verify(t, broken.body, page.In("section[aria-labelledby=faults]", page.HasText("20 spørsmål har ingen kolonne")))
	none := h.uploads(wave+"/replace", importForm(t, h.leader(wave+"/replace").body), nil)
	page.Verify(t, none.body, page.In("#f-file-problem", page.HasText("Må fylles ut")))

	if waves := h.surveys.WavesOf(sc.ID); len(waves) != 1 || waves[0].Replaced != 1 {
		t.Fatalf("%d waves", len(waves))
	}
	day := about(importForm(t, h.leader(importPath).body))
	day.Set("opened", "") // and then only the last day is told
	day.Set("closed", "2024-06-14")
	form := importForm(t, h.uploads(importPath, day, file(func([][]string) {})).body)
	form.Set("step", "import")
	of := h.uploads(importPath, form, nil).header.Get("Location")
	page.Verify(t, h.leader(of+"/replace").body, page.In("a[href='"+of+"']", page.HasText("avsluttet 14. juni 2024")))

	open := h.open(sc, 14, 9)
	if a := h.leader("/waves/" + string(open.ID) + "/replace"); a.status != 404 {
		t.Errorf("a wave that was answered here offers another file: status %d", a.status)
	}
}
