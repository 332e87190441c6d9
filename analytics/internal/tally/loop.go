package tally

import (
	"fmt"
	"slices"

	"tilstand/surveys"
)

// Response is what one person answered: the number of the staff group, and a code per variable in the instrument's order. A code
// outside the scale (don't know, left blank, not shown) is no score.
type Response struct {
	Group int
	Codes []int8
}

// Of counts responses that are in memory.
func Of(p Plan, responses []Response) *Tally {
	t := newTally(p)
	for _, r := range responses {
		t.Respondents[r.Group]++
		for m, measure := range p.Measures {
			if s := p.scoreOf(measure, r.Codes); s.Answered > 0 {
				t.Scores[m][r.Group] = append(t.Scores[m][r.Group], s)
			}
		}
	}
	var merger Merger
	for _, groups := range t.Scores {
		for g := range groups {
			groups[g] = merger.Merge(groups[g])
		}
	}
	each := p.Each > 0 && len(responses) <= p.Each
	if each {
		t.Groups = make([]int, len(responses))
		for i, r := range responses {
			t.Groups[i] = r.Group
		}
	}
	if p.Alone || each {
		t.Codes = p.noCodes(len(responses))
		for i, r := range responses {
			for v, code := range r.Codes {
				t.Codes[v][i] = code
			}
		}
	}
	return t
}

// noCodes are those of respondents who left everything blank.
func (p Plan) noCodes(respondents int) [][]int8 {
	codes := make([][]int8, len(p.Items))
	for v := range codes {
		codes[v] = slices.Repeat([]int8{surveys.Blank}, respondents)
	}
	return codes
}

// scoreOf is one person's score on a measure.
func (p Plan) scoreOf(m Measure, codes []int8) Score {
	one := Score{N: 1}
	for _, item := range m.Items {
		if score, ok := p.Items[item].score(int(codes[item])); ok {
			one.Answered++
			one.Sum += score
		}
	}
	return one
}

// Fits reports the first response that the plan cannot count.
func (p Plan) Fits(responses []Response) error {
	for i, r := range responses {
		if r.Group < 0 || r.Group > p.Groups {
			return fmt.Errorf("response %d is of group %d, and there are %d", i, r.Group, p.Groups)
		}
		if len(r.Codes) != len(p.Items) {
			return fmt.Errorf("response %d has %d codes for %d items", i, len(r.Codes), len(p.Items))
		}
	}
	return nil
}
