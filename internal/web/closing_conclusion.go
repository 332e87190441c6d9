package web

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"

	"tilstand/internal/closing"
	"tilstand/internal/programme"
)

// conclusionsPage is templates/closing_conclusions.html: the components with what staff answered and what the leadership concludes.
type conclusionsPage struct {
	*closingFrame
	Rows  []conclusionRow
	Begin string // the first component without a conclusion; empty where all have one
}

// conclusionRow is a component with both.
type conclusionRow struct {
	Component  programme.Component
	Href       string
	Staff      *staffSays // nil where there are no figures
	Conclusion *closing.Conclusion
	Differs    string
}

func (s *Server) closingConclusions(_ context.Context, r *request) (reply, error) {
	f, err := s.closingFrame(r, "closing.step.conclusion")
	if err != nil {
		return nil, err
	}
	page := &conclusionsPage{closingFrame: f}
	for _, component := range f.template.Components {
		row := f.conclusionRow(component)
		if row.Conclusion == nil {
			page.Begin = cmp.Or(page.Begin, row.Href)
		}
		page.Rows = append(page.Rows, row)
	}
	return render("closing_conclusions", page), nil
}

func (f *closingFrame) conclusionRow(component programme.Component) conclusionRow {
	row := conclusionRow{Component: component, Href: f.At + "/conclusion/" + string(component.Key), Staff: f.staffSays(component.Key)}
	if c, ok := f.Closing.Conclusion(component.Key); ok {
		row.Conclusion, row.Differs = &c, f.differs(c)
	}
	return row
}

// conclusionPage is templates/closing_conclusion.html: one component.
type conclusionPage struct {
	*closingFrame
	conclusionRow
	In         *entered
	Level      choiceField
	Confidence choiceField
	Indicators []indicatorField
	Place, Of  int    // which of the components it is, from 1
	Names      string // what in the text looks as if it named somebody; empty where nothing does
	// Theirs is what somebody else has saved while this was being written.
	Theirs *closing.Conclusion
	// Late says that the closing was signed meanwhile.
	Late bool
}

// indicatorField asks whether an indicator is seen.
type indicatorField struct {
	programme.Indicator
	Name    string
	Seen    closing.Seen // as it was saved
	Options []option
}

func (s *Server) closingConclusion(_ context.Context, r *request) (reply, error) {
	page, err := s.conclusionPage(r, nil)
	if err != nil {
		return nil, err
	}
	return render("closing_conclusion", page), nil
}

// conclusionPage makes the page of the component in the path, with what was sent or, without it, what is saved.
func (s *Server) conclusionPage(r *request, in *entered) (*conclusionPage, error) {
	f, err := s.closingFrame(r, "closing.step.conclusion")
	if err != nil {
		return nil, err
	}
	key := programme.ComponentKey(r.param("component"))
	i := slices.IndexFunc(f.template.Components, func(c programme.Component) bool { return c.Key == key })
	if i < 0 {
		return nil, errNotFound
	}
	component := f.template.Components[i]
	page := &conclusionPage{closingFrame: f, conclusionRow: f.conclusionRow(component), Place: i + 1, Of: len(f.template.Components)}
	page.Title = r.words.T("closing.page_title", "page", component.Name, "phase", phaseTitle(r.words, headOf(f.Phase.Key)))
	if in == nil {
		in = entering(url.Values{})
		if c := page.Conclusion; c != nil {
			in.values = conclusionValues(*c)
		}
	}
	page.In = in
	page.Names = namesWords(r, in.Value("evidence"))
	page.Level = in.Choice("level", "closing.level_asked", "closing.level_help")
	for _, level := range closing.Levels {
		page.Level = page.Level.with(in, string(level), r.words.T("closing.level."+string(level)))
	}
	page.Confidence = in.Choice("confidence", "closing.confidence_asked", "")
	for _, confidence := range closing.Confidences {
		page.Confidence = page.Confidence.with(in, string(confidence), r.words.T("closing.confidence."+string(confidence)))
	}
	in.call("level", r.words.T("closing.level_asked"))
	for _, indicator := range component.Indicators {
		page.Indicators = append(page.Indicators, indicatorOf(r, in, page.Conclusion, indicator))
	}
	in.call("evidence", r.words.T("closing.evidence"))
	in.call("confidence", r.words.T("closing.confidence_asked"))
	return page, nil
}

