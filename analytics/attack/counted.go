package attack

import (
	"fmt"
)

// counted asks whether the number of a withheld group's answers in a category is known. That shown groups around it have nobody in the category
// is no finding: they say so of all of them.
func (a *attacker) counted(it *item, g, category int) error {
	group := it.b.groups[g]
	vars := it.countsIn(group, category)
	if len(vars) == 0 {
		return nil
	}
	count := sumOver(vars)
	most, err := it.upTo(count(it.pool[0])+1, vars, ones(len(vars)), count)
	if err != nil || !group.complete && most > 0 {
		return err // of a part of a class, none or some may be in the group
	}
	if most == 0 {
		nobody, err := it.noneAround(group, category)
		if err != nil {
			return err
		}
		if !group.touched.within(it.b.toldOf(it.m, nobody)) {
			a.found(it.b, it.m, G3, group.touched, "", countTold(group, 0, category))
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
		a.found(it.b, it.m, G3, group.whole, "", countTold(group, most, category))
		return nil
	}
	return a.countedBy(it, group, category, vars, count)
}

// countsIn are the variables that count a group's answers in a category.
func (it *item) countsIn(g group, category int) (vars []int) {
	for _, c := range g.members {
		if it.x[c] != nil {
			vars = append(vars, it.x[c][category])
		}
	}
	return vars
}

func sumOver(vars []int) func(solution []int) int {
	return func(solution []int) (n int) {
		for _, v := range vars {
			n += solution[v]
		}
		return n
	}
}

// countTold is a withheld group's number in a category in words.
func countTold(g group, n, category int) string {
	if n == 0 {
		return fmt.Sprintf("group %q is withheld, and nobody of it answered %d", g.key, category+1)
	}
	return fmt.Sprintf("group %q is withheld, and %d of it answered %d", g.key, n, category+1)
}

// noneAround are the classes of the group and those where nobody can have chosen the category.
func (it *item) noneAround(g group, category int) (set, error) {
	around := newSet(len(it.x))
	for c, x := range it.x {
		if x != nil && !g.touched.has(c) {
			some, err := it.sys.with([]int{x[category]}, []int{1}, 1, unlimited)
			if err != nil {
				return nil, err
			}
			if some != nil {
				it.keep(some)
				continue
			}
		}
		around.add(c)
	}
	return around, nil
}

// countedBy asks it for every respondent, of the others in the group.
func (a *attacker) countedBy(it *item, g group, category int, vars []int, count func([]int) int) error {
	for _, i := range it.insiders {
		own, answer := i.class, i.category
		me := it.x[own][answer]
		if it.sys.low[me] > 0 && !it.pooled || it.sys.high[me] == 0 {
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
			nobody, err := it.noneAroundFor(me, own, answer, g, category)
			if err != nil {
				return err
			}
			if excused, err := it.saysSo(g, nobody); err != nil || excused {
				if err != nil {
					return err
				}
				continue
			}
		}
		a.found(it.b, it.m, G4, g.whole, it.who(own, answer),
			fmt.Sprintf("group %q is withheld, and %d others of it answered %d", g.key, n-mine, category+1))
		return nil
	}
	return nil
}

// saysSo reports whether that no other is in some classes is said of as many as may be told of: by shown groups around, or by what is left of shown groups when
// others are taken away, of which G2 has at least as many.
func (it *item) saysSo(g group, nobody set) (bool, error) {
	if g.touched.within(it.b.toldOf(it.m, nobody)) {
		return true, nil
	}
	known, err := it.b.spanOf(it.m, it.sys.work)
	if err != nil {
		return false, err
	}
	_, computable, err := known.value(nobody, it.sys.work)
	return computable, err
}

// noneAroundFor is noneAround for a respondent: where no other can have chosen the category.
func (it *item) noneAroundFor(me, own, answer int, g group, category int) (set, error) {
	it.sys.add([]int{me}, []int{1}, 1, unlimited)
	defer it.sys.drop()
	around := newSet(len(it.x))
	for c, x := range it.x {
		if x != nil && !g.touched.has(c) {
			mine := 0
			if c == own && answer == category {
				mine = 1
			}
			it.sys.add([]int{x[category]}, []int{1}, mine+1, unlimited)
			some, err := it.sys.solve()
			it.sys.drop()
			if err != nil {
				return nil, err
			}
			if some != nil {
				it.keep(some)
				continue
			}
		}
		around.add(c)
	}
	return around, nil
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
