package tally

import (
	"database/sql"
	_ "embed"
	"fmt"

	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

//go:embed sql/Read.scores.sql
var scoresSQL string

// Read counts the sealed wave with the ordinal: in the database, or where respondents are told one by one, in the loop over them. The error also covers answers
// that do not fit the plan: then the wave was asked with another instrument, or in other groups, than the plan says.
func Read(r *duckdb.Reader, seal int, p Plan) (*Tally, error) {
	if p.Each > 0 {
		responses, few, err := readEach(r, seal, p)
		if err != nil {
			return nil, err
		}
		if few {
			return Of(p, responses), nil
		}
	}
	t := newTally(p)
	respondents, err := duckdb.Collect(r, scanPair[int, int], `-- tally.Read
		select grp, count(*) from respondent where seal = $1 group by grp`, seal)
	if err != nil {
		return nil, fmt.Errorf("count respondents: %w", err)
	}
	for _, g := range respondents {
		if g.key > p.Groups {
			return nil, otherGroups(seal, g.key, p)
		}
		t.Respondents[g.key] = g.value
	}
	rows, err := duckdb.Collect(r, scanScore, scoresSQL, append([]any{seal}, p.columns()...)...)
	if err != nil {
		return nil, fmt.Errorf("count scores: %w", err)
	}
	for _, row := range rows {
		if row.group > p.Groups {
			return nil, otherGroups(seal, row.group, p)
		}
		at := &t.Scores[row.measure][row.group]
		*at = append(*at, row.score)
	}
	if p.Alone {
		t.Codes, err = readCodes(r, seal, p, t.Total())
	}
	return t, err
}

func otherGroups(seal, group int, p Plan) error {
	return fmt.Errorf("seal %d has respondents of group %d, and the wave has %d groups", seal, group, p.Groups)
}

// readEach reads what every respondent answered, if they are few enough to be told one by one. As all of it is read then, there is nothing left to count in the
// database: two plain queries take a third of the time of those.
func readEach(r *duckdb.Reader, seal int, p Plan) (responses []Response, few bool, err error) {
	members, err := duckdb.Collect(r, scanPair[int, int], `-- tally.readEach
		select respondent, grp from respondent where seal = $1 limit $2`, seal, p.Each+1)
	if err != nil {
		return nil, false, fmt.Errorf("read groups: %w", err)
	}
	if len(members) > p.Each {
		return nil, false, nil
	}
	responses = make([]Response, len(members))
	for _, m := range members {
		if m.key < 1 || m.key > len(members) {
			return nil, false, fmt.Errorf("seal %d has a respondent %d of %d", seal, m.key, len(members))
		}
		if m.value > p.Groups {
			return nil, false, otherGroups(seal, m.value, p)
		}
		responses[m.key-1].Group = m.value
	}
	codes, err := readCodes(r, seal, p, len(members))
	if err != nil {
		return nil, false, err
	}
	for i := range responses {
		responses[i].Codes = make([]int8, len(codes))
		for item, of := range codes {
			responses[i].Codes[item] = of[i]
		}
	}
	return responses, true, nil
}

// readCodes reads what every respondent answered, by variable.
func readCodes(r *duckdb.Reader, seal int, p Plan, respondents int) ([][]int8, error) {
	answers, err := duckdb.Collect(r, scanAnswer, `-- tally.readCodes
		select respondent, item, code from answer where seal = $1`, seal)
	if err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	codes := p.noCodes(respondents)
	for _, a := range answers {
		if a.respondent < 1 || a.respondent > respondents || a.item >= len(p.Items) {
			return nil, fmt.Errorf("seal %d has an answer of respondent %d to item %d; there are %d and %d", seal, a.respondent, a.item, respondents, len(p.Items))
		}
		codes[a.item][a.respondent-1] = a.code
	}
	return codes, nil
}

// columns are the plan as the columns of two small tables: items, and which of them are in which measure.
func (p Plan) columns() []any {
	var item, steps, measure, part []int32
	var reverse []bool
	for i, it := range p.Items {
		item, steps, reverse = append(item, int32(i)), append(steps, int32(it.Steps)), append(reverse, it.Reverse)
	}
	for m, counted := range p.Measures {
		for _, i := range counted.Items {
			measure, part = append(measure, int32(m)), append(part, int32(i))
		}
	}
	return []any{item, steps, reverse, measure, part}
}

type scoreRow struct {
	measure, group int
	score          Score
}

func scanScore(rows *sql.Rows) (s scoreRow, err error) {
	err = rows.Scan(&s.measure, &s.group, &s.score.Answered, &s.score.Sum, &s.score.N)
	return s, err
}

// Arrived counts the submissions of every wave that is not sealed, each once however often it was replaced.
func Arrived(r *duckdb.Reader) (map[surveys.WaveID]int, error) {
	waves, err := duckdb.Collect(r, scanPair[surveys.WaveID, int], `-- tally.Arrived
		select wave_id, count(distinct id) from submission group by wave_id`)
	if err != nil {
		return nil, fmt.Errorf("count what has arrived: %w", err)
	}
	arrived := make(map[surveys.WaveID]int, len(waves))
	for _, w := range waves {
		arrived[w.key] = w.value
	}
	return arrived, nil
}

type pair[K, V any] struct {
	key   K
	value V
}

func scanPair[K, V any](rows *sql.Rows) (p pair[K, V], err error) {
	err = rows.Scan(&p.key, &p.value)
	return p, err
}
