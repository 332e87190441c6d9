package attack

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// probe looks for changes of an item's example that nobody sees.
type probe struct {
	*trial
	work     *work
	patience int  // changes that may still be tried for the question
	wide     bool // changes that more than two classes take part in are tried, too

	ways *ways

	everybody set // the places of all insiders

	found func(doubt) // takes in that a group's number in a category is known

	near  [][]int          // by class: the others, those first that are in the same groups of which figures are shown; made when asked for
	marks []uint64         // by class: the sum of a random number for each of these groups
	of    map[uint64][]int // the classes with a mark

	read   []step      // see stepsOf
	nobody []set       // by category: see deserted
	alone  map[int]set // by place of an insider: see desertedFor
}

// patience bounds the changes that are tried for one question: whether people agree, for everybody and for a respondent; and what number of a
// group is in a category, where most that can be found is found soon.
const (
	patience      = 20_000
	lessPatience  = 6_000
	shortPatience = 400
)

func (t *trial) probe(ways *ways, w *work) *probe {
	p := &probe{trial: t, work: w, ways: ways, near: make([][]int, len(t.counts)), marks: make([]uint64, len(t.counts)), of: map[uint64][]int{}, alone: map[int]set{}, everybody: t.respondents()}
	random := rand.New(rand.NewPCG(1, 2))
	mark := func(g int) {
		one := random.Uint64()
		for _, c := range t.b.groups[g].inside {
			p.marks[c] += one
		}
	}
	for _, cell := range t.cells {
		if cell.figures && t.b.groups[cell.group].whole.count() > 1 {
			mark(cell.group)
		}
	}
	for c, m := range p.marks {
		p.of[m] = append(p.of[m], c)
	}
	return p
}

// neighbours are the other classes in the order of how many groups one of them is in, and not the other.
func (p *probe) neighbours(class int) []int {
	if p.near[class] != nil {
		return p.near[class]
	}
	apart := make([]int, len(p.counts))
	for c := range p.counts {
		for w, word := range p.in[c] {
			apart[c] += bits.OnesCount64(word ^ p.in[class][w])
		}
		if c != class && total(p.counts[c]) > 0 {
			p.near[class] = append(p.near[class], c)
		}
	}
	slices.SortStableFunc(p.near[class], func(a, b int) int { return apart[a] - apart[b] })
	return p.near[class]
}

// dissent looks for steps after which enough of a class are outside a set of categories and the places in stay are not empty; nil where it finds none.
func (p *probe) dissent(d doubt, stay []step) (found []step, err error) {
	missing := d.number - outsideIn(p.counts[d.class], d.in)
	if len(stay) > 0 && (stay[0].class != d.class || d.in.has(stay[0].category)) {
		missing-- // for a respondent one is enough, if it is not himself
	}
	if missing <= 0 {
		return []step{}, nil
	}
	for _, p.wide = range [2]bool{false, true} {
		before := patience
		if stay != nil {
			before = lessPatience
		}
		p.patience = before
		p.outward(d.class, d.in, func(steps []step) bool {
			found = p.further(d.class, d.in, missing-outsideOf(steps, d.class, d.in), steps, stay)
			return found != nil
		})
		if err := p.work.spend(before - p.patience); err != nil || found != nil {
			return found, err
		}
	}
	return nil, nil
}

// otherwise looks for steps after which a group has another number in a category, with the places in stay not empty; nil where it finds none.
func (p *probe) otherwise(d doubt, stay []step) (found []step, err error) {
	group := p.b.groups[d.group].touched
	visit := func(steps []step) bool {
		by := 0
		for _, s := range steps {
			if s.category == d.category && group.has(s.class) {
				by += s.by
			}
		}
		if by != 0 && p.bear(steps, stay) {
			found = slices.Clone(steps)
		}
		return found != nil
	}
	p.wide, p.patience = false, shortPatience
	for i := 0; i < len(p.ways.moves) && found == nil; i++ {
		if z := p.ways.moves[i]; p.goes(z, d.category) && z.in(group) != 0 {
			visit(z.steps(d.category))
		}
	}
	for _, c := range p.b.groups[d.group].members {
		for other := range p.steps {
			if other != d.category && found == nil && p.patience > 0 {
				_ = p.exchange(c, d.category, other, visit) || p.exchange(c, other, d.category, visit)
			}
		}
	}
	return found, p.work.spend(shortPatience - p.patience)
}

