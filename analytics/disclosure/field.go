package disclosure

import "math/bits"

// The rank questions of the audit are asked in the field of integers modulo the
// Mersenne prime 2^61−1: exact, without the growth of rational numbers and
// without any tolerance. What such an answer proves about rational numbers, and
// how the rest is proven, stands at [nullSpace].
const prime = 1<<61 - 1

// element is an integer modulo prime, always reduced.
type element = uint64

func add(a, b element) element {
	sum := a + b
	if sum >= prime {
		sum -= prime
	}
	return sum
}

func sub(a, b element) element {
	if a >= b {
		return a - b
	}
	return a + prime - b
}

// mul uses 2^61 ≡ 1: the product's upper bits are added to its lower ones.
func mul(a, b element) element {
	hi, lo := bits.Mul64(a, b)
	sum := lo&prime + (hi<<3 | lo>>61)
	if sum >= prime {
		sum -= prime
	}
	return sum
}

// inverse returns 1/a by Fermat's little theorem; a must not be 0.
func inverse(a element) element {
	result := element(1)
	for exponent := uint64(prime - 2); exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			result = mul(result, a)
		}
		a = mul(a, a)
	}
	return result
}

// fraction returns the small fraction num/den, den > 0, that a stands for, with
// |num| and den at most limit = 2^29, if there is one. By the half-gcd of Wang,
// Guy and Davenport (1982) it is unique, as 2·limit² < prime.
func fraction(a element) (num, den int64, ok bool) {
	const limit = 1 << 29
	r0, r1 := int64(prime), int64(a)
	t0, t1 := int64(0), int64(1)
	for r1 > limit {
		q := r0 / r1
		r0, r1 = r1, r0-q*r1
		t0, t1 = t1, t0-q*t1
	}
	if t1 < 0 {
		r1, t1 = -r1, -t1
	}
	return r1, t1, t1 != 0 && t1 <= limit
}
