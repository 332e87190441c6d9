package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

// next is the version after the newest of an instrument, edited.
func (h *house) next(key string, edit func(*surveys.Instrument)) *surveys.Instrument {
	h.t.Helper()
	in, ok := h.surveys.InstrumentInUse(key)
	if !ok {
		h.t.Fatalf("there is no %s", key)
	}
	document, err := json.Marshal(in)
	if err != nil {
		h.t.Fatal(err)
	}
	own := new(surveys.Instrument)
	if err := json.Unmarshal(document, own); err != nil {
		h.t.Fatal(err)
	}
	own.Version++
	edit(own)
	return own
}

// draft puts a version into the library.
func (h *house) draft(in *surveys.Instrument) string {
	h.t.Helper()
	e, err := h.surveys.SaveDraft(h.t.Context(), audit.Operator.At(*h.clock), in)
	if err != nil {
		h.t.Fatal(err)
	}
	return versionPath(e)
}

func TestTheLibraryListsAllVersions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open(h.school("Bø skole"), 20, 10)
	h.draft(h.next(surveys.StateSurvey, func(in *surveys.Instrument) { delete(in.Sections[0].Items[0].Text, "nn") }))
	for lang, want := range map[string][2]string{"nb": {"Utkast", "bokmål, nynorsk og engelsk"}, "nn": {"Utkast", "bokmål, nynorsk og engelsk"}, "en": {"Draft", "Norwegian (bokmål), Norwegian (nynorsk) and English"}} {
		a := h.leader("/library?lang=" + lang)
		page.Verify(t, a.body,
			page.In("main", page.HasText(want[0]), page.HasText(want[1])),
			page.Count("main tbody tr", len(surveys.BuiltinInstruments())+1))
	}
	rows := h.leader("/library").body
	_, draft, _ := strings.Cut(rows, `href="/library/tilstand/2"`)
	draft, published, _ := strings.Cut(draft, `href="/library/tilstand/1"`)
	if strings.Contains(draft, "nynorsk") || !strings.Contains(draft, "engelsk") {
		t.Errorf("the draft lacks a text in nynorsk; its line is %s", draft)
	}
	if !strings.Contains(published, `data-label="Målinger">1<`) {
		t.Errorf("one wave asks version 1; its line is %s", published)
	}
}

func TestAVersionHasItsPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, in := range surveys.BuiltinInstruments() {
		at := fmt.Sprintf("/library/%s/%d", in.Key, in.Version)
		for lang := range languageNames {
			a := h.leader(at + "?lang=" + lang)
			page.Verify(t, a.body, page.In("h1", page.HasText(in.Title.In(lang))), page.Count(".measure ol > li", len(in.Items())))
			page.Verify(t, h.leader(at+"/languages?lang="+lang).body,
				page.In("td[lang=nn]", page.HasText("")), page.Count(".missing", 0))
		}
		if a := h.leader(at + "/form"); a.status != 200 || !strings.Contains(a.header.Get("Content-Security-Policy"), "frame-ancestors 'self'") {
			t.Errorf("%s: the form in the frame: %d, %s", in.Key, a.status, a.header.Get("Content-Security-Policy"))
		}
		questions := len(in.Items())
		if in.Audience != surveys.Representatives {
			questions++ // the group
		}
		page.Verify(t, h.leader(at+"/paper").body, page.Count(".paper-question", questions))
	}
	for _, at := range []string{"/library/tilstand/99", "/library/none/1", "/library/tilstand/x", "/library/tilstand/01", "/library/tilstand/99/form", "/library/tilstand/99/languages", "/library/tilstand/99/ddi.xml"} {
		if a := h.leader(at); a.status != 404 {
			t.Errorf("%s: %d", at, a.status)
		}
	}
}

func TestMissingTranslationsAreMarked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := h.draft(h.next(surveys.StateSurvey, func(in *surveys.Instrument) { delete(in.Sections[0].Items[0].Text, "nn") }))
	page.Verify(t, h.leader(at+"/languages").body, page.Count(".missing", 1), page.In(".ds-alert", page.HasText("1 tekst mangler")))
}

// What is downloaded is what is in the library, to the letter.
func TestAVersionIsDownloaded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, in := range surveys.BuiltinInstruments() {
		at := fmt.Sprintf("/library/%s/%d", in.Key, in.Version)
		document := h.leader(at + "/instrument.json")
		if got, err := surveys.ParseInstrument([]byte(document.body)); err != nil || got.Hash() != in.Hash() {
			t.Errorf("%s as JSON: %v", in.Key, err)
		}
		workbook := h.leader(at + "/xlsform.xlsx")
		if got, _, err := xlsform.Read([]byte(workbook.body)); err != nil || got.Hash() != in.Hash() {
			t.Errorf("%s as a workbook: %v", in.Key, err)
		}
		if archive := h.leader(at + "/ddi.xml"); !strings.Contains(archive.body, "ddi:codebook:2_5") {
			t.Errorf("%s for an archive: %.100s", in.Key, archive.body)
		}
	}
	unwritable := h.draft(h.next(surveys.StateSurvey, func(in *surveys.Instrument) { in.Title["en"] = "About ${this}" }))
	if a := h.leader(unwritable + "/xlsform.xlsx"); a.status != http.StatusConflict || !strings.Contains(a.body, "JSON-filen") {
		t.Errorf("what a workbook cannot hold: %d", a.status)
	}
}
