package e2e

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// TestLocalQuestions is a leader who adds two questions of the school's own, after a mistake, and opens the wave with them. Staff answer on the smallest phone, with a
// script and without; the figures stand on the page and in the workbook.
func TestLocalQuestions(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	school := leader.register("Lia skole")
	tab := b.Tab(t, s.URL, in("nb", browser.Narrow))
	tab.Open("/login?next=/schools/" + school + "/waves")
	signInTab(t, tab, s)
	see := func(name string) {
		tab.Screenshot(name)
		tab.Judge(name)
	}
	tab.Follow("main a[href$='/waves/local']")
	see("01 none yet")
	add := "main a[href$='/tilstand/items/new']"
	tab.Follow(add)
	see("02 a new question")
	tab.Expect("status of 422")
	tab.Fill("[id='f-text.nb']", "Har teamet tid nok til å planlegge?")
	tab.Fill("[id='f-options.0.nb']", "Ja")
	tab.Follow(".local-form .buttons button")
	tab.WaitText("Skriv minst to svaralternativer")
	see("03 too few options")
	tab.Fill("[id='f-options.1.nb']", "Nei")
	tab.Fill("[id='f-options.2.nb']", "Av og til")
	tab.Follow(".local-form .buttons button")
	tab.WaitText("Spørsmålet er lagret.")
	tab.Follow(add)
	tab.Click("#f-type-multiple")
	for field, words := range map[string]string{"text": "Hva trenger dere mer av?", "options.0": "Tid", "options.1": "Rom", "options.2": "Ingenting"} {
		tab.Fill("[id='f-"+field+".nb']", words)
		tab.Fill("[id='f-"+field+".nn']", words+" (nynorsk)")
	}
	tab.Click("[id='f-options.2.exclusive']")
	see("04 the second question")
	tab.Follow(".local-form .buttons button")
	tab.Follow("button[value=up]")
	tab.WaitText("Spørsmålet er flyttet.")
	see("05 two questions")

	tab.Open("/schools/" + school + "/waves/new")
	fillWave(tab, map[string]string{"teachers": "24"})
	tab.Follow("button[value=plan]")
	tab.WaitText("21 faste + 2 lokale = 23 spørsmål")
	see("06 what will be asked")
	w := leader.open(school, "prep/tilstand", counts{"teachers": 24})

	// Of 20, the first eight need time, then eight time and room, and the last four nothing. The two in a browser are of the first.
	multiple, single := localIDs(t, leader, w)
	for person := range 18 {
		sh := allAt(4)
		sh.answers[multiple] = []string{"1", "1 2", "3"}[min((person+2)/8, 2)]
		sh.answers[single] = []string{"1", "2", "3"}[min((person+2)/8, 2)]
		answer(t, s.URL, w, sh)
	}
	withScript := b.Tab(t, s.URL, in("nb", browser.Narrow))
	withScript.Open(w.form())
	withScript.Click("#start [data-step=next]")
	for part := 1; part <= parts; part++ {
		choose(withScript, part, allAt(4))
		next(withScript, part, fmt.Sprintf("#part-%d", part+1))
	}
	press(withScript, multiple+"-3", multiple+"-1", single+"-1") // who ticks time has not meant nothing
	withScript.Screenshot("07 local questions on a phone")
	withScript.Judge("07 local questions on a phone")
	next(withScript, parts+1, "#review")
	withScript.Click("#review [data-send] button")
	withScript.Wait(".done")

	setting := in("nn", browser.Narrow)
	setting.NoScript = true
	plain := b.Tab(t, s.URL, setting)
	plain.Open(w.form())
	plain.WaitText("Spørsmålet er ikkje skrive på nynorsk, og står her på bokmål.")
	for part := 1; part <= parts; part++ {
		choose(plain, part, allAt(4))
	}
	press(plain, multiple+"-1", single+"-1")
	plain.Screenshot("08 without a script")
	plain.Follow(strings.Replace(sendPlainly, fmt.Sprintf("part-%d", parts), fmt.Sprintf("part-%d", parts+1), 1))
	plain.Wait(".done")

	leader.close(w)
	tab.Open("/schools/" + school + "/items")
	tab.Wait("#local")
	wantTexts(t, tab, "[aria-labelledby=local] tbody tr:first-child td:last-child", "minst 80\u00a0%", "40\u00a0%")
	see("09 results")
	wantLocalSheet(t, tab, school)
	tab.Open("/waves/" + w.ID + "/form?lang=nn")
	see("10 preview in a language that a question lacks")
}

// localIDs are the fields of the two local questions.
func localIDs(t *testing.T, l *leader, w wave) (multiple, single string) {
	t.Helper()
	form := l.get(w.form())
	var found []string
	for rest := form; ; {
		_, after, more := strings.Cut(rest, `id="q-l_`)
		if !more {
			break
		}
		id, _, _ := strings.Cut(after, `"`)
		if !strings.Contains(id, "-") { // the question, not one of its answers
			found = append(found, "l_"+id)
		}
		rest = after
	}
	if len(found) != 2 {
		t.Fatalf("the form asks the local questions %q, want two", found)
	}
	return found[0], found[1]
}

// wantLocalSheet holds the figures in the workbook.
func wantLocalSheet(t *testing.T, tab *browser.Tab, school string) {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(tab.Get("/schools/" + school + "/report.xlsx?lang=nb")))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Lokale spørsmål", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	// Sixteen of twenty need time: no closer than at least 80 % is said of it. Eight have time, eight not and four at times.
	for _, want := range [][]string{{"Hva trenger dere mer av?", "20", "Tid", "0.8"}, {"Hva trenger dere mer av?", "20", "Rom", "0.4"}, {"Har teamet tid nok til å planlegge?", "20", "Av og til", "0.2"}} {
		if !slices.ContainsFunc(rows, func(row []string) bool {
			return len(row) > 5 && slices.Equal([]string{row[0], row[3], row[4], row[5]}, want)
		}) {
			t.Errorf("the workbook has no row %q in %q", want, rows)
		}
	}
}
