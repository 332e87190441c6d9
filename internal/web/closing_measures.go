package web

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// measuresPage is templates/closing_measures.html: what the school has agreed on, and what is still open from earlier closings.
type measuresPage struct {
	*closingFrame
	Measures []measureCard
	Earlier  []measureCard // of earlier closings
	In       *entered      // the follow-up that must be corrected; nil otherwise
}

// measureCard is a measure in words: templates/parts/closing.html.
type measureCard struct {
	closing.Measure
	Name    string // of its component
	From    string // the phase whose closing agreed on it
	RoleSay string
	HopeSay string // the hoped-for change; empty where none is given
	Status  closing.Status
	Past    []statusLine
	Now     bool   // it is to be looked at now
	At      string // of its form
}

// statusLine is a line of a measure's history.
type statusLine struct {
	Status closing.Status
	On     time.Time
	Note   string
}

func newMeasureCard(words i18n.Printer, t *programme.Template, m closing.Measure, today time.Time) measureCard {
	component, _ := t.Component(m.Component)
	card := measureCard{
		Measure: m, Name: component.Name.In(words.Lang()), From: phaseTitle(words, headOf(m.Phase)), RoleSay: roleWords(words, m), HopeSay: hopeWords(words, m),
		Status: m.Status(), Now: m.CheckNow(today),
	}
	for _, change := range m.History {
		card.Past = append(card.Past, statusLine{change.Status, change.At, change.Note})
	}
	return card
}

func roleWords(words i18n.Printer, m closing.Measure) string {
	if m.Role == closing.OtherRole {
		return m.OwnRole
	}
	return words.T("closing.role." + string(m.Role))
}

// hopeWords are the change that a school hopes for, in steps, in words, or both.
func hopeWords(words i18n.Printer, m closing.Measure) string {
	if m.Hope == nil {
		return m.HopeText
	}
	steps := words.T("closing.hope_steps", "steps", words.Signed(*m.Hope, 1))
	if m.HopeText == "" {
		return steps
	}
	return words.T("closing.hope_both", "steps", steps, "text", m.HopeText)
}

func (s *Server) closingMeasures(_ context.Context, r *request) (reply, error) {
	page, err := s.measuresPage(r)
	if err != nil {
		return nil, err
	}
	return render("closing_measures", page), nil
}

func (s *Server) measuresPage(r *request) (*measuresPage, error) {
	f, err := s.closingFrame(r, "closing.step.measures")
	if err != nil {
		return nil, err
	}
	page := &measuresPage{closingFrame: f}
	for _, m := range f.Closing.Measures {
		page.Measures = append(page.Measures, f.card(m, s.today()))
	}
	if f.Owner {
		return page, nil
	}
	for _, m := range s.closings.OpenMeasuresOf(f.School.ID) {
		if f.template.PhaseIndex(m.Phase) < f.template.PhaseIndex(f.Phase.Key) {
			page.Earlier = append(page.Earlier, f.card(m, s.today()))
		}
	}
	return page, nil
}

// following is the form by which a measure is followed up: templates/closing_measures.html.
type following struct {
	Card     measureCard
	ID       string // beginning of the ids of its fields
	Back     programme.PhaseKey
	Sends    bool
	Open     bool // it must be corrected
	Chosen   closing.Status
	Statuses []closing.Status
	Note     inputField
}

// Following is the form of a measure.
func (p *measuresPage) Following(card measureCard) following {
	f := following{
		Card: card, ID: "f-" + string(card.ID), Back: p.Phase.Key, Sends: p.Sends(card.At + "/status"), Chosen: card.Status, Statuses: closing.Statuses,
		Note: inputField{Name: "note", Label: "closing.note", Help: "closing.note_help", Size: 2},
	}
	if p.In != nil && p.In.Value("measure") == string(card.ID) {
		f.Open, f.Chosen = true, closing.Status(p.In.Value("status"))
		f.Note.Value, f.Note.Problem = p.In.Value("note"), p.In.Problem("note")
	}
	if f.Open { // where the summary leads
		f.ID = "f"
	}
	f.Note.ID = f.ID + "-note"
	return f
}

