package web

import (
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// groupSpread is how the whole school and its groups answer an item now.
func groupSpread(words i18n.Printer, view *analytics.ItemView) exhibit {
	asked := view.Query.Audience.Key()
	e := newSpread(words, view, "groups", words.T("school.spread_now_for_"+asked))
	e.Method = "share"
	if view.Row.Spread != nil {
		e.Finding = words.Say(view.Row.Spread.Top.Words(view.Row.Everyone()))
	}
	var bars []charts.Spread
	for _, g := range view.Groups {
		name, alike := g.Name.In(words.Lang()), ""
		if name == "" {
			name = words.T("school.whole_for_" + asked)
		}
		if g.Agreement != nil {
			alike = words.Say(g.Agreement.Level.Words())
		}
		e.Table.Rows = append(e.Table.Rows, newSpreadRow(words, name, alike, g.Cell, g.HeadCount, view.Row))
		bars = append(bars, charts.Spread{Name: name, Cell: g.Cell})
	}
	if len(view.Groups) > 1 {
		e.Caveat = words.T("exhibit.groups_caveat")
	}
	return e.withSpread(words, view, bars)
}

// waveSpread is how the whole school answered an item, wave by wave until now.
func waveSpread(words i18n.Printer, view *analytics.ItemView) exhibit {
	e := newSpread(words, view, "waves", words.T("school.spread_waves"))
	e.Method = "change"
	if len(view.Row.Changes) > 0 {
		e.Finding = words.Say(view.Row.Changes[0].Sentences[1])
	}
	var bars []charts.Spread
	add := func(head analytics.WaveHead, cell analytics.Cell, headCount int, why string) {
		name, detail := phaseTitle(words, head.Phase), closedOn(words, head)
		if why != "" {
			detail = words.T("school.broken_detail", "date", detail, "why", why)
		}
		e.Table.Rows = append(e.Table.Rows, newSpreadRow(words, name, detail, cell, headCount, view.Row))
		if why != "" {
			name = words.T("school.broken_name", "name", name)
		}
		bars = append(bars, charts.Spread{Name: name, Cell: cell})
	}
	for _, point := range view.Row.Earlier {
		why := ""
		if point.Break {
			why = words.Say(point.BreakWords())
			e.Caveat = words.T("results.note.break")
		}
		add(view.Waves[point.Wave], point.Cell, point.HeadCount, why)
	}
	add(view.Now, view.Row.Now, view.Row.HeadCount, "")
	return e.withSpread(words, view, bars)
}

// newSpread begins an exhibit of distributions over the steps of an item.
func newSpread(words i18n.Printer, view *analytics.ItemView, id, title string) exhibit {
	var labels []string
	for _, label := range view.Labels {
		labels = append(labels, label.In(words.Lang()))
	}
	e := exhibit{
		ID: id, Title: title, HowTo: spreadHow(words, view.Row.Diverging), Key: charts.ToneKey(labels),
		Answered: answeredWords(words, view.Now.Answered, view.Now.HeadCount),
		Axis:     spreadAxis(words, view.Row.Diverging),
		Table:    exhibitTable{Apart: true, Wide: true},
	}
	for _, label := range append(labels, words.T("school.mean"), words.T("school.answers")) {
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: label})
	}
	return e
}

// spreadHow says how a distribution is read: over 100 per cent, or to both sides of a neutral middle.
func spreadHow(words i18n.Printer, diverging bool) string {
	how := "exhibit.spread_how"
	if diverging {
		how = "exhibit.diverging_how"
	}
	return words.T(how) + " " + words.T("school.items_caption")
}

func spreadAxis(words i18n.Printer, diverging bool) []string {
	if diverging {
		return []string{words.Percent(1), words.Percent(0), words.Percent(1)}
	}
	return []string{words.Percent(0), words.Percent(0.5), words.Percent(1)}
}

// withSpread ends it: with the chart, where there is a bar to draw, and with where a hidden figure leads.
func (e exhibit) withSpread(words i18n.Printer, view *analytics.ItemView, bars []charts.Spread) exhibit {
	d := charts.Distribution{Labels: make([]string, 0, len(view.Labels)), Bars: bars, Diverging: view.Row.Diverging}
	for _, label := range view.Labels {
		d.Labels = append(d.Labels, label.In(words.Lang()))
	}
	if !d.Empty() {
		chart := d.Chart(words)
		e.Chart, e.Height = &chart, d.Height()
	}
	for _, row := range e.Table.Rows {
		for _, c := range row.Cells {
			if c.State == analytics.Hidden.String() {
				e.Hidden = &explanation{Href: measuresOf(view), Text: words.T("school.see_measures")}
			}
		}
	}
	return e
}

// measuresOf is where the figures of the measure are that an item belongs to.
func measuresOf(view *analytics.ItemView) string {
	if view.Now.Instrument.Kind == surveys.MappingInstrument {
		return mappingAddress(analytics.Query{School: view.Query.School}, view.Query.Audience)
	}
	return pathOf(analytics.Query{School: view.Query.School, Wave: view.Query.Wave}, componentAt(view.Row.Component))
}

// newSpreadRow is how the answers to an item spread, in a group or at a time: the cells cover the steps of its scale, and then come the mean and how many answered.
func newSpreadRow(words i18n.Printer, name, detail string, cell analytics.Cell, headCount int, item analytics.Row) exhibitRow {
	now, steps := newFigure(words, cell, headCount), item.Steps
	row := exhibitRow{Name: name, Detail: detail, Drawing: charts.Bar{Steps: steps, Cell: cell, Diverging: item.Diverging}.Drawing()}
	if !now.Shown() {
		row.Cells = []exhibitCell{{Text: now.Text, State: now.State, Span: steps + 2}}
		return row
	}
	shown := analytics.Value.String()
	for _, s := range charts.Shares(cell, steps) {
		row.Cells = append(row.Cells, exhibitCell{Text: charts.ShareWords(words, s), State: shown, Span: s.To - s.From + 1})
	}
	if len(row.Cells) == 0 {
		row.Cells = []exhibitCell{{Text: words.T("results.state.hidden"), State: analytics.Hidden.String(), Span: steps}}
	}
	row.Said = words.T("school.mean") + " " + now.Text
	row.Cells = append(row.Cells, figureCell(now), exhibitCell{Text: words.Number(float64(now.N), 0), State: shown})
	return row
}

// spreadWords is the same in one line, for whoever cannot see the picture: "1: 3 %, 2: 12 %, …".
func spreadWords(words i18n.Printer, cell analytics.Cell, steps int) string {
	var parts []string
	for _, s := range charts.Shares(cell, steps) {
		share := charts.ShareWords(words, s)
		if s.From == s.To {
			parts = append(parts, words.T("school.share_of_step", "step", s.From, "share", share))
		} else {
			parts = append(parts, words.T("school.share_of_steps", "from", s.From, "to", s.To, "share", share))
		}
	}
	return words.List(parts)
}

// scaleKey explains the colours of a scale.
type scaleKey struct {
	Steps   []toneKey
	Numbers bool // the labels are numbers
}

// toneKey is one colour, and what it stands for.
type toneKey struct {
	Tone  string
	Label string
}

// newScaleKey explains the steps of a scale by their labels; without labels by their numbers, for items whose labels differ.
func newScaleKey(steps int, labels []string) scaleKey {
	key := scaleKey{Numbers: labels == nil}
	for i, tone := range charts.Tones(steps) {
		label := strconv.Itoa(i + 1)
		if labels != nil {
			label = labels[i]
		}
		key.Steps = append(key.Steps, toneKey{Tone: string(tone), Label: label})
	}
	return key
}
