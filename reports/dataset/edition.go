package dataset

import (
	"strings"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// OfEdition are the figures of an edition, group by group: how many answered, then overall and the components, with how the schools' own means spread
// where that is shown. The files are made in the folder dir.
func OfEdition(source Source, dir string, e *analytics.Edition, p i18n.Printer) (*Set, error) {
	s, err := newSet(source, Editions, dir, p)
	if err != nil {
		return nil, err
	}
	s.dated(e.Issued)
	for _, g := range e.View().Rows {
		about := About{
			Owner: e.Scope.Orgnr, Edition: e.Number, Closed: e.Issued.Time(), Synthetic: e.Synthetic,
			Group: g.Key, GroupName: s.groupName(g), GroupKind: string(g.Kind), Readers: string(g.Readers), HeadCount: g.HeadCount,
		}
		if g.Phase != nil {
			about.Phase = string(g.Phase.Key)
		}
		turnout := counted(g.Answered)
		turnout.Schools, turnout.Waiting = g.Schools, g.Waiting
		s.add(s.answered(about), turnout)
		s.pooled(about, e, analytics.OverallKey, g.Overall)
		for _, c := range g.Cells {
			s.pooled(about, e, analytics.ComponentMeasureKey(c.Component), c)
		}
	}
	return s, nil
}

// pooled adds a measure over the schools of a group.
func (s *Set) pooled(about About, e *analytics.Edition, key analytics.MeasureKey, row analytics.OwnerRow) {
	kind := analytics.ComponentMeasure
	if key == analytics.OverallKey {
		kind = analytics.Overall
	}
	m := analytics.Measure{Key: key, Kind: kind, Component: row.Component, Steps: row.Steps}
	c, _ := programme.Builtin().Component(row.Component)
	about = s.measuring(about, m, s.word(c.Name))
	about.HeadCount = row.HeadCount
	f := MeanOf(row.Now).against(row.Target, row.Gap)
	f.Schools = e.Figure(key, about.Group).Schools()
	s.add(about, f)
	for _, b := range row.Spread {
		of := share(ShareSchools, b, nil, "")
		of.Schools = f.Schools
		s.add(about, of)
	}
}

// groupName is what a group of schools is called.
func (s *Set) groupName(g analytics.EditionRow) string {
	switch g.Kind {
	case analytics.ByLatest:
		return s.words.T("data.group.latest")
	case analytics.BySemester:
		return s.words.T("data.group.semester", "semester", g.Semester)
	case analytics.ByCohort:
		return s.words.T("data.group.cohort", "cohort", g.Name, "phase", s.phaseName(g.Phase))
	}
	return s.phaseName(g.Phase)
}

// phaseName is the name of a phase without what it is about: "Semester A".
func (s *Set) phaseName(p *analytics.PhaseHead) string {
	if p == nil {
		return ""
	}
	name, _, _ := strings.Cut(s.word(p.Name), ":")
	return name
}
