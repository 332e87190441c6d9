package web

import (
	"bytes"
	"compress/gzip"
	"maps"
	"math"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tilstand/internal/duckdb"
	"tilstand/internal/testkit/datafolder"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// badForm is what may come instead of a form: how it is made of a good one, and what the reader is told.
type badForm struct {
	name   string
	spoil  func(form url.Values)
	status int
	where  string            // in which element it is said
	says   map[string]string // by language
}

// The words that the cases share.
var (
	notInTheForm = map[string]string{"nb": "Dette svaret finnes ikke i skjemaet", "nn": "Dette svaret finst ikkje i skjemaet", "en": "This answer is not in the form"}
	otherForm    = map[string]string{"nb": "hører ikke til dette skjemaet", "nn": "høyrer ikkje til dette skjemaet", "en": "does not belong to this form"}
	groupMissing = map[string]string{"nb": "Velg den personalgruppen", "nn": "Vel den personalgruppa", "en": "Choose the staff group"}
)

func set(name, value string) func(url.Values) {
	return func(form url.Values) { form.Set(name, value) }
}

func badForms() []badForm {
	const item, other, group = "#q-promote_plan .ds-validation-message", ".trouble", "#q-group .ds-validation-message"
	return []badForm{
		{"a code beyond the scale", set("promote_plan", "9"), 422, item, notInTheForm},
		{"a negative code", set("promote_plan", "-1"), 422, item, notInTheForm},
		{"a code in other digits", set("promote_plan", "４"), 422, item, notInTheForm},
		{"a code with a sign", set("promote_plan", "+4"), 422, item, notInTheForm},
		{"a very long code", set("promote_plan", strings.Repeat("4", 20_000)), 422, item, notInTheForm},
		{"a question answered twice", func(f url.Values) { f["promote_plan"] = []string{"4", "2"} }, 422, item, notInTheForm},
		{"bytes that are no text", set("promote_plan", "\xff\xfe4"), 422, item, notInTheForm},
		{"an overlong digit", set("promote_plan", "\xc0\xb4"), 422, item, notInTheForm},
		{"a nought byte", set("promote_plan", "4\x00"), 422, item, notInTheForm},
		{"markup", set("promote_plan", `"><script>alert(1)</script>`), 422, item, notInTheForm},
		{"a question that is not asked", set("nosuchitem", "1"), 422, other, otherForm},
		{"a question of another survey", set("followup_plan", "1"), 422, other, otherForm},
		{"a name that is no text", set("\xff\x00\xc0\xaf", "1"), 422, other, otherForm},
		{"a thousand questions", func(f url.Values) {
			for i := range 1000 {
				f.Set("q"+strings.Repeat("x", i%30)+string(rune('a'+i%26)), "1")
			}
		}, 422, other, otherForm},
		{"no staff group", func(f url.Values) { f.Del("group") }, 422, group, groupMissing},
		{"a staff group that there is not", set("group", "3"), 422, group, groupMissing},
		{"two staff groups", func(f url.Values) { f["group"] = []string{"1", "2"} }, 422, group, groupMissing},
		{"no id", func(f url.Values) { f.Del("sid") }, 422, other, otherForm},
		{"a cut id", set("sid", "abc"), 422, other, otherForm},
		{"an id of other letters", set("sid", strings.Repeat("å", 20)), 422, other, otherForm},
		{"two ids", func(f url.Values) { f["sid"] = []string{string(newSubmissionID()), string(newSubmissionID())} }, 422, other, otherForm},
	}
}

// What cannot be an answer is refused in the reader's language and where it stands, stores nothing, and comes back with all the
// good answers still in it: sent once more as it comes back, it is taken in.
func TestBadForms(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 30, 20)
	at := "/s/" + string(w.Code)
	for _, bad := range badForms() {
		form := h.full(w, "1", "3")
		bad.spoil(form)
		var back url.Values
		for lang, says := range bad.says {
			a := h.post(at, form, "Accept-Language", lang)
			if a.status != bad.status || !utf8.ValidString(a.body) || strings.ContainsAny(a.body, "\x00") {
				t.Fatalf("%s: status %d, want %d", bad.name, a.status, bad.status)
			}
			page.Verify(t, a.body, page.In("html", page.AttrIs("lang", lang)), page.In(bad.where, page.HasText(says)), page.Not("main script"))
			back = page.Form(t, page.Parse(t, a.body), "#answers").Values
		}
		if back.Get("uncover_ask") != "3" || bad.where != "#q-group .ds-validation-message" && back.Get("group") != "1" {
			t.Errorf("%s: the good answers are gone: %v", bad.name, back)
		}
		back.Set("group", "1")
		back.Set("promote_plan", "3")
		if a := h.post(at, back); a.status != 303 {
			t.Errorf("%s: put right and sent again: status %d", bad.name, a.status)
		}
	}
	if got, want := h.stored(w), len(badForms()); got != want {
		t.Errorf("%d answers are stored, want those %d that were put right", got, want)
	}
}

