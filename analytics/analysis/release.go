package analysis

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"

	"tilstand/analytics"
	"tilstand/analytics/disclosure"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// ReleasesSchema is the JSON Schema of [Releases] as a document. It refers to that of a release, analytics.ReleaseSchema.
//
//go:embed releases.schema.json
var ReleasesSchema string

// Releases is what readers would get of a file of responses: a release of each wave of each unit, each having passed the gate.
type Releases struct {
	Format   int                  `json:"format"`
	MinGroup int                  `json:"min_group"`
	Notes    []string             `json:"notes"`
	Releases []*analytics.Release `json:"releases"` // by unit, then wave
	Editions []*analytics.Edition `json:"editions"` // by owner; see [Dataset.Releases]
}

// blankValue labels the people without a value in a column. Labels are never empty.
const blankValue = "(blank)"

// Releases makes them. Responses must have been kept ([Options.Keep]), and people invited known of every combination of the columns or not
// at all: a release says of each of its atoms how many people it has.
//
// Every release has passed its audit, which takes longer the more of its groups overlap.
//
// Where owners are told apart, there is an edition for each as well, as if all its units shared their results: of state surveys, over three
// units or more, and only where people invited are known. The notes say why there is none. The error wraps [ErrOptions], or comes from the gate.
func (d *Dataset) Releases(ctx context.Context) (*Releases, error) {
	if !d.options.Keep {
		return nil, fmt.Errorf("%w: releases are made from responses, which were not kept", ErrOptions)
	}
	if d.population && !d.crossed {
		return nil, fmt.Errorf("%w: the file of people invited has to tell apart every column of -by for releases; without it, leave -population out", ErrOptions)
	}
	all := &Releases{Format: Format, MinGroup: d.threshold(), Notes: d.releaseNotes(), Releases: []*analytics.Release{}, Editions: []*analytics.Edition{}}
	for _, at := range d.places() {
		r, err := d.release(ctx, at)
		if err != nil {
			return nil, fmt.Errorf("release of unit %s, wave %s: %w", d.units.name(at.unit), d.waves.name(at.wave), err)
		}
		all.Releases = append(all.Releases, r)
	}
	return all, d.addEditions(all)
}

// addEditions makes what owners would get, or says why they would get nothing.
func (d *Dataset) addEditions(all *Releases) error {
	note := func(format string, args ...any) { all.Notes = append(all.Notes, fmt.Sprintf(format, args...)) }
	switch {
	case d.options.Owner == "":
		return nil
	case !d.population:
		note("There are no editions for owners: units are weighted by the people invited, who are not known.")
		return nil
	case d.instrument.Kind != surveys.StateInstrument:
		note("There are no editions for owners: they have the condition, and a mapping survey is no part of it.")
		return nil
	}
	for _, owner := range d.owners.sorted() {
		e, err := d.edition(owner, all.Releases)
		switch {
		case errors.Is(err, analytics.ErrFewSchools):
			note("There is no edition for owner %s: it needs %d units whose numbers of answers may be shown.", d.owners.name(owner), analytics.MinOwnerSchools)
		case err != nil:
			return fmt.Errorf("edition for owner %s: %w", d.owners.name(owner), err)
		default:
			all.Editions = append(all.Editions, e)
		}
	}
	return nil
}

// edition is that of an owner, over the releases of its units.
func (d *Dataset) edition(owner int, releases []*analytics.Release) (*analytics.Edition, error) {
	name := d.owners.name(owner)
	scope := analytics.EditionScope{Kind: analytics.OwnerScope, ID: name, Name: name}
	if programme.CheckOrgnr(name) == nil {
		scope.Orgnr = name
	}
	its := map[programme.SchoolID]bool{}
	for _, unit := range d.unitsOf(owner) {
		its[programme.SchoolID(d.units.name(unit))] = true
	}
	var waves []programme.PhaseKey
	for _, wave := range d.waveOrder() {
		waves = append(waves, programme.PhaseKey(d.waves.name(wave)))
	}
	e, err := analytics.ComputeOwnerEdition(scope, waves, slices.DeleteFunc(slices.Clone(releases), func(r *analytics.Release) bool { return !its[r.School.ID] }))
	if err != nil {
		return nil, err
	}
	e.ID = analytics.EditionID("file:" + name) // the same file gives the same document
	return e, nil
}

func (d *Dataset) threshold() int {
	if d.options.Threshold == 0 {
		return surveys.DefaultMinGroup
	}
	return d.options.Threshold
}

