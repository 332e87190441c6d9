package analytics

import (
	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
)

// Agreement is how alike the staff answer: the target state is that of a staff and not of its average.
type Agreement struct {
	// Rwg compares the spread with that of answers ticked at random: 1 if all answer alike, 0 at random or beyond. Two decimals. Of an
	// index it is 1 − s̄²/σ², with s̄² the mean variance of its items (r*wg; Lindell, Brandt & Whitney 1999, Applied Psychological
	// Measurement 23:127): unlike r_wg(J) it does not grow with the number of items, so components can be held against each other.
	Rwg float64 `json:"rwg"`
	// Polarisation is Leik's, 0 if all are on one step and 1 if half are at each end, two decimals; of an index the mean over its
	// items.
	Polarisation float64 `json:"polarisation"`
	// Level is Rwg in words.
	Level AgreementLevel `json:"level"`
	// Apart: the answers are farther apart than if all steps were chosen alike often, so that there are two camps.
	Apart bool `json:"apart"`
	Items int  `json:"items"` // that it stands on
}

// AgreementLevel is r_wg in five words, at the usual limits .30, .50, .70 and .90. Source: LeBreton & Senter 2008,
// Organizational Research Methods 11:815, table 3.
type AgreementLevel int

// The levels, 1 to 5.
const (
	LackOfAgreement AgreementLevel = iota + 1
	WeakAgreement
	ModerateAgreement
	StrongAgreement
	VeryStrongAgreement
)

var agreementNames = []string{"unknown", "lack", "weak", "moderate", "strong", "very_strong"}

// MarshalText writes the name used in documents: lack, weak, moderate, strong or very_strong.
func (l AgreementLevel) MarshalText() ([]byte, error) { return marshalName(agreementNames, int(l)) }

// UnmarshalText reads what MarshalText wrote.
func (l *AgreementLevel) UnmarshalText(text []byte) error {
	i, err := unmarshalName(agreementNames, text)
	*l = AgreementLevel(i)
	return err
}

func levelOf(rwg float64) AgreementLevel {
	level := LackOfAgreement
	for _, limit := range []float64{0.30, 0.50, 0.70, 0.90} {
		if rwg > limit {
			level++
		}
	}
	return level
}

// Words is the level as a reader meets it.
func (l AgreementLevel) Words() i18n.Sentence {
	switch l {
	case VeryStrongAgreement:
		return say("results.agreement.very_strong")
	case StrongAgreement:
		return say("results.agreement.strong")
	case ModerateAgreement:
		return say("results.agreement.moderate")
	case WeakAgreement:
		return say("results.agreement.weak")
	default:
		return say("results.agreement.lack")
	}
}

// agreement of a group on a measure in a wave, from the released answers to its items. It is nil where these are not shown of all of
// them: of the rest alone it would be too small, since it is the most alike whose answers are withheld.
func (a *series) agreement(m Measure, group string, wave int) *Agreement {
	if m.Steps == 0 || len(m.Items) == 0 {
		return nil
	}
	var variance, apart float64
	items := float64(len(m.Items))
	for _, id := range m.Items {
		counts, ok := a.answers(ItemMeasureKey(id), group, wave)
		if !ok {
			return nil
		}
		d, _ := stat.Polarisation(counts)
		variance += counts.Moments().Variance() / items
		apart += d / items
	}
	rwg, _ := stat.AgreementWithin(withVariance(variance), m.Steps)
	agreement := &Agreement{Rwg: twoDecimals(rwg), Polarisation: twoDecimals(apart), Items: len(m.Items)}
	agreement.Level, agreement.Apart = levelOf(agreement.Rwg), agreement.Polarisation > evenlySpread(m.Steps)
	return agreement
}

// withVariance are moments of which only the variance counts.
func withVariance(v float64) stat.Moments { return stat.Moments{N: 2, SumSquares: v} }

// evenlySpread is the polarisation of answers of which each step has as many.
func evenlySpread(steps int) float64 {
	c := stat.NewCounts(1, steps)
	for i := range c.N {
		c.N[i] = 1
	}
	d, _ := stat.Polarisation(c)
	return d
}

// Silent is what those who are not in a figure could change about it.
type Silent struct {
	People int `json:"people"`
	// Bounds are the least and the greatest mean of the whole staff, whatever the silent would answer; one decimal, outward.
	Bounds Interval `json:"bounds"`
	// Step is by how much the mean would change if the silent answered one step lower, or higher, than the others; one decimal.
	Step float64 `json:"step"`
}

// silent is nil where everybody is in the figure, or the figure is only bounded.
func (r reading) silent() *Silent {
	if r.Limit != Exact || r.headCount <= r.N {
		return nil
	}
	alike, ends := r.alike(), scaleOf(r.steps)
	return &Silent{
		People: r.headCount - r.N,
		Bounds: *printed(stat.Interval{
			Low:  stat.LogicalBounds(r.withMean(alike.Low).sample(), ends).Low,
			High: stat.LogicalBounds(r.withMean(alike.High).sample(), ends).High,
		}),
		Step: oneDecimal(float64(r.headCount-r.N) / float64(r.headCount)),
	}
}
