package analysis

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tilstand/internal/tabular"
)

// invitedColumn is the column of a file of people invited that has their number.
const invitedColumn = "invited"

// mostInvited keeps a slip of the finger from becoming a school of a hundred million.
const mostInvited = 10_000_000

// populationReader reads who was invited: a row for every unit, wave and combination of the groups that are told apart. It may
// leave groups out; then the number invited is known of the others and in total.
type populationReader struct {
	*Dataset
	faults     *tabular.Faults
	unit, wave int   // −1: not told apart
	by         []int // by column; −1: left out
	invited    int
	rows       map[string]int // where each unit, wave and group stands
	known      []invitation
}

// invitation is a row of the file.
type invitation struct {
	row        int
	unit, wave int
	values     []string
	n          int
}

func (d *Dataset) readPopulation(t *tabular.Table, faults *tabular.Faults) error {
	p := &populationReader{Dataset: d, faults: &tabular.Faults{File: "population"}, rows: map[string]int{}}
	defer func() { faults.Merge(*p.faults) }()
	if !p.columns(t) {
		return nil
	}
	for row := range t.Rows(p.faults) {
		p.row(row)
	}
	if err := t.Err(); err != nil {
		return fmt.Errorf("read population: %w", err)
	}
	d.population, d.crossed = true, !slices.Contains(p.by, -1)
	d.makeGroups()
	p.addUp()
	p.compare()
	return nil
}

// columns are called as in the file of responses; unit and wave may also be called that.
func (p *populationReader) columns(t *tabular.Table) bool {
	before := p.faults.N
	find := func(names ...string) int {
		for _, name := range names {
			if place, ok := t.Column(name); ok {
				return place
			}
		}
		return -1
	}
	need := func(names ...string) int {
		place := find(names...)
		if place < 0 {
			p.faults.Add(tabular.Fault{Row: 1, Column: names[0], Problem: tabular.UnknownColumn, Allowed: strings.Join(t.Columns(), ", ")})
		}
		return place
	}
	p.unit, p.wave = -1, -1
	if p.options.Unit != "" {
		p.unit = need(p.options.Unit, "unit")
	}
	if p.options.Wave != "" {
		p.wave = need(p.options.Wave, "wave")
	}
	for _, column := range p.options.By {
		p.by = append(p.by, find(column))
	}
	p.invited = need(invitedColumn)
	for place, name := range t.Columns() {
		if name != "" && place != p.unit && place != p.wave && place != p.invited && !slices.Contains(p.by, place) {
			p.faults.Add(tabular.Fault{Row: 1, Column: name, Problem: tabular.UnusedColumn, Allowed: strings.Join(p.wanted(), ", ")})
		}
	}
	return p.faults.N == before
}

// wanted are the columns that the file may have, by what was asked.
func (p *populationReader) wanted() []string {
	wanted := slices.DeleteFunc([]string{p.options.Unit, p.options.Wave}, func(name string) bool { return name == "" })
	return append(append(wanted, p.options.By...), invitedColumn)
}

func (p *populationReader) row(row tabular.Row) {
	before := p.faults.N
	named := func(place int, column string) string {
		if place < 0 {
			return All
		}
		if row.Cells[place] == "" {
			p.faults.Add(tabular.Fault{Row: row.Number, Column: column, Problem: tabular.Missing})
		}
		return row.Cells[place]
	}
	unit, wave := named(p.unit, p.options.Unit), named(p.wave, p.options.Wave)
	values := make([]string, len(p.by))
	for i, place := range p.by {
		if place >= 0 {
			values[i] = row.Cells[place]
		}
	}
	n, err := strconv.Atoi(row.Cells[p.invited])
	if err != nil || n < 0 || n > mostInvited {
		p.faults.Add(tabular.Fault{Row: row.Number, Column: invitedColumn, Value: row.Cells[p.invited], Problem: tabular.NotNumber, Allowed: fmt.Sprintf("0 to %d", mostInvited)})
	}
	key := strings.Join(append([]string{unit, wave}, values...), "\x1f")
	if first, taken := p.rows[key]; taken {
		p.faults.Add(tabular.Fault{Row: row.Number, Value: described(unit, wave, values), Problem: tabular.Duplicate, Allowed: fmt.Sprintf("row %d", first)})
	}
	if p.faults.N > before {
		return
	}
	p.rows[key] = row.Number
	i := invitation{row: row.Number, unit: p.units.number(unit), wave: p.waves.number(wave), values: values, n: n}
	if !slices.Contains(p.by, -1) {
		p.atom(values)
	}
	p.known = append(p.known, i)
}

// described names a unit, wave and group for a reader.
func described(unit, wave string, values []string) string {
	parts := slices.DeleteFunc(append([]string{unit, wave}, values...), func(s string) bool { return s == "" || s == All })
	if len(parts) == 0 {
		return "everybody"
	}
	return strings.Join(parts, ", ")
}

// addUp counts the people invited of every scope whose groups the file tells apart.
func (p *populationReader) addUp() {
	p.Dataset.invited, p.invitedIn = map[scope]int{}, map[cell]int{}
	for _, i := range p.known {
		if p.crossed {
			p.invitedIn[cell{i.unit, i.wave, p.atom(i.values)}] += i.n
		}
		for g := range p.groups {
			if !p.covers(g, i) {
				continue
			}
			for _, unit := range []int{everyone, i.unit} {
				for _, wave := range []int{everyone, i.wave} {
					p.Dataset.invited[scope{unit, wave, g}] += i.n
				}
			}
		}
	}
}

// covers reports whether the people of a row are in a group.
func (p *populationReader) covers(group int, i invitation) bool {
	g := p.groups[group]
	switch {
	case g.atoms == nil:
		return true
	case p.crossed:
		return g.has(p.atom(i.values))
	case g.Column == "":
		return false
	}
	column := slices.Index(p.options.By, g.Column)
	return p.by[column] >= 0 && i.values[column] == g.Value
}

// compare holds the people invited against those who answered, for every row of the file and for answers that have none.
func (p *populationReader) compare() {
	answered := map[string]int{}
	for c, s := range p.cells {
		answered[p.keyOf(c)] += s.respondents
	}
	for _, i := range p.known {
		key := strings.Join(append([]string{p.units.list[i.unit], p.waves.list[i.wave]}, i.values...), "\x1f")
		if n := answered[key]; n > i.n {
			p.faults.Add(tabular.Fault{Row: i.row, Column: invitedColumn, Value: strconv.Itoa(i.n), Problem: tabular.TooFew, Allowed: fmt.Sprintf("%d, who answered", n)})
		}
		delete(answered, key)
	}
	for _, key := range slices.Sorted(maps.Keys(answered)) {
		parts := strings.Split(key, "\x1f")
		p.faults.Add(tabular.Fault{
			Value:   described(parts[0], parts[1], parts[2:]),
			Problem: tabular.Unlisted, Allowed: fmt.Sprintf("a row with at least %d, who answered", answered[key]),
		})
	}
}

// keyOf is the row of the file that has to have a cell's people.
func (p *populationReader) keyOf(c cell) string {
	values := slices.Clone(p.values[c.atom])
	for i, place := range p.by {
		if place < 0 {
			values[i] = ""
		}
	}
	return strings.Join(append([]string{p.units.list[c.unit], p.waves.list[c.wave]}, values...), "\x1f")
}
