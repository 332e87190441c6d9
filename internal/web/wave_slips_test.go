package web

import (
	"encoding/csv"
	"maps"
	"net/url"
	"strings"
	"testing"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// openByCode opens a wave with one-time codes as a leader does, and returns it and where that led.
func (h *house) openByCode() (surveys.Wave, string) {
	h.t.Helper()
	sc := h.school("Bø skole")
	form := page.Form(h.t, page.Parse(h.t, h.leader("/schools/974600951/waves/new").body), "form.panel").Values
	if form.Get("by") != "link" {
		h.t.Errorf("suggested: %q", form.Get("by"))
	}
	form.Set("counts.teachers", "20")
	form.Set("counts.other", "10")
	form.Set("by", "code")
	form.Set("step", "plan")
	plan := h.sends("/schools/974600951/waves/new", form)
	page.Verify(h.t, plan.body, page.In(".facts", page.HasText("Med engangskoder på lapper")))
	hidden := page.Form(h.t, page.Parse(h.t, plan.body), "form.panel").Values
	hidden.Set("step", "open")
	opened := h.sends("/schools/974600951/waves/new", hidden)
	if opened.status != 303 {
		h.t.Fatalf("opened: %d", opened.status)
	}
	return h.surveys.WavesOf(sc.ID)[0], opened.header.Get("Location")
}

// A leader opens a wave with one-time codes, prints the slips, saves the file, and makes spare ones.
func TestALeaderMakesSlips(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w, slips := h.openByCode()
	if !w.ByCode || slips != "/waves/"+string(w.ID)+"/slips" {
		t.Fatalf("opened by code %v, led to %s", w.ByCode, slips)
	}
	page.Verify(t, h.leader("/waves/"+string(w.ID)).body, page.In(".share a.ds-button", page.AttrIs("href", slips)), page.Count(".share svg.qr", 0),
		page.In("#invite-nb", page.HasText("Skann lappen du har fått"), page.HasText("/s/"+string(w.Code))))

	form := page.Form(t, page.Parse(t, h.leader(slips).body), "form.panel")
	if form.Values.Get("codes.1") != "20" || form.Values.Get("codes.2") != "10" {
		t.Errorf("suggested: %v", form.Values)
	}
	printed := h.sends(form.Action, form.Values)
	page.Verify(t, printed.body, page.Count(".slip", 30), page.In("h1", page.HasText("30 lapper er klare")),
		page.In(".slip", page.HasText("Bø skole"), page.HasText("Svar innen"), page.HasText("tilstand.example.no")))
	for _, lang := range []string{"nb", "nn", "en"} {
		page.Verify(t, printed.body, page.Count(".slip-how [lang="+lang+"]", 30))
	}
	if again := h.sends(form.Action, form.Values); again.body != printed.body {
		t.Error("loaded again, the page shows other slips")
	}
	file := h.sends(slips+".csv", url.Values{"key": form.Values["key"]})
	rows := readSlips(t, file.body)
	if len(rows) != 31 || strings.Join(rows[0], ",") != "code,link,group" || file.header.Get("Content-Disposition") == "" || file.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d rows, the first %v, headers %v", len(rows), rows[0], file.header)
	}
	first := rows[1]
	page.Verify(t, printed.body, page.In(".slip-code", page.HasText(first[0])))
	path, ok := strings.CutPrefix(first[1], "https://tilstand.example.no")
	if !ok || first[2] != "Lærere" {
		t.Errorf("the first row is %v", first)
	}
	page.Verify(t, h.get(path).body, page.In(".slip-says", page.HasText("for gruppen Lærere")))

	spare := h.leader(slips)
	page.Verify(t, spare.body, page.In("legend", page.HasText("Ekstra lapper")), page.In("label", page.HasText("Lærere (høyst 2)")))
	more := page.Form(t, page.Parse(t, spare.body), "form.panel")
	more.Values.Set("codes.1", "3")
	more.Values.Set("codes.2", "x")
	page.Verify(t, h.sends(more.Action, more.Values).body, page.In("[id='f-codes.2-problem']", page.HasText("helt tall")))
	more.Values.Set("codes.2", "")
	page.Verify(t, h.sends(more.Action, more.Values).body, page.In("[id='f-codes.1-problem']", page.HasText("utenfor")), page.In("[id='f-codes.1']", page.AttrIs("value", "3")))
	more.Values.Set("codes.1", "2")
	page.Verify(t, h.sends(more.Action, more.Values).body, page.Count(".slip", 2))
	page.Verify(t, h.leader(slips).body, page.Count("[id='f-codes.1']", 0), page.Count("[id='f-codes.2']", 1))
	page.Verify(t, h.leader("/waves/"+string(w.ID)).body, page.In(".share", page.HasText("engangskoder på lapper")))
}

