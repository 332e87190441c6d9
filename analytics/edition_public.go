package analytics

import "slices"

// Public lays the edition out for a paper that anybody may read, such as one for a council: what is for the owner alone is left out. A group of fewer
// than four schools is not in it, and a figure over fewer is hidden there, for the reason that [ReadersLeaders] begins there: a council's papers are read by the
// leaders of the schools, too, and with three, two who compare notes know the third. It is a part of what the edition says, and so tells nothing
// that the audit of editions has not passed.
func (e *Edition) Public() *EditionView {
	v := e.View()
	v.Rows = slices.DeleteFunc(v.Rows, func(row EditionRow) bool { return row.Readers == ReadersOwner })
	for i := range v.Rows {
		row := &v.Rows[i]
		row.Overall = e.public(row.Overall, row.Key)
		for k := range row.Cells {
			row.Cells[k] = e.public(row.Cells[k], row.Key)
		}
	}
	return v
}

// public hides a figure that too few schools are behind.
func (e *Edition) public(row OwnerRow, group string) OwnerRow {
	if _, shown := row.Now.Shown(); shown && e.Figure(measureOf(row.Component), group).Schools() < leaderSchools {
		return OwnerRow{Component: row.Component, Steps: row.Steps, Now: Cell{state: Hidden}, Target: row.Target}
	}
	return row
}

// MinPublicSchools is the number of schools from which a figure over them stands in [Edition.Public].
const MinPublicSchools = leaderSchools
