package attack

// rational is a fraction in lowest terms with a positive denominator.
type rational struct{ num, den int64 }

// largest is beyond what sums and products of numerators and denominators up to it can overflow.
const largest = 1 << 30

func whole(n int) rational { return rational{int64(n), 1} }

func fraction(num, den int64) rational {
	if den < 0 {
		num, den = -num, -den
	}
	a, b := num, den
	if a < 0 {
		a = -a
	}
	for b != 0 {
		a, b = b, a%b
	}
	return rational{num / a, den / a}
}

func (r rational) times(o rational) rational { return fraction(r.num*o.num, r.den*o.den) }
func (r rational) over(o rational) rational  { return fraction(r.num*o.den, r.den*o.num) }

// plus says no where the numbers grow beyond what is calculated with here.
func (r rational) plus(o rational) (rational, bool) {
	if r.den == 1 && o.den == 1 {
		s := rational{r.num + o.num, 1}
		return s, s.small()
	}
	s := fraction(r.num*o.den+o.num*r.den, r.den*o.den)
	return s, s.small()
}

func (r rational) small() bool {
	return r.num < largest && r.num > -largest && r.den < largest
}
