package attack

// doubt is a question of which what is known so far leaves both answers open: whether a class agrees, or how many of a withheld group are in a category.
type doubt struct {
	class, group int // one of them −1
	in           mask
	category     int
	number       int  // outside, as many as are enough; of a group, that of the example
	answered     bool // for everybody
	of           set  // respondents for whom it is not: places of insiders
}

func (d doubt) settled() bool { return d.answered && d.of.empty() }

// believe takes in an example that answers the question for all but those whose places are empty in it.
func (d *doubt) believe(gone set) {
	d.answered = true
	for w := range d.of {
		d.of[w] &= gone[w]
	}
}

// dissented takes in an example with so many of a class outside. One is enough for a respondent, if it is not himself.
func (t *trial) dissented(d *doubt, outside int, gone set) {
	if outside >= d.number {
		d.believe(gone)
		return
	}
	if outside == 0 {
		return
	}
	for w := range d.of {
		still := gone[w]
		for category := range t.steps {
			if at := d.class*t.steps + category; at/64 == w && !d.in.has(category) {
				still |= 1 << (at % 64)
			}
		}
		d.of[w] &= still
	}
}
