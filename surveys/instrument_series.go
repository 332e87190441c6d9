package surveys

import (
	"maps"
	"slices"
)

// A Break is a reason why an item of two versions of an instrument does not continue one series.
type Break string

// The reasons, the weightiest first. The last one is what a person decides; the others a machine can see.
const (
	BreakInstrument Break = "instrument" // different instruments, or kinds of instrument
	BreakMissing    Break = "missing"    // one of the versions does not have the item
	BreakScale      Break = "scale"      // another type, scale, code, option or condition, or the other direction
	BreakPosition   Break = "position"   // another page, or another place on it
	BreakWording    Break = "wording"    // reworded, and not declared to mean the same
)

// Weightiest is the weightiest of some reasons; empty when there is none.
func Weightiest(reasons ...Break) Break {
	for _, why := range []Break{BreakInstrument, BreakMissing, BreakScale, BreakPosition, BreakWording} {
		if slices.Contains(reasons, why) {
			return why
		}
	}
	return ""
}

// SameMeasure says whether an item of two versions of an instrument continues one series: it has the same id, type,
// scale, codes, options, condition, direction and position in both, and the same meaning. A machine can see that a wording is the same to the letter; where it is not, a
// person must have declared the meaning unchanged when the later version was published, step by step if there are versions between.
// Where it is false, the break is shown.
func SameMeasure(a, b *Instrument, id ItemID) bool { return BreakBetween(a, b, id) == "" }

// BreakBetween is the weightiest reason why the item does not continue from one version to the other, or empty when it does.
//
// Different instruments, and the two kinds, never share a series: what is asked before an item is part of how it is understood, and the
// mapping survey is never pooled into the condition.
func BreakBetween(a, b *Instrument, id ItemID) Break {
	if a.Key != b.Key || a.Kind != b.Kind {
		return BreakInstrument
	}
	if why := askedOtherwise(a, b, id); why != "" {
		return why
	}
	earlier, later := a, b
	if a.Version > b.Version {
		earlier, later = b, a
	}
	if !sameWording(earlier, later, id) && !declaredSame(earlier, later, id) {
		return BreakWording
	}
	return ""
}

// askedOtherwise is what a machine can see.
func askedOtherwise(a, b *Instrument, id ItemID) Break {
	posA, itemA, okA := a.position(id)
	posB, itemB, okB := b.position(id)
	switch {
	case !okA || !okB:
		return BreakMissing
	case itemA.Type != itemB.Type || itemA.ShowIf != itemB.ShowIf || a.Sections[posA.section].ShowIf != b.Sections[posB.section].ShowIf,
		itemA.Scale != itemB.Scale || itemA.Reverse != itemB.Reverse || !slices.Equal(a.Scale(itemA).Codes(), b.Scale(itemB).Codes()),
		!slices.EqualFunc(a.ChoiceList(itemA).Options, b.ChoiceList(itemB).Options, sameOption):
		return BreakScale
	case posA != posB:
		return BreakPosition
	}
	return ""
}

// sameOption leaves out the label, as it is left out of scales: that its meaning is the same is for a person to say.
func sameOption(a, b Option) bool {
	return a.Code == b.Code && a.Key == b.Key && a.Exclusive == b.Exclusive
}

// sameWording says whether the item, its hint and its answers read the same to the letter, in every language that both versions have.
// A language that one of them adds takes nothing from those that there were.
func sameWording(a, b *Instrument, id ItemID) bool {
	itemA, okA := a.Item(id)
	itemB, okB := b.Item(id)
	if !okA || !okB {
		return false
	}
	x, y := a.wording(itemA), b.wording(itemB)
	return slices.EqualFunc(x, y, func(x, y Text) bool {
		for lang := range maps.Keys(x) {
			if slices.Contains(b.Languages, lang) && slices.Contains(a.Languages, lang) && x[lang] != y[lang] {
				return false
			}
		}
		return len(x) == 0 == (len(y) == 0)
	})
}

// wording is everything that is read with an item: its text, its hint and the labels of its answers.
func (in *Instrument) wording(item Item) []Text {
	texts := []Text{item.Text, item.Hint}
	scale := in.Scale(item)
	for _, step := range slices.Concat(scale.Steps, scale.Outside) {
		texts = append(texts, step.Label)
	}
	for _, option := range in.ChoiceList(item).Options {
		texts = append(texts, option.Label)
	}
	return texts
}

// itemPosition is where an item is asked: its page and its place there. Both count, since an item that opens a
// page is read afresh.
type itemPosition struct{ section, place int }

func (in *Instrument) position(id ItemID) (itemPosition, Item, bool) {
	for s, section := range in.Sections {
		for p, item := range section.Items {
			if item.ID == id {
				return itemPosition{s, p}, item, true
			}
		}
	}
	return itemPosition{}, Item{}, false
}
