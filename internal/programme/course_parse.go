package programme

import (
	"fmt"
	"slices"
)

// A courseCheck goes through a course for what a schema cannot see: keys that stand twice, phases, components and modules that do not
// exist, and an order that breaks its own rules.
type courseCheck struct {
	template   *Template
	components map[ComponentKey]bool
	items      map[ItemKey]bool   // seen so far: tasks and elements are ticked off by key, so they share their keys' room
	modules    map[ModuleKey]bool // seen so far
	faults     []Problem
}

// courseFaults are the faults of the template's course; none where it has no course.
func (t *Template) courseFaults(components map[ComponentKey]bool) []Problem {
	if t.Course == nil {
		return nil
	}
	check := courseCheck{template: t, components: components, items: map[ItemKey]bool{}, modules: map[ModuleKey]bool{}}
	if t.Course.Months.Usual > t.Course.Months.Most {
		check.fault("order", "the usual time is longer than the most", "months", "usual")
	}
	for i, task := range t.Course.Preparation {
		once(&check, check.items, task.Key, "preparation", fmt.Sprint(i), "key")
	}
	check.semesters(t.Course.Semesters)
	return check.faults
}

func (c *courseCheck) fault(code, detail string, at ...string) {
	c.faults = append(c.faults, Problem{pointer(append([]string{"course"}, at...)...), code, detail})
}

// once reports a key that was seen before, and remembers it.
func once[K ~string](c *courseCheck, seen map[K]bool, key K, at ...string) {
	if seen[key] {
		c.fault("duplicate", fmt.Sprintf("%q stands twice", key), at...)
	}
	seen[key] = true
}

func (c *courseCheck) semesters(semesters []Semester) {
	phases, latest := map[PhaseKey]bool{}, -1
	for i, semester := range semesters {
		at := []string{"semesters", fmt.Sprint(i)}
		once(c, phases, semester.Phase, append(at, "phase")...)
		switch place := c.template.PhaseIndex(semester.Phase); {
		case place < 0:
			c.fault("unknown", fmt.Sprintf("there is no phase %q", semester.Phase), append(at, "phase")...)
		case place < latest:
			c.fault("order", fmt.Sprintf("phase %q comes before the one above", semester.Phase), append(at, "phase")...)
		default:
			latest = place
		}
		for j, module := range semester.Modules {
			c.module(semester, j, module, slices.Concat(at, []string{"modules", fmt.Sprint(j)}))
		}
	}
}

// module checks one module. A rule may only name a module that stands above it: then the template's own order keeps all the rules, and so
// there always is an order that does, and no circle.
func (c *courseCheck) module(semester Semester, i int, m Module, at []string) {
	under := func(names ...string) []string { return slices.Concat(at, names) }
	once(c, c.modules, m.Key, under("key")...)
	for j, component := range m.Components {
		if !c.components[component] {
			c.fault("unknown", fmt.Sprintf("there is no component %q", component), under("components", fmt.Sprint(j))...)
		}
	}
	for j, before := range m.After {
		switch place := semester.place(before); {
		case place < 0:
			c.fault("unknown", fmt.Sprintf("there is no module %q in the semester", before), under("after", fmt.Sprint(j))...)
		case place >= i:
			c.fault("order", fmt.Sprintf("the module %q does not stand above", before), under("after", fmt.Sprint(j))...)
		}
	}
	for j, element := range m.Elements {
		once(c, c.items, element.Key, under("elements", fmt.Sprint(j), "key")...)
	}
}
