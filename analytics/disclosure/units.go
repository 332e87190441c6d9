package disclosure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Units protects whole units, such as schools, in figures over many of them. [Plan.Pattern] protects persons in the figures of one
// wave; what is published over many schools is made of figures that have passed it, so persons are safe, and what is left to
// protect is that nobody reads a single school out of it.
//
// Every group is a set of atoms, and every atom belongs to one unit: an atom is one school's wave, and a school has several. The
// promise: no combination of published groups whatever stands on 1 to Min−1 units. That is more than no such union of atoms. A
// difference of two waves of one school is no union of atoms, and tells of one school alone.
//
// A reader who knows the figures of his own unit is left with a combination of at least Min−1 others.
type Units struct {
	Min  int   // at least 2
	Unit []int // by atom: the number of its unit
}

// Admit decides, in order, which of the offered groups may be published beside those that are out already. Both are sets of
// indices of atoms. A group is refused if it, together with all that is out and admitted before it, completes a combination that
// stands on fewer than Min units; one that follows from the others anyway is admitted. The decision depends on the sets alone.
//
// On any error everything offered is refused (G9): groups that are out already and keep the promise no more, atoms that do not
// exist, a search that does not finish ([ErrUnfinished]).
//
// # Cost
//
// Atoms that are in the same groups are one column, which is the block decomposition: a combination is constant on a column, so a
// column that touches Min units or more is in no forbidden one. What remains are combinations that are 0 on all those large
// columns. As long as schools come and go in numbers there are none of these, and the test is one elimination over the distinct
// columns, of which there are at most as many as groups have ever made different, and not as many as there are schools.
func (u Units) Admit(out, offered [][]int) (admitted []bool, err error) {
	none := make([]bool, len(offered))
	if err := u.validate(out, offered); err != nil {
		return none, err
	}
	published := slices.Clone(out)
	switch leaks, err := u.leaks(published); {
	case err != nil:
		return none, err
	case leaks:
		return none, fmt.Errorf("%w: what has been published before stands on fewer than %d units", ErrPlan, u.Min)
	}
	admitted = make([]bool, len(offered))
	for i, group := range offered {
		if slices.ContainsFunc(published, func(p []int) bool { return slices.Equal(p, group) }) {
			admitted[i] = true
			continue
		}
		leaks, err := u.leaks(append(published, group))
		if err != nil {
			return none, err
		}
		if !leaks {
			admitted[i], published = true, append(published, group)
		}
	}
	return admitted, nil
}

// AdmitCells decides the same for figures that are no sums, such as how many schools lie in which part of a scale, from which more can be
// inferred than by adding and subtracting. A group is admitted if every set that any sequence of intersections and differences of the
// published groups can leave, and that is not empty, stands on at least Min units: then all that can be inferred is about that many.
func (u Units) AdmitCells(out, offered [][]int) (admitted []bool, err error) {
	admitted = make([]bool, len(offered))
	if err := u.validate(out, offered); err != nil {
		return admitted, err
	}
	published := slices.Clone(out)
	for i, group := range offered {
		if u.cellsHold(append(published, group)) {
			admitted[i], published = true, append(published, group)
		}
	}
	return admitted, nil
}

// cellsHold reports whether every column stands on enough units.
func (u Units) cellsHold(groups [][]int) bool {
	return !slices.ContainsFunc(u.columns(groups), func(c column) bool { return len(c.units) < u.Min })
}

func (u Units) validate(lists ...[][]int) error {
	if u.Min < 2 {
		return fmt.Errorf("%w: at least two units have to stand behind a figure, got %d", ErrPlan, u.Min)
	}
	for _, g := range slices.Concat(lists...) {
		if err := (Group{Label: "over units", Atoms: g}).validate(len(u.Unit)); err != nil {
			return err
		}
	}
	return nil
}

// leaks reports whether some combination of the groups that is not 0 stands on fewer than Min units.
//
// It is asked modulo prime: a hit there that is none over the rationals only refuses too much, and the ranks are proven equal so
// that there is no miss, as at [nullSpace].
func (u Units) leaks(groups [][]int) (bool, error) {
	columns := u.columns(groups)
	rows := make([][]int, len(groups)) // the groups by column
	for c, col := range columns {
		for _, g := range col.groups {
			rows[g] = append(rows[g], c)
		}
	}
	var span basis
	for _, row := range rows {
		rest := indicator(len(columns), row)
		span.reduce(rest)
		if rest.pivot() >= 0 {
			span.add(rest)
		}
	}
	if err := span.nullSpace(len(columns)).prove(rows); err != nil {
		return true, err
	}
	large := 0 // columns are sorted: the large ones first
	for large < len(columns) && len(columns[large].units) >= u.Min {
		large++
	}
	s := unitSearch{columns: columns, limit: u.Min - 1, steps: unitSteps}
	return s.search(span.vanishing(large), nil)
}

