package attack

import "slices"

// Respondent is one who knows all that he answered himself.
type Respondent struct {
	Wave    string
	Atom    string
	Answers map[string]int // by key of the measure that is the item, as in [Insider]; what he left out is not there
}

// pooled asks what is open after examples once more for every respondent who puts his answers to all items together: those to other items narrow what the
// indices leave for one of them. An example changes the answers to one item only, so whether it convinces him does not depend on what he answered to the others.
func (a *attacker) pooled(b *block, open []*questions) error {
	seen := map[string]bool{}
	for _, r := range a.respondents[b.docs[0].Wave.ID] {
		for c, class := range b.classes {
			if !slices.ContainsFunc(class.atoms, func(at int) bool { return b.atoms[at].key == r.Atom }) {
				continue
			}
			own := b.answersOf(r)
			if key := keyOf(c, own); !seen[key] {
				seen[key] = true
				if err := a.pooledBy(b, open, c, own); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// answersOf are a respondent's categories by measure; −1 where there is none.
func (b *block) answersOf(r Respondent) []int {
	own := make([]int, len(b.others))
	for m, measure := range b.others {
		own[m] = -1
		if answer := r.Answers[measure.key]; measure.kind == kindItem && answer >= 1 && answer <= measure.steps {
			own[m] = answer - 1
		}
	}
	return own
}

func keyOf(class int, own []int) string {
	key := []byte{byte(class), byte(class >> 8)}
	for _, category := range own {
		key = append(key, byte(category+1))
	}
	return string(key)
}

func (a *attacker) pooledBy(b *block, open []*questions, class int, own []int) error {
	items := a.newItems(b)
	for m, it := range items {
		if it == nil || own[m] < 0 || it.x[class] == nil {
			continue
		}
		it.pooled, it.insiders = true, []insider{{class, own[m]}}
		it.sys.within(it.x[class][own[m]], 1, unlimited)
	}
	there := true // somebody like him can be
	if err := a.narrow(b, items, func(int) { there = false }); err != nil || !there {
		return err
	}
	for m, it := range items {
		if it == nil || !it.pooled || !it.figures || open[m].none() {
			continue
		}
		it.open = open[m]
		first, err := it.sys.solve()
		if err != nil {
			return err
		}
		if first == nil {
			return nil
		}
		it.pool = append(it.pool, first)
		if err := a.askHim(it); err != nil {
			return err
		}
	}
	return nil
}

// askHim asks what is open of an item for its only insider.
func (a *attacker) askHim(it *item) error {
	for c := range it.b.classes {
		for _, in := range it.masks {
			if it.x[c] != nil && it.open.asksAlike(c, in) {
				if _, err := a.toldTo(it, c, in, it.insiders[0].class, it.insiders[0].category); err != nil {
					return err
				}
			}
		}
	}
	return a.eachCounted(it, func(g, category int) error {
		group := it.b.groups[g]
		vars := it.countsIn(group, category)
		if len(vars) == 0 || !group.complete {
			return nil
		}
		return a.countedBy(it, group, category, vars, sumOver(vars))
	})
}
