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

// Read counts the sealed wave with the ordinal. The error also covers answers that do not fit the plan: then the wave was
// asked with another instrument, or in other groups, than the plan says.
func Read(r *duckdb.Reader, seal int, p Plan) (*Tally, error) {
	t := newTally(p)
	respondents, err := duckdb.Collect(r, scanPair[int, int], `-- tally.Read
		select grp, count(*) from respondent where seal = $1 group by grp`, seal)
	if err != nil {
		return nil, fmt.Errorf("count respondents: %w", err)
	}
	for _, g := range respondents {
		if g.key > p.Groups {
			return nil, fmt.Errorf("seal %d has respondents of group %d, and the wave has %d groups", seal, g.key, p.Groups)
		}
		t.Respondents[g.key] = g.value
	}
	rows, err := duckdb.Collect(r, scanScore, scoresSQL, append([]any{seal}, p.columns()...)...)
	if err != nil {
		return nil, fmt.Errorf("count scores: %w", err)
	}
	for _, row := range rows {
		if row.group > p.Groups {
			return nil, fmt.Errorf("seal %d has answers of group %d, and the wave has %d groups", seal, row.group, p.Groups)
		}
		at := &t.Scores[row.measure][row.group]
		*at = append(*at, row.score)
	}
	each := t.Total() <= p.Each
	if each {
		if t.Groups, err = readGroups(r, seal, t.Total()); err != nil {
			return nil, err
		}
	}
	if p.Alone || each {
		t.Codes, err = readCodes(r, seal, p, t.Total())
	}
	return t, err
}

// readGroups reads the group of every respondent.
func readGroups(r *duckdb.Reader, seal, respondents int) ([]int, error) {
	members, err := duckdb.Collect(r, scanPair[int, int], `-- tally.readGroups
		select respondent, grp from respondent where seal = $1`, seal)
	if err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	groups := make([]int, respondents)
	for _, m := range members {
		if m.key < 1 || m.key > respondents {
			return nil, fmt.Errorf("seal %d has a respondent %d of %d", seal, m.key, respondents)
		}
		groups[m.key-1] = m.value
	}
	return groups, nil
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
