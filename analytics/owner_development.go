package analytics

import (
	"cmp"
	"maps"
	"slices"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// OwnerDevelopment is how the schools that share have come along: each at every stage of the course or in every half of a year, and how each has moved
// since its survey before. A school appears as soon as it shares one survey.
type OwnerDevelopment struct {
	Query      Query           `json:"query"`
	Owner      OwnerRef        `json:"owner"`
	Components []ComponentHead `json:"components"`
	// Columns line the surveys up, in course order or in order of time. Their figures are of the query's component, or overall.
	Columns []DevelopmentColumn `json:"columns"`
	Cohorts []CohortDevelopment `json:"cohorts"` // by their start; schools that are in none come last
	// Overall and Family are what the changes of the overall index, and those of all components at all schools, are judged in: both are looked
	// through, nothing is decided by them, and a school's own page judges its components by themselves.
	Overall Family `json:"overall_family"`
	Family  Family `json:"components_family"`
	Nothing int    `json:"nothing"` // schools that share nothing, or have nothing to share
}

// DevelopmentColumn is a stage of the course, or a half of a year.
type DevelopmentColumn struct {
	Key      string     `json:"key"` // as an edition's group
	Phase    *PhaseHead `json:"phase,omitempty"`
	Semester string     `json:"semester,omitempty"`
	// Together is what the owner's last edition says, and Schools how many it says it of; not asked and 0 where it says nothing.
	Together OwnerRow `json:"together"`
	Schools  int      `json:"schools"`
}

// CohortDevelopment is the schools of a cohort, by name.
type CohortDevelopment struct {
	Name    string              `json:"name,omitempty"` // empty: in no cohort
	Schools []SchoolDevelopment `json:"schools"`
}

// SchoolDevelopment is one school along the columns, and its last step.
type SchoolDevelopment struct {
	School SchoolRef           `json:"school"`
	Points []*DevelopmentPoint `json:"points"` // one for each column; nil where the school shares no survey there
	// Before and Now are the last two surveys that the school shares. Before is nil of a school with one; Overall and Cells have no change then.
	Before  *WaveHead  `json:"before"`
	Now     WaveHead   `json:"now"`
	Overall Movement   `json:"overall"`
	Cells   []Movement `json:"cells"` // one for each of the view's Components
}

// DevelopmentPoint is a school's figure in a column.
type DevelopmentPoint struct {
	Wave WaveHead `json:"wave"`
	Row  OwnerRow `json:"row"`
	// Why the figure does not continue that of the school's survey before; empty where it does, and for the first.
	Why surveys.Break `json:"break_reason,omitempty"`
}

// Movement is a measure at one school, in its last survey and the one before.
type Movement struct {
	Component programme.ComponentKey `json:"component,omitempty"` // empty is overall
	Steps     int                    `json:"steps"`
	HeadCount int                    `json:"head_count"` // people invited now
	Before    Cell                   `json:"before"`
	Now       Cell                   `json:"now"`
	Change    *Change                `json:"change"`                 // nil where the two cannot be compared
	Why       surveys.Break          `json:"break_reason,omitempty"` // why not, if the series is broken
}

// BreakWords say why the series is broken.
func (p *DevelopmentPoint) BreakWords() i18n.Sentence { return Point{Why: p.Why}.BreakWords() }

// BreakWords say why the series is broken.
func (m Movement) BreakWords() i18n.Sentence { return Point{Why: m.Why}.BreakWords() }

// OwnerDevelopment answers a query that names an owner, and may name a component and how to line up. The error is [ErrNotFound] for an owner or a
// component that is not there.
func (s *Store) OwnerDevelopment(q Query) (*OwnerDevelopment, error) {
	owner, err := s.prog.OwnerByOrgnr(q.Owner)
	if err != nil {
		return nil, err
	}
	v := &OwnerDevelopment{
		Query: q, Owner: ownerRef(owner), Components: componentHeads(), Columns: []DevelopmentColumn{}, Cohorts: []CohortDevelopment{},
	}
	if q.Component != "" && !slices.ContainsFunc(v.Components, func(c ComponentHead) bool { return c.Key == q.Component }) {
		return nil, notFound("component " + string(q.Component))
	}
	schools := slices.DeleteFunc(s.prog.SchoolsOf(owner.ID), func(sc programme.School) bool { return !sc.Open() })
	followed, err := s.followed(schools)
	if err != nil {
		return nil, err
	}
	v.Nothing = len(schools) - len(followed)
	if err := s.addColumns(v, owner.ID, followed); err != nil {
		return nil, err
	}
	for i := range followed {
		v.add(&followed[i])
	}
	slices.SortStableFunc(v.Cohorts, func(a, b CohortDevelopment) int { return cmp.Compare(s.cohortOrder(a.Name), s.cohortOrder(b.Name)) })
	v.judge(followed)
	return v, nil
}

// follower is a school on its course, with what it shares of its state surveys, in course order.
type follower struct {
	*series
	school programme.School
	cohort string
}

// followed are those of the schools that share something, by name. All releases are read in one go.
func (s *Store) followed(schools []programme.School) ([]follower, error) {
	var waves []surveys.Wave
	for _, school := range schools {
		waves = append(waves, s.sharedWaves(s.stateWaves(school.ID))...)
	}
	releases, err := s.forOwner(waves)
	if err != nil {
		return nil, err
	}
	bySchool := map[programme.SchoolID][]*Release{}
	for i, w := range waves {
		bySchool[w.School] = append(bySchool[w.School], releases[i])
	}
	var followed []follower
	for _, school := range schools {
		all, err := s.series(bySchool[school.ID], surveys.StateInstrument, surveys.Staff, "")
		if err != nil {
			return nil, err
		}
		if all != nil {
			followed = append(followed, follower{series: all, school: school, cohort: s.cohortName(school.ID)})
		}
	}
	return followed, nil
}

// cohortName is empty for a school that is in none.
func (s *Store) cohortName(school programme.SchoolID) string {
	run, err := s.prog.RunOf(school)
	if err != nil || run.Cohort == "" {
		return ""
	}
	c, _ := s.prog.Cohort(run.Cohort)
	return c.Name
}

// cohortOrder is the place of a cohort among all of them; no cohort comes last.
func (s *Store) cohortOrder(name string) int {
	cohorts := s.prog.Cohorts()
	at := slices.IndexFunc(cohorts, func(c programme.Cohort) bool { return c.Name == name })
	if at < 0 {
		return len(cohorts)
	}
	return at
}

// addColumns makes a column for every stage or semester that somebody has a survey in, with what the last edition says of it.
func (s *Store) addColumns(v *OwnerDevelopment, owner programme.OwnerID, followed []follower) error {
	edition, err := s.LatestEdition(OwnerScope, string(owner))
	if err != nil {
		return err
	}
	for _, column := range columnsOf(v.Query.By, followed) {
		column.Together = OwnerRow{Component: v.Query.Component, Now: Cell{state: NotAsked}}
		if edition != nil {
			if g, ok := edition.Group(column.Key); ok {
				column.Together, column.Schools = edition.cell(v.Query.Component, g), len(g.Atoms)
			}
		}
		v.Columns = append(v.Columns, column)
	}
	return nil
}

func columnsOf(by string, followed []follower) (columns []DevelopmentColumn) {
	keys := map[string]bool{}
	for _, c := range followed {
		for _, r := range c.releases {
			keys[columnKey(by, r)] = true
		}
	}
	if by == "" {
		for _, p := range programme.Builtin().Phases {
			if keys[StageGroup(p.Key)] {
				head := phaseHead(programme.Builtin(), p.Key)
				columns = append(columns, DevelopmentColumn{Key: StageGroup(p.Key), Phase: &head})
			}
		}
		return columns
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		columns = append(columns, DevelopmentColumn{Key: key, Semester: key[len("semester."):]})
	}
	return columns
}

func columnKey(by string, r *Release) string {
	if by == "" {
		return StageGroup(r.Wave.Phase)
	}
	return SemesterGroup(r.Wave.Closed)
}

// add lays a school along the columns, under its cohort.
func (v *OwnerDevelopment) add(c *follower) {
	at := slices.IndexFunc(v.Cohorts, func(d CohortDevelopment) bool { return d.Name == c.cohort })
	if at < 0 {
		at = len(v.Cohorts)
		v.Cohorts = append(v.Cohorts, CohortDevelopment{Name: c.cohort})
	}
	school := SchoolDevelopment{School: schoolRef(c.school, c.school.Name), Points: make([]*DevelopmentPoint, len(v.Columns))}
	c.now = len(c.releases) - 1
	school.Now = *c.head()
	if c.now > 0 {
		school.Before = &c.heads[c.now-1]
	}
	key := measureOf(v.Query.Component)
	for wave, r := range c.releases {
		column := slices.IndexFunc(v.Columns, func(d DevelopmentColumn) bool { return d.Key == columnKey(v.Query.By, r) })
		if column >= 0 { // else of a phase that the course does not have any longer
			school.Points[column] = c.developmentPoint(key, v.Query.Component, wave)
		}
	}
	v.Cohorts[at].Schools = append(v.Cohorts[at].Schools, school)
}

func measureOf(c programme.ComponentKey) MeasureKey {
	if c == "" {
		return OverallKey
	}
	return ComponentMeasureKey(c)
}

func (c *follower) developmentPoint(key MeasureKey, component programme.ComponentKey, wave int) *DevelopmentPoint {
	r := c.releases[wave]
	m, ok := r.Measure(key)
	p := &DevelopmentPoint{Wave: c.heads[wave], Row: OwnerRow{
		Component: component, Steps: m.Steps, Now: r.Cell(key, TotalGroup), HeadCount: c.heads[wave].HeadCount, Target: m.Target,
	}}
	if now, shown := c.reading(m, TotalGroup, wave); ok && shown && m.Target != nil {
		p.Row.Gap = gap(now, *m.Target)
	}
	if wave > 0 {
		p.Why = c.breakBetween(key, wave-1, wave)
	}
	return p
}

// judge compares every school's last two surveys, the overall index and the components each in a family over all schools.
func (v *OwnerDevelopment) judge(followed []follower) {
	byID := map[programme.SchoolID]*follower{}
	for i := range followed {
		byID[followed[i].school.ID] = &followed[i]
	}
	var overall, components []moved
	for i := range v.Cohorts {
		for k := range v.Cohorts[i].Schools {
			school := &v.Cohorts[i].Schools[k]
			c := byID[school.School.ID]
			overall = append(overall, c.moved("", &school.Overall)...)
			school.Cells = make([]Movement, len(v.Components))
			for n, head := range v.Components {
				components = append(components, c.moved(head.Key, &school.Cells[n])...)
			}
		}
	}
	v.Overall, v.Family = judgeMoved(overall), judgeMoved(components)
}

// moved is a comparison that waits for its family.
type moved struct {
	comparison
	*Movement
	earlier, now reading
	from         WaveHead
}

// moved fills a movement, and returns its comparison if there is one.
func (c *follower) moved(component programme.ComponentKey, m *Movement) []moved {
	key := measureOf(component)
	measure, asked := c.release().Measure(key)
	*m = Movement{
		Component: component, Steps: measure.Steps, HeadCount: c.head().HeadCount, Before: Cell{state: NotAsked}, Now: c.release().Cell(key, TotalGroup),
	}
	if c.now == 0 {
		return nil
	}
	m.Before, m.Why = c.releases[c.now-1].Cell(key, TotalGroup), c.breakBetween(key, c.now-1, c.now)
	now, okNow := c.reading(measure, TotalGroup, c.now)
	earlier, okThen := c.reading(measure, TotalGroup, c.now-1)
	if !asked || !okNow || !okThen || m.Why != "" {
		return nil
	}
	return []moved{{compare(earlier, now, c.delta(measure.Steps)), m, earlier, now, c.heads[c.now-1]}}
}

// judgeMoved words the comparisons as members of one family.
func judgeMoved(all []moved) Family {
	p := make([]float64, len(all))
	for i, m := range all {
		p[i] = m.comparison.p()
	}
	f := familyOf(BrowsingFamily, len(all))
	for i, adjusted := range f.adjust(p) {
		m := all[i]
		change := m.comparison.change(m.earlier, m.now, f, adjusted)
		change.From, change.Everyone = m.from, m.earlier.everyone() && m.now.everyone()
		change.Sentences = [2]i18n.Sentence{staffSentence(m.earlier.Estimate, m.now.Estimate, false), claimSentence(change)}
		m.Movement.Change = &change
	}
	return f
}
