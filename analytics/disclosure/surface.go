package disclosure

import (
	"fmt"
	"math"
	"slices"
)

// A surface is what readers see of a survey, over answers that can be changed to see whether it stays the same.
type surface struct {
	Survey
	Showing

	groupsOf   [][]int    // by atom: the groups it is in of which anything is shown
	membership [][]uint64 // the same as bits
	class      []int      // by atom: the first atom in the same groups of which anything is told
	classAtoms [][]int    // by that atom: all of these
	indicesOf  [][]int    // by item: the indices it is in, those of the fewest items first

	counts [][][]int   // by item, atom and category, with changes
	sums   [][][]int   // by item, group and category, with changes; of groups of which nothing is shown without
	spread [][]spread  // by item and group
	shift  [][]float64 // by index and group: what changes add to the mean
	views  [][]view    // by index and group

	corners [][][]partner         // by atom, made when asked for
	near    [][]neighbour         // by atom, made when asked for
	mates   [][]int               // by item: its companions, made when asked for
	known   []map[uint64]variants // by item and the groups in which it has figures, made when asked for

	tolls tolls

	twins [][][]Turn // by item, as far as groups are many

	visited []int // by group: the turn in which it was last looked at for obstacles
	turn    int

	work, patience int // groups that may still be looked at: at all, and for the twin that is looked for
}

// maxPatience bounds the search for one twin and maxWork that for all, in groups that are looked at for a change: one that is made, taken back, or,
// where groups are many, only priced. What else a search takes is in proportion to that, and comes to a tenth of a microsecond for each, so maxWork is
// two seconds. Of 21 items and eight indices, a school of four groups takes 60,000, and 300 atoms in 1,000 groups take five million. After maxWork the
// figures of all groups but everybody are withheld.
const (
	maxPatience = 200_000
	maxWork     = 20_000_000
)

// A view is what decides how an index is seen in a group.
type view struct {
	mean     float64
	extremes extremes
	weight   float64 // of one step of one answer in the mean; 0 where it is over items and depends on their answers
	gaps     bool    // somebody left items out, and groups are many: then a twin is to leave the items' sums as they are, as who it was is not looked into
}

// A change is one person's answer to an item moving from a category to another.
type change struct{ item, atom, from, to int }

func (c change) back() change { return change{c.item, c.atom, c.to, c.from} }

func newSurface(s Survey, shown Showing) *surface {
	f := &surface{
		corners: make([][][]partner, len(s.Plan.Atoms)), near: make([][]neighbour, len(s.Plan.Atoms)), mates: make([][]int, len(s.Items)), known: make([]map[uint64]variants, len(s.Items)), work: maxWork,
		Survey: s, Showing: shown, visited: make([]int, len(s.Plan.Groups)),
		groupsOf: make([][]int, len(s.Plan.Atoms)), indicesOf: make([][]int, len(s.Items)),
		counts: make([][][]int, len(s.Items)), sums: make([][][]int, len(s.Items)), shift: make([][]float64, len(s.Indices)),
		spread: make([][]spread, len(s.Items)), tolls: newTolls(len(s.Plan.Groups)), twins: make([][][]Turn, len(s.Items)),
	}
	for range s.Plan.Atoms {
		f.membership = append(f.membership, make([]uint64, (len(s.Plan.Groups)+63)/64))
	}
	for g, group := range s.Plan.Groups {
		if !s.anythingShown(g) {
			continue
		}
		for _, a := range group.Atoms {
			f.groupsOf[a] = append(f.groupsOf[a], g)
			f.membership[a][g/64] |= 1 << (g % 64)
		}
	}
	f.layClasses()
	people := make([]int, len(s.Plan.Groups))
	for g := range people {
		people[g] = s.people(g)
	}
	for i, item := range s.Items {
		for _, row := range item.Counts {
			f.counts[i] = append(f.counts[i], slices.Clone(row))
		}
		for _, group := range s.Plan.Groups {
			sums := sumOf(group.Atoms, item.Counts)
			f.sums[i], f.spread[i] = append(f.sums[i], sums), append(f.spread[i], spreadOf(sums))
		}
	}
	for x, index := range s.Indices {
		f.shift[x] = make([]float64, len(s.Plan.Groups))
		f.views = append(f.views, s.viewsOf(index, people))
		for _, i := range index.Items {
			f.indicesOf[i] = append(f.indicesOf[i], x)
		}
	}
	for _, indices := range f.indicesOf {
		slices.SortStableFunc(indices, func(x, y int) int { return len(s.Indices[x].Items) - len(s.Indices[y].Items) })
	}
	return f
}

