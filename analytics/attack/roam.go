package attack

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// A roam goes from an item's example to others by changes that are drawn by lot, the same ones every time, and that nobody sees: two persons of different
// classes exchange their answers, or persons with the same answer change places.
type roam struct {
	*probe
	random *rand.Rand
	counts [][]int // as they are now
	n      []int
	sums   [][maxSteps]int // by cell
	moved  []int           // by level
	mates  [][]mate        // by class
}

// mate is a class that shares most groups of which figures are shown, with the cells and levels that only one of the two is in.
type mate struct {
	class       int
	mine, other []int // cells
	lower, rise []int // levels: of this class, and of the mate
}

const (
	rests     = 24  // examples that are looked at
	exchanges = 600 // tries from one to the next
	resettles = 300
	mostMates = 8
)

func (p *probe) roam() *roam {
	r := &roam{probe: p, random: rand.New(rand.NewPCG(3, 4)), n: slices.Clone(p.answers), mates: make([][]mate, len(p.trial.counts)), moved: make([]int, len(p.levels))}
	for c, counts := range p.trial.counts {
		r.counts = append(r.counts, slices.Clone(counts))
		r.mates[c] = p.matesOf(c)
	}
	for _, cell := range p.cells {
		r.sums = append(r.sums, cell.counts)
	}
	return r
}

// matesOf are the classes with answers that differ from one in the fewest groups of which figures are shown.
func (p *probe) matesOf(class int) []mate {
	if p.answers[class] == 0 {
		return nil
	}
	type near struct{ class, apart int }
	nearest := make([]near, 0, mostMates+1)
	for c, n := range p.answers {
		if c == class || n == 0 {
			continue
		}
		apart := 0
		for w, word := range p.in[c] {
			apart += bits.OnesCount64(word ^ p.in[class][w])
		}
		if len(nearest) == mostMates && apart >= nearest[mostMates-1].apart {
			continue
		}
		at := len(nearest)
		for at > 0 && nearest[at-1].apart > apart {
			at--
		}
		nearest = slices.Insert(nearest, at, near{c, apart})
		nearest = nearest[:min(len(nearest), mostMates)]
	}
	mates := make([]mate, len(nearest))
	for i, m := range nearest {
		mates[i] = mate{
			class: m.class,
			mine:  p.figureCells(p.in[class].minus(p.in[m.class])), other: p.figureCells(p.in[m.class].minus(p.in[class])),
			lower: p.at[class].minus(p.at[m.class]).members(), rise: p.at[m.class].minus(p.at[class]).members(),
		}
	}
	return mates
}

// home goes back to the first example: what is missing in one of the next is not likely to be missing in another.
func (r *roam) home() {
	for c, counts := range r.trial.counts {
		copy(r.counts[c], counts)
	}
	copy(r.n, r.answers)
	for i := range r.cells {
		r.sums[i] = r.cells[i].counts
	}
	clear(r.moved)
}

// on tries changes.
func (r *roam) on() error {
	for range exchanges {
		c := r.random.IntN(len(r.counts))
		if len(r.mates[c]) > 0 {
			r.exchange(c, &r.mates[c][r.random.IntN(len(r.mates[c]))], r.random.IntN(r.steps), r.random.IntN(r.steps))
		}
	}
	for range resettles {
		if len(r.ways.moves) > 0 {
			r.resettle(r.ways.moves[r.random.IntN(len(r.ways.moves))], r.random.IntN(r.steps))
		}
	}
	return r.work.spend((exchanges + resettles) / 4)
}

// exchange lets one of a class who answered from, and one of a mate who answered to, change their answers with each other, if nobody sees it.
func (r *roam) exchange(c int, m *mate, from, to int) {
	if from == to || r.counts[c][from] == 0 || r.counts[m.class][to] == 0 {
		return
	}
	up := to - from
	for _, l := range m.lower {
		if n := r.moved[l] + up; n < r.levels[l].down || n > r.levels[l].up {
			return
		}
	}
	for _, l := range m.rise {
		if n := r.moved[l] - up; n < r.levels[l].down || n > r.levels[l].up {
			return
		}
	}
	ok := true
	for _, g := range m.mine {
		ok = ok && r.recount(g, from, to)
	}
	for _, g := range m.other {
		ok = ok && r.recount(g, to, from)
	}
	if !ok {
		return
	}
	for _, g := range m.mine {
		r.sums[g][from]--
		r.sums[g][to]++
	}
	for _, g := range m.other {
		r.sums[g][to]--
		r.sums[g][from]++
	}
	for _, l := range m.lower {
		r.moved[l] += up
	}
	for _, l := range m.rise {
		r.moved[l] -= up
	}
	r.counts[c][from]--
	r.counts[c][to]++
	r.counts[m.class][to]--
	r.counts[m.class][from]++
}

// recount reports whether a cell looks the same with one answer changed.
func (r *roam) recount(g, from, to int) bool {
	counts := r.sums[g]
	counts[from]--
	counts[to]++
	return r.cells[g].fits(&counts)
}

// resettle makes a move in a category, if there are persons enough.
func (r *roam) resettle(z change, category int) {
	for i, c := range z.classes {
		by := z.by[i]
		if r.counts[c][category]+by < 0 || by > 0 && r.n[c]+by > r.m.high[c] || by < 0 && r.n[c]+by < r.m.low[c] {
			return
		}
	}
	for i, c := range z.classes {
		r.counts[c][category] += z.by[i]
		r.n[c] += z.by[i]
	}
}

// absent are the places of insiders where nobody is now.
func (r *roam) absent() set {
	gone := newSet(len(r.counts) * r.steps)
	for category, classes := range r.insiders {
		for _, c := range classes.members() {
			if r.counts[c][category] == 0 {
				gone.add(c*r.steps + category)
			}
		}
	}
	return gone
}

// settle answers questions with the examples that a roam comes to, and returns those that stay open.
func (r *roam) settle(doubts []doubt) ([]doubt, error) {
	sums := make([][maxSteps]int, len(r.b.groups))
	for rest := range rests {
		if len(doubts) == 0 {
			break
		}
		r.home()
		for range 1 + rest/4 {
			if err := r.on(); err != nil {
				return nil, err
			}
		}
		for g, cell := range r.m.cells {
			if cell.State == stateHidden {
				sums[g] = [maxSteps]int{}
				for _, c := range r.b.groups[g].members {
					for category, n := range r.counts[c] {
						sums[g][category] += n
					}
				}
			}
		}
		gone := r.absent()
		for i := range doubts {
			d := &doubts[i]
			if d.group < 0 {
				r.dissented(d, outsideIn(r.counts[d.class], d.in), gone)
			} else if sums[d.group][d.category] != d.number {
				d.believe(gone)
			}
		}
		doubts = slices.DeleteFunc(doubts, doubt.settled)
	}
	return doubts, nil
}

func outsideIn(counts []int, in mask) (n int) {
	for c, k := range counts {
		if !in.has(c) {
			n += k
		}
	}
	return n
}
