package attack

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

func (d *Document) check() error {
	switch {
	case d.Format != 1:
		return fmt.Errorf("its format is %d, and 1 is known", d.Format)
	case d.ID == "" || d.Wave.ID == "" || d.School.ID == "":
		return errors.New("it does not say which release, wave and school it is")
	case d.Revision < 1:
		return fmt.Errorf("its revision is %d", d.Revision)
	case d.MinGroup < 1:
		return fmt.Errorf("its minimum group is %d", d.MinGroup)
	case len(d.Groups) == 0 || len(d.Groups[0].Atoms) != len(d.Atoms):
		return errors.New("its first group is not the whole school")
	case len(d.Figures) != len(d.Measures)*len(d.Groups):
		return fmt.Errorf("%d figures for %d measures and %d groups", len(d.Figures), len(d.Measures), len(d.Groups))
	}
	return errors.Join(d.checkGroups(), d.checkFigures(), d.checkAlone())
}

func (d *Document) checkGroups() error {
	heads := map[string]int{}
	for _, a := range d.Atoms {
		if _, twice := heads[a.Key]; twice || a.Key == "" || a.HeadCount < 0 || a.HeadCount > maxPeople {
			return fmt.Errorf("atom %q: stands twice or has a head count of %d", a.Key, a.HeadCount)
		}
		heads[a.Key] = a.HeadCount
	}
	seen := map[string]bool{}
	for _, g := range d.Groups {
		if seen[g.Key] || len(g.Atoms) == 0 {
			return fmt.Errorf("group %q: stands twice or is empty", g.Key)
		}
		seen[g.Key] = true
		sum, members := 0, slices.Sorted(slices.Values(g.Atoms))
		for i, a := range members {
			head, known := heads[a]
			if !known || i > 0 && members[i-1] == a {
				return fmt.Errorf("group %q: atom %q is unknown or stands twice", g.Key, a)
			}
			sum += head
		}
		if sum != g.HeadCount {
			return fmt.Errorf("group %q: a head count of %d, and its atoms have %d", g.Key, g.HeadCount, sum)
		}
		if err := g.Answered.check(0); err != nil {
			return fmt.Errorf("answers of group %q: %w", g.Key, err)
		}
	}
	return nil
}

func (d *Document) checkFigures() error {
	kinds := map[string]string{}
	for _, m := range d.Measures {
		if kinds[m.Key] != "" || m.Kind == "" || len(m.Items) == 0 || m.Kind == kindItem && len(m.Items) != 1 {
			return fmt.Errorf("measure %q: stands twice, or its kind and items do not fit", m.Key)
		}
		if m.Steps != 0 && (m.Steps < 4 || m.Steps > 6) {
			return fmt.Errorf("measure %q: a scale of %d steps is not published", m.Key, m.Steps)
		}
		kinds[m.Key] = m.Kind
	}
	for i, f := range d.Figures {
		m, g := d.Measures[i/len(d.Groups)], d.Groups[i%len(d.Groups)]
		if f.Measure != m.Key || f.Group != g.Key {
			return fmt.Errorf("figure %d is of %q and %q, where %q and %q belong", i, f.Measure, f.Group, m.Key, g.Key)
		}
		if err := f.Cell.check(m.Steps); err != nil {
			return fmt.Errorf("figure of %q and %q: %w", f.Measure, f.Group, err)
		}
		if m.Kind != kindItem && (len(f.Cell.Bands) > 0 || len(f.Cell.Categories) > 0) {
			return fmt.Errorf("figure of %q and %q: an index has no distribution", f.Measure, f.Group)
		}
	}
	return nil
}

// mostOf is how many people an atom can have. Head counts are 0 in every atom where the people invited are not known, as of a file without
// them; then no atom has more than the whole school.
func (d Document) mostOf(atom int) int {
	if d.Groups[0].HeadCount > 0 {
		return d.Atoms[atom].HeadCount
	}
	return d.most()
}