// layClasses puts atoms together that nothing that is told keeps apart, neither a figure nor that there are no respondents.
func (f *surface) layClasses() {
	key := make([][]byte, len(f.Plan.Atoms))
	for g, group := range f.Plan.Groups {
		told := func(states []State) bool { return states != nil && states[g] != Withheld }
		if !told(f.States) && !slices.ContainsFunc(f.Survey.Items, func(a Answers) bool { return told(a.States) }) &&
			!slices.ContainsFunc(f.Survey.Indices, func(x Scores) bool { return told(x.States) }) {
			continue
		}
		for _, a := range group.Atoms {
			key[a] = fmt.Append(key[a], g, " ")
		}
	}
	first := map[string]int{}
	for a, k := range key {
		if _, seen := first[string(k)]; !seen {
			first[string(k)] = a
		}
		f.class = append(f.class, first[string(k)])
	}
	f.classAtoms = make([][]int, len(f.class))
	for a, class := range f.class {
		f.classAtoms[class] = append(f.classAtoms[class], a)
	}
}

// anythingShown reports whether a group has a figure of anything.
func (s Survey) anythingShown(g int) bool {
	return slices.ContainsFunc(s.Items, func(a Answers) bool { return a.States[g] == Shown }) ||
		slices.ContainsFunc(s.Indices, func(x Scores) bool { return x.States[g] == Shown })
}

func (s Survey) viewsOf(x Scores, people []int) []view {
	views := make([]view, len(x.Groups))
	for g, index := range x.Groups {
		scale, _ := scaleOf(index.Steps)
		views[g] = view{mean: index.Mean, gaps: s.many() && index.Complete < people[g]}
		if index.Scored > 0 {
			views[g].extremes = scale.extremes(index.Scored)
		}
		if !index.ItemWise {
			views[g].weight = 1 / float64(max(1, index.Scored)*len(x.Items))
		}
	}
	return views
}

// people is the number of a group's people, as far as anything tells.
func (s Survey) people(g int) (most int) {
	for _, item := range s.Items {
		n := 0
		for _, a := range s.Plan.Groups[g].Atoms {
			answers, _ := total(item.Counts[a])
			n += answers
		}
		most = max(most, n)
	}
	for _, x := range s.Indices {
		most = max(most, x.Groups[g].Scored)
	}
	return most
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
	if weight := f.views[x][g].weight; weight != 0 {
		return weight
	}
	people, _ := total(f.sums[item][g])
	return 1 / float64(max(1, people)*len(f.Survey.Indices[x].Items))
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
		if !f.sameItem(c.item, g) {
			return false
		}
	}
	return true
}

func (f *surface) sameItem(i, g int) bool {
	return f.Showing.Items[i][g].Bands == nil || f.shows(i, g, f.sums[i][g])
}

// shows reports whether figures that an item has in a group would be the same for these counts, of as many answers.
func (f *surface) shows(i, g int, counts []int) bool {
	d := &f.Showing.Items[i][g]
	return d.shows(counts) && (!d.SDAllowed || f.spread[i][g].shows(counts))
}

func (f *surface) sameIndex(x, g int) bool {
	shown, shift := &f.Showing.Indices[x][g], f.shift[x][g]
	if shown.State == MeanWithheld || shown.State == MeanRange || math.Abs(shift) < 1e-12 {
		return true // a range follows from the items
	}
	v := &f.views[x][g]
	return !v.gaps && v.extremes.cut(v.mean+shift) == *shown
}

// shows reports whether [ShowItem] would give the display for these counts, of as many answers.
func (d *Display) shows(counts []int) bool {
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

// spread is the standard deviation of a group's answers as it is printed, in hundredths of a step.
type spread int

func spreadOf(counts []int) spread {
	n, _ := total(counts)
	if n < 2 {
		return 0
	}
	sum, squares := 0, 0
	for c, k := range counts {
		sum += (c + 1) * k
		squares += (c + 1) * (c + 1) * k
	}
	return spread(math.Round(100 * math.Sqrt(float64(n*squares-sum*sum)/float64(n*(n-1)))))
}

func (s spread) shows(counts []int) bool { return spreadOf(counts) == s }
