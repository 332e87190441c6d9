package attack

// family is the sets of classes of which sums are followed, and how they are made of each other.
type family struct {
	sets   []set
	place  map[string]int
	splits []split
}

// split says that a set is its parts, which have nothing in common.
type split struct {
	whole int
	parts []int
}

const (
	allSubsets = 5    // up to this many classes, every union is followed
	mostSplits = 5000 // of nested groups, beyond it
)

// layFamily follows every union of a few classes. Of many it follows the shown groups, the classes, and what is left of a group
// when a group inside it is taken away.
func (b *block) layFamily() family {
	f := family{place: map[string]int{}}
	if len(b.classes) <= allSubsets {
		for bits := uint64(1); bits < 1<<len(b.classes); bits++ {
			f.put(set{bits})
		}
		for whole := uint64(1); whole < 1<<len(b.classes); whole++ {
			for part := (whole - 1) & whole; part > 0; part = (part - 1) & whole {
				if rest := whole &^ part; part < rest {
					f.splits = append(f.splits, split{int(whole) - 1, []int{int(part) - 1, int(rest) - 1}})
				}
			}
		}
		return f
	}
	for c := range b.classes {
		f.put(b.one(c))
	}
	var shown []set
	for g, group := range b.groups {
		if b.anythingShown(g) && !group.whole.empty() {
			if _, known := f.place[group.whole.key()]; !known {
				shown = append(shown, group.whole)
			}
			f.sum(group.whole)
		}
	}
	for _, outer := range shown {
		for _, inner := range shown {
			if inner.within(outer) && inner.count() < outer.count() && len(f.splits) < mostSplits {
				rest := outer.minus(inner)
				f.sum(rest)
				f.splits = append(f.splits, split{f.put(outer), []int{f.put(inner), f.put(rest)}})
			}
		}
	}
	return f
}

// put takes in a set and returns its place.
func (f *family) put(s set) int {
	at, known := f.place[s.key()]
	if !known {
		at = len(f.sets)
		f.place[s.key()], f.sets = at, append(f.sets, s)
	}
	return at
}

// sum takes in a set as the sum of its classes.
func (f *family) sum(s set) {
	if _, known := f.place[s.key()]; known {
		return
	}
	f.splits = append(f.splits, split{whole: f.put(s), parts: s.members()}) // classes have the first places
}
