package analytics

import (
	"slices"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// OwnerView answers a query that names an owner: its schools, by name or in the query's order, with the condition of those that share. Of the
// others it says how far they are, and nothing that was answered. Schools that have closed are not compared with those that there are. The error is [ErrNotFound] for an owner, a component or an alignment
// that is not there.
func (s *Store) OwnerView(q Query) (*OwnerView, error) {
	owner, err := s.prog.OwnerByOrgnr(q.Owner)
	if err != nil {
		return nil, err
	}
	v := &OwnerView{
		Query: q, Owner: ownerRef(owner), Components: componentHeads(), Schools: []OwnerSchool{}, Editions: []EditionHead{}, Notes: []i18n.Sentence{},
	}
	schools := slices.DeleteFunc(s.prog.SchoolsOf(owner.ID), func(sc programme.School) bool { return !sc.Open() })
	line, err := s.lineUp(q.Align, schools)
	if err != nil {
		return nil, err
	}
	v.Alignments = line.alignments
	releases, err := s.latestReleases(line)
	if err != nil {
		return nil, err
	}
	for _, school := range schools {
		row := OwnerSchool{School: schoolRef(school, school.Name), Shares: s.SharedWithOwner(school.ID), Status: s.Status(school.ID), Rows: []OwnerRow{}}
		if r := releases[school.ID]; r != nil {
			row.fill(r, v.Components)
		}
		v.Schools = append(v.Schools, row)
		v.Sharing.add(row.Shares)
	}
	if v.Sharing.Nothing > 0 {
		v.Notes = append(v.Notes, say("results.note.not_shared"))
	}
	if v.Funnel, err = v.funnel(releases); err != nil {
		return nil, err
	}
	if v.Local, err = s.ownerLocal(schools, line.key); err != nil {
		return nil, err
	}
	if err := s.addEditions(v, owner.ID, line.key); err != nil {
		return nil, err
	}
	return v, v.order()
}

// Components are those of the programme, in its order.
func Components() []ComponentHead { return componentHeads() }

func componentHeads() []ComponentHead {
	heads := []ComponentHead{}
	for _, c := range programme.Builtin().Components {
		heads = append(heads, ComponentHead{Key: c.Key, Name: c.Name, Explanation: c.Explanation})
	}
	return heads
}

// latestReleases reads the releases of a line, all in one go.
func (s *Store) latestReleases(l *lineUp) (map[programme.SchoolID]*Release, error) {
	releases, err := s.forOwner(l.waves)
	latest := make(map[programme.SchoolID]*Release, len(releases))
	for _, r := range releases {
		latest[r.School.ID] = r
	}
	return latest, err
}

// fill adds the figures of a school that shares.
func (row *OwnerSchool) fill(r *Release, components []ComponentHead) {
	t := templateOf(r.Programme.Key, r.Programme.Version)
	one := &series{template: t, releases: []*Release{r}, heads: []WaveHead{headOf(r, t)}}
	overall := r.Cell(OverallKey, TotalGroup)
	row.Now, row.Overall, row.WithoutItems = one.head(), &overall, r.Itemless()
	for _, c := range components {
		m, _ := r.Measure(ComponentMeasureKey(c.Key))
		cell := OwnerRow{
			Component: c.Key, Steps: m.Steps, Now: r.Cell(ComponentMeasureKey(c.Key), TotalGroup), HeadCount: row.Now.HeadCount, Target: m.Target,
		}
		if now, ok := one.reading(m, TotalGroup, 0); ok && m.Target != nil {
			cell.Gap = gap(now, *m.Target)
		}
		row.Rows = append(row.Rows, cell)
	}
}

// addEditions adds which editions there are, and what the last one says.
func (s *Store) addEditions(v *OwnerView, owner programme.OwnerID, align string) error {
	editions, err := s.Editions(OwnerScope, string(owner))
	if err != nil {
		return err
	}
	for _, e := range editions {
		v.Editions = append(v.Editions, e.Head())
	}
	if len(editions) > 0 {
		v.Together = editions[len(editions)-1].row(align, v.Components)
	}
	return nil
}

// Status is how far a school is: all that its owner learns of one that does not share.
func (s *Store) Status(school programme.SchoolID) SchoolStatus {
	waves := slices.DeleteFunc(s.surv.WavesOf(school), func(w surveys.Wave) bool { return w.State == surveys.WaveVoid })
	switch {
	case slices.ContainsFunc(waves, func(w surveys.Wave) bool { return w.State == surveys.WaveClosed }):
		return Closed
	case len(waves) > 0:
		return Started
	}
	return NotStarted
}
