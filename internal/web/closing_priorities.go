package web

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/closing"
	"tilstand/internal/programme"
)

// prioritiesPage is templates/closing_priorities.html: what speaks for each component, and what the school has chosen.
type prioritiesPage struct {
	*closingFrame
	In     *entered
	Rows   []priorityRow // the components, in the programme's order
	Slots  []prioritySlot
	Chosen []chosenPriority
	Theirs []chosenPriority // what somebody else has chosen while this was being chosen; nil otherwise
	Late   bool             // the closing was signed meanwhile
	Names  string
}

// priorityRow is a component with what speaks for it.
type priorityRow struct {
	Component programme.Component
	Staff     *staffSays
	Reasons   []string
	Proposed  int // its place among the proposals, from 1; 0 when it is none
}

// prioritySlot is a place among the priorities.
type prioritySlot struct {
	Number          int
	ID, Name, Why   string // names of the fields
	Options         []option
	Problem, WhySay string // Problem is a key
}

// chosenPriority is a priority in words.
type chosenPriority struct {
	Name    string
	Reasons []string
	Why     string
}

func (s *Server) closingPriorities(_ context.Context, r *request) (reply, error) {
	page, err := s.prioritiesPage(r, nil)
	if err != nil {
		return nil, err
	}
	return render("closing_priorities", page), nil
}

func (s *Server) prioritiesPage(r *request, in *entered) (*prioritiesPage, error) {
	f, err := s.closingFrame(r, "closing.step.priorities")
	if err != nil {
		return nil, err
	}
	page := &prioritiesPage{closingFrame: f, Chosen: chosenWords(f, f.Closing.Priorities)}
	proposals := f.proposals()
	for _, component := range f.template.Components {
		row := priorityRow{Component: component, Staff: f.staffSays(component.Key), Reasons: reasonWords(f, reasonsNow(f.view, f.Closing.Conclusions, component.Key))}
		row.Proposed = 1 + slices.IndexFunc(proposals, func(p closing.Proposal) bool { return p.Component == component.Key })
		page.Rows = append(page.Rows, row)
	}
	if in == nil {
		in = entering(f.priorityValues(proposals))
	}
	page.In = in
	var texts []string
	for i := range closing.MostPriorities {
		slot := prioritySlot{Number: i + 1, Name: fmt.Sprintf("priority%d", i+1), Why: fmt.Sprintf("why%d", i+1)}
		slot.ID, slot.Problem, slot.WhySay = "f-"+slot.Name, in.Problem(slot.Name), in.Problem(slot.Why)
		in.call(slot.Name, r.words.T("closing.slot", "number", slot.Number))
		in.call(slot.Why, r.words.T("closing.why_chosen"))
		slot.Options = append(slot.Options, option{Value: "", Label: r.words.T("closing.slot_none"), Checked: in.Value(slot.Name) == ""})
		for _, component := range f.template.Components {
			slot.Options = append(slot.Options, option{Value: string(component.Key), Label: component.Name.In(r.words.Lang()), Checked: in.Value(slot.Name) == string(component.Key)})
		}
		page.Slots, texts = append(page.Slots, slot), append(texts, in.Value(slot.Why))
	}
	page.Names = namesWords(r, texts...)
	return page, nil
}

// proposals are what the figures and the conclusions propose; none where there are no figures.
func (f *closingFrame) proposals() []closing.Proposal {
	if f.view == nil {
		return nil
	}
	return closing.Propose(f.view, f.Closing.Conclusions)
}

// priorityValues fill the form with what was chosen, or else with what is proposed.
func (f *closingFrame) priorityValues(proposals []closing.Proposal) url.Values {
	values := url.Values{"revision": {strconv.Itoa(f.Closing.PrioritiesRevision)}}
	chosen := f.Closing.Priorities
	if f.Closing.PrioritiesRevision == 0 {
		for _, p := range proposals {
			chosen = append(chosen, p.Priority)
		}
	}
	for i, p := range chosen {
		values.Set(fmt.Sprintf("priority%d", i+1), string(p.Component))
		values.Set(fmt.Sprintf("why%d", i+1), p.Why)
	}
	return values
}

func chosenWords(f *closingFrame, chosen []closing.Priority) (said []chosenPriority) {
	for _, p := range chosen {
		component, _ := f.template.Component(p.Component)
		said = append(said, chosenPriority{component.Name.In(f.words.Lang()), reasonWords(f, p.Reasons), p.Why})
	}
	return said
}

func reasonWords(f *closingFrame, reasons []closing.Reason) (said []string) {
	for _, reason := range reasons {
		said = append(said, f.words.Say(reason.Words()))
	}
	return said
}

// prioritises saves what the school has chosen, with the reasons that the figures give for it now.
func (s *Server) prioritises(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	page, err := s.prioritiesPage(r, in)
	if err != nil {
		return nil, err
	}
	var chosen []closing.Priority
	var texts []string
	fields := map[programme.ComponentKey]string{}
	for _, slot := range page.Slots {
		component := programme.ComponentKey(in.Value(slot.Name))
		if component == "" {
			continue
		}
		if slices.ContainsFunc(chosen, func(p closing.Priority) bool { return p.Component == component }) {
			in.refuse(slot.Name, "priority_twice")
		}
		chosen = append(chosen, closing.Priority{Component: component, Reasons: reasonsNow(page.view, page.Closing.Conclusions, component), Why: in.Value(slot.Why)})
		texts, fields[component] = append(texts, in.Value(slot.Why)), slot.Why
	}
	if len(chosen) == 0 {
		in.refuse(page.Slots[0].Name, "missing")
	}
	if in.ok() {
		err = s.closings.SetPriorities(ctx, s.by(r), page.Closing.Key, chosen, readRevision(in))
	}
	if changed, ok := errors.AsType[*closing.Changed[[]closing.Priority]](err); ok {
		page.Theirs = chosenWords(page.closingFrame, changed.Now)
		in.values.Set("revision", strconv.Itoa(page.Closing.PrioritiesRevision))
		return renderInvalid("closing_priorities", page), nil
	}
	if errors.Is(err, closing.ErrSigned) {
		page.Late = true
		return renderInvalid("closing_priorities", page), nil
	}
	if err = in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() {
		for component, field := range fields { // the store calls a reason by its component, the page by its place
			in.rename("why."+string(component), field)
		}
		in.rename("priorities", page.Slots[0].Name)
		if page, err = s.prioritiesPage(r, in); err != nil {
			return nil, err
		}
		return renderInvalid("closing_priorities", page), nil
	}
	r.note("closing.prioritised")
	warnOfNames(r, texts...)
	return redirect(page.At + "/measures"), nil
}

// reasonsNow are what the figures give for a component.
func reasonsNow(view *analytics.SchoolView, conclusions []closing.Conclusion, component programme.ComponentKey) []closing.Reason {
	if view == nil {
		return nil
	}
	for _, p := range closing.Weigh(view, conclusions) {
		if p.Component == component {
			return p.Reasons
		}
	}
	return nil
}
