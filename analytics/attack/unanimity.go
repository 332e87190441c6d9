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
			if err := a.unanimous(it, c, in); err != nil {
				return err
			}
		}
	}
	for g, cell := range it.m.cells {
		if cell.State == stateHidden {
			for category := range it.steps {
				if err := a.counted(it, g, category); err != nil {
					return err
				}
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
	a.found(it.b, it.m, G4, it.b.one(class), strings.Join(it.b.names(it.b.one(own)), ", ")+fmt.Sprintf(" who answered %d", category+1),
		"all others answered "+in.String())
	return true, nil
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

// counted asks whether the number of a withheld group's answers in a category is known. That a set of k or more around the group
// has nobody in the category is no finding: it says so of all of them.
func (a *attacker) counted(it *item, g, category int) error {
	group := it.b.groups[g]
	var vars []int
	for _, c := range group.touched.members() {
		if it.x[c] != nil {
			vars = append(vars, it.x[c][category])
		}
	}
	if len(vars) == 0 {
		return nil
	}
	count := func(solution []int) int {
		n := 0
		for _, v := range vars {
			n += solution[v]
		}
		return n
	}
	most, err := it.upTo(count(it.pool[0])+1, vars, ones(len(vars)), count)
	if err != nil || !group.complete && most > 0 {
		return err // of a part of a class, none or some may be in the group
	}
	if most == 0 {
		around, err := it.noneAround(group, category)
		if err != nil {
			return err
		}
		if around < it.b.minGroup() {
			a.found(it.b, it.m, G3, group.touched, "", fmt.Sprintf("group %q is withheld, and nobody of it answered %d", group.key, category+1))
		}
		return nil
	}
	for _, solution := range it.pool {
		if count(solution) < most {
			return a.countedBy(it, group, category, vars, count)
		}
	}
	fewer, err := it.sys.with(vars, ones(len(vars)), 0, most-1)
	it.keep(fewer)
	if err != nil {
		return err
	}
	if fewer == nil {
		a.found(it.b, it.m, G3, group.whole, "", fmt.Sprintf("group %q is withheld, and %d of it answered %d", group.key, most, category+1))
		return nil
	}
	return a.countedBy(it, group, category, vars, count)
}

// noneAround is the least number of answers in the group and the classes where nobody can have chosen the category.
func (it *item) noneAround(g group, category int) (int, error) {
	around := newSet(len(it.x))
	for c, x := range it.x {
		if x == nil {
			continue
		}
		if !g.touched.has(c) {
			some, err := it.sys.with([]int{x[category]}, []int{1}, 1, unlimited)
			if err != nil {
				return 0, err
			}
			if some != nil {
				it.keep(some)
				continue
			}
		}
		around.add(c)
	}
	return it.leastAnswers(around), nil
}

// leastAnswers is the least number of answers of some classes.
func (it *item) leastAnswers(classes set) int {
	if at, followed := it.b.family.place[classes.key()]; followed {
		return it.answers.low[at]
	}
	n := 0
	for _, c := range classes.members() {
		n += it.m.low[c]
	}
	return n
}

// countedBy asks it for every respondent, of the others in the group.
func (a *attacker) countedBy(it *item, g group, category int, vars []int, count func([]int) int) error {
	for _, i := range it.insiders {
		own, answer := i.class, i.category
		me := it.x[own][answer]
		if it.sys.low[me] > 0 || it.sys.high[me] == 0 {
			continue // everybody knows that there is one like him, or nobody believes it
		}
		mine := 0
		if answer == category && g.whole.has(own) {
			mine = 1
		}
		known, n, err := it.countKnownTo(me, vars, count)
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		if n == mine {
			none, err := it.noneAroundFor(me, own, answer, g, category)
			if err != nil {
				return err
			}
			if none >= it.b.minGroup()-1 {
				continue
			}
		}
		a.found(it.b, it.m, G4, g.whole, strings.Join(it.b.names(it.b.one(own)), ", ")+fmt.Sprintf(" who answered %d", answer+1),
			fmt.Sprintf("group %q is withheld, and %d others of it answered %d", g.key, n-mine, category+1))
		return nil
	}
	return nil
}

// noneAroundFor is noneAround for a respondent: the least number of others in the group and the classes where no other can have
// chosen the category.
func (it *item) noneAroundFor(me, own, answer int, g group, category int) (int, error) {
	it.sys.add([]int{me}, []int{1}, 1, unlimited)
	defer it.sys.drop()
	around := newSet(len(it.x))
	for c, x := range it.x {
		if x == nil {
			continue
		}
		if !g.touched.has(c) {
			mine := 0
			if c == own && answer == category {
				mine = 1
			}
			it.sys.add([]int{x[category]}, []int{1}, mine+1, unlimited)
			some, err := it.sys.solve()
			it.sys.drop()
			if err != nil {
				return 0, err
			}
			if some != nil {
				it.keep(some)
				continue
			}
		}
		around.add(c)
	}
	return it.leastAnswers(around) - 1, nil // without himself
}

func (it *item) countKnownTo(me int, vars []int, count func([]int) int) (known bool, n int, err error) {
	n = -1
	for _, solution := range it.pool {
		if solution[me] == 0 {
			continue
		}
		if other := count(solution); n >= 0 && other != n {
			return false, 0, nil
		}
		n = count(solution)
	}
	it.sys.add([]int{me}, []int{1}, 1, unlimited)
	defer it.sys.drop()
	if n < 0 {
		found, err := it.sys.solve()
		if err != nil || found == nil {
			return false, 0, err
		}
		it.keep(found)
		n = count(found)
	}
	for _, not := range [2][2]int{{n + 1, unlimited}, {0, n - 1}} {
		it.sys.add(vars, ones(len(vars)), not[0], not[1])
		found, err := it.sys.solve()
		it.sys.drop()
		if err != nil || found != nil {
			it.keep(found)
			return false, 0, err
		}
	}
	return true, n, nil
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
