package analysis

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tilstand/analytics"
	"tilstand/analytics/disclosure"
	"tilstand/surveys"
)

// All is what stands for a column that is not told apart: all units, all waves. The group of everybody is
// [analytics.TotalGroup].
const All = "all"

// Dataset is what was read of responses and of the people invited, added up. [Read] makes it.
type Dataset struct {
	instrument *surveys.Instrument
	options    Options
	questions  questionnaire

	units   names
	waves   names
	owners  names
	atoms   names       // the values of the columns broken down by, joined
	values  [][]string  // by atom, by column
	ownerOf map[int]int // by unit

	responses int
	unused    []string
	cells     map[cell]*sums
	rows      map[place][]analytics.AtomResponse // of each wave of each unit, with the atoms' numbers here

	groups     []Group
	invited    map[scope]int // by every scope whose number is known
	invitedIn  map[cell]int  // by atom, if every column is told apart
	population bool          // people invited are known, at least in total
	crossed    bool          // and for every atom

	summed map[scope]*sums
}

// cell is where a response belongs.
type cell struct{ unit, wave, atom int }

// place is a wave of a unit.
type place struct{ unit, wave int }

// scope is a set of responses: a unit, a wave and a group, of which the first two may be all (−1).
type scope struct{ unit, wave, group int }

const everyone = -1

// Group is a set of respondents in every wave and unit.
type Group struct {
	Key    string `json:"key"`              // total, or COLUMN=VALUE, or the label in the plan
	Column string `json:"column,omitempty"` // the column that it is made by
	Value  string `json:"value,omitempty"`

	atoms []int // nil: everybody
}

func (g Group) has(atom int) bool { return g.atoms == nil || slices.Contains(g.atoms, atom) }

// names number what is told apart, in the order it first appears.
type names struct {
	list  []string
	place map[string]int
}

func (n *names) number(name string) int {
	if i, ok := n.place[name]; ok {
		return i
	}
	if n.place == nil {
		n.place = map[string]int{}
	}
	n.place[name] = len(n.list)
	n.list = append(n.list, name)
	return len(n.list) - 1
}

// sorted are the numbers by name: numbers by size, then texts.
func (n names) sorted() []int {
	order := make([]int, len(n.list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return compareNames(n.list[a], n.list[b]) })
	return order
}

func compareNames(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX == nil && errY == nil:
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	}
	return cmp.Compare(a, b)
}

// name is that of a number, or [All].
func (n names) name(i int) string {
	if i == everyone {
		return All
	}
	return n.list[i]
}

// atomLabel is how plans and releases call an atom.
func atomLabel(values []string) string {
	named := make([]string, len(values))
	for i, v := range values {
		if named[i] = v; v == "" {
			named[i] = blankValue
		}
	}
	return strings.Join(named, "/")
}

func (d *Dataset) atom(values []string) int {
	before := len(d.atoms.list)
	i := d.atoms.number(strings.Join(values, "\x1f"))
	if i == before {
		d.values = append(d.values, slices.Clone(values))
	}
	return i
}

// makeGroups makes everybody, and a group of each value of each column; or those of the plan. People without a value in a column are
// in none of its groups.
func (d *Dataset) makeGroups() {
	if d.options.Plan != nil {
		d.planGroups(*d.options.Plan)
		return
	}
	d.groups = []Group{{Key: analytics.TotalGroup}}
	for c, column := range d.options.By {
		var values names
		for _, atom := range d.values {
			if atom[c] != "" {
				values.number(atom[c])
			}
		}
		for _, v := range values.sorted() {
			g := Group{Key: column + "=" + values.list[v], Column: column, Value: values.list[v], atoms: []int{}}
			for i, atom := range d.values {
				if atom[c] == g.Value {
					g.atoms = append(g.atoms, i)
				}
			}
			d.groups = append(d.groups, g)
		}
	}
}

// planGroups are those of a plan whose labels were checked when reading.
func (d *Dataset) planGroups(plan disclosure.Plan) {
	number := map[string]int{}
	for i, values := range d.values {
		number[atomLabel(values)] = i
	}
	for _, planned := range plan.Groups {
		g := Group{Key: planned.Label, atoms: []int{}}
		for _, atom := range planned.Atoms {
			if i, ok := number[plan.Atoms[atom].Label]; ok {
				g.atoms = append(g.atoms, i)
			}
		}
		if len(planned.Atoms) == len(plan.Atoms) {
			g.atoms = nil
		}
		d.groups = append(d.groups, g)
	}
}

// of are the sums of a scope.
func (d *Dataset) of(s scope) *sums {
	if known, ok := d.summed[s]; ok {
		return known
	}
	all := d.questions.newSums()
	for c, part := range d.cells {
		if (s.unit == everyone || s.unit == c.unit) && (s.wave == everyone || s.wave == c.wave) && d.groups[s.group].has(c.atom) {
			all.merge(part)
		}
	}
	d.summed[s] = all
	return all
}

// populationOf is the number of people invited of a scope; ok is false where it is not known.
func (d *Dataset) populationOf(s scope) (n int, ok bool) {
	if !d.population {
		return 0, false
	}
	n, ok = d.invited[s]
	if !ok && (d.crossed || d.groups[s.group].atoms == nil) {
		return 0, true
	}
	return n, ok
}

// unitsOf are the units of an owner, or all, by name.
func (d *Dataset) unitsOf(owner int) []int {
	return slices.DeleteFunc(d.units.sorted(), func(u int) bool {
		o, ok := d.ownerOf[u]
		return owner != everyone && (!ok || o != owner)
	})
}

// places are the waves of units that have anything, by unit, then wave.
func (d *Dataset) places() []place {
	have := map[place]bool{}
	for c := range maps.Keys(d.cells) {
		have[place{c.unit, c.wave}] = true
	}
	var all []place
	for _, unit := range d.units.sorted() {
		for _, wave := range d.waveOrder() {
			if have[place{unit, wave}] {
				all = append(all, place{unit, wave})
			}
		}
	}
	return all
}
