package disclosure

// A kernel is the null space of what is shown, while groups are being added to it: one vector for each atom that is still free. Such a
// vector is 1 at its own atom and 0 at the other free ones; it moves persons between atoms so that no shown group changes.
//
// It is kept in place of the span itself because it stays sparse: what leaves the margins of a table as they are moves few people.
// A form lies in the span exactly if its product with every vector is 0, and for a union of atoms that product is a sum.
type kernel struct {
	vectors []form  // by free atom; nil when the atom is not free any more
	places  form    // of all vectors
	support [][]int // by free atom: where its vector is not 0, or has been
	columns [][]int // by atom: the free atoms whose vectors are not 0 there, or have been
	noted   []bool  // by free atom and atom: in its support

	product []element // by free atom: of the union that was asked about last; 0 but for those in touched
	touched []int
	marked  []bool // in touched
	spare   form
}

// newKernel is that of nothing shown.
func newKernel(size int) *kernel {
	k := &kernel{
		vectors: make([]form, size), places: make(form, size*size), noted: make([]bool, size*size), product: make([]element, size), marked: make([]bool, size),
	}
	k.reset()
	return k
}

// reset goes back to nothing shown. Null spaces that were taken from it do not hold any more.
func (k *kernel) reset() {
	size := len(k.marked)
	clear(k.places)
	clear(k.noted)
	clear(k.product)
	clear(k.marked)
	k.touched, k.support, k.columns = k.touched[:0], emptied(k.support, size), emptied(k.columns, size)
	for a := range size {
		k.vectors[a] = k.places[a*size : (a+1)*size]
		k.set(a, a, 1)
	}
}

func (k *kernel) set(free, atom int, value element) {
	k.vectors[free][atom] = value
	if at := free*len(k.marked) + atom; value != 0 && !k.noted[at] {
		k.noted[at] = true
		k.support[free] = append(k.support[free], atom)
		k.columns[atom] = append(k.columns[atom], free)
	}
}

// follows reports whether a union of atoms can be computed from what is shown. It keeps the products for show.
func (k *kernel) follows(atoms []int) bool {
	for _, free := range k.touched {
		k.product[free], k.marked[free] = 0, false
	}
	k.touched = k.touched[:0]
	for _, a := range atoms {
		for _, free := range k.columns[a] {
			if k.vectors[free] == nil {
				continue
			}
			if !k.marked[free] {
				k.marked[free] = true
				k.touched = append(k.touched, free)
			}
			k.product[free] = add(k.product[free], k.vectors[free][a])
		}
	}
	for _, free := range k.touched {
		if k.product[free] != 0 {
			return false
		}
	}
	return true
}

// show adds the union that was asked about last and did not follow. One atom is free no more, that of the vector with the fewest places; the
// others are rid of what the union sees of them. It returns that vector: the null space has lost nothing else.
func (k *kernel) show() (lost form) {
	least := -1
	for _, free := range k.touched {
		if k.product[free] != 0 && (least < 0 || len(k.support[free]) < len(k.support[least])) {
			least = free
		}
	}
	lost = k.vectors[least]
	unit := inverse(k.product[least])
	for _, free := range k.touched {
		if free == least || k.product[free] == 0 {
			continue
		}
		factor := mul(k.product[free], unit)
		for _, a := range k.support[least] {
			k.set(free, a, sub(k.vectors[free][a], mul(factor, lost[a])))
		}
	}
	k.vectors[least] = nil
	return lost
}

// nullSpace is what is left.
func (k *kernel) nullSpace() nullSpace {
	var null nullSpace
	for free, z := range k.vectors {
		if z != nil {
			null.vectors, null.free = append(null.vectors, z), append(null.free, free)
		}
	}
	return null
}
