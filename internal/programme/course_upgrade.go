package programme

import "slices"

// An Upgrade is what it means for a run to move from one version of a programme to another. What a school has done is kept by key, so
// what stays keeps its dates, ticks, marks and links; what falls away is shown no more, and nothing of it is deleted.
type Upgrade struct {
	From, To int
	Modules  Difference[ModuleKey]
	Items    Difference[ItemKey] // tasks of the preparation and learning elements
}

// A Difference is what becomes of keys, each in the order of the template that it is from.
type Difference[K comparable] struct {
	Stay, New, Gone []K
}

// UpgradeOf compares two versions of a programme.
func UpgradeOf(from, to *Template) Upgrade {
	return Upgrade{
		From: from.Version, To: to.Version,
		Modules: differ(from.Course.moduleKeys(), to.Course.moduleKeys()),
		Items:   differ(from.Course.itemKeys(), to.Course.itemKeys()),
	}
}

func differ[K comparable](from, to []K) (d Difference[K]) {
	for _, key := range to {
		if slices.Contains(from, key) {
			d.Stay = append(d.Stay, key)
		} else {
			d.New = append(d.New, key)
		}
	}
	for _, key := range from {
		if !slices.Contains(to, key) {
			d.Gone = append(d.Gone, key)
		}
	}
	return d
}

func (c *Course) moduleKeys() (keys []ModuleKey) {
	for _, semester := range c.semesters() {
		for _, m := range semester.Modules {
			keys = append(keys, m.Key)
		}
	}
	return keys
}

func (c *Course) itemKeys() (keys []ItemKey) {
	if c == nil {
		return nil
	}
	for _, task := range c.Preparation {
		keys = append(keys, task.Key)
	}
	for _, semester := range c.Semesters {
		for _, m := range semester.Modules {
			for _, e := range m.Elements {
				keys = append(keys, e.Key)
			}
		}
	}
	return keys
}

// Newer returns the newest version of the programme that a run could move to; false when it has that one already.
func (r Run) Newer() (*Template, bool) {
	newest := Builtin()
	return newest, newest.Key == r.Programme && newest.Version > r.Version
}
