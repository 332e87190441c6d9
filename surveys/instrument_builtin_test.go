package surveys_test

import (
	"bytes"
	stdcmp "cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"tilstand/internal/programme"
	"tilstand/internal/testkit"
	"tilstand/surveys"
)

var languages = []string{"nb", "nn", "en"}

// TestSchema checks the published schema against the meta-schema of draft 2020-12, and the built-in instruments against it, with no
// code of ours between.
func TestSchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(surveys.InstrumentSchema()))
	if err != nil {
		t.Fatal(err)
	}
	meta := schema.(map[string]any)["$schema"]
	if meta != "https://json-schema.org/draft/2020-12/schema" {
		t.Errorf("the schema calls itself %v", meta)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("instrument.schema.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("instrument.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tilstand.v1", "kartlegging.v1"} {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(readInstrumentFile(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaDescribesEverything: the descriptions are the way out that a fault names, so no member may lack one.
func TestSchemaDescribesEverything(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(surveys.InstrumentSchema()))
	if err != nil {
		t.Fatal(err)
	}
	definitions := schema.(map[string]any)["$defs"].(map[string]any)
	var look func(path string, value any)
	look = func(path string, value any) {
		object, ok := value.(map[string]any)
		if !ok {
			return
		}
		properties, _ := object["properties"].(map[string]any)
		for name, part := range properties {
			if !described(part, definitions) {
				t.Errorf("%s/properties/%s has no description", path, name)
			}
		}
		for name, part := range object {
			look(path+"/"+name, part)
		}
	}
	look("", schema)
}

func described(part any, definitions map[string]any) bool {
	object := part.(map[string]any)
	if ref, ok := object["$ref"].(string); ok && object["description"] == nil {
		object = definitions[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	text, _ := object["description"].(string)
	return len(text) > 10
}

// TestBuiltinInstruments holds what the instruments must be.
func TestBuiltinInstruments(t *testing.T) {
	t.Parallel()
	var names []string
	for _, in := range surveys.BuiltinInstruments() {
		names = append(names, fmt.Sprintf("%s %d %s", in.Key, in.Version, in.Kind))
		if newest, ok := surveys.Builtin(in.Key); !ok || newest.Version < in.Version {
			t.Errorf("Builtin(%q) is not the newest version", in.Key)
		}
	}
	if diff := cmp.Diff([]string{"foresatte 1 mapping", "kartlegging 1 mapping", "medvirkning 1 mapping", "tilstand 1 state"}, names); diff != "" {
		t.Errorf("built-in instruments (- want, + got):\n%s", diff)
	}
	if in, ok := surveys.Builtin("elevundersokelsen"); ok {
		t.Errorf("an unknown key gave %s", in.Key)
	}
}

// TestProgrammeAsksBuiltins: every instrument that the built-in programme asks exists, is of the right kind for its phases, and the
// state survey measures the programme's components in their order.
func TestProgrammeAsksBuiltins(t *testing.T) {
	t.Parallel()
	template := programme.Builtin()
	for key, phases := range template.Instruments {
		in, ok := surveys.Builtin(key)
		if !ok {
			t.Errorf("the programme asks %q, which is not built in", key)
			continue
		}
		if report := surveys.CheckInstrument(readInstrumentFile(t, fmt.Sprintf("%s.v%d", key, in.Version)), template); !report.OK() {
			t.Errorf("%s:\n%s", key, report)
		}
		if everywhere := len(phases) == len(template.Phases); everywhere != (in.Kind == surveys.StateInstrument) {
			t.Errorf("%s is a %s instrument and asked in %v", key, in.Kind, phases)
		}
	}
	var components []programme.ComponentKey
	for _, component := range template.Components {
		components = append(components, component.Key)
	}
	state, _ := surveys.Builtin(surveys.StateSurvey)
	if diff := cmp.Diff(components, state.Components); diff != "" {
		t.Errorf("components of the programme and of the state survey (- programme, + survey):\n%s", diff)
	}
}

// TestMappingCoversEveryConstruct: the sixteen constructs of the activity duty, two items each at least, all shown as results.
func TestMappingCoversEveryConstruct(t *testing.T) {
	t.Parallel()
	want := []string{"AVD", "DOK", "EIE", "ELE", "EVA", "FOL", "FOR", "FRE", "GRI", "HJE", "KOL", "LED", "SKJ", "TIL", "UND", "VAR"}
	in, _ := surveys.Builtin(surveys.MappingSurvey)
	count := make(map[string]int)
	for _, item := range in.Items() {
		count[item.Construct]++
		if !in.Scale(item).Reportable() {
			t.Errorf("%s is on a scale whose results are not shown", item.ID)
		}
		if !strings.HasPrefix(string(item.ID), strings.ToLower(item.Construct)+"_") {
			t.Errorf("the id of %s does not begin with its construct %s", item.ID, item.Construct)
		}
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(count))); diff != "" {
		t.Errorf("constructs with items (- want, + got):\n%s", diff)
	}
	for construct, n := range count {
		if n < 2 {
			t.Errorf("%s has %d item", construct, n)
		}
	}
}

// TestBuiltinItems is what the house asks of its own wording, item by item.
func TestBuiltinItems(t *testing.T) {
	t.Parallel()
	provenance := func(basis string) surveys.Provenance {
		return surveys.Provenance{Author: "Tilstand", Licence: "CC BY 4.0", Year: 2026, Basis: basis}
	}
	seen := make(map[surveys.ItemID]string)
	for _, in := range surveys.BuiltinInstruments() {
		reversed := 0
		for _, item := range in.Items() {
			if other, twice := seen[item.ID]; twice {
				t.Errorf("%s is an id in %s and in %s; a data file with both would have two such columns", item.ID, other, in.Key)
			}
			seen[item.ID] = in.Key
			if item.Reverse {
				reversed++
			}
			if item.Provenance.Basis == "" || item.Provenance != provenance(item.Provenance.Basis) {
				t.Errorf("%s: provenance %+v", item.ID, item.Provenance)
			}
			if in.Audience == surveys.Representatives && item.Type == surveys.ScaleItem {
				continue // it says something, and asks nothing
			}
			for _, lang := range languages {
				if text := item.Text[lang]; !strings.HasSuffix(text, "?") || strings.Count(text, "?") != 1 {
					t.Errorf("%s in %s is not one question: %s", item.ID, lang, text)
				}
			}
		}
		if asked := in.Audience != surveys.Representatives; asked && (reversed < 1 || reversed > 3) { // nobody ticks a document without reading it
			t.Errorf("%s has %d reversed items, want one to three", in.Key, reversed)
		}
	}
}

// TestQuestionFitsScale: a question of extent is answered on a scale of extent, a question of frequency on one of frequency.
func TestQuestionFitsScale(t *testing.T) {
	t.Parallel()
	asks := map[string]map[string]*regexp.Regexp{
		"extent": {
			"nb": regexp.MustCompile(`(?i)\bi hvilken grad\b`), "nn": regexp.MustCompile(`(?i)\bi kva grad\b`), "en": regexp.MustCompile(`(?i)\bto what extent\b`),
		},
		"frequency": {
			"nb": regexp.MustCompile(`(?i)\bhvor ofte\b`), "nn": regexp.MustCompile(`(?i)\bkor ofte\b`), "en": regexp.MustCompile(`(?i)\bhow often\b`),
		},
	}
	for _, in := range surveys.BuiltinInstruments() {
		if in.Audience == surveys.Representatives {
			continue // statements that are agreed to are no questions
		}
		for _, item := range in.Items() {
			for _, lang := range languages {
				if !asks[item.Scale][lang].MatchString(item.Text[lang]) {
					t.Errorf("%s in %s is answered by %s: %s", item.ID, lang, item.Scale, item.Text[lang])
				}
			}
		}
	}
}

// foreignWords are forms that belong to the other norm, or to the other choice within nynorsk (the house writes skule, rektor,
// tilsette, måling), or that mean something else in English than in a Norwegian school.
var foreignWords = map[string]*regexp.Regexp{
	"nb": regexp.MustCompile(`^(skule.*|ikkje|kva|kven|korleis|kor|frå|eleva(r|ne)|tilsett.*|krenking.*|ein|eit|dei|noko.*|òg|meir|sjølv|heile|nokre|dersom)$`),
	"nn": regexp.MustCompile(`^(skole.*|ikke|hva|hvem|hvordan|hvor|hvilke.*|fra|eleve(r|ne)|ansatt.*|krenkelse.*|en|et|de|noe.*|også|mer|selv|jeg|vet|gjør|sette|følge|bygge|undersøke|avdekke|fremme|forebygge.*|hele)$`),
	"en": regexp.MustCompile(`^(students?|violated|color|organization|behavior|kids?)$`),
}

func TestEachLanguageKeepsItsWords(t *testing.T) {
	t.Parallel()
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, in := range surveys.BuiltinInstruments() {
		for where, text := range textsOf(in) {
			for _, lang := range languages {
				for _, word := range strings.FieldsFunc(strings.ToLower(text[lang]), notLetter) {
					if foreignWords[lang].MatchString(word) {
						t.Errorf("%s %s in %s: %q in: %s", in.Key, where, lang, word, text[lang])
					}
				}
			}
		}
	}
}

// textsOf gathers every text of an instrument under a readable name.
func textsOf(in *surveys.Instrument) map[string]surveys.Text {
	texts := map[string]surveys.Text{"title": in.Title, "intro": in.Intro}
	for key, scale := range in.Scales {
		for _, step := range slices.Concat(scale.Steps, scale.Outside) {
			texts[fmt.Sprintf("scale %s, code %d", key, step.Code)] = step.Label
		}
	}
	for key, list := range in.Choices {
		for _, option := range list.Options {
			texts[fmt.Sprintf("choice %s, option %s", key, option.Key)] = option.Label
		}
	}
	for _, construct := range in.Constructs {
		texts["construct "+construct.Key] = construct.Name
		texts["construct "+construct.Key+", explanation"] = construct.Explanation
	}
	for _, section := range in.Sections {
		texts["section "+section.Key] = section.Title
		texts["section "+section.Key+", intro"] = section.Intro
		for _, item := range section.Items {
			texts["item "+string(item.ID)] = item.Text
			texts["item "+string(item.ID)+", hint"] = item.Hint
		}
	}
	return texts
}

// TestStricterDutyAsksForTheRoute: these two may ask whether you know what to do, never whether something has happened.
func TestStricterDutyAsksForTheRoute(t *testing.T) {
	t.Parallel()
	in, _ := surveys.Builtin(surveys.MappingSurvey)
	knowing := regexp.MustCompile(`^(I hvilken grad vet du hva du skal gjøre|I hvilken grad er det klart for deg) `)
	for _, item := range in.Items() {
		if item.Construct == "SKJ" && !knowing.MatchString(item.Text["nb"]) {
			t.Errorf("%s asks for more than the route: %s", item.ID, item.Text["nb"])
		}
	}
}

// TestListing writes out both instruments in each language as a respondent meets them, for a reviewer to read. The hash on the first line
// shows in review when a version that may have been answered is changed.
func TestListing(t *testing.T) {
	t.Parallel()
	for _, in := range surveys.BuiltinInstruments() {
		for _, lang := range languages {
			testkit.Golden(t, fmt.Sprintf("%s.v%d.%s.txt", in.Key, in.Version, lang), listing(in, lang))
		}
	}
}

func listing(in *surveys.Instrument, lang string) string {
	var w strings.Builder
	fmt.Fprintf(&w, "%s version %d, %s, content hash %s\n\n%s (%d min)\n%s\n", in.Key, in.Version, lang, in.Hash(), in.Title[lang], in.Minutes, in.Intro[lang])
	number := 0
	for _, section := range in.Sections {
		fmt.Fprintf(&w, "\n== %s\n", section.Title[lang])
		if section.Intro != nil {
			fmt.Fprintf(&w, "   %s\n", section.Intro[lang])
		}
		for _, item := range section.Items {
			number++
			fmt.Fprintf(&w, "%2d. %s\n", number, item.Text[lang])
			if item.Hint != nil {
				fmt.Fprintf(&w, "    (%s)\n", item.Hint[lang])
			}
			fmt.Fprintf(&w, "      %s · %s · %s%s\n", item.ID, stdcmp.Or(item.Construct, "alone"), item.Scale+item.Choices, map[bool]string{true: " · reversed"}[item.Reverse])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(in.Scales)) {
		fmt.Fprintf(&w, "\n-- scale %s\n", key)
		for _, step := range slices.Concat(in.Scales[key].Steps, in.Scales[key].Outside) {
			fmt.Fprintf(&w, "   %d %s\n", step.Code, step.Label[lang])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(in.Choices)) {
		fmt.Fprintf(&w, "\n-- choices %s\n", key)
		for _, option := range in.Choices[key].Options {
			fmt.Fprintf(&w, "   %d %s\n", option.Code, option.Label[lang])
		}
	}
	fmt.Fprintf(&w, "\n-- constructs\n")
	for _, construct := range in.Constructs {
		fmt.Fprintf(&w, "   %s: %s. %s\n", construct.Key, construct.Name[lang], construct.Explanation[lang])
	}
	return w.String()
}
