package web

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// coded opens a state survey with one-time codes for thirty teachers and twelve others, and makes their slips.
func (h *house) coded(sc programme.School) (surveys.Wave, []surveys.Slip) {
	h.t.Helper()
	w, err := h.surveys.OpenWave(h.t.Context(), audit.Console.At(*h.clock), surveys.WaveSpec{
		School: sc.ID, Phase: "prep", Instrument: surveys.StateSurvey, ClosesAt: h.clock.AddDate(0, 0, 7), ByCode: true,
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 30}, {Key: "other", HeadCount: 12}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	key := surveys.NewCodeKey()
	if err := h.surveys.MakeSlips(h.t.Context(), audit.Console.At(*h.clock), w.ID, key, w.FirstCodes()); err != nil {
		h.t.Fatal(err)
	}
	slips, err := h.surveys.Slips(w.ID, key)
	if err != nil {
		h.t.Fatal(err)
	}
	return w, slips
}

func at(slip surveys.Slip) string { return "/s/" + string(slip.Code) }

// blankBy asks for the form of a slip.
func (h *house) blankBy(slip surveys.Slip) url.Values {
	h.t.Helper()
	a := h.get(at(slip))
	if a.status != 200 {
		h.t.Fatalf("the form of a slip: %d", a.status)
	}
	return page.Form(h.t, page.Parse(h.t, a.body), "#answers").Values
}

func TestTheFormOfASlip(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w, slips := h.coded(h.school("Bø skole"))
	teacher, other := slips[0], slips[len(slips)-1]
	for slip, says := range map[surveys.Slip]string{teacher: "for gruppen Lærere", other: "for gruppen Andre ansatte"} {
		a := h.get(at(slip))
		if a.header.Get("Expires") == "" || a.header.Get("Referrer-Policy") != "no-referrer" || a.header.Get("Set-Cookie") != "" {
			t.Errorf("headers %v", a.header)
		}
		page.Verify(t, a.body, page.In(".slip-says", page.HasText(says)), page.Count("#q-group", 0), page.In("#answers", page.AttrIs("data-code", string(slip.Code))),
			page.In("#answers", page.AttrIs("data-link", "/s/"+string(w.Code))))
	}
	form := h.blankBy(teacher)
	form.Set("promote_plan", "4")
	form.Set("group", "2") // nobody chooses another group than that of the slip
	review := h.post(at(teacher), form)
	page.Verify(t, review.body, page.In("h1", page.HasText("Se over")))
	form = page.Form(t, page.Parse(t, review.body), "form.answers").Values
	form.Set(fieldReady, "yes")
	for range 2 {
		if a := h.post(at(teacher), form); a.status != 303 || a.header.Get("Location") != at(teacher)+"/thanks?lang=nb" {
			t.Fatalf("sent: %d to %q", a.status, a.header.Get("Location"))
		}
	}
	page.Verify(t, h.get(at(teacher)+"/thanks").body, page.In(".done", page.AttrIs("data-done", "/s/"+string(w.Code)+"/thanks?lang=nb")),
		page.In(".done a", page.AttrIs("href", "/s/"+string(w.Code)+"?lang=nb")))
	if a := h.get(at(teacher)); a.status != 200 || !strings.Contains(a.body, `id="answers"`) {
		t.Errorf("the form of a used code tells that it is used: %d", a.status)
	}
	form.Set("promote_plan", "5")
	if a := h.post(at(teacher), form); a.status != 409 {
		t.Errorf("other answers under the same id: %d", a.status)
	}
	for n := range 9 {
		form := h.blankBy(slips[1+n])
		if a := h.post(at(slips[1+n]), form, "Accept", "application/json"); a.status != 201 {
			t.Fatalf("by script: %d", a.status)
		}
	}
	if n := h.stored(w); n != 10 {
		t.Errorf("%d answers, want 10", n)
	}
	if a := h.get(at(teacher)); a.status != 410 {
		t.Errorf("a slip of a closed survey: %d", a.status)
	}
	if err := h.surveys.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := h.get(at(teacher)); a.status != 404 || !strings.Contains(a.body, "Vi kjenner ikke denne koden") {
		t.Errorf("a slip of a sealed survey: %d", a.status)
	}
	if a := h.get("/s/" + string(w.Code)); a.status != 410 {
		t.Errorf("the address of a closed survey: %d", a.status)
	}
	for _, slip := range slips {
		if strings.Contains(h.log.String(), string(slip.Code)) {
			t.Fatal("a code is in the log")
		}
	}
}

// A code that another answer came with: what was sent is on the page, and goes with another code.
func TestAUsedCode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w, slips := h.coded(h.school("Bø skole"))
	first := h.blankBy(slips[0])
	first.Set(fieldReady, "yes")
	h.post(at(slips[0]), first)

	form := h.blankBy(slips[0])
	form.Set("promote_plan", "2")
	form.Set(fieldReady, "yes")
	for lang, says := range map[string]string{"nb": "Denne koden er brukt", "nn": "Denne koden er brukt", "en": "This code has been used"} {
		a := h.post(at(slips[0]), form, "Accept-Language", lang)
		if a.status != 410 {
			t.Fatalf("a used code: %d", a.status)
		}
		page.Verify(t, a.body, page.In("html", page.AttrIs("lang", lang)), page.In("h1", page.HasText(says)), page.Not("[aria-invalid]"))
	}
	if a := h.post(at(slips[0]), form, "Accept", "application/json"); a.status != 410 {
		t.Errorf("by script: %d", a.status)
	}
	kept := page.Form(t, page.Parse(t, h.post(at(slips[0]), form).body), "main form")
	kept.Values.Set(fieldCode, "bcdf")
	again := h.post(kept.Action, kept.Values)
	page.Verify(t, again.body, page.In("#code", page.AttrIs("value", "bcdf")), page.In("#code-problem", page.HasText("tolv tegn")))
	kept = page.Form(t, page.Parse(t, again.body), "main form")
	kept.Values.Set(fieldCode, strings.ToUpper(slips[40].Code.Grouped()))
	on := h.post(kept.Action, kept.Values)
	if on.status != 307 || on.header.Get("Location") != at(slips[40]) {
		t.Fatalf("with another code: %d to %q", on.status, on.header.Get("Location"))
	}
	if a := h.post(at(slips[40]), kept.Values); a.status != 303 {
		t.Errorf("sent on: %d", a.status)
	}
	for n := range 8 {
		h.post(at(slips[1+n]), h.blankBy(slips[1+n]), "Accept", "application/json")
	}
	if n := h.stored(w); n != 10 {
		t.Errorf("%d answers, want 10", n)
	}
}

