package disclosure

// maxSteps is the most steps that a scale has whose answers may be shown.
const maxSteps = 6

// bit is the place of a change among those from every category to every other.
func bit(from, to int) int { return from*maxSteps + to }

// A toll is what the figures of a group are worth that a change of one answer to an item shows in. It is asked for far more often than it changes, so it is kept
// until a figure of the group gives way.
type toll struct {
	known bool
	price [maxSteps * maxSteps]int32 // by change
	seen  uint64                     // the changes that have a price, as bits
	back  uint64                     // the changes whose opposite has one
}

// toll is that of an item in a group, as long as the surface is as it was.
func (f *surface) toll(item, g int) *toll {
	if f.tolled != item {
		f.tolled = item
		for g := range f.tolls {
			f.tolls[g].known = false
		}
	}
	t := &f.tolls[g]
	if t.known {
		return t
	}
	*t = toll{known: true}
	steps := len(f.sums[item][g])
	indices := [2*maxSteps + 1]int32{} // how many show that the sum of codes is another
	for by := 1 - steps; by < steps; by++ {
		if by != 0 {
			indices[by+maxSteps] = f.indicesSee(item, g, by)
		}
	}
	f.work -= steps * steps
	for from := range steps {
		for to := range steps {
			if from == to || f.sums[item][g][from] == 0 {
				continue
			}
			figures := indices[to-from+maxSteps]
			if f.itemSees(change{item: item, from: from, to: to}, g) {
				figures++
			}
			if figures > 0 {
				t.price[bit(from, to)] = figures * int32(f.worth(g))
				t.seen |= 1 << bit(from, to)
				t.back |= 1 << bit(to, from)
			}
		}
	}
	return t
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
