package web

import (
	"context"
	"strconv"
	"time"

	"tilstand/internal/programme"
)

// coursePage is templates/course.html: a school's course, from the preparation to the closing of the last semester.
type coursePage struct {
	Page
	School    programme.School
	NoDates   bool              // the school has no run yet
	Newer     int               // the version of the course that the school could move to; 0 when it has the newest
	News      programme.Upgrade // what moving there would mean
	NotMoved  []string          // keys of what stands in the way of it, when the leader has asked
	HasCourse bool              // the version it has has one
	LastDay   time.Time         // zero while it has no dates
	Refused   *moveRefused      // a move that the rules did not allow
	Tasks     []courseItem      // the preparation
	DoneCount int               // of them
	Semesters []courseSemester  // in course order
	Prep      *programme.Span   // its dates; nil where it has none
	Today     string            // for the forms
	Action    string            // beginning of the addresses that forms are sent to
}

// courseItem is a task or a learning element: what it is, and whether it was done.
type courseItem struct {
	programme.Task
	Link string // of ours: where it is done
	Done *programme.Done
	Back string // where its forms return to: "" for the overview, else the module
}

type courseSemester struct {
	programme.Semester
	Phase   programme.Phase
	Dates   *programme.Span
	Modules []courseModule
}

// courseModule is a module where it stands.
type courseModule struct {
	programme.Module
	Place, Up, Down int // from 1; Up and Down are the free places next to it, 0 where there is none
	After           []string
	Components      []programme.Component
	Dates           *programme.Span
	Outside         bool
	Attended        []attendedGroup
	Anybody         bool // some group has taken part
	Done            int  // of its elements
}

// attendedGroup is a staff group, and the day of the meeting when it took part.
type attendedGroup struct {
	programme.StaffGroup
	On *time.Time
}

// ticking is the form by which something is ticked off: templates/parts/course.html.
type ticking struct {
	Item    courseItem
	Action  string // where the form is sent
	Sends   bool   // the visitor may send it
	Today   string
	Parties []programme.Party
}

func (p *Page) ticking(home, today string, item courseItem) ticking {
	action := home + "/done"
	return ticking{item, action, p.Sends(action), today, programme.Parties}
}

// Ticking is the form by which a task is ticked off.
func (p *coursePage) Ticking(item courseItem) ticking { return p.ticking(p.Action, p.Today, item) }

// moveRefused is a refused move as sentences.
type moveRefused struct {
	Why, Instead string
}

// schoolCourse shows a school's course.
func (s *Server) schoolCourse(_ context.Context, r *request) (reply, error) {
	page, err := s.coursePage(r)
	if err != nil {
		return nil, err
	}
	return render("course", page), nil
}

func (s *Server) coursePage(r *request) (*coursePage, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	home := "/schools/" + school.Orgnr + "/course"
	page := &coursePage{Page: r.page("course.title"), School: school, Action: home, Today: today(s.now())}
	page.Synthetic, page.Path = school.Synthetic, home
	c, err := s.programme.CourseOf(school.ID)
	if err != nil { // no run yet
		page.NoDates = true
		return page, nil
	}
	if newest, ok := c.Run.Newer(); ok {
		page.Newer, page.News = newest.Version, programme.UpgradeOf(c.Template, newest)
	}
	if page.HasCourse = c.Template.Course != nil; !page.HasCourse {
		return page, nil
	}
	page.LastDay = c.LastDay()
	if span, ok := c.Run.Dates[c.Template.Phases[0].Key]; ok {
		page.Prep = &span
	}
	for _, task := range c.Template.Course.Preparation {
		item := courseItem{Task: task, Link: placeOf(school, task.In), Done: doneOf(c, task.Key)}
		if item.Done != nil {
			page.DoneCount++
		}
		page.Tasks = append(page.Tasks, item)
	}
	for _, semester := range c.Template.Course.Semesters {
		page.Semesters = append(page.Semesters, courseSemesterOf(r, c, semester))
	}
	return page, nil
}

