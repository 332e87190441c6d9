package attack

import (
	"math"
	"slices"
)

// look takes in a table.
func (p *numbers) look(t table) {
	far := p.apart(t)
	for u, n := range far {
		if n < p.low[u] || n > p.high[u] {
			p.extremes[u] = t
		}
		p.low[u], p.high[u] = min(p.low[u], n), max(p.high[u], n)
	}
	for c, n := range t {
		p.most[c] = max(p.most[c], n)
	}
	if p.last = t; len(p.seen) < mostSeen {
		p.seen = append(p.seen, sight{t, far})
	}
}

// mostSeen bounds the tables that are remembered.
const mostSeen = 2000

// apart is how far the unknowns of a table are from those of the first.
func (p *numbers) apart(t table) []int {
	far := make([]int, len(p.groupOf))
	for i, own := range p.known.own {
		if by := t[own] - p.truth[own]; by != 0 {
			by /= int(p.known.moves[i][own])
			for u, effect := range p.effects[i] {
				far[u] += by * effect
			}
		}
	}
	return far
}

// reach goes for tables in which an unknown has so many persons more than in others, and reports whether it got there: from where the last search ended,
// from where the unknown has been farthest, and from other tables that have been seen.
func (p *numbers) reach(unknown, wide int) (bool, error) {
	reached := func() bool { return p.high[unknown]-p.low[unknown] >= wide }
	for start := range starts {
		for _, direction := range [2]int{1, -1} {
			if reached() {
				return true, nil
			}
			switch {
			case start == 1:
				p.program = newProgram(p.known, p.extremes[unknown], -1)
			case start > 1:
				p.program = newProgram(p.known, p.seen[(start-2)*len(p.seen)/(starts-2)].table, -1)
			}
			if _, err := p.climb(p.program, p.groupOf[unknown], direction, -1, reached); err != nil {
				return false, err
			}
		}
	}
	return reached(), nil
}

// A search is begun from so many tables, and of those with somebody in a class from so many of the first.
const (
	starts     = 18
	mostStarts = 100
)

// openFor reports whether an unknown is one for who knows that there is somebody in a class, himself; true also where nobody can be there.
func (p *numbers) openFor(class, unknown int) (bool, error) {
	if p.differs(class, unknown) {
		return true, nil
	}
	from, err := p.somebodyIn(class)
	if err != nil || from == nil || p.nudge(class, unknown) {
		return err == nil, err
	}
	for start := 0; ; {
		for _, direction := range [2]int{1, -1} {
			_, err := p.climb(newProgram(p.known, from, class), p.groupOf[unknown], direction, class, func() bool { return p.differs(class, unknown) })
			if err != nil {
				return false, err
			}
			if p.differs(class, unknown) {
				return true, nil
			}
		}
		from = nil
		for ; from == nil; start++ {
			if start == len(p.seen) || start > mostStarts {
				return false, nil
			}
			if t := p.seen[start].table; t[class] > 0 {
				from = t
			}
		}
	}
}

// nudge goes one move on from tables that have been seen, and reports whether it has found one with somebody in a class in which an unknown is another.
func (p *numbers) nudge(class, unknown int) bool {
	for _, s := range p.seen {
		for i, z := range p.known.moves {
			if s.table[class] == 0 || p.effects[i][unknown] == 0 {
				continue
			}
			for _, sign := range [2]int{1, -1} {
				t := slices.Clone(s.table)
				for c, by := range z {
					t[c] += sign * int(by)
				}
				if slices.Min(t) >= 0 && t[class] > 0 {
					p.look(t)
					return true
				}
			}
		}
	}
	return false
}

// differs reports whether an unknown differs between tables that have somebody in a class.
func (p *numbers) differs(class, unknown int) bool {
	one := -1
	for i, s := range p.seen {
		switch {
		case s.table[class] == 0:
		case one < 0:
			one = i
		case s.far[unknown] != p.seen[one].far[unknown]:
			return true
		}
	}
	return false
}

// somebodyIn is a table with somebody in a class, nil where there is none.
func (p *numbers) somebodyIn(class int) (table, error) {
	if p.inhabited[class] != nil || p.deserted.has(class) {
		return p.inhabited[class], nil
	}
	if p.truth[class] > 0 {
		p.inhabited[class] = p.truth
		return p.truth, nil
	}
	most, err := p.climb(newProgram(p.known, p.truth, -1), p.b.one(class), 1, -1, func() bool { return p.last[class] > 0 })
	if err != nil {
		return nil, err
	}
	switch {
	case p.last[class] > 0:
		p.inhabited[class] = p.last
	case most > 0:
		if p.inhabited[class], err = p.sys.with([]int{class}, []int{1}, 1, unlimited); err != nil {
			return nil, err
		}
	}
	if p.inhabited[class] == nil {
		p.deserted.add(class)
	}
	return p.inhabited[class], nil
}

// climb lets a program look for tables with more (direction 1) or fewer (−1) persons in some classes. somebody is the class in which it leaves one out, or
// −1. It returns how many there can be at most, times direction, as far as that has been found out: in whole numbers, whatever the program says.
func (p *numbers) climb(program *program, classes set, direction, somebody int, reached func() bool) (most int, err error) {
	worth := make([]float64, len(p.truth))
	for _, c := range classes.members() {
		worth[c] = float64(direction)
	}
	why := program.climb(worth, func() bool {
		t := p.whole(program, somebody)
		if t == nil {
			return false
		}
		p.look(t)
		return reached()
	})
	return p.limit(worth, why), p.work.spend(1 + len(program.by)*len(program.free)/64)
}

// limit checks in whole numbers that a weighted sum is the same in every table and that it is no less than another, and returns how great that can be.
func (p *numbers) limit(worth, why []float64) int {
	if why == nil {
		return unlimited
	}
	for _, unit := range [...]float64{1, 2, 3, 4, 6, 12} {
		weights, all := make([]int64, len(why)), true
		sum := int64(0)
		for c, w := range why {
			weights[c] = int64(math.Round(unit * w))
			all = all && weights[c] >= int64(unit*worth[c])
			sum += weights[c] * int64(p.truth[c])
		}
		for _, z := range p.known.moves {
			same := int64(0)
			for c, by := range z {
				same += by * weights[c]
			}
			all = all && same == 0
		}
		if all {
			return int(math.Floor(float64(sum) / unit))
		}
	}
	return unlimited
}

// whole is the table of whole numbers where a program is, made by whole moves from one that fits; nil where there is none.
func (p *numbers) whole(at *program, somebody int) table {
	t := slices.Clone(p.truth)
	for i, z := range p.known.moves {
		own := p.known.own[i]
		far := int(math.Round(at.point[own])) - p.truth[own]
		if own == somebody {
			far++
		}
		by := int(z[own])
		if far%by != 0 {
			return nil
		}
		for c, v := range z {
			t[c] += far / by * int(v)
		}
	}
	for c, n := range t {
		if n < 0 || c == somebody && n == 0 {
			return nil
		}
	}
	return t
}
