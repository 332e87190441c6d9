package surveys_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/testkit"
	"tilstand/surveys"
)

// A fault is expected at a path, with these words in its reason.
type wantFault struct{ path, words string }

// faultCases make one built-in instrument wrong in one way each. What is listed is everything that may be said: a fault that
// follows from another is noise to the author.
var faultCases = []struct {
	name string
	base string // tilstand.v1 unless given
	edit func(paper)
	want []wantFault
}{
	// What the schema refuses.
	{"a member is missing", "", func(p paper) { p.drop("/minutes") },
		[]wantFault{{"/minutes", "is missing. Estimated time"}}},
	{"a member is misspelt", "", func(p paper) { p.set("/sections/0/items/0/revers", true) },
		[]wantFault{{"/sections/0/items/0/revers", `"reverse"`}}},
	{"a value has the wrong type", "", func(p paper) { p.set("/version", "1") },
		[]wantFault{{"/version", "a text stands where a whole number is expected"}}},
	{"an object stands for a list", "", func(p paper) { p.set("/languages", map[string]any{}) },
		[]wantFault{{"/languages", "an object stands where a list is expected"}}},
	{"another format", "", func(p paper) { p.set("/format", 2) },
		[]wantFault{{"/format", "2 stands where 1 is expected"}}},
	{"an unknown kind", "", func(p paper) { p.set("/kind", "survey") },
		[]wantFault{{"/kind", `"survey" is not one of the possible values. 'state'`}}},
	{"a key in capitals", "", func(p paper) { p.set("/key", "Tilstand") },
		[]wantFault{{"/key", "a lower-case letter"}}},
	{"an id that is no column name", "", func(p paper) { p.set("/sections/0/items/0/id", "promote-plan") },
		[]wantFault{{"/sections/0/items/0/id", "the name of its column"}}},
	{"version nought", "", func(p paper) { p.set("/version", 0) },
		[]wantFault{{"/version", "0 is below 1"}}},
	{"too many minutes", "", func(p paper) { p.set("/minutes", 16) },
		[]wantFault{{"/minutes", "16 is above 15"}}},
	{"an empty text", "", func(p paper) { p.set("/sections/0/items/0/text/nn", "") },
		[]wantFault{{"/sections/0/items/0/text/nn", "not empty"}}},
	{"a text of a no-break space", "", func(p paper) { p.set("/title/en", "\u00a0") },
		[]wantFault{{"/title/en", "not empty"}}},
	{"a text with a line break", "", func(p paper) { p.set("/title/en", "State\nsurvey") },
		[]wantFault{{"/title/en", "without line breaks"}}},
	{"a text that is too long", "", func(p paper) { p.set("/sections/0/items/0/text/nb", strings.Repeat("å", 241)) },
		[]wantFault{{"/sections/0/items/0/text/nb", "241 characters given, at most 240 allowed"}}},
	{"a text as one string", "", func(p paper) { p.set("/title", "Tilstand") },
		[]wantFault{{"/title", "a text stands where an object is expected"}}},
	{"a text missing in nynorsk", "", func(p paper) { p.drop("/sections/3/items/3/text/nn") },
		[]wantFault{{"/sections/3/items/3/text/nn", "Write the text in nynorsk"}}},
	{"a text in neither norm", "", func(p paper) { p.set("/title/no", "Tilstand") },
		[]wantFault{{"/title/no", "never 'no'"}}},
	{"a section of three items", "", func(p paper) {
		p.drop("/sections/3/items/3")
	}, []wantFault{{"/sections/3/items", "3 given, at least 4 needed"}}},
	{"a section of nine items", "", func(p paper) {
		for i := range 2 {
			item := p.copied("/sections/2/items/0").(map[string]any)
			item["id"] = fmt.Sprintf("further_%d", i)
			p.set(fmt.Sprintf("/sections/2/items/%d", 7+i), item)
		}
	}, []wantFault{{"/sections/2/items", "9 given, at most 8 allowed"}}},
	{"a component twice", "", func(p paper) { p.set("/components/8", "notify") },
		[]wantFault{{"/components", "entries 5 and 9 are the same"}}},
	{"a scale with one step", "", func(p paper) {
		p.set("/scales/single", p.copied("/scales/extent"))
		p.set("/scales/single/steps", []any{p.copied("/scales/extent/steps/0")})
		p.set("/sections/0/items/0/scale", "single")
	}, []wantFault{{"/scales/single/steps", "1 given, at least 2 needed"}}},
	{"a scale without a way out", "", func(p paper) { p.set("/scales/extent/outside", []any{}) },
		[]wantFault{{"/scales/extent/outside", "0 given, at least 1 needed"}}},
	{"a scale with a key in capitals", "", func(p paper) { p.set("/scales/Extent", p.copied("/scales/extent")) },
		[]wantFault{{"/scales/Extent", "a lower-case letter"}}},
	{"an item without provenance", "", func(p paper) { p.drop("/sections/1/items/2/provenance") },
		[]wantFault{{"/sections/1/items/2/provenance", "Only original wording"}}},
	{"a provenance without licence", "", func(p paper) { p.drop("/sections/1/items/2/provenance/licence") },
		[]wantFault{{"/sections/1/items/2/provenance/licence", "Terms of use"}}},

	// Languages.
	{"nynorsk is not declared", "", func(p paper) { p.set("/languages", []any{"nb", "en", "se"}); addSami(p) },
		[]wantFault{{"/languages", `"nn" is missing`}}},
	{"a declared language is not written everywhere", "", func(p paper) { addSami(p); p.drop("/sections/2/intro/se") },
		[]wantFault{{"/sections/2/intro/se", "write it, or take the language out"}}},
	{"a language is written but not declared", "", func(p paper) { p.set("/title/se", "Dilli") },
		[]wantFault{{"/title/se", "add it to 'languages'"}}},

	// References.
	{"an unknown scale", "", func(p paper) { p.set("/sections/0/items/1/scale", "agreement") },
		[]wantFault{{"/sections/0/items/1/scale", `there is no scale "agreement"; the instrument has "extent", "frequency"`}}},
	{"an unknown construct", "", func(p paper) { p.set("/sections/0/items/1/construct", "promotion") },
		[]wantFault{{"/sections/0/items/1/construct", `there is no construct "promotion"`}}},
	{"an unknown component", "", func(p paper) { p.set("/constructs/0/component", "promotion") },
		[]wantFault{{"/components/0", `"promote" has 0 of the 2 items`}, {"/constructs/0/component", `"promotion" is not one of`}}},
	{"a scale nobody uses", "", func(p paper) { p.set("/scales/spare", p.copied("/scales/extent")) },
		[]wantFault{{"/scales/spare", "no item is answered on this scale"}}},
	{"a construct nobody measures", "", func(p paper) {
		p.set("/constructs/8", p.copied("/constructs/7"))
		p.set("/constructs/8/key", "spare")
	}, []wantFault{{"/constructs/8", `no item measures "spare"`}}},

	{"an item that is called like a field of the form", "", func(p paper) { p.set("/sections/3/items/0/id", "confirm") },
		[]wantFault{{"/sections/3/items/0/id", `"confirm" is the name of something else`}}},

	{"a reversed item that stands alone", "", func(p paper) {
		p.drop("/sections/3/items/0/construct")
		p.set("/sections/3/items/0/reverse", true)
	}, []wantFault{{"/sections/3/items/0/reverse", "an item that stands alone is in no index"}}},

	// Things that come twice.
	{"an item id twice", "", func(p paper) { p.set("/sections/3/items/0/id", "promote_plan") },
		[]wantFault{{"/sections/3/items/0/id", `two items have the id "promote_plan"`}}},
	{"a section key twice", "", func(p paper) { p.set("/sections/3/key", "promote_prevent") },
		[]wantFault{{"/sections/3/key", `two sections have the key "promote_prevent"`}}},
	{"a construct key twice", "", func(p paper) { p.set("/constructs/8", p.copied("/constructs/7")) },
		[]wantFault{{"/constructs/8/key", `two constructs have the key "capacity"`}}},

	// Codes.
	{"codes with a gap", "", func(p paper) { p.set("/scales/extent/steps/4/code", 6) },
		[]wantFault{{"/scales/extent/steps/4/code", "the code is 6 and should be 5"}}},
	{"codes from high to low", "", func(p paper) {
		for i := range 5 {
			p.set(fmt.Sprintf("/scales/extent/steps/%d/code", i), 5-i)
		}
	}, []wantFault{
		{"/scales/extent/steps/0/code", "is 5 and should be 1"}, {"/scales/extent/steps/1/code", "is 4 and should be 2"},
		{"/scales/extent/steps/3/code", "is 2 and should be 4"}, {"/scales/extent/steps/4/code", "is 1 and should be 5"},
	}},
	{"an outside code that is a step", "", func(p paper) { p.set("/scales/extent/outside/0/code", 3) },
		[]wantFault{{"/scales/extent/outside/0/code", "3 is also a step"}}},
	{"an outside code that looks like a step", "", func(p paper) { p.set("/scales/extent/outside/0/code", 6) },
		[]wantFault{{"/scales/extent/outside/0/code", "6 could be taken for a step"}}},
	{"a neutral step at an end", "", func(p paper) { p.set("/scales/extent/neutral", 2) },
		[]wantFault{{"/scales/extent/neutral", "the code 2 is not the middle step"}}},
	{"two options with one code", "", func(p paper) { p.set("/scales/extent/outside/1", p.copied("/scales/extent/outside/0")) },
		[]wantFault{{"/scales/extent/outside/1/code", "0 stands for two options"}}},
	{"a code that no byte can hold", "", func(p paper) { p.set("/scales/extent/outside/0/code", 300) },
		[]wantFault{{"/scales/extent/outside/0/code", "300 is above 99"}}},

	// State and mapping.
	{"a state instrument without components", "", func(p paper) { p.drop("/components") },
		[]wantFault{{"/components", "names the components it measures"}}},
	{"a component with one item", "", func(p paper) { p.set("/sections/0/items/4/construct", "promote") },
		[]wantFault{{"/components/1", `"prevent" has 1 of the 2 items`}}},
	{"a component of which too little can be shown", "", func(p paper) {
		p.set("/scales/pair", p.copied("/scales/extent"))
		p.set("/scales/pair/steps", p.at("/scales/extent/steps").([]any)[:2])
		p.set("/sections/0/items/4/scale", "pair")
	}, []wantFault{{"/components/1", "has 1 of the 2 items it needs at least, on scales of 4 to 6 steps"}}},
	{"a construct of a state instrument without component", "", func(p paper) { p.drop("/constructs/7/component") },
		[]wantFault{{"/components/7", `"capacity" has 0 of the 2 items`}, {"/constructs/7/component", "belongs to a component"}}},
	{"a mapping instrument with components", "kartlegging.v1", func(p paper) {
		p.set("/components", []any{"promote"})
		p.set("/constructs/0/component", "promote")
	}, []wantFault{{"/components", "never pooled into the condition"}, {"/constructs/0/component", "never pooled into the condition"}}},
	{"a mapping instrument of 37 items", "kartlegging.v1", func(p paper) {
		item := p.copied("/sections/5/items/0").(map[string]any)
		item["id"] = "further"
		p.set("/sections/5/items/6", item)
	}, []wantFault{{"/sections", "has 37 items; at most 36"}}},
	{"an index of different scales", "", func(p paper) {
		p.set("/scales/four", p.copied("/scales/extent"))
		p.drop("/scales/four/steps/4")
		p.set("/sections/0/items/1/scale", "four")
	}, []wantFault{{"/sections/0/items/1/scale", `the scale has 4 steps, other items of "promote" have 5`}}},

	// Choices.
	{"free text", "mixed.v1", func(p paper) { p.set("/sections/1/items/0/type", "text") },
		[]wantFault{{"/sections/1/items/0/type", `"text" is not one of the possible values. How the item is answered`}}},
	{"a number", "mixed.v1", func(p paper) { p.set("/sections/1/items/0/type", "integer") },
		[]wantFault{{"/sections/1/items/0/type", "There is no free text, number, date"}}},
	{"an item without a scale", "mixed.v1", func(p paper) { p.drop("/sections/1/items/3/scale") },
		[]wantFault{{"/sections/1/items/3/scale", `"scale" is missing. Key of the scale`}}},
	{"a choice without options", "mixed.v1", func(p paper) { p.drop("/sections/1/items/1/choices") },
		[]wantFault{{"/choices/channels", "no item is answered from this list"}, {"/sections/1/items/1/choices", `"choices" is missing. Single and multiple`}}},
	{"a choice with one option", "mixed.v1", func(p paper) {
		p.set("/choices/work/options", p.at("/choices/work/options").([]any)[:1])
		p.drop("/sections/2")
	}, []wantFault{{"/choices/work/options", "1 given, at least 2 needed"}}},
	{"an unknown choice list", "mixed.v1", func(p paper) { p.set("/sections/2/items/0/choices", "works") },
		[]wantFault{{"/sections/2/items/0/choices", `there is no choice list "works"; the instrument has "channels", "work"`}}},
	{"a choice list nobody uses", "mixed.v1", func(p paper) { p.set("/choices/spare", p.copied("/choices/work")) },
		[]wantFault{{"/choices/spare", "no item is answered from this list"}}},
	{"options with a gap", "mixed.v1", func(p paper) { p.set("/choices/work/options/2/code", 4) },
		[]wantFault{{"/choices/work/options/2/code", "the code is 4 and should be 3"}}},
	{"two options with one key", "mixed.v1", func(p paper) { p.set("/choices/work/options/2/key", "Class") },
		[]wantFault{{"/choices/work/options/2/key", `two options have the key "Class"`}, {"/sections/2/show_if", `"both" is no answer to "work"`}}},
	{"a key that no file can hold", "mixed.v1", func(p paper) { p.set("/choices/channels/options/1/key", "in minutes") },
		[]wantFault{{"/choices/channels/options/1/key", "a letter or digit"}}},
	{"an exclusive option of a single choice", "mixed.v1", func(p paper) { p.set("/choices/work/options/2/exclusive", true) },
		[]wantFault{{"/sections/1/items/0/choices", "of a single choice every option is"}, {"/sections/2/items/0/choices", "of a single choice every option is"}}},
	{"an option missing in nynorsk", "mixed.v1", func(p paper) { p.drop("/choices/work/options/0/label/nn") },
		[]wantFault{{"/choices/work/options/0/label/nn", "Write the text in nynorsk"}}},
	{"a choice on a scale, of a construct, in reverse", "mixed.v1", func(p paper) {
		p.set("/sections/1/items/0/scale", "extent")
		p.set("/sections/1/items/0/construct", "plans")
		p.set("/sections/1/items/0/reverse", true)
	}, []wantFault{
		{"/sections/1/items/0/construct", "a single choice stands alone"}, {"/sections/1/items/0/reverse", "has no direction"},
		{"/sections/1/items/0/scale", "has no scale"},
	}},
	{"a scale item with options", "mixed.v1", func(p paper) { p.set("/sections/1/items/3/choices", "work") },
		[]wantFault{{"/sections/1/items/3/choices", "has no choice list"}}},
	{"too many options to store", "mixed.v1", func(p paper) {
		for i := range 20 {
			p.set(fmt.Sprintf("/choices/channels/options/%d", i), map[string]any{
				"code": i + 1, "key": []any{"meeting", "minutes"}[min(i, 1)], "label": p.copied("/choices/work/options/0/label")})
			if i > 1 {
				p.set(fmt.Sprintf("/choices/channels/options/%d/key", i), fmt.Sprintf("k%d", i))
			}
		}
		for i := range 7 {
			item := p.copied("/sections/1/items/1").(map[string]any)
			item["id"] = fmt.Sprintf("many%d", i)
			p.set(fmt.Sprintf("/sections/2/items/%d", i+1), item)
		}
	}, []wantFault{{"/sections", "come to 168; at most 150"}}},

	// Conditions and passages.
	{"a condition that cannot be read", "mixed.v1", func(p paper) { p.set("/sections/2/show_if", "${work} == 'both'") },
		[]wantFault{{"/sections/2/show_if", "cannot be read at character 9: == is not known here; write ="}}},
	{"a condition on an unknown item", "mixed.v1", func(p paper) { p.set("/sections/2/show_if", "${works} = 'both'") },
		[]wantFault{{"/sections/2/show_if", `at character 1: there is no item "works"`}}},
	{"a condition on a later item", "mixed.v1", func(p paper) { p.set("/sections/1/items/2/show_if", "${time} > 2") },
		[]wantFault{{"/sections/1/items/2/show_if", `"time" is not asked before this`}}},
	{"a condition on the item itself", "mixed.v1", func(p paper) { p.set("/sections/1/items/2/show_if", "${meetings} > 2") },
		[]wantFault{{"/sections/1/items/2/show_if", `"meetings" is not asked before this`}}},
	{"a section that depends on itself", "mixed.v1", func(p paper) { p.set("/sections/2/show_if", "${breaks} = 'both'") },
		[]wantFault{{"/sections/2/show_if", `"breaks" is not asked before this`}}},
	{"a condition on an option that is not there", "mixed.v1", func(p paper) { p.set("/sections/1/items/2/show_if", "selected(${channels}, 'meetings')") },
		[]wantFault{{"/sections/1/items/2/show_if", `at character 23: "meetings" is no answer to "channels", which has "meeting", "minutes"`}}},
	{"a condition on a step that is not there", "mixed.v1", func(p paper) { p.set("/sections/1/items/2/show_if", "${known} = 6") },
		[]wantFault{{"/sections/1/items/2/show_if", `"6" is no answer to "known"`}}},
	{"a conditional item of an index", "mixed.v1", func(p paper) { p.set("/sections/0/items/1/show_if", "${known} = 5") },
		[]wantFault{{"/sections/0/items/1/construct", "asked of some people only"}}},
	{"a conditional section with an item of an index", "mixed.v1", func(p paper) {
		p.set("/sections/2/items/1", p.copied("/sections/0/items/0"))
		p.set("/sections/2/items/1/id", "again")
	}, []wantFault{{"/sections/2/items", "2 given, at least 4 needed"}, {"/sections/2/items/1/construct", "asked of some people only"}}},
	{"a passage before an item of another section", "mixed.v1", func(p paper) { p.set("/sections/1/passages/0/before", "known") },
		[]wantFault{{"/sections/1/passages/0/before", `the section has no item "known"`}}},
	{"a passage that depends on what comes after it", "mixed.v1", func(p paper) { p.set("/sections/1/passages/0/show_if", "${work} = 'both'") },
		[]wantFault{{"/sections/1/passages/0/show_if", `"work" is not asked before this`}}},
	{"two passages with one key", "mixed.v1", func(p paper) { p.set("/sections/1/passages/1/key", "before_work") },
		[]wantFault{{"/sections/1/passages/1/key", `two passages have the key "before_work"`}}},
	{"a passage missing in English", "mixed.v1", func(p paper) { p.drop("/sections/1/passages/0/text/en") },
		[]wantFault{{"/sections/1/passages/0/text/en", "Write the text in English"}}},

	// Audiences.
	{"an unknown audience", "mixed.v1", func(p paper) { p.set("/audience", "teachers") },
		[]wantFault{{"/audience", `"teachers" is not one of the possible values. Whom`}}},
	{"a state survey of parents", "", func(p paper) { p.set("/audience", "parents") },
		[]wantFault{{"/audience", "a state instrument asks the staff"}}},

	// Faults of several kinds, all told in one go.
	{"everything at once", "", func(p paper) {
		p.drop("/title/en")
		p.set("/sections/0/items/0/scale", "agreement")
		p.drop("/sections/3/items/3")
		p.set("/sections/3/items/0/id", "notify_trust")
		p.set("/minutes", "five")
		p.set("/colour", "blue")
	}, []wantFault{
		{"/colour", `"colour" is not a name for anything here`},
		{"/minutes", "a text stands"},
		{"/sections/0/items/0/scale", `no scale "agreement"`},
		{"/sections/3/items", "3 given"},
		{"/sections/3/items/0/id", `the id "notify_trust"`},
		{"/title/en", "is missing"},
	}},
}

