package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// meetingPage is templates/meeting.html: one slide of the meeting at which staff open a state survey together. Each slide is an address, and holds
// nothing of the others: the links work without a script, and what is not on the wall is not in the page. static/meeting.js adds the clicker.
type meetingPage struct {
	Page
	School         analytics.SchoolRef
	Phase          string // inside a sentence
	Slide          slide  // of nothing where the phase has no release
	At, All        int    // from 1
	Previous, Next string // addresses; empty at the ends
	Leave          string
	Groups         string // the group work, on the last slide
}

// meetingPrintPage is templates/meeting_print.html: all slides, a sheet of A3 each.
type meetingPrintPage struct {
	Page
	School analytics.SchoolRef
	Phase  string
	Slides []slide
	Back   string
}

// slide is what is on the wall at a time. Its kind says which of the fields it has.
type slide struct {
	Kind      slideKind
	Heading   string
	Lead      string
	Whole     string // whose and which survey, on the first
	Target    string // the target state
	Answered  string
	Rate      charts.Drawing // of nothing where the number of answers is not shown
	Can       []string
	Cannot    []string
	Points    []string
	Component *slideComponent
}

type slideKind string

const (
	slideOpening slideKind = "opening"
	slideFigures slideKind = "figures"
	slideNotes   slideKind = "notes"
	slideOf      slideKind = "component"
	slideEnd     slideKind = "end"
)

// slideComponent is a component of the target state, as the wall shows it.
type slideComponent struct {
	Finding   string
	Steps     []int
	Waves     []slideWave // the oldest first, now last
	Targets   bool        // some wave has a target
	Key       []charts.KeyEntry
	Questions []string
}

// slideWave is the component in a survey: beneath each other, so that no mark covers another.
type slideWave struct {
	Name    string
	Drawing charts.Drawing
	Figure  figure
	Span    string // of the interval, or that everyone answered; empty without one
	Target  string // empty without one
	Now     bool
}

// meeting shows a slide.
func (s *Server) meeting(_ context.Context, r *request) (reply, error) {
	view, phase, err := s.closingView(r)
	if err != nil {
		return nil, err
	}
	home := closingPath(view.School.Orgnr, phase.Key)
	page := &meetingPage{
		Page: Page{Stage: true, Synthetic: view.School.Synthetic}, School: view.School, Phase: phaseInside(r.words, phase), Leave: home,
	}
	if view.Now == nil {
		page.Title = r.words.T("meeting.none")
		return render("meeting", page), nil
	}
	slides := newSlides(r.words, view)
	page.All = len(slides)
	if page.At, err = placeAsked(r.query, page.All); err != nil {
		return nil, err
	}
	page.Slide = slides[page.At-1]
	page.Title = r.words.T("meeting.page_title", "slide", page.Slide.Heading, "at", page.At, "all", page.All)
	at := func(place int) string { return home + "/meeting?slide=" + strconv.Itoa(place) }
	if page.At > 1 {
		page.Previous = at(page.At - 1)
	}
	if page.At < page.All {
		page.Next = at(page.At + 1)
	} else {
		page.Groups = home + "/groupwork"
	}
	return render("meeting", page), nil
}

// placeAsked is the slide that an address asks for, from 1; the first without one.
func placeAsked(query url.Values, all int) (int, error) {
	asked := query.Get("slide")
	if asked == "" {
		return 1, nil
	}
	place, err := strconv.Atoi(asked)
	if err != nil || place < 1 || place > all {
		return 0, errNotFound
	}
	return place, nil
}

// printMeeting shows all slides as they are printed.
func (s *Server) printMeeting(_ context.Context, r *request) (reply, error) {
	view, phase, err := s.closingView(r)
	if err != nil {
		return nil, err
	}
	if view.Now == nil {
		return nil, errNotFound
	}
	page := &meetingPrintPage{
		Page: r.page("meeting.print"), School: view.School, Phase: phaseInside(r.words, phase), Slides: newSlides(r.words, view),
		Back: closingPath(view.School.Orgnr, phase.Key) + "/meeting",
	}
	page.Synthetic = view.School.Synthetic
	return render("meeting_print", page), nil
}

// closingPath is where a phase of a school is closed.
func closingPath(orgnr string, phase programme.PhaseKey) string {
	return "/schools/" + orgnr + "/closing/" + string(phase)
}

