package disclosure

import "slices"

// A secret is something that must not be learnt of one item in one atom.
type secret struct {
	item, atom int
	// inside are the categories of a band: that at most one answer lies outside must not be learnt. With exact, inside is one
	// category, and the number of answers in it must not be learnt of a withheld group, in place of the atom.
	from, to int
	exact    bool
	group    int
}

func (s secret) inside(category int) bool { return category >= s.from && category < s.to }

// outside are the answers that are not inside.
func (s secret) outside(counts []int) int {
	n := 0
	for c, k := range counts {
		if !s.inside(c) {
			n += k
		}
	}
	return n
}

// enough is the least number of answers outside with which the secret is kept: two for everybody; for a respondent with these answers of his
// own, one beside his. Of who is in the atom and did not say what he answered to the item, one of two may be his. Who is alone in the atom has nobody to learn of there.
func (s secret) enough(counts []int, own []answer) int {
	n, _ := total(counts)
	if own == nil {
		return min(n, 2)
	}
	if own[0].atom != s.atom {
		return min(n, 1)
	}
	for _, a := range own {
		if a.item == s.item && s.inside(a.category) {
			return min(n-1, 1)
		}
	}
	return min(n, 2)
}

// secrets lists what must not be learnt and is so, or could be thought to be.
func (f *surface) secrets() []secret {
	var all []secret
	for i, item := range f.Survey.Items {
		scale, ok := scaleOf(len(item.Counts[0]))
		if !ok {
			continue
		}
		for a, counts := range item.Counts {
			from := 0
			for _, to := range scale.ends {
				s := secret{item: i, atom: a, from: from, to: to}
				if s.outside(counts) < s.enough(counts, nil) {
					all = append(all, s)
				}
				from = to
			}
			if !f.many() {
				all = append(all, f.withheldCounts(i, a)...)
			}
		}
	}
	return all
}

// withheldCounts are the categories of an item in the withheld groups whose last atom it is, where a group that they share people with shows its
// categories, or which show an index over the item. One that everybody sees nobody chose is no secret.
func (f *surface) withheldCounts(i, a int) (all []secret) {
	for g, group := range f.Plan.Groups {
		if group.Atoms[len(group.Atoms)-1] != a || f.Survey.Items[i].States[g] != Withheld {
			continue
		}
		if n, _ := total(f.sums[i][g]); n == 0 {
			continue
		}
		for c := range f.sums[i][g] {
			if f.tellsOf(i, g) && !f.visiblyNobody(i, group, c) {
				all = append(all, secret{item: i, group: g, from: c, to: c + 1, exact: true})
			}
		}
	}
	return all
}

// tellsOf reports whether a group that shares atoms with another shows its categories; or where none has figures of the item, whether that one shows an index over it.
func (f *surface) tellsOf(i, g int) bool {
	around := func(shows func(Display) bool) bool {
		return slices.ContainsFunc(f.Plan.Groups[g].Atoms, func(a int) bool {
			return slices.ContainsFunc(f.groupsOf[a], func(g int) bool { return shows(f.Showing.Items[i][g]) })
		})
	}
	if around(func(d Display) bool { return d.Bands != nil }) {
		return around(func(d Display) bool { return d.Categories != nil })
	}
	return slices.ContainsFunc(f.indicesOf[i], func(x int) bool {
		state := f.Showing.Indices[x][g].State
		return state != MeanWithheld && state != MeanRange
	})
}

// visiblyNobody reports whether every atom of a group is in one that shows that it has nobody in a category: then that is said of all of them.
func (f *surface) visiblyNobody(i int, group Group, category int) bool {
	return all(group.Atoms, func(a int) bool {
		return slices.ContainsFunc(f.groupsOf[a], func(g int) bool { return f.Showing.Items[i][g].showsNobody(category) })
	})
}

// place is an atom and a category.
type place struct{ atom, category int }