// most is how many people the whole school can have: those invited, or those who answered where that is all that is known.
func (d Document) most() int {
	switch whole := d.Groups[0]; {
	case whole.HeadCount > 0:
		return whole.HeadCount
	case whole.Answered.State == stateValue:
		return whole.Answered.N
	}
	return maxPeople
}

// maxPeople is more people than any school has, and enough for a file of a country; and few enough for sums of their squares to stay far from the ends of
// an int.
const maxPeople = 1_000_000

// check refuses a cell that cannot be of a measure with so many steps; 0 for a number of answers.
func (c Cell) check(steps int) error {
	if c.State != stateValue {
		if c.State != stateHidden && c.State != stateNoData && c.State != "not_asked" {
			return fmt.Errorf("state %q is not known", c.State)
		}
		if c.N != 0 || c.Limit != "" || c.Mean != 0 || c.Bounds != nil || c.SD != 0 || len(c.Bands)+len(c.Categories) > 0 {
			return fmt.Errorf("it is %s and has a figure", c.State)
		}
		return nil
	}
	if c.N < 1 || c.N > maxPeople {
		return fmt.Errorf("it stands on %d people", c.N)
	}
	if c.Limit == limitCount {
		if c.Mean != 0 || c.Bounds != nil || c.SD != 0 || len(c.Categories) > 0 {
			return errors.New("it is a number of answers and has a mean")
		}
	} else if err := c.checkMean(steps); err != nil {
		return err
	}
	return c.checkShares(steps)
}

func (c Cell) checkMean(steps int) error {
	if steps == 0 {
		return errors.New("it has a mean without a scale")
	}
	switch c.Limit {
	case limitExact:
		if _, ok := tenths(c.Mean, steps); !ok {
			return fmt.Errorf("%v is no mean with one decimal on 1 to %d", c.Mean, steps)
		}
	case limitAtLeast, limitAtMost, limitMiddle, limitBetween:
		if c.Bounds == nil {
			return fmt.Errorf("%s, and no bounds", c.Limit)
		}
		low, okLow := tenths(c.Bounds.Low, steps)
		high, okHigh := tenths(c.Bounds.High, steps)
		if !okLow || !okHigh || low > high {
			return fmt.Errorf("%v to %v are no bounds with one decimal on 1 to %d", c.Bounds.Low, c.Bounds.High, steps)
		}
	default:
		return fmt.Errorf("limit %q is not known", c.Limit)
	}
	if math.IsNaN(c.SD) || c.SD < 0 || c.SD > float64(steps) {
		return fmt.Errorf("a standard deviation of %v", c.SD)
	}
	return nil
}

func (c Cell) checkShares(steps int) error {
	next := 1
	for _, b := range c.Bands {
		if b.From != next || b.To < b.From || b.To > steps {
			return fmt.Errorf("a band from %d to %d, where one from %d belongs", b.From, b.To, next)
		}
		if b.Percent < 0 || b.Percent > 100 || !slices.Contains([]string{limitExact, limitAtLeast, limitAtMost}, b.Limit) {
			return fmt.Errorf("a share of %q %d per cent", b.Limit, b.Percent)
		}
		next = b.To + 1
	}
	if len(c.Bands) > 0 && next != steps+1 {
		return errors.New("its bands do not reach the end of the scale")
	}
	if len(c.Categories) > 0 && len(c.Categories) != steps {
		return fmt.Errorf("%d categories on %d steps", len(c.Categories), steps)
	}
	for _, p := range c.Categories {
		if p < 0 || p > 100 {
			return fmt.Errorf("a share of %d per cent", p)
		}
	}
	return nil
}

// tenths reads a number with one decimal on the scale 1 to steps.
func tenths(x float64, steps int) (int, bool) {
	t := math.Round(10 * x)
	return int(t), math.Abs(10*x-t) < 1e-6 && t >= 10 && t <= float64(10*steps)
}