// further goes on from steps until so many more are outside.
func (p *probe) further(class int, in mask, missing int, before, stay []step) (found []step) {
	if !p.bear(before, stay) {
		return nil
	}
	if missing <= 0 {
		return before
	}
	p.outward(class, in, func(steps []step) bool {
		found = p.further(class, in, missing-outsideOf(steps, class, in), slices.Concat(before, steps), stay)
		return found != nil
	})
	return found
}

func outsideOf(steps []step, class int, in mask) (n int) {
	for _, s := range steps {
		if s.class == class && !in.has(s.category) {
			n += s.by
		}
	}
	return n
}

// outward visits changes that bring persons of a class outside a set of categories.
func (p *probe) outward(class int, in mask, visit func([]step) (done bool)) {
	done := false
	for from := range p.steps {
		for to := range p.steps {
			if !done && in.has(from) && !in.has(to) {
				done = p.exchange(class, from, to, visit)
			}
		}
	}
	for to := range p.steps {
		if !done && !in.has(to) {
			done = p.arrive(class, to, visit)
		}
	}
}

// exchange visits changes of one person's answer: by itself; exchanged with somebody's of another class; and that with the opposite of two other
// classes, such that no group of which figures are shown sees it.
func (p *probe) exchange(class, from, to int, visit func([]step) (done bool)) (done bool) {
	if p.counts[class][from] == 0 {
		return false
	}
	steps := make([]step, 0, 8)
	steps = append(steps, step{class, from, -1}, step{class, to, 1})
	try := func(more ...step) bool {
		p.patience--
		return p.patience < 0 || visit(append(steps, more...))
	}
	if try() {
		return true
	}
	for _, other := range p.neighbours(class) {
		if p.counts[other][to] > 0 && try(step{other, to, -1}, step{other, from, 1}) {
			return true
		}
	}
	if !p.wide {
		return false
	}
	for i, second := range p.neighbours(class) {
		for _, third := range p.neighbours(class)[:i] {
			if p.counts[second][to] == 0 || p.counts[third][to] == 0 {
				continue
			}
			for _, fourth := range p.of[p.marks[second]+p.marks[third]-p.marks[class]] {
				if p.counts[fourth][from] > 0 && try(step{second, to, -1}, step{second, from, 1},
					step{third, to, -1}, step{third, from, 1}, step{fourth, from, -1}, step{fourth, to, 1}) {
					return true
				}
			}
		}
	}
	return false
}

// arrive visits changes after which there are more persons in a class, with an answer that others had elsewhere.
func (p *probe) arrive(class, category int, visit func([]step) (done bool)) (done bool) {
	for _, i := range p.ways.adding[class] {
		if p.goes(p.ways.moves[i], category) {
			if p.patience--; p.patience < 0 || visit(p.ways.moves[i].steps(category)) {
				return true
			}
		}
	}
	return false
}

// goes reports whether there are persons enough for a move in a category.
func (p *probe) goes(z change, category int) bool {
	for i, c := range z.classes {
		if by := z.by[i]; p.counts[c][category]+by < 0 || by > 0 && p.answers[c]+by > p.m.high[c] || by < 0 && p.answers[c]+by < p.m.low[c] {
			return false
		}
	}
	return true
}

// steps are a move in a category.
func (z change) steps(category int) (steps []step) {
	for i, c := range z.classes {
		steps = append(steps, step{c, category, z.by[i]})
	}
	return steps
}
