package disclosure

// maxCompanions bounds the other items that are asked to make up for what an index would show.
const maxCompanions = 4

// amongVariants looks for a twin among the variants of the secret's item: by itself, or together with one of another item of its indices.
func (f *surface) amongVariants(s secret, own []answer) ([]change, bool) {
	mine := f.distinct(s.item, own, func(v variant) bool { return f.tellsOtherwise(s, v, own) })
	for _, v := range mine {
		if f.hides(s.item, v, s.item, variant{}) {
			return f.changesTo(s.item, v), true
		}
	}
	if len(mine) == 0 {
		return nil, false
	}
	for n, j := range f.companions(s.item) {
		if n == maxCompanions {
			break
		}
		for _, other := range f.distinct(j, own, func(variant) bool { return true }) {
			for _, v := range mine {
				if f.hides(s.item, v, j, other) {
					return append(f.changesTo(s.item, v), f.changesTo(j, other)...), true
				}
			}
		}
	}
	return nil, false
}

// distinct are the first variants of an item that are wanted and leave somebody's own answers, one of each kind.
func (f *surface) distinct(item int, own []answer, wanted func(variant) bool) (distinct []variant) {
	of := f.variants(item)
	seen, steps := make([]bool, of.kinds), len(f.counts[item][0])
	for _, v := range of.all {
		stays := func(a answer) bool { return a.item != item || v.counts[a.atom*steps+a.category] > 0 }
		if !seen[v.kind] && all(own, stays) && wanted(v) {
			seen[v.kind] = true
			distinct = append(distinct, v)
		}
	}
	return distinct
}

// hides reports whether the indices are shown as they are with a variant of one item and, if it is one, a variant of another.
func (f *surface) hides(item int, v variant, other int, w variant) bool {
	for _, i := range [2]int{item, other} {
		for _, x := range f.indicesOf[i] {
			for g := range f.views[x] {
				if f.work--; !f.hidesIn(x, g, item, v, other, w) {
					return false
				}
			}
		}
	}
	return true
}

func (f *surface) hidesIn(x, g, item int, v variant, other int, w variant) bool {
	shift := 0.0
	if v.rise[g] != 0 && f.isIn(item, x) {
		shift = f.weight(x, g, item) * float64(v.rise[g])
	}
	if w.rise != nil && w.rise[g] != 0 && f.isIn(other, x) {
		shift += f.weight(x, g, other) * float64(w.rise[g])
	}
	if shift == 0 {
		return true
	}
	before := f.shift[x][g]
	f.shift[x][g] += shift
	same := f.sameIndex(x, g)
	f.shift[x][g] = before
	return same
}

func (f *surface) isIn(item, x int) bool {
	for _, i := range f.indicesOf[item] {
		if i == x {
			return true
		}
	}
	return false
}

// tellsOtherwise reports whether in a variant of its item a secret is not so, for everybody or who gave these answers of his own.
func (f *surface) tellsOtherwise(s secret, v variant, own []answer) bool {
	steps := len(f.counts[s.item][0])
	if !s.exact {
		counts := v.counts[s.atom*steps : (s.atom+1)*steps]
		return s.outside(counts) >= s.enough(counts, own)
	}
	by := 0
	for _, a := range f.Plan.Groups[s.group].Atoms {
		by += v.counts[a*steps+s.from] - f.counts[s.item][a][s.from]
	}
	return by != 0
}

// changesTo are as few as lead from the truth to a variant.
func (f *surface) changesTo(item int, v variant) (changes []change) {
	for a, counts := range f.counts[item] {
		is := v.counts[a*len(counts):]
		to, room := 0, 0
		for from, n := range counts {
			for range n - is[from] {
				for ; room == 0; to++ {
					room = max(0, is[to]-counts[to])
				}
				changes, room = append(changes, change{item, a, from, to - 1}), room-1
			}
		}
	}
	return changes
}
