package disclosure

// guard watches the forms that one reader must not be able to compute: everybody,
// or a respondent who is alone in his atom and knows his own row.
//
// Showing a group completes a protected form if the rests of the two, modulo what is shown (and modulo that row), are proportional. Rests are
// not calculated. Instead all forms are multiplied with two vectors drawn at random from the null space (and 0 at the reader's atom): such
// products do not depend on what is shown, so proportional rests have proportional products. The converse fails once in 10^18, and then one
// group too many is withheld. The vectors are drawn from a fixed seed, so that the same survey always gives the same states.
type guard struct {
	reader    int // the reader's atom, or everybody
	protected []form

	probes [2]form // the two vectors for this reader
	drawn  [2]form // and for everybody, from which they are made
	at     [][]use // by atom: the protected forms it is in
	value  [][2]element
}

// use is a coefficient of a protected form.
type use struct {
	form  int
	value element
}

// everybody stands for readers who know no row, in place of an atom.
const everybody = -1

func newGuard(reader int) *guard { return &guard{reader: reader} }

func (g *guard) protect(forms ...form) { g.protected = append(g.protected, forms...) }

// start begins an elimination: nothing is shown yet.
func (g *guard) start(size int) {
	g.at, g.value = make([][]use, size), make([][2]element, len(g.protected))
	for i, f := range g.protected {
		for a, c := range f {
			if c != 0 {
				g.at[a] = append(g.at[a], use{i, c})
			}
		}
	}
	for p := range g.probes {
		g.drawn[p], g.probes[p] = random(uint64(p), size), make(form, size)
		probe := random(uint64(p), size)
		if g.reader != everybody {
			probe[g.reader] = 0
		}
		g.move(p, probe)
	}
}

// random are numbers of SplitMix64 (Steele, Lea and Flood 2014), which is fixed for all time.
func random(seed uint64, size int) form {
	f := make(form, size)
	state := seed << 32
	for i := range f {
		state += 0x9e3779b97f4a7c15
		z := (state ^ state>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		f[i] = (z ^ z>>31) % prime
	}
	return f
}

// move replaces a probe and brings the products of all forms with it up to date.
func (g *guard) move(p int, probe form) {
	for a, was := range g.probes[p] {
		if probe[a] == was {
			continue
		}
		d := sub(probe[a], was)
		for _, u := range g.at[a] {
			v := &g.value[u.form][p]
			*v = add(*v, mul(u.value, d))
		}
	}
	copy(g.probes[p], probe)
}

func along(probe form, atoms []int) (product element) {
	for _, a := range atoms {
		product = add(product, probe[a])
	}
	return product
}

// forbids reports whether showing a union of atoms that does not follow from what is shown would complete a protected form.
func (g *guard) forbids(atoms []int) bool {
	x, y := along(g.probes[0], atoms), along(g.probes[1], atoms)
	if x == 0 && y == 0 {
		return false // the reader can compute it already, with his own row
	}
	for _, v := range g.value {
		if mul(v[0], y) == mul(v[1], x) {
			return true
		}
	}
	return false
}

// follow takes note that a union of atoms is shown, for which the null space has lost a vector.
func (g *guard) follow(k *kernel, atoms []int, lost form) {
	unit := inverse(along(lost, atoms))
	for p := range g.probes {
		drawn := g.drawn[p]
		drawn.subtract(lost, mul(along(drawn, atoms), unit), 0)
		g.move(p, g.own(k, drawn))
	}
}

// own makes a vector of the null space 0 at the reader's atom, by another one that is not 0 there. It holds until the next one is made.
func (g *guard) own(k *kernel, drawn form) form {
	if g.reader == everybody {
		return drawn
	}
	for _, free := range k.columns[g.reader] {
		if z := k.vectors[free]; z != nil && z[g.reader] != 0 {
			k.spare = append(k.spare[:0], drawn...)
			drawn = k.spare
			drawn.subtract(z, mul(drawn[g.reader], inverse(z[g.reader])), 0)
			break
		}
	}
	return drawn // without one, the reader's row follows from what is shown
}
