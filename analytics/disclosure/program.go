package disclosure

import (
	"math"
	"slices"
)

// program is a linear program over the tables that fit what is shown, in
// dictionary form (Chvátal 1983, Linear Programming, chapters 2 and 8): some
// atoms are basic and depend on the others,
//
//	basic[i] = … + Σ_j coefficient[i][j]·(change of nonbasic[j]),
//
// all are at least 0, and a current point is kept. The null vectors are such a
// dictionary already, with their free atoms as nonbasic ones, and the true table
// is a point. A nonbasic atom may stand above 0 and can then move both ways.
//
// It works in floating point and is only a guide to whole tables.
type program struct {
	basic, nonbasic []int
	coefficient     [][]float64
	point           []float64
}

// tolerance separates 0 from rounding errors of numbers of persons.
const tolerance = 1e-7

func newProgram(null nullSpace, truth []int64) *program {
	p := &program{
		nonbasic: slices.Clone(null.free),
		point:    make([]float64, len(truth)),
	}
	for i, n := range truth {
		p.point[i] = float64(n)
	}
	free := make([]bool, len(truth))
	for _, f := range null.free {
		free[f] = true
	}
	for a := range truth {
		if free[a] {
			continue
		}
		row, varies := make([]float64, len(null.vectors)), false
		for j, z := range null.vectors {
			if z[a] != 0 {
				row[j], varies = float(z[a]), true
			}
		}
		if varies {
			p.basic, p.coefficient = append(p.basic, a), append(p.coefficient, row)
		}
	}
	return p
}

// float reads an element as a small fraction, or as 0: see program.
func float(e element) float64 {
	num, den, ok := fraction(e)
	if !ok {
		return 0
	}
	return float64(num) / float64(den)
}

// maximise moves the point to where the objective is greatest, and shows every
// whole table on the way to visit until that has enough. At the end it returns
// the bound it has run into: coefficients of atoms whose weighted sum is the same
// in every table that fits, and never less than the objective; nil if there is no
// bound, or visit had enough, or the search did not end.
func (p *program) maximise(objective []float64, visit func(table []int64) (enough bool)) []float64 {
	reduced := p.reducedCosts(objective)
	for range 20 * (len(p.basic) + len(p.nonbasic) + 10) {
		j, direction := p.entering(reduced)
		if j < 0 {
			return p.bound(objective, reduced)
		}
		i, step := p.leaving(j, direction)
		if math.IsInf(step, 1) {
			p.farAway(j, direction, visit)
			return nil
		}
		p.shift(j, direction*step)
		if i >= 0 {
			p.pivot(i, j, reduced)
		}
		if table, whole := p.wholeTable(); whole && visit(table) {
			return nil
		}
	}
	return nil
}

// reducedCosts tells for each nonbasic atom how the objective changes with it.
func (p *program) reducedCosts(objective []float64) []float64 {
	reduced := make([]float64, len(p.nonbasic))
	for j, a := range p.nonbasic {
		reduced[j] = objective[a]
	}
	for i, a := range p.basic {
		if objective[a] != 0 {
			for j, c := range p.coefficient[i] {
				reduced[j] += objective[a] * c
			}
		}
	}
	return reduced
}

// entering chooses the nonbasic atom with the least index that helps (Bland's
// rule, which cannot cycle), and the direction; −1 if none helps.
func (p *program) entering(reduced []float64) (j int, direction float64) {
	best := -1
	for at, cost := range reduced {
		rises := cost > tolerance
		falls := cost < -tolerance && p.point[p.nonbasic[at]] > tolerance
		if (rises || falls) && (best < 0 || p.nonbasic[at] < p.nonbasic[best]) {
			best, direction = at, math.Copysign(1, cost)
		}
	}
	return best, direction
}

// leaving finds how far nonbasic j can move, and the basic atom that stops it by
// reaching 0; −1 if it is j itself.
func (p *program) leaving(j int, direction float64) (leaver int, step float64) {
	leaver, step = -1, math.Inf(1)
	if direction < 0 {
		step = p.point[p.nonbasic[j]]
	}
	for i, a := range p.basic {
		rate := direction * p.coefficient[i][j]
		if rate > -tolerance {
			continue
		}
		limit := max(0, p.point[a]) / -rate
		if limit < step-tolerance || limit < step+tolerance && leaver >= 0 && a < p.basic[leaver] {
			leaver, step = i, min(step, limit)
		}
	}
	return leaver, step
}

// shift moves nonbasic j and everything that depends on it.
func (p *program) shift(j int, by float64) {
	p.point[p.nonbasic[j]] += by
	for i, a := range p.basic {
		p.point[a] += by * p.coefficient[i][j]
	}
}

// pivot lets nonbasic j and basic i change places.
func (p *program) pivot(i, j int, reduced []float64) {
	row := p.coefficient[i]
	inverse := 1 / row[j]
	for c := range row {
		row[c] *= -inverse
	}
	row[j] = inverse
	for r, other := range p.coefficient {
		if r != i {
			substitute(other, row, j)
		}
	}
	substitute(reduced, row, j)
	p.basic[i], p.nonbasic[j] = p.nonbasic[j], p.basic[i]
}

// substitute replaces place j in a row by what row says it depends on.
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

// bound writes down why the objective cannot grow: atoms that stand at 0 and
// would have to fall.
func (p *program) bound(objective, reduced []float64) []float64 {
	b := append([]float64(nil), objective...)
	for j, a := range p.nonbasic {
		b[a] -= reduced[j]
	}
	return b
}

// farAway shows a whole table on an unlimited way.
func (p *program) farAway(j int, direction float64, visit func(table []int64) bool) {
	const far = 1 << 20
	p.shift(j, direction*far)
	if table, whole := p.wholeTable(); whole {
		visit(table)
	}
	p.shift(j, -direction*far)
}

// wholeTable reads the point as a table of whole persons, if it is one.
func (p *program) wholeTable() ([]int64, bool) {
	table := make([]int64, len(p.point))
	for a, x := range p.point {
		n := math.Round(x)
		if math.Abs(x-n) > 1e-5 || n < 0 {
			return nil, false
		}
		table[a] = int64(n)
	}
	return table, true
}
