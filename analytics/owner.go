package analytics

import (
	"slices"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// OwnerView answers a query that names an owner: its schools, alphabetical, with the latest condition of those that share. Of the
// others it says how far they are, and nothing that was answered. The error is [ErrNotFound] for an owner that is not there.
func (s *Store) OwnerView(q Query) (*OwnerView, error) {
	owner, err := s.prog.OwnerByOrgnr(q.Owner)
	if err != nil {
		return nil, err
	}
	v := &OwnerView{Query: q, Owner: ownerRef(owner), Components: []ComponentHead{}, Schools: []OwnerSchool{}, Notes: []i18n.Sentence{}}
	for _, c := range programme.Builtin().Components {
		v.Components = append(v.Components, ComponentHead{Key: c.Key, Name: c.Name, Explanation: c.Explanation})
	}
	schools := s.prog.SchoolsOf(owner.ID)
	releases, err := s.latestOf(slices.DeleteFunc(slices.Clone(schools), func(sc programme.School) bool { return !s.Shared(sc.ID) }))
	if err != nil {
		return nil, err
	}
	for _, school := range schools {
		row := OwnerSchool{School: schoolRef(school, school.Name), Shared: s.Shared(school.ID), Status: s.status(school.ID), Rows: []OwnerRow{}}
		if r := releases[school.ID]; r != nil {
			row.fill(r, v.Components)
		}
		v.Schools = append(v.Schools, row)
	}
	if slices.ContainsFunc(v.Schools, func(sc OwnerSchool) bool { return !sc.Shared }) {
		v.Notes = append(v.Notes, say("results.note.not_shared"))
	}
	return v, nil
}

// latestOf reads the latest release of a state survey of each school that has one, all in one go.
func (s *Store) latestOf(schools []programme.School) (map[programme.SchoolID]*Release, error) {
	var waves []surveys.Wave
	for _, school := range schools {
		candidates := slices.DeleteFunc(s.releasedWaves(school.ID), func(w surveys.Wave) bool {
			return s.surv.InstrumentOf(w).Kind != surveys.StateInstrument
		})
		if len(candidates) > 0 {
			waves = append(waves, candidates[len(candidates)-1])
		}
	}
	releases, err := s.read(waves)
	latest := make(map[programme.SchoolID]*Release, len(releases))
	for i, r := range releases {
		latest[waves[i].School] = r
	}
	return latest, err
}

// fill adds the figures of a school that shares.
func (row *OwnerSchool) fill(r *Release, components []ComponentHead) {
	t := templateOf(r.Programme.Key, r.Programme.Version)
	one := &series{template: t, releases: []*Release{r}, heads: []WaveHead{headOf(r, t)}}
	overall := r.Cell(OverallKey, TotalGroup)
	row.Now, row.Overall = one.head(), &overall
	for _, c := range components {
		m, _ := r.Measure(ComponentMeasureKey(c.Key))
		cell := OwnerRow{Component: c.Key, Steps: m.Steps, Now: r.Cell(ComponentMeasureKey(c.Key), TotalGroup), Target: m.Target}
		if now, ok := one.reading(m, TotalGroup, 0); ok && m.Target != nil {
			cell.Gap = gap(now, *m.Target)
		}
		row.Rows = append(row.Rows, cell)
	}
}

// status is how far a school is.
func (s *Store) status(school programme.SchoolID) SchoolStatus {
	waves := slices.DeleteFunc(s.surv.WavesOf(school), func(w surveys.Wave) bool { return w.State == surveys.WaveVoid })
	switch {
	case slices.ContainsFunc(waves, func(w surveys.Wave) bool { return w.State == surveys.WaveClosed }):
		return Closed
	case len(waves) > 0:
		return Started
	}
	return NotStarted
}
