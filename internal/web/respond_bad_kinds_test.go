package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tilstand/internal/audit"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

var exclusiveOnly = map[string]string{"nb": "utelukker de andre", "nn": "utelukkar dei andre", "en": "rules out the others"}

// badKinds spoil a form on which a single choice, a multiple choice and what hangs on them are answered.
func badKinds() []badForm {
	const work, channels, breaks, other = "#q-work .ds-validation-message", "#q-channels .ds-validation-message", "#q-breaks .ds-validation-message", ".trouble"
	many := func(values ...string) func(url.Values) { return func(f url.Values) { f["channels"] = values } }
	return []badForm{
		{"an option beyond the list", set("work", "9"), 422, work, notInTheForm},
		{"an option by its name", set("work", "both"), 422, work, notInTheForm},
		{"two options where one may be chosen", func(f url.Values) { f["work"] = []string{"1", "2"} }, 422, work, notInTheForm},
		{"nought of a single choice", set("work", "0"), 422, work, notInTheForm},
		{"not shown, as a code", set("work", "100"), 422, work, notInTheForm},
		{"several, one of them beyond the list", many("1", "9"), 422, channels, notInTheForm},
		{"several by name", many("meeting", "minutes"), 422, channels, notInTheForm},
		{"one option twice", many("1", "1"), 422, channels, notInTheForm},
		{"several with commas", many("1,2"), 422, channels, notInTheForm},
		{"several in other digits", many("１", "２"), 422, channels, notInTheForm},
		{"several in bytes that are no text", many("1", "\xff"), 422, channels, notInTheForm},
		{"ten thousand boxes", many(slices.Repeat([]string{"1"}, 4000)...), 422, channels, notInTheForm},
		{"what goes with no other, and another", many("2", "4"), 422, channels, exclusiveOnly},
		{"an option as a question", set("channels/meeting", "1"), 422, other, otherForm},
		{"a question of another version", set("promote_plan", "3"), 422, other, otherForm},
		{"a conditional question that is asked, beyond its list", set("breaks", "7"), 422, breaks, notInTheForm},
	}
}

// What cannot be an answer to a choice is refused where it stands, stores nothing, and everything else comes back with it: the boxes of
// several choices, and what hangs on them.
func TestBadChoices(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.askMixed()
	w, err := h.surveys.OpenWave(t.Context(), audit.Console.At(*h.clock), surveys.WaveSpec{
		School: h.school("Bø skole").ID, Phase: "a", Instrument: surveys.MappingSurvey, ClosesAt: h.clock.AddDate(0, 0, 7),
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 30}, {Key: "other", HeadCount: 20}},
	})
	if err != nil {
		t.Fatal(err)
	}
	at := "/s/" + string(w.Code)
	good := func() url.Values {
		form := h.blank(w)
		for name, value := range map[string]string{"group": "1", "known": "3", "used": "3", "shared": "3", "renewed": "0", "work": "2", "meetings": "4", "time": "2", "breaks": "1"} {
			form.Set(name, value)
		}
		form["channels"] = []string{"1", "3"}
		return form
	}
	for _, bad := range badKinds() {
		form := good()
		bad.spoil(form)
		var back url.Values
		for lang, says := range bad.says {
			a := h.post(at, form, "Accept-Language", lang)
			if a.status != bad.status || !utf8.ValidString(a.body) {
				t.Fatalf("%s: status %d, want %d", bad.name, a.status, bad.status)
			}
			page.Verify(t, a.body, page.In("html", page.AttrIs("lang", lang)), page.In(bad.where, page.HasText(says)))
			back = page.Form(t, page.Parse(t, a.body), "#answers").Values
		}
		if back.Get("meetings") != "4" || back.Get("time") != "2" || back.Get("group") != "1" || !strings.Contains(bad.where, "channels") && !slices.Equal(back["channels"], []string{"1", "3"}) {
			t.Errorf("%s: the good answers are gone: %v", bad.name, back)
		}
		mended := good()
		mended.Set("sid", back.Get("sid"))
		if a := h.post(at, mended); a.status != 303 {
			t.Errorf("%s: put right and sent again: status %d", bad.name, a.status)
		}
	}
	// What is not asked is not looked at: nobody is held up by what they cannot see.
	unasked := good()
	unasked.Set("work", "1")
	unasked.Set("breaks", "7")
	unasked["channels"] = []string{"2"}
	unasked.Set("meetings", strings.Repeat("4", 1000))
	if a := h.post(at, unasked); a.status != 303 {
		t.Errorf("nonsense for questions that are not asked: status %d", a.status)
	}
	late := good()
	if got, want := h.stored(w), len(badKinds())+1; got != want {
		t.Errorf("%d answers are stored, want those %d that were put right or right from the start", got, want)
	}

	for lang, says := range map[string]string{"nb": "Undersøkelsen er avsluttet", "nn": "Undersøkinga er avslutta", "en": "The survey has closed"} {
		a := h.post(at, late, "Accept-Language", lang)
		page.Verify(t, a.body, page.In("html", page.AttrIs("lang", lang)), page.In("h1", page.IsText(says)))
		if a.status != 410 {
			t.Errorf("after closing: status %d", a.status)
		}
	}
}
