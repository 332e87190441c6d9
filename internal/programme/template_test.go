package programme

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The expected contents are those of the course description and of the issue: preparation, A, B, C; the seven components of the target
// state and collective capacity; a path of target levels that ends at 4.5 of 5.
func TestBuiltin(t *testing.T) {
	t.Parallel()
	b := Builtin()
	if b.Key != "skolemiljo" || b.Version != 2 {
		t.Fatalf("built-in programme is %s v%d", b.Key, b.Version)
	}
	var phases []PhaseKey
	for _, p := range b.Phases {
		phases = append(phases, p.Key)
	}
	if diff := cmp.Diff([]PhaseKey{"prep", "a", "b", "c"}, phases); diff != "" {
		t.Error("phases:", diff)
	}
	var components []ComponentKey
	for _, c := range b.Components {
		components = append(components, c.Key)
		if len(c.Indicators) < 3 || len(c.Indicators) > 4 {
			t.Errorf("%s has %d indicators", c.Key, len(c.Indicators))
		}
		if diff := cmp.Diff(map[PhaseKey]float64{"a": 3.5, "b": 4.0, "c": 4.5}, c.Levels); diff != "" {
			t.Errorf("levels of %s: %s", c.Key, diff)
		}
	}
	if diff := cmp.Diff([]ComponentKey{"promote", "prevent", "uncover", "intervene", "notify", "measures", "persist", "capacity"}, components); diff != "" {
		t.Error("components:", diff)
	}
	var groups []string
	for _, g := range b.StaffGroups {
		groups = append(groups, g.Key)
	}
	if diff := cmp.Diff([]string{"teachers", "assistants", "sfo", "other"}, groups); diff != "" {
		t.Error("staff groups:", diff)
	}
	instruments := map[PhaseKey][]string{"prep": {"foresatte", "medvirkning", "tilstand"}, "a": {"kartlegging", "tilstand"}, "b": {"tilstand"}, "c": {"tilstand"}}
	for phase, want := range instruments {
		if diff := cmp.Diff(want, b.InstrumentsIn(phase)); diff != "" {
			t.Errorf("instruments in %s: %s", phase, diff)
		}
	}
	if b.Asks("kartlegging", "b") || !b.Asks("kartlegging", "a") {
		t.Error("the mapping survey belongs to semester A alone")
	}
}

// builtinJSON is the newest built-in template as it stands in its file.
func builtinJSON(t testing.TB) []byte {
	t.Helper()
	document, err := builtinFiles.ReadFile("templates/skolemiljo.v2.json")
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// Nynorsk in this product says skule and tilsette, bokmål skole and ansatte.
func TestBuiltinNynorsk(t *testing.T) {
	t.Parallel()
	var template any
	if err := json.Unmarshal(builtinJSON(t), &template); err != nil {
		t.Fatal(err)
	}
	var walk func(value any, lang string)
	walk = func(value any, lang string) {
		switch v := value.(type) {
		case map[string]any:
			for key, inner := range v {
				walk(inner, key)
			}
		case []any:
			for _, inner := range v {
				walk(inner, lang)
			}
		case string:
			low := strings.ToLower(v)
			if lang == "nn" && (strings.Contains(low, "skole") || strings.Contains(low, "ansatt") || strings.Contains(low, "ikke")) {
				t.Errorf("not nynorsk: %q", v)
			}
			if lang == "nb" && (strings.Contains(low, "skule") || strings.Contains(low, "tilsett") || strings.Contains(low, "ikkje")) {
				t.Errorf("not bokmål: %q", v)
			}
		}
	}
	walk(template, "")
}

func TestLookup(t *testing.T) {
	t.Parallel()
	if got, err := Lookup("skolemiljo", 2); err != nil || got != Builtin() {
		t.Errorf("Lookup(skolemiljo, 2) = %v, %v", got, err)
	}
	if got, err := Lookup("skolemiljo", 1); err != nil || got.Version != 1 || got.Course != nil {
		t.Errorf("Lookup(skolemiljo, 1) = %v, %v", got, err)
	}
	for _, version := range []int{0, 3} {
		if _, err := Lookup("skolemiljo", version); !errors.Is(err, ErrNotFound) {
			t.Errorf("Lookup(skolemiljo, %d): %v, want ErrNotFound", version, err)
		}
	}
}

func TestTemplateLookups(t *testing.T) {
	t.Parallel()
	b := Builtin()
	if p, ok := b.Phase("b"); !ok || p.Short["nb"] != "B" || b.PhaseIndex("b") != 2 {
		t.Errorf("phase b: %v, %v", p, ok)
	}
	if c, ok := b.Component("persist"); !ok || c.Name["en"] == "" {
		t.Errorf("component persist: %v, %v", c, ok)
	}
	if g, ok := b.StaffGroup("sfo"); !ok || g.Name["nn"] != "SFO" {
		t.Errorf("staff group sfo: %v, %v", g, ok)
	}
	_, phase := b.Phase("d")
	_, component := b.Component("d")
	_, group := b.StaffGroup("leaders")
	if phase || component || group || b.PhaseIndex("d") != -1 {
		t.Error("found what is not there")
	}
}

// broken returns the built-in template after an edit.
func broken(t *testing.T, edit func(template map[string]any)) []byte {
	t.Helper()
	var template map[string]any
	if err := json.Unmarshal(builtinJSON(t), &template); err != nil {
		t.Fatal(err)
	}
	edit(template)
	document, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func at(value any, path ...any) map[string]any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			value = value.(map[string]any)[s]
		case int:
			value = value.([]any)[s]
		}
	}
	return value.(map[string]any)
}