func (d *Dataset) releaseNotes() []string {
	notes := []string{"Every figure has passed disclosure control; a group of fewer than the minimum group is not shown, nor what it would follow from."}
	if !d.population {
		notes = append(notes, "The number of people invited is not known: head counts are 0, there are no response rates, and nothing is corrected for a finite population.")
	}
	return append(notes,
		"Wave and school are as the file names them. What only a wave that was asked in the service has is filled in: dates are 0001-01-01, an organisation number that is none is 000000000, the municipality is 0000.")
}

// release is that of one wave of one unit, in the groups that anybody belongs to there.
func (d *Dataset) release(ctx context.Context, at place) (*analytics.Release, error) {
	atoms := d.atomsAt(at)
	breakdown, err := d.breakdown(at, atoms)
	if err != nil {
		return nil, err
	}
	number := map[int]int{}
	for i, atom := range atoms {
		number[atom] = i
	}
	responses := slices.Clone(d.rows[at])
	for i := range responses {
		responses[i].Atom = number[responses[i].Atom]
	}
	wave, school := d.wave(at), d.school(at.unit)
	r, err := analytics.ReleaseBreakdown(ctx, wave, school, d.instrument, breakdown, responses)
	if err != nil {
		return nil, err
	}
	r.ID = analytics.ReleaseID("file:" + string(wave.ID)) // the same file gives the same document
	return r, nil
}

// atomsAt are the atoms with anybody who answered or was invited there.
func (d *Dataset) atomsAt(at place) []int {
	var atoms []int
	for _, atom := range d.atoms.sorted() {
		c := cell{at.unit, at.wave, atom}
		if d.cells[c] != nil || d.invitedIn[c] > 0 {
			atoms = append(atoms, atom)
		}
	}
	return atoms
}

func (d *Dataset) breakdown(at place, atoms []int) (analytics.Breakdown, error) {
	var plan disclosure.Plan
	var headCounts []int
	for _, atom := range atoms {
		plan.Atoms = append(plan.Atoms, disclosure.Atom{Label: d.label(atom)})
		if d.population {
			headCounts = append(headCounts, d.invitedIn[cell{at.unit, at.wave, atom}])
		}
	}
	for g, group := range d.groups {
		planned := disclosure.Group{Label: group.Key, Level: d.level(g)}
		for i, atom := range atoms {
			if group.has(atom) {
				planned.Atoms = append(planned.Atoms, i)
			}
		}
		if len(planned.Atoms) > 0 {
			plan.Groups = append(plan.Groups, planned)
		}
	}
	return analytics.NewBreakdown(plan, headCounts, nil)
}

// level of a group: that of the plan, else 0 of everybody and 1 of the others.
func (d *Dataset) level(group int) int {
	switch {
	case d.options.Plan != nil:
		return d.options.Plan.Groups[group].Level
	case group == 0:
		return 0
	}
	return 1
}

// label is what an atom is called in plans and releases; that of everybody without columns is the group's own.
func (d *Dataset) label(atom int) string {
	if len(d.options.By) == 0 {
		return analytics.TotalGroup
	}
	return atomLabel(d.values[atom])
}

// wave is as much of a wave as a release of it says.
func (d *Dataset) wave(at place) surveys.Wave {
	unit, wave := d.units.name(at.unit), d.waves.name(at.wave)
	return surveys.Wave{
		ID: surveys.WaveID(unit + "/" + wave), SchoolName: unit, Phase: programme.PhaseKey(wave),
		Programme: "file", ProgrammeVersion: 1,
		Instrument: d.instrument.Key, InstrumentVersion: d.instrument.Version, InstrumentHash: d.instrument.Hash(),
		MinGroup: d.threshold(), Targets: d.levelsOf(wave),
	}
}

// levelsOf are the targets of the components in a wave.
func (d *Dataset) levelsOf(wave string) map[programme.ComponentKey]float64 {
	levels := map[programme.ComponentKey]float64{}
	for _, m := range d.questions.measures {
		if level, _, ok := d.targetOf(m, wave); ok && m.Kind == analytics.ComponentMeasure {
			levels[m.Component] = level
		}
	}
	return levels
}

func (d *Dataset) school(unit int) programme.School {
	name := d.units.name(unit)
	school := programme.School{ID: programme.SchoolID(name), Name: name, Orgnr: "000000000", Municipality: "0000", WrittenForm: "nb"}
	if programme.CheckOrgnr(name) == nil {
		school.Orgnr = name
	}
	return school
}

// Rows is how many rows its tables have.
func (r *Releases) Rows() int {
	rows := 0
	for _, one := range r.Releases {
		rows += len(one.Figures) + len(one.Groups)
	}
	return rows
}

// Write writes the document, indented.
func (r *Releases) Write(w io.Writer) error {
	if err := writeDocument(w, r, true); err != nil {
		return fmt.Errorf("write releases: %w", err)
	}
	return nil
}