// What is typed wrong is explained beside the field, in the reader's language, and stays there.
func TestTypedCodes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	w, slips := h.coded(sc)
	right := slips[3].Code
	wrong := "b" + string(right[1:])
	if right[0] == 'b' {
		wrong = "c" + string(right[1:])
	}
	for _, test := range []struct{ typed, nb, nn, en string }{
		{"", "Skriv inn koden", "Skriv inn koden", "Enter the code"},
		{"bcdf-ghjk-mnp", "tolv tegn", "tolv teikn", "twelve characters"},
		{"bcdf-ghjk-mnpq-r", "tolv tegn", "tolv teikn", "twelve characters"},
		{"bcdf-ghjk-mnpo", "tegn som ingen koder har", "teikn som ingen kodar har", "that no code has"},
		{`"><script>alert(1)</script>`, "tegn som ingen koder har", "teikn som ingen kodar har", "that no code has"},
		{"bcdf\x00\xff", "tegn som ingen koder har", "teikn som ingen kodar har", "that no code has"},
		{surveys.LinkCode(wrong).Grouped(), "Ett av tegnene er feil", "Eitt av teikna er feil", "One of the characters is wrong"},
		{"bbbb-bbbb-bbbb", "kjenner ikke denne koden", "kjenner ikkje denne koden", "do not know this code"},
	} {
		for lang, says := range map[string]string{"nb": test.nb, "nn": test.nn, "en": test.en} {
			a := h.post("/s/?lang="+lang, url.Values{fieldCode: {test.typed}})
			if a.status != 422 {
				t.Fatalf("%q: status %d", test.typed, a.status)
			}
			page.Verify(t, a.body, page.In("#code-problem", page.HasText(says)), page.In("#code", page.AttrIs("aria-invalid", "true")), page.Not("main script"))
			back := page.Form(t, page.Parse(t, a.body), "main form").Values.Get(fieldCode)
			if typed := strings.TrimSpace(test.typed); !strings.Contains(typed, "/") && !strings.Contains(typed, "\x00") && back != typed {
				t.Errorf("%q came back as %q", typed, back)
			}
		}
	}
	open := h.open(h.another(sc, "Eik skole", secondOrgnr), 20, 10)
	for typed, want := range map[string]string{
		right.Grouped():                               string(right),
		strings.ToUpper(string(right)):                string(right),
		" " + string(right) + " ":                     string(right),
		h.link("/s/" + string(right)):                 string(right),
		string(open.Code):                             string(open.Code),
		surveys.LinkCode(w.Code).Grouped():            string(w.Code),
		strings.ToUpper(w.Code.Grouped()):             string(w.Code),
		strings.ReplaceAll(right.Grouped(), "-", " "): string(right),
	} {
		a := h.post("/s/", url.Values{fieldCode: {typed}})
		if a.status != 303 || a.header.Get("Location") != "/s/"+want+"?lang=nb" {
			t.Errorf("%q leads to %d %q", typed, a.status, a.header.Get("Location"))
		}
	}
	entry := h.get("/s/" + string(w.Code))
	page.Verify(t, entry.body, page.In("main", page.HasText("Bø skole besvares med en engangskode")), page.In("main form", page.AttrIs("action", "/s/?lang=nb")))
	if entry.header.Get("Expires") != "" {
		t.Error("the page that asks for a code is kept on the device")
	}
	page.Verify(t, h.get("/s/").body, page.In("#code", page.AttrIs("value", "")))
	page.Verify(t, h.get("/").body, page.In(".answering label", page.HasText("Kode")))
	// Answers sent to the address of the survey are not lost, and not taken in either.
	form := h.full(open, "", "3")
	a := h.post("/s/"+string(w.Code), form)
	page.Verify(t, a.body, page.In("#code-problem", page.HasText("adressen til undersøkelsen")))
	if back := page.Form(t, page.Parse(t, a.body), "main form").Values; back.Get("uncover_ask") != "3" {
		t.Errorf("the answers are gone: %v", back)
	}
}

