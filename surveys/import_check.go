package surveys

import (
	"cmp"
	"maps"
	"slices"

	"tilstand/internal/programme"
)

// reading is a sheet being read under a mapping.
type reading struct {
	in     *Instrument
	t      *programme.Template
	sheet  *Sheet
	m      ImportMap // complete: what was said, and what is obvious
	faults []ImportFault
}

// A coded row is what is taken from a row of a sheet.
type codedRow struct {
	group string // key of the staff group; empty when no column tells
	codes []int8 // one per variable
}

// read finds every fault of the mapping and of the values, and returns the rows that hold an answer. With faults, rows are not whole and
// only good for being counted.
func (r *reading) read() (rows []codedRow, empty int) {
	r.checkMap()
	codes := r.codes()
	var told []bool // rows with an answer
	for row := range r.sheet.Lines {
		coded := codedRow{codes: make([]int8, len(codes))}
		answered := false
		for item, column := range codes {
			coded.codes[item] = Blank
			if column != nil {
				coded.codes[item] = column[row]
			}
			answered = answered || coded.codes[item] != Blank
		}
		if !slices.Contains(coded.codes, unread) {
			r.in.Hide(coded.codes)
		}
		told = append(told, answered)
		if answered {
			rows = append(rows, coded)
		} else {
			empty++
		}
	}
	r.readGroups(rows, told)
	if len(rows) == 0 && len(r.faults) == 0 {
		r.fault(ImportFault{Problem: NoAnswers})
	}
	return rows, empty
}

func (r *reading) fault(f ImportFault) { r.faults = append(r.faults, f) }

// unread stands for a value that is no answer, until its fault is mended: it is not blank, so the row counts.
const unread int8 = 127

// codes translates the columns, by variable; nil where the variable has none.
func (r *reading) codes() [][]int8 {
	variables := r.in.Variables()
	codes := make([][]int8, len(variables))
	for i, v := range variables {
		name, mapped := r.m.Items[ItemID(v.Name)]
		if !mapped {
			continue
		}
		column := r.sheet.Column(name)
		switch {
		case column == nil:
			r.fault(ImportFault{Problem: ColumnUnknown, Item: ItemID(v.Name), Column: name, Allowed: r.columnNames()})
		case column.Free:
			r.fault(ImportFault{Problem: ColumnFree, Item: ItemID(v.Name), Column: name})
		default:
			codes[i] = r.column(v, column)
		}
	}
	return codes
}

// column translates the values of a column once each, and then its cells.
func (r *reading) column(v Variable, column *SheetColumn) []int8 {
	means := make([]int8, len(column.Values)+1)
	for place := range means {
		value := ""
		if place > 0 {
			value = column.Values[place-1]
		}
		code, ok := r.m.codeOf(r.in, v, value)
		if !ok {
			code = unread
			r.fault(ImportFault{
				Problem: ValueUnknown, Item: ItemID(v.Name), Column: column.Name, Value: value,
				Rows: r.linesWhere(column, uint16(place), nil), Allowed: answersTo(r.in.Answers(v)),
			})
		}
		means[place] = code
	}
	codes := make([]int8, len(column.Cells))
	for row, place := range column.Cells {
		codes[row] = means[place]
	}
	return codes
}

// readGroups gives the rows that hold an answer their staff groups.
func (r *reading) readGroups(rows []codedRow, told []bool) {
	if r.m.GroupColumn == "" {
		return
	}
	column := r.sheet.Column(r.m.GroupColumn)
	switch {
	case column == nil:
		r.fault(ImportFault{Problem: ColumnUnknown, Column: r.m.GroupColumn, Allowed: r.columnNames()})
		return
	case column.Free:
		r.fault(ImportFault{Problem: ColumnFree, Column: r.m.GroupColumn})
		return
	}
	means := make([]string, len(column.Values)+1)
	for place := range means {
		problem, value := GroupMissing, ""
		if place > 0 {
			problem, value = GroupUnknown, column.Values[place-1]
		}
		means[place] = r.m.groupOf(r.t, value)
		_, known := r.t.StaffGroup(means[place])
		_, said := r.m.Groups[value] // then checkMap has named it
		if lines := r.linesWhere(column, uint16(place), told); !known && !said && len(lines) > 0 {
			means[place] = ""
			r.fault(ImportFault{Problem: problem, Column: column.Name, Value: value, Rows: lines, Allowed: groupKeys(r.t)})
		}
	}
	next := 0
	for row, place := range column.Cells {
		if told[row] {
			rows[next].group = means[place]
			next++
		}
	}
}

// linesWhere lists the lines of the file in which the column holds a value, of the rows told; nil means all of them.
func (r *reading) linesWhere(column *SheetColumn, place uint16, told []bool) []int {
	var lines []int
	for row, held := range column.Cells {
		if held == place && (told == nil || told[row]) {
			lines = append(lines, r.sheet.Lines[row])
		}
	}
	return lines
}

// ignored are the columns that nothing is taken from.
func (r *reading) ignored() []string {
	used := append(slices.Collect(maps.Values(r.m.Items)), r.m.GroupColumn)
	return slices.DeleteFunc(r.columnNames(), func(name string) bool { return slices.Contains(used, name) })
}

// sortedFaults puts what is wrong with the mapping first, and the rest in the order of the rows.
func sortedFaults(faults []ImportFault) []ImportFault {
	first := func(f ImportFault) int {
		if len(f.Rows) == 0 {
			return 0
		}
		return f.Rows[0]
	}
	slices.SortStableFunc(faults, func(a, b ImportFault) int { return cmp.Compare(first(a), first(b)) })
	return faults
}
