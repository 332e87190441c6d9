package analysis

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/tabular"
	"tilstand/surveys"
)

// Read reads responses, and the people invited unless population is nil. Of a table of responses each row is a person: a column
// for each item of the instrument, named by its id and holding the code of the answer, and the columns that o names. Codes are those
// of the instrument's scales; an empty cell is a question left blank.
//
// The error is a *[tabular.FaultError] with everything that is wrong in both tables, or wraps [ErrOptions], or says why a
// table could not be read to its end.
func Read(in *surveys.Instrument, responses, population *tabular.Table, o Options) (*Dataset, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	d := &Dataset{
		instrument: in, options: o, questions: newQuestionnaire(in),
		ownerOf: map[int]int{}, cells: map[cell]*sums{}, rows: map[place][]analytics.AtomResponse{}, summed: map[scope]*sums{},
	}
	var faults tabular.Faults
	if err := d.readResponses(responses, &faults); err != nil {
		return nil, err
	}
	if population != nil {
		if err := d.readPopulation(population, &faults); err != nil {
			return nil, err
		}
	}
	if d.groups == nil {
		d.makeGroups()
	}
	d.checkWaves(&faults)
	d.checkPlan(&faults)
	d.checkTargets(&faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if d.responses == 0 {
		return nil, fmt.Errorf("%w: the file of responses has none", ErrOptions)
	}
	return d, nil
}

// mostCells is more than a country has: schools, waves and groups of staff. A column of birthdays has more.
const mostCells = 200_000

// reader turns rows into responses.
type reader struct {
	*Dataset
	faults *tabular.Faults

	by                    []int // places of columns
	wave, unit, owner, id int   // −1: no such column
	items                 []itemColumn

	ids     map[string]int // the row that a response stands in
	codes   []int8         // of the row at hand, as are the two below
	answers []float64
	key     []string
	cell    cell  // of the last response, whose sums are
	sums    *sums // these: files are often sorted
}

// itemColumn is where the answers to an item stand, and what may stand there.
type itemColumn struct {
	name  string
	place int
	codes map[string]int8
}

func (d *Dataset) readResponses(t *tabular.Table, faults *tabular.Faults) error {
	r := &reader{Dataset: d, faults: &tabular.Faults{File: "responses"}, ids: map[string]int{}}
	defer func() { faults.Merge(*r.faults) }()
	if !r.columns(t) {
		return nil
	}
	r.codes, r.answers, r.key = make([]int8, len(r.items)), make([]float64, len(r.items)), make([]string, len(r.by))
	for row := range t.Rows(r.faults) {
		r.response(row)
		if n := len(r.cells); n > mostCells {
			return fmt.Errorf("%w: units, waves and groups make more than %d different places at row %d; is a column named that holds something else in every row?", ErrOptions, mostCells, row.Number)
		}
	}
	if err := t.Err(); err != nil {
		return fmt.Errorf("read responses: %w", err)
	}
	return nil
}

// columns finds the columns; without them there is no point in reading on.
func (r *reader) columns(t *tabular.Table) (all bool) {
	all = true
	used := map[string]bool{}
	find := func(name string) int {
		place, ok := t.Column(name)
		if !ok {
			r.faults.Add(tabular.Fault{Row: 1, Column: name, Problem: tabular.UnknownColumn, Allowed: strings.Join(t.Columns(), ", ")})
			all = false
		}
		used[name] = true
		return place
	}
	optional := func(name string) int {
		if name == "" {
			return -1
		}
		return find(name)
	}
	for _, name := range r.options.By {
		r.by = append(r.by, find(name))
	}
	r.wave, r.unit, r.owner, r.id = optional(r.options.Wave), optional(r.options.Unit), optional(r.options.Owner), optional(r.options.ID)
	for _, v := range r.instrument.Variables() {
		name := itemColumnName(t, v.Name)
		r.items = append(r.items, itemColumn{name, find(name), r.codesOf(r.instrument.Answers(v))})
	}
	for _, name := range t.Columns() {
		if name != "" && !used[name] {
			r.unused = append(r.unused, name)
		}
	}
	return all
}

// itemColumnName is the column of a variable: the one with its name, or the only one that differs from it in capitals.
func itemColumnName(t *tabular.Table, variable string) string {
	if _, ok := t.Column(variable); ok {
		return variable
	}
	var alike []string
	for _, name := range t.Columns() {
		if strings.EqualFold(name, variable) {
			alike = append(alike, name)
		}
	}
	if len(alike) == 1 {
		return alike[0]
	}
	return variable
}

// codesOf are the texts that may stand in a cell. A code may be written with decimals that are zero, as some programs do.
func (r *reader) codesOf(scale surveys.Scale) map[string]int8 {
	codes := map[string]int8{"": surveys.Blank}
	for _, missing := range r.options.Missing {
		codes[missing] = surveys.Blank
	}
	for _, code := range scale.Codes() {
		codes[strconv.Itoa(int(code))] = code
	}
	return codes
}

func (c itemColumn) code(cell string) (code int8, ok bool) {
	if code, ok = c.codes[cell]; ok {
		return code, true
	}
	whole, zeros, found := strings.Cut(strings.Replace(cell, ",", ".", 1), ".")
	if !found || strings.Trim(zeros, "0") != "" || whole == "" {
		return 0, false
	}
	code, ok = c.codes[whole]
	return code, ok
}

func (c itemColumn) allowed() string {
	var codes []string
	for _, code := range slices.Sorted(maps.Values(c.codes)) {
		if code != surveys.Blank {
			codes = append(codes, strconv.Itoa(int(code)))
		}
	}
	return strings.Join(codes, ", ") + ", or empty"
}

// response takes one row, or names all that is wrong with it.
func (r *reader) response(row tabular.Row) {
	before := r.faults.N
	fault := func(column, value string, problem tabular.Problem, allowed string) {
		r.faults.Add(tabular.Fault{Row: row.Number, Column: column, Value: value, Problem: problem, Allowed: allowed})
	}
	named := func(place int, column string) string {
		if place < 0 {
			return All
		}
		switch row.Cells[place] {
		case "":
			fault(column, "", tabular.Missing, "")
		case All:
			fault(column, All, tabular.NotAllowed, "any other name; this one stands for all of them together")
		}
		return row.Cells[place]
	}
	for i, item := range r.items {
		code, ok := item.code(row.Cells[item.place])
		if !ok {
			fault(item.name, row.Cells[item.place], tabular.NotAllowed, item.allowed())
		}
		r.codes[i] = code
	}
	unit, wave := named(r.unit, r.options.Unit), named(r.wave, r.options.Wave)
	if r.id >= 0 {
		r.identify(row, fault)
	}
	for i, place := range r.by {
		r.key[i] = row.Cells[place]
	}
	var owner string
	if r.owner >= 0 {
		owner = named(r.owner, r.options.Owner)
	}
	if r.faults.N > before {
		return
	}
	r.instrument.Hide(r.codes)
	c := cell{r.units.number(unit), r.waves.number(wave), r.atom(r.key)}
	if r.owner >= 0 && !r.belongs(c.unit, r.owners.number(owner)) {
		fault(r.options.Owner, owner, tabular.NotAllowed, fmt.Sprintf("%s, the owner of %s in the rows above", r.owners.list[r.ownerOf[c.unit]], unit))
		return
	}
	r.count(c)
}

func (r *reader) identify(row tabular.Row, fault func(column, value string, problem tabular.Problem, allowed string)) {
	id := row.Cells[r.id]
	if id == "" {
		fault(r.options.ID, "", tabular.Missing, "")
		return
	}
	if first, taken := r.ids[id]; taken {
		fault(r.options.ID, id, tabular.Duplicate, fmt.Sprintf("row %d", first))
		return
	}
	r.ids[id] = row.Number
}

// belongs reports whether the unit has this owner and no other.
func (r *reader) belongs(unit, owner int) bool {
	if known, ok := r.ownerOf[unit]; ok {
		return known == owner
	}
	r.ownerOf[unit] = owner
	return true
}

func (r *reader) count(c cell) {
	if r.sums == nil || c != r.cell {
		if r.cells[c] == nil {
			r.cells[c] = r.questions.newSums()
		}
		r.cell, r.sums = c, r.cells[c]
	}
	r.sums.add(r.questions, r.codes, r.answers)
	r.responses++
	if r.options.Keep {
		at := place{c.unit, c.wave}
		r.rows[at] = append(r.rows[at], analytics.AtomResponse{Atom: c.atom, Codes: slices.Clone(r.codes)})
	}
}
