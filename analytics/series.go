package analytics

import (
	"math"
	"slices"
	"time"

	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// series is the releases of one school and one kind of survey, in course order, with one of them as "now".
type series struct {
	template    *programme.Template
	releases    []*Release
	instruments []*surveys.Instrument // as each wave asked it
	heads       []WaveHead
	joins       []int   // for every wave how many schools had been merged into this one when it opened
	relevant    float64 // smallest relevant difference in points of 100, as frozen with the wave that is now
	now         int     // index of the wave that is now
}

// series collects those of a school's releases that are of a kind and asked one audience: what staff, parents and pupils answer is never put in one series.
// now is the wave asked for, or the last one. It is nil when there is no release, and ErrNotFound when the wave asked for is not among them.
func (s *Store) series(releases []*Release, kind surveys.InstrumentKind, of surveys.Audience, now surveys.WaveID) (*series, error) {
	all := &series{template: programme.Builtin()}
	for _, r := range releases {
		if r.Instrument.Kind != kind {
			continue
		}
		w, err := s.surv.Wave(r.Wave.ID)
		if err != nil {
			return nil, err
		}
		in := s.surv.InstrumentOf(w)
		if in.Audience != of {
			continue
		}
		t := templateOf(w.Programme, w.ProgrammeVersion)
		if r.Wave.ID == now || now == "" {
			all.now, all.template, all.relevant = len(all.releases), t, w.Relevant
		}
		all.releases = append(all.releases, r)
		all.instruments = append(all.instruments, in)
		all.heads = append(all.heads, headOf(r, t))
		all.joins = append(all.joins, joinedBy(s.prog.JoinsOf(w.School), w.OpensAt))
	}
	if now != "" && !slices.ContainsFunc(all.heads, func(h WaveHead) bool { return h.ID == now }) {
		return nil, notFound("released wave " + string(now))
	}
	if len(all.releases) == 0 {
		return nil, nil
	}
	return all, nil
}

// joinedBy counts the schools that had been merged into another one when a wave of it opened.
func joinedBy(joins []programme.Join, opened time.Time) int {
	day := dateOf(opened)
	return len(slices.DeleteFunc(slices.Clone(joins), func(j programme.Join) bool { return Date(j.On.Format(time.DateOnly)) > day }))
}

// BreakMerger breaks every series of a school: another one was merged into it between two waves, and another staff answers.
const BreakMerger surveys.Break = "merger"

func headOf(r *Release, t *programme.Template) WaveHead {
	total := r.Groups[0]
	return WaveHead{
		ID: r.Wave.ID, Release: r.ID, Phase: phaseHead(t, r.Wave.Phase), Closed: r.Wave.Closed, Imported: r.Wave.Imported,
		Instrument: r.Instrument, HeadCount: total.HeadCount, Answered: total.Answered, MinGroup: r.MinGroup,
	}
}

func phaseHead(t *programme.Template, key programme.PhaseKey) PhaseHead {
	p, _ := t.Phase(key)
	return PhaseHead{Key: key, Name: p.Name, Short: p.Short}
}

// release and head are those of the wave that is now.
func (a *series) release() *Release { return a.releases[a.now] }
func (a *series) head() *WaveHead   { return &a.heads[a.now] }

// instrument is what the wave that is now asked.
func (a *series) instrument() *surveys.Instrument { return a.instruments[a.now] }

// continues reports whether a measure is the same in two waves: the same items, each asked in the same way.
func (a *series) continues(m MeasureKey, earlier, later int) bool {
	return a.breakBetween(m, earlier, later) == ""
}

// breakBetween is the weightiest reason why a measure is not the same in two waves; empty when it is.
func (a *series) breakBetween(m MeasureKey, earlier, later int) surveys.Break {
	if a.joins != nil && a.joins[earlier] != a.joins[later] {
		return BreakMerger
	}
	x, okX := a.releases[earlier].Measure(m)
	y, okY := a.releases[later].Measure(m)
	var reasons []surveys.Break
	if !okX || !okY || !slices.Equal(x.Items, y.Items) {
		reasons = append(reasons, surveys.BreakMissing)
	}
	for _, id := range x.Items {
		reasons = append(reasons, surveys.BreakBetween(a.instruments[earlier], a.instruments[later], id))
	}
	return surveys.Weightiest(reasons...)
}

// reading is the figure of a measure and group in one wave, where it is shown with a mean.
func (a *series) reading(m Measure, group string, wave int) (reading, bool) {
	e, ok := a.releases[wave].Cell(m.Key, group).Shown()
	if !ok || e.Limit == CountOnly {
		return reading{}, false
	}
	g, _ := a.releases[wave].Group(group)
	return reading{Estimate: e, headCount: g.HeadCount, steps: m.Steps, items: len(m.Items)}, true
}

// row follows a measure through the waves until now, for a group.
func (a *series) row(m Measure, group string) Row {
	row := Row{
		Measure: m.Key, Kind: m.Kind, Component: m.Component, Construct: m.Construct, Steps: m.Steps,
		HeadCount: a.headCount(group, a.now), Now: a.release().Cell(m.Key, group), Earlier: []Point{}, Changes: []Change{},
		Target: m.Target, Path: a.path(m), Relevant: a.delta(m.Steps), Agreement: a.agreement(m, group, a.now),
	}
	if now, ok := a.reading(m, group, a.now); ok {
		row.Silent = now.silent()
	}
	if m.Kind == ItemMeasure {
		row.Spread, row.Diverging = spreadOf(row.Now, row.HeadCount), a.diverging(m)
	}
	row.OnHundred = onHundred(row.Now, scaleOf(m.Steps))
	row.Name, row.Explanation = a.words(m)
	for wave := range a.now {
		row.Earlier = append(row.Earlier, a.point(m.Key, group, wave))
	}
	return row
}

// diverging reports whether an item is answered on a scale with two sides and a neutral middle, as its instrument declares.
func (a *series) diverging(m Measure) bool {
	in := a.instrument()
	item, ok := in.Item(m.Items[0])
	return ok && in.Scale(item).Neutral != 0
}

// point is a measure at a wave before now, held against what was its target then.
func (a *series) point(key MeasureKey, group string, wave int) Point {
	then, _ := a.releases[wave].Measure(key)
	why := a.breakBetween(key, wave, wave+1)
	return Point{
		Wave: wave, HeadCount: a.headCount(group, wave), Cell: a.releases[wave].Cell(key, group), Target: then.Target,
		Break: why != "", Why: why,
	}
}

// headCount is the number of people in a group at a wave.
func (a *series) headCount(group string, wave int) int {
	g, _ := a.releases[wave].Group(group)
	return g.HeadCount
}

// onHundred puts a mean on 0 to 100.
func onHundred(c Cell, scale stat.Scale) *OnHundred {
	e, ok := c.Shown()
	if !ok || e.Limit == CountOnly {
		return nil
	}
	outward := func(i *Interval) *Interval {
		if i == nil {
			return nil
		}
		return &Interval{math.Floor(whole(scale.Percent(i.Low))), math.Ceil(whole(scale.Percent(i.High)))}
	}
	h := &OnHundred{Limit: e.Limit, Bounds: outward(e.Bounds), Interval: outward(e.Interval)}
	switch x := whole(scale.Percent(e.Mean)); e.Limit {
	case AtLeast:
		h.Value = int(math.Floor(x))
	case AtMost:
		h.Value = int(math.Ceil(x))
	default:
		h.Value = int(math.Round(x))
	}
	return h
}

// whole removes the dust of calculating, so that a limit of 90 is not rounded to 91.
func whole(x float64) float64 { return math.Round(x*1e6) / 1e6 }

func (a *series) path(m Measure) []PathPoint {
	var path []PathPoint
	for _, p := range a.template.Phases {
		if level, ok := m.Path[p.Key]; ok {
			path = append(path, PathPoint{Phase: phaseHead(a.template, p.Key), Level: level})
		}
	}
	return path
}

// words are the name and explanation of a measure: of a component as the programme has it, of a construct and item as they were asked.
func (a *series) words(m Measure) (name, explanation i18n.Text) {
	switch m.Kind {
	case ComponentMeasure:
		c, _ := a.template.Component(m.Component)
		return c.Name, c.Explanation
	case ConstructMeasure:
		c, _ := a.instrument().Construct(m.Construct)
		return c.Name, c.Explanation
	case ItemMeasure:
		item, _ := a.instrument().Item(m.Items[0])
		return item.Text, item.Hint
	default:
		return nil, nil
	}
}

// measures are those of the wave that is now, of one kind.
func (a *series) measures(kind MeasureKind) []Measure {
	return slices.DeleteFunc(slices.Clone(a.release().Measures), func(m Measure) bool { return m.Kind != kind })
}

// groups are the staff groups of a wave, with their figures for each of the measures.
func (a *series) groups(measures []MeasureKey, wave int) []GroupRow {
	rows, r := []GroupRow{}, a.releases[wave]
	for _, g := range r.Groups[1:] {
		row := GroupRow{
			Key: g.Key, Name: g.Name, HeadCount: g.HeadCount, Answered: g.Answered,
			Overall: r.Cell(OverallKey, g.Key), Cells: []Cell{},
		}
		for _, m := range measures {
			row.Cells = append(row.Cells, r.Cell(m, g.Key))
		}
		rows = append(rows, row)
	}
	return rows
}

// earlierGroups are the staff groups of the waves before now that had any.
func (a *series) earlierGroups(measures []MeasureKey) []WaveGroups {
	waves := []WaveGroups{}
	for wave := range a.now {
		if groups := a.groups(measures, wave); len(groups) > 0 {
			waves = append(waves, WaveGroups{Wave: wave, Groups: groups})
		}
	}
	return waves
}

// items are the rows of single items, without gap and finding: they explain. Of a state survey they are compared with the wave before as a
// family to browse, twenty comparisons that would otherwise find something by chance.
func (a *series) items(group string) []Row {
	measures := a.measures(ItemMeasure)
	rows := []Row{}
	for _, m := range measures {
		rows = append(rows, a.row(m, group))
	}
	if a.now > 0 {
		a.compareAll(rows, measures, group, a.now-1, BrowsingFamily)
	}
	return rows
}
