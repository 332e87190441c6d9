package surveys_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tilstand/surveys"
)

// TestHashIgnoresForm writes an instrument anew with other spacing, another order of keys and other escapes.
func TestHashIgnoresForm(t *testing.T) {
	t.Parallel()
	p := readPaper(t, "tilstand.v1")
	want := hashOf(t, p)
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		scribble(t, &text, map[string]any(p))
		in, err := surveys.ParseInstrument([]byte(text.String()))
		if err != nil {
			t.Fatal(err)
		}
		if got := in.Hash(); got != want {
			t.Fatalf("hash %s, want %s", got, want)
		}
	})
}

// scribble writes a value as JSON in one of the many ways it can be written.
func scribble(t *rapid.T, w *strings.Builder, value any) {
	space := func() { w.WriteString(rapid.SampledFrom([]string{"", "", " ", "\n\t"}).Draw(t, "space")) }
	space()
	switch v := value.(type) {
	case map[string]any:
		w.WriteByte('{')
		for i, key := range rapid.Permutation(slices.Sorted(maps.Keys(v))).Draw(t, "keys") {
			if i > 0 {
				w.WriteByte(',')
			}
			scribble(t, w, key)
			w.WriteByte(':')
			scribble(t, w, v[key])
		}
		w.WriteByte('}')
	case []any:
		w.WriteByte('[')
		for i, element := range v {
			if i > 0 {
				w.WriteByte(',')
			}
			scribble(t, w, element)
		}
		w.WriteByte(']')
	case string:
		scribbleString(w, v, rapid.Bool().Draw(t, "escaped"))
	default:
		data, _ := json.Marshal(v)
		w.Write(data)
	}
	space()
}

func scribbleString(w *strings.Builder, s string, escaped bool) {
	data, _ := json.Marshal(s)
	for _, r := range string(data) {
		if escaped && 0x7f < r && r < 0xd800 {
			fmt.Fprintf(w, `\u%04X`, r)
		} else {
			w.WriteRune(r)
		}
	}
}

// TestHashSeesEveryValue changes every single value of the state survey, one at a time, and swaps every two neighbours of every
// list. There are few enough to do them all.
func TestHashSeesEveryValue(t *testing.T) {
	t.Parallel()
	p := readPaper(t, "tilstand.v1")
	delete(p, "$schema") // the one member that says nothing
	seen := map[string]string{hashOf(t, p): "the document as it is"}
	changes := 0
	eachChange(p, "", func(what string) {
		changes++
		hash := hashOf(t, p)
		if other, twice := seen[hash]; twice {
			t.Fatalf("%s: the same hash as %s", what, other)
		}
		seen[hash] = what
	})
	if changes < 300 {
		t.Errorf("only %d changes were tried; the walk has lost its way", changes)
	}
}

// eachChange makes every change in turn, calls tried, and takes it back.
func eachChange(p paper, at string, tried func(what string)) {
	change := func(value, other any) {
		p.set(at, other)
		tried("another value at " + at)
		p.set(at, value)
	}
	switch v := p.at(at).(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			eachChange(p, at+"/"+key, tried)
		}
	case []any:
		for i := range v {
			if i > 0 && !sameJSON(v[i-1], v[i]) {
				v[i-1], v[i] = v[i], v[i-1]
				tried(fmt.Sprintf("%s: %d and %d swapped", at, i-1, i))
				v[i-1], v[i] = v[i], v[i-1]
			}
			eachChange(p, fmt.Sprintf("%s/%d", at, i), tried)
		}
	case string:
		change(v, v+"¤")
	case float64:
		change(v, v+20)
	case bool:
		change(v, !v)
	}
}

func sameJSON(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// hashOf hashes a paper as it is, without asking whether it is a good instrument.
func hashOf(t testing.TB, p paper) string {
	t.Helper()
	var in surveys.Instrument
	if err := json.Unmarshal(p.text(t), &in); err != nil {
		t.Fatal(err)
	}
	return in.Hash()
}

// TestHashIsStable holds the hash of a small instrument computed outside this program: the canonical text below, by sha256sum.
func TestHashIsStable(t *testing.T) {
	t.Parallel()
	const canonical = `{"constructs":[],"format":1,"intro":{"nb":"<å>"},"key":"k","kind":"state","languages":["nb"],"minutes":5,"scales":{},"sections":[],"title":{"en":"&"},"version":2}`
	in := surveys.Instrument{
		Format: 1, Key: "k", Version: 2, Kind: surveys.StateInstrument, Languages: []string{"nb"}, Minutes: 5,
		Title: surveys.Text{"en": "&"}, Intro: surveys.Text{"nb": "<å>"},
		Scales: map[string]surveys.Scale{}, Constructs: []surveys.Construct{}, Sections: []surveys.Section{},
	}
	const want = "7c9a4ebd3b09455f223c4922ef86f7a562faeaf98c270bbc1e014a42acf8ecff"
	if got := in.Hash(); got != want {
		t.Errorf("hash %s, want %s = sha256sum of\n%s", got, want, canonical)
	}
}

// TestBuiltinHashes: instruments have been frozen, and waves opened, under these hashes. A format that grows must not change them.
func TestBuiltinHashes(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		surveys.StateSurvey:   "395a7549da7a8bc30bafce4e7e1ba907cb32bb8f4e276b1d4ee51c2d8e23f980",
		surveys.MappingSurvey: "b77e1fcd7c829f1b120a714217c11a41396d443f0620e4af8f931f4e932a5912",
	} {
		for _, in := range surveys.BuiltinInstruments() {
			if in.Key == key && in.Version == 1 && in.Hash() != want {
				t.Errorf("%s version 1: hash %s, want %s", key, in.Hash(), want)
			}
		}
	}
}

// TestHashIgnoresWhatSaysNothing: a type, an audience and a condition can be written in more than one way.
func TestHashIgnoresWhatSaysNothing(t *testing.T) {
	t.Parallel()
	want := parse(t, readPaper(t, "mixed.v1")).Hash()
	for path, value := range map[string]any{
		"/audience":                         "staff",
		"/sections/0/items/0/type":          "scale",
		"/sections/2/show_if":               `(${work}="outside")or ${ work } = "both"`,
		"/sections/1/items/2/show_if":       `selected( ${channels},"meeting" )`,
		"/sections/1/items/0/show_if":       "",
		"/choices/work/options/0/exclusive": false,
	} {
		p := readPaper(t, "mixed.v1")
		p.set(path, value)
		if got := parse(t, p).Hash(); got != want {
			t.Errorf("%s: the hash differs", path)
		}
	}
	for path, value := range map[string]any{
		"/audience":                             "pupils",
		"/choices/work/options/0/key":           "room",
		"/sections/2/show_if":                   "${work} = 'both'",
		"/sections/1/items/0/type":              "multiple",
		"/sections/1/passages/1/before":         "time",
		"/choices/channels/options/3/exclusive": false,
	} {
		p := readPaper(t, "mixed.v1")
		p.set(path, value)
		if got := parse(t, p).Hash(); got == want {
			t.Errorf("%s: the hash is the same", path)
		}
	}
}
