package surveys

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"tilstand/surveys/condition"
)

// conditionCheck walks the questionnaire as it is asked and knows the items that came before.
type conditionCheck struct {
	instrumentCheck
	before []Item
}

// conditions sees to it that conditions can be read, look back only, and name answers that can be given; that what is asked of some
// people only measures no construct; and that passages stand at an item of their section.
func (c instrumentCheck) conditions() {
	walk := conditionCheck{instrumentCheck: c}
	passages := make(map[string]bool)
	for s, section := range c.Sections {
		path := pointer("/sections", s)
		walk.condition(path, section.ShowIf)
		first := len(walk.before)
		for i, item := range section.Items {
			path := pointer(path, "items", i)
			walk.condition(path, item.ShowIf)
			if item.Construct != "" && item.Type == ScaleItem && cmp.Or(item.ShowIf, section.ShowIf) != "" {
				c.faults.tell(pointer(path, "construct"), "instrument.condition_construct", "an item that is asked of some people only stands alone, since an index compares the same people; take the construct out, or the condition of the item and its section")
			}
			walk.before = append(walk.before, item)
		}
		for i, passage := range section.Passages {
			path := pointer(path, "passages", i)
			if passage.Key != "" && passages[passage.Key] {
				c.faults.tell(pointer(path, "key"), "instrument.passage_twice", "two passages have the key %q; give each its own", passage.Key)
			}
			passages[passage.Key] = true
			place := section.placeOf(passage)
			if place < 0 {
				c.faults.tell(pointer(path, "before"), "instrument.passage_place", "the section has no item %q; name one of %s, or leave it empty for after the last", passage.Before, quotedList(section.Items, func(i Item) string { return string(i.ID) }))
				continue
			}
			conditionCheck{c, walk.before[:first+place]}.condition(path, passage.ShowIf)
		}
	}
}

// condition checks the condition of what is at path, after the items before it.
func (c conditionCheck) condition(path, source string) {
	if source == "" {
		return
	}
	path = pointer(path, "show_if")
	e, err := condition.Parse(source)
	if wrong, ok := errors.AsType[*condition.Fault](err); ok {
		c.faults.tell(path, "instrument.condition_unread", "the condition cannot be read at character %d: %s", wrong.Column, conditionReason(wrong))
		return
	}
	for _, use := range e.Uses() {
		if use.Key == "" {
			c.reference(path, use)
		} else {
			c.answer(path, use)
		}
	}
}

func (c conditionCheck) reference(path string, use condition.Use) {
	isIt := func(i Item) bool { return string(i.ID) == use.Ref }
	switch {
	case slices.ContainsFunc(c.before, isIt):
	case slices.ContainsFunc(c.Items(), isIt):
		c.faults.tell(path, "instrument.condition_ahead", "at character %d: %q is not asked before this; a condition looks back only, so move one of them", use.Column, use.Ref)
	default:
		c.faults.tell(path, "instrument.condition_unknown", "at character %d: there is no item %q; check the spelling", use.Column, use.Ref)
	}
}

// answer sees to it that the item that a condition looks at can be answered so. A misspelt option would hide a question from
// everybody, and nobody would notice.
func (c conditionCheck) answer(path string, use condition.Use) {
	at := slices.IndexFunc(c.before, func(i Item) bool { return string(i.ID) == use.Ref })
	if at < 0 {
		return // reference has said so
	}
	keys := c.keys(c.before[at])
	same := func(key string) bool {
		if use.Number || c.before[at].Type == ScaleItem {
			x, errX := strconv.ParseFloat(key, 64)
			y, errY := strconv.ParseFloat(use.Key, 64)
			return errX == nil && errY == nil && x == y
		}
		return key == use.Key
	}
	if len(keys) > 0 && !slices.ContainsFunc(keys, same) {
		c.faults.tell(path, "instrument.condition_answer", "at character %d: %q is no answer to %q, which has %s; check the spelling", use.Column, use.Key, use.Ref, quotedList(keys, itself))
	}
}

// keys are the answers to an item as conditions name them: codes of a scale, keys of options.
func (c conditionCheck) keys(item Item) []string {
	var keys []string
	for _, code := range c.Scale(item).Codes() {
		keys = append(keys, strconv.Itoa(int(code)))
	}
	for _, option := range c.ChoiceList(item).Options {
		keys = append(keys, option.Key)
	}
	return keys
}

// conditionReason says why a condition cannot be read.
func conditionReason(wrong *condition.Fault) phrase {
	return phrase{wrong.Reason, sentence("instrument.condition."+wrong.Code, wrong.Args)}
}
