package attack

import (
	"fmt"
	"strings"
)

// checkItem looks for what is known of answers: that all, or all but one, of a class chose alike (G5), that all others did, for a
// respondent (G4), and how many of a withheld group are in a category (G3).
//
// Classes are enough. What is possible in a class is possible in the sets around it; and a set of atoms inside a class can have as many
// of its dissenters as it has persons, as nothing that is shown tells its atoms apart.
func (a *attacker) checkItem(it *item) error {
	s := it.sys
	first, err := s.solve()
	if err != nil {
		return err
	}
	if first == nil {
		a.contradiction(it.b, it.m)
		return nil
	}
	it.pool = append(it.pool, first)
	for c := range it.b.classes {
		if it.x[c] == nil {
			continue
		}
		for _, in := range it.masks {
			if !it.open.asksAlike(c, in) {
				continue
			}
			if err := a.unanimous(it, c, in); err != nil {
				return err
			}
		}
	}
	return a.eachCounted(it, func(g, category int) error { return a.counted(it, g, category) })
}

// eachCounted visits the questions about withheld groups that are open.
func (a *attacker) eachCounted(it *item, visit func(g, category int) error) error {
	for g, cell := range it.m.cells {
		if cell.State != stateHidden {
			continue
		}
		for category := range it.steps {
			if !it.open.asksCounted(g, category) {
				continue
			}
			if err := visit(g, category); err != nil {
				return err
			}
		}
	}
	return nil
}

// least is how many of a class are outside in every solution, as far as the bounds tell.
func (it *item) least(class int, in mask) int {
	n := 0
	for category, v := range it.x[class] {
		if !in.has(category) {
			n += it.sys.low[v]
		}
	}
	vars, _ := it.outsiders(class, in)
	return max(n, it.sys.low[vars[0]]-it.sys.high[vars[1]])
}

// unanimous asks whether two of a class can be outside a set of categories; and one other than any respondent.
func (a *attacker) unanimous(it *item, class int, in mask) error {
	vars, coef := it.outsiders(class, in)
	if it.least(class, in) >= 2 {
		return a.mostAlike(it, class, in)
	}
	outside, err := it.upTo(2, vars, coef, func(solution []int) int { return it.outside(solution, class, in) })
	if err != nil {
		return err
	}
	switch most := it.m.high[class]; {
	case outside == 0 && most > 0:
		a.found(it.b, it.m, G5, it.b.one(class), "", "all answered "+in.String())
		return nil
	case outside == 1 && most > 1:
		a.found(it.b, it.m, G5, it.b.one(class), "", "all, or all but one, answered "+in.String())
		return nil
	}
	if err := a.mostAlike(it, class, in); err != nil {
		return err
	}
	for _, i := range it.insiders {
		if told, err := a.toldTo(it, class, in, i.class, i.category); told || err != nil {
			return err
		}
	}
	return nil
}

// toldTo asks it for a respondent of the class own who answered category.
func (a *attacker) toldTo(it *item, class int, in mask, own, category int) (told bool, err error) {
	need, others := 1, it.m.high[class]
	if own == class {
		others--
		if !in.has(category) {
			need = 2
		}
	}
	if it.least(class, in) >= need || others < 1 {
		return false, nil
	}
	me := it.x[own][category]
	if it.sys.high[me] == 0 {
		return false, nil
	}
	for _, solution := range it.pool {
		if solution[me] > 0 && it.outside(solution, class, in) >= need {
			return false, nil
		}
	}
	it.sys.add([]int{me}, []int{1}, 1, unlimited)
	defer it.sys.drop()
	vars, coef := it.outsiders(class, in)
	it.sys.add(vars, coef, need, unlimited)
	found, err := it.sys.solve()
	it.sys.drop()
	if err != nil || found != nil {
		it.keep(found)
		return false, err
	}
	someone, err := it.sys.solve()
	it.keep(someone)
	if err != nil || someone == nil {
		return false, err // nobody like that has answered
	}
	a.found(it.b, it.m, G4, it.b.one(class), it.who(own, category),
		"all others answered "+in.String())
	return true, nil
}

// who is a respondent in words.
func (it *item) who(class, category int) string {
	also := ""
	if it.pooled {
		also = ", and knows what else he answered"
	}
	return strings.Join(it.b.names(it.b.one(class)), ", ") + fmt.Sprintf(" who answered %d", category+1) + also
}

// upTo is how many of the variables' persons there can be, up to enough.
func (it *item) upTo(enough int, vars, coef []int, count func(solution []int) int) (int, error) {
	most := 0
	for _, solution := range it.pool {
		most = max(most, count(solution))
	}
	for most < enough {
		found, err := it.sys.with(vars, coef, most+1, unlimited)
		if err != nil || found == nil {
			return most, err
		}
		it.keep(found)
		most = count(found)
	}
	return most, nil
}

func (it *item) keep(solution []int) {
	if solution != nil {
		it.pool = append(it.pool, solution)
	}
}

// mostAlike notes how near to unanimity a class can be said to be.
func (a *attacker) mostAlike(it *item, class int, in mask) error {
	if !a.bounds || it.m.low[class] == 0 {
		return nil
	}
	vars, coef := it.outsiders(class, in)
	most, err := it.upTo(it.m.high[class], vars, coef, func(solution []int) int { return it.outside(solution, class, in) })
	if err != nil {
		return err
	}
	a.narrowest(it.b, Bound{
		Kind: BoundAlike, Measure: it.m.key, Group: strings.Join(it.b.names(it.b.one(class)), ", "),
		Answered: in.String(), Low: it.m.low[class] - most, High: it.m.high[class],
	})
	return nil
}

// String is "3" or "4 to 5".
func (m mask) String() string {
	first, last := -1, 0
	for c := range 8 {
		if m.has(c) {
			if first < 0 {
				first = c + 1
			}
			last = c + 1
		}
	}
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d to %d", first, last)
}