// addSami declares North Sami and writes every text in it.
func addSami(p paper) {
	if languages := p.at("/languages").([]any); len(languages) == 3 && languages[2] == "en" {
		p.set("/languages/3", "se")
	}
	var write func(value any)
	write = func(value any) {
		switch v := value.(type) {
		case map[string]any:
			if _, isText := v["nb"]; isText {
				v["se"] = "Dearvvašvuohta"
				return
			}
			for _, member := range v {
				write(member)
			}
		case []any:
			for _, element := range v {
				write(element)
			}
		}
	}
	write(map[string]any(p))
}

func TestParseInstrumentFaults(t *testing.T) {
	t.Parallel()
	for _, test := range faultCases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := readPaper(t, basePaper(test.base))
			test.edit(p)
			in, err := surveys.ParseInstrument(p.text(t))
			faults := faultsOf(t, in, err)
			if len(faults) != len(test.want) {
				t.Fatalf("%d faults, want %d:\n%v", len(faults), len(test.want), faults)
			}
			for i, want := range test.want {
				if faults[i].Path != want.path || !strings.Contains(faults[i].Reason, want.words) {
					t.Errorf("fault %d:\n got  %s: %s\n want %s: …%s…", i, faults[i].Path, faults[i].Reason, want.path, want.words)
				}
			}
		})
	}
}

