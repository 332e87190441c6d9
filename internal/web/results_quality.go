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
	Reference string // empty but for the edition that froze it
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
	if q.Reference != "" {
		s.Reference = words.T("edition.reference", "name", q.Reference)
	}
	inScale := map[surveys.ItemID]analytics.ItemInScale{}
	for _, scale := range q.Scales {
		s.Scales = append(s.Scales, newScaleRow(words, scaleName(words, view, scale.Measure), scale))
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

// scaleName is a component, or overall.
func scaleName(words i18n.Printer, view *analytics.EditionView, key analytics.MeasureKey) string {
	at := slices.IndexFunc(view.Components, func(c analytics.ComponentHead) bool { return analytics.ComponentMeasureKey(c.Key) == key })
	if at < 0 {
		return words.T("school.overall")
	}
	return view.Components[at].Name.In(words.Lang())
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
