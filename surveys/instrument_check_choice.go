package surveys

import (
	"slices"
	"strings"
)

// choices sees to it that each list is used, counts its options 1, 2, 3, and calls no two of them by one name. Data files and
// statistics programs do not tell capitals apart.
func (c instrumentCheck) choices() {
	used := make(map[string]bool)
	for _, item := range c.Items() {
		used[item.Choices] = true
	}
	for _, key := range sortedKeys(c.Choices) {
		path := pointer("/choices", key)
		if !used[key] {
			c.faults.tell(path, "instrument.choices_unused", "no item is answered from this list; take it out, or name it in an item")
		}
		seen := make(map[string]bool)
		for i, option := range c.Choices[key].Options {
			if want := int8(i + 1); option.Code != want {
				c.faults.tell(pointer(path, "options", i, "code"), "instrument.option_code", "the code is %d and should be %d; options are coded 1, 2, 3 and so on", option.Code, want)
			}
			if plain := strings.ToLower(option.Key); plain != "" && seen[plain] {
				c.faults.tell(pointer(path, "options", i, "key"), "instrument.option_twice", "two options have the key %q, capitals apart; give each its own", option.Key)
			} else {
				seen[plain] = true
			}
		}
	}
}

// answers sees to it that an item has what it is answered from, and nothing that belongs to another type.
func (c instrumentCheck) answers(path string, item Item) {
	switch item.Type {
	case ScaleItem:
		c.scaleItem(path, item)
	case SingleChoice, MultipleChoice:
		c.choiceItem(path, item)
	}
	if item.Reverse && item.StandsAlone() {
		c.faults.tell(pointer(path, "reverse"), "instrument.reverse_alone", "an item that stands alone is in no index, so there is nothing to reverse it for; take it out")
	}
}

func (c instrumentCheck) scaleItem(path string, item Item) {
	if _, ok := c.Scales[item.Scale]; !ok && item.Scale != "" {
		c.faults.tell(pointer(path, "scale"), "instrument.scale_unknown", "there is no scale %q; the instrument has %s. Check the spelling", item.Scale, quotedList(sortedKeys(c.Scales), itself))
	}
	if item.Scale == "" {
		c.faults.tell(pointer(path, "scale"), "instrument.missing", "%q is missing. %s", "scale", c.described("scale"))
	}
	if item.Choices != "" {
		c.faults.tell(pointer(path, "choices"), "instrument.scale_choices", "an item that is answered on a scale has no choice list; take it out, or make the type 'single' or 'multiple'")
	}
}

func (c instrumentCheck) choiceItem(path string, item Item) {
	list, ok := c.Choices[item.Choices]
	switch {
	case item.Choices == "":
		c.faults.tell(pointer(path, "choices"), "instrument.missing", "%q is missing. %s", "choices", c.described("choices"))
	case !ok:
		c.faults.tell(pointer(path, "choices"), "instrument.choices_unknown", "there is no choice list %q; the instrument has %s. Check the spelling", item.Choices, quotedList(sortedKeys(c.Choices), itself))
	case item.Type == SingleChoice && slices.ContainsFunc(list.Options, func(o Option) bool { return o.Exclusive }):
		c.faults.tell(pointer(path, "choices"), "instrument.choices_exclusive", "an option of %q is exclusive, and of a single choice every option is; use a list without, or make the type 'multiple'", item.Choices)
	}
	if item.Scale != "" {
		c.faults.tell(pointer(path, "scale"), "instrument.choice_scale", "a %s choice is answered from a choice list and has no scale; take it out", item.Type)
	}
	if item.Construct != "" {
		c.faults.tell(pointer(path, "construct"), "instrument.choice_construct", "a %s choice stands alone, since an index takes answers on one scale; take the construct out", item.Type)
	}
	if item.Reverse {
		c.faults.tell(pointer(path, "reverse"), "instrument.choice_reverse", "a %s choice has no direction; take it out", item.Type)
	}
}

// described is what the schema says of a member of an item.
func (c instrumentCheck) described(member string) phrase {
	return loadInstrumentSchema().description("#/$defs/item", "properties", member)
}
