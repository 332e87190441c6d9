package surveys

import "slices"

// SameMeasure says whether an item of two versions of an instrument may continue one series: it has the same id, type, scale,
// codes, options, condition, direction and position in both. That is the part a machine can see; a person must also have declared
// the meaning unchanged, since a new wording can ask something else under the same id. Where it is false, the break is shown.
//
// Different instruments, and the two kinds, never share a series: what is asked before an item is part of how it is understood, and the
// mapping survey is never pooled into the condition.
func SameMeasure(a, b *Instrument, id ItemID) bool {
	if a.Key != b.Key || a.Kind != b.Kind {
		return false
	}
	posA, itemA, okA := a.position(id)
	posB, itemB, okB := b.position(id)
	return okA && okB &&
		posA == posB &&
		itemA.Type == itemB.Type &&
		itemA.ShowIf == itemB.ShowIf && a.Sections[posA.section].ShowIf == b.Sections[posB.section].ShowIf &&
		itemA.Scale == itemB.Scale &&
		itemA.Reverse == itemB.Reverse &&
		slices.Equal(a.Scale(itemA).Codes(), b.Scale(itemB).Codes()) &&
		slices.EqualFunc(a.ChoiceList(itemA).Options, b.ChoiceList(itemB).Options, sameOption)
}

// sameOption leaves out the label, as it is left out of scales: that its meaning is the same is for a person to say.
func sameOption(a, b Option) bool {
	return a.Code == b.Code && a.Key == b.Key && a.Exclusive == b.Exclusive
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
