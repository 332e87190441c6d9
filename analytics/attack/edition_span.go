package attack

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// schoolColumn is the releases that are in the same published sets. A combination of sets weighs all of them alike.
type schoolColumn struct {
	in      []int // sets
	schools []string
}

// columnsOf are the columns of some sets, those with most schools first.
func columnsOf(sets [][]int, of []string) []schoolColumn {
	in := make([][]int, len(of))
	for s, releases := range sets {
		for _, r := range releases {
			in[r] = append(in[r], s)
		}
	}
	byKey := map[string]*schoolColumn{}
	var keys []string
	for r, list := range in {
		if len(list) == 0 {
			continue
		}
		key := fmt.Sprint(list)
		if byKey[key] == nil {
			byKey[key], keys = &schoolColumn{in: list}, append(keys, key)
		}
		if c := byKey[key]; !slices.Contains(c.schools, of[r]) {
			c.schools = append(c.schools, of[r])
		}
	}
	columns := make([]schoolColumn, 0, len(keys))
	for _, key := range keys {
		slices.Sort(byKey[key].schools)
		columns = append(columns, *byKey[key])
	}
	slices.SortStableFunc(columns, func(a, b schoolColumn) int { return cmp.Compare(len(b.schools), len(a.schools)) })
	return columns
}

// ratRow is a combination of sets by column.
type ratRow []*big.Rat

// eliminated brings rows into reduced echelon form, from the first column on; rows of nothing are dropped.
func eliminated(rows []ratRow) []ratRow {
	if len(rows) == 0 {
		return nil
	}
	done := 0
	for c := 0; c < len(rows[0]) && done < len(rows); c++ {
		at := slices.IndexFunc(rows[done:], func(r ratRow) bool { return r[c].Sign() != 0 })
		if at < 0 {
			continue
		}
		rows[done], rows[done+at] = rows[done+at], rows[done]
		lead := new(big.Rat).Inv(rows[done][c])
		for k := range rows[done] {
			rows[done][k] = new(big.Rat).Mul(rows[done][k], lead)
		}
		for i, r := range rows {
			if i == done || r[c].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Set(r[c])
			for k := range r {
				if rows[done][k].Sign() != 0 {
					r[k] = new(big.Rat).Sub(r[k], new(big.Rat).Mul(factor, rows[done][k]))
				}
			}
		}
		done++
	}
	return rows[:done]
}

// errUnfinished says that the editions have too many small differences to be looked at one by one.
var errUnfinished = errors.New("the attack on editions did not finish")

// editionSteps bounds the search: some seconds.
const editionSteps = 20_000

// fewSchools finds fewer than least schools that some combination of the sets stands on; nil if there are none.
//
// Columns of least schools or more cannot be in such a combination, so only those matter that are 0 there. Of these it tries every way
// to name the schools: whichever the combination is, it is not 0 at the leading column of some row, so one of those columns is among
// its schools; and once they are named it only has to vanish elsewhere.
func fewSchools(sets [][]int, of []string, least int) ([]string, error) {
	columns := columnsOf(sets, of)
	rows := make([]ratRow, len(sets))
	for s := range sets {
		rows[s] = make(ratRow, len(columns))
		for c, col := range columns {
			rows[s][c] = new(big.Rat)
			if slices.Contains(col.in, s) {
				rows[s][c].SetInt64(1)
			}
		}
	}
	large := 0
	for large < len(columns) && len(columns[large].schools) >= least {
		large++
	}
	var small []ratRow
	for _, row := range eliminated(rows) {
		if !slices.ContainsFunc(row[:large], func(x *big.Rat) bool { return x.Sign() != 0 }) {
			small = append(small, row[large:])
		}
	}
	search := schoolSearch{columns: columns[large:], most: least - 1, left: editionSteps}
	return search.from(small, nil)
}

// schoolSearch names schools until a combination stands on them.
type schoolSearch struct {
	columns []schoolColumn
	most    int
	left    int
}

func (s *schoolSearch) from(rows []ratRow, named []string) ([]string, error) {
	if s.left--; s.left < 0 {
		return nil, errUnfinished
	}
	if len(rows) == 0 {
		return nil, nil
	}
	var open []int // columns that are not the named schools' alone
	for c, col := range s.columns {
		if slices.ContainsFunc(col.schools, func(school string) bool { return !slices.Contains(named, school) }) {
			open = append(open, c)
		}
	}
	cut := make([]ratRow, len(rows))
	for i, row := range rows {
		for _, c := range open {
			cut[i] = append(cut[i], new(big.Rat).Set(row[c]))
		}
	}
	reduced := eliminated(cut)
	if len(reduced) < len(rows) {
		return named, nil
	}
	for i, row := range reduced {
		lead := slices.IndexFunc(row, func(x *big.Rat) bool { return x.Sign() != 0 })
		wider := slices.Concat(named, s.columns[open[lead]].schools)
		slices.Sort(wider)
		if wider = slices.Compact(wider); len(wider) > s.most {
			continue
		}
		found, err := s.from(s.spreadOut(reduced[i:], open), wider)
		if found != nil || err != nil {
			return found, err
		}
	}
	return nil, nil
}

// spreadOut writes rows over some columns as rows over all.
func (s *schoolSearch) spreadOut(rows []ratRow, open []int) []ratRow {
	out := make([]ratRow, len(rows))
	for i, row := range rows {
		out[i] = make(ratRow, len(s.columns))
		for c := range out[i] {
			out[i][c] = new(big.Rat)
		}
		for k, c := range open {
			out[i][c] = row[k]
		}
	}
	return out
}