func readSlips(t *testing.T, body string) [][]string {
	t.Helper()
	text, marked := strings.CutPrefix(body, "\ufeff")
	if !marked {
		t.Error("a spreadsheet would guess the character set")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Slips that were lost before anybody got them are made anew, until somebody has answered.
func TestLostSlips(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w, slips := h.openByCode()
	page.Verify(t, h.leader(slips).body, page.Count("#f-anew", 0))
	form := page.Form(t, page.Parse(t, h.leader(slips).body), "form.panel")
	h.sends(form.Action, form.Values)
	lost := readSlips(t, h.sends(slips+".csv", url.Values{"key": form.Values["key"]}).body)

	anew := page.Form(t, page.Parse(t, h.leader(slips).body), "details form")
	anew.Values.Set("anew", "yes")
	page.Verify(t, h.sends(anew.Action, anew.Values).body, page.Count(".slip", 30))
	if a := h.get("/s/" + strings.ReplaceAll(lost[1][0], "-", "")); a.status != 404 {
		t.Errorf("a lost slip: %d", a.status)
	}
	if a := h.sends(slips+".csv", url.Values{"key": form.Values["key"]}); a.status != 404 {
		t.Errorf("the file of lost slips: %d", a.status)
	}
	found := readSlips(t, h.sends(slips+".csv", url.Values{"key": anew.Values["key"]}).body)
	path := "/s/" + strings.ReplaceAll(found[1][0], "-", "")
	blank := page.Form(t, page.Parse(t, h.get(path).body), "#answers").Values
	if a := h.post(path, blank, "Accept", "application/json"); a.status != 201 {
		t.Fatalf("answered: %d", a.status)
	}
	again := page.Form(t, page.Parse(t, h.leader(slips).body), "details form")
	again.Values.Set("anew", "yes")
	page.Verify(t, h.sends(again.Action, again.Values).body, page.In("#f-anew-problem", page.HasText("Noen har svart med en av lappene")), page.In(".ds-error-summary", page.HasText("på nytt")))

	*h.clock = h.clock.AddDate(0, 0, 14) // a reminder can be worded a quarter of an hour after an answer; this is long after the end
	if err := h.surveys.BeginClosing(t.Context(), audit.Console.At(*h.clock), w.ID); err != nil {
		t.Fatal(err)
	}
	if a := h.leader(slips); a.status != 409 {
		t.Errorf("slips of a wave that is over: %d", a.status)
	}
}

// No page of a leader tells which codes have been used, or of which group: what is used and what is not looks the same.
func TestNobodySeesWhichCodesAreUsed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w, slips := h.coded(h.school("Bø skole"))
	paths := []string{"/waves/" + string(w.ID), "/waves/" + string(w.ID) + "/slips", "/waves/" + string(w.ID) + "/poster", "/waves/" + string(w.ID) + "/form",
		"/waves/" + string(w.ID) + "/paper", "/schools/974600951/waves", "/schools"}
	look := func() map[string]string {
		seen := map[string]string{}
		for _, path := range paths {
			body := h.leader(path).body
			for _, form := range page.Find(t, page.Parse(t, body), "[name=key]") {
				body = strings.ReplaceAll(body, page.Attr(form, "value"), "KEY")
			}
			seen[path] = body
		}
		for _, slip := range slips[:3] {
			body := h.get(at(slip)).body
			seen[at(slip)] = strings.ReplaceAll(body, page.Form(t, page.Parse(t, body), "#answers").Values.Get("sid"), "ID")
		}
		return seen
	}
	before := look()
	h.post(at(slips[1]), h.blankBy(slips[1]), "Accept", "application/json")
	after := look()
	for path := range maps.Keys(before) {
		if before[path] != after[path] {
			t.Errorf("%s is not what it was before somebody answered", path)
		}
	}
	page.Verify(t, before["/waves/"+string(w.ID)+"/poster"], page.In(".poster", page.HasText("lapp med en kode"), page.HasText("/s/"+string(w.Code))))
	page.Verify(t, before["/waves/"+string(w.ID)+"/form"], page.Count("#q-group", 0))
}

// The messages of a wave with codes can be said in every language.
func TestMessagesWithCodes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w, _ := h.coded(h.school("Bø skole"))
	in := h.surveys.InstrumentOf(w)
	for lang, says := range map[string]string{"nb": "Skann lappen du har fått", "nn": "Skann lappen du har fått", "en": "Scan the slip that you were given"} {
		words := h.words.Printer(lang)
		for what, text := range map[string]string{
			"invitation": h.invitation(words, w, in),
			"reminder":   h.reminder(words, w, in, analytics.Count{Answers: 20, HeadCount: 42, AsOf: *h.clock}),
		} {
			if !strings.Contains(text, says) || !strings.Contains(text, "/s/"+string(w.Code)) {
				t.Errorf("%s in %s: %s", what, lang, text)
			}
		}
	}
}
