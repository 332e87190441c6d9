package xlsform_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tilstand/internal/i18n"
	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

func english(t testing.TB) i18n.Printer {
	t.Helper()
	words, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	return words.Printer("en")
}

func written(t testing.TB, in *surveys.Instrument) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xlsform.Write(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// mixed is an instrument with everything that the format has.
func mixed(t testing.TB) *surveys.Instrument {
	t.Helper()
	data, err := os.ReadFile("../testdata/mixed.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	in, err := surveys.ParseInstrument(data)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// TestRoundTrip: what was written reads back with the same content hash, and nothing but the guide is passed over.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, in := range append(surveys.BuiltinInstruments(), mixed(t)) {
		t.Run(in.Key, func(t *testing.T) {
			t.Parallel()
			back, ignored, err := xlsform.Read(written(t, in))
			if faults, ok := errors.AsType[*xlsform.Faults](err); ok {
				t.Fatalf("refused:\n%s", faults.In(english(t)))
			}
			if err != nil {
				t.Fatal(err)
			}
			if back.Hash() != in.Hash() {
				t.Errorf("hash %s became %s", in.Hash(), back.Hash())
			}
			if len(ignored) != 1 || ignored[0].Sheet != "veiledning" {
				t.Errorf("ignored: %v", ignored)
			}
		})
	}
}

// TestRandomRoundTrip bends the instrument with everything: further languages, other texts, other parts, in every mixture.
func TestRandomRoundTrip(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../testdata/mixed.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	words := rapid.Custom(func(t *rapid.T) string {
		return "a" + rapid.StringOfN(rapid.RuneFrom([]rune(" abcæøå=+-@_x0041\"'<>&{}$%𝄞\u00ad\u3000")), 0, 20, -1).Draw(t, "words") + "z"
	}).Filter(func(s string) bool { return !strings.Contains(s, "${") }) // that is TestUnwritable
	rapid.Check(t, func(t *rapid.T) {
		var in surveys.Instrument
		if err := json.Unmarshal(source, &in); err != nil {
			t.Fatal(err)
		}
		bend(t, &in, words)
		data, err := json.Marshal(&in)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := surveys.ParseInstrument(data)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := xlsform.Write(&b, whole); err != nil {
			t.Fatal(err)
		}
		back, _, err := xlsform.Read(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if back.Hash() != whole.Hash() {
			t.Fatalf("hash %s became %s", whole.Hash(), back.Hash())
		}
	})
}

// bend changes what may be changed without making a fault.
func bend(t *rapid.T, in *surveys.Instrument, words *rapid.Generator[string]) {
	in.Languages = rapid.Permutation(append([]string{"nb", "nn", "en"}, rapid.SampledFrom([][]string{nil, {"se"}, {"pl", "uk"}}).Draw(t, "more")...)).Draw(t, "languages")
	text := func() surveys.Text {
		all := surveys.Text{}
		for _, language := range in.Languages {
			all[language] = words.Draw(t, "text")
		}
		return all
	}
	maybe := func() bool { return rapid.Bool().Draw(t, "maybe") }
	in.Title, in.Intro = text(), text()
	in.Version, in.Minutes = rapid.IntRange(1, 9999).Draw(t, "version"), rapid.IntRange(1, 15).Draw(t, "minutes")
	in.Audience = rapid.SampledFrom([]surveys.Audience{surveys.Staff, surveys.Parents, surveys.Pupils}).Draw(t, "audience")
	for key, scale := range in.Scales {
		if n := len(scale.Steps); n%2 == 1 && maybe() {
			scale.Neutral = int8(n+1) / 2
			in.Scales[key] = scale
		}
		for i := range scale.Steps {
			scale.Steps[i].Label = text()
		}
		scale.Outside[0] = surveys.Step{Code: rapid.SampledFrom([]int8{0, 90, 99}).Draw(t, "code"), Label: text()}
	}
	for key, list := range in.Choices {
		for i := range list.Options {
			list.Options[i].Label = text()
		}
		if key == "channels" {
			list.Options[0].Exclusive = maybe()
		}
	}
	for i := range in.Constructs {
		in.Constructs[i].Name, in.Constructs[i].Explanation = text(), text()
	}
	for s := range in.Sections {
		section := &in.Sections[s]
		section.Title = text()
		if maybe() {
			section.Intro = text()
		}
		for i := range section.Passages {
			section.Passages[i].Text = text()
		}
		if maybe() {
			section.Passages = nil
		}
		for i := range section.Items {
			item := &section.Items[i]
			item.Text = text()
			if maybe() {
				item.Hint = text()
			}
			if !item.StandsAlone() {
				item.Reverse = maybe()
			}
			if maybe() {
				item.Provenance = surveys.Provenance{Author: words.Draw(t, "author"), Licence: "CC0", Year: rapid.IntRange(1950, 2100).Draw(t, "year"), Basis: words.Draw(t, "basis")}
			}
		}
	}
}

// TestUnwritable: what a workbook cannot hold is refused, rather than changed.
func TestUnwritable(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(in *surveys.Instrument){
		"a reference in a text": func(in *surveys.Instrument) { in.Sections[0].Title["nn"] = "Om ${known}" },
		"no character":          func(in *surveys.Instrument) { in.Sections[0].Items[0].Text["nn"] = "a\uffffb" },
		"one key for two lists": func(in *surveys.Instrument) { in.Choices["extent"] = in.Choices["work"] },
	} {
		in := mixed(t)
		edit(in)
		var b bytes.Buffer
		if err := xlsform.Write(&b, in); !errors.Is(err, xlsform.ErrUnwritable) || b.Len() > 0 {
			t.Errorf("%s: got %v and %d bytes", name, err, b.Len())
		}
	}
}