// closingView is the school in the path as of the release that closes the phase in the path, for the whole school; its Now is nil where the phase has none.
func (s *Server) closingView(r *request) (*analytics.SchoolView, analytics.PhaseHead, error) {
	q := analytics.Query{School: r.param("orgnr")}
	view, err := s.schoolFor(r, q)
	if err != nil {
		return nil, analytics.PhaseHead{}, err
	}
	key := programme.PhaseKey(r.param("phase"))
	at := slices.IndexFunc(view.Phases, func(p analytics.PhaseHead) bool { return p.Key == key })
	if at < 0 {
		return nil, analytics.PhaseHead{}, errNotFound
	}
	phase := view.Phases[at]
	for _, wave := range slices.Backward(view.Waves) {
		if wave.Phase.Key == key {
			if wave.ID != view.Now.ID {
				q.Wave = wave.ID
				view, err = s.schoolFor(r, q)
			}
			return view, phase, err
		}
	}
	view.Now = nil
	return view, phase, nil
}

// newSlides are the slides of a meeting about the release that is now, in their order. Where no figure can be shown there is nothing to say of the components.
func newSlides(words i18n.Printer, view *analytics.SchoolView) []slide {
	slides := []slide{
		{
			Kind: slideOpening, Heading: words.T("meeting.opening"), Lead: words.T("meeting.opening_what", "phase", phaseInside(words, view.Now.Phase)),
			Whole: view.School.Name + ", " + words.T("school.wave_named", "phase", phaseInside(words, view.Now.Phase), "date", closedOn(words, *view.Now)), Target: view.Target.In(words.Lang()),
		},
		figuresSlide(words, view),
	}
	if notes := said(words, view.Notes); len(notes) > 0 {
		slides = append(slides, slide{Kind: slideNotes, Heading: words.T("meeting.mind"), Points: notes})
	}
	if !newConditionTable(words, view).AllGone {
		for _, row := range view.Rows {
			slides = append(slides, componentSlide(words, view, row))
		}
	}
	return append(slides, slide{Kind: slideEnd, Heading: words.T("meeting.end"), Points: []string{
		words.T("meeting.end_groups"), words.T("meeting.end_conclude"), words.T("meeting.end_choose"), words.T("meeting.end_agree"), words.T("meeting.end_check"),
	}})
}

// figuresSlide is how many answered, and what can be read out of that.
func figuresSlide(words i18n.Printer, view *analytics.SchoolView) slide {
	out := slide{
		Kind: slideFigures, Heading: words.T("meeting.figures"), Answered: answeredWords(words, view.Now.Answered, view.Now.HeadCount),
		Can:    []string{words.T("meeting.can_staff"), words.T("meeting.can_target")},
		Cannot: []string{words.T("meeting.cannot_pupils"), words.T("meeting.cannot_why"), words.T("meeting.cannot_who", "min", view.Now.MinGroup)},
	}
	if len(view.Overall.Earlier) > 0 {
		out.Can = append(out.Can, words.T("meeting.can_change"))
	}
	if rate, ok := view.Now.Rate(); ok {
		out.Rate = charts.Portion{Percent: percentOf(rate), Limit: analytics.Exact}.Drawing()
	}
	return out
}

// componentSlide is a component now, against its target and after the surveys that it can be compared with.
func componentSlide(words i18n.Printer, view *analytics.SchoolView, row analytics.Row) slide {
	c := &slideComponent{Finding: rowFinding(words, row), Steps: steps(row.Steps)}
	add := func(phase analytics.PhaseHead, cell analytics.Cell, headCount int, target *float64) {
		wave := slideWave{Name: phase.Short.In(words.Lang()), Drawing: charts.DotRow{Steps: row.Steps, Now: cell, Target: target}.Drawing(), Figure: newFigure(words, cell, headCount)}
		wave.Span = spanWords(words, cell, wave.Figure)
		if target != nil {
			wave.Target, c.Targets = words.Number(*target, 1), true
		}
		c.Waves = append(c.Waves, wave)
	}
	for _, p := range comparablePoints(row) {
		add(view.Waves[p.Wave].Phase, p.Cell, p.HeadCount, p.Target)
	}
	add(view.Now.Phase, row.Now, row.HeadCount, aimLevel(row))
	c.Waves[len(c.Waves)-1].Now = true
	c.Key = []charts.KeyEntry{charts.NowKey(words.T("meeting.key_now"))}
	if c.Targets {
		c.Key = append(c.Key, charts.TargetKey(words.T("meeting.key_target")))
	}
	for n := 1; n <= 3; n++ {
		c.Questions = append(c.Questions, words.T("meeting.ask."+string(row.Component)+"_"+strconv.Itoa(n)))
	}
	return slide{Kind: slideOf, Heading: rowName(words, row), Lead: row.Explanation.In(words.Lang()), Component: c}
}

// spanWords is the interval of a figure as short as it can be written: there is little room where letters are large.
func spanWords(words i18n.Printer, cell analytics.Cell, f figure) string {
	e, ok := cell.Shown()
	if !ok || e.Interval == nil || f.Interval == words.T("results.mean.everyone") {
		return f.Interval
	}
	return words.T("meeting.span", "low", words.Number(e.Interval.Low, 1), "high", words.Number(e.Interval.High, 1))
}
