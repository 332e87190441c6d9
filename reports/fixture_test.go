package reports

import (
	"bytes"
	"encoding/json"
	"math"
	"sync"
	"testing"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// The views of these tests are made by hand, so that a golden file changes when the workbook does and not when a figure is computed in another
// way. Their figures are made up, and hang together: one level per wave, a fixed step from it per component and group. That the
// workbook shows what the real stores release is another test.

// fixture is a school and its waves of the state survey.
type fixture struct {
	name      string
	synthetic bool
	waves     []wave
	groups    []staffGroup
	mapping   bool
}

type wave struct {
	phase     programme.PhaseKey
	closed    analytics.Date
	headCount int
	answered  int // 0: hidden
	level     float64
}

type staffGroup struct {
	key       string
	name      i18n.Text
	headCount int
	cell      func(level float64) analytics.Cell
}

// typical is a school at the end of its course: four waves, three groups of which one is hidden and one capped, and a mapping survey.
func typical() fixture {
	return fixture{name: "Bjørkelia skole", mapping: true, waves: []wave{
		{"prep", "2026-10-23", 50, 36, 2.9},
		{"a", "2026-12-18", 50, 43, 3.2},
		{"b", "2027-06-11", 48, 31, 3.9},
		{"c", "2027-12-17", 48, 43, 4.2},
	}, groups: []staffGroup{
		{"teachers", i18n.Text{"nb": "Lærere", "nn": "Lærarar", "en": "Teachers"}, 26, func(x float64) analytics.Cell { return exact(24, x) }},
		{"assistants", i18n.Text{"nb": "Assistenter og miljøarbeidere", "nn": "Assistentar og miljøarbeidarar", "en": "Assistants and support workers"}, 12,
			func(x float64) analytics.Cell { return atLeast(9, min(x+0.2, 4.8)) }},
		{"sfo+other", i18n.Text{"nb": "SFO og andre ansatte", "nn": "SFO og andre tilsette", "en": "SFO and other staff"}, 10, func(float64) analytics.Cell { return hidden() }},
	}}
}

// beginner has one wave behind it, and a staff too small to divide.
func beginner() fixture {
	return fixture{name: "Lia skule", synthetic: true, waves: []wave{{"a", "2026-12-18", 12, 11, 3.6}}}
}

// tiny has so few that nothing may be shown.
func tiny() fixture {
	return fixture{name: "Øya skole", waves: []wave{{"prep", "2026-10-23", 6, 0, 3}, {"a", "2026-12-18", 6, 0, 4}}}
}

// hostile is named by somebody who tries what happens.
func hostile(name string) fixture {
	f := typical()
	f.name, f.mapping = name, false
	f.groups[0].name = i18n.Text{"nb": name, "nn": name, "en": name}
	return f
}

// cell reads a cell as documents have it: no other way leads to one with an estimate.
func cell(state string, e analytics.Estimate) analytics.Cell {
	document := must(json.Marshal(e))
	if state != "value" {
		document = []byte("{}")
	}
	var fields map[string]any
	if err := json.Unmarshal(document, &fields); err != nil {
		panic(err)
	}
	fields["state"] = state
	var c analytics.Cell
	if err := json.Unmarshal(must(json.Marshal(fields)), &c); err != nil {
		panic(err)
	}
	return c
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func hidden() analytics.Cell   { return cell("hidden", analytics.Estimate{}) }
func noData() analytics.Cell   { return cell("no_data", analytics.Estimate{}) }
func notAsked() analytics.Cell { return cell("not_asked", analytics.Estimate{}) }

func answered(n int) analytics.Cell {
	if n == 0 {
		return hidden()
	}
	return cell("value", analytics.Estimate{N: n})
}

func exact(n int, mean float64) analytics.Cell {
	if n == 0 {
		return hidden()
	}
	mean = tenths(mean)
	return cell("value", analytics.Estimate{
		N: n, Limit: analytics.Exact, Mean: mean, Interval: around(mean, 0.2), Claim: around(mean, 0.3), SD: 0.8, SDSource: "own",
	})
}

func atLeast(n int, mean float64) analytics.Cell {
	mean = tenths(mean)
	return cell("value", analytics.Estimate{N: n, Limit: analytics.AtLeast, Mean: mean, Bounds: &analytics.Interval{Low: mean, High: 5}})
}

func between(n int, low, high float64) analytics.Cell {
	return cell("value", analytics.Estimate{N: n, Limit: analytics.Between, Mean: tenths((low + high) / 2), Bounds: &analytics.Interval{Low: low, High: high}})
}

// distributed is a single item, with its distribution where there are enough answers.
func distributed(n int, mean float64) analytics.Cell {
	if n == 0 {
		return hidden()
	}
	e, _ := exact(n, mean).Shown()
	shares := sharesAround(mean)
	e.Bands = []analytics.Band{
		{From: 1, To: 2, Percent: shares[0] + shares[1], Limit: analytics.Exact},
		{From: 3, To: 3, Percent: shares[2], Limit: analytics.Exact},
		{From: 4, To: 5, Percent: shares[3] + shares[4], Limit: analytics.Exact},
	}
	if n >= 10 && e.Bands[2].Percent < 80 {
		e.Categories = shares
	} else if e.Bands[2].Percent >= 80 {
		e.Bands[2].Percent, e.Bands[2].Limit = 80, analytics.AtLeast
	}
	return cell("value", e)
}

// sharesAround are whole per cent on five steps that gather about a mean.
func sharesAround(mean float64) []int {
	weights := make([]float64, 5)
	sum := 0.0
	for i := range weights {
		d := float64(i+1) - mean
		weights[i] = math.Exp(-d * d)
		sum += weights[i]
	}
	shares := make([]int, 5)
	for i := range shares {
		shares[i] = int(math.Round(100 * weights[i] / sum))
	}
	return shares
}

func around(x, half float64) *analytics.Interval {
	return &analytics.Interval{Low: tenths(max(x-half, 1)), High: tenths(min(x+half, 5))}
}

// view puts the school's figures together as the store does.
func (f fixture) view() *analytics.SchoolView {
	template := programme.Builtin()
	v := &analytics.SchoolView{
		Query:     analytics.Query{School: "974602431"},
		School:    analytics.SchoolRef{Orgnr: "974602431", Name: f.name, Municipality: "0301", WrittenForm: "nb", Synthetic: f.synthetic},
		Owner:     analytics.OwnerRef{Orgnr: "974600951", Name: "Fjordvik kommune", Kind: programme.Municipality},
		Programme: analytics.ProgrammeRef{Key: template.Key, Version: template.Version},
		Target:    template.Target.Text,
		Finding:   i18n.Sentence{Key: "results.finding.no_wave"},
	}
	for _, p := range template.Phases {
		v.Phases = append(v.Phases, analytics.PhaseHead{Key: p.Key, Name: p.Name, Short: p.Short})
	}
	if len(f.waves) == 0 {
		return v
	}
	state := must2(surveys.Builtin(surveys.StateSurvey))
	for i, w := range f.waves {
		v.Waves = append(v.Waves, head(v.Phases, state, i+1, w))
	}
	v.Now, v.Asked = &v.Waves[len(v.Waves)-1], state
	path := func(c programme.Component, phase programme.PhaseKey) *float64 {
		if level, ok := c.Levels[phase]; ok {
			return &level
		}
		return nil
	}
	overall := f.row(v, analytics.Row{Measure: analytics.OverallKey, Kind: analytics.Overall}, 0)
	v.Overall = &overall
	for i, c := range template.Components {
		row := analytics.Row{
			Measure: analytics.ComponentMeasureKey(c.Key), Kind: analytics.ComponentMeasure, Component: c.Key, Name: c.Name, Explanation: c.Explanation,
		}
		for _, p := range v.Phases {
			if level := path(c, p.Key); level != nil {
				row.Path = append(row.Path, analytics.PathPoint{Phase: p, Level: *level})
			}
		}
		row.Target = path(c, v.Now.Phase.Key)
		row = f.row(v, row, step(i))
		for j := range row.Earlier {
			row.Earlier[j].Target = path(c, f.waves[j].phase)
		}
		v.Rows = append(v.Rows, row)
	}
	f.fillGroups(v)
	v.Items = f.items(state, f.waves[len(f.waves)-1], false)
	v.Finding = v.Overall.Finding
	v.Notes = []i18n.Sentence{{Key: "results.note.hidden"}}
	if f.mapping {
		v.Mapping = f.mappingView(v.Phases)
	}
	return v
}

func must2[T any](v T, ok bool) T {
	if !ok {
		panic("not there")
	}
	return v
}

// step is how far a component lies from the level of its wave.
func step(i int) float64 { return []float64{0.1, -0.2, 0.3, 0, -0.3, 0.2, -0.1, 0.4}[i%8] }

func head(phases []analytics.PhaseHead, in *surveys.Instrument, number int, w wave) analytics.WaveHead {
	h := analytics.WaveHead{
		ID: surveys.WaveID("wave-" + string(rune('0'+number))), Closed: w.closed, HeadCount: w.headCount, Answered: answered(w.answered), MinGroup: 7,
		Instrument: analytics.InstrumentRef{Key: in.Key, Version: in.Version, Hash: in.Hash(), Kind: in.Kind},
	}
	for _, p := range phases {
		if p.Key == w.phase {
			h.Phase = p
		}
	}
	return h
}

func (f fixture) row(v *analytics.SchoolView, row analytics.Row, offset float64) analytics.Row {
	row.Steps, row.Relevant = 5, 0.2
	for i, w := range f.waves {
		c := exact(w.answered, w.level+offset)
		if i == len(f.waves)-1 {
			row.Now, row.HeadCount = c, w.headCount
			break
		}
		row.Earlier = append(row.Earlier, analytics.Point{Wave: i, HeadCount: w.headCount, Cell: c})
	}
	return judged(v, row)
}

// judged adds gap, changes and finding.
func judged(v *analytics.SchoolView, row analytics.Row) analytics.Row {
	now, ok := row.Now.Shown()
	row.OnHundred = onHundred(row, now, ok)
	if !ok {
		row.Finding = i18n.Sentence{Key: "results.finding.hidden"}
		return row
	}
	row.Finding = i18n.Sentence{Key: "results.finding.only_now", Args: map[string]any{"now": now.MeanWords()}}
	if row.Target != nil && now.Limit == analytics.Exact {
		row.Gap = &analytics.Gap{
			Value: tenths(*row.Target - now.Mean), Limit: analytics.Exact,
			Interval: &analytics.Interval{Low: tenths(*row.Target - now.Interval.High), High: tenths(*row.Target - now.Interval.Low)},
			Verdict:  stat.JudgeTarget(stat.Interval(*now.Interval), *row.Target),
		}
	}
	family := analytics.Family{Method: analytics.Single, Size: 1, Level: 0.95}
	if row.Kind == analytics.ComponentMeasure {
		family = analytics.Family{Method: analytics.HolmFamily, Size: 8, Level: 0.99375}
	}
	if now.Limit == analytics.Exact && now.N >= 10 {
		row.Agreement = &analytics.Agreement{Rwg: 0.56, Polarisation: 0.34, Level: analytics.ModerateAgreement, Items: 2}
	}
	row.Trend = trended(v, row, now, family)
	for i, place := range []int{len(row.Earlier) - 1, 0} {
		if place < 0 || i == 1 && len(row.Earlier) < 2 {
			continue
		}
		if before, ok := row.Earlier[place].Cell.Shown(); ok && now.Limit == analytics.Exact && before.Limit == analytics.Exact {
			row.Changes = append(row.Changes, changed(v.Waves[place], before, now, i == 1, family))
		}
	}
	if len(row.Changes) > 0 {
		row.Finding = i18n.Sentence{Key: "results.finding.two", Args: map[string]any{"first": row.Changes[0].Sentences[0], "second": row.Changes[0].Sentences[1]}}
	}
	return row
}

func onHundred(row analytics.Row, e analytics.Estimate, ok bool) *analytics.OnHundred {
	if !ok || e.Limit == analytics.CountOnly {
		return nil
	}
	h := &analytics.OnHundred{Value: int(math.Round(row.Hundred(e.Mean))), Limit: e.Limit}
	if e.Bounds != nil {
		h.Bounds = &analytics.Interval{Low: math.Floor(row.Hundred(e.Bounds.Low)), High: math.Ceil(row.Hundred(e.Bounds.High))}
	}
	return h
}

func changed(from analytics.WaveHead, before, now analytics.Estimate, first bool, family analytics.Family) analytics.Change {
	key := "results.finding.since_last"
	if first {
		key = "results.finding.since_first"
	}
	d := tenths(now.Mean - before.Mean)
	claim := stat.Interval{Low: tenths(d - 0.4), High: tenths(d + 0.4)}
	c := analytics.Change{
		From: from, First: first, Limit: analytics.Exact, Difference: d, Staff: &analytics.Interval{Low: tenths(d - 0.2), High: tenths(d + 0.2)},
		Claim: (*analytics.Interval)(&claim), Verdict: stat.JudgeChange(d, claim, 0.2), Detectable: 0.6, P: 0.04, Adjusted: 0.32, Family: family,
		Order: &analytics.Order{Superiority: tenths(0.5+d/10) + 0.02, Delta: tenths(d/5) + 0.04, Items: 2},
	}
	if c.Verdict == stat.Better {
		c.P, c.Adjusted = 0.001, 0.008
	}
	c.Sentences = [2]i18n.Sentence{
		{Key: key, Args: map[string]any{"now": now.MeanWords(), "before": before.MeanWords()}},
		{Key: map[stat.Verdict]string{
			stat.Better: "results.finding.better", stat.Worse: "results.finding.worse", stat.NoRelevantChange: "results.finding.unchanged",
		}[c.Verdict]},
	}
	if c.Sentences[1].Key == "" {
		c.Sentences[1].Key = "results.finding.unclear"
	}
	return c
}

// trended is the direction of a row with three figures or more, from its first figure to now.
func trended(v *analytics.SchoolView, row analytics.Row, now analytics.Estimate, family analytics.Family) *analytics.Trend {
	if len(row.Earlier) < 2 || now.Limit != analytics.Exact {
		return nil
	}
	first, ok := row.Earlier[0].Cell.Shown()
	if !ok || first.Limit != analytics.Exact {
		return nil
	}
	t := &analytics.Trend{Change: tenths(now.Mean - first.Mean), P: 0.001, Adjusted: 0.008, Family: family, Verdict: stat.Better}
	for i := range v.Waves {
		t.Waves = append(t.Waves, i)
	}
	t.Slope = tenths(10*t.Change/float64(len(row.Earlier))) / 10
	t.Interval = analytics.Interval{Low: t.Slope - 0.12, High: t.Slope + 0.12}
	t.ChangeInterval = *around(t.Change, 0.4)
	t.Sentences = [2]i18n.Sentence{
		{Key: "results.trend.up", Args: map[string]any{"waves": len(t.Waves), "slope": t.Slope}}, {Key: "results.trend.certain"},
	}
	return t
}

func (f fixture) fillGroups(v *analytics.SchoolView) {
	for i, w := range f.waves {
		var groups []analytics.GroupRow
		for _, g := range f.groups {
			row := analytics.GroupRow{Key: g.key, Name: g.name, HeadCount: g.headCount, Overall: g.cell(w.level)}
			e, _ := row.Overall.Shown()
			row.Answered = answered(e.N)
			for i := range v.Rows {
				row.Cells = append(row.Cells, g.cell(w.level+step(i)))
			}
			groups = append(groups, row)
		}
		if i == len(f.waves)-1 {
			v.Groups = groups
			break
		}
		v.Before = append(v.Before, analytics.WaveGroups{Wave: i, Groups: groups})
	}
}

func (f fixture) items(in *surveys.Instrument, w wave, ofMapping bool) []analytics.Row {
	var rows []analytics.Row
	for i, item := range in.Items() {
		construct, _ := in.Construct(item.Construct)
		row := analytics.Row{
			Measure: analytics.ItemMeasureKey(item.ID), Kind: analytics.ItemMeasure, Component: construct.Component, Construct: item.Construct,
			Name: item.Text, Steps: 5, Now: distributed(w.answered, w.level+step(i)),
		}
		if e, ok := row.Now.Shown(); ok && e.Categories != nil {
			row.HeadCount = w.headCount
			row.Spread = &analytics.Spread{Median: 4, Interpolated: 3.84, Top: analytics.TopShare{From: 4, Percent: e.Bands[2].Percent, Staff: analytics.Interval{Low: 44, High: 61}}}
			row.Agreement = &analytics.Agreement{Rwg: 0.72, Polarisation: 0.28, Level: analytics.StrongAgreement, Items: 1}
			if !ofMapping {
				family := analytics.Family{Method: analytics.BrowsingFamily, Size: 21, Level: 0.95}
				row.Changes = []analytics.Change{{Limit: analytics.Exact, Difference: 0.3, P: 0.01, Adjusted: 0.21, Family: family, Order: &analytics.Order{Superiority: 0.58, Delta: 0.16, Items: 1}}}
			}
		}
		if ofMapping && i == 5 {
			row.Now, row.Spread, row.Agreement = noData(), nil, nil
		}
		rows = append(rows, row)
	}
	return rows
}

func (f fixture) mappingView(phases []analytics.PhaseHead) *analytics.MappingView {
	in := must2(surveys.Builtin(surveys.MappingSurvey))
	w := wave{"a", "2026-11-20", 50, 41, 3.3}
	m := &analytics.MappingView{
		Wave: head(phases, in, 9, w), Asked: in, Title: in.Title, Items: f.items(in, w, true), Notes: []i18n.Sentence{{Key: "results.note.mapping"}},
	}
	m.Waves = []analytics.WaveHead{m.Wave}
	for i, c := range in.Constructs {
		m.Rows = append(m.Rows, analytics.Row{
			Measure: analytics.ConstructMeasureKey(c.Key), Kind: analytics.ConstructMeasure, Construct: c.Key, Name: c.Name, Explanation: c.Explanation,
			Steps: 5, HeadCount: w.headCount, Now: exact(w.answered, w.level+step(i)),
		})
		row := &m.Rows[i]
		e, ok := row.Now.Shown()
		row.OnHundred = onHundred(*row, e, ok)
	}
	return m
}

// bundle is read once.
var bundle = sync.OnceValue(func() *i18n.Bundle { return must(i18n.New()) })

// file is the workbook of a view.
func file(t testing.TB, v *analytics.SchoolView, lang string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, Build(v, bundle().Printer(lang))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