func basePaper(name string) string {
	if name == "" {
		return "tilstand.v1"
	}
	return name
}

// faultsOf checks what must hold of every refusal.
func faultsOf(t *testing.T, in *surveys.Instrument, err error) []surveys.Fault {
	t.Helper()
	faulty, ok := errors.AsType[*surveys.InstrumentFaults](err)
	if !ok {
		t.Fatalf("got error %v, want *InstrumentFaults", err)
	}
	if in != nil {
		t.Error("a faulty document gave an instrument all the same")
	}
	if len(faulty.Faults) == 0 {
		t.Fatal("refused without a fault")
	}
	for _, fault := range faulty.Faults {
		sayInAll(t, fault)
	}
	if want := faulty.Faults[0].Reason; !strings.Contains(err.Error(), want) {
		t.Errorf("error %q does not tell its first fault %q", err, want)
	}
	return faulty.Faults
}

// TestFaultTexts keeps the wording of all reasons in a file that can be read from top to bottom.
func TestFaultTexts(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, test := range faultCases {
		p := readPaper(t, basePaper(test.base))
		test.edit(p)
		fmt.Fprintf(&text, "# %s\n", test.name)
		for _, fault := range surveys.CheckInstrument(p.text(t), nil).Faults {
			fmt.Fprintf(&text, "%s: %s\n", fault.Path, fault.Reason)
		}
		fmt.Fprintln(&text)
	}
	testkit.Golden(t, "instrument_faults.txt", text.String())
}

