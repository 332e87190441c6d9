package analysis

import (
	"tilstand/analytics/stat"
)

// subject is a measure in a scope, with what its estimates are made from.
type subject struct {
	*Dataset
	measure    Measure
	number     int // of the measure
	at         scope
	sums       *sums
	freq       stat.Freq
	moments    stat.Moments
	population int // 0: not known
}

func (d *Dataset) subject(m int, at scope) subject {
	s := subject{Dataset: d, measure: d.questions.measures[m], number: m, at: at, sums: d.of(at)}
	if s.measure.isItem() || s.measure.scored() {
		s.freq = s.sums.freq(d.questions, m)
	}
	s.moments = s.freq.Moments()
	if n, ok := d.populationOf(at); ok {
		s.population = n
	}
	return s
}

func (s subject) sample() stat.Sample {
	return stat.Sample{Moments: s.moments, Population: s.population}
}