func TestParseTemplateFaults(t *testing.T) {
	t.Parallel()
	type fault struct{ Field, Code string }
	tests := map[string]struct {
		edit func(map[string]any)
		want []fault
	}{
		"two faults of form at once": {
			func(m map[string]any) {
				delete(at(m, "phases", 1, "name"), "nn")
				at(m, "components", 2, "levels")["b"] = 5.5
			},
			[]fault{{"/components/2/levels/b", "schema"}, {"/phases/1/name", "schema"}},
		},
		"unknown field": {
			func(m map[string]any) { m["colour"] = "blue" },
			[]fault{{"", "schema"}},
		},
		"empty text": {
			func(m map[string]any) { at(m, "target", "text")["nb"] = "  " },
			[]fault{{"/target/text/nb", "schema"}},
		},
		"references and doubles at once": {
			func(m map[string]any) {
				delete(m, "course") // it names components, too
				at(m, "components", 0, "levels")["d"] = 4
				at(m, "components", 7)["key"] = "promote"
				at(m, "components", 3, "indicators", 1)["key"] = "promote-plan"
				at(m, "staff_groups", 3)["key"] = "sfo"
				at(m, "phases", 3)["key"] = "x"
				m["instruments"] = map[string]any{"tilstand": []any{"prep", "q"}}
			},
			[]fault{
				{"/components/0/levels/c", "unknown"}, {"/components/0/levels/d", "unknown"},
				{"/components/1/levels/c", "unknown"}, {"/components/2/levels/c", "unknown"},
				{"/components/3/indicators/1/key", "duplicate"}, {"/components/3/levels/c", "unknown"}, {"/components/4/levels/c", "unknown"},
				{"/components/5/levels/c", "unknown"}, {"/components/6/levels/c", "unknown"},
				{"/components/7/key", "duplicate"}, {"/components/7/levels/c", "unknown"},
				{"/instruments/tilstand/1", "unknown"}, {"/staff_groups/3/key", "duplicate"},
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			template, err := ParseTemplate(broken(t, test.edit))
			invalid, ok := errors.AsType[*Invalid](err)
			if !ok || template != nil {
				t.Fatalf("got %v, %v; want no template and *Invalid", template, err)
			}
			var got []fault
			for _, p := range invalid.Problems {
				got = append(got, fault{p.Field, p.Code})
				if p.Detail == "" {
					t.Errorf("%s %s says nothing", p.Field, p.Code)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseTemplateNotJSON(t *testing.T) {
	t.Parallel()
	for _, document := range []string{"", "{", `{"format":1} {}`, "[]", "null"} {
		if template, err := ParseTemplate([]byte(document)); err == nil || template != nil {
			t.Errorf("%q: got %v, %v", document, template, err)
		}
	}
}

// Whatever parses can be written and read again without a change.
func FuzzParseTemplate(f *testing.F) {
	document := builtinJSON(f)
	f.Add(document)
	f.Add(bytes.Replace(document, []byte("4.5"), []byte("6"), 1))
	f.Add(bytes.Replace(document, []byte(`"after": ["a-follow"]`), []byte(`"after": ["a-hidden"]`), 1))
	f.Fuzz(func(t *testing.T, document []byte) {
		template, err := ParseTemplate(document)
		if err != nil {
			if template != nil {
				t.Fatal("a template beside an error")
			}
			return
		}
		written, err := json.Marshal(template)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseTemplate(written)
		if err != nil {
			t.Fatalf("what was written does not parse: %v", err)
		}
		if diff := cmp.Diff(template, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
