package surveys

import (
	"slices"

	"tilstand/surveys/condition"
)

// A showing follows a respondent through the items and says which of them are shown.
type showing struct {
	in      *Instrument
	answers condition.Answers // nil when the instrument has no conditions, and nothing has to be remembered
}

func newShowing(in *Instrument) showing {
	if !in.hasConditions() {
		return showing{in: in}
	}
	return showing{in, condition.Answers{}}
}

// holds says whether a condition holds after the answers so far. It is parsed each time: that takes a microsecond, and few
// items have one. One that cannot be parsed is in no instrument that was checked; what it guards is shown, so that nothing is lost.
func (s showing) holds(source string) bool {
	if source == "" {
		return true
	}
	e, err := condition.Parse(source)
	return err != nil || e.Holds(s.answers)
}

// answered remembers the codes of an item that was shown.
func (s showing) answered(item *Item, codes []int8) {
	if s.answers == nil || codes[0] == Blank {
		return
	}
	switch item.Type {
	case MultipleChoice:
		var keys []string
		for i, option := range s.in.Choices[item.Choices].Options {
			if codes[i] == 1 {
				keys = append(keys, option.Key)
			}
		}
		s.answers[string(item.ID)] = condition.Choices(keys...)
	case SingleChoice:
		option, _ := s.in.Choices[item.Choices].Option(codes[0])
		s.answers[string(item.ID)] = condition.Choice(option.Key)
	default:
		s.answers[string(item.ID)] = condition.Code(codes[0])
	}
}

// Hide brings the codes of a respondent, one per variable, into the shape that [Check] gives them, for answers that did not come through the form: what is
// not shown to the respondent becomes [NotShown], whatever stands there, and of a multiple choice with any answer the options without one are not chosen.
func (in *Instrument) Hide(codes []int8) {
	if len(in.Choices) == 0 && !in.hasConditions() {
		return
	}
	shown, next := newShowing(in), 0
	for s := range in.Sections {
		section := &in.Sections[s]
		open := shown.holds(section.ShowIf)
		for i := range section.Items {
			item := &section.Items[i]
			own := codes[next : next+in.columns(item)]
			next += len(own)
			if !open || !shown.holds(item.ShowIf) {
				fill(own, NotShown)
				continue
			}
			if item.Type == MultipleChoice && slices.ContainsFunc(own, func(code int8) bool { return code != Blank }) {
				for k, code := range own {
					own[k] = max(code, 0)
				}
			}
			shown.answered(item, own)
		}
	}
}

func fill(codes []int8, code int8) {
	for i := range codes {
		codes[i] = code
	}
}

// hasConditions says whether anything in the instrument is shown to some and not to others. Passages do not count: they change
// nothing in what is asked.
func (in *Instrument) hasConditions() bool {
	for s := range in.Sections {
		if in.Sections[s].ShowIf != "" {
			return true
		}
		for i := range in.Sections[s].Items {
			if in.Sections[s].Items[i].ShowIf != "" {
				return true
			}
		}
	}
	return false
}

// DependsOn returns the items that decide whether an item is shown: those that its condition and that of its section name, and those that
// decide whether they are shown, in the order they are asked. It is empty for an item without a condition.
func (in *Instrument) DependsOn(id ItemID) []ItemID {
	needed := map[string]bool{string(id): true}
	var found []ItemID
	for s := len(in.Sections) - 1; s >= 0; s-- { // backwards: a condition names earlier items only
		section := &in.Sections[s]
		for i := len(section.Items) - 1; i >= 0; i-- {
			item := &section.Items[i]
			if !needed[string(item.ID)] {
				continue
			}
			if item.ID != id {
				found = append(found, item.ID)
			}
			for _, source := range []string{item.ShowIf, section.ShowIf} {
				if e, err := condition.Parse(source); err == nil {
					for _, ref := range e.Refs() {
						needed[ref] = true
					}
				}
			}
		}
	}
	slices.Reverse(found)
	return found
}

// Conditional says whether the item is shown to some respondents only: it or its section has a condition.
func (in *Instrument) Conditional(id ItemID) bool {
	for s := range in.Sections {
		for i := range in.Sections[s].Items {
			if item := &in.Sections[s].Items[i]; item.ID == id {
				return item.ShowIf != "" || in.Sections[s].ShowIf != ""
			}
		}
	}
	return false
}
