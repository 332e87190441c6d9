package web

import (
	"slices"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// qualitySection is how well the instrument measures; without rows it says when there will be any.
type qualitySection struct {
	How       string
	Finding   []string // where the instrument is weakest; empty without figures
	Reference string   // empty but for the edition that froze it
	Scales    []scaleRow
	Items     []qualityRow
}

// scaleRow is one index.
type scaleRow struct {
	Name         string
	Alpha, Feldt string
	Omega        string
	ICC1, ICC2   string
	Complete     int
}

// qualityRow is one question.
type qualityRow struct {
	Text                     string
	Rest, Dropped            string
	Missing, Lowest, Highest string
}

func newQualitySection(words i18n.Printer, view *analytics.EditionView) *qualitySection {
	q := view.Quality
	if q == nil {
		return &qualitySection{How: words.T("edition.quality_none")}
	}
	s := &qualitySection{How: words.T("edition.quality_how", "schools", len(q.Atoms), "answers", q.Answers)}
	s.Finding = weakest(words, view)
	if q.Reference != "" {
		s.Reference = words.T("edition.reference", "name", q.Reference)
	}
	inScale := map[surveys.ItemID]analytics.ItemInScale{}
	for _, scale := range q.Scales {
		s.Scales = append(s.Scales, newScaleRow(words, scaleName(words, view.Components, scale.Measure), scale))
		if scale.Measure != analytics.OverallKey {
			for _, item := range scale.Items {
				inScale[item.Item] = item
			}
		}
	}
	for _, item := range q.Items {
		in := inScale[item.Item]
		s.Items = append(s.Items, qualityRow{
			Text: item.Text.In(words.Lang()), Rest: hundredth(words, in.ItemRest), Dropped: hundredth(words, in.AlphaIfDropped),
			Missing: percentWords(words, item.Missing), Lowest: percentWords(words, item.Lowest), Highest: percentWords(words, item.Highest),
		})
	}
	return s
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

func newScaleRow(words i18n.Printer, name string, scale analytics.ScaleQuality) scaleRow {
	row := scaleRow{
		Name: name, Alpha: hundredth(words, scale.Alpha), Omega: hundredth(words, scale.Omega),
		ICC1: hundredth(words, scale.ICC1), ICC2: hundredth(words, scale.ICC2), Complete: scale.N,
	}
	if scale.Feldt != nil {
		row.Feldt = words.Interval(scale.Feldt.Low, scale.Feldt.High, 2)
	}
	if scale.Omega == nil && scale.SpearmanBrown != nil {
		row.Omega = words.T("edition.brown", "value", hundredth(words, scale.SpearmanBrown))
	}
	return row
}

// hundredth is a number with two decimals, or a dash where there is none.
func hundredth(words i18n.Printer, x *float64) string {
	if x == nil {
		return "–"
	}
	return words.Number(*x, 2)
}

func percentWords(words i18n.Printer, percent int) string {
	return words.Percent(float64(percent) / 100)
}