// TestUnreadableDocuments is about text that is no document at all, or no plain one.
func TestUnreadableDocuments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       surveys.Fault
	}{
		{"nothing", "", surveys.Fault{Line: 1, Column: 1, Reason: "not JSON: unexpected end"}},
		{"an extra comma", "{\n  \"format\": 1,\n}", surveys.Fault{Line: 3, Column: 1, Reason: "not JSON: invalid character '}'"}},
		{"two documents", "{} {}", surveys.Fault{Line: 1, Column: 4, Reason: "not JSON: invalid character '{'"}},
		{"Latin-1", "{\"key\": \"skolemilj\xf8\"}", surveys.Fault{Line: 1, Column: 1, Reason: "not UTF-8"}},
		{"more than a megabyte", strings.Repeat(" ", 1<<20) + "{}", surveys.Fault{Line: 1, Column: 1, Reason: "the limit is 1048576"}},
		{"null", "null", surveys.Fault{Line: 1, Column: 1, Reason: "null stands where an object"}},
		{"a list", "[]", surveys.Fault{Line: 1, Column: 1, Reason: "a list stands where an object"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in, err := surveys.ParseInstrument([]byte(test.text))
			faults := faultsOf(t, in, err)
			got := faults[0]
			if len(faults) != 1 || got.Path != "" || got.Line != test.want.Line || got.Column != test.want.Column {
				t.Fatalf("faults %v, want one at %d:%d", faults, test.want.Line, test.want.Column)
			}
			if !strings.Contains(got.Reason, test.want.Reason) {
				t.Errorf("reason %q, want …%s…", got.Reason, test.want.Reason)
			}
		})
	}
}

