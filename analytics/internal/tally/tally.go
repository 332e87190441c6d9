// Package tally counts the answers of sealed waves. Its results are raw: they say what few people answered, and that is
// why it lies where only package analytics can import it.
//
// [Read] counts in the database, [Of] the same in a loop over responses in memory; both give a [Tally] for a [Plan], and a
// test holds them equal. [Arrived] counts what has been submitted to waves that are open.
//
// A tally is made of whole numbers only. A person's score on an index is a fraction (the sum of the answered items over
// their number), and adding fractions in floating point would make the last digit depend on the order in which the database
// happened to work. So scores are counted by fraction, and sums over them are taken exactly.
//
// Deliberately absent: anything that knows what the figures mean, or who may see them.
package tally

import (
	"math"
	"math/big"
	"slices"

	"tilstand/analytics/stat"
)

// Plan says what to count: the items (the instrument's variables, in their order), the number of staff groups, and the measures.
type Plan struct {
	Items    []Item
	Groups   int // groups are numbered 1 to Groups; 0 where the wave has no breakdown
	Measures []Measure
	// Alone asks for the codes themselves, for what is counted together with other answers: items that stand alone, and those that their
	// conditions look at.
	Alone bool
	// Each is up to how many respondents are told one by one, with their codes; 0 for never.
	Each int
}

// Item is how a variable's codes are scored. Codes outside 1 to Steps are no part of any score; a choice has no steps.
type Item struct {
	Steps   int
	Reverse bool // scored Steps + 1 − code
}

// score turns a code into the direction in which high is good; ok is false outside the scale.
func (i Item) score(code int) (score int, ok bool) {
	switch {
	case code < 1 || code > i.Steps:
		return 0, false
	case i.Reverse:
		return i.Steps + 1 - code, true
	}
	return code, true
}

// Measure is the items of an index by their place in the instrument. An index of one is an item.
type Measure struct {
	Items []int
}

// Tally is what was counted. The first place of each list of groups is group 0, who chose none.
type Tally struct {
	Respondents []int      // by group number
	Scores      [][]Scores // by measure and group number
	// Codes are, by variable, those of all respondents in one order for all variables; nil unless the plan asks for them.
	Codes [][]int8
	// Groups are the respondents' group numbers in that order; nil where they are not told one by one.
	Groups []int
}

// Answer is a respondent's score on a measure of one item; ok is false where there is none.
func (p Plan) Answer(t *Tally, measure, respondent int) (score int, ok bool) {
	item := p.Measures[measure].Items[0]
	return p.Items[item].score(int(t.Codes[item][respondent]))
}

// Total is the number of respondents.
func (t *Tally) Total() int {
	n := 0
	for _, k := range t.Respondents {
		n += k
	}
	return n
}

// Whole is the scores of a measure over all groups.
func (t *Tally) Whole(measure int) Scores { return Merge(t.Scores[measure]...) }

func newTally(p Plan) *Tally {
	t := &Tally{Respondents: make([]int, p.Groups+1), Scores: make([][]Scores, len(p.Measures))}
	for m := range t.Scores {
		t.Scores[m] = make([]Scores, p.Groups+1)
	}
	return t
}

// Scores count the persons who answered anything of a measure, by what their score is made of. They are sorted by
// Answered, then Sum, and no pair occurs twice.
type Scores []Score

// Score says that N persons answered Answered of a measure's items with scores that add up to Sum.
type Score struct {
	Answered, Sum, N int
}

// Merge counts the persons of several groups together.
func Merge(groups ...Scores) Scores {
	var m Merger
	return m.Merge(groups...)
}

// A Merger merges again and again, in room that it keeps.
type Merger struct{ counts []int }

