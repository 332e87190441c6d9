package analytics

import (
	"errors"
	"fmt"
	"slices"

	"tilstand/analytics/disclosure"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Whoever may not see all of a school gets views of excerpts: releases with what he may not see taken out before a view is made. So no page, document
// or workbook has to know what to leave out, and none can forget it. What an excerpt lacks it does not say by other figures either.

// forOwner are the releases of waves as the owner of their schools sees them; waves that are not shared are left out.
func (s *Store) forOwner(waves []surveys.Wave) ([]*Release, error) {
	return s.forOwnerUpTo(waves, surveys.SharesAll)
}

// forOwnerUpTo are the same for a reader who sees no more than most of what the owner sees.
func (s *Store) forOwnerUpTo(waves []surveys.Wave, most surveys.Degree) ([]*Release, error) {
	var shared []surveys.Wave
	var degrees []surveys.Degree
	for _, w := range waves {
		if degree := min(s.degreeOf(w), most); degree > surveys.SharesNothing {
			shared, degrees = append(shared, w), append(degrees, degree)
		}
	}
	releases, err := s.read(shared)
	if err != nil {
		return nil, err
	}
	for i, degree := range degrees {
		if degree < surveys.SharesAll {
			if releases[i], err = releases[i].withoutItems(); err != nil {
				return nil, err
			}
		}
	}
	return releases, nil
}

// sharedWaves are those of the waves that their schools share with their owner.
func (s *Store) sharedWaves(waves []surveys.Wave) []surveys.Wave {
	return slices.DeleteFunc(waves, func(w surveys.Wave) bool { return s.degreeOf(w) == surveys.SharesNothing })
}

// oneItem is the promise that no combination of measures stands on one item.
const oneItem = 2

// withoutItems is the release without what single items say: items are gone, those that stand alone too, and so are the figures of an index that
// is one item, or that would leave one item when another index is taken from it (disclosure.Units, over items in place of schools).
// Overall goes before components and these before constructs.
func (r *Release) withoutItems() (*Release, error) {
	open, err := r.openIndices()
	if err != nil {
		return nil, fmt.Errorf("leave items out of release %s: %w", r.ID, err)
	}
	cut := *r
	cut.Measures, cut.Figures, cut.Alone = nil, nil, nil
	for at, m := range r.Measures {
		if m.Kind == ItemMeasure {
			continue
		}
		cut.Measures = append(cut.Measures, m)
		for _, f := range r.Figures[at*len(r.Groups) : (at+1)*len(r.Groups)] {
			if !open[at] {
				f.Cell = Cell{state: Hidden}
			}
			cut.Figures = append(cut.Figures, f)
		}
	}
	return &cut, nil
}

// openIndices says by measure whether an index may stand beside the others without telling of one item.
func (r *Release) openIndices() ([]bool, error) {
	numbers := map[surveys.ItemID]int{}
	var sets [][]int
	var at []int // the measure of each set
	for i, m := range r.Measures {
		if m.Kind == ItemMeasure || len(m.Items) == 0 {
			continue
		}
		set := make([]int, 0, len(m.Items))
		for _, item := range m.Items {
			if _, known := numbers[item]; !known {
				numbers[item] = len(numbers)
			}
			set = append(set, numbers[item])
		}
		slices.Sort(set)
		sets, at = append(sets, set), append(at, i)
	}
	units := disclosure.Units{Min: oneItem}
	for i := range len(numbers) {
		units.Unit = append(units.Unit, i)
	}
	admitted, err := units.Admit(nil, sets)
	if err != nil {
		return nil, err
	}
	open := make([]bool, len(r.Measures))
	for i, measure := range at {
		open[measure] = admitted[i]
	}
	return open, nil
}

// Itemless says of a release that has figures whether they are without those of items.
func (r *Release) Itemless() bool {
	return !slices.ContainsFunc(r.Measures, func(m Measure) bool { return m.Kind == ItemMeasure })
}

// schoolForOwner are a school's releases as its owner sees them, in course order.
func (s *Store) schoolForOwner(school programme.SchoolID) ([]*Release, error) {
	return s.forOwner(s.releasedWaves(school))
}

// Excerpt is what a link lets somebody read of a school: one state survey, one mapping survey, or both.
type Excerpt struct {
	School  programme.SchoolID
	State   surveys.WaveID // empty for none
	Mapping surveys.WaveID // empty for none
	Items   bool
}

// Excerpt makes a view of nothing but these releases, of the whole school: no earlier wave, no staff group, and single items only where the
// excerpt has them. The error is [ErrNotFound] unless each is a released survey of the school's staff, of its kind.
func (s *Store) Excerpt(x Excerpt) (*SchoolView, error) {
	school, err := s.prog.School(x.School)
	if err != nil {
		return nil, err
	}
	var releases []*Release
	for wave, kind := range map[surveys.WaveID]surveys.InstrumentKind{x.State: surveys.StateInstrument, x.Mapping: surveys.MappingInstrument} {
		if wave == "" {
			continue
		}
		w, err := s.surv.Wave(wave)
		if errors.Is(err, surveys.ErrNotFound) || err == nil && !s.excerpts(w, x.School, kind) {
			return nil, notFound("excerpt of wave " + string(wave))
		}
		if err != nil {
			return nil, err
		}
		r, err := s.Release(wave)
		if err != nil {
			return nil, err
		}
		if !x.Items {
			if r, err = r.withoutItems(); err != nil {
				return nil, err
			}
		}
		releases = append(releases, r.withoutGroups())
	}
	if len(releases) == 0 {
		return nil, notFound("excerpt of school " + string(x.School))
	}
	v, err := s.schoolView(Query{School: school.Orgnr}, func(programme.SchoolID) ([]*Release, error) { return releases, nil })
	if err != nil {
		return nil, err
	}
	v.Shares, v.Counted = surveys.SharesNothing, false // no concern of the reader's
	v.withoutNote("results.note.first_wave")           // there may be others
	return v, nil
}

// excerpts reports whether a wave can be in an excerpt as one of a kind.
func (s *Store) excerpts(w surveys.Wave, school programme.SchoolID, kind surveys.InstrumentKind) bool {
	in := s.surv.InstrumentOf(w)
	return w.School == school && in.Kind == kind && in.Audience == surveys.Staff
}

// withoutGroups is the release of the whole school alone.
func (r *Release) withoutGroups() *Release {
	cut := *r
	cut.Groups, cut.Figures = r.Groups[:1], nil
	for at := range r.Measures {
		cut.Figures = append(cut.Figures, r.Figures[at*len(r.Groups)])
	}
	return &cut
}

// withoutNote takes a note out.
func (v *SchoolView) withoutNote(key string) {
	v.Notes = slices.DeleteFunc(v.Notes, func(n i18n.Sentence) bool { return n.Key == key })
}
