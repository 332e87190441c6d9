package analytics

import (
	"cmp"
	"crypto/rand"
	"maps"
	"slices"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// draft is what an edition is made of: all of it released, shared, and known before any figure is looked at.
type draft struct {
	scope      EditionScope
	minSchools int
	issued     Date
	sharing    int
	waves      []sharedWave // by school, then course order
	cohorts    []programme.Cohort
	targets    map[programme.ComponentKey]map[programme.PhaseKey]float64
	phases     []programme.PhaseKey // in course order
	earlier    []*Edition           // of the same scope, oldest first
	undated    bool                 // the waves have no dates, and so no semesters
	cross      crossCounter         // nil where the quality of the instrument is not asked for
	words      *surveys.Instrument  // of the wave that was closed last; nil where it is not asked for
}

// sharedWave is what an edition takes from one release: the whole school's figures.
type sharedWave struct {
	atom      EditionAtom
	cohort    programme.CohortID
	synthetic bool
	erased    bool      // its answers have been, so that nothing more can be counted in them
	measures  []Measure // overall and components
	cells     []Cell    // one for each measure
}

// sharedWaveOf is nil where the number of answers of the school is not shown: nothing else is then either. Nor is there a weight for a
// school whose head count is not known.
func sharedWaveOf(r *Release, cohort programme.CohortID) *sharedWave {
	total := r.Groups[0]
	answered, ok := total.Answered.Shown()
	if !ok || total.HeadCount <= 0 {
		return nil
	}
	w := &sharedWave{cohort: cohort, synthetic: r.School.Synthetic, atom: EditionAtom{
		Release: r.ID, Wave: r.Wave.ID, School: r.School.ID, Orgnr: r.School.Orgnr, Name: r.School.Name,
		Phase: r.Wave.Phase, Closed: r.Wave.Closed, HeadCount: total.HeadCount, Answered: answered.N,
	}}
	for _, m := range r.Measures {
		if m.Kind == Overall || m.Kind == ComponentMeasure {
			w.measures = append(w.measures, m)
			w.cells = append(w.cells, r.Cell(m.Key, TotalGroup))
		}
	}
	return w
}

// reading is the wave's figure of a measure, where it asked it in the same way and a mean is shown, exact or bounded.
func (w sharedWave) reading(m EditionMeasure) (r reading, asked, ok bool) {
	i := slices.IndexFunc(w.measures, func(o Measure) bool {
		return o.Key == m.Key && o.Steps == m.Steps && slices.Equal(o.Items, m.Items)
	})
	if i < 0 {
		return reading{}, false, false
	}
	e, shown := w.cells[i].Shown()
	if !shown || e.Limit == CountOnly {
		return reading{}, true, false
	}
	return reading{Estimate: e, headCount: w.atom.HeadCount, steps: m.Steps, items: len(m.Items)}, true, true
}

// schools is the number of schools with a wave.
func (d *draft) schools() int {
	schools := map[programme.SchoolID]bool{}
	for _, w := range d.waves {
		schools[w.atom.School] = true
	}
	return len(schools)
}

// compose makes the edition: the groups, what of them may be given beside all earlier editions, and the figures.
func (d *draft) compose() (*Edition, error) {
	e := &Edition{
		Format: EditionFormat, ID: EditionID(rand.Text()), Number: 1, Issued: d.issued, Scope: d.scope,
		MinSchools: d.minSchools, Sharing: d.sharing, Atoms: []EditionAtom{}, Groups: d.groups(), Measures: d.measures(), Figures: []EditionFigure{},
	}
	if last := len(d.earlier) - 1; last >= 0 {
		e.Number = d.earlier[last].Number + 1
	}
	for _, w := range d.waves {
		e.Atoms = append(e.Atoms, w.atom)
		e.Synthetic = e.Synthetic || w.synthetic
	}
	a := newEditionAudit(d.minSchools, e.Atoms, d.earlier)
	if err := d.settleGroups(e, a); err != nil {
		return nil, err
	}
	for _, m := range e.Measures {
		figures, err := d.figures(e, a, m)
		if err != nil {
			return nil, err
		}
		e.Figures = append(e.Figures, figures...)
	}
	var err error
	e.Quality, err = d.quality(e, a)
	return e, err
}

// groups are the sets that are asked for, most wanted first: where two cannot both be given, the first is. Stages compare what can be
// compared, so they come first, in course order, which is also the order in which they were given before.
func (d *draft) groups() []EditionGroup {
	groups := []EditionGroup{}
	add := func(g EditionGroup, in func(w sharedWave) bool) {
		if g.Atoms = d.lastOfEach(in); len(g.Atoms) > 0 {
			groups = append(groups, g)
		}
	}
	for _, phase := range d.phases {
		add(EditionGroup{Key: StageGroup(phase), Kind: ByStage, Phase: phase, Targets: d.targetsOf(phase)},
			func(w sharedWave) bool { return w.atom.Phase == phase })
	}
	for _, c := range d.cohorts {
		for _, phase := range d.phases {
			add(EditionGroup{Key: CohortGroup(c.ID, phase), Kind: ByCohort, Phase: phase, Cohort: c.ID, Name: c.Name, Targets: d.targetsOf(phase)},
				func(w sharedWave) bool { return w.atom.Phase == phase && w.cohort == c.ID })
		}
	}
	semesters := map[string]bool{}
	for _, w := range d.waves {
		if !d.undated {
			semesters[SemesterGroup(w.atom.Closed)] = true
		}
	}
	for _, key := range slices.Backward(slices.Sorted(maps.Keys(semesters))) {
		add(EditionGroup{Key: key, Kind: BySemester, Semester: key[len("semester."):]},
			func(w sharedWave) bool { return SemesterGroup(w.atom.Closed) == key })
	}
	add(EditionGroup{Key: LatestGroup, Kind: ByLatest}, func(sharedWave) bool { return true })
	return groups
}

// lastOfEach are the waves that are in, the last one of each school in course order.
func (d *draft) lastOfEach(in func(w sharedWave) bool) []int {
	last := map[programme.SchoolID]int{}
	for i, w := range d.waves {
		if in(w) {
			last[w.atom.School] = i
		}
	}
	return slices.Sorted(maps.Values(last))
}

func (d *draft) targetsOf(phase programme.PhaseKey) map[programme.ComponentKey]float64 {
	var targets map[programme.ComponentKey]float64 // preparation has none
	for component, levels := range d.targets {
		if level, ok := levels[phase]; ok {
			if targets == nil {
				targets = map[programme.ComponentKey]float64{}
			}
			targets[component] = level
		}
	}
	return targets
}

// newest is the wave that was closed last.
func (d *draft) newest() sharedWave {
	return slices.MaxFunc(d.waves, func(a, b sharedWave) int {
		return cmp.Or(cmp.Compare(a.atom.Closed, b.atom.Closed), cmp.Compare(a.atom.Wave, b.atom.Wave))
	})
}

// measures are overall and the components, as the wave that was closed last asked them.
func (d *draft) measures() []EditionMeasure {
	measures := []EditionMeasure{}
	if len(d.waves) == 0 {
		return measures
	}
	for _, m := range d.newest().measures {
		if m.Steps > 0 {
			measures = append(measures, EditionMeasure{Key: m.Key, Kind: m.Kind, Items: m.Items, Steps: m.Steps, Component: m.Component})
		}
	}
	return measures
}
