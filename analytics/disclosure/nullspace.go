package disclosure

import "fmt"

// nullSpace is a basis of the forms orthogonal to everything that is shown,
// modulo prime: a union S of atoms lies in the span exactly if every one of them
// adds up to 0 over S.
//
// That is a statement about the span modulo prime. A hit there that is none over
// the rationals only withholds too much. A miss there that is a hit over the
// rationals would be a leak; it needs rank(shown) to be larger over the rationals
// than modulo prime, because otherwise some largest minor is not divisible by
// prime, and Cramer's rule writes every rational combination with that
// denominator. [nullSpace.prove] therefore shows that the ranks are equal.
type nullSpace struct {
	vectors []form
	free    []int // the atom where only this vector is not 0; there it is 1
}

func (b *basis) nullSpace(size int) nullSpace {
	b.backSubstitute()
	isPivot := make([]bool, size)
	for _, p := range b.pivots {
		isPivot[p] = true
	}
	var null nullSpace
	for free := range size {
		if isPivot[free] {
			continue
		}
		z := make(form, size)
		z[free] = 1
		for i, p := range b.pivots {
			z[p] = sub(0, b.rows[i][free])
		}
		null.vectors = append(null.vectors, z)
		null.free = append(null.free, free)
	}
	return null
}

// backSubstitute clears every pivot column outside its own row. Rows have zeros
// at earlier pivots already, so one pass from the last row suffices.
func (b *basis) backSubstitute() {
	for i := len(b.rows) - 1; i >= 0; i-- {
		for j := i + 1; j < len(b.rows); j++ {
			b.rows[i].subtract(b.rows[j], b.rows[i][b.pivots[j]], b.pivots[j])
		}
	}
}

// move is a null vector over the integers: persons moved between atoms without
// changing the head count of any shown group. Sparse: only places that are not 0.
type move struct {
	atoms []int
	steps []int64
}

// lift turns a null vector modulo prime into an integer one: every coefficient
// is read as a small fraction, and the fractions are brought to one denominator.
func lift(z form) (move, bool) {
	const limit = 1 << 29
	var m move
	denominator := int64(1)
	dens := make([]int64, 0, 8)
	for a, c := range z {
		if c == 0 {
			continue
		}
		num, den, ok := fraction(c)
		if !ok {
			return move{}, false
		}
		denominator = denominator / gcd(denominator, den) * den
		if denominator > limit {
			return move{}, false
		}
		m.atoms, m.steps, dens = append(m.atoms, a), append(m.steps, num), append(dens, den)
	}
	for i := range m.steps {
		m.steps[i] *= denominator / dens[i]
		if m.steps[i] > limit || m.steps[i] < -limit {
			return move{}, false
		}
	}
	return m, true
}

// prove lifts the null vectors to the integers and checks each against every
// shown group in integer arithmetic. Success proves that the null space over the
// rationals is at least as large as modulo prime; it is never larger, as a rank
// cannot grow modulo a prime. So the ranks are equal, and what [nullSpace]
// says about unions holds over the rationals.
func (null nullSpace) prove(shown [][]int) error {
	for _, z := range null.vectors {
		m, ok := lift(z)
		if !ok || !m.keeps(shown, len(z)) {
			return fmt.Errorf("%w: a rank could not be confirmed over the rationals", ErrUnfinished)
		}
	}
	return nil
}

// keeps reports whether the move leaves every one of the groups as it is.
func (m move) keeps(groups [][]int, size int) bool {
	dense := make([]int64, size)
	for i, a := range m.atoms {
		dense[a] = m.steps[i]
	}
	for _, atoms := range groups {
		var sum int64
		for _, a := range atoms {
			sum += dense[a]
		}
		if sum != 0 {
			return false
		}
	}
	return true
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