// learnsNothing reports whether a respondent who knows how many of a group are in a category has nobody to learn of: he is the group; or every atom of
// it is in a group that shows nobody there, or himself alone.
func (f *surface) learnsNothing(p place, i, g, category int) bool {
	group := f.Plan.Groups[g]
	if n, _ := total(f.sums[i][g]); n == 1 && slices.Contains(group.Atoms, p.atom) {
		return true
	}
	return p.category == category && all(group.Atoms, func(a int) bool {
		return slices.ContainsFunc(f.groupsOf[a], func(around int) bool {
			d := &f.Showing.Items[i][around]
			return d.showsNobody(category) || d.showsOne(category) && f.in(around, p.atom)
		})
	})
}

// learnsOfMany reports whether a respondent learns of nobody, or of as many as may be told of: that he is the only one in a category of all whom a shown group has
// beside the shown ones inside it.
func (f *surface) learnsOfMany(p place, s secret) bool {
	if f.learnsNothing(p, s.item, s.group, s.from) {
		return true
	}
	others := append([]int{p.atom}, f.Plan.Groups[s.group].Atoms...)
	return p.category == s.from && slices.ContainsFunc(f.groupsOf[p.atom], func(around int) bool {
		d := &f.Showing.Items[s.item][around]
		return d.tellsCounts() && all(others, func(a int) bool { return f.in(around, a) }) && f.beside(s.item, around, others, s.from) == 1
	})
}

// beside is how many a shown group has in a category without the shown groups inside it that have none of some atoms, and nobody in common.
func (f *surface) beside(i, around int, atoms []int, category int) int {
	n, taken := f.sums[i][around][category], slices.Clone(atoms)
	for g, group := range f.Plan.Groups {
		if f.Showing.Items[i][g].tellsCounts() && all(group.Atoms, func(a int) bool { return f.in(around, a) && !slices.Contains(taken, a) }) {
			n, taken = n-f.sums[i][g][category], append(taken, group.Atoms...)
		}
	}
	return n
}

// tellsCounts reports whether percentages tell how many are in each category.
func (d *Display) tellsCounts() bool { return d.Categories != nil && d.N <= 100 }

// cutClasses are the classes that have atoms both inside a group and outside: nothing that is told keeps these people apart, so nobody knows how many of
// them are in it.
func (f *surface) cutClasses(group Group) (cut []int) {
	for _, m := range group.Atoms {
		class := f.class[m]
		outside := func(a int) bool { _, member := slices.BinarySearch(group.Atoms, a); return !member }
		if len(f.classAtoms[class]) > 1 && !slices.Contains(cut, class) && slices.ContainsFunc(f.classAtoms[class], outside) {
			cut = append(cut, class)
		}
	}
	return cut
}

// in reports whether an atom is in a group of which anything is shown.
func (f *surface) in(g, atom int) bool { return f.membership[atom][g/64]>>(g%64)&1 == 1 }

func all[T any](list []T, holds func(T) bool) bool {
	return !slices.ContainsFunc(list, func(t T) bool { return !holds(t) })
}

// showsNobody reports whether it follows that nobody is in a category.
func (d *Display) showsNobody(category int) bool {
	return d.Categories != nil && d.Categories[category] == 0 && percent(1, d.N) > 0
}

// showsOne reports whether it follows that one person is in a category.
func (d *Display) showsOne(category int) bool {
	return d.Categories != nil && d.Categories[category] == percent(1, d.N) && percent(1, d.N) > 0 && percent(2, d.N) > percent(1, d.N)
}

// kept reports whether the secret is safe from everybody.
func (f *surface) kept(s secret) bool { return f.keptFrom(s, nil) }

// keptFrom reports whether a secret is safe from who gave these answers of his own: a twin exists that leaves them, and for each respondent of whom it takes
// an answer away another that leaves that one, too, unless there is nobody for him to learn of. What he answered to several items at once he
// pools. Who of an atom gave which answers to two items is not known here, so one person may have given any of them.
func (f *surface) keptFrom(s secret, own []answer) bool {
	changes, ok := f.twin(s, own)
	if !ok {
		return false
	}
	for _, lost := range f.lost(changes) {
		if !lost.ofWhoGave(own) {
			continue
		}
		if doubter := append(slices.Clone(own), lost); !f.hasNobodyToLearnOf(s, doubter) && !f.keptFrom(s, doubter) {
			return false
		}
	}
	return true
}

