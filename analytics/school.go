package analytics

import (
	"fmt"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// School answers a query that names a school: its condition against the target, as of the query's wave or the latest released
// one. A school without a release has a view, too, which says so. The error is [ErrNotFound] for a school, released
// wave or group that is not there.
//
// It is for the school itself. Whether the reader may see the school is not asked here.
func (s *Store) School(q Query) (*SchoolView, error) {
	v, err := s.schoolView(q, s.Releases)
	if err == nil {
		v.Notes = append(v.Notes, s.withheldNotes(v.School)...)
	}
	return v, err
}

// SchoolForOwner answers the same query for the school's owner: over the releases that the school shares with it, without what single items say
// where it shares no more. The error is [ErrNotFound] also for a school that shares nothing.
func (s *Store) SchoolForOwner(q Query) (*SchoolView, error) {
	school, err := s.prog.SchoolByOrgnr(q.School)
	if err != nil {
		return nil, err
	}
	if s.SharedWithOwner(school.ID) == surveys.SharesNothing {
		return nil, notFound("shared results of school " + q.School)
	}
	v, err := s.schoolView(q, s.schoolForOwner)
	if err == nil && len(v.Waves) < len(s.stateWaves(school.ID)) {
		v.withoutNote("results.note.first_wave") // there are others, which are not shared
	}
	return v, err
}

// schoolView makes the view of a school over the releases that a reader may see.
func (s *Store) schoolView(q Query, releasesOf func(programme.SchoolID) ([]*Release, error)) (*SchoolView, error) {
	school, owner, err := s.schoolOf(q)
	if err != nil {
		return nil, err
	}
	releases, err := releasesOf(school.ID)
	if err != nil {
		return nil, err
	}
	v := &SchoolView{
		Query: q, School: schoolRef(school, school.Name), Owner: ownerRef(owner), Shares: s.SharedWithOwner(school.ID), Counted: s.SharedWithProgramme(school.ID),
		Waves: []WaveHead{}, Rows: []Row{}, Groups: []GroupRow{}, Before: []WaveGroups{}, Items: []Row{}, Notes: []i18n.Sentence{},
	}
	s.fillJoins(v, school)
	all, err := s.series(releases, surveys.StateInstrument, surveys.Staff, q.Wave)
	if err != nil {
		return nil, err
	}
	v.fillProgramme(programme.Builtin())
	if all == nil {
		v.Finding = say("results.finding.no_wave")
	} else if err := v.fill(all, q); err != nil {
		return nil, err
	}
	if v.Mapping, err = s.mapping(releases, surveys.Staff, q.Group); err != nil {
		return nil, err
	}
	for _, of := range []surveys.Audience{surveys.Parents, surveys.Pupils} {
		m, err := s.mapping(releases, of, "")
		if err != nil {
			return nil, err
		}
		if m != nil {
			v.Others = append(v.Others, OthersView{of, m})
		}
	}
	if v.WithoutItems || v.Mapping != nil && v.Mapping.WithoutItems {
		v.Notes = append(v.Notes, say("results.note.without_items"))
	}
	return v, nil
}

// Simulate is the view of one school's state surveys that are in memory, in course order and with the last of them as now: what [Store.School]
// would answer, for simulations of what its words come to. All were asked with the same instrument.
func Simulate(releases []*Release, in *surveys.Instrument) (*SchoolView, error) {
	all := &series{template: programme.Builtin(), releases: releases, relevant: surveys.RelevantPercent, now: len(releases) - 1}
	for _, r := range releases {
		all.instruments, all.heads = append(all.instruments, in), append(all.heads, headOf(r, all.template))
	}
	v := &SchoolView{School: releases[all.now].School}
	return v, v.fill(all, Query{})
}

func (v *SchoolView) fillProgramme(t *programme.Template) {
	v.Programme, v.Target, v.Phases = ProgrammeRef{Key: t.Key, Version: t.Version}, t.Target.Text, nil
	for _, p := range t.Phases {
		v.Phases = append(v.Phases, phaseHead(t, p.Key))
	}
}

// fill makes the figures of a school that has a release.
func (v *SchoolView) fill(all *series, q Query) error {
	group, err := all.group(q)
	if err != nil {
		return err
	}
	v.fillProgramme(all.template)
	v.Waves, v.Now, v.Asked = all.heads, all.head(), all.instrument()
	overall, components := all.conditions()
	var keys []MeasureKey
	for _, m := range components {
		keys = append(keys, m.Key)
	}
	v.Overall = &all.family(overall, group, Single)[0]
	v.Rows = all.family(components, group, HolmFamily)
	v.Groups, v.Before, v.Items = all.groups(keys, all.now), all.earlierGroups(keys), all.items(group)
	for _, m := range all.measures(ConstructMeasure) {
		v.Constructs = append(v.Constructs, all.row(m, group))
	}
	v.Alone, v.WithoutItems = all.alone(q.Group), all.release().Itemless()
	v.Notes = all.notes(v.Rows)
	if all.now == 0 {
		v.Notes = append([]i18n.Sentence{say("results.note.first_wave")}, v.Notes...)
	}
	if v.Overall.Silent != nil {
		v.Notes = append(v.Notes, v.Overall.Silent.Words())
	}
	v.Finding = all.headline(*v.Overall, v.Rows)
	return nil
}

// conditions are the overall index and the components of the wave that is now; a component that the wave did not ask about is there without items.
func (a *series) conditions() (overall, components []Measure) {
	overall = []Measure{{Key: OverallKey, Kind: Overall}}
	if m, ok := a.release().Measure(OverallKey); ok {
		overall[0] = m
	}
	for _, c := range a.template.Components {
		m, ok := a.release().Measure(ComponentMeasureKey(c.Key))
		if !ok {
			m = Measure{Key: ComponentMeasureKey(c.Key), Kind: ComponentMeasure, Component: c.Key}
		}
		components = append(components, m)
	}
	return overall, components
}

// group is the group that the query asks for, or the whole school.
func (a *series) group(q Query) (string, error) {
	if q.Group == "" {
		return TotalGroup, nil
	}
	if _, ok := a.release().Group(q.Group); !ok {
		return "", notFound("group " + q.Group)
	}
	return q.Group, nil
}

// fillJoins says which schools were merged into this one, and what this one was merged into.
func (s *Store) fillJoins(v *SchoolView, school programme.School) {
	for _, j := range s.prog.JoinsOf(school.ID) {
		v.Joins = append(v.Joins, JoinRef{schoolRef(j.School, j.School.Name), Date(j.On.Format(time.DateOnly))})
	}
	if school.Open() {
		return
	}
	v.Closed = Date(school.Closed.Format(time.DateOnly))
	if into, err := s.prog.School(school.Into); err == nil {
		ref := schoolRef(into, into.Name)
		v.Into = &ref
	}
}

// schoolOf finds the school of a query, and its owner.
func (s *Store) schoolOf(q Query) (programme.School, programme.Owner, error) {
	school, err := s.prog.SchoolByOrgnr(q.School)
	if err != nil {
		return programme.School{}, programme.Owner{}, err
	}
	owner, err := s.prog.Owner(school.Owner)
	return school, owner, err
}

func ownerRef(o programme.Owner) OwnerRef {
	return OwnerRef{ID: o.ID, Orgnr: o.Orgnr, Name: o.Name, Kind: o.Kind}
}

func notFound(what string) error { return fmt.Errorf("%s: %w", what, ErrNotFound) }

// mapping is the school's latest mapping survey of an audience, or nil. It follows the group of the page where the survey has it.
func (s *Store) mapping(releases []*Release, of surveys.Audience, group string) (*MappingView, error) {
	all, err := s.series(releases, surveys.MappingInstrument, of, "")
	if all == nil || err != nil {
		return nil, err
	}
	wanted := group
	if _, ok := all.release().Group(group); !ok {
		group = TotalGroup
	}
	note := say("results.note.mapping")
	if of != surveys.Staff {
		note = say("results.note.others")
	}
	v := &MappingView{Waves: all.heads, Wave: *all.head(), Title: all.instrument().Title, Asked: all.instrument(), Rows: []Row{}}
	var keys []MeasureKey
	for _, m := range all.measures(ConstructMeasure) {
		keys = append(keys, m.Key)
		row := all.row(m, group)
		row.Explains = Explains(all.instrument(), m.Construct)
		v.Rows = append(v.Rows, row)
	}
	v.Groups, v.Before, v.Items = all.groups(keys, all.now), all.earlierGroups(keys), all.items(group)
	v.Alone, v.WithoutItems = all.alone(wanted), all.release().Itemless()
	v.Notes = append([]i18n.Sentence{note}, all.notes(v.Rows)...)
	return v, nil
}