// unitSteps bounds the search for combinations: a second, not minutes.
const unitSteps = 200_000

// column is the atoms that are in the same groups.
type column struct {
	groups []int
	units  []int // distinct, increasing
}

// columns are the distinct ones, those with most units first; atoms in no group are left out.
func (u Units) columns(groups [][]int) []column {
	in := make([][]int, len(u.Unit))
	for g, atoms := range groups {
		for _, a := range atoms {
			in[a] = append(in[a], g)
		}
	}
	at := map[string]int{}
	var columns []column
	for a, gs := range in {
		if len(gs) == 0 {
			continue
		}
		var key strings.Builder
		for _, g := range gs {
			key.WriteString(strconv.Itoa(g))
			key.WriteByte(' ')
		}
		c, known := at[key.String()]
		if !known {
			c = len(columns)
			at[key.String()], columns = c, append(columns, column{groups: gs})
		}
		columns[c].units = append(columns[c].units, u.Unit[a])
	}
	for c := range columns {
		slices.Sort(columns[c].units)
		columns[c].units = slices.Compact(columns[c].units)
	}
	slices.SortStableFunc(columns, func(a, b column) int { return cmp.Compare(len(b.units), len(a.units)) })
	return columns
}

// vanishing are the rows of an echelon basis of those forms of the span that are 0 at the first places.
func (b *basis) vanishing(places int) []form {
	var rows []form
	// Rows whose pivot lies behind the places are 0 there only if the basis is echelon in the order of the atoms; it is in the
	// order in which groups came, so it is made anew.
	for _, row := range echelon(slices.Clone(b.rows)) {
		if row.pivot() >= places {
			rows = append(rows, row)
		}
	}
	return rows
}

// echelon reduces rows so that pivots increase, and every pivot column is 0 in all other rows. Rows of nothing are dropped.
func echelon(rows []form) []form {
	if len(rows) == 0 {
		return nil
	}
	for i := range rows {
		rows[i] = slices.Clone(rows[i])
	}
	done := 0
	for place := 0; place < len(rows[0]) && done < len(rows); place++ {
		at := slices.IndexFunc(rows[done:], func(r form) bool { return r[place] != 0 })
		if at < 0 {
			continue
		}
		rows[done], rows[done+at] = rows[done+at], rows[done]
		pivot := rows[done].scaled()
		for i, row := range rows {
			if i != done {
				row.subtract(pivot, row[place], place)
			}
		}
		done++
	}
	return rows[:done]
}

// unitSearch looks for a combination on at most limit units.
type unitSearch struct {
	columns []column
	limit   int
	steps   int
}

// search asks whether the span of the rows has a combination, not 0, that is 0 outside the columns of the chosen units and
// of at most limit units in all.
//
// The rows are brought into echelon form on the columns that are not covered by the chosen units. If a row is left with nothing
// there, it is such a combination. Otherwise any combination is different from 0 at some pivot, so the search goes over the first
// pivot where it is: the units of that column are chosen, and rows before it are left out, because a combination that used one of
// them would be different from 0 at an earlier pivot. The depth is at most limit, the width the number of rows.
func (s *unitSearch) search(rows []form, chosen []int) (bool, error) {
	if s.steps--; s.steps < 0 {
		return true, ErrUnfinished
	}
	if len(rows) == 0 {
		return false, nil
	}
	uncovered := s.uncovered(chosen)
	cut := make([]form, len(rows))
	for i, row := range rows {
		cut[i] = make(form, len(uncovered))
		for j, c := range uncovered {
			cut[i][j] = row[c]
		}
	}
	reduced := echelon(cut)
	if len(reduced) < len(rows) {
		return true, nil
	}
	for i, row := range reduced {
		wider := union(chosen, s.columns[uncovered[row.pivot()]].units)
		if len(wider) > s.limit {
			continue
		}
		leaks, err := s.search(s.back(reduced[i:], uncovered), wider)
		if leaks || err != nil {
			return leaks, err
		}
	}
	return false, nil
}

// back writes forms over some columns as forms over all; what they are on covered columns does not matter any more.
func (s *unitSearch) back(cut []form, uncovered []int) []form {
	rows := make([]form, len(cut))
	for i, row := range cut {
		rows[i] = make(form, len(s.columns))
		for j, c := range uncovered {
			rows[i][c] = row[j]
		}
	}
	return rows
}

// uncovered are the columns that have a unit outside the chosen ones.
func (s *unitSearch) uncovered(chosen []int) []int {
	var columns []int
	for c, col := range s.columns {
		if slices.ContainsFunc(col.units, func(u int) bool { return !slices.Contains(chosen, u) }) {
			columns = append(columns, c)
		}
	}
	return columns
}

// union is sorted and has every unit once.
func union(a, b []int) []int {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
