package web

import (
	"context"
	"slices"
	"time"

	"tilstand/internal/programme"
	"tilstand/internal/retention"
	"tilstand/internal/settings"
)

// keepingPage is templates/keeping.html: when the answers of a school go, and afterwards that they went. How many there were it takes from what is
// released: what is not shown there is not shown here.
type keepingPage struct {
	Page
	School  programme.School
	Months  int
	OpenEnd bool // the run has no last day, so that one is assumed
	Lines   []keepingLine
}

// keepingLine is a wave.
type keepingLine struct {
	retention.Line
	What    string
	Release string // how many answered, as it is released; empty where nothing is
}

// keeping shows it to the school.
func (s *Server) keeping(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	page := &keepingPage{Page: r.page("keeping.title"), School: school, Months: s.months()}
	page.Synthetic = school.Synthetic
	run, err := s.programme.RunOf(school.ID)
	page.OpenEnd = err != nil || !retention.Ends(run)
	for _, l := range s.keepingOf(school.ID) {
		line := keepingLine{Line: l, What: s.nameOf(r, l.Wave)}
		if s.analytics.Released(l.Wave.ID) {
			release, err := s.analytics.Release(l.Wave.ID)
			if err != nil {
				return nil, err
			}
			line.Release = answeredWords(r.words, release.Groups[0].Answered, release.Groups[0].HeadCount)
		}
		page.Lines = append(page.Lines, line)
	}
	return render("keeping", page), nil
}

// months is how long answers are kept here.
func (s *Server) months() int {
	if s.retention == nil { // tests of other things
		return settings.DefaultMonths
	}
	return s.retention.Rule.Months
}

// keepingOf is the plan of a school.
func (s *Server) keepingOf(school programme.SchoolID) []retention.Line {
	if s.retention == nil {
		return nil
	}
	return s.retention.PlanOf(school, s.now())
}

// going is what a school is told beforehand: the first day on which answers go, and of how many surveys.
type going struct {
	More  string // where there is more about it; empty for those who may not open that
	Waves int
	Day   time.Time
}

// goingOf is nil while nothing has been announced.
func (s *Server) goingOf(r *request, school programme.School) *going {
	var g *going
	for _, l := range s.keepingOf(school.ID) { // the earliest first
		switch {
		case l.Stage != retention.Announced:
		case g == nil:
			g = &going{Waves: 1, Day: l.Day}
			if more := "/schools/" + school.Orgnr + "/waves/answers"; s.reaches(r, GET, more) {
				g.More = more
			}
		case l.Day.Equal(g.Day):
			g.Waves++
		}
	}
	return g
}

// keptPage is templates/keeping_all.html: what the operator sees of it. Days and rules, and no results.
type keptPage struct {
	Page
	Months  int
	Notice  int
	Schools []keptSchool
}

// keptSchool is a school whose answers go, or went.
type keptSchool struct {
	Name   string
	Kept   int // surveys that have their answers, and no day that was told
	Told   *going
	Erased *going // the last time
}

// kept shows it to the operator.
func (s *Server) kept(_ context.Context, r *request) (reply, error) {
	page := &keptPage{Page: r.page("keeping.all_title"), Months: s.months(), Notice: retention.Notice}
	for _, school := range s.programme.Schools() {
		line := keptSchool{Name: school.Name, Told: s.goingOf(r, school)}
		for _, l := range slices.Backward(s.keepingOf(school.ID)) {
			switch l.Stage {
			case retention.Kept:
				line.Kept++
			case retention.Erased:
				if line.Erased == nil {
					line.Erased = &going{Day: l.Day}
				}
				line.Erased.Waves++
			}
		}
		if line.Kept > 0 || line.Told != nil || line.Erased != nil {
			page.Schools = append(page.Schools, line)
		}
	}
	return render("keeping_all", page), nil
}
