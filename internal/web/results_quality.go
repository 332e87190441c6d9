package web

import (
	"slices"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// qualitySection is how well the instrument measures; without rows it says when there will be any.
type qualitySection struct {
	How       string
	Finding   []string // where the instrument is weakest; empty without figures
	Reference string   // empty but for the edition that froze it
	Scales    exhibit
	Items     exhibit
}

// newQualitySection is that of an edition. Its tables are files at the edition's address, wherever they are shown.
func newQualitySection(words i18n.Printer, scope editionScope, view *analytics.EditionView) *qualitySection {
	q := view.Quality
	if q == nil {
		return &qualitySection{How: words.T("edition.quality_none")}
	}
	s := &qualitySection{How: words.T("edition.quality_how", "schools", len(q.Atoms), "answers", q.Answers)}
	s.Finding = weakest(words, view)
	if q.Reference != "" {
		s.Reference = words.T("edition.reference", "name", q.Reference)
	}
	at := func(rest string) string { return scope.address() + "/" + strconv.Itoa(view.Edition.Number) + rest }
	s.Scales, s.Items = scalesExhibit(words, view).filed(at), itemsExhibit(words, view).filed(at)
	return s
}

// qualityExhibits are the tables of the section, for their files; none of an edition without figures of quality.
func qualityExhibits(words i18n.Printer, scope editionScope, view *analytics.EditionView) []exhibit {
	if view.Quality == nil {
		return nil
	}
	s := newQualitySection(words, scope, view)
	return []exhibit{s.Scales, s.Items}
}

// scalesExhibit has a row for each index: how well its items hang together, and how alike the answers within a school are.
func scalesExhibit(words i18n.Printer, view *analytics.EditionView) exhibit {
	e := exhibit{ID: "quality-scales", Title: words.T("edition.quality"), Table: exhibitTable{
		First: words.T("school.component"), Heads: heads(words, "edition.alpha", "edition.omega", "edition.icc1", "edition.icc2", "edition.complete"),
	}}
	for _, scale := range view.Quality.Scales {
		alpha, omega := hundredthCell(words, scale.Alpha), hundredthCell(words, scale.Omega)
		if scale.Feldt != nil {
			alpha.Detail = words.Interval(scale.Feldt.Low, scale.Feldt.High, 2)
		}
		if scale.Omega == nil && scale.SpearmanBrown != nil {
			omega = exhibitCell{Text: words.T("edition.brown", "value", words.Number(*scale.SpearmanBrown, 2))}
		}
		e.Table.Rows = append(e.Table.Rows, exhibitRow{Name: scaleName(words, view.Components, scale.Measure), Cells: []exhibitCell{
			alpha, omega, hundredthCell(words, scale.ICC1), hundredthCell(words, scale.ICC2), {Text: strconv.Itoa(scale.N), State: analytics.Value.String()},
		}})
	}
	return e
}

// itemsExhibit has a row for each item: how it hangs together with the others of its component, how many left it unanswered, and how many answered at an end
// of the scale.
func itemsExhibit(words i18n.Printer, view *analytics.EditionView) exhibit {
	e := exhibit{ID: "quality-items", Title: words.T("edition.quality_items"), Table: exhibitTable{
		Caption: words.T("edition.quality_caption"), First: words.T("school.item"),
		Heads: heads(words, "edition.item_rest", "edition.dropped", "edition.missing", "edition.lowest", "edition.highest"),
	}}
	inScale := map[surveys.ItemID]analytics.ItemInScale{}
	for _, scale := range view.Quality.Scales {
		if scale.Measure != analytics.OverallKey {
			for _, item := range scale.Items {
				inScale[item.Item] = item
			}
		}
	}
	for _, item := range view.Quality.Items {
		in := inScale[item.Item]
		row := exhibitRow{Name: item.Text.In(words.Lang()), Cells: []exhibitCell{hundredthCell(words, in.ItemRest), hundredthCell(words, in.AlphaIfDropped)}}
		for _, share := range []int{item.Missing, item.Lowest, item.Highest} {
			row.Cells = append(row.Cells, exhibitCell{Text: percentWords(words, share), State: analytics.Value.String()})
		}
		e.Table.Rows = append(e.Table.Rows, row)
	}
	return e
}

// weakest are the component whose items hang together least, the item that most left unanswered, and the one that most answered at an end of the scale:
// where to look when the instrument is next revised, and no verdict on it.
func weakest(words i18n.Printer, view *analytics.EditionView) (said []string) {
	var alpha *analytics.ScaleQuality
	for i, scale := range view.Quality.Scales {
		if scale.Measure != analytics.OverallKey && scale.Alpha != nil && scale.Feldt != nil && (alpha == nil || *scale.Alpha < *alpha.Alpha) {
			alpha = &view.Quality.Scales[i]
		}
	}
	if alpha != nil {
		said = append(said, words.T("quality.lowest_alpha", "component", scaleName(words, view.Components, alpha.Measure), "alpha", hundredth(words, alpha.Alpha),
			"interval", words.Interval(alpha.Feldt.Low, alpha.Feldt.High, 2)))
	}
	items := view.Quality.Items
	if len(items) == 0 {
		return said
	}
	missing := slices.MaxFunc(items, func(a, b analytics.ItemQuality) int { return a.Missing - b.Missing })
	end := func(q analytics.ItemQuality) int { return max(q.Lowest, q.Highest) }
	extreme := slices.MaxFunc(items, func(a, b analytics.ItemQuality) int { return end(a) - end(b) })
	return append(said, words.T("quality.most_missing", "item", missing.Text.In(words.Lang()), "share", percentWords(words, missing.Missing)),
		words.T("quality.most_extreme", "item", extreme.Text.In(words.Lang()), "share", percentWords(words, end(extreme))))
}

// scaleName is a component, or overall.
func scaleName(words i18n.Printer, components []analytics.ComponentHead, key analytics.MeasureKey) string {
	at := slices.IndexFunc(components, func(c analytics.ComponentHead) bool { return analytics.ComponentMeasureKey(c.Key) == key })
	if at < 0 {
		return words.T("school.overall")
	}
	return components[at].Name.In(words.Lang())
}

// hundredth is a number with two decimals, or a dash where there is none.
func hundredth(words i18n.Printer, x *float64) string {
	if x == nil {
		return "–"
	}
	return words.Number(*x, 2)
}

// hundredthCell is the same as a figure of a table.
func hundredthCell(words i18n.Printer, x *float64) exhibitCell {
	if x == nil {
		return exhibitCell{Text: hundredth(words, x), State: analytics.NoData.String()}
	}
	return exhibitCell{Text: hundredth(words, x), State: analytics.Value.String()}
}

func percentWords(words i18n.Printer, percent int) string {
	return words.Percent(float64(percent) / 100)
}
