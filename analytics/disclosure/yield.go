package disclosure

import (
	"cmp"
	"slices"
)

// settle makes figures give way until every secret has a twin, and fills in the ranges.
func (f *surface) settle() {
	for _, s := range f.secrets() {
		if f.keep(s); f.work < 0 {
			break
		}
	}
	if f.many() {
		for i := range f.Survey.Items {
			f.keepCounts(i)
		}
	}
	if f.work < 0 {
		f.surrender()
	}
	for x, means := range f.Showing.Indices {
		for g := range means {
			if means[g].State == MeanRange {
				means[g] = f.rangeOf(x, g)
			}
		}
	}
}

// keep makes figures give way until the secret has a twin, and brings back those that gave way in vain.
func (f *surface) keep(s secret) {
	if f.many() {
		if !f.keepCheaply(s) {
			f.withdraw(s.item)
		}
		return
	}
	if f.kept(s) {
		return
	}
	var gave []*figure
	for _, y := range f.yielding(s) {
		if !y.give() {
			continue
		}
		gave = append(gave, y)
		if f.kept(s) || f.work < 0 {
			break
		}
	}
	for _, y := range gave[:max(0, len(gave)-1)] { // the last one was needed
		if f.work < 0 {
			return
		}
		if y.take(); !f.kept(s) {
			y.give()
		}
	}
}

// withdraw makes an item and its indices give way in all groups.
func (f *surface) withdraw(item int) {
	f.giveItem(item, 0)
	for _, x := range f.indicesOf[item] {
		f.giveIndex(x, 0)
	}
}

// giveItem makes an item give way in all groups of a level and above.
func (f *surface) giveItem(item, least int) {
	for g, group := range f.Plan.Groups {
		if group.Level >= least {
			f.itemFigure(item, g).give()
		}
	}
}

// giveIndex makes an index give way in all groups of a level and above.
func (f *surface) giveIndex(x, least int) {
	for g, group := range f.Plan.Groups {
		if group.Level >= least {
			f.indexFigure(x, g).give()
		}
	}
}

// surrender withholds the figures of all groups but everybody, whose indices become ranges.
func (f *surface) surrender() {
	for i := range f.Survey.Items {
		f.giveItem(i, 1)
	}
	for x := range f.Survey.Indices {
		f.giveIndex(x, 0)
	}
}

// A figure can give way and come back.
type figure struct {
	group Group
	n     int
	give  func() bool // false when there is nothing left to give
	take  func()
}

// yielding lists the figures that a secret could follow from, the least valuable first: items in groups, with the secret's own
// item before the others and smaller groups first; indices in groups; then the same of everybody, but indices before items.
func (f *surface) yielding(s secret) []*figure {
	var items, indices []*figure
	for _, i := range append([]int{s.item}, f.companions(s.item)...) {
		items = append(items, f.byGroup(func(g int) *figure { return f.itemFigure(i, g) })...)
	}
	for _, x := range f.indicesOf[s.item] {
		indices = append(indices, f.byGroup(func(g int) *figure { return f.indexFigure(x, g) })...)
	}
	all := slices.Concat(items, indices)
	slices.SortStableFunc(all, func(a, b *figure) int { return cmp.Compare(min(1, b.group.Level), min(1, a.group.Level)) })
	whole := slices.IndexFunc(all, func(y *figure) bool { return y.group.Level == 0 })
	if whole < 0 {
		return all
	}
	slices.Reverse(all[whole:]) // indices of everybody before items, and the secret's own item last
	return all
}

// byGroup makes a figure for every group, smaller ones first.
func (f *surface) byGroup(of func(group int) *figure) []*figure {
	var all []*figure
	for g := range f.Plan.Groups {
		all = append(all, of(g))
	}
	slices.SortStableFunc(all, func(a, b *figure) int {
		return cmp.Or(cmp.Compare(b.group.Level, a.group.Level), cmp.Compare(a.n, b.n))
	})
	return all
}

// itemFigure gives way to the number of answers.
func (f *surface) itemFigure(item, g int) *figure {
	shown := &f.Showing.Items[item][g]
	was := *shown
	n, _ := total(f.sums[item][g])
	return &figure{group: f.Plan.Groups[g], n: n,
		give: func() bool {
			if shown.Bands == nil {
				return false
			}
			*shown = Display{State: Shown, N: was.N}
			f.tolls.known[g] = false
			return true
		},
		take: func() {
			*shown = was
			f.tolls.known[g] = false
		},
	}
}

// indexFigure gives way, of everybody to the range that follows from the items, else to the number of answers.
func (f *surface) indexFigure(x, g int) *figure {
	shown := &f.Showing.Indices[x][g]
	was := *shown
	index := f.Survey.Indices[x].Groups[g]
	return &figure{group: f.Plan.Groups[g], n: index.Scored,
		give: func() bool {
			if shown.State == MeanWithheld || shown.State == MeanRange {
				return false
			}
			*shown = Mean{}
			if f.Plan.Groups[g].Level == 0 {
				shown.State = MeanRange // filled in when all items are settled
			}
			f.tolls.known[g] = false
			return true
		},
		take: func() {
			*shown = was
			f.tolls.known[g] = false
		},
	}
}

// rangeOf is what follows for an index from its items in the same group; nothing where that is the whole scale.
func (f *surface) rangeOf(x, g int) Mean {
	index := f.Survey.Indices[x].Groups[g]
	for _, i := range f.Survey.Indices[x].Items {
		index.Items = append(index.Items, f.Showing.Items[i][g])
	}
	s, _ := scaleOf(index.Steps)
	mean := index.bounds(s)
	if mean.Low == 1 && mean.High == float64(index.Steps) {
		return Mean{}
	}
	return mean
}
