package web

import (
	"context"
	"errors"
	"slices"
	"time"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// closingsPage is templates/closings.html: all closings of a school, and the measures that are still open.
type closingsPage struct {
	Page
	School   programme.School
	Home     string
	Closings []closingLine
	Open     []measureCard
	Owner    bool // who reads belongs to the owner, and sees what is shared
}

// closingLine is a closing in a list.
type closingLine struct {
	Phase programme.Phase
	Href  string
	State string // where it stands
	Next  string // what comes next; empty where there is nothing to do
}

// closingFrame is what every page of a closing begins with: templates/parts/closing.html.
type closingFrame struct {
	Page
	School  programme.School
	Phase   programme.Phase
	Heading string
	Closing closing.Closing
	Home    string // of all closings of the school
	At      string // of this one
	Owner   bool   // who reads belongs to the owner
	Today   string
	Signed  string // when and by whom; empty before the first signature

	template *programme.Template
	view     *analytics.SchoolView // nil where there are no figures to be seen
	words    i18n.Printer
}

// Changes reports whether the visitor may change something of the closing now.
func (f *closingFrame) Changes() bool { return !f.Closing.Frozen() && f.Sends(f.At+"/sign") }

// closings shows all closings of a school; to its owner those that are shared.
func (s *Server) schoolClosings(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	page := &closingsPage{Page: r.page("closing.title"), School: school, Home: "/schools/" + school.Orgnr + "/closing", Owner: !r.belongs()}
	page.Synthetic = school.Synthetic
	closings := s.closings.ClosingsOf(school.ID)
	if page.Owner {
		closings = s.closings.SharedOf(school.ID)
	}
	t := s.closings.TemplateOf(school.ID)
	for _, c := range closings {
		phase, _ := t.Phase(c.Phase)
		state, next := closingState(r.words, t, c)
		page.Closings = append(page.Closings, closingLine{phase, page.Home + "/" + string(c.Phase), state, next})
	}
	if !page.Owner {
		for _, m := range s.closings.OpenMeasuresOf(school.ID) {
			page.Open = append(page.Open, newMeasureCard(r.words, t, m, s.today()))
		}
	}
	return render("closings", page), nil
}

// today is the day in Norway, as midnight UTC.
func (s *Server) today() time.Time {
	year, month, day := s.now().In(oslo).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// closingState is where a closing stands, and what comes next.
func closingState(words i18n.Printer, t *programme.Template, c closing.Closing) (state, next string) {
	switch {
	case c.Amending != nil:
		return words.T("closing.state.amending"), words.T("closing.next.sign")
	case c.Signed.Amended():
		return words.T("closing.state.amended", "date", words.Date(c.Signed.At)), ""
	case c.Signed != nil:
		return words.T("closing.state.signed", "date", words.Date(c.Signed.At)), ""
	case c.Wave == "":
		return words.T("closing.state.waiting"), ""
	case len(c.Conclusions) < len(t.Components):
		return words.T("closing.state.begun", "done", len(c.Conclusions), "all", len(t.Components)), words.T("closing.next.conclusion")
	case len(c.Priorities) == 0:
		return words.T("closing.state.concluded"), words.T("closing.next.priorities")
	}
	return words.T("closing.state.ready"), words.T("closing.next.sign")
}

// closingFrame begins a page of the closing in the path. The owner gets it as it was signed last, when the school shares it.
func (s *Server) closingFrame(r *request, headingKey string) (*closingFrame, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	key := closing.Key{School: school.ID, Phase: programme.PhaseKey(r.param("phase"))}
	phases := s.closings.Phases(school.ID)
	i := slices.IndexFunc(phases, func(p programme.Phase) bool { return p.Key == key.Phase })
	if i < 0 {
		return nil, errNotFound
	}
	home := "/schools/" + school.Orgnr + "/closing"
	f := &closingFrame{
		School: school, Phase: phases[i], Heading: r.words.T(headingKey), Closing: s.closings.ClosingOf(key), Home: home, At: home + "/" + string(key.Phase),
		Owner: !r.belongs(), Today: today(s.now()), template: s.closings.TemplateOf(school.ID), words: r.words,
	}
	if f.Owner {
		signed, ok := s.closings.SignedOf(key)
		if !ok || !signed.SharedWithOwner {
			return nil, errNotFound
		}
		f.Closing = signed
	}
	f.Page = Page{Title: r.words.T("closing.page_title", "page", f.Heading, "phase", phaseTitle(r.words, headOf(key.Phase))), Synthetic: school.Synthetic, Path: r.path}
	if sig := f.Closing.Signed; sig != nil {
		f.Signed = r.words.T("closing.signed_on", "date", r.words.Date(sig.At))
		if account, err := s.accounts.Account(sig.Account); err == nil && account.Name != "" { // still here
			f.Signed = r.words.T("closing.signed_by", "date", r.words.Date(sig.At), "who", account.Name)
		}
	}
	return f, s.addFigures(r, f)
}

// addFigures gives a closing the view of the wave that it is drawn from, as far as the visitor may see it.
func (s *Server) addFigures(r *request, f *closingFrame) error {
	wave := f.Closing.Wave
	if f.Closing.Frozen() {
		wave = f.Closing.Signed.Wave
	}
	if wave == "" {
		return nil
	}
	view, err := s.schoolFor(r, analytics.Query{School: f.School.Orgnr, Wave: wave})
	if errors.Is(err, programme.ErrNotFound) { // not shared, or withdrawn since
		return nil
	}
	f.view = view
	return err
}

// staffSays is what staff answered about a component, beside what the leadership concludes.
type staffSays struct {
	Finding   string
	Agreement string // how alike they answer; empty where that is not known
	Drawing   charts.Drawing
	Steps     []int
	Now       string // "3.6"; or the marker for what is not shown
}

// staffSays is nil where there are no figures.
func (f *closingFrame) staffSays(component programme.ComponentKey) *staffSays {
	row, ok := f.row(component)
	if !ok {
		return nil
	}
	said := &staffSays{
		Finding: rowFinding(f.words, row), Agreement: newAgreement(f.words, row).Text, Steps: steps(row.Steps), Now: newFigure(f.words, row.Now, row.HeadCount).Text,
		Drawing: charts.DotRow{Steps: row.Steps, Now: row.Now, Earlier: comparableCells(row), Target: aimLevel(row)}.Drawing(),
	}
	return said
}

func (f *closingFrame) row(component programme.ComponentKey) (analytics.Row, bool) {
	if f.view == nil {
		return analytics.Row{}, false
	}
	i := slices.IndexFunc(f.view.Rows, func(row analytics.Row) bool { return row.Component == component })
	if i < 0 {
		return analytics.Row{}, false
	}
	return f.view.Rows[i], true
}

// differs says in words how a conclusion differs from what staff answered; empty where it does not.
func (f *closingFrame) differs(c closing.Conclusion) string {
	row, ok := f.row(c.Component)
	if !ok {
		return ""
	}
	switch closing.Compare(c.Level, row) {
	case closing.LeadershipHigher:
		return f.words.T("closing.differs.leadership_higher")
	case closing.StaffHigher:
		return f.words.T("closing.differs.staff_higher")
	}
	return ""
}

// closingPage is templates/closing.html: the six steps of a closing.
type closingPage struct {
	*closingFrame
	Steps []closingStep
}

// closingStep is one of the steps.
type closingStep struct {
	Number      int
	Title, Text string // keys
	Href        string
	Link        string // key of the words of the link
	State       string
	Done        bool
}

// closing shows the steps of a closing.
func (s *Server) schoolClosing(_ context.Context, r *request) (reply, error) {
	f, err := s.closingFrame(r, "closing.steps")
	if err != nil {
		return nil, err
	}
	f.Heading = r.words.T("closing.of", "phase", phaseInside(r.words, headOf(f.Phase.Key)))
	c, t := f.Closing, f.template
	step := func(n int, name, at, state string, done bool) closingStep {
		return closingStep{n, "closing.step." + name, "closing.step_text." + name, f.At + at, "closing.step_link." + name, state, done}
	}
	page := &closingPage{closingFrame: f, Steps: []closingStep{
		step(1, "meeting", "/meeting", "", false), step(2, "groupwork", "/groupwork", "", false),
		step(3, "conclusion", "/conclusion", r.words.T("closing.done_of", "done", len(c.Conclusions), "all", len(t.Components)), len(c.Conclusions) == len(t.Components)),
		step(4, "priorities", "/priorities", r.words.T("closing.chosen", "count", len(c.Priorities)), len(c.Priorities) > 0),
		step(5, "measures", "/measures", r.words.T("closing.agreed", "count", len(c.Measures)), len(c.Measures) > 0),
		step(6, "sign", "/sign", f.Signed, c.Frozen()),
	}}
	return render("closing", page), nil
}
