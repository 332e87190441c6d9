package attack

import (
	"fmt"
	"slices"
)

const (
	typeScale    = "scale"
	typeSingle   = "single"
	typeMultiple = "multiple"
)

// checkAlone refuses figures of items that stand alone which no rule of the format can give.
func (d *Document) checkAlone() error {
	seen := map[string]bool{}
	for _, f := range d.Alone {
		if f.Item == "" || seen[f.Item] || f.Options < 2 || !slices.Contains([]string{typeScale, typeSingle, typeMultiple}, f.Type) {
			return fmt.Errorf("item %q that stands alone: stands twice, or its type %q and %d options do not fit", f.Item, f.Type, f.Options)
		}
		seen[f.Item] = true
		if c := f.Cell; c.State == stateValue && (c.Limit != limitCount || len(c.Categories) > 0) {
			return fmt.Errorf("item %q that stands alone: a figure of limit %q", f.Item, c.Limit)
		}
		if err := f.Cell.check(f.Options); err != nil {
			return fmt.Errorf("item %q that stands alone: %w", f.Item, err)
		}
		if !slices.IsSorted(f.AskedOf) || len(f.AskedOf) > 0 && (len(f.DependsOn) != 1 || f.AskedOf[0] < 1) {
			return fmt.Errorf("item %q that stands alone: asked of the answers %v to %v", f.Item, f.AskedOf, f.DependsOn)
		}
		for _, b := range f.Cell.Bands {
			if f.Type != typeScale && b.From != b.To {
				return fmt.Errorf("item %q that stands alone: options %d to %d as one, and they have no order", f.Item, b.From, b.To)
			}
		}
	}
	return nil
}

// A tally is how many people can have given an answer.
type tally struct{ low, high int }

// standAlone attacks the items that stand alone, in every revision: what one of them tells is told.
func (a *attacker) standAlone(b *block) error {
	for _, d := range b.docs {
		for _, f := range d.Alone {
			if f.Cell.State == stateValue {
				a.standing(b, d, f)
			}
		}
		if err := a.addUp(b, d); err != nil {
			return err
		}
	}
	return nil
}

// addUp adds up items that follow different answers to one item: nobody is asked two of them. Together they may leave so few of those who answered it
// that the answers of nearly all are known to be among some. Answers that are all there are tell nothing; then one of the items less is looked at by itself.
func (a *attacker) addUp(b *block, d *Document) error {
	follow := map[string][]Alone{}
	for _, f := range d.Alone {
		if len(f.AskedOf) > 0 && f.Cell.State == stateValue {
			follow[f.DependsOn[0]] = append(follow[f.DependsOn[0]], f)
		}
	}
	for item, following := range follow {
		left, ok := d.answersTo(item)
		if !ok {
			continue
		}
		options := d.optionsOf(item)
		err := apart(following, func(some []Alone) error {
			n, answers := 0, []int{}
			for _, f := range some {
				n, answers = n+f.Cell.N, append(answers, f.AskedOf...)
			}
			if slices.Sort(answers); len(some) > 1 && left-n < d.MinGroup && (len(answers) < options || options == 0) {
				a.found(b, &measure{key: "item:" + item}, G5, newSet(len(b.classes)), "",
					fmt.Sprintf("%d of the %d who answered were asked what follows the answers %v", n, left, answers))
			}
			return a.work.spend(1)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// apart visits every choice of items that follow different answers.
func apart(following []Alone, visit func([]Alone) error) error {
	var choose func(at int, chosen []Alone) error
	choose = func(at int, chosen []Alone) error {
		if at == len(following) {
			return visit(chosen)
		}
		if err := choose(at+1, chosen); err != nil {
			return err
		}
		f := following[at]
		if slices.ContainsFunc(chosen, func(other Alone) bool { return meet(f.AskedOf, other.AskedOf) }) {
			return nil
		}
		return choose(at+1, append(slices.Clone(chosen), f))
	}
	return choose(0, nil)
}

func meet(a, b []int) bool {
	return slices.ContainsFunc(a, func(answer int) bool { return slices.Contains(b, answer) })
}

// optionsOf is how many answers an item has; 0 where it is not told.
func (d *Document) optionsOf(item string) int {
	for _, f := range d.Alone {
		if f.Item == item {
			return f.Options
		}
	}
	for _, m := range d.Measures {
		if m.Kind == kindItem && m.Items[0] == item {
			return m.Steps
		}
	}
	return 0
}

func (a *attacker) standing(b *block, d *Document, f Alone) {
	found := func(guarantee, learnt string, args ...any) {
		a.found(b, &measure{key: "item:" + f.Item}, guarantee, newSet(len(b.classes)), "", fmt.Sprintf(learnt, args...))
	}
	whole, n := d.Groups[0].Answered, f.Cell.N
	switch {
	case whole.State != stateValue:
		found(G1, "%d persons answered, and the number of all who answered is withheld", n)
		return
	case n > whole.N:
		found(G9, "more answered than there are")
		return
	case n < d.MinGroup:
		found(G2, "a figure of %d persons", n)
	}
	for _, item := range f.DependsOn {
		if left, ok := d.answersTo(item); ok && left-n < d.MinGroup {
			found(G5, "%d of the %d who answered %q were asked, so all but a few answered it alike", n, left, item)
		}
	}
	counts, possible := f.counts()
	if !possible {
		found(G9, "no answers can have given these shares")
		return
	}
	for i, c := range counts {
		if c.low > n-2 {
			found(G5, "%d of %d or more chose answer %d", c.low, n, f.Cell.Bands[i].From)
		}
		if f.Type == typeMultiple && c.high < 2 {
			found(G5, "%d of %d or fewer chose option %d", c.high, n, f.Cell.Bands[i].From)
		}
	}
}

// answersTo is how many answered an item, as the document tells of the whole school.
func (d *Document) answersTo(item string) (n int, ok bool) {
	for _, f := range d.Alone {
		if f.Item == item && f.Cell.State == stateValue {
			return f.Cell.N, true
		}
	}
	for i, m := range d.Measures {
		if c := d.Figures[i*len(d.Groups)].Cell; m.Kind == kindItem && m.Items[0] == item && c.State == stateValue {
			return c.N, true
		}
	}
	return 0, false
}

// counts are the numbers of people that the shares allow, narrowed by what they have to add up to: n where each answered once, and n at least
// where each chose something.
func (f Alone) counts() (counts []tally, possible bool) {
	n, low, high := f.Cell.N, 0, 0
	for _, band := range f.Cell.Bands {
		s := tally{0, -1}
		for count := range n + 1 {
			if fits(band, count, n) {
				if s.high < 0 {
					s.low = count
				}
				s.high = count
			}
		}
		if s.high < 0 {
			return nil, false
		}
		counts, low, high = append(counts, s), low+s.low, high+s.high
	}
	if counts == nil {
		return nil, true
	}
	narrowed := make([]tally, len(counts))
	for i, s := range counts {
		narrowed[i] = tally{max(s.low, n-(high-s.high)), s.high}
		if f.Type != typeMultiple {
			narrowed[i].high = min(s.high, n-(low-s.low))
		}
		if narrowed[i].low > narrowed[i].high {
			return nil, false
		}
	}
	return narrowed, true
}

// fits says whether a number of people of n can be shown as the share, by the rounding of the format: half a per cent goes up.
func fits(b Band, count, n int) bool {
	switch b.Limit {
	case limitAtLeast:
		return 100*count >= b.Percent*n
	case limitAtMost:
		return 100*count <= b.Percent*n
	}
	return (200*count+n)/(2*n) == b.Percent
}
