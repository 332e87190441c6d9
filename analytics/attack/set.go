package attack

import "math/bits"

// set is a set of small numbers. Sets that meet have the same length.
type set []uint64

func newSet(size int) set { return make(set, (size+63)/64) }

func (s set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s set) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }

func (s set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// members lists what is in the set, in order.
func (s set) members() []int {
	m := make([]int, 0, s.count())
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			m = append(m, 64*i+bits.TrailingZeros64(w))
		}
	}
	return m
}

func (s set) minus(o set) set {
	d := make(set, len(s))
	for i := range s {
		d[i] = s[i] &^ o[i]
	}
	return d
}

func (s set) within(o set) bool {
	for i := range s {
		if s[i]&^o[i] != 0 {
			return false
		}
	}
	return true
}

func (s set) empty() bool { return s.count() == 0 }

// key is equal for equal sets.
func (s set) key() string {
	b := make([]byte, 0, 8*len(s))
	for _, w := range s {
		for range 8 {
			b = append(b, byte(w))
			w >>= 8
		}
	}
	return string(b)
}