// card is a measure with its address.
func (f *closingFrame) card(m closing.Measure, today time.Time) measureCard {
	card := newMeasureCard(f.words, f.template, m, today)
	card.At = f.Home + "/" + string(m.Phase) + "/measures/" + string(m.ID)
	return card
}

// measurePage is templates/closing_measure.html: one measure, new or to be changed.
type measurePage struct {
	*closingFrame
	In                                    *entered
	ID                                    closing.MeasureID // empty for a new one
	Components, Roles                     []option
	Action                                string
	Start, Check, Hope, HopeText, OwnRole inputField
	Names                                 string
	Theirs                                *measureCard // what somebody else has saved while this was being written
	Late                                  bool
}

// newMeasure is what stands in the address of a measure that is being entered.
const newMeasure = "new"

func (s *Server) closingMeasure(_ context.Context, r *request) (reply, error) {
	page, err := s.measurePage(r, nil)
	if err != nil {
		return nil, err
	}
	return render("closing_measure", page), nil
}

func (s *Server) measurePage(r *request, in *entered) (*measurePage, error) {
	f, err := s.closingFrame(r, "closing.measure")
	if err != nil {
		return nil, err
	}
	page := &measurePage{closingFrame: f, Action: f.At + "/measures/" + r.param("measure")}
	if id := r.param("measure"); id != newMeasure {
		m, ok := f.Closing.Measure(closing.MeasureID(id))
		if !ok {
			return nil, errNotFound
		}
		page.ID = m.ID
		if in == nil {
			in = entering(measureValues(r.words, m))
		}
	}
	if in == nil {
		in = entering(f.suggested(s.today()))
	}
	page.In = in
	page.Names = namesWords(r, in.Value("what"), in.Value("how"), in.Value("hope_text"), in.Value("own_role"))
	for _, component := range f.template.Components {
		label := component.Name.In(r.words.Lang())
		if _, chosen := f.Closing.Priority(component.Key); chosen {
			label = r.words.T("closing.is_priority", "component", label)
		}
		page.Components = append(page.Components, option{Value: string(component.Key), Label: label, Checked: in.Value("component") == string(component.Key)})
	}
	page.Roles = append(page.Roles, option{Value: "", Label: r.words.T("closing.role_none"), Checked: in.Value("role") == ""})
	for _, role := range closing.Roles {
		page.Roles = append(page.Roles, option{Value: string(role), Label: r.words.T("closing.role." + string(role)), Checked: in.Value("role") == string(role)})
	}
	page.OwnRole = in.Field("text", "own_role", "closing.own_role", "closing.own_role_help")
	page.Start, page.Check = in.Field("date", "start", "closing.start", ""), in.Field("date", "check", "closing.check", "closing.check_help")
	page.Hope, page.HopeText = in.Field("level", "hope", "closing.hope", "closing.hope_help"), in.Field("text", "hope_text", "closing.hope_text", "")
	for _, field := range [][2]string{
		{"component", "closing.moves"}, {"what", "closing.what"}, {"role", "closing.role_asked"}, {"own_role", "closing.own_role"}, {"start", "closing.start"},
		{"check", "closing.check"}, {"how", "closing.how"}, {"hope", "closing.hope"}, {"hope_text", "closing.hope_text"},
	} {
		in.call(field[0], r.words.T(field[1]))
	}
	return page, nil
}

// suggested begins a new measure: for the first priority that has none, from today until the end of the next phase or half a year from now.
func (f *closingFrame) suggested(today time.Time) url.Values {
	values := url.Values{"start": {today.Format(time.DateOnly)}, "check": {today.AddDate(0, 6, 0).Format(time.DateOnly)}}
	for _, p := range f.Closing.Priorities {
		if !slices.ContainsFunc(f.Closing.Measures, func(m closing.Measure) bool { return m.Component == p.Component }) {
			values.Set("component", cmp.Or(values.Get("component"), string(p.Component)))
		}
	}
	return values
}

