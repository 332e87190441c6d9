package programme

import (
	"fmt"
	"maps"
	"time"
)

// A CourseRun is how far a school has come with its course, and how it has arranged it.
type CourseRun struct {
	Run      Run
	Template *Template                // the version that the run keeps; its Course is nil where that has none
	Order    map[PhaseKey][]ModuleKey // all modules of each semester, in the school's order
	Dates    map[ModuleKey]Span       // of the modules that have dates
	Done     map[ItemKey]Done         // of what is ticked off
	Attended map[ModuleKey]map[string]time.Time
	Links    map[ItemKey]Link // that the school has added to learning elements
}

// Done is that a task or a learning element was ticked off.
type Done struct {
	On time.Time // a date
	By Party     // the role that did it, where the school says so; never a person
}

// A Link is an address that the school has added to a learning element, such as a film's.
type Link struct {
	Address string // http or https
	Title   string // may be empty
}

// CourseOf returns the school's course as it stands. It is [ErrNotFound] while the school has no run. What was set or marked under another
// version and is no longer in the template is left out.
func (s *Store) CourseOf(school SchoolID) (CourseRun, error) {
	run, err := s.RunOf(school)
	if err != nil {
		return CourseRun{}, err
	}
	template, err := Lookup(run.Programme, run.Version)
	if err != nil {
		return CourseRun{}, err
	}
	c := CourseRun{
		Run: run, Template: template,
		Order: map[PhaseKey][]ModuleKey{}, Dates: map[ModuleKey]Span{}, Done: map[ItemKey]Done{},
		Attended: map[ModuleKey]map[string]time.Time{}, Links: map[ItemKey]Link{},
	}
	s.mu.RLock()
	facts := maps.Clone(s.course[run.ID])
	s.mu.RUnlock()
	for _, semester := range template.Course.semesters() {
		c.Order[semester.Phase] = semester.Order(facts[factKey{factOrder, string(semester.Phase), ""}].value.Modules)
	}
	for key, latest := range facts {
		c.take(key, latest.value)
	}
	return c, nil
}

// take keeps what the template still knows.
func (c CourseRun) take(key factKey, f fact) {
	course, item := c.Template.Course, ItemKey(key.item)
	module, _, isModule := course.Module(ModuleKey(key.item))
	_, isElement := course.Element(item)
	switch {
	case key.kind == factDates && isModule && f.Dates != nil:
		c.Dates[module.Key] = *f.Dates
	case key.kind == factDone && f.On != "" && course.has(item):
		c.Done[item] = Done{dayRead(f.On), f.By}
	case key.kind == factLink && f.Address != "" && isElement:
		c.Links[item] = Link{f.Address, f.Title}
	case key.kind == factAttended && f.On != "" && isModule:
		if _, known := c.Template.StaffGroup(key.part); !known {
			return
		}
		if c.Attended[module.Key] == nil {
			c.Attended[module.Key] = map[string]time.Time{}
		}
		c.Attended[module.Key][key.part] = dayRead(f.On)
	}
}

// Outside says that a module has dates which are no longer within its semester: the semester was moved after they were set.
func (c CourseRun) Outside(module ModuleKey) bool {
	_, semester, _ := c.Template.Course.Module(module)
	dates, set := c.Dates[module]
	return set && !dates.Within(c.Run.Dates[semester.Phase])
}

// LastDay is the last day on which the course may be under way; zero while the run has no dates.
func (c CourseRun) LastDay() time.Time { return c.Template.Course.LastDay(StartOf(c.Run.Dates)) }

// dayRead reads a date that was stored as one.
func dayRead(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(fmt.Sprintf("programme: a stored date reads %q", text)) // loading has read it before
	}
	return day
}
