package web

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// spreadShape is what items must have in common to stand in one exhibit: the steps are its columns, and its pictures have one axis.
type spreadShape struct {
	Steps     int
	Diverging bool
}

func shapeOf(item analytics.Row) spreadShape { return spreadShape{item.Steps, item.Diverging} }

// spreadExhibits are how the answers to some items spread, with every number: one for each shape of scale among them. The items stand under the measures
// that they belong to, in the order of these.
func spreadExhibits(words i18n.Printer, in *surveys.Instrument, measures, items []analytics.Row, belongs func(measure, item analytics.Row) bool) (all []exhibit) {
	at := map[spreadShape]int{}
	for _, m := range measures {
		headed := map[spreadShape]bool{}
		for _, item := range items {
			shape := shapeOf(item)
			if !belongs(m, item) || charts.Tones(item.Steps) == nil {
				continue
			}
			if _, known := at[shape]; !known {
				at[shape] = len(all)
				all = append(all, newSpreads(words, in, items, shape))
			}
			e := &all[at[shape]]
			if !headed[shape] {
				headed[shape] = true
				e.Table.Rows = append(e.Table.Rows, exhibitRow{Name: rowName(words, m), Heading: true})
			}
			e.Table.Rows = append(e.Table.Rows, newSpreadRow(words, rowName(words, item), agreementLevel(words, item), item.Now, item.HeadCount, item))
		}
	}
	return all
}

// newSpreads begins one of them.
func newSpreads(words i18n.Printer, in *surveys.Instrument, items []analytics.Row, shape spreadShape) exhibit {
	e := exhibit{
		Method: "share", Title: words.T("school.items"), HowTo: spreadHow(words, shape.Diverging), Key: charts.ToneKey(axis(shape.Steps)),
		Axis:  spreadAxis(words, shape.Diverging),
		Table: exhibitTable{First: words.T("school.item"), Apart: true, Wide: true, Closed: true},
	}
	labels := commonLabels(in, items, shape)
	for i, step := range axis(shape.Steps) {
		head := exhibitHead{Name: step}
		if labels != nil {
			head.Detail = labels[i].In(words.Lang())
		}
		e.Table.Heads = append(e.Table.Heads, head)
	}
	e.Table.Heads = append(e.Table.Heads, heads(words, "school.mean", "school.answers")...)
	return e
}

// commonLabels are the answers of a scale that all items of that shape have, from the unwanted end to the wanted one; nil where they differ.
func commonLabels(in *surveys.Instrument, items []analytics.Row, shape spreadShape) []i18n.Text {
	key, labels := "", []i18n.Text(nil)
	for _, row := range items {
		item, ok := in.Item(surveys.ItemID(itemID(row)))
		if !ok || shapeOf(row) != shape {
			continue
		}
		if item.Reverse || key != "" && item.Scale != key {
			return nil
		}
		if key != "" {
			continue
		}
		key = item.Scale
		for _, step := range in.Scale(item).Steps {
			labels = append(labels, step.Label)
		}
	}
	return labels
}

// itemID is the id of the item that a row is of.
func itemID(row analytics.Row) string {
	return strings.TrimPrefix(string(row.Measure), string(analytics.ItemMeasureKey("")))
}

// agreementLevel is how alike the answers to an item are; empty where that is not known.
func agreementLevel(words i18n.Printer, row analytics.Row) string {
	if row.Agreement == nil {
		return ""
	}
	return words.Say(row.Agreement.Level.Words())
}

// numbered is an id for one of several exhibits of the same kind.
func numbered(id string, i int) string {
	if i == 0 {
		return id
	}
	return id + "-" + strconv.Itoa(i+1)
}

// joined are short facts in one line, without those that are empty.
func joined(facts ...string) string {
	return strings.Join(slices.DeleteFunc(facts, func(f string) bool { return f == "" }), "; ")
}

// percentOf is a share in whole per cent.
func percentOf(share float64) int { return int(math.Round(100 * share)) }
