package tally

import "tilstand/analytics/stat"

// Response is what one person answered: the number of the staff group, and a code per item in the instrument's order. A code
// outside the scale (don't know, left blank) is no score.
type Response struct {
	Group uint8
	Codes []int8
}

// Of counts responses that are in memory.
func Of(p Plan, responses []Response) *Tally {
	t := newTally(p)
	for _, r := range responses {
		t.Respondents[r.Group]++
		for m, measure := range p.Measures {
			if s, ok := p.scoreOf(measure, r.Codes); ok {
				t.Scores[m][r.Group] = append(t.Scores[m][r.Group], s)
			}
		}
	}
	for _, groups := range t.Scores {
		for g := range groups {
			groups[g] = Merge(groups[g])
		}
	}
	return t
}

// scoreOf is one person's score on a measure, if the half rule allows it.
func (p Plan) scoreOf(m Measure, codes []int8) (s Score, ok bool) {
	s.N = 1
	for _, item := range m.Items {
		if score, ok := p.Items[item].score(int(codes[item])); ok {
			s.Answered++
			s.Sum += score
		}
	}
	return s, stat.HalfRule(s.Answered, len(m.Items))
}
