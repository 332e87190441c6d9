package surveys

import "slices"

// BreakOf is the reason why the series of an item ends between the two versions, given what is declared of reworded items; empty when it goes
// on. decided is false where that hangs on a declaration that has not been made.
func (c Comparison) BreakOf(id ItemID, declared []Declaration) (why Break, decided bool) {
	at := slices.IndexFunc(c.Items, func(i ItemChange) bool { return i.ID == id })
	switch {
	case at < 0:
		return BreakMissing, true
	case c.Items[at].Break != "":
		return c.Items[at].Break, true
	case !c.Items[at].Reworded, slices.Contains(declared, Declaration{id, SameMeaning}):
		return "", true
	}
	return BreakWording, slices.Contains(declared, Declaration{id, NewMeaning})
}