// hasNobodyToLearnOf reports whether a number that must not be learnt tells who gave these answers of nobody, or of as many as may be told of.
func (f *surface) hasNobodyToLearnOf(s secret, own []answer) bool {
	return s.exact && (len(f.cutClasses(f.Plan.Groups[s.group])) > 0 || slices.ContainsFunc(own, func(a answer) bool { return a.item == s.item && f.learnsOfMany(place{a.atom, a.category}, s) }))
}

// answer is what somebody of an atom answered.
type answer struct{ item, atom, category int }

// ofWhoGave reports whether somebody who gave these answers may have given this one, too.
func (a answer) ofWhoGave(own []answer) bool {
	return all(own, func(o answer) bool { return o.atom == a.atom && o.item != a.item })
}

// lost are the answers that are given, and by nobody after some changes, which have not been made.
func (f *surface) lost(changes []change) (lost []answer) {
	for _, c := range changes {
		left := f.counts[c.item][c.atom][c.from]
		for _, other := range changes {
			if other.item == c.item && other.atom == c.atom {
				left += isOne(c.from, other.to) - isOne(c.from, other.from)
			}
		}
		if a := (answer{c.item, c.atom, c.from}); left == 0 && !slices.Contains(lost, a) {
			lost = append(lost, a)
		}
	}
	return lost
}

// twin looks for changes after which everything looks the same and the secret is not so. The answers in own stay. It leaves the
// surface as it was.
func (f *surface) twin(s secret, own []answer) (changes []change, ok bool) {
	changes, ok = f.nearTwin(s, own)
	if ok && !slices.ContainsFunc(f.lost(changes), func(a answer) bool { return slices.Contains(own, a) }) {
		return changes, true
	}
	return f.amongVariants(s, own)
}

// nearTwin looks for one in which one person, or two, answered otherwise, with who makes up for that.
func (f *surface) nearTwin(s secret, own []answer) (changes []change, ok bool) {
	defer func() { f.undo(changes) }()
	f.patience = maxPatience
	if s.exact {
		for _, a := range f.Plan.Groups[s.group].Atoms {
			s.atom = a
			if changes, ok = f.move(s, own, func(from, to int) bool { return s.inside(from) != s.inside(to) }); ok {
				break
			}
		}
		return changes, ok
	}
	counts := f.counts[s.item][s.atom]
	for s.outside(counts) < s.enough(counts, own) {
		more, ok := f.move(s, own, func(from, to int) bool { return s.inside(from) && !s.inside(to) })
		if !ok {
			return changes, false
		}
		changes = append(changes, more...)
	}
	return changes, true
}

// move changes one answer to the secret's item in its atom, in a way that is wanted and does not show.
func (f *surface) move(s secret, own []answer, wanted func(from, to int) bool) ([]change, bool) {
	h := hunt{surface: f, own: own, wanted: wanted, secret: s}
	steps := len(f.counts[s.item][s.atom])
	for _, step := range nearest(steps) {
		for from := range steps {
			to := from + step
			if to < 0 || to >= steps || !wanted(from, to) || !h.free(s.item, s.atom, from) {
				continue
			}
			one := change{s.item, s.atom, from, to}
			if changes, ok := h.exchange(one); ok {
				return changes, true
			}
		}
	}
	return nil, false
}

// nearest lists the distances on a scale whose answers may be shown, short ones first.
func nearest(steps int) []int { return distances[:2*(steps-1)] }

var distances = [2 * (maxSteps - 1)]int{-1, 1, -2, 2, -3, 3, -4, 4, -5, 5}

// A hunt is the search for one move.
type hunt struct {
	*surface
	own    []answer                // answers that stay
	wanted func(from, to int) bool // what is done to the secret's answers
	secret secret
	moved  bool // changes have been made, so that the tolls do not hold

	changes  [4]change // room for those that are tried
	together [8]change
}

