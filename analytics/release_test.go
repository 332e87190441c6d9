package analytics

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"tilstand/internal/testkit"
)

func releaseSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(ReleaseSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("release.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("release.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func holdsTo(schema *jsonschema.Schema, document []byte) error {
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	return schema.Validate(instance)
}

// The document of a small release, to be read by people: two groups of which one has answered in part, and every state.
func TestGoldenRelease(t *testing.T) {
	t.Parallel()
	r := computed(t, aWave(24, 10, 8),
		repeat(1, 9, "4233"), repeat(1, 4, "5144"), repeat(1, 8, "3322"),
		repeat(2, 3, "2433"), repeat(2, 3, "3344"), repeat(2, 2, "5155"))
	r.ID = "RELEASE"
	document, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "release.golden.json", string(document)+"\n")
	if err := holdsTo(releaseSchema(t), document); err != nil {
		t.Error(err)
	}
}

// Every release holds to the published schema and comes back as it was.
func TestReleaseRoundTrip(t *testing.T) {
	t.Parallel()
	schema := releaseSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		w, responses := anySurvey(t)
		want, err := Compute(w, aSchool(), smallInstrument(), responses)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "with odd names") {
			odd := rapid.String().Draw(t, "name")
			want.Figures[0].Group, want.School.Name, want.Groups[0].Key = odd, `"figures":null`, odd
			if same, err := asEncodingJSON(want); err != nil || !same {
				t.Fatalf("not as encoding/json writes it: %v", err)
			}
			return
		}
		document, err := want.document()
		if err != nil {
			t.Fatal(err)
		}
		if same, err := asEncodingJSON(want); err != nil || !same {
			t.Fatalf("not as encoding/json writes it: %v", err)
		}
		if err := holdsTo(schema, document); err != nil {
			t.Fatalf("%v\n%s", err, document)
		}
		got, err := ParseRelease(document)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("came back otherwise:\n%s", diff)
		}
	})
}

// asEncodingJSON reports whether the document of a release is what encoding/json makes of it.
func asEncodingJSON(r *Release) (bool, error) {
	document, err := r.document()
	if err != nil {
		return false, err
	}
	want, err := json.Marshal(r)
	return bytes.Equal(document, want), err
}

func TestParseReleaseRefuses(t *testing.T) {
	t.Parallel()
	r := computed(t, aWave(), group(0, eight))
	tests := map[string]func(r *Release){
		"other format":     func(r *Release) { r.Format = 2 },
		"no total":         func(r *Release) { r.Groups[0].Key = "all" },
		"figure missing":   func(r *Release) { r.Figures = r.Figures[1:] },
		"figures swapped":  func(r *Release) { r.Figures[0], r.Figures[1] = r.Figures[1], r.Figures[0] },
		"without measures": func(r *Release) { r.Measures = nil },
	}
	for name, spoil := range tests {
		document, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		copied, err := ParseRelease(document)
		if err != nil {
			t.Fatal(err)
		}
		spoil(copied)
		if document, err = json.Marshal(copied); err != nil {
			t.Fatal(err)
		}
		if _, err := ParseRelease(document); err == nil || (name == "other format") != errors.Is(err, ErrReleaseFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