// codeLike is the n-th of many codes that are well formed and lead nowhere.
func codeLike(n int) surveys.LinkCode {
	const alphabet = "bcdfghjkmnpqrstvwxz23456789"
	body := ""
	for range 11 {
		body += alphabet[n%27 : n%27+1]
		n /= 27
	}
	for _, check := range alphabet {
		if code := surveys.LinkCode(body + string(check)); code.WellFormed() {
			return code
		}
	}
	panic("one of 27 characters fits")
}

// While wrong codes pour in, new ones wait, and who has begun goes on.
func TestManyWrongCodes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w, slips := h.coded(h.school("Bø skole"))
	begun := h.blankBy(slips[0])
	for n := 0; ; n++ {
		_, err := h.surveys.EntryByCode(*h.clock, codeLike(n))
		if errors.Is(err, surveys.ErrCrowded) {
			break
		}
		if n > 5000 {
			t.Fatal("nobody is held back")
		}
	}
	fresh := h.get(at(slips[1]))
	page.Verify(t, fresh.body, page.In("#code", page.AttrIs("value", string(slips[1].Code))), page.In("#code-problem", page.HasText("Vent noen sekunder")))
	if fresh.status != 429 {
		t.Errorf("a right code tells that it is right: %d", fresh.status)
	}
	if a := h.get(at(slips[1]) + "/thanks"); a.status != 503 {
		t.Errorf("thanks for a code that nobody has opened: %d", a.status)
	}
	if a := h.post(at(slips[0]), begun, "Accept", "application/json"); a.status != 201 {
		t.Errorf("who had begun: %d", a.status)
	}
	if a := h.get("/s/" + string(w.Code)); a.status != 200 {
		t.Errorf("the address of the survey: %d", a.status)
	}
}
