package attack

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// Two roads: what encoding/json writes of any document is read as encoding/json reads it, whatever white space stands between.
func TestParseAsEncodingJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text, err := json.Marshal(rapid.Make[Document]().Draw(t, "document"))
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "indented") {
			var spaced bytes.Buffer
			if err := json.Indent(&spaced, text, "\r\n", " \t"); err != nil {
				t.Fatal(err)
			}
			text = spaced.Bytes()
		}
		got, err := parse(text, documentFields)
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		sameAsEncodingJSON(t, text, got)
	})
}

// sameAsEncodingJSON fails unless encoding/json reads a text, and the same out of it.
func sameAsEncodingJSON(t interface {
	Helper()
	Fatalf(string, ...any)
}, text []byte, got Document) {
	t.Helper()
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	var want Document
	if err := in.Decode(&want); err != nil || in.More() {
		t.Fatalf("read, where encoding/json says %v, more %v: %s", err, in.More(), text)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("encoding/json − ours: %s", diff)
	}
}

// values are what may be put in the place of another: what JSON allows and what it does not.
var values = []string{
	"0", "-0", "00", "01", "1.", ".5", "1.50", "-", "- 1", "1e3", "1E+2", "0.1e-2", "12345678901234567890", "1234567890.1234567", "999999999999999.9", "1_0", "+1", "0x1", "NaN",
	`""`, `"é"`, `"\u00e9"`, `"\`, `"\"`, `"\x"`, "\"\t\"", "\"\xff\"", `"a"b`, "null", "nul", "true", "false", "truefalse", "[]", "[,]", "[1,]", "{}", "{,}", `{"n":1,}`, `{"nb":"x"}`,
	`{"nb":"x","nb":"y"}`, `{"low":1,"high":2.25}`, `{"low":1,"low":1}`, `{"Low":1}`, "[1,2,3]", "[[]]", " ", "\v1",
}

// Whatever is read out of a damaged document, encoding/json reads the same.
func TestParseOfAnything(t *testing.T) {
	t.Parallel()
	d := Document{Groups: []Group{{Key: "a", Name: map[string]string{"nb": "Å"}}}, Measures: []Measure{{Key: "m", Target: new(float64)}}, Figures: []Figure{
		{"m", "a", Cell{State: "value", N: 12, Mean: 3.5, Bounds: &Interval{1, 2.5}, Bands: []Band{{1, 2, 40, "exact"}}, Categories: []int{1, 2}}},
	}}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		damaged := bytes.Clone(text)
		for range rapid.IntRange(1, 2).Draw(t, "times") {
			from := rapid.IntRange(0, len(damaged)).Draw(t, "from")
			if at := bytes.IndexByte(damaged[from:], ':'); at >= 0 && rapid.Bool().Draw(t, "a value") {
				from += at + 1
			}
			until := from
			if stop := bytes.IndexAny(damaged[from:], ",}]"); stop >= 0 && rapid.Bool().Draw(t, "in its place") {
				until += stop
			}
			value := rapid.OneOf(rapid.SampledFrom(values), rapid.Map(rapid.Byte(), func(b byte) string { return string([]byte{b}) })).Draw(t, "value")
			damaged = bytes.Join([][]byte{damaged[:from], []byte(value), damaged[until:]}, nil)
		}
		if got, err := parse(damaged, documentFields); err == nil {
			read++
			sameAsEncodingJSON(t, damaged, got)
		}
	})
	if read == 0 {
		t.Error("nothing that was damaged could be read")
	}
}

// A field has its name and no other, and stands once: readers who are less strict cannot be shown another document.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"Format":1}`, `{"format":1,"format":2}`, `{"format":1,"form\u0061t":2}`, `{"groups":[{"name":{"nb":"a","nb":"b"}}]}`, `{"format":1}{}`, `{"format":1},`, `[]`, ``, `{`, `{"id":"a`,
		`{"id":"a\`,
	} {
		if d, err := parse([]byte(text), documentFields); err == nil {
			t.Errorf("%s is read as %+v", text, d)
		}
	}
	if d, err := parse([]byte(" {\"format\" : 1 }\n"), documentFields); err != nil || d.Format != 1 {
		t.Errorf("%+v, %v", d, err)
	}
}