// Merge is [Merge].
func (m *Merger) Merge(groups ...Scores) Scores {
	least, most := Score{Answered: math.MaxInt, Sum: math.MaxInt}, Score{}
	for _, ss := range groups {
		for _, s := range ss {
			least.Answered, most.Answered = min(least.Answered, s.Answered), max(most.Answered, s.Answered)
			least.Sum, most.Sum = min(least.Sum, s.Sum), max(most.Sum, s.Sum)
		}
	}
	if most.Answered == 0 {
		return Scores{}
	}
	sums := most.Sum - least.Sum + 1
	m.counts = slices.Grow(m.counts[:0], (most.Answered-least.Answered+1)*sums)[:(most.Answered-least.Answered+1)*sums]
	clear(m.counts) // by answered and sum
	different := 0
	for _, ss := range groups {
		for _, s := range ss {
			n := &m.counts[(s.Answered-least.Answered)*sums+s.Sum-least.Sum]
			if *n == 0 {
				different++
			}
			*n += s.N
		}
	}
	merged := make(Scores, 0, different)
	for at, n := range m.counts {
		if n > 0 {
			merged = append(merged, Score{Answered: least.Answered + at/sums, Sum: least.Sum + at%sums, N: n})
		}
	}
	return merged
}

// Scored leaves those who have a score on a measure of so many items, by the half rule.
func (ss Scores) Scored(items int) Scores {
	without := func(s Score) bool { return !stat.HalfRule(s.Answered, items) }
	if !slices.ContainsFunc(ss, without) {
		return ss
	}
	return slices.DeleteFunc(slices.Clone(ss), without)
}

// Complete is the number of persons who answered all of so many items, Partial that of those who answered some of them.
func (ss Scores) Complete(items int) (complete, partial int) {
	for _, s := range ss {
		if s.Answered == items {
			complete += s.N
		} else {
			partial += s.N
		}
	}
	return complete, partial
}

// N is the number of persons.
func (ss Scores) N() int {
	n := 0
	for _, s := range ss {
		n += s.N
	}
	return n
}

// Sum is the exact sum of the person scores.
func (ss Scores) Sum() *big.Rat {
	return ss.total(func(s Score) (num, den int) { return s.Sum, s.Answered })
}

// SumSquares is the exact sum of the squares of the person scores.
func (ss Scores) SumSquares() *big.Rat {
	return ss.total(func(s Score) (num, den int) { return s.Sum * s.Sum, s.Answered * s.Answered })
}

// total adds up a fraction of every person, those with the same denominator in whole numbers.
func (ss Scores) total(of func(Score) (num, den int)) *big.Rat {
	sum := new(big.Rat)
	for at := 0; at < len(ss); {
		_, den := of(ss[at])
		same := 0
		for answered := ss[at].Answered; at < len(ss) && ss[at].Answered == answered; at++ {
			num, _ := of(ss[at])
			same += ss[at].N * num
		}
		sum.Add(sum, big.NewRat(int64(same), int64(den)))
	}
	return sum
}

// Moments are number, sum and sum of squares of the person scores, each correctly rounded.
func (ss Scores) Moments() stat.Moments {
	if len(ss) == 0 || ss[0].Answered == ss[len(ss)-1].Answered {
		return ss.complete()
	}
	sum, _ := ss.Sum().Float64()
	squares, _ := ss.SumSquares().Float64()
	return stat.Moments{N: ss.N(), Sum: sum, SumSquares: squares}
}

// complete are those of persons who all answered as many items: one division of two whole numbers, as it is nearly always.
func (ss Scores) complete() stat.Moments {
	n, sum, squares, answered := 0, 0, 0, 1
	for _, s := range ss {
		n, sum, squares, answered = n+s.N, sum+s.N*s.Sum, squares+s.N*s.Sum*s.Sum, s.Answered
	}
	return stat.Moments{N: n, Sum: float64(sum) / float64(answered), SumSquares: float64(squares) / float64(answered*answered)}
}

// Steps counts persons by the step of the scale that is nearest to their score, low to high. Halfway between two steps it is
// the one nearer to the middle of the scale, so that nobody is put at an end who is not there; halfway between the two
// middle steps of an even scale it is the upper.
func (ss Scores) Steps(steps int) []int {
	counts := make([]int, steps)
	for _, s := range ss {
		counts[nearest(s, steps)-1] += s.N
	}
	return counts
}

// nearest rounds Sum/Answered in whole numbers.
func nearest(s Score, steps int) int {
	whole, twiceRest := s.Sum/s.Answered, 2*(s.Sum%s.Answered)
	up := twiceRest > s.Answered
	if twiceRest == s.Answered {
		up = 2*whole+1 <= steps+1
	}
	if up {
		return whole + 1
	}
	return whole
}
