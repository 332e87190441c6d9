package web

import (
	"context"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// overviewPage is templates/results_school.html: where the school is, where it should be, whether it has moved, and what to look at first.
type overviewPage struct {
	schoolFrame
	Counted   bool   // by the programme
	Target    string // the target state
	First     firstSection
	Condition conditionTable
	Exhibit   exhibit  // the condition as files
	Turnout   []string // of the waves before
	Mapping   string   // what the mapping survey is, where nothing else has been measured
	Joint     *jointShown
	Going     *going // answers that are erased before long
	Sharing   *sharingSection
	Report    string
	Print     string
}

// firstSection is what to look at first.
type firstSection struct {
	Looks []firstLook
	More  []firstLink // the other components that there is a reason for
	Why   string      // why there is nothing; empty where there is
}

// firstLook is a component with the reasons to look at it.
type firstLook struct {
	firstLink
	Reasons []string
}

type firstLink struct{ Name, Href string }

// school shows a school's condition, or to the owner of one that does not share how far it is.
func (s *Server) school(_ context.Context, r *request) (reply, error) {
	if !r.may(accounts.SeeResults) {
		page, err := s.standingPage(r)
		if err != nil {
			return nil, err
		}
		return render("results_standing", page), nil
	}
	view, err := s.schoolView(r)
	if err != nil {
		return nil, err
	}
	page := newOverviewPage(r.words, view)
	var now programme.PhaseKey
	if view.Now != nil {
		now = view.Now.Phase.Key
	}
	if school, err := s.programme.School(view.School.ID); err == nil && r.belongs() {
		page.Going = s.goingOf(r, school)
	}
	if page.Sharing, err = s.sharingOf(r, view.School.ID); err != nil {
		return nil, err
	}
	page.Joint, err = s.standingJoint(r.words, view.School.ID, now)
	return render("results_school", page), err
}

// overviewExhibits are those of the overview.
func (s *Server) overviewExhibits(r *request) (exhibits, error) {
	view, err := s.schoolView(r)
	if err != nil {
		return exhibits{}, err
	}
	page := newOverviewPage(r.words, view)
	all := page.of(r.words, view, "")
	if page.Phase != "" {
		all.List = []exhibit{page.Exhibit}
	}
	return all, nil
}

func newOverviewPage(words i18n.Printer, view *analytics.SchoolView) *overviewPage {
	p := &overviewPage{
		schoolFrame: newSchoolFrame(words, view, "", words.T("school.page.overview")),
		Counted:     view.Counted, Target: view.Target.In(words.Lang()), Report: pathOf(kept(view.Query), "/report.xlsx"), Print: pathOf(kept(view.Query), "/print"),
	}
	p.Title = words.T("school.title", "school", view.School.Name)
	if view.Now == nil {
		if m := view.Mapping; m != nil {
			p.Mapping = words.T("school.wave_named", "phase", phaseTitle(words, m.Wave.Phase), "date", closedOn(words, m.Wave)) + ". " + answeredWords(words, m.Wave.Answered, m.Wave.HeadCount)
		}
		return p
	}
	p.Condition = newConditionTable(words, view)
	p.Condition.Rows[0].Href = pathOf(kept(view.Query), atDevelopment)
	for i, row := range view.Rows {
		p.Condition.Rows[i+1].Href = pathOf(kept(view.Query), componentAt(row.Component)) // after the overall index
	}
	p.Exhibit = conditionExhibit(words, view, p.Condition).filed(fileAt(kept(view.Query), ""))
	p.First = newFirstSection(words, view)
	for _, wave := range view.Waves {
		if wave.ID == view.Now.ID {
			break
		}
		p.Turnout = append(p.Turnout, words.T("school.turnout_of", "phase", phaseInside(words, wave.Phase), "answered", answeredWords(words, wave.Answered, wave.HeadCount)))
	}
	return p
}

func newFirstSection(words i18n.Printer, view *analytics.SchoolView) firstSection {
	first := analytics.LookFirst(view.Rows)
	out := firstSection{}
	if first.Why.Key != "" {
		out.Why = words.Say(first.Why)
	}
	link := func(l analytics.Look) firstLink {
		return firstLink{rowName(words, l.Row), pathOf(kept(view.Query), componentAt(l.Row.Component))}
	}
	for _, l := range first.Looks {
		look := firstLook{firstLink: link(l)}
		for _, reason := range l.Reasons {
			look.Reasons = append(look.Reasons, words.Say(reason.Sentence))
		}
		out.Looks = append(out.Looks, look)
	}
	for _, l := range first.More {
		out.More = append(out.More, link(l))
	}
	return out
}
