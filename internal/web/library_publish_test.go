package web

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

// asWorkbook is an instrument as a file to upload.
func asWorkbook(t *testing.T, in *surveys.Instrument) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := xlsform.Write(&file, in); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func asDocument(t testing.TB, in *surveys.Instrument) []byte {
	t.Helper()
	document, err := json.MarshalIndent(in, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// reworded gives the first item of the state survey other words.
func reworded(in *surveys.Instrument) {
	in.Sections[0].Items[0].Text = i18n.Text{
		"nb": "I hvilken grad arbeider vi på skolen vår godt med å fremme et trygt og godt skolemiljø?",
		"nn": "I kva grad arbeider vi på skulen vår godt med å fremje eit trygt og godt skulemiljø?",
		"en": "To what extent do we at our school work well to promote a safe and good school environment?",
	}
}

// A file with faults tells all of them, each with its place, in the reader's language; nothing of it is stored.
func TestAFaultyFileIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	faulty := h.next(surveys.StateSurvey, func(in *surveys.Instrument) {
		delete(in.Sections[0].Items[0].Text, "nn")
		in.Sections[1].Items[0].Construct = "nowhere"
		in.Minutes = 99
	})
	for lang, want := range map[string]string{"nb": "Arket survey, rad", "nn": "Arket survey, rad", "en": "Sheet survey, row"} {
		a := h.uploads("/library/upload?lang="+lang, nil, asWorkbook(t, faulty))
		if a.status != 422 {
			t.Errorf("a workbook with faults: %d", a.status)
		}
		page.Verify(t, a.body, page.In(".faults", page.HasText(want)), page.Count(".faults li", 3))
	}
	for lang, want := range map[string]string{"nb": "99 er over 15. Hvor lang tid", "nn": "99 er over 15. Kor lang tid", "en": "99 is above 15. Estimated time"} {
		page.Verify(t, h.uploads("/library/upload?lang="+lang, nil, asDocument(t, faulty)).body, page.In(".faults", page.HasText(want)))
	}
	a := h.uploads("/library/upload?lang=nb", nil, asDocument(t, faulty))
	page.Verify(t, a.body, page.In(".faults", page.HasText("/sections/0/items/0/text/nn"), page.HasText("Linje")), page.Count(".faults li", 3))
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":   {nil, "Velg en fil"},
		"old":       {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "xlsx"},
		"truncated": {asWorkbook(t, faulty)[:2000], "verken et regneark"},
		"text":      {[]byte("hei"), "Linje 1"},
	} {
		a := h.uploads("/library/upload", nil, test.file)
		if a.status != 422 || !strings.Contains(a.body, test.want) {
			t.Errorf("%s: %d, and it does not say %q", name, a.status, test.want)
		}
	}
	if n := len(h.surveys.Instruments()); n != len(surveys.BuiltinInstruments()) {
		t.Errorf("%d versions are in the library", n)
	}
}

// What the library itself does not take is a fault of the file as well.
func TestAFileThatDoesNotFollowIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, test := range map[string]struct {
		edit func(*surveys.Instrument)
		want string
	}{
		"a number in use": {func(in *surveys.Instrument) { in.Version = 1; reworded(in) }, "Gi denne nummer 2"},
		"a component of another programme": {func(in *surveys.Instrument) {
			in.Components[0] = "joy"
			for i := range in.Constructs {
				if in.Constructs[i].Component == "promote" {
					in.Constructs[i].Component = "joy"
				}
			}
		}, "joy"},
	} {
		a := h.uploads("/library/upload", nil, asWorkbook(t, h.next(surveys.StateSurvey, test.edit)))
		if a.status != 422 || !strings.Contains(a.body, test.want) {
			t.Errorf("%s: %d, and it does not say %q", name, a.status, test.want)
		}
	}
	parents := h.next("foresatte", func(in *surveys.Instrument) { in.Audience = surveys.Pupils })
	page.Verify(t, h.uploads("/library/upload", nil, asDocument(t, parents)).body, page.In(".faults", page.HasText("besvares av andre")))
	mapping := h.next(surveys.MappingSurvey, func(in *surveys.Instrument) { in.Key = surveys.StateSurvey })
	page.Verify(t, h.uploads("/library/upload", nil, asDocument(t, mapping)).body, page.In(".faults", page.HasText("er til noe annet")))
}