// What is no form at all is an error page in the reader's language.
func TestWhatIsNoForm(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 30, 20)
	at := "/s/" + string(w.Code)
	good := h.full(w, "1", "3").Encode()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(good))
	z.Close()
	const plain = "application/x-www-form-urlencoded"
	unread := map[string]string{"nb": "Vi forstod ikke", "nn": "Vi forstod ikkje", "en": "understand"}
	for _, test := range []struct {
		name, kind, encoding, body string
	}{
		{"a form in parts", "multipart/form-data; boundary=x", "", "--x\r\nContent-Disposition: form-data; name=\"promote_plan\"\r\n\r\n4\r\n--x--\r\n"},
		{"JSON", "application/json", "", `{"promote_plan":4}`},
		{"no kind", "", "", good},
		{"text", "text/plain", "", good},
		{"packed", plain, "gzip", packed.String()},
		{"packed, it says", plain, "br", good},
		{"a broken escape", plain, "", good + "&x=%zz"},
		{"semicolons", plain, "", strings.ReplaceAll(good, "&", ";")},
		{"cut in an escape", plain, "", good + "&x=%4"},
	} {
		for lang, says := range unread {
			r := h.request(http.MethodPost, at, strings.NewReader(test.body), "Content-Type", test.kind, "Sec-Fetch-Site", "same-origin", "Accept-Language", lang)
			if test.encoding != "" {
				r.Header.Set("Content-Encoding", test.encoding)
			}
			a := h.ask(r)
			if a.status != 400 {
				t.Errorf("%s: status %d, want 400", test.name, a.status)
			}
			page.Verify(t, a.body, page.In("html", page.AttrIs("lang", lang)), page.In("h1", page.HasText(says)))
		}
	}
	for range 7 {
		h.post(at, h.full(w, "1", "3"))
	}
	if got := h.stored(w); got != 7 {
		t.Errorf("%d answers are stored, want the seven good ones", got)
	}
}

// A form whose answers could not be stored comes back as it was sent, by the same id. The script, which keeps them itself, hears
// that it should try again.
func TestAnswersThatCouldNotBeStoredComeBack(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)
	f := datafolder.Open(t)
	s := newSite(t, stores(t, f), func(c *Config) {
		c.Now = func() time.Time { return clock }
		c.Unavailable = []error{duckdb.ErrClosed}
	})
	h := &house{site: s, folder: f, clock: &clock}
	w := h.open(h.school("Bø skole"), 20, 10)
	form := h.full(w, "2", "5")
	if err := f.Intake.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := h.post("/s/"+string(w.Code), form)
	if a.status != 503 || a.header.Get("Retry-After") == "" || a.header.Get("Expires") != "" {
		t.Errorf("status %d, Retry-After %q, Expires %q", a.status, a.header.Get("Retry-After"), a.header.Get("Expires"))
	}
	page.Verify(t, a.body, page.In(".trouble", page.HasText("Alt du har svart, står her fortsatt")), page.Not("[data-blank]"))
	if back := page.Form(t, page.Parse(t, a.body), "#answers").Values; back.Encode() != form.Encode() {
		t.Errorf("back came %v, want %v", back, form)
	}
	if line := s.log.line(t, "POST /s/:code"); line["error"] == nil {
		t.Errorf("the log says nothing about it: %v", line)
	}
	if a := h.post("/s/"+string(w.Code), form, "Accept", "application/json"); a.status != 503 || strings.Contains(a.body, `id="answers"`) {
		t.Errorf("the script is answered with %d and %d bytes", a.status, len(a.body))
	}
}

