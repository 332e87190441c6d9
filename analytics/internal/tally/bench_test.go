package tally

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tilstand/internal/duckdb"
)

// BenchmarkReadCountry is the tally of one wave in the record of a whole country: 11,200 sealed waves, 25 million answers to 45 items. In the
// same run, by turns, SQL written by hand for the same sums, which knows the instrument: counts by item, and persons' sums over nine
// constructs of five items and over all. "ratio" is the tally over it.
//
// Measured: 5.1 ms, ratio 1.2.
func BenchmarkReadCountry(b *testing.B) {
	const waves, respondents, items, groups = 11_200, 50, 45, 4
	f := openFolder(b)
	fillCountry(b, f, waves, respondents, items, groups)
	p := countryPlan(items, groups)
	random := rand.New(rand.NewPCG(1, 2))
	var ours, byHand time.Duration
	for b.Loop() {
		seal := 1 + random.IntN(waves)
		start := time.Now()
		read(b, f, seal, p)
		ours += time.Since(start)
		start = time.Now()
		readByHand(b, f, seal)
		byHand += time.Since(start)
	}
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N)/1000, "ms/tally")
	b.ReportMetric(float64(byHand.Microseconds())/float64(b.N)/1000, "sql-ms/tally")
	b.ReportMetric(ours.Seconds()/byHand.Seconds(), "ratio")
}

// fillCountry writes the record as sealing leaves it: wave after wave in the order of closing, within a wave by item.
func fillCountry(b *testing.B, f *duckdb.Folder, waves, respondents, items, groups int) {
	b.Helper()
	const chunk = 400 // waves of a transaction
	for from := 1; from <= waves; from += chunk {
		err := f.Record.Write(b.Context(), func(tx *duckdb.Tx) error {
			_, err := tx.Exec(fmt.Sprintf(`
				insert into respondent select s, r, 1 + r %% %[4]d from range(%[1]d, %[2]d) t(s), range(1, %[3]d) u(r) order by s, r;
				insert into answer select s, r, 1 + r %% %[4]d, i, 1 + (hash(s, r, i) %% 5)::utinyint
				from range(%[1]d, %[2]d) t(s), range(1, %[3]d) u(r), range(0, %[5]d) v(i) order by s, i, r`,
				from, min(from+chunk, waves+1), respondents+1, groups, items))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Record.Checkpoint(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func countryPlan(items, groups int) Plan {
	p := Plan{Groups: groups}
	all := Measure{}
	for i := range items {
		p.Items = append(p.Items, Item{Steps: 5})
		p.Measures = append(p.Measures, Measure{Items: []int{i}})
		if i%5 == 4 {
			p.Measures = append(p.Measures, Measure{Items: []int{i - 4, i - 3, i - 2, i - 1, i}})
		}
		all.Items = append(all.Items, i)
	}
	p.Measures = append(p.Measures, all)
	return p
}

func readByHand(b *testing.B, f *duckdb.Folder, seal int) {
	b.Helper()
	err := f.Record.Read(b.Context(), func(r *duckdb.Reader) error {
		for _, query := range []string{
			`-- the tally by hand
			select grp, count(*) from respondent where seal = $1 group by grp`,
			`-- the tally by hand
			select item, grp, code, count(*) from answer where seal = $1 and code between 1 and 5 group by all order by all`,
			`-- the tally by hand
			select construct, grp, answered, total, count(*) from (
				select item // 5 as construct, grp, respondent, count(*) as answered, sum(code) as total
				from answer where seal = $1 and code between 1 and 5 group by all)
			group by all order by all`,
			`-- the tally by hand
			select grp, answered, total, count(*) from (
				select grp, respondent, count(*) as answered, sum(code) as total
				from answer where seal = $1 and code between 1 and 5 group by all)
			group by all order by all`,
		} {
			rows, err := r.Query(query, seal)
			if err != nil {
				return err
			}
			for rows.Next() {
			}
			if err := rows.Err(); err != nil {
				return err
			}
			rows.Close()
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
