package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

const importPath = "/schools/974600951/waves/import"

// uploads posts a form with a file as someone who has signed in; nil sends the file field empty, as a browser does.
func (h *house) uploads(path string, form url.Values, file []byte) answered {
	h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		for _, value := range values {
			if err := w.WriteField(name, value); err != nil {
				h.t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile("file", "Kari Nordmanns svar.csv")
	if err == nil {
		_, err = part.Write(file)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	name, value := h.signedIn()
	return h.ask(h.request(POST, path, &body, "Content-Type", w.FormDataContentType(), "Sec-Fetch-Site", "same-origin", name, value))
}

// earlierFile is a file of a survey tool: a column of times, one of positions, one for each item called by heading, and comments.
func earlierFile(t *testing.T, heading func(i int, item surveys.Item) string, edit func(table [][]string)) []byte {
	t.Helper()
	in, _ := surveys.Builtin(surveys.StateSurvey)
	table := [][]string{{"Sendt", "Stilling"}}
	for i, item := range in.Items() {
		table[0] = append(table[0], heading(i, item))
	}
	for person := range 20 {
		row := []string{fmt.Sprintf("08:%02d", person), []string{"Lærere", "SFO"}[person/12]}
		for i := range in.Items() {
			row = append(row, fmt.Sprint(3+(person+i)%3))
		}
		table = append(table, row)
	}
	edit(table)
	var file bytes.Buffer
	if err := csv.NewWriter(&file).WriteAll(table); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func byID(_ int, item surveys.Item) string    { return string(item.ID) }
func byNumber(i int, _ surveys.Item) string   { return fmt.Sprintf("Spm %d", i+1) }
func inWords(_ int, item surveys.Item) string { return item.Text["nn"] }
func importForm(t *testing.T, body string) url.Values {
	return page.Form(t, page.Parse(t, body), "form.panel").Values
}

func itemIDs() []string {
	in, _ := surveys.Builtin(surveys.StateSurvey)
	var ids []string
	for i, item := range in.Items() {
		ids = append(ids, byID(i, item))
	}
	return ids
}

// about fills in what was asked of whom and when.
func about(form url.Values) url.Values {
	form.Set("what", "prep/tilstand")
	form.Set("opened", "2025-12-01")
	form.Set("closed", "2025-12-18")
	form.Set("counts.teachers", "14")
	form.Set("counts.sfo", "9")
	form.Set("step", "check")
	return form
}

// From a file with numbered columns and odd values to released figures, as a leader goes.
func TestALeaderImportsAnEarlierSurvey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	page.Verify(t, h.leader("/schools/974600951/waves/new").body, page.In("main a[href='"+importPath+"']", page.HasText("Hent inn")))
	form := importForm(t, h.leader(importPath).body)
	empty := h.uploads(importPath, form, nil)
	page.Verify(t, empty.body,
		page.In("#f-file-problem", page.HasText("Må fylles ut")), page.In("#f-closed-problem", page.HasText("Må fylles ut")),
		page.In(".ds-error-summary", page.HasText("Hva ble målt?")))

	file := earlierFile(t, byNumber, func(table [][]string) {
		table[3][4], table[9][4], table[5][1] = "Nokså <b>ofte</b>", "Nokså <b>ofte</b>", "Vikar"
	})
	uploaded := h.uploads(importPath, about(form), file)
	page.Verify(t, uploaded.body,
		page.In(".ds-alert[data-color=info]", page.HasText("Noe her er et forslag")),
		page.In("section[aria-labelledby=faults]", page.HasText("Rad 4 og 10, kolonnen «Spm 3»"), page.HasText("«Nokså <b>ofte</b>» er ikke et svar")),
		page.In("[id='f-item.promote_relations'] option[selected]", page.IsText("Spm 2")))
	form = importForm(t, uploaded.body)
	var travels surveys.Sheet
	if err := travels.UnmarshalText([]byte(form.Get("sheet"))); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"08:07", "Nordmann"} {
		if strings.Contains(uploaded.body+fmt.Sprint(travels), secret) {
			t.Errorf("%q from the upload is on the page", secret)
		}
	}

	value := "code.frequency." + encodeValue("Nokså <b>ofte</b>")
	if _, offered := form[value]; !offered {
		t.Fatalf("no field %s", value)
	}
	form.Set(value, "4")
	form.Set("group_column", "=Stilling")
	form.Set("step", "check")
	checked := h.uploads(importPath, form, nil)
	page.Verify(t, checked.body, page.In("section[aria-labelledby=faults]", page.HasText("Rad 6, kolonnen «Stilling»")))
	form = importForm(t, checked.body)
	form.Set("group."+encodeValue("Vikar"), "teachers")
	form.Set("counts.teachers", "11")
	form.Set("step", "import")
	few := h.uploads(importPath, form, nil)
	page.Verify(t, few.body, page.In("[id='f-counts.teachers-problem']", page.HasText("Filen har flere svar")))
	if n := len(h.surveys.WavesOf(sc.ID)); n > 0 {
		t.Fatalf("%d waves were imported in spite of that", n)
	}

	form = importForm(t, few.body)
	form.Set("counts.teachers", "14")
	form.Set("step", "check")
	clean := h.uploads(importPath, form, nil)
	page.Verify(t, clean.body,
		page.In(".facts", page.HasText("20 rader med svar"), page.HasText("Lærere: 12 rader, 14 ble spurt"), page.HasText("Sendt")),
		page.In("button[value=import]", page.HasText("Hent inn")))
	form = importForm(t, clean.body)
	form.Set("step", "import")
	done := h.uploads(importPath, form, nil)
	if done.status != 303 || !strings.HasPrefix(done.header.Get("Location"), "/waves/") {
		t.Fatalf("imported: %d to %q", done.status, done.header.Get("Location"))
	}
	page.Verify(t, h.leader(done.header.Get("Location")).body, page.In("main", page.HasText("Hentet fra fil 24. november 2026"), page.HasText("Se resultatene")))
	page.Verify(t, h.leader("/schools/974600951/waves").body, page.In("td", page.HasText("Hentet fra fil")))
	page.Verify(t, h.leader("/schools/974600951").body, page.In(".result-facts", page.HasText("18. desember 2025, hentet fra fil"), page.HasText("20 av 23")))
	page.Verify(t, h.leader("/schools").body, page.In(".status", page.HasText("hentet fra fil")))

	again := h.uploads(importPath, form, nil)
	page.Verify(t, again.body,
		page.In(".ds-alert[data-color=warning]", page.HasText("på de samme dagene"), page.HasText("åpen fra 1. desember 2025")),
		page.In("#f-closed-problem", page.HasText("overlapper")))
	if n := len(h.surveys.WavesOf(sc.ID)); n != 1 {
		t.Errorf("%d waves after importing twice", n)
	}
	if strings.Contains(h.log.String(), "Nokså") || strings.Contains(h.log.String(), "Nordmann") {
		t.Error("the log holds something of the file")
	}
}

// Columns that are called by the items' ids or words need nobody's help, and a file that has just come is shown before it is imported.
func TestImportWithoutHelp(t *testing.T) {
	t.Parallel()
	for name, heading := range map[string]func(int, surveys.Item) string{"by id": byID, "in words": inWords} {
		h := newHouse(t)
		sc := h.school("Bø skole")
		form := about(importForm(t, h.leader(importPath).body))
		form.Set("step", "import")
		file := earlierFile(t, heading, func(table [][]string) { table[0][1], table[1][1] = "Verv", "Tillitsvalgt" })
		first := h.uploads(importPath, form, file)
		if first.status != 200 || len(h.surveys.WavesOf(sc.ID)) > 0 {
			t.Fatalf("%s: the upload answers %d, %d waves", name, first.status, len(h.surveys.WavesOf(sc.ID)))
		}
		page.Verify(t, first.body,
			page.In("button[value=import]", page.HasText("Hent inn")), page.In(".facts", page.HasText("bare for hele personalet"), page.HasText("Sendt og Verv")))
		form = importForm(t, first.body)
		form.Set("step", "import")
		pressed := make(chan int) // twice, as people do
		for range 2 {
			go func() { pressed <- h.uploads(importPath, form, nil).status }()
		}
		if one, other := <-pressed, <-pressed; one+other != 303+422 || len(h.surveys.WavesOf(sc.ID)) != 1 {
			t.Errorf("%s: pressing twice answers %d and %d; %d waves", name, one, other, len(h.surveys.WavesOf(sc.ID)))
		}
	}
}

// Earlier surveys of parents are not offered, and refused in words when they are asked for all the same.
func TestImportOffersSurveysOfStaff(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	body := h.leader(importPath).body
	page.Verify(t, body, page.Count("[value='prep/foresatte']", 0), page.In("form.panel", page.HasText("grensen for minste gruppe verner ingen")))
	form := about(importForm(t, body))
	form.Set("what", "prep/foresatte")
	refused := h.uploads(importPath, form, earlierFile(t, byID, func([][]string) {}))
	if refused.status != 422 {
		t.Errorf("status %d", refused.status)
	}
	page.Verify(t, refused.body, page.In("[id='f-what-problem']", page.IsText("Bare undersøkelser til ansatte kan hentes inn")), page.Count(".ds-error-summary li", 1))
}

// An earlier survey that lacks some questions has results, and what it did not ask is said not to have been asked.
func TestImportWithoutSomeQuestions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	uploaded := h.uploads(importPath, about(importForm(t, h.leader(importPath).body)), earlierFile(t, byID, func(table [][]string) {
		for i := range table {
			table[i] = slices.Delete(table[i], 2, 5) // the three of the first component
		}
	}))
	page.Verify(t, uploaded.body, page.In("section[aria-labelledby=faults]", page.HasText("3 spørsmål har ingen kolonne")))
	form := importForm(t, uploaded.body)
	for _, item := range []string{"promote_plan", "promote_relations", "promote_inclusion"} {
		form.Set("item."+item, "not_asked")
	}
	form.Set("step", "import")
	if done := h.uploads(importPath, form, nil); done.status != 303 {
		t.Fatalf("imported: %d", done.status)
	}
	body := h.leader("/schools/974600951").body
	page.Verify(t, body, page.In("#c-promote", page.HasText("Ikke spurt")))
	for _, path := range []string{"/owners/964338531", "/schools/974600951/report.xlsx", "/schools/974600951/results.json", "/schools/974600951/items/prevent_early"} {
		if a := h.leader(path); a.status != 200 {
			t.Errorf("%s: status %d", path, a.status)
		}
	}
	if a := h.leader("/schools/974600951/items/promote_plan"); a.status != 404 {
		t.Errorf("a question that was not asked has a page: status %d", a.status)
	}
}

// Faults in words, each where it belongs.
func TestImportFaultsInWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	form := about(importForm(t, h.leader(importPath).body))
	for name, tt := range map[string]struct {
		file, at, says string
		change         func(url.Values)
	}{
		"empty":           {"\n", "#f-file-problem", "Filen er tom", nil},
		"a picture":       {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "#f-file-problem", "verken CSV eller", nil},
		"an old workbook": {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", "#f-file-problem", "gammel .xls-fil", nil},
		"too many rows":   {"a,b\n" + strings.Repeat("1,2\n", surveys.MaxSheetRows+1), "#f-file-problem", "for stor", nil},
		"short row":       {"a,b\n1,2\n3\n", "section[aria-labelledby=broken]", "Rad 3: Raden har ikke like mange celler", nil},
		"open quote":      {"a,b\n1,2\n\"3,4\n", "section[aria-labelledby=broken]", "Rad 3: Et anførselstegn", nil},
		"long cell":       {"a,b\n1," + strings.Repeat("x", 40000) + "\n", "section[aria-labelledby=broken]", "Rad 2, kolonnen «b»: Teksten er for lang", nil},
		"two of a name":   {"a,a\n1,2\n", "section[aria-labelledby=broken]", "To kolonner heter «a»", nil},
		"no column":       {"a,b\n1,2\n", "section[aria-labelledby=faults]", "21 spørsmål har ingen kolonne", nil},
		"nobody":          {strings.Join(itemIDs(), ",") + "\n", "section[aria-labelledby=faults]", "Ingen rad har et svar", nil},
		"what is missing": {"promote_plan\n3\n", ".ds-error-summary", "Hva ble målt?", func(form url.Values) { form.Del("what") }},
		"dates":           {"promote_plan\n3\n", "#f-opened-problem", "2026-12-18", func(form url.Values) { form.Set("opened", "i fjor"); form.Set("min_group", "x") }},
		"ahead":           {"promote_plan\n3\n", "#f-closed-problem", "må være avsluttet", func(form url.Values) { form.Set("closed", "2027-01-18"); form.Set("opened", "2027-01-10") }},
	} {
		sent := about(url.Values{"min_group": {"7"}})
		if tt.change != nil {
			tt.change(sent)
		}
		a := h.uploads(importPath, sent, []byte(tt.file))
		if a.status != 422 {
			t.Errorf("%s: status %d", name, a.status)
		}
		page.Verify(t, a.body, page.In(tt.at, page.HasText(tt.says)))
	}

	// Columns and values that are said to mean something they cannot.
	uploaded := h.uploads(importPath, form, earlierFile(t, byID, func(table [][]string) {
		for i := range table[1:] {
			table[i+1] = append(table[i+1], "fritekst")
		}
		table[0] = append(table[0], "Kommentar")
		table[2][1] = ""
	}))
	sent := importForm(t, uploaded.body)
	sent.Set("item.promote_plan", "=Kommentar")
	sent.Set("item.promote_relations", "=Nowhere")
	sent.Set("item.prevent_early", "=promote_plan")
	sent.Set("item.nothing", "not_asked")
	sent.Set("item.persist_ask", "not_asked")
	sent.Set("item.persist_adjust", "=prevent_presence")
	sent.Set("group_column", "=Stilling")
	sent.Set("code.extent."+encodeValue("9"), "x")
	page.Verify(t, h.uploads(importPath, sent, nil).body, page.In("section[aria-labelledby=faults]",
		page.HasText("«fritekst» er ikke et svar"), page.HasText("Kolonnen «Nowhere»: Filen har ingen slik kolonne"), page.HasText("Personalgruppen mangler"),
		page.HasText("Kolonnen «prevent_presence»: Kolonnen er valgt mer enn ett sted"), page.HasText("«nothing» hører ikke til")))
	sent.Set("sheet", "not a table")
	page.Verify(t, h.uploads(importPath, sent, nil).body, page.In("#f-file-problem", page.HasText("kom ikke fram hel")))
}

func TestRowsInWords(t *testing.T) {
	t.Parallel()
	for want, rows := range map[string][]int{
		"4": {4}, "4 og 5": {4, 5}, "4–6": {4, 5, 6}, "2, 4–6 og 9": {2, 4, 5, 6, 9}, "2, 3 og 5–8": {2, 3, 5, 6, 7, 8},
	} {
		if got := numbersInWords(words().Printer("nb"), rows); got != want {
			t.Errorf("%v: %q, want %q", rows, got, want)
		}
	}
}

// What is sent as a form with a file and is none is refused, and so is one on a route that takes no files (see TestFormsAreRead).
func TestFormsWithAFile(t *testing.T) {
	t.Parallel()
	field := func(name, more, content string) string {
		return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + content + "\r\n"
	}
	const end = "--x--\r\n"
	for name, tt := range map[string]struct {
		contentType, body string
		form              url.Values // nil when the request is refused
		file              string
	}{
		"fields and a file":     {"; boundary=x", field("a", "", "1") + field("f", `; filename="æ.csv"`, "c") + field("a", "", "2") + end, url.Values{"a": {"1", "2"}}, "c"},
		"no file chosen":        {"; boundary=x", field("f", `; filename=""`+"\r\nContent-Type: application/octet-stream", "") + end, url.Values{}, ""},
		"a file without a name": {"; boundary=x", field("f", "\r\nContent-Type: text/csv", "c") + end, url.Values{}, "c"},
		"no boundary":           {"", end, nil, ""},
		"cut off":               {"; boundary=x", field("a", "", "1"), nil, ""},
		"too many parts":        {"; boundary=x", strings.Repeat(field("a", "", "1"), mostParts) + end, nil, ""},
	} {
		var got *request
		s := newSiteWith(t, route{POST, "/form", public.upTo(1 << 20).withFile(), func(_ context.Context, r *request) (reply, error) {
			got = r
			return jsonBody(nil), nil
		}})
		a := s.ask(s.request(POST, "/form", strings.NewReader(tt.body), "Content-Type", "multipart/form-data"+tt.contentType))
		if tt.form == nil {
			if a.status != 400 {
				t.Errorf("%s: status %d", name, a.status)
			}
			continue
		}
		if diff := cmp.Diff(tt.form, got.form); diff != "" || string(got.file) != tt.file {
			t.Errorf("%s: file %q, form %s", name, got.file, diff)
		}
	}
}
