package attack

import (
	"encoding/json"
	"fmt"
)

// Follow finds figures of an edition that are not what the releases of its schools, as printed, make them: a sum of answers, and the mean by
// head counts. Such a figure is made from something that nobody has been given, and tells of it. A figure over a release that is
// not among the documents is left alone.
func Follow(e Edition, docs []Document) ([]EditionFinding, error) {
	released := make(map[string]*Document, len(docs))
	for i := range docs {
		released[docs[i].ID] = &docs[i]
	}
	findings := []EditionFinding{}
	for _, f := range e.Figures {
		if f.Cell.State != stateValue || f.Cell.Limit == limitCount {
			continue
		}
		said, err := f.Cell.ends()
		if err != nil {
			return nil, err
		}
		answers, people, made, known := e.made(f, released)
		if known && (f.Cell.N != answers || !said.prints(made, people)) {
			findings = append(findings, EditionFinding{
				Measure: f.Measure, Schools: []string{}, Learnt: fmt.Sprintf("the mean of group %q is not what the releases of its schools give", f.Group),
			})
		}
	}
	return findings, nil
}

// ends are the least and the greatest that a mean is said to be, in tenths.
type ends struct {
	low, high int
	outwards  bool // rounded away from each other, and not to the nearest
}

func endsOf(mean float64, bounds *Interval) ends {
	if bounds == nil {
		return ends{low: int(10*mean + 0.5), high: int(10*mean + 0.5)}
	}
	return ends{int(10*bounds.Low + 0.5), int(10*bounds.High + 0.5), true}
}

func (c EditionCell) ends() (ends, error) {
	var bounds *Interval
	if len(c.Bounds) > 0 {
		if err := json.Unmarshal(c.Bounds, &bounds); err != nil {
			return ends{}, fmt.Errorf("%w: bounds %s: %w", ErrEdition, c.Bounds, err)
		}
	}
	return endsOf(c.Mean, bounds), nil
}

// prints reports whether sums over people print like this.
func (p ends) prints(sums ends, people int) bool {
	far := people // twice the distance, in tenths of all people, that rounding to the nearest leaves
	if p.outwards {
		far = 2 * people
	}
	near := func(tenths, sum int) bool {
		d := 2 * (tenths*people - sum)
		return -far <= d && d <= far
	}
	return near(p.low, sums.low) && near(p.high, sums.high)
}

// made adds up the releases behind a figure: answers, people invited, and the mean's ends times people.
func (e *Edition) made(f EditionFigure, released map[string]*Document) (answers, people int, sums ends, known bool) {
	for _, at := range f.Atoms {
		cell, ok := released[e.Atoms[at].Release].whole(f.Measure)
		if !ok {
			return 0, 0, ends{}, false
		}
		head, school := e.Atoms[at].HeadCount, endsOf(cell.Mean, cell.Bounds)
		answers, people = answers+cell.N, people+head
		sums.low, sums.high = sums.low+head*school.low, sums.high+head*school.high
	}
	return answers, people, sums, people > 0
}

// whole is a measure's cell of the whole school, where it has a mean.
func (d *Document) whole(measure string) (Cell, bool) {
	if d == nil {
		return Cell{}, false
	}
	for m, asked := range d.Measures {
		if asked.Key == measure {
			c := d.Figures[m*len(d.Groups)].Cell
			return c, c.State == stateValue && c.Limit != limitCount
		}
	}
	return Cell{}, false
}
