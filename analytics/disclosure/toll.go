package disclosure

// maxSteps is the most steps that a scale has whose answers may be shown.
const maxSteps = 6

// bit is the place of a change among those from every category to every other.
func bit(from, to int) int { return from*maxSteps + to }

// tolls are what the figures of groups are worth that a change of one answer to an item shows in. They are asked for far more often than they change, so that of a
// group is kept until a figure of it gives way.
type tolls struct {
	item  int                          // that was asked for last
	known []bool                       // by group
	by    [maxSteps * maxSteps][]int32 // by change and group: a change is mostly asked for in many groups
	seen  []uint64                     // by group: the changes that have a toll, as bits
	back  []uint64                     // by group: the changes whose opposite has one
}

func newTolls(groups int) tolls {
	t := tolls{item: -1, known: make([]bool, groups), seen: make([]uint64, groups), back: make([]uint64, groups)}
	all := make([]int32, len(t.by)*groups)
	for change := range t.by {
		t.by[change] = all[change*groups : (change+1)*groups]
	}
	return t
}

// of turns to an item.
func (t *tolls) of(item int) *tolls {
	if t.item != item {
		t.item = item
		clear(t.known)
	}
	return t
}

// price adds up the tolls of a change in some groups; no further than to the most that is of interest.
func (t *tolls) price(f *surface, c change, groups []int, most int) (price int) {
	by := t.of(c.item).by[bit(c.from, c.to)]
	for n, g := range groups {
		if price >= most {
			f.work -= n
			return price
		}
		if !t.known[g] {
			t.lay(f, g)
		}
		price += int(by[g])
	}
	f.work -= len(groups)
	return price
}

// shows are the changes that show in some groups, as bits, and those whose opposites do.
func (t *tolls) shows(f *surface, item int, groups []int) (seen, back uint64) {
	t.of(item)
	for _, g := range groups {
		if !t.known[g] {
			t.lay(f, g)
		}
		seen, back = seen|t.seen[g], back|t.back[g]
	}
	return seen, back
}

// lay works out those of a group.
func (t *tolls) lay(f *surface, g int) {
	t.known[g], t.seen[g], t.back[g] = true, 0, 0
	steps := len(f.sums[t.item][g])
	indices := [2*maxSteps + 1]int32{} // how many show that the sum of codes is another
	for by := 1 - steps; by < steps; by++ {
		if by != 0 {
			indices[by+maxSteps] = f.indicesSee(t.item, g, by)
		}
	}
	f.work -= steps * steps
	for from := range steps {
		for to := range steps {
			figures := int32(0)
			if from != to && f.sums[t.item][g][from] > 0 {
				figures = indices[to-from+maxSteps]
				if f.itemSees(change{item: t.item, from: from, to: to}, g) {
					figures++
				}
			}
			t.by[bit(from, to)][g] = figures * int32(f.worth(g))
			if figures > 0 {
				t.seen[g] |= 1 << bit(from, to)
				t.back[g] |= 1 << bit(to, from)
			}
		}
	}
}

// worth of a figure of a group: everybody's is that of a hundred others, and so is theirs to those inside.
func (f *surface) worth(g int) int {
	switch f.Plan.Groups[g].Level {
	case 0:
		return 10_000
	case 1:
		return 100
	}
	return 1
}

// itemSees reports whether a change by itself shows in what is shown of the item in a group that it is in.
func (f *surface) itemSees(c change, g int) bool {
	d := &f.Showing.Items[c.item][g]
	if d.Bands == nil || d.tellsCounts() {
		return d.Bands != nil // one person is one per cent or more
	}
	counts := f.sums[c.item][g]
	counts[c.from]--
	counts[c.to]++
	same := f.sameItem(c.item, g)
	counts[c.from]++
	counts[c.to]--
	return !same
}

// indicesSee is how many indices over an item show in a group that the item's sum of codes is another.
func (f *surface) indicesSee(item, g, by int) (n int32) {
	for _, x := range f.indicesOf[item] {
		if f.Showing.Indices[x][g].State == MeanWithheld {
			continue
		}
		was := f.shift[x][g]
		f.shift[x][g] += f.weight(x, g, item) * float64(by)
		if !f.sameIndex(x, g) {
			n++
		}
		f.shift[x][g] = was
	}
	return n
}
