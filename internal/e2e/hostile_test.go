package e2e

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// TestHostileNames is a school whose name is markup, and one whose name is a
// formula. Both are shown as what they are, everywhere. (A script that ran or was stopped, and
// a picture that was asked for, would be in the browser's diary, which fails the test.)
func TestHostileNames(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	for _, name := range []string{`</script><img src=x onerror=alert(1)>`, `=1+1`} {
		t.Run(name, func(t *testing.T) {
			tab := b.Tab(t, s.URL, laptop)
			tab.Open("/login?next=/schools/new")
			who := signInTab(t, tab, s)
			owner := newOrgnr()
			orgnr := newOrgnr()
			tab.Fill("#f-name", name)
			tab.Fill("#f-orgnr", orgnr)
			tab.Fill("#f-municipality", "0301")
			if tab.Visible("#f-owner") {
				tab.Select("#f-owner", "new")
				tab.Click("main details summary")
			}
			tab.Fill("#f-owner_name", "Eier: "+name)
			tab.Fill("#f-owner_orgnr", owner)
			tab.Follow("main button[type=submit]")
			tab.WaitText(name + " er registrert.")

			appoint(t, s, who.email, "leader@"+orgnr, "owner@"+owner)
			leader := signIn(t, s)
			w := leader.open(orgnr, "a/tilstand", counts{"teachers": 16, "assistants": 12})
			answer(t, s.URL, w, inGroup("1", 14, 4)...)
			answer(t, s.URL, w, inGroup("2", 9, 3)...)
			school := "/schools/" + orgnr
			before := []string{"/schools", school, school + "/waves", school + "/waves/new", school + "/dates", school + "/targets",
				"/waves/" + w.ID, "/waves/" + w.ID + "/poster", w.form(), "/owners/" + owner, "/owners/" + owner + "/targets"}
			wantHarmless(t, tab, name, before)
			leader.post(school+"/share", map[string][]string{"share": {"all"}})
			leader.close(w)
			wantHarmless(t, tab, name, []string{"/schools", school, school + "/items/promote_plan", "/owners/" + owner, "/waves/" + w.ID})
			tab.Open(school)
			tab.Screenshot("results")
			wantTextsOnly(t, name, tab.Get(school+"/report.xlsx"))
		})
	}
}

// wantHarmless opens the pages and finds the name on each as it was typed.
func wantHarmless(t *testing.T, tab *browser.Tab, name string, addresses []string) {
	t.Helper()
	for _, address := range addresses {
		tab.Open(address)
		if !strings.Contains(browser.Eval[string](tab, `document.body.textContent`), name) {
			t.Errorf("%s does not show the name", address)
		}
		if n := tab.Count(`img[src="x"], [onerror]`); n > 0 {
			t.Errorf("%s made markup of the name", address)
		}
	}
}

// wantTextsOnly holds that the name stands in the workbook as a text, and that
// nothing in it is calculated.
func wantTextsOnly(t *testing.T, name string, book []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, text := range row {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				if err := isText(f, sheet, at); err != nil && strings.Contains(text, name) {
					t.Errorf("%s!%s: %v", sheet, at, err)
				}
				if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
					t.Errorf("%s!%s is calculated: =%s (%v)", sheet, at, formula, err)
				}
				if strings.Contains(text, name) {
					found++
				}
			}
		}
	}
	if found == 0 {
		t.Error("the workbook does not show the name")
	}
}

func isText(f *excelize.File, sheet, at string) error {
	kind, err := f.GetCellType(sheet, at)
	if err == nil && kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
		return fmt.Errorf("it has the type %d, not text", kind)
	}
	return err
}
