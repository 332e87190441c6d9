package analytics

import (
	"math"
	"slices"

	"tilstand/analytics/internal/tally"
	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// The quality of an instrument is the one thing in an edition that cannot be calculated from releases: how items go together in persons is
// not in them. So it is counted from the sealed answers, for a programme's edition only, over the latest wave of at least
// [MinQualitySchools] schools that share with it and at least [MinQualityAnswers] persons; rounded to two decimals; frozen with the
// edition; and the set of waves it is over is kept apart from those of all earlier editions like any other. Per school it is refused: on so
// few persons it would be noise besides.
const (
	MinQualitySchools = 10
	MinQualityAnswers = 200
)

// EditionQuality is how well the instrument measures, pooled over schools.
type EditionQuality struct {
	// Reference is a name under which an edition froze these figures by itself, as the first of a programme did before that was somebody's decision
	// ([Store.FreezeReference]); empty in all others, whether they have been frozen or not.
	Reference string `json:"reference,omitempty"`

	Atoms   []int          `json:"atoms"`   // the waves it is over, one of each school
	Answers int            `json:"answers"` // persons
	Scales  []ScaleQuality `json:"scales"`  // overall and the components
	Items   []ItemQuality  `json:"items"`   // in the instrument's order
}

// ScaleQuality is how well an index measures. Every figure has two decimals; nil where it does not exist or is refused.
type ScaleQuality struct {
	Measure MeasureKey `json:"measure"`
	N       int        `json:"n"`     // persons who answered every item
	Alpha   *float64   `json:"alpha"` // Cronbach's
	Feldt   *Interval  `json:"feldt"` // 95 % interval of alpha, rounded outward
	Omega   *float64   `json:"omega"` // McDonald's, of a one-factor model; three items and more
	// SpearmanBrown takes omega's place with two items.
	SpearmanBrown *float64 `json:"spearman_brown"`
	// Mean and SD are those of persons, Within is the standard deviation of persons within schools; of all who have a score.
	Mean   *float64 `json:"mean"`
	SD     *float64 `json:"sd"`
	Within *float64 `json:"within"`
	// ICC1 is the share of the variance of persons that lies between schools, ICC2 the reliability of a school's mean.
	ICC1  *float64      `json:"icc1"`
	ICC2  *float64      `json:"icc2"`
	Items []ItemInScale `json:"items"`
}

// ItemInScale is how an item fits its index.
type ItemInScale struct {
	Item           surveys.ItemID `json:"item"`
	ItemRest       *float64       `json:"item_rest"`
	AlphaIfDropped *float64       `json:"alpha_if_dropped"`
}

// ItemQuality is how an item is answered, in whole per cent. Reversed items have been turned round.
type ItemQuality struct {
	Item    surveys.ItemID `json:"item"`
	Text    i18n.Text      `json:"text"`
	Missing int            `json:"missing"` // of all persons: left blank, or don't know
	Lowest  int            `json:"lowest"`  // of those who answered: at the low end of the scale
	Highest int            `json:"highest"` // at the high end
}

// crossCounter counts a wave for the measures of an edition; Items of what it returns are in the order of the first measure's.
type crossCounter func(wave surveys.WaveID, measures []EditionMeasure) (*tally.Cross, error)

// quality is nil where too few share, and where the set of waves would give a school away.
func (d *draft) quality(e *Edition, a *editionAudit) (*EditionQuality, error) {
	if d.cross == nil || len(e.Measures) == 0 {
		return nil, nil
	}
	for _, set := range d.qualitySets(e) {
		if len(set) < MinQualitySchools || answeredBy(e.Atoms, set) < MinQualityAnswers {
			continue
		}
		given, err := a.admit(qualityKey, set, func(at int) int { return e.Atoms[at].Answered })
		if err != nil {
			return nil, err
		}
		if given {
			return d.measureQuality(e, set)
		}
	}
	return nil, nil
}

// qualitySets are the latest waves of all schools that have their answers and asked all measures alike, and then those of them that an earlier edition
// was over, the latest first. What an instrument is worth does not change from one semester to the next.
func (d *draft) qualitySets(e *Edition) [][]int {
	sets := [][]int{d.lastOfEach(func(w sharedWave) bool {
		return !w.erased && !slices.ContainsFunc(e.Measures, func(m EditionMeasure) bool { _, asked, _ := w.reading(m); return !asked })
	})}
	for _, before := range slices.Backward(d.earlier) {
		if before.Quality == nil {
			continue
		}
		then := map[ReleaseID]bool{}
		for _, at := range before.Quality.Atoms {
			then[before.Atoms[at].Release] = true
		}
		var still []int
		for at, w := range d.waves {
			if then[w.atom.Release] && !w.erased {
				still = append(still, at)
			}
		}
		sets = append(sets, still)
	}
	return sets
}

func answeredBy(atoms []EditionAtom, set []int) int {
	n := 0
	for _, at := range set {
		n += atoms[at].Answered
	}
	return n
}

func (d *draft) measureQuality(e *Edition, set []int) (*EditionQuality, error) {
	q := &EditionQuality{Atoms: set}
	cross := make([]stat.CrossMoments, len(e.Measures))
	for m, measure := range e.Measures {
		cross[m] = stat.NewCrossMoments(len(measure.Items))
	}
	schools := make([][]stat.Moments, len(e.Measures))
	ends := make([]tally.Ends, len(e.Measures[0].Items))
	for _, at := range set {
		c, err := d.cross(e.Atoms[at].Wave, e.Measures)
		if err != nil {
			return nil, err
		}
		q.Answers += c.Respondents
		for m := range e.Measures {
			cross[m], schools[m] = cross[m].Merge(c.Measures[m]), append(schools[m], c.Scores[m])
		}
		for i, one := range c.Items {
			ends[i].Answered, ends[i].Lowest, ends[i].Highest = ends[i].Answered+one.Answered, ends[i].Lowest+one.Lowest, ends[i].Highest+one.Highest
		}
	}
	for m, measure := range e.Measures {
		q.Scales = append(q.Scales, scaleQuality(measure, cross[m], schools[m]))
	}
	for i, id := range e.Measures[0].Items {
		q.Items = append(q.Items, ItemQuality{
			Item: id, Text: d.itemText(id), Missing: wholePercent(q.Answers-ends[i].Answered, q.Answers),
			Lowest: wholePercent(ends[i].Lowest, ends[i].Answered), Highest: wholePercent(ends[i].Highest, ends[i].Answered),
		})
	}
	return q, nil
}

func wholePercent(part, all int) int {
	if all == 0 {
		return 0
	}
	return int(math.Round(100 * float64(part) / float64(all)))
}

// scaleQuality is what the pooled moments say of an index. Under [MinQualityAnswers] complete answers it is the numbers between schools only.
func scaleQuality(measure EditionMeasure, cross stat.CrossMoments, schools []stat.Moments) ScaleQuality {
	s := ScaleQuality{Measure: measure.Key, N: cross.N, Items: []ItemInScale{}}
	if variance, ok := stat.AnalyseVariance(schools); ok {
		s.ICC1, s.ICC2 = rounded(variance.ICC1(), true), rounded(variance.ICC2(), true)
	}
	var all stat.Moments
	for _, school := range schools {
		all = all.Merge(school)
	}
	within, _, ok := stat.WithinSD(schools)
	s.Mean, s.SD, s.Within = rounded(all.Mean(), true), rounded(all.SD(), true), rounded(within, ok)
	for _, id := range measure.Items {
		s.Items = append(s.Items, ItemInScale{Item: id})
	}
	alpha, ok := stat.Alpha(cross)
	if !ok || cross.N < MinQualityAnswers {
		return s
	}
	s.Alpha = rounded(alpha, true)
	if feldt, ok := stat.FeldtInterval(alpha, cross.N, len(measure.Items), stat.Level); ok {
		outward := Interval(feldt.RoundOut(2))
		s.Feldt = &outward
	}
	brown, ok := stat.SpearmanBrown(cross)
	s.SpearmanBrown = rounded(brown, ok)
	if model, ok := stat.OneFactor(cross); ok {
		s.Omega = rounded(model.Omega(), true)
	}
	rest, okRest := stat.ItemRest(cross)
	dropped, okDropped := stat.AlphaIfDropped(cross)
	for i := range s.Items {
		if okRest {
			s.Items[i].ItemRest = rounded(rest[i], true)
		}
		if okDropped {
			s.Items[i].AlphaIfDropped = rounded(dropped[i], true)
		}
	}
	return s
}

// rounded is nil for what is not a number, or does not exist.
func rounded(x float64, ok bool) *float64 {
	if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	x = twoDecimals(x)
	return &x
}

// itemText is how the wave that was closed last words an item.
func (d *draft) itemText(id surveys.ItemID) i18n.Text {
	if d.words == nil {
		return nil
	}
	item, _ := d.words.Item(id)
	return item.Text
}

// qualityKey is the system of sets that qualities are over.
const qualityKey MeasureKey = "quality"
