package tally

import (
	"database/sql"
	"fmt"
	"math"

	"tilstand/analytics/stat"
	"tilstand/internal/duckdb"
)

// Cross is what an instrument is judged by, of one wave: how items go together in persons. It is about the whole wave; there is no way
// to ask it of a staff group.
type Cross struct {
	Respondents int
	Measures    []stat.CrossMoments // by measure: of those who answered all of its items
	Scores      []stat.Moments      // by measure: of the person scores, by the half rule
	Items       []Ends              // by item
}

// Ends counts the persons who answered an item, and those of them at the ends of its scale, turned round where it is asked in
// reverse.
type Ends struct {
	Answered, Lowest, Highest int
}

// ReadCross counts a sealed wave.
func ReadCross(r *duckdb.Reader, seal int, p Plan) (*Cross, error) {
	var respondents int
	if err := r.QueryRow(`-- tally.ReadCross
		select count(*) from respondent where seal = $1`, seal).Scan(&respondents); err != nil {
		return nil, fmt.Errorf("count respondents: %w", err)
	}
	answers, err := duckdb.Collect(r, scanAnswer, `-- tally.ReadCross
		select respondent, item, code from answer where seal = $1`, seal)
	if err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	responses := make([]Response, respondents)
	for i := range responses {
		responses[i].Codes = make([]int8, len(p.Items)) // 0 is outside every scale
	}
	for _, a := range answers {
		if a.respondent < 1 || a.respondent > respondents || a.item >= len(p.Items) {
			return nil, fmt.Errorf("seal %d has an answer of respondent %d to item %d; there are %d and %d", seal, a.respondent, a.item, respondents, len(p.Items))
		}
		responses[a.respondent-1].Codes[a.item] = a.code
	}
	return CrossOf(p, responses), nil
}

type answerRow struct {
	respondent, item int
	code             int8
}

func scanAnswer(rows *sql.Rows) (a answerRow, err error) {
	err = rows.Scan(&a.respondent, &a.item, &a.code)
	return a, err
}

// CrossOf counts responses that are in memory.
func CrossOf(p Plan, responses []Response) *Cross {
	c := &Cross{Respondents: len(responses), Scores: make([]stat.Moments, len(p.Measures)), Items: make([]Ends, len(p.Items))}
	for _, m := range p.Measures {
		c.Measures = append(c.Measures, stat.NewCrossMoments(len(m.Items)))
	}
	for _, r := range responses {
		scores := p.scores(r.Codes)
		for i, x := range scores {
			c.Items[i].add(x, p.Items[i].Steps)
		}
		for m, measure := range p.Measures {
			answers := make([]float64, len(measure.Items))
			for i, item := range measure.Items {
				answers[i] = scores[item]
			}
			c.Measures[m].Add(answers)
			if one := p.scoreOf(measure, r.Codes); one.Answered > 0 && stat.HalfRule(one.Answered, len(measure.Items)) {
				c.Scores[m].Add(float64(one.Sum) / float64(one.Answered))
			}
		}
	}
	return c
}

// scores are one person's, by item; NaN where there is none.
func (p Plan) scores(codes []int8) []float64 {
	scores := make([]float64, len(p.Items))
	for i, item := range p.Items {
		scores[i] = math.NaN()
		if score, ok := item.score(int(codes[i])); ok {
			scores[i] = float64(score)
		}
	}
	return scores
}

func (e *Ends) add(score float64, steps int) {
	switch {
	case math.IsNaN(score):
		return
	case score == 1:
		e.Lowest++
	case score == float64(steps):
		e.Highest++
	}
	e.Answered++
}
