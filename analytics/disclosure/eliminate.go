package disclosure

// eliminate offers the candidates in order and marks those that can be shown
// without completing a protected form for any reader. It returns the null space of
// what is shown, which holds until the next elimination.
//
// Invariant: no protected form lies in the span. A candidate that would bring one
// in has, modulo the span, a rest proportional to that form's rest (exchange
// step), and is refused.
func (a *audit) eliminate() nullSpace {
	if a.kernel == nil {
		a.kernel = newKernel(len(a.weight))
	} else {
		a.kernel.reset()
	}
	k := a.kernel
	for _, g := range a.guards {
		g.start(len(a.weight))
	}
	for _, c := range a.candidates {
		c.shown = false
		if c.never {
			continue
		}
		if k.follows(c.atoms) {
			c.shown = true
			continue
		}
		if a.forbidden(c.atoms) {
			continue
		}
		c.shown = true
		lost := k.show()
		for _, g := range a.guards {
			g.follow(k, c.atoms, lost)
		}
	}
	return k.nullSpace()
}

func (a *audit) forbidden(atoms []int) bool {
	for _, g := range a.guards {
		if g.forbids(atoms) {
			return true
		}
	}
	return false
}

// guard returns the guard against the reader who is alone in the atom.
func (a *audit) guard(reader int) *guard {
	for _, g := range a.guards {
		if g.reader == reader {
			return g
		}
	}
	g := newGuard(reader)
	a.guards = append(a.guards, g)
	return g
}

// public returns the guard against everybody.
func (a *audit) public() *guard { return a.guards[0] }

// protect adds a union of atoms to what nobody may compute.
func (a *audit) protect(atoms []int) {
	a.public().protect(indicator(len(a.weight), atoms))
}