// TestFaultsHaveLines reads a document as a person types it: the place of each fault is where the eye must go.
func TestFaultsHaveLines(t *testing.T) {
	t.Parallel()
	const document = `{
  "format": 1,
  "key": "a", "key": "b",
  "version": 1e0,
  "scales": { "x~y/z": 1 },
  "title": {
    "nb": "A"
  }
}`
	want := map[string]string{
		"/key":            "3:15", // the second of the two
		"/version":        "4:14",
		"/scales/x~0y~1z": "5:24",
		"/title/nn":       "6:12", // missing: the object that lacks it
		"/minutes":        "1:1",
	}
	in, err := surveys.ParseInstrument([]byte(document))
	got := make(map[string]string)
	for _, fault := range faultsOf(t, in, err) {
		if _, asked := want[fault.Path]; asked {
			got[fault.Path] = fmt.Sprintf("%d:%d", fault.Line, fault.Column)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places (- want, + got):\n%s", diff)
	}
}

// TestHostileDocuments must be refused quickly: exact arithmetic on a huge exponent and deep nesting both cost more than
// the text that asks for them.
func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a huge exponent":   `{"version": 1e999999999}`,
		"a thousand digits": `{"version": ` + strings.Repeat("9", 1000) + `}`,
		"deep lists":        strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"too deep for JSON": strings.Repeat("[", 11000),
		"deep objects":      strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, err := surveys.ParseInstrument([]byte(text))
			faultsOf(t, in, err)
		})
	}
}

