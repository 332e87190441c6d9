package dataset

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// OfReleases are the figures of releases, in their order: for each of them how many answered in each group, then measure by measure and group by group
// the mean and the shares that are shown, then the items that stand alone. One release is held at a time. The files are made in the folder dir.
func OfReleases(source Source, dir string, lined iter.Seq2[analytics.Lined, error], p i18n.Printer) (*Set, error) {
	s, err := newSet(source, Releases, dir, p)
	if err != nil {
		return nil, err
	}
	for l, err := range lined {
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.release(l)
	}
	return s, nil
}

// Each are releases that are in memory.
func Each(lined []analytics.Lined) iter.Seq2[analytics.Lined, error] {
	return func(yield func(analytics.Lined, error) bool) {
		for _, l := range lined {
			if !yield(l, nil) {
				return
			}
		}
	}
}

// answered is kind and key of what is no measure: how many answered.
const answered = "answered"

func (s *Set) release(l analytics.Lined) {
	s.dated(l.Wave.Closed)
	about := About{
		School: l.School.Name, Orgnr: l.School.Orgnr, Wave: string(l.Wave.ID), Release: string(l.ID), Phase: string(l.Wave.Phase),
		Closed: l.Wave.Closed.Time(), Instrument: InstrumentName(l.Instrument), Survey: string(l.Instrument.Kind), Audience: l.Audience.Key(),
		MinGroup: l.MinGroup, Imported: l.Wave.Imported != "", Synthetic: l.School.Synthetic,
	}
	for _, g := range l.Groups {
		s.add(s.inGroup(s.answered(about), g), counted(g.Answered))
	}
	for _, m := range l.Measures {
		of := s.measuring(about, m, s.word(l.Name(m)))
		of.Break = l.Break(m.Key) != ""
		for _, g := range l.Groups {
			s.measure(s.inGroup(of, g), l, m, g)
		}
	}
	for _, row := range l.Alone {
		s.alone(s.inGroup(about, l.Groups[0]), row)
	}
}

// InstrumentName is what a version of an instrument is called in data: "state-survey v1".
func InstrumentName(ref analytics.InstrumentRef) string {
	return fmt.Sprintf("%s v%d", ref.Key, ref.Version)
}

func (s *Set) inGroup(a About, g analytics.Group) About {
	a.Group, a.GroupName, a.HeadCount = g.Key, s.word(g.Name), g.HeadCount
	if g.Name == nil {
		a.GroupName = s.words.T("data.everybody")
	}
	return a
}

// answered makes it about how many answered.
func (s *Set) answered(a About) About {
	a.MeasureKind, a.Measure = answered, answered
	a.MeasureName = s.words.T("data.measure_kind." + answered)
	return a
}

func (s *Set) measuring(a About, m analytics.Measure, name string) About {
	a.MeasureKind, a.Measure, a.MeasureName = string(m.Kind), string(m.Key), name
	if m.Kind == analytics.Overall {
		a.MeasureName = s.words.T("data.measure_kind." + string(m.Kind))
	}
	a.Component, a.Construct, a.Steps = ComponentOf(m.Kind, m.Key, m.Component), m.Construct, m.Steps
	return a
}

// ComponentOf is what stands in the column component. The index over all components has its own key there, and so has a construct, even where it belongs
// to a component: whoever sums up by this column must not mix it into the condition.
func ComponentOf(kind analytics.MeasureKind, key analytics.MeasureKey, component programme.ComponentKey) string {
	if kind == analytics.Overall || kind == analytics.ConstructMeasure {
		return string(key)
	}
	return string(component)
}

func (s *Set) measure(about About, l analytics.Lined, m analytics.Measure, g analytics.Group) {
	cell := l.Cell(m.Key, g.Key)
	s.add(about, MeanOf(cell).against(m.Target, l.Gap(m, g.Key)))
	e, ok := cell.Shown()
	if !ok {
		return
	}
	steps := l.Steps(m)
	for _, b := range e.Bands {
		s.add(about, share(ShareBand, b, &e.N, s.answers(steps, b.From, b.To)))
	}
	for i, percent := range e.Categories {
		step := analytics.Band{From: i + 1, To: i + 1, Percent: percent, Limit: analytics.Exact}
		s.add(about, share(ShareStep, step, &e.N, s.answers(steps, step.From, step.To)))
	}
}

// alone adds an item that stands alone: how many answered, and the share of each answer.
func (s *Set) alone(about About, row analytics.AloneRow) {
	about.MeasureKind, about.Measure, about.MeasureName = string(analytics.ItemMeasure), string(analytics.ItemMeasureKey(row.Item)), s.word(row.Text)
	about.Type, about.Asked, about.AddedBy = row.Type, "all", "programme"
	if len(row.DependsOn) > 0 {
		about.Asked = "some"
	}
	if row.Local != "" {
		about.AddedBy = string(row.Local)
	}
	s.add(about, counted(row.Cell))
	if e, ok := row.Cell.Shown(); ok {
		for _, b := range e.Bands {
			s.add(about, share(ShareAnswer, b, &e.N, s.answers(row.Answers, b.From, b.To)))
		}
	}
}

// answers words the answers from one place to another.
func (s *Set) answers(labels []i18n.Text, from, to int) string {
	var words []string
	for at := from; at <= to && at <= len(labels); at++ {
		words = append(words, s.word(labels[at-1]))
	}
	return strings.Join(words, " / ")
}
