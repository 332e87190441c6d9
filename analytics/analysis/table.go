package analysis

import (
	"tilstand/analytics"
)

// Table is a part of a document as a long table, for workbooks. Columns are called by their paths in the document, with dots
// between; of a list each place has columns of its own, counted from 1.
type Table struct {
	Name    string
	About   string
	Columns []string
	Rows    [][]any // nil, string, bool, int or float64
}

// Tables are the document as long tables. Columns that are empty in every row are left out, and thresholds of trends.
func (a *Analysis) Tables() []Table {
	items := map[analytics.MeasureKey]bool{}
	for _, m := range a.Measures {
		items[m.Key] = m.isItem()
	}
	var indices, single []Estimate
	for _, e := range a.Estimates {
		if items[e.Measure] {
			single = append(single, e)
		} else {
			indices = append(indices, e)
		}
	}
	tables := []Table{
		tableOf("indices", "What each group answered to each index.", indices),
		tableOf("items", "What each group answered to each item.", single),
		tableOf("comparisons", "Changes between waves and differences between groups: to less from.", a.Comparisons),
		tableOf("trends", "Change over all waves at once, per wave.", a.Trends),
		tableOf("reliability", "How far an index measures one thing.", a.Reliability, "per_item"),
		tableOf("item_reliability", "How each item fits into its index.", itemsOf(a.Reliability)),
		tableOf("schools", "Units beside each other in one measure and wave: what they have in common.", a.Schools, "per_unit"),
		tableOf("units", "Each unit: funnel limits, and its mean drawn towards the others.", unitsOf(a.Schools)),
		tableOf("owners", "Means over the units of an owner, as strata.", a.Owners),
		tableOf("families", "The sets of comparisons that p values are corrected in.", a.Families),
		tableOf("measures", "Indices and items.", a.Measures),
	}
	if len(a.Alone) > 0 {
		tables = append(tables, tableOf("alone", "What each group answered to each item that is in no measure.", a.Alone))
	}
	return tables
}

// reliableItem is a row of the table item_reliability.
type reliableItem struct {
	Measure analytics.MeasureKey `json:"measure"`
	Unit    string               `json:"unit"`
	Wave    string               `json:"wave"`
	Group   string               `json:"group"`
	ItemReliability
}

func itemsOf(all []Reliability) []reliableItem {
	var rows []reliableItem
	for _, r := range all {
		for _, item := range r.PerItem {
			rows = append(rows, reliableItem{r.Measure, r.Unit, r.Wave, r.Group, item})
		}
	}
	return rows
}

// comparedUnit is a row of the table units.
type comparedUnit struct {
	Measure analytics.MeasureKey `json:"measure"`
	Wave    string               `json:"wave"`
	School
}

func unitsOf(all []Schools) []comparedUnit {
	var rows []comparedUnit
	for _, s := range all {
		for _, unit := range s.PerUnit {
			rows = append(rows, comparedUnit{s.Measure, s.Wave, unit})
		}
	}
	return rows
}

// Tables are the releases as long tables: their groups, and their figures.
func (r *Releases) Tables() []Table {
	var groups []releasedGroup
	var figures []releasedFigure
	for _, one := range r.Releases {
		where := releasedWhere{one.School.Name, string(one.Wave.Phase)}
		for _, g := range one.Groups {
			row := releasedGroup{releasedWhere: where, Group: g.Key, State: g.Answered.State()}
			if g.HeadCount > 0 {
				row.HeadCount = &g.HeadCount
			}
			if e, ok := g.Answered.Shown(); ok {
				row.Answered = &e.N
			}
			if rate, ok := g.Rate(); ok {
				row.Rate = &rate
			}
			groups = append(groups, row)
		}
		for _, f := range one.Figures {
			figures = append(figures, releasedFigure{where, seenOf(f.Measure, f.Group, f.Cell)})
		}
	}
	return []Table{
		tableOf("figures", "What readers would see of each measure in each group.", figures),
		tableOf("groups", "How many people answered.", groups),
		tableOf("editions", "What owners would see of their units together.", r.editionFigures()),
	}
}

// editionFigure is a row of the table editions.
type editionFigure struct {
	Owner     string `json:"owner"`
	Schools   int    `json:"schools"`
	HeadCount int    `json:"head_count"`
	seen
}

func (r *Releases) editionFigures() []editionFigure {
	var rows []editionFigure
	for _, e := range r.Editions {
		for _, f := range e.Figures {
			rows = append(rows, editionFigure{e.Scope.Name, f.Schools(), f.HeadCount, seenOf(f.Measure, f.Group, f.Cell)})
		}
	}
	return rows
}

type releasedWhere struct {
	Unit string `json:"unit"`
	Wave string `json:"wave"`
}

type releasedGroup struct {
	releasedWhere
	Group     string          `json:"group"`
	State     analytics.State `json:"state"`
	HeadCount *int            `json:"head_count"`
	Answered  *int            `json:"answered"`
	Rate      *float64        `json:"response_rate"`
}

// releasedFigure is a row of the table figures.
type releasedFigure struct {
	releasedWhere
	seen
}

// seen is a figure as readers see it. Mean is nil where there is only a number of answers.
type seen struct {
	Measure    analytics.MeasureKey `json:"measure"`
	Group      string               `json:"group"`
	State      analytics.State      `json:"state"`
	N          *int                 `json:"n"`
	Limit      *analytics.Limit     `json:"limit"`
	Mean       *float64             `json:"mean"`
	Bounds     *analytics.Interval  `json:"bounds"`
	Interval   *analytics.Interval  `json:"interval"`
	Claim      *analytics.Interval  `json:"claim"`
	SD         *float64             `json:"sd"`
	SDSource   string               `json:"sd_source"`
	Bands      []analytics.Band     `json:"bands"`
	Categories []int                `json:"categories"`
}

func seenOf(measure analytics.MeasureKey, group string, c analytics.Cell) seen {
	row := seen{Measure: measure, Group: group, State: c.State()}
	e, ok := c.Shown()
	if !ok {
		return row
	}
	row.N, row.Limit, row.Bounds, row.Interval, row.Claim = &e.N, &e.Limit, e.Bounds, e.Interval, e.Claim
	row.SDSource, row.Bands, row.Categories = e.SDSource, e.Bands, e.Categories
	if e.Limit != analytics.CountOnly {
		row.Mean = &e.Mean
	}
	if e.SD > 0 {
		row.SD = &e.SD
	}
	return row
}
