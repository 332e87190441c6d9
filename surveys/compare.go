package surveys

import "slices"

// A Comparison is what changed from one version of an instrument to another, item by item.
type Comparison struct {
	Before, After *Instrument
	Items         []ItemChange // of the later version in its order, then those that were taken out in theirs
}

// An ItemChange is one item in two versions.
type ItemChange struct {
	ID       ItemID
	Before   *Item // nil when it was added
	After    *Item // nil when it was taken out
	Break    Break // what a machine can see; never [BreakWording], which is for a person to say
	Reworded bool  // the text, the hint or a label reads otherwise in a language that both have
}

// Compare compares two versions. It is pure: what was declared does not enter.
func Compare(before, after *Instrument) Comparison {
	c := Comparison{Before: before, After: after}
	for _, item := range after.Items() {
		change := ItemChange{ID: item.ID, After: &item, Break: askedOtherwise(before, after, item.ID)}
		if old, ok := before.Item(item.ID); ok {
			change.Before, change.Reworded = &old, !sameWording(before, after, item.ID)
		}
		c.Items = append(c.Items, change)
	}
	for _, item := range before.Items() {
		if _, still := after.Item(item.ID); !still {
			c.Items = append(c.Items, ItemChange{ID: item.ID, Before: &item, Break: BreakMissing})
		}
	}
	return c
}

// Same says whether no item changed.
func (c Comparison) Same() bool { return !slices.ContainsFunc(c.Items, ItemChange.Changed) }

// Changed says whether anything about the item changed.
func (i ItemChange) Changed() bool { return i.Break != "" || i.Reworded }

// ToDeclare are the items whose series goes on only if a person says that the new wording means the same. Where the series ends for another
// reason there is nothing to declare.
func (c Comparison) ToDeclare() []ItemID {
	var ids []ItemID
	for _, i := range c.Items {
		if i.Reworded && i.Break == "" {
			ids = append(ids, i.ID)
		}
	}
	return ids
}
