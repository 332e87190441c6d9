package programme

import (
	"slices"

	"tilstand/internal/i18n"
)

type (
	// A ModuleKey names a module of the course, such as "a-follow".
	ModuleKey string
	// An ItemKey names something that a school does and ticks off: a task of the preparation, or a learning element.
	ItemKey string
)

// A Course is what a school works through between the surveys: what the leadership prepares, and the semesters.
type Course struct {
	Months      Months     `json:"months"`
	Preparation []Task     `json:"preparation"` // in the order in which it is shown
	Semesters   []Semester `json:"semesters"`   // in course order
}

// Months are how long a course takes, from the first day of the run.
type Months struct {
	Usual int `json:"usual"`
	Most  int `json:"most"`
}

// A Party is somebody whom a task involves, and the role in which something was done. Never a person.
type Party string

// The parties.
const (
	Leadership Party = "leadership"
	OwnerParty Party = "owner"
	Union      Party = "union"  // the union representatives
	Safety     Party = "safety" // the safety representative
	Staff      Party = "staff"
	Parents    Party = "parents"
	Pupils     Party = "pupils"
)

// Parties are all of them, in the order in which a form offers them.
var Parties = []Party{Leadership, OwnerParty, Union, Safety, Staff, Parents, Pupils}

// A Place is where in this service something is done. It is no address: addresses change, a template does not.
type Place string

// The places.
const (
	AtDates         Place = "dates"
	AtStatement     Place = "statement"
	AtMappingSurvey Place = "mapping_survey"
	AtParentsSurvey Place = "parents_survey"
	AtResults       Place = "results"
	AtSharing       Place = "sharing"
	AtStateSurvey   Place = "state_survey"
)

// A Task is a line of the preparation's checklist.
type Task struct {
	Key      ItemKey   `json:"key"`
	Title    i18n.Text `json:"title"`
	Text     i18n.Text `json:"text"`
	Involves []Party   `json:"involves"`
	In       Place     `json:"in,omitempty"` // empty: not in this service
}

// A Semester is the part of the course that belongs to a phase.
type Semester struct {
	Phase        PhaseKey     `json:"phase"`
	Goal         i18n.Text    `json:"goal"`
	Introduction Introduction `json:"introduction"`
	Modules      []Module     `json:"modules"` // in the order that holds until the school chooses one
	Closing      Closing      `json:"closing"`
}

// An Introduction opens a semester.
type Introduction struct {
	Intentions  i18n.Text `json:"intentions"`
	Regulations i18n.Text `json:"regulations"`
	Knowledge   i18n.Text `json:"knowledge"`
}

// A Closing ends a semester.
type Closing struct {
	Analysis   i18n.Text `json:"analysis"`
	Assessment i18n.Text `json:"assessment"`
}

// A Module is a part of a semester that staff work through in one or more meetings.
type Module struct {
	Key        ModuleKey      `json:"key"`
	Name       i18n.Text      `json:"name"`
	Aim        i18n.Text      `json:"aim"`
	Components []ComponentKey `json:"components"` // what it is about, the most important first
	Fixed      bool           `json:"fixed"`      // it keeps its place; else the school chooses one
	After      []ModuleKey    `json:"after,omitempty"`
	Elements   []Element      `json:"elements"`
}

// An ElementKind is what a learning element is.
type ElementKind string

// The kinds of learning element.
const (
	Film          ElementKind = "film" // the service ships none: the element says what to look for, and the school adds a link
	Reading       ElementKind = "text"
	Discussion    ElementKind = "discussion"
	Assignment    ElementKind = "task"
	Tryout        ElementKind = "tryout"
	Investigation ElementKind = "investigation"
)

// An Element is a learning element: one thing that staff do.
type Element struct {
	Key     ItemKey     `json:"key"`
	Kind    ElementKind `json:"kind"`
	Work    string      `json:"work"` // "alone" or "together"
	Minutes int         `json:"minutes"`
	Title   i18n.Text   `json:"title"`
	Text    i18n.Text   `json:"text"`
	In      Place       `json:"in,omitempty"`
	Link    string      `json:"link,omitempty"` // https
}

// Together says that the element is done with others.
func (e Element) Together() bool { return e.Work == "together" }

// Minutes is how long the module takes, all its elements together.
func (m Module) Minutes() (sum int) {
	for _, e := range m.Elements {
		sum += e.Minutes
	}
	return sum
}

// Module returns the module with the key, and the semester it belongs to.
func (c *Course) Module(key ModuleKey) (Module, Semester, bool) {
	for _, semester := range c.semesters() {
		if i := semester.place(key); i >= 0 {
			return semester.Modules[i], semester, true
		}
	}
	return Module{}, Semester{}, false
}

// Element returns the learning element with the key.
func (c *Course) Element(key ItemKey) (Element, bool) {
	for _, semester := range c.semesters() {
		for _, module := range semester.Modules {
			for _, e := range module.Elements {
				if e.Key == key {
					return e, true
				}
			}
		}
	}
	return Element{}, false
}

// Title is what the task or the learning element with the key is called.
func (c *Course) Title(key ItemKey) (i18n.Text, bool) {
	if e, ok := c.Element(key); ok {
		return e.Title, true
	}
	if c != nil {
		for _, task := range c.Preparation {
			if task.Key == key {
				return task.Title, true
			}
		}
	}
	return nil, false
}

// has says whether the key is a task's or a learning element's.
func (c *Course) has(key ItemKey) bool {
	return slices.Contains(c.itemKeys(), key)
}

// semesters are none where there is no course.
func (c *Course) semesters() []Semester {
	if c == nil {
		return nil
	}
	return c.Semesters
}

// place is where the module stands in the template's order, from 0; -1 when it is not in the semester.
func (s Semester) place(key ModuleKey) int {
	return slices.IndexFunc(s.Modules, func(m Module) bool { return m.Key == key })
}