func indicatorOf(r *request, in *entered, saved *closing.Conclusion, indicator programme.Indicator) indicatorField {
	field := indicatorField{Indicator: indicator, Name: "indicator." + string(indicator.Key)}
	if saved != nil {
		field.Seen = saved.Indicators[indicator.Key]
	}
	for _, seen := range closing.Seens {
		field.Options = append(field.Options, option{
			ID: "f-" + field.Name + "-" + string(seen), Value: string(seen), Label: r.words.T("closing.seen." + string(seen)), Checked: in.Value(field.Name) == string(seen),
		})
	}
	return field
}

// conclusionValues are a conclusion as its form has it.
func conclusionValues(c closing.Conclusion) url.Values {
	values := url.Values{"level": {string(c.Level)}, "evidence": {c.Evidence}, "confidence": {string(c.Confidence)}, "revision": {strconv.Itoa(c.Revision)}}
	for key, seen := range c.Indicators {
		values.Set("indicator."+string(key), string(seen))
	}
	return values
}

// concludes saves the conclusion about a component, and goes on to the next.
func (s *Server) concludes(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	page, err := s.conclusionPage(r, in)
	if err != nil {
		return nil, err
	}
	c := closing.Conclusion{
		Component: page.Component.Key, Revision: readRevision(in), Level: closing.Level(in.Value("level")), Evidence: in.Value("evidence"),
		Confidence: closing.Confidence(in.Value("confidence")), Indicators: map[programme.IndicatorKey]closing.Seen{},
	}
	for _, indicator := range page.Component.Indicators {
		if seen := in.Value("indicator." + string(indicator.Key)); seen != "" {
			c.Indicators[indicator.Key] = closing.Seen(seen)
		}
	}
	err = s.closings.SetConclusion(ctx, s.by(r), page.Closing.Key, c)
	if changed, ok := errors.AsType[*closing.Changed[closing.Conclusion]](err); ok {
		in.values.Set("revision", strconv.Itoa(changed.Now.Revision))
		page.Theirs = &changed.Now
		return renderInvalid("closing_conclusion", page), nil
	}
	if errors.Is(err, closing.ErrSigned) {
		page.Late = true
		return renderInvalid("closing_conclusion", page), nil
	}
	if err = in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() {
		if page, err = s.conclusionPage(r, in); err != nil {
			return nil, err
		}
		return renderInvalid("closing_conclusion", page), nil
	}
	r.note("closing.concluded", "component", page.Component.Name.In(r.words.Lang()))
	warnOfNames(r, c.Evidence)
	return redirect(page.following()), nil
}

// following is where to go on: to the next component, and after the last to all of them.
func (p *conclusionPage) following() string {
	if p.Place < p.Of {
		return p.At + "/conclusion/" + string(p.template.Components[p.Place].Key)
	}
	return p.At + "/conclusion"
}

// readRevision is the revision that a form was made from; 0 for the first.
func readRevision(in *entered) int {
	revision, err := strconv.Atoi(in.Value("revision"))
	if err != nil {
		return 0
	}
	return revision
}

// namesWords lists what in some texts looks as if it named somebody; empty where nothing does.
func namesWords(r *request, texts ...string) string {
	var names []string
	for _, text := range texts {
		names = append(names, closing.NamesIn(text)...)
	}
	if len(names) == 0 {
		return ""
	}
	return r.words.List(names)
}

// warnOfNames leaves a gentle word for the next page. What was written is saved as it is.
func warnOfNames(r *request, texts ...string) {
	if names := namesWords(r, texts...); names != "" {
		r.note("closing.names", "names", names)
	}
}
