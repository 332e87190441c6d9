package surveys

import (
	"cmp"
	"fmt"
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
	codes []int8 // in the instrument's item order
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

// codes translates the columns, by item; nil where the item has none.
func (r *reading) codes() [][]int8 {
	items := r.in.Items()
	codes := make([][]int8, len(items))
	for i, item := range items {
		name, mapped := r.m.Items[item.ID]
		if !mapped {
			continue
		}
		column := r.sheet.Column(name)
		switch {
		case column == nil:
			r.fault(ImportFault{Problem: ColumnUnknown, Item: item.ID, Column: name, Allowed: r.columnNames()})
		case column.Free:
			r.fault(ImportFault{Problem: ColumnFree, Item: item.ID, Column: name})
		default:
			codes[i] = r.column(item, column)
		}
	}
	return codes
}

// column translates the values of a column once each, and then its cells.
func (r *reading) column(item Item, column *SheetColumn) []int8 {
	means := make([]int8, len(column.Values)+1)
	for place := range means {
		value := ""
		if place > 0 {
			value = column.Values[place-1]
		}
		code, ok := r.m.codeOf(r.in, item, value)
		if !ok {
			code = unread
			r.fault(ImportFault{
				Problem: ValueUnknown, Item: item.ID, Column: column.Name, Value: value,
				Rows: r.linesWhere(column, uint16(place), nil), Allowed: answersTo(r.in.Scale(item)),
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

// checkMap finds what is wrong with the mapping by itself.
func (r *reading) checkMap() {
	used := map[string]int{r.m.GroupColumn: 1}
	for _, item := range r.in.Items() {
		column, mapped := r.m.Items[item.ID]
		notAsked := slices.Contains(r.m.NotAsked, item.ID)
		switch {
		case mapped && notAsked:
			r.fault(ImportFault{Problem: ItemBoth, Item: item.ID})
		case !mapped && !notAsked:
			r.fault(ImportFault{Problem: ItemNoColumn, Item: item.ID})
		}
		if mapped {
			used[column]++
		}
	}
	for _, column := range slices.Sorted(maps.Keys(used)) {
		if column != "" && used[column] > 1 {
			r.fault(ImportFault{Problem: ColumnTwice, Column: column})
		}
	}
	for _, id := range slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(r.m.Items)), r.m.NotAsked))) {
		if _, known := r.in.Item(id); !known {
			r.fault(ImportFault{Problem: ItemUnknown, Item: id})
		}
	}
	for _, value := range slices.Sorted(maps.Keys(r.m.Groups)) {
		if _, known := r.t.StaffGroup(r.m.Groups[value]); !known {
			r.fault(ImportFault{Problem: GroupUnknown, Value: r.m.Groups[value], Allowed: groupKeys(r.t)})
		}
	}
	r.checkCodes()
}

// checkCodes holds the codes of the mapping against the scales they are for.
func (r *reading) checkCodes() {
	for _, key := range slices.Sorted(maps.Keys(r.m.Codes)) {
		scales := r.scalesOf(key)
		if len(scales) == 0 {
			r.fault(ImportFault{Problem: CodeKeyUnknown, Value: key})
			continue
		}
		for _, value := range slices.Sorted(maps.Keys(r.m.Codes[key])) {
			code := r.m.Codes[key][value]
			for _, scale := range scales {
				if code != Blank && !scale.Accepts(code) {
					r.fault(ImportFault{Problem: CodeUnknown, Value: value, Allowed: append(answersTo(scale), "-1")})
					break
				}
			}
		}
	}
}

// scalesOf are the scales that a key of Codes is about.
func (r *reading) scalesOf(key string) []Scale {
	if scale, ok := r.in.Scales[key]; ok {
		return []Scale{scale}
	}
	if item, ok := r.in.Item(ItemID(key)); ok {
		return []Scale{r.in.Scale(item)}
	}
	if key == everyItem {
		return slices.Collect(maps.Values(r.in.Scales))
	}
	return nil
}

func (r *reading) columnNames() []string {
	var names []string
	for _, c := range r.sheet.Columns {
		if c.Name != "" {
			names = append(names, c.Name)
		}
	}
	return names
}

// ignored are the columns that nothing is taken from.
func (r *reading) ignored() []string {
	used := append(slices.Collect(maps.Values(r.m.Items)), r.m.GroupColumn)
	return slices.DeleteFunc(r.columnNames(), func(name string) bool { return slices.Contains(used, name) })
}

// answersTo are the codes of a scale with their labels, in English: "1 (To a very small extent)".
func answersTo(scale Scale) []string {
	var answers []string
	for _, option := range slices.Concat(scale.Steps, scale.Outside) {
		answers = append(answers, fmt.Sprintf("%d (%s)", option.Code, option.Label.In("en")))
	}
	return answers
}

func groupKeys(t *programme.Template) []string {
	var keys []string
	for _, g := range t.StaffGroups {
		keys = append(keys, g.Key)
	}
	return keys
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