// While the disk is nearly full the form comes back as it was sent and says why, in each language; when there is room again the same form is taken in.
func TestNoRoomForAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	form := h.full(w, "2", "5")
	floor := h.folder.Floor
	h.folder.Floor = math.MaxInt64
	for lang, says := range map[string]string{"nb": "La siden stå åpen", "nn": "Lat sida stå open", "en": "Leave this page open"} {
		a := h.post("/s/"+string(w.Code)+"?lang="+lang, form)
		if a.status != 503 || a.header.Get("Retry-After") == "" {
			t.Errorf("%s: status %d, Retry-After %q", lang, a.status, a.header.Get("Retry-After"))
		}
		page.Verify(t, a.body, page.In(".trouble", page.HasText(says)))
		if back := page.Form(t, page.Parse(t, a.body), "#answers").Values; back.Encode() != form.Encode() {
			t.Errorf("%s: back came %v, want %v", lang, back, form)
		}
	}
	if a := h.post("/s/"+string(w.Code), form, "Accept", "application/json"); a.status != 503 {
		t.Errorf("the script is answered with %d", a.status)
	}
	h.folder.Floor = floor
	if a := h.post("/s/"+string(w.Code), form); a.status != 303 {
		t.Errorf("with room again: status %d", a.status)
	}
}

// FuzzForm sends anything as a form, to a questionnaire of scales and to one with every kind of question: no byte of it makes the server
// fail, what is taken for an answer is one, and the pages that it is carried along on agree.
func FuzzForm(f *testing.F) {
	scales, _ := surveys.Builtin(surveys.StateSurvey)
	kinds := mixed(f)
	wave := surveys.Wave{Code: "abcdefghjkmn", Groups: []surveys.Group{{Number: 1}, {Number: 2}}}
	good := url.Values{fieldID: {strings.Repeat("a", 32)}, fieldGroup: {"1"}, "channels": {"1", "3"}}
	for _, item := range slices.Concat(scales.Items(), kinds.Items()) {
		if item.Type != surveys.MultipleChoice {
			good.Set(string(item.ID), "2")
		}
	}
	for _, bad := range slices.Concat(badForms(), badKinds()) {
		form := url.Values{}
		for name, values := range good {
			form[name] = values
		}
		bad.spoil(form)
		f.Add(form.Encode())
	}
	for _, body := range []string{"", good.Encode(), "&&&=", "a=b;c=d", "a=1&b=2&a=3&c=4&a=%2B+5", "=&=x&%3D", strings.Repeat("x=1&", 2*roomForFields), "sid", "%00=%00", "promote_plan=%F4%8F%BF%BF", good.Encode()[:40], "channels=1+3&channels=2", "work=2&breaks=3"} {
		f.Add(body)
	}
	words := words().Printer("nn")
	f.Fuzz(func(t *testing.T, body string) {
		form, err := parseForm("application/x-www-form-urlencoded", "", []byte(body))
		if want, wantErr := url.ParseQuery(body); (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(form, want) {
			t.Fatalf("%q is read as %v, %v; url.ParseQuery reads %v, %v", body, form, err, want, wantErr)
		}
		if err != nil {
			return
		}
		for _, in := range []*surveys.Instrument{scales, kinds} {
			sub := readSubmission(form, wave.Code)
			maps.DeleteFunc(sub.Answers, func(name, _ string) bool { _, ok := in.Item(surveys.ItemID(name)); return !ok })
			response, err := surveys.Check(wave, in, sub)
			shown := formOf(wave, in, words, sub)
			if err != nil {
				continue
			}
			again := url.Values{}
			for _, field := range fieldsOf(in, sub) {
				again.Add(field.Name, field.Value)
			}
			second, err := surveys.Check(wave, in, readSubmission(again, wave.Code))
			if err != nil || second.Group != response.Group || !bytes.Equal(codes(second), codes(response)) {
				t.Errorf("carried on, %q is another answer: %v, %v", body, second, err)
			}
			shown.leaveOut(in, response)
			if got, want := len(shown.skipped()), len(in.Items())-settled(in, response); got != want {
				t.Errorf("%d are shown as skipped, want %d of %q", got, want, body)
			}
		}
	})
}

// settled counts the items that were answered or not asked.
func settled(in *surveys.Instrument, r surveys.Response) int {
	items := map[surveys.ItemID]bool{}
	for i, v := range in.Variables() {
		if r.Codes[i] != surveys.Blank {
			items[v.Item.ID] = true
		}
	}
	return len(items)
}

func codes(r surveys.Response) []byte {
	out := make([]byte, len(r.Codes))
	for i, code := range r.Codes {
		out[i] = byte(code)
	}
	return out
}
