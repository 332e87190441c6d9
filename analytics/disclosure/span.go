package disclosure

// A form is a vector with one coefficient for each atom: the group with that
// indicator, or any weighted sum of atoms. Every additive figure of a group (its
// head count, its count in a category, its sum, its sum of squares) follows the
// group's form, so one audit of forms protects all figures at once.
type form []element

// indicator returns the form of a union of atoms.
func indicator(size int, atoms []int) form {
	f := make(form, size)
	for _, a := range atoms {
		f[a] = 1
	}
	return f
}

// pivot is the place of the first coefficient that is not 0, or −1.
func (f form) pivot() int {
	for i, c := range f {
		if c != 0 {
			return i
		}
	}
	return -1
}

// subtract takes factor times g from f, from place start on.
func (f form) subtract(g form, factor element, start int) {
	if factor == 0 {
		return
	}
	for i := start; i < len(f); i++ {
		if g[i] != 0 {
			f[i] = sub(f[i], mul(factor, g[i]))
		}
	}
}

// scaled divides f by its first coefficient, so that proportional forms
// become equal. It changes and returns f.
func (f form) scaled() form {
	if p := f.pivot(); p >= 0 {
		factor := inverse(f[p])
		for i := p; i < len(f); i++ {
			f[i] = mul(f[i], factor)
		}
	}
	return f
}

// basis is an echelon basis of the span of the forms given to it. Each row has
// coefficient 1 at its pivot and 0 at the pivots of earlier rows.
type basis struct {
	rows   []form
	pivots []int
}

// reduce takes from f what lies in the span. Nothing is left exactly if f does.
func (b *basis) reduce(f form) {
	for i, p := range b.pivots {
		f.subtract(b.rows[i], f[p], 0)
	}
}

// add puts a reduced form that is not 0 into the basis and returns the row.
func (b *basis) add(reduced form) (row form, pivot int) {
	row = reduced.scaled()
	pivot = row.pivot()
	b.rows = append(b.rows, row)
	b.pivots = append(b.pivots, pivot)
	return row, pivot
}
