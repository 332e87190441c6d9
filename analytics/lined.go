package analytics

import (
	"iter"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Lined is a release with what a long table says beside its figures: what was asked, what it is called, and where series break.
type Lined struct {
	*Release
	Audience surveys.Audience
	// Alone are the release's items that stand alone, in words.
	Alone []AloneRow

	breaks map[MeasureKey]surveys.Break
	asked  *series // with this release as now
}

// Line lays releases of one school side by side, in the order in which they come, as far as a reader may see them: where the series of a measure is
// broken depends on what else is there.
func (s *Store) Line(releases []*Release) ([]Lined, error) {
	type survey struct {
		kind surveys.InstrumentKind
		of   surveys.Audience
	}
	all, places := map[survey]*series{}, map[survey]int{}
	var lined []Lined
	for _, r := range releases {
		w, err := s.surv.Wave(r.Wave.ID)
		if err != nil {
			return nil, err
		}
		of := survey{r.Instrument.Kind, s.surv.InstrumentOf(w).Audience}
		if all[of] == nil {
			if all[of], err = s.series(releases, of.kind, of.of, ""); err != nil {
				return nil, err
			}
		}
		lined = append(lined, all[of].lined(places[of], of.of, templateOf(w.Programme, w.ProgrammeVersion)))
		places[of]++
	}
	return lined, nil
}

// SharedLines are what schools share with their owner, each as far as it shares and no further than most, lined up school by school: one school's
// releases are held at a time. An error is the last of them.
func (s *Store) SharedLines(schools []programme.School, most surveys.Degree) iter.Seq2[Lined, error] {
	return func(yield func(Lined, error) bool) {
		for _, school := range schools {
			releases, err := s.SharedReleases(school.ID, most)
			var lined []Lined
			if err == nil {
				lined, err = s.Line(releases)
			}
			if err != nil {
				yield(Lined{}, err)
				return
			}
			for _, l := range lined {
				if !yield(l, nil) {
					return
				}
			}
		}
	}
}

// lined is the release at a place in the series.
func (a *series) lined(place int, of surveys.Audience, t *programme.Template) Lined {
	then := *a
	then.now, then.template = place, t
	l := Lined{Release: then.release(), Audience: of, Alone: then.alone(""), breaks: map[MeasureKey]surveys.Break{}, asked: &then}
	if place+1 < len(a.releases) {
		for _, m := range l.Measures {
			l.breaks[m.Key] = a.breakBetween(m.Key, place, place+1)
		}
	}
	return l
}

// Break is why the series of a measure does not continue from here to the next release of its kind; empty where it does, and of the last one.
func (l Lined) Break(m MeasureKey) surveys.Break { return l.breaks[m] }

// Name is what a measure is called; the index over all items has no name of its own.
func (l Lined) Name(m Measure) i18n.Text {
	name, _ := l.asked.words(m)
	return name
}

// Steps are the labels of an item's scale, in the order of its shares; nil of a measure that is no item.
func (l Lined) Steps(m Measure) []i18n.Text {
	if m.Kind != ItemMeasure {
		return nil
	}
	item, _ := l.asked.instrument().Item(m.Items[0])
	return labels(l.asked.instrument(), item)
}

// Gap is what is missing to a measure's target in a group; nil without a target or a mean.
func (l Lined) Gap(m Measure, group string) *Gap {
	now, ok := l.asked.reading(m, group, l.asked.now)
	if !ok || m.Target == nil {
		return nil
	}
	return gap(now, *m.Target)
}

// SimulateLined is [Store.Line] for releases that are in memory, as [Simulate] is for the view of them. All were asked with the same instrument.
func SimulateLined(releases []*Release, in *surveys.Instrument) (lined []Lined) {
	all := &series{template: programme.Builtin(), releases: releases}
	for range releases {
		all.instruments = append(all.instruments, in)
	}
	for place := range releases {
		lined = append(lined, all.lined(place, in.Audience, all.template))
	}
	return lined
}
