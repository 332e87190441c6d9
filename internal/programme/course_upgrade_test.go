package programme

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// courseOf is a version with a checklist and one module for each key, with its elements.
func courseOf(version int, tasks string, modules ...string) *Template {
	c := &Course{Semesters: []Semester{{}}}
	for _, key := range modulesOf(tasks) {
		c.Preparation = append(c.Preparation, Task{Key: ItemKey(key)})
	}
	for _, line := range modules {
		keys := modulesOf(line)
		m := Module{Key: keys[0]}
		for _, key := range keys[1:] {
			m.Elements = append(m.Elements, Element{Key: ItemKey(key)})
		}
		c.Semesters[0].Modules = append(c.Semesters[0].Modules, m)
	}
	return &Template{Key: "x", Version: version, Course: c}
}

func TestUpgradeOf(t *testing.T) {
	t.Parallel()
	type (
		modules = Difference[ModuleKey]
		items   = Difference[ItemKey]
	)
	old := courseOf(1, "owner dates", "m film talk", "n read")
	tests := map[string]struct {
		from, to *Template
		want     Upgrade
	}{
		"the same again": {old, courseOf(2, "owner dates", "m film talk", "n read"),
			Upgrade{1, 2, modules{Stay: []ModuleKey{"m", "n"}}, items{Stay: []ItemKey{"owner", "dates", "film", "talk", "read"}}}},
		"an element in another module stays": {old, courseOf(2, "owner dates", "m film", "n talk read"),
			Upgrade{1, 2, modules{Stay: []ModuleKey{"m", "n"}}, items{Stay: []ItemKey{"owner", "dates", "film", "talk", "read"}}}},
		"some new, some gone": {old, courseOf(3, "dates pupils", "n read write", "o sing"),
			Upgrade{1, 3, modules{Stay: []ModuleKey{"n"}, New: []ModuleKey{"o"}, Gone: []ModuleKey{"m"}},
				items{Stay: []ItemKey{"dates", "read"}, New: []ItemKey{"pupils", "write", "sing"}, Gone: []ItemKey{"owner", "film", "talk"}}}},
		"from a version without a course": {&Template{Version: 1}, courseOf(2, "dates", "m film"),
			Upgrade{1, 2, modules{New: []ModuleKey{"m"}}, items{New: []ItemKey{"dates", "film"}}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, UpgradeOf(test.from, test.to)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNewer(t *testing.T) {
	t.Parallel()
	if newest, ok := (Run{Programme: "skolemiljo", Version: 1}).Newer(); !ok || newest != Builtin() {
		t.Errorf("from version 1: %v, %v", newest, ok)
	}
	for _, run := range []Run{{Programme: "skolemiljo", Version: 2}, {Programme: "other", Version: 1}, {}} {
		if _, ok := run.Newer(); ok {
			t.Errorf("%+v could move", run)
		}
	}
}