func courseSemesterOf(r *request, c programme.CourseRun, semester programme.Semester) courseSemester {
	phase, _ := c.Template.Phase(semester.Phase)
	found := courseSemester{Semester: semester, Phase: phase}
	if span, ok := c.Run.Dates[semester.Phase]; ok {
		found.Dates = &span
	}
	for i := range c.Order[semester.Phase] {
		found.Modules = append(found.Modules, courseModuleAt(r, c, semester, i))
	}
	return found
}

// courseModuleAt is the module on a place, from 0, of the school's order.
func courseModuleAt(r *request, c programme.CourseRun, semester programme.Semester, i int) courseModule {
	module, _, _ := c.Template.Course.Module(c.Order[semester.Phase][i])
	m := courseModule{Module: module, Place: i + 1, Outside: c.Outside(module.Key)}
	if !module.Fixed {
		m.Up, m.Down = freePlaces(semester, i)
	}
	for _, key := range module.After {
		before, _, _ := c.Template.Course.Module(key)
		m.After = append(m.After, before.Name.In(r.words.Lang()))
	}
	for _, key := range module.Components {
		component, _ := c.Template.Component(key)
		m.Components = append(m.Components, component)
	}
	if span, ok := c.Dates[module.Key]; ok {
		m.Dates = &span
	}
	for _, group := range c.Template.StaffGroups {
		seen := attendedGroup{StaffGroup: group}
		if on, ok := c.Attended[module.Key][group.Key]; ok {
			seen.On, m.Anybody = &on, true
		}
		m.Attended = append(m.Attended, seen)
	}
	for _, e := range module.Elements {
		if _, done := c.Done[e.Key]; done {
			m.Done++
		}
	}
	return m
}

// freePlaces are the places, from 1, next to a free module that no fixed one keeps; 0 where there is none.
func freePlaces(semester programme.Semester, i int) (up, down int) {
	for place, m := range semester.Modules {
		switch {
		case m.Fixed || place == i:
		case place < i:
			up = place + 1
		case down == 0:
			down = place + 1
		}
	}
	return up, down
}

func doneOf(c programme.CourseRun, key programme.ItemKey) *programme.Done {
	if done, ok := c.Done[key]; ok {
		return &done
	}
	return nil
}

// placeOf is the address at a school of where something is done in this service; "" for what is done elsewhere.
func placeOf(school programme.School, in programme.Place) string {
	home := "/schools/" + school.Orgnr
	switch in {
	case programme.AtDates:
		return home + "/dates"
	case programme.AtStatement:
		return home + "/statement"
	case programme.AtStateSurvey, programme.AtMappingSurvey, programme.AtParentsSurvey:
		return home + "/waves"
	case programme.AtResults, programme.AtSharing:
		return home
	}
	return ""
}

// today is the day in Norway, as a field for a date takes it.
func today(now time.Time) string { return now.In(oslo).Format(time.DateOnly) }

// refusedMove puts a refused move into words: why, and what is possible instead.
func refusedMove(r *request, course *programme.Course, refused *programme.MoveRefused) *moveRefused {
	name := func(key programme.ModuleKey) string {
		module, _, _ := course.Module(key)
		return module.Name.In(r.words.Lang())
	}
	said := &moveRefused{}
	switch refused.Reason {
	case programme.MoveFixed:
		said.Why = r.words.T("course.refused.fixed", "module", name(refused.Module))
	case programme.MoveTaken:
		said.Why = r.words.T("course.refused.taken", "place", refused.Place, "first", name(refused.First))
	case programme.MoveOutside:
		said.Why = r.words.T("course.refused.outside", "place", refused.Place)
	case programme.MoveRule:
		said.Why = r.words.T("course.refused.rule", "first", name(refused.First), "then", name(refused.Then))
	}
	if refused.Reason == programme.MoveFixed {
		return said
	}
	if len(refused.Possible) == 0 {
		said.Instead = r.words.T("course.refused.nowhere", "module", name(refused.Module))
		return said
	}
	places := make([]string, len(refused.Possible))
	for i, place := range refused.Possible {
		places[i] = strconv.Itoa(place)
	}
	said.Instead = r.words.T("course.refused.instead", "module", name(refused.Module), "places", r.words.List(places))
	return said
}