// From the file to the first wave: a draft, what changed, what it means, what follows, and only then is it asked.
func TestAVersionIsPublished(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	in := h.next(surveys.StateSurvey, func(in *surveys.Instrument) {
		reworded(in)
		last := &in.Sections[3]
		n := len(last.Items)
		last.Items[n-1], last.Items[n-2] = last.Items[n-2], last.Items[n-1]
	})
	const at = "/library/tilstand/2"
	if a := h.uploads("/library/upload", nil, asWorkbook(t, in)); a.status != 303 || a.header.Get("Location") != at+"/compare" {
		t.Fatalf("uploaded: %d to %s", a.status, a.header.Get("Location"))
	}
	for lang := range languageNames {
		page.Verify(t, h.leader(at+"/compare?lang="+lang).body, page.Count(".changes > li", 3), page.Count(".rewordings ins", 3), page.Count(".rewordings del", 3))
	}
	page.Verify(t, h.leader(at+"/compare").body,
		page.In("ins", page.HasText("godt")), page.In("del", page.HasText("planmessig")), page.In(".changes", page.HasText("Flyttet")),
		page.In("main", page.HasText("Ikke avgjort"), page.HasText("På grunn av spørsmål")))

	page.Verify(t, h.leader(at+"/publish").body, page.Count("fieldset", 1), page.In("fieldset", page.HasText("Brytes serien, brytes også: "), page.HasText("Fremme")))
	if a := h.sends(at+"/publish", url.Values{"step": {"publish"}}); a.status != 422 || !strings.Contains(a.body, "Si om meningen er den samme") {
		t.Errorf("published without a declaration: %d", a.status)
	}
	declared := url.Values{"meaning.promote_plan": {"same"}, "step": {"check"}}
	page.Verify(t, h.sends(at+"/publish", declared).body,
		page.In("input[type=hidden][name='meaning.promote_plan']", page.AttrIs("value", "same")), page.In("main", page.HasText("kan ingenting i versjonen endres")))
	declared.Set("step", "change")
	page.Verify(t, h.sends(at+"/publish", declared).body, page.In("input[type=radio][checked]", page.AttrIs("value", "same")))
	if e, _ := h.surveys.Instrument(surveys.StateSurvey, 2); e.State != surveys.Draft {
		t.Fatalf("looking at what follows made it %s", e.State)
	}
	declared.Set("step", "publish")
	declared.Set("hash", "of another draft")
	h.sends(at+"/publish", declared)
	if e, _ := h.surveys.Instrument(surveys.StateSurvey, 2); e.State != surveys.Draft {
		t.Fatal("what nobody looked at was published")
	}
	declared.Set("hash", in.Hash())
	if a := h.sends(at+"/publish", declared); a.status != 303 || a.header.Get("Location") != at {
		t.Fatalf("published: %d to %s", a.status, a.header.Get("Location"))
	}
	if w := h.open(h.school("Bø skole"), 20, 10); w.InstrumentVersion != 2 {
		t.Errorf("a new wave asks version %d", w.InstrumentVersion)
	}
	// What has been declared stays, and nothing can be changed any more.
	page.Verify(t, h.leader(at+"/compare").body, page.In("main", page.LacksText("Ikke avgjort")))
	for _, path := range []string{"/publish", "/discard"} {
		h.sends(at+path, url.Values{"step": {"publish"}, "meaning.promote_plan": {"new"}})
	}
	if e, _ := h.surveys.Instrument(surveys.StateSurvey, 2); e.State != surveys.Published || e.Succession.Declared[0].Meaning != surveys.SameMeaning {
		t.Errorf("it is %s, with %+v", e.State, e.Succession)
	}
	if a := h.leader(at + "/publish"); a.status != 404 {
		t.Errorf("publishing what is published: %d", a.status)
	}
}

func TestAVersionIsRetiredAndRestored(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const at = "/library/tilstand/1"
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("Ta versjonen ut av bruk")))
	h.sends(at+"/retire", nil)
	page.Verify(t, h.leader(at).body, page.In(".version-line", page.HasText("Tatt ut av bruk")), page.In("main", page.HasText("Ta versjonen i bruk igjen")))
	if _, ok := h.surveys.InstrumentInUse(surveys.StateSurvey); ok {
		t.Error("it is still asked")
	}
	h.sends(at+"/restore", nil)
	page.Verify(t, h.leader(at).body, page.In(".version-line", page.HasText("I bruk")))
	if a := h.sends("/library/tilstand/9/retire", nil); a.status != 404 {
		t.Errorf("what is not there: %d", a.status)
	}
}

func TestADraftIsDiscarded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := h.draft(h.next(surveys.StateSurvey, reworded))
	page.Verify(t, h.leader(at).body, page.In("main", page.HasText("Forkast utkastet")))
	if a := h.sends(at+"/discard", nil); a.status != 303 || a.header.Get("Location") != "/library" {
		t.Errorf("discarded: %d to %s", a.status, a.header.Get("Location"))
	}
	if a := h.leader(at); a.status != 404 {
		t.Errorf("it is still there: %d", a.status)
	}
}

// A text that is missing keeps a draft from being published, and the page says which.
func TestWhatIsNotWholeIsNotPublished(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := h.draft(h.next(surveys.StateSurvey, func(in *surveys.Instrument) {
		delete(in.Sections[0].Items[0].Text, "nn")
		in.Sections[1].Items[0].Construct = "nowhere"
	}))
	page.Verify(t, h.leader(at+"/publish").body,
		page.In(".ds-alert", page.HasText("nynorsk"), page.HasText("Spørsmål 1"), page.HasText("nowhere")), page.Count("form.panel", 0))
	if a := h.sends(at+"/publish", url.Values{"step": {"publish"}, "meaning.promote_plan": {"same"}}); a.status != 422 {
		t.Errorf("published: %d", a.status)
	}
	if e, _ := h.surveys.Instrument(surveys.StateSurvey, 2); e.State != surveys.Draft {
		t.Errorf("it is %s", e.State)
	}
}

