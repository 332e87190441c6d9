package demo

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// seeds is how often a school is made anew, and share how often each declared effect must lie in its interval. A 95 %
// interval that keeps its word fails one of 200 seeds' worth of 40 effects below 93 % now and then by chance alone; the
// outward rounding of what is printed gives that chance away, and the seeds are fixed.
const (
	seeds = 200
	share = 0.93
)

// The analysis finds what the demo was made of: the released interval for claims beyond this wave contains the level that
// effects.json declares, for every component in every phase, for the overall index, and for every construct of the mapping survey.
func TestAnalysisRecoversEffects(t *testing.T) {
	t.Parallel()
	e := Default()
	found := map[string]int{}
	for seed := range uint64(seeds) {
		for key, ok := range recovered(t, e, seed) {
			if ok {
				found[key]++
			}
		}
	}
	if want := 8*4 + 4 + 16; len(found) != want {
		t.Errorf("%d effects were looked for, want %d: eight components and the overall index in four phases, sixteen constructs", len(found), want)
	}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		if rate := float64(found[key]) / seeds; rate < share {
			t.Errorf("%s lies in its interval for %.1f %% of the seeds, want %.0f %%", key, 100*rate, 100*share)
		}
	}
}

// recovered makes one school from a seed and tells for each effect whether its interval contains it.
func recovered(t *testing.T, e Effects, seed uint64) map[string]bool {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	staff := 22 + r.IntN(40)
	counts := split(r, staff, true)
	school := r.NormFloat64() * e.SchoolSD
	hits := map[string]bool{}
	for _, step := range course {
		in, _ := surveys.Builtin("tilstand")
		release := answered(t, e, r, in, step.phase, counts, school)
		for component := range e.Levels {
			hits[fmt.Sprintf("%s in %s", component, step.phase)] = within(release, analytics.ComponentMeasureKey(component), e.truth(in, step.phase, counts, school, func(c surveys.Construct) bool { return c.Component == component }))
		}
		hits["overall in "+string(step.phase)] = within(release, analytics.OverallKey, e.truth(in, step.phase, counts, school, func(surveys.Construct) bool { return true }))
	}
	in, _ := surveys.Builtin("kartlegging")
	release := answered(t, e, r, in, "a", counts, school)
	for _, construct := range in.Constructs {
		hits[construct.Key] = within(release, analytics.ConstructMeasureKey(construct.Key), e.truth(in, "a", counts, school, func(c surveys.Construct) bool { return c.Key == construct.Key }))
	}
	return hits
}

// answered lets nine in ten of the staff answer, and releases what they answered.
func answered(t *testing.T, e Effects, r *rand.Rand, in *surveys.Instrument, phase programme.PhaseKey, counts map[string]int, school float64) *analytics.Release {
	t.Helper()
	w := surveys.Wave{
		ID: "W", School: "S", Phase: phase, Instrument: in.Key, InstrumentVersion: in.Version, InstrumentHash: in.Hash(),
		OpensAt: time.Date(2026, 11, 2, 7, 0, 0, 0, time.UTC), ClosesAt: time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC), MinGroup: surveys.DefaultMinGroup,
	}
	var responses []surveys.Response
	for _, group := range programme.Builtin().StaffGroups {
		w.HeadCount += counts[group.Key]
		for range counts[group.Key] {
			if r.Float64() < 0.9 {
				responses = append(responses, surveys.Response{Codes: e.Answer(r, in, phase, e.NewPerson(r, group.Key, school))})
			}
		}
	}
	release, err := analytics.Compute(w, programme.School{ID: "S"}, in, responses)
	if err != nil {
		t.Fatal(err)
	}
	return release
}

// within says whether the interval for claims contains the true level. A capped figure claims nothing, and finds nothing.
func within(release *analytics.Release, measure analytics.MeasureKey, truth float64) bool {
	estimate, ok := release.Cell(measure, analytics.TotalGroup).Shown()
	return ok && estimate.Claim != nil && estimate.Claim.Low <= truth && truth <= estimate.Claim.High
}

// truth is the mean in whole steps that the effects lead to in the long run, over the items of some constructs and the school's mix of
// staff groups.
func (e Effects) truth(in *surveys.Instrument, phase programme.PhaseKey, counts map[string]int, school float64, of func(surveys.Construct) bool) float64 {
	sum, weight := 0.0, 0.0
	for _, item := range in.Items() {
		construct, _ := in.Construct(item.Construct)
		if !of(construct) {
			continue
		}
		for group, n := range counts {
			sum += float64(n) * e.Expected(e.Level(construct.Component, phase)+school+e.Groups[group], len(in.Scale(item).Steps))
			weight += float64(n)
		}
	}
	return sum / weight
}

// Expected is what drawing comes to. Two roads: the sum over the normal distribution, and the mean of many draws.
func TestExpected(t *testing.T) {
	t.Parallel()
	e := Default()
	e.DontKnow, e.Blank = 0, 0
	r := rand.New(rand.NewPCG(1, 2))
	const draws = 200_000
	for _, latent := range []float64{1.2, 2.9, 4.4} {
		sum := 0.0
		for range draws {
			p := e.NewPerson(r, "teachers", 0)
			sum += float64(e.code(r, latent+p.Shift+r.NormFloat64()*e.ItemSD, 5, false))
		}
		// The standard error of the mean is below 0.9/√200000 = 0.002.
		if got, want := sum/draws, e.Expected(latent, 5); math.Abs(got-want) > 0.01 {
			t.Errorf("latent %.1f: drawn %.3f, expected %.3f", latent, got, want)
		}
	}
}

// Made-up organisation numbers have the right check digit, and are all different.
func TestOrgnr(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := range 500 {
		number := orgnr(10 * n)
		if err := programme.CheckOrgnr(number); err != nil || seen[number] {
			t.Fatalf("orgnr(%d) = %s: %v, seen before: %v", 10*n, number, err, seen[number])
		}
		seen[number] = true
	}
}

// A staff is split into groups that add up to it again.
func TestSplit(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for staff := 6; staff <= 90; staff++ {
		sum := 0
		for group, n := range split(r, staff, staff%2 == 0) {
			if n < 0 {
				t.Errorf("staff of %d: %s has %d", staff, group, n)
			}
			sum += n
		}
		if sum != staff {
			t.Errorf("staff of %d adds up to %d", staff, sum)
		}
	}
}
