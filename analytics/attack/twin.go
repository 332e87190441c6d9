package attack

import "slices"

// settledBy answers questions with examples that were put forward, as far as they fit; and lays down for whom of the respondents those that stay open are. A
// fault in an example costs nothing but that it answers nothing.
func (p *probe) settledBy(twins [][]Shift, doubts []doubt) ([]doubt, error) {
	t := p.lookup(doubts)
	for _, twin := range twins {
		if err := p.work.spend(1); err != nil {
			return nil, err
		}
		if steps := p.stepsOf(twin); steps != nil && p.bear(steps, nil) {
			t.take(steps)
		}
	}
	open := doubts[:0]
	for i, d := range doubts {
		if d.group >= 0 {
			d.answered, d.of = t.convinced[i], p.unconvinced(d, t, i)
		}
		if !d.settled() {
			open = append(open, d)
		}
	}
	return open, nil
}

// stepsOf are a twin's by class, until the next is asked for; nil where it cannot be read, or changes nothing.
func (p *probe) stepsOf(twin []Shift) (steps []step) {
	steps = p.read[:0]
	for _, s := range twin {
		if s.Atom < 0 || s.Atom >= len(p.classOf) || s.Category < 0 || s.Category >= p.steps || s.By < -maxPeople || s.By > maxPeople {
			return nil
		}
		at := -1
		for i, known := range steps {
			if known.class == p.classOf[s.Atom] && known.category == s.Category {
				at = i
			}
		}
		if at < 0 {
			at, steps = len(steps), append(steps, step{class: p.classOf[s.Atom], category: s.Category})
		}
		steps[at].by += s.By
	}
	if p.read = steps; len(steps) == 0 {
		return nil
	}
	return steps
}

// twinLookup finds the questions that a twin can answer.
type twinLookup struct {
	*probe
	doubts    []doubt
	alike     [][]int // by class: questions whether it agrees
	counted   []int   // by group and category: the question about that; −1 where there is none
	hidden    [][]int // by class: groups with such a question that it has people in
	by        []int   // by group and category: what a twin changes; 0 when it has been taken in
	convinced []bool  // by question about a group: for everybody
	left      [][]int // by question about a group: places that have been empty in all twins that answer it
}

func (p *probe) lookup(doubts []doubt) *twinLookup {
	t := &twinLookup{
		probe: p, doubts: doubts, alike: make([][]int, len(p.counts)), hidden: make([][]int, len(p.counts)),
		counted: make([]int, len(p.b.groups)*p.steps), by: make([]int, len(p.b.groups)*p.steps),
		convinced: make([]bool, len(doubts)), left: make([][]int, len(doubts)),
	}
	for i := range t.counted {
		t.counted[i] = -1
	}
	last := -1
	for i, d := range doubts {
		if d.group < 0 {
			t.alike[d.class] = append(t.alike[d.class], i)
			continue
		}
		t.counted[d.group*p.steps+d.category] = i
		if d.group != last {
			for _, c := range p.b.groups[d.group].members {
				t.hidden[c] = append(t.hidden[c], d.group)
			}
		}
		last = d.group
	}
	return t
}

// take takes in a twin that fits.
func (t *twinLookup) take(steps []step) {
	gone := t.emptied(steps)
	var places set
	for _, s := range steps {
		for _, i := range t.alike[s.class] {
			if places == nil {
				places = t.lost(steps)
			}
			d := &t.doubts[i]
			t.dissented(d, outsideIn(t.trial.counts[s.class], d.in)+outsideOf(steps, s.class, d.in), places)
		}
		for _, g := range t.hidden[s.class] {
			t.by[g*t.probe.steps+s.category] += s.by
		}
	}
	for _, s := range steps {
		for _, g := range t.hidden[s.class] {
			at := g*t.probe.steps + s.category
			if t.by[at] != 0 && t.counted[at] >= 0 {
				t.convince(t.counted[at], gone)
			}
			t.by[at] = 0
		}
	}
}

// emptied are the places that are empty in a twin and are not, as numbers.
func (t *twinLookup) emptied(steps []step) (places []int) {
	for _, s := range steps {
		if n := t.trial.counts[s.class][s.category]; n > 0 && n+s.by == 0 {
			places = append(places, s.class*t.probe.steps+s.category)
		}
	}
	return places
}

func (t *twinLookup) convince(i int, gone []int) {
	if !t.convinced[i] {
		t.convinced[i], t.left[i] = true, gone
		return
	}
	if len(t.left[i]) > 0 {
		t.left[i] = slices.DeleteFunc(slices.Clone(t.left[i]), func(at int) bool { return !slices.Contains(gone, at) })
	}
}

// unconvinced are the respondents for whom a question about a group is open, of those who may learn of anybody. Of a group that has a class in part
// nobody knows who is in it.
func (p *probe) unconvinced(d doubt, t *twinLookup, i int) set {
	places := t.left[i]
	if !t.convinced[i] {
		places = p.everybody.members()
	}
	if !p.b.groups[d.group].complete || len(places) == 0 {
		return nil
	}
	of := newSet(len(p.counts) * p.steps)
	for _, at := range places {
		if p.insiders[at%p.steps].has(at/p.steps) && !p.learnsNothing(at, d) {
			of.add(at)
		}
	}
	return of
}

// learnsNothing reports whether a respondent who knows a group's number in a category has nobody to learn of: he is the group; or everybody of it is in shown
// groups that have nobody there, or nobody but himself.
func (p *probe) learnsNothing(at int, d doubt) bool {
	class, category := at/p.steps, at%p.steps
	group := p.b.groups[d.group]
	if group.whole.has(class) {
		n := 0
		for _, c := range p.b.groups[d.group].members {
			n += p.answers[c]
		}
		if n == 1 {
			return true
		}
	}
	return category == d.category && group.touched.within(p.desertedFor(class, category))
}

// respondents are the places of all insiders.
func (t *trial) respondents() set {
	all := newSet(len(t.counts) * t.steps)
	for category, classes := range t.insiders {
		for _, c := range classes.members() {
			all.add(c*t.steps + category)
		}
	}
	return all
}

// deserted are the classes in shown groups that have nobody in a category. What follows for them follows for as many as may be told of.
func (p *probe) deserted(category int) set {
	if p.nobody == nil {
		p.nobody = make([]set, p.steps)
	}
	if p.nobody[category] == nil {
		p.nobody[category] = p.classesOf(func(c *trialCell) bool { return c.high[category] == 0 && c.n >= p.b.minGroup() })
	}
	return p.nobody[category]
}

// desertedFor are the classes in shown groups that have nobody else in the category that somebody of a class is in.
func (p *probe) desertedFor(class, category int) set {
	at := class*p.steps + category
	if p.alone[at] == nil {
		p.alone[at] = p.classesOf(func(c *trialCell) bool {
			return c.high[category] == 0 && c.n >= p.b.minGroup() ||
				c.high[category] == 1 && c.n >= p.b.minGroup() && p.b.groups[c.group].whole.has(class)
		})
	}
	return p.alone[at]
}

// classesOf are the classes in those shown groups with figures that are wanted.
func (p *probe) classesOf(wanted func(*trialCell) bool) set {
	classes := newSet(len(p.counts))
	for _, at := range p.shown {
		if c := &p.cells[at]; wanted(c) {
			for w, word := range p.b.groups[c.group].whole {
				classes[w] |= word
			}
		}
	}
	return classes
}
