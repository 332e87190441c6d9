package programme

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// semesterOf reads a semester from a line: "F" is fixed, "c>b" is free and comes after b.
func semesterOf(line string) (s Semester) {
	for word := range strings.FieldsSeq(line) {
		name, after, ruled := strings.Cut(word, ">")
		m := Module{Key: ModuleKey(name), Fixed: name == strings.ToUpper(name)}
		if ruled {
			m.After = modulesOf(strings.ReplaceAll(after, ",", " "))
		}
		s.Modules = append(s.Modules, m)
	}
	return s
}

func modulesOf(line string) (keys []ModuleKey) {
	for word := range strings.FieldsSeq(line) {
		keys = append(keys, ModuleKey(word))
	}
	return keys
}

func lineOf(order []ModuleKey) string {
	words := make([]string, len(order))
	for i, key := range order {
		words[i] = string(key)
	}
	return strings.Join(words, " ")
}

func TestOrder(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		semester, chosen, want string
	}{
		"nothing chosen":                    {"A b c d E", "", "A b c d E"},
		"all free ones":                     {"A b c d E", "d b c", "A d b c E"},
		"fixed ones keep their place":       {"A b c d E", "E d A b c", "A d b c E"},
		"between free ones":                 {"a B c D e", "e c a", "e B c D a"},
		"what is gone is left out":          {"A b c E", "d c b", "A c b E"},
		"what is new stands where it stood": {"A b c d E", "d c", "A b d c E"},
		"new at the end":                    {"a b c", "b", "a b c"},
		"one that stands twice":             {"a b c", "c c a b", "c a b"},
		"a rule that has come since":        {"a b c>b", "c a b", "a b c"},
		"a rule that is kept":               {"a b c>b", "b c a", "b c a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := lineOf(semesterOf(test.semester).Order(modulesOf(test.chosen))); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestMove(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		semester, order string
		module          ModuleKey
		place           int
		want            string
		refused         *MoveRefused
	}{
		"up":                   {"A b c d E", "", "c", 2, "A c b d E", nil},
		"down":                 {"A b c d E", "", "b", 3, "A c b d E", nil},
		"far down":             {"A b c d E", "", "b", 4, "A c d b E", nil},
		"where it stands":      {"A b c d E", "", "b", 2, "A b c d E", nil},
		"over a fixed one":     {"a B c d", "", "d", 1, "d B a c", nil},
		"from a chosen order":  {"A b c d E", "d c b", "b", 2, "A b d c E", nil},
		"together with a rule": {"a b c>b", "", "b", 1, "b a c", nil},
		"a fixed one":          {"A b c d E", "", "A", 2, "", &MoveRefused{Module: "A", Place: 2, Reason: MoveFixed}},
		"onto a fixed one": {"A b c d E", "", "b", 1, "",
			&MoveRefused{Module: "b", Place: 1, Reason: MoveTaken, First: "A", Possible: []int{3, 4}}},
		"above the first":  {"a b c", "", "a", 0, "", &MoveRefused{Module: "a", Place: 0, Reason: MoveOutside, Possible: []int{2, 3}}},
		"below the last":   {"a b c", "", "c", 4, "", &MoveRefused{Module: "c", Place: 4, Reason: MoveOutside, Possible: []int{1, 2}}},
		"before its first": {"a b c>b", "", "c", 2, "", &MoveRefused{Module: "c", Place: 2, Reason: MoveRule, First: "b", Then: "c"}},
		"behind what comes after it": {"a b c>b d", "", "b", 3, "",
			&MoveRefused{Module: "b", Place: 3, Reason: MoveRule, First: "b", Then: "c", Possible: []int{1}}},
		// d would make way to the place before B, after which it comes.
		"a third one would go too far": {"a B d>B c", "", "a", 4, "", &MoveRefused{Module: "a", Place: 4, Reason: MoveRule, First: "B", Then: "d"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := semesterOf(test.semester).Move(modulesOf(test.order), test.module, test.place)
			refused, _ := errors.AsType[*MoveRefused](err)
			if diff := cmp.Diff(test.refused, refused); diff != "" || lineOf(got) != test.want {
				t.Errorf("got %s, want %s; refused: %s", lineOf(got), test.want, diff)
			}
		})
	}
	if _, err := semesterOf("a b").Move(nil, "c", 1); !errors.Is(err, ErrNotFound) {
		t.Errorf("a module that is not there: %v", err)
	}
}

// Whatever is moved: all modules are there once, fixed ones stand still, rules hold, what is said to be possible is, and nothing else is.
func TestMoveHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s Semester
		for i := range rapid.IntRange(1, 6).Draw(t, "modules") {
			m := Module{Key: ModuleKey('a' + rune(i)), Fixed: rapid.Bool().Draw(t, "fixed")}
			for j := range i {
				if rapid.IntRange(0, 3).Draw(t, "after") == 0 {
					m.After = append(m.After, s.Modules[j].Key)
				}
			}
			s.Modules = append(s.Modules, m)
		}
		holds := func(order []ModuleKey) {
			if len(order) != len(s.Modules) {
				t.Fatalf("%d modules, not %d: %v", len(order), len(s.Modules), order)
			}
			for i, m := range s.Modules {
				at := slices.Index(order, m.Key)
				if at < 0 || m.Fixed && at != i {
					t.Fatalf("%s stands at %d: %v", m.Key, at, order)
				}
				for _, before := range m.After {
					if slices.Index(order, before) > at {
						t.Fatalf("%s stands before %s: %v", m.Key, before, order)
					}
				}
			}
		}
		order := s.Order(modulesOf(strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"})).Draw(t, "chosen"), " ")))
		holds(order)
		for range 3 {
			i := rapid.IntRange(0, len(order)-1).Draw(t, "which")
			possible := s.Possible(order, order[i])
			for place := range len(order) + 2 {
				moved, err := s.Move(order, order[i], place)
				if place == i+1 {
					continue
				}
				if (err == nil) != slices.Contains(possible, place) {
					t.Fatalf("%s to %d in %v: %v, and possible are %v", order[i], place, order, err, possible)
				}
				if err != nil {
					continue
				}
				if holds(moved); moved[place-1] != order[i] {
					t.Fatalf("%s to %d in %v came to %v", order[i], place, order, moved)
				}
			}
			if len(possible) > 0 {
				order, _ = s.Move(order, order[i], rapid.SampledFrom(possible).Draw(t, "place"))
			}
		}
	})
}
