package analytics

import (
	"slices"

	"tilstand/analytics/stat"
	"tilstand/internal/programme"
)

// EditionView is an edition laid out for readers: a row for every group, its figures against the targets of the date.
type EditionView struct {
	Edition    EditionHead     `json:"edition"`
	Scope      EditionScope    `json:"scope"`
	MinSchools int             `json:"min_schools"`
	Synthetic  bool            `json:"synthetic"`
	Components []ComponentHead `json:"components"`
	Rows       []EditionRow    `json:"rows"`
	Quality    *EditionQuality `json:"quality"` // nil but for a programme's editions over enough schools
}

// EditionRow is a group of an edition.
type EditionRow struct {
	Edition   EditionHead      `json:"edition"`
	Key       string           `json:"key"`
	Kind      EditionGroupKind `json:"kind"`
	Phase     *PhaseHead       `json:"phase,omitempty"`
	Semester  string           `json:"semester,omitempty"`
	Name      string           `json:"name,omitempty"` // of the cohort
	Schools   int              `json:"schools"`
	Waiting   int              `json:"waiting"` // left out until more come with them
	HeadCount int              `json:"head_count"`
	Answered  Cell             `json:"answered"`
	Readers   EditionReaders   `json:"readers"`
	Overall   OwnerRow         `json:"overall"`
	Cells     []OwnerRow       `json:"cells"` // one for each component of the programme
}

// Missed are the components at which the schools of the group together are surely under the target, and how many are held against one.
func (r EditionRow) Missed() (missed []programme.ComponentKey, judged int) {
	for _, c := range r.Cells {
		if c.Gap == nil {
			continue
		}
		if judged++; c.Gap.Verdict == stat.TargetNotReached {
			missed = append(missed, c.Component)
		}
	}
	return missed, judged
}

// View lays the edition out.
func (e *Edition) View() *EditionView {
	v := &EditionView{
		Edition: e.Head(), Scope: e.Scope, MinSchools: e.MinSchools, Synthetic: e.Synthetic, Components: componentHeads(), Rows: []EditionRow{}, Quality: e.Quality,
	}
	for _, g := range e.Groups {
		v.Rows = append(v.Rows, *e.row(g.Key, v.Components))
	}
	return v
}

// row is a group of the edition; all of it not asked where there is no such group.
func (e *Edition) row(key string, components []ComponentHead) *EditionRow {
	g, ok := e.Group(key)
	if !ok {
		g = EditionGroup{Key: key, Answered: Cell{state: NotAsked}}
	}
	row := &EditionRow{
		Edition: e.Head(), Key: key, Kind: g.Kind, Semester: g.Semester, Name: g.Name,
		Schools: len(g.Atoms), Waiting: g.Waiting, HeadCount: g.HeadCount, Answered: g.Answered, Readers: g.Readers,
		Overall: e.cell("", g), Cells: []OwnerRow{},
	}
	if g.Phase != "" {
		head := phaseHead(programme.Builtin(), g.Phase)
		row.Phase = &head
	}
	for _, c := range components {
		row.Cells = append(row.Cells, e.cell(c.Key, g))
	}
	return row
}

// cell is a component in a group of the edition, against the target of the date; empty is overall.
func (e *Edition) cell(c programme.ComponentKey, g EditionGroup) OwnerRow {
	key := OverallKey
	if c != "" {
		key = ComponentMeasureKey(c)
	}
	f := e.Figure(key, g.Key)
	row := OwnerRow{Component: c, Now: f.Cell, HeadCount: f.HeadCount, Spread: f.Spread}
	m := slices.IndexFunc(e.Measures, func(m EditionMeasure) bool { return m.Key == key })
	if m >= 0 {
		row.Steps = e.Measures[m].Steps
	}
	target, ok := g.Targets[c]
	if !ok {
		return row
	}
	row.Target = &target
	if estimate, ok := f.Cell.Shown(); ok {
		row.Gap = gap(reading{Estimate: estimate, headCount: f.HeadCount, steps: row.Steps, items: len(e.Measures[m].Items)}, target)
	}
	return row
}