// A questionnaire of its own has nothing before it: there is nothing to compare and nothing to declare.
func TestANewQuestionnaire(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	in := h.next(surveys.MappingSurvey, func(in *surveys.Instrument) { in.Key, in.Version = "trivsel", 1 })
	if a := h.uploads("/library/upload", nil, asDocument(t, in)); a.header.Get("Location") != "/library/trivsel/1" {
		t.Fatalf("uploaded: %d to %s", a.status, a.header.Get("Location"))
	}
	if a := h.leader("/library/trivsel/1/compare"); a.status != 404 {
		t.Errorf("compared with nothing: %d", a.status)
	}
	page.Verify(t, h.leader("/library/trivsel/1/publish").body, page.In("main", page.HasText("i noen fase ennå")))
	h.sends("/library/trivsel/1/publish", url.Values{"step": {"publish"}, "hash": {in.Hash()}})
	if _, ok := h.surveys.InstrumentInUse("trivsel"); !ok {
		t.Error("it is not in use")
	}
	// The very same file once more changes nothing, and leads to what is there.
	if a := h.uploads("/library/upload", nil, asDocument(t, in)); a.header.Get("Location") != "/library/trivsel/1" {
		t.Errorf("uploaded again: %d to %s", a.status, a.header.Get("Location"))
	}
}

// Every kind of change is told for what it is.
func TestEveryChangeIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := h.draft(h.next(surveys.StateSurvey, func(in *surveys.Instrument) {
		in.Title["nb"] = "Et nytt navn"
		in.Sections[0].Title["nb"] += " nå"
		in.Constructs[0].Name["nb"] += " mer"
		items := in.Sections[0].Items
		items[1].Reverse = true
		items[2].ID = "promote_new"
		items[3].Hint = i18n.Text{"nb": "Hjelp", "nn": "Hjelp", "en": "Help"}
		step := in.Scales[items[0].Scale].Steps
		step[0].Label["en"] += " indeed"
	}))
	a := h.leader(at + "/compare")
	for _, want := range []string{"Nytt", "Tatt ut", "Besvares på en annen måte", "Ny ordlyd", "Var spørsmål 3", "Et nytt navn", "Hjelpetekst til 4", "indeed", "Svar 1", "Begynner", "Slutter", "Brytes"} {
		page.Verify(t, a.body, page.In("main", page.HasText(want)))
	}
	other := h.leader(at + "/compare?with=1")
	if other.status != 200 || h.leader(at+"/compare?with=7").status != 404 {
		t.Error("another version to compare with")
	}
}

func TestVersionsToCompareWith(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for version := 2; version <= 3; version++ {
		in := h.next(surveys.StateSurvey, func(*surveys.Instrument) {})
		h.draft(in)
		if _, err := h.surveys.Publish(t.Context(), audit.Operator.At(*h.clock), in.Key, version, nil); err != nil {
			t.Fatal(err)
		}
	}
	page.Verify(t, h.leader("/library/tilstand/3/compare").body, page.Count(".picker li", 2), page.In(".picker a[aria-current]", page.IsText("Versjon 2")))
	page.Verify(t, h.leader("/library/tilstand/1").body, page.In(".version-line", page.HasText("Avløst")))
}

// Where new words mean something new, results say so from then on, with the reason: beside the index, beside the question, and nowhere else.
func TestTheBreakIsShownWithItsReason(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	in := h.next(surveys.StateSurvey, reworded)
	h.draft(in)
	if _, err := h.surveys.Publish(t.Context(), audit.Operator.At(*h.clock), in.Key, in.Version, []surveys.Declaration{{Item: "promote_plan", Meaning: surveys.NewMeaning}}); err != nil {
		t.Fatal(err)
	}
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	const why = "Brudd i serien etter denne: Spørsmål har fått en ny mening."
	at := "/schools/" + sc.Orgnr
	page.Verify(t, h.leader(at).body, page.In("#c-promote", page.HasText("Kan ikke sammenlignes")), page.In("#c-prevent circle.before", page.HasAttr("r")))
	course := h.leader(at + "/development").body
	page.Verify(t, course, page.In("[aria-labelledby=overall] table", page.HasText("Spørsmål har fått en ny mening.")), page.In("[aria-labelledby=components] table", page.HasText(why)))
	if n := strings.Count(course, why); n != 3 {
		t.Errorf("the break is told %d times, want the overall index in the table and at the chart, and the component", n)
	}
	page.Verify(t, h.leader(at+"/components/promote").body, page.In("[aria-labelledby=development] table", page.HasText(why)))
	page.Verify(t, h.leader(at+"/components/prevent").body, page.In("main", page.LacksText("Brudd i serien")))
	page.Verify(t, h.leader(at+"/items/promote_plan").body, page.In("main", page.HasText(why)))
	page.Verify(t, h.leader(at+"/items/promote_relations").body, page.In("main", page.LacksText("Brudd i serien")))
}