// free reports whether somebody gave the answer who may give another.
func (h *hunt) free(item, atom, category int) bool {
	n := h.counts[item][atom][category]
	return n > 1 || n == 1 && !slices.ContainsFunc(h.own, func(a answer) bool { return a == answer{item, atom, category} })
}

// exchange makes a change: alone, or together with people of other atoms who change so that no group's counts show it; and where an index would
// show it, with another item of the index that makes up for it.
func (h *hunt) exchange(one change) ([]change, bool) {
	for partners := range h.partners(one.atom) {
		changes := append(h.changes[:0], one)
		for _, p := range partners {
			c := change{one.item, p.atom, one.from, one.to}
			if p.opposite {
				c = c.back()
			}
			changes = append(changes, c)
		}
		if slices.ContainsFunc(changes[1:], func(c change) bool { return !h.free(c.item, c.atom, c.from) }) {
			continue
		}
		if h.tells(changes) && h.try(changes...) {
			return slices.Clone(changes), true
		}
		if all, ok := h.compensate(changes); ok {
			return slices.Clone(all), true
		}
	}
	return nil, false
}

// tells reports whether changes do to the secret what is wanted: people of a withheld group can exchange their answers with each other, and it has as
// many in a category as before.
func (h *hunt) tells(changes []change) bool {
	s := h.secret
	if !s.exact {
		return true
	}
	by := 0
	for _, c := range changes {
		if _, member := slices.BinarySearch(h.Plan.Groups[s.group].Atoms, c.atom); !member || c.item != s.item {
			continue
		}
		if s.inside(c.from) {
			by--
		}
		if s.inside(c.to) {
			by++
		}
	}
	return by != 0
}

// compensate makes changes together with opposite ones, to the same item or to another of the same indices: in the same atoms, or for a change
// without partners in any atom.
func (h *hunt) compensate(changes []change) ([]change, bool) {
	one := changes[0]
	if all, ok := h.compensateBy(changes, one.item); ok {
		return all, true
	}
	for _, j := range h.companions(one.item) {
		if all, ok := h.compensateBy(changes, j); ok {
			return all, true
		}
	}
	return nil, false
}

// compensateBy does so with changes to an item.
func (h *hunt) compensateBy(changes []change, j int) ([]change, bool) {
	one := changes[0]
	for from := range h.counts[j][one.atom] {
		to := from - (one.to - one.from)
		if to < 0 || to >= len(h.counts[j][one.atom]) {
			continue
		}
		for at := -1; at < len(h.Plan.Atoms) && (at < 0 || len(changes) == 1); at++ {
			if at == one.atom || at < 0 && j == one.item && h.wanted(to, from) { // there it would undo what is wanted
				continue
			}
			if all, ok := h.opposites(changes, j, from, to, at); ok && h.tells(all) && h.try(all...) {
				return all, true
			}
		}
	}
	return nil, false
}

// opposites are changes with those to item j that bring back their sums: in the same atoms, or the only one in another; ok is false where nobody gave the
// answers.
func (h *hunt) opposites(changes []change, j, from, to, at int) (all []change, ok bool) {
	all = append(h.together[:0], changes...)
	for _, c := range changes {
		back := change{j, c.atom, from, to}
		if at >= 0 {
			back.atom = at
		}
		if c.from != changes[0].from {
			back = back.back()
		}
		if !h.free(j, back.atom, back.from) {
			return nil, false
		}
		all = append(all, back)
	}
	return all, true
}

// companions are the other items of an item's indices, those of its smallest index first.
func (f *surface) companions(item int) []int {
	if f.mates[item] != nil {
		return f.mates[item]
	}
	others := []int{}
	for _, x := range f.indicesOf[item] {
		for _, j := range f.Survey.Indices[x].Items {
			if j != item && !slices.Contains(others, j) && len(f.counts[j][0]) == len(f.counts[item][0]) {
				others = append(others, j)
			}
		}
	}
	f.mates[item] = others
	return others
}
