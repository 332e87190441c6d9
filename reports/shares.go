package reports

import (
	"fmt"
	"strings"

	"tilstand/analytics"
	"tilstand/surveys"
)

// itemChart draws how answers are distributed over the steps, for the items of which that is shown.
func (r *report) itemChart(d *draft, table string, of surveys.Audience, wave analytics.WaveHead, items []numbered) {
	var rows [][]Cell
	steps := stepsOf(items)
	for _, item := range items {
		if e, ok := item.Now.Shown(); ok && len(e.Categories) == steps && steps > 0 {
			row := []Cell{body(r.itemLabel(item)), body(r.waveName(wave)), r.state(item.Now)}
			rows = append(rows, append(row, r.categories(item.Now, steps)...))
		}
	}
	if len(rows) == 0 {
		d.add(text(Lead, r.p.T("report.no_distribution")))
		return
	}
	if !d.Fit {
		d.newPage()
	}
	d.chart(r.sharesChart(table, of, steps, rows))
}

func (r *report) sharesChart(table string, of surveys.Audience, steps int, rows [][]Cell) Chart {
	columns := []column{
		{head: r.p.T("report.column.category")},
		{head: r.p.T("report.column.wave")},
		{head: r.p.T("report.column.reading")},
	}
	for step := range steps {
		columns = append(columns, column{head: r.stepName(step+1, steps)})
	}
	r.numbers.skip(1)
	r.numbers.add(text(Heading, r.p.T("report.chart.items")))
	t, _ := r.numbers.table(table, columns, rows)
	column := func(c int) Range { return Range{Sheet: r.numbers.Name, Column: c, From: t.First + 1, To: t.Last} }
	c := Chart{
		Kind: Shares, Height: 100 + 20*len(rows), Categories: column(1), Max: 1,
		Title: r.p.T("report.chart.items_title_for_" + of.Key()),
		Alt:   r.p.T("report.chart.items_alt", "count", len(rows)),
	}
	for step := range steps {
		at := 4 + step
		c.Series = append(c.Series, Series{Role: Step, Name: r.headOf(t, at), Values: column(at)})
	}
	return c
}

// stepName is a step in a legend. Questions have scales with different labels, and all of them have a wanted end.
func (r *report) stepName(step, steps int) string {
	switch step {
	case 1:
		return r.p.T("report.step_first", "step", step)
	case steps:
		return r.p.T("report.step_last", "step", step)
	}
	return fmt.Sprint(step)
}

// labelRunes is how much of a question fits beside its bar.
const labelRunes = 58

// itemLabel is the number of a question and how it begins, cut between words.
func (r *report) itemLabel(item numbered) string {
	label := fmt.Sprintf("%d. %s", item.number, r.name(item.Row))
	runes := []rune(label)
	if len(runes) <= labelRunes {
		return label
	}
	cut := string(runes[:labelRunes])
	if space := strings.LastIndexByte(cut, ' '); space > labelRunes/2 {
		cut = cut[:space]
	}
	return cut + " …"
}
