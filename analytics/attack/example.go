package attack

// Example is numbers that a caller puts forward as fitting the documents. An attack has to know that there is more than one way in which the
// figures can have come about, and to find the first is the hardest part of it where groups are many. Whoever has the answers has one. It is
// not believed: what does not give every figure as it is published is put aside, and what does is possible, wherever it
// comes from. Of one thing it is taken at its word: who is there. Where an example has nobody, there is nobody to be given away, and where it has one
// person, no others; so a caller that does not know puts none forward.
type Example struct {
	Wave    string
	Measure string // key of the measure; "answered" for who answered at all
	// Counts are the persons by atom, in the order of the document, and category, low to high; one number for "answered" and for indices.
	Counts [][]int
	// Twins are others that fit, each as what is different from Counts in it. What they are needed for could be searched for; to check them is quicker.
	Twins [][]Shift
}

// Shift is so many persons of an atom more, or fewer, in a category, both by their places.
type Shift struct{ Atom, Category, By int }

// example is the one that was put forward for a measure, by class and category; nil where there is none that has the form.
func (a *attacker) example(b *block, m *measure) [][]int {
	counts, categories := a.examples[b.docs[0].Wave.ID+" "+m.key].Counts, 1
	if m.kind == kindItem {
		categories = m.steps
	}
	if len(b.docs) > 1 || len(counts) != len(b.atoms) || categories == 0 {
		return nil
	}
	byClass := make([][]int, len(b.classes))
	for c, class := range b.classes {
		byClass[c] = make([]int, categories)
		for _, atom := range class.atoms {
			if len(counts[atom]) != categories {
				return nil
			}
			for i, n := range counts[atom] {
				if n < 0 || n > maxPeople {
					return nil
				}
				byClass[c][i] += n
			}
		}
	}
	return byClass
}

// exampleTable is the example of a measure's numbers of persons, where it fits them.
func (a *attacker) exampleTable(b *block, m *measure) table {
	counts := a.example(b, m)
	if counts == nil {
		return nil
	}
	t := make(table, len(counts))
	for c, n := range counts {
		t[c] = total(n)
	}
	for g, cell := range m.cells {
		if tells(cell) && t.sum(b.groups[g].inside) != cell.N {
			return nil
		}
	}
	return t
}

func total(counts []int) (n int) {
	for _, k := range counts {
		n += k
	}
	return n
}
