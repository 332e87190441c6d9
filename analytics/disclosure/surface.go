package disclosure

import (
	"math"
	"slices"
)

// A surface is what readers see of a survey, over answers that can be changed to see whether it stays the same.
type surface struct {
	Survey
	Showing

	groupsOf  [][]int // by atom: the groups it is in
	indicesOf [][]int // by item: the indices it is in, those of the fewest items first

	counts [][][]int   // by item, atom and category, with changes
	sums   [][][]int   // by item, group and category, with changes
	shift  [][]float64 // by index and group: what changes add to the mean

	corners [][][]partner // by atom, made when asked for
	near    [][]neighbour // by atom, made when asked for

	work, patience int // groups that may still be looked at: at all, and for the twin that is looked for
}

// maxPatience bounds the search for one twin and maxWork that for all, in groups that are looked at for changes. A school of four groups
// takes some ten thousand in all; after maxWork, a second, the figures of all groups but everybody are withheld.
const (
	maxPatience = 200_000
	maxWork     = 20_000_000
)

// A change is one person's answer to an item moving from a category to another.
type change struct{ item, atom, from, to int }

func (c change) back() change { return change{c.item, c.atom, c.to, c.from} }

func newSurface(s Survey, shown Showing) *surface {
	f := &surface{
		corners: make([][][]partner, len(s.Plan.Atoms)), near: make([][]neighbour, len(s.Plan.Atoms)), work: maxWork,
		Survey: s, Showing: shown,
		groupsOf: make([][]int, len(s.Plan.Atoms)), indicesOf: make([][]int, len(s.Items)),
		counts: make([][][]int, len(s.Items)), sums: make([][][]int, len(s.Items)), shift: make([][]float64, len(s.Indices)),
	}
	for g, group := range s.Plan.Groups {
		for _, a := range group.Atoms {
			f.groupsOf[a] = append(f.groupsOf[a], g)
		}
	}
	for i, item := range s.Items {
		for _, row := range item.Counts {
			f.counts[i] = append(f.counts[i], slices.Clone(row))
		}
		for _, group := range s.Plan.Groups {
			f.sums[i] = append(f.sums[i], sumOf(group.Atoms, item.Counts))
		}
	}
	for x, index := range s.Indices {
		f.shift[x] = make([]float64, len(s.Plan.Groups))
		for _, i := range index.Items {
			f.indicesOf[i] = append(f.indicesOf[i], x)
		}
	}
	for _, indices := range f.indicesOf {
		slices.SortStableFunc(indices, func(x, y int) int { return len(s.Indices[x].Items) - len(s.Indices[y].Items) })
	}
	return f
}

// try makes changes that leave everything shown as it is, and reports whether they were made.
func (f *surface) try(changes ...change) bool {
	if f.work < 0 || f.patience < 0 {
		return false
	}
	for n, c := range changes {
		if f.counts[c.item][c.atom][c.from] == 0 {
			f.undo(changes[:n])
			return false
		}
		f.apply(c)
	}
	for _, c := range changes {
		if !f.same(c) {
			f.undo(changes)
			return false
		}
	}
	return true
}

func (f *surface) undo(changes []change) {
	for _, c := range slices.Backward(changes) {
		f.apply(c.back())
	}
}

func (f *surface) apply(c change) {
	move := func(counts []int) { counts[c.from]--; counts[c.to]++ }
	f.work -= len(f.groupsOf[c.atom])
	f.patience -= len(f.groupsOf[c.atom])
	move(f.counts[c.item][c.atom])
	for _, g := range f.groupsOf[c.atom] {
		move(f.sums[c.item][g])
		for _, x := range f.indicesOf[c.item] {
			f.shift[x][g] += f.weight(x, g, c.item) * float64(c.to-c.from)
		}
	}
}

// weight is how much one step of one answer moves an index in a group.
func (f *surface) weight(x, g, item int) float64 {
	index := f.Survey.Indices[x]
	people := index.Groups[g].Scored
	if index.Groups[g].ItemWise {
		people, _ = total(f.sums[item][g])
	}
	return 1 / float64(max(1, people)*len(index.Items))
}

// same reports whether what is shown of the item and its indices in all groups of the change's atom is still what would be shown.
func (f *surface) same(c change) bool {
	for _, g := range f.groupsOf[c.atom] {
		for _, x := range f.indicesOf[c.item] {
			if !f.sameIndex(x, g) {
				return false
			}
		}
	}
	for _, g := range f.groupsOf[c.atom] {
		if d := f.Showing.Items[c.item][g]; d.Bands != nil && !d.shows(f.sums[c.item][g]) {
			return false
		}
	}
	return true
}

func (f *surface) sameIndex(x, g int) bool {
	shown := f.Showing.Indices[x][g]
	if shown.State == MeanWithheld || shown.State == MeanRange || math.Abs(f.shift[x][g]) < 1e-12 {
		return true // a range follows from the items
	}
	index := f.Survey.Indices[x].Groups[g]
	s, _ := scaleOf(index.Steps)
	return s.cutExtremes(index.Mean+f.shift[x][g], index.Scored) == shown
}

// shows reports whether [ShowItem] would give the display for these counts, of as many answers.
func (d Display) shows(counts []int) bool {
	s, _ := scaleOf(len(counts))
	from := 1
	for b, to := range s.ends {
		count, _ := total(counts[from-1 : to])
		if capped(Band{From: from, To: to}, count, d.N) != d.Bands[b] {
			return false
		}
		from = to + 1
	}
	if s.showMean(float64(weighted(counts))/float64(d.N), d.N, d.Bands) != d.Mean {
		return false
	}
	for c, percents := range d.Categories {
		if percent(counts[c], d.N) != percents {
			return false
		}
	}
	return true
}
