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

// TestLibrary is somebody at the programme who mends one question of the state survey in the spreadsheet that the library hands out: first
// with mistakes, then without. They look at what changed, declare what the new words mean, put the version to use, and a school asks with it.
func TestLibrary(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school := leader.register("Lia skole")
	tab := b.Tab(t, s.URL, in("nb", browser.Narrow))
	tab.Open("/login?next=/library")
	signInTab(t, tab, s)
	see := func(name string) {
		tab.Screenshot(name)
		tab.Judge(name)
	}
	see("01 the library")
	tab.Follow("main tbody a[href='/library/tilstand/1']")
	see("02 a version")
	original := tab.Get("/library/tilstand/1/xlsform.xlsx")

	tab.Open("/library")
	tab.Follow("main a[href='/library/upload']")
	see("03 upload")
	tab.Expect("status of 422")
	tab.Upload("#f-file", "skjema.xlsx", edited(t, original, map[string]string{
		"survey/promote_plan/label::nynorsk (nn)": "", "survey/promote_relations/type": "text", "settings//version": "neste",
	}))
	tab.Follow("main form button")
	wantTexts(t, tab, ".faults strong", "Arket survey, rad 4, kolonne D (label::nynorsk (nn))", "Arket survey, rad 5, kolonne A (type)", "Arket settings, rad 2, kolonne C (version)")
	see("04 faults")

	tab.Upload("#f-file", "skjema.xlsx", edited(t, original, map[string]string{
		"survey/promote_plan/label::bokmål (nb)":  "I hvilken grad arbeider vi på skolen vår godt med å fremme et trygt og godt skolemiljø?",
		"survey/promote_plan/label::nynorsk (nn)": "I kva grad arbeider vi på skulen vår godt med å fremje eit trygt og godt skulemiljø?",
		"survey/promote_plan/label::English (en)": "To what extent do we at our school work well to promote a safe and good school environment?",
		"settings//version":                       "2",
	}))
	tab.Follow("main form button")
	tab.WaitText("Versjon 2 er lagret som utkast.")
	see("05 what changed")
	tab.Follow("main a.ds-button[href$='/publish']")
	tab.Follow("main form button[value=check]")
	tab.WaitText("Si om meningen er den samme")
	see("06 undeclared")
	tab.Click("[id='f-meaning.promote_plan-new']")
	tab.Follow("main form button[value=check]")
	tab.WaitText("Ordlyden har fått en ny mening.")
	see("07 what follows")
	tab.Follow("main form button[value=publish]")
	tab.WaitText("Versjon 2 er tatt i bruk.")
	see("08 in use")

	w := leader.open(school, "prep/tilstand", counts{"teachers": 12, "assistants": 9})
	if paper := leader.get("/waves/" + w.ID + "/paper"); !strings.Contains(paper, "vår godt med å fremme") {
		t.Error("the wave asks with the old words")
	}
	answer(t, s.URL, w, inGroup("1", 1, 4)...)
	leader.close(w)
	judgeLibrary(t, b, s, leader)
}

// judgeLibrary looks at every page about the two versions as others see them: in all languages, in both schemes, narrow and wide.
func judgeLibrary(t *testing.T, b *browser.Browser, s *server.Server, leader *leader) {
	t.Helper()
	pages := map[string]string{}
	for _, l := range looks() {
		if !few(l) {
			continue
		}
		tab := b.Tab(t, s.URL, l.setting())
		tab.Open("/login?next=/library")
		signInTab(t, tab, s)
		for _, path := range []string{"/library", "/library/upload", "/library/tilstand/2", "/library/tilstand/2/languages", "/library/tilstand/2/compare", "/library/tilstand/2/form"} {
			name := fmt.Sprintf("%s %s", strings.ReplaceAll(path[1:], "/", "-"), l)
			tab.Open(path)
			tab.Screenshot(name)
			tab.Judge(name)
			pages[name] = leader.get(path + "?lang=" + l.lang)
		}
	}
	browser.Valid(t, pages)
}

// edited is a workbook with other words in some cells, each named by sheet, what stands in the column "name", and heading.
func edited(t *testing.T, workbook []byte, cells map[string]string) []byte {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for place, value := range cells {
		at := strings.SplitN(place, "/", 3)
		rows, err := book.GetRows(at[0])
		if err != nil {
			t.Fatal(err)
		}
		name, column, found := -1, -1, false
		for i, heading := range rows[0] {
			switch heading {
			case "name":
				name = i
			case at[2]:
				column = i
			}
		}
		for i, row := range rows[1:] {
			if at[1] == "" || name >= 0 && name < len(row) && row[name] == at[1] {
				cell, err := excelize.CoordinatesToCellName(column+1, i+2)
				if err != nil {
					t.Fatalf("%s: %v", place, err)
				}
				if err := book.SetCellStr(at[0], cell, value); err != nil {
					t.Fatal(err)
				}
				found = true
				break
			}
		}
		if !found {
			t.Fatalf("the workbook has no cell %s", place)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