// TestParseInstrumentAccepts documents that look different and say the same.
func TestParseInstrumentAccepts(t *testing.T) {
	t.Parallel()
	state, _ := surveys.Builtin(surveys.StateSurvey)
	original := readInstrumentFile(t, "tilstand.v1")
	tests := map[string][]byte{
		"a byte order mark":    append([]byte("\ufeff"), original...),
		"Windows line ends":    bytes.ReplaceAll(original, []byte("\n"), []byte("\r\n")),
		"decomposed letters":   bytes.ReplaceAll(original, []byte("å"), []byte("a\u030a")),
		"no schema line":       bytes.Replace(original, []byte(`"$schema": "instrument.schema.json",`), nil, 1),
		"reverse spelled out":  bytes.Replace(original, []byte(`"construct": "promote",`), []byte(`"construct": "promote", "reverse": false,`), 1),
		"letters as \\u codes": bytes.ReplaceAll(original, []byte("ø"), []byte(`\u00f8`)),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if bytes.Equal(text, original) {
				t.Fatal("the edit changed nothing")
			}
			in, err := surveys.ParseInstrument(text)
			if err != nil {
				t.Fatal(err)
			}
			if in.Hash() != state.Hash() {
				t.Error("the hash differs")
			}
		})
	}
}

// TestFurtherLanguage: a fourth language needs no change of the format.
func TestFurtherLanguage(t *testing.T) {
	t.Parallel()
	p := readPaper(t, "tilstand.v1")
	addSami(p)
	in, err := surveys.ParseInstrument(p.text(t))
	if err != nil {
		t.Fatal(err)
	}
	if item := in.Items()[0]; item.Text["se"] == "" {
		t.Errorf("the first item in North Sami is missing: %v", item.Text)
	}
}