// measureValues are a measure as its form has it.
func measureValues(words i18n.Printer, m closing.Measure) url.Values {
	values := url.Values{
		"component": {string(m.Component)}, "what": {m.What}, "how": {m.How}, "role": {string(m.Role)}, "own_role": {m.OwnRole}, "hope_text": {m.HopeText},
		"start": {m.Start.Format(time.DateOnly)}, "check": {m.Check.Format(time.DateOnly)}, "revision": {strconv.Itoa(m.Revision)},
	}
	if m.Hope != nil {
		values.Set("hope", words.Number(*m.Hope, 1))
	}
	return values
}

// agrees saves a measure.
func (s *Server) agrees(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	page, err := s.measurePage(r, in)
	if err != nil {
		return nil, err
	}
	m := closing.Measure{
		ID: page.ID, Revision: readRevision(in), Component: programme.ComponentKey(in.Value("component")), What: in.Value("what"), How: in.Value("how"),
		Role: closing.Role(in.Value("role")), OwnRole: in.Value("own_role"), Start: readDay(in, "start"), Check: readDay(in, "check"),
		Hope: readHope(in), HopeText: in.Value("hope_text"),
	}
	unread := !in.ok() // a date or a number that cannot be read; the store would call it missing
	if !unread {
		_, err = s.closings.PutMeasure(ctx, s.by(r), page.Closing.Key, m)
	}
	if changed, ok := errors.AsType[*closing.Changed[closing.Measure]](err); ok {
		in.values.Set("revision", strconv.Itoa(changed.Now.Revision))
		card := page.card(changed.Now, s.today())
		page.Theirs = &card
		return renderInvalid("closing_measure", page), nil
	}
	if errors.Is(err, closing.ErrSigned) {
		page.Late = true
		return renderInvalid("closing_measure", page), nil
	}
	if err = in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() {
		if page, err = s.measurePage(r, in); err != nil {
			return nil, err
		}
		return renderInvalid("closing_measure", page), nil
	}
	r.note("closing.measure_saved")
	warnOfNames(r, m.What, m.How, m.HopeText, m.OwnRole)
	return redirect(page.At + "/measures"), nil
}

// readHope reads the change that is hoped for, "+0,4" or "0.4"; nil where none is given.
func readHope(in *entered) *float64 {
	text := strings.NewReplacer(",", ".", "−", "-").Replace(squeeze(in.Value("hope")))
	if text == "" {
		return nil
	}
	hope, err := strconv.ParseFloat(text, 64)
	if err != nil {
		in.refuse("hope", "hope_number")
		return nil
	}
	return &hope
}

// removeMeasure takes back a measure that was entered by mistake.
func (s *Server) removeMeasure(ctx context.Context, r *request) (reply, error) {
	f, err := s.closingFrame(r, "closing.step.measures")
	if err != nil {
		return nil, err
	}
	err = s.closings.RemoveMeasure(ctx, s.by(r), f.Closing.Key, closing.MeasureID(r.param("measure")))
	if errors.Is(err, closing.ErrSigned) {
		r.note("closing.late_short")
	} else if err != nil {
		return nil, err
	} else {
		r.note("closing.measure_removed")
	}
	return redirect(f.At + "/measures"), nil
}

// follows says how far a measure has come.
func (s *Server) follows(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	page, err := s.measuresPage(r)
	if err != nil {
		return nil, err
	}
	id := closing.MeasureID(r.param("measure"))
	err = in.take(s.closings.Follow(ctx, s.by(r), page.Closing.Key, id, closing.Status(in.Value("status")), in.Value("note")))
	if err != nil {
		return nil, err
	}
	if !in.ok() {
		in.values.Set("measure", string(id))
		in.call("status", r.words.T("closing.status_asked"))
		in.call("note", r.words.T("closing.note"))
		page.In, page.Path = in, page.At+"/measures"
		return renderInvalid("closing_measures", page), nil
	}
	r.note("closing.followed")
	warnOfNames(r, in.Value("note"))
	back := page.At
	if phase := programme.PhaseKey(in.Value("back")); page.template.PhaseIndex(phase) >= 0 { // the follow-up of an earlier closing's measure
		back = page.Home + "/" + string(phase)
	}
	return redirect(back + "/measures#m-" + string(id)), nil
}
