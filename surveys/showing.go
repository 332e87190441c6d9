package surveys

import "tilstand/surveys/condition"

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
