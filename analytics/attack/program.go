package attack

import "math"

// program is the linear program of the tables of real numbers that fit what is shown, in dictionary form: some classes are free, the others follow from
// them, none has fewer than none, and there is a point. It goes from point to point in floating point, and is only a guide: the whole tables that it comes to
// are made anew from whole moves (Chvátal 1983, Linear Programming, chapters 2 and 8).
type program struct {
	free, bound []int       // classes
	by          [][]float64 // by bound class: how it changes with each free one
	point       []float64   // by class; of the class that somebody is in, the others
}

// hair separates nothing from what rounding leaves of it.
const hair = 1e-7

func newProgram(s *span, t table, somebody int) *program {
	p := &program{point: make([]float64, s.size)}
	isFree := newSet(s.size)
	for _, c := range s.own {
		p.free = append(p.free, c)
		isFree.add(c)
	}
	for c, n := range t {
		p.point[c] = float64(n)
		if isFree.has(c) {
			continue
		}
		row, moves := make([]float64, len(s.moves)), false
		for i, z := range s.moves {
			if z[c] != 0 {
				row[i], moves = float64(z[c])/float64(z[s.own[i]]), true
			}
		}
		if moves {
			p.bound, p.by = append(p.bound, c), append(p.by, row)
		}
	}
	if somebody >= 0 {
		p.point[somebody]--
	}
	return p
}

// climb goes up to where a weighted sum of classes is greatest, and shows visit where it comes; until that has enough. At the top it returns why it is
// one: weights, none of them less than those given, of a sum that is the same in every table.
func (p *program) climb(worth []float64, visit func() (enough bool)) (why []float64) {
	rates := make([]float64, len(p.free))
	for j, c := range p.free {
		rates[j] = worth[c]
	}
	for i, c := range p.bound {
		if worth[c] != 0 {
			for j, by := range p.by[i] {
				rates[j] += worth[c] * by
			}
		}
	}
	for range 4 * (len(p.free) + len(p.bound)) {
		j, direction := p.entering(rates)
		if j < 0 {
			why = append([]float64(nil), worth...)
			for j, c := range p.free {
				why[c] -= rates[j]
			}
			return why
		}
		i, far := p.leaving(j, direction)
		if math.IsInf(far, 1) {
			far = farAway
		}
		if steps := math.Floor(far); steps >= 1 && far-steps > hair { // where it stops may be between whole numbers, and this not
			p.shift(j, direction*steps)
			if visit() {
				return nil
			}
			p.shift(j, -direction*steps)
		}
		p.shift(j, direction*far)
		if i >= 0 {
			p.pivot(i, j, rates)
		}
		if far > hair && visit() || far == farAway {
			return nil
		}
	}
	return nil
}

// shift changes a free class, and with it the bound ones.
func (p *program) shift(j int, by float64) {
	p.point[p.free[j]] += by
	for r, c := range p.bound {
		p.point[c] += by * p.by[r][j]
	}
}

// farAway is further than any group is wide.
const farAway = 1000

// entering is the free class with the greatest rate that may change so, and in which direction; −1 if there is none.
func (p *program) entering(rates []float64) (j int, direction float64) {
	j, best := -1, hair
	for i, r := range rates {
		if r > best || -r > best && p.point[p.free[i]] > hair {
			j, best, direction = i, math.Abs(r), math.Copysign(1, r)
		}
	}
	return j, direction
}

// leaving is the bound class that gets empty first when a free one changes, and how far that is; −1 if it is the free one itself, or none.
func (p *program) leaving(j int, direction float64) (i int, far float64) {
	i, far = -1, math.Inf(1)
	if direction < 0 {
		far = p.point[p.free[j]]
	}
	for r, c := range p.bound {
		if rate := -direction * p.by[r][j]; rate > hair {
			if room := math.Max(0, p.point[c]) / rate; room < far {
				i, far = r, room
			}
		}
	}
	return i, far
}

// pivot lets a free class and a bound one change places.
func (p *program) pivot(i, j int, rates []float64) {
	row := p.by[i]
	inverse := 1 / row[j]
	for c := range row {
		row[c] *= -inverse
	}
	row[j] = inverse
	for r, other := range p.by {
		if r != i && other[j] != 0 {
			substitute(other, row, j)
		}
	}
	substitute(rates, row, j)
	p.bound[i], p.free[j] = p.free[j], p.bound[i]
}

// substitute writes a row by the class that has become free in the place of j.
func substitute(target, row []float64, j int) {
	factor := target[j]
	if factor == 0 {
		return
	}
	target[j] = 0
	for c, v := range row {
		target[c] += factor * v
	}
}
