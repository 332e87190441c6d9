package demo

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// G10: disclosure control takes no more than it must. Of the figures of groups that are large enough, nearly all components have a mean or a bound of it,
// from small schools to large ones, and so have nearly all items of the whole school; of items in staff groups those that keep no other group from its caps.
//
// Of a hundred schools of each size, and groups of 7 and more, 97 of 100 components of groups have a mean or a bound in schools of 20, 98 in schools of 45 and 99 in those of
// 30 and 70. With twins of a few answers only they were 94, 94, 99 and 97 (see the variants of package disclosure).
func TestThrift(t *testing.T) {
	t.Parallel()
	e := Default()
	for _, staff := range []int{14, 20, 30, 45, 70} {
		means, figures := map[string]int{}, map[string]int{}
		for seed := range uint64(20) {
			r := rand.New(rand.NewPCG(seed, 9))
			release := inGroups(t, e, r, split(r, staff, true), r.NormFloat64()*e.SchoolSD)
			for _, f := range release.Figures {
				group, _ := release.Group(f.Group)
				if group.Answered.State() != analytics.Value {
					continue
				}
				m, _ := release.Measure(f.Measure)
				what := "group " + string(m.Kind)
				if f.Group == analytics.TotalGroup {
					what = "school " + string(m.Kind)
				}
				figures[what]++
				if cell, ok := f.Cell.Shown(); ok && cell.Limit != analytics.CountOnly {
					means[what]++
				}
			}
		}
		for what, least := range map[string]float64{"school component": 0.99, "school item": 0.98, "group component": 0.95, "group item": 0.33} {
			if got := float64(means[what]) / float64(figures[what]); figures[what] > 0 && got < least {
				t.Errorf("%d staff: %.0f %% of figures of %s have a mean or a bound, want %.0f %%", staff, 100*got, what, 100*least)
			}
		}
	}
}

// inGroups lets nine in ten of a staff answer, in groups of at least the minimum, and releases what they answered.
func inGroups(t *testing.T, e Effects, r *rand.Rand, counts map[string]int, school float64) *analytics.Release {
	t.Helper()
	in, _ := surveys.Builtin(surveys.StateSurvey)
	w := surveys.Wave{
		ID: "W", School: "S", Phase: "c", Instrument: in.Key, InstrumentVersion: in.Version, InstrumentHash: in.Hash(),
		OpensAt: time.Date(2026, 11, 2, 7, 0, 0, 0, time.UTC), ClosesAt: time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC), MinGroup: surveys.DefaultMinGroup,
	}
	var responses []surveys.Response
	var rest surveys.Group // all who are too few by themselves
	for i, kind := range programme.Builtin().StaffGroups {
		n := counts[kind.Key]
		group := surveys.Group{Number: uint8(i + 1), Key: kind.Key, HeadCount: n}
		if n < surveys.DefaultMinGroup {
			rest.Number, rest.Key, rest.HeadCount = 9, strings.Trim(rest.Key+"+"+kind.Key, "+"), rest.HeadCount+n
			group.Number = rest.Number
		} else {
			w.Groups = append(w.Groups, group)
		}
		w.HeadCount += n
		for range n {
			if r.Float64() < 0.9 {
				responses = append(responses, surveys.Response{Group: group.Number, Codes: e.Answer(r, in, w.Phase, e.NewPerson(r, kind.Key, school))})
			}
		}
	}
	if rest.HeadCount > 0 {
		w.Groups = append(w.Groups, rest)
	}
	release, err := analytics.Compute(w, programme.School{ID: "S"}, in, responses)
	if err != nil {
		t.Fatal(err)
	}
	return release
}
