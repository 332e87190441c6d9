package analytics

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tilstand/analytics/attack"
	"tilstand/analytics/disclosure"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// BenchmarkComputeBreakdownHard is the hard case of the specification, one wave from the responses to the release: a third of a second of one processor
// where everybody answers everything, so that one pattern is all measures', and one second with gaps, when each has its own. Half of that is
// done on all processors at once.
func BenchmarkComputeBreakdownHard(b *testing.B) {
	for _, gaps := range []float64{0, 0.02} {
		b.Run(fmt.Sprint("gaps=", gaps), func(b *testing.B) {
			breakdown, in, responses := hardCase(b, gaps)
			for b.Loop() {
				if _, err := ComputeBreakdown(aWave(1), aSchool(), in, breakdown, responses); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCloseHard is four waves of the hard case from the responses to releases that have been attacked: computed, written down, read as a reader would, and
// attacked with the respondents' help, on as many processors as there are.
//
// Measured on a machine with many others at work, which costs some of it: 2.0 seconds of processor time. The attack gets
// through and finds nothing. More than half is the gate, most of that the search for twins and a sixth of all the pattern; a quarter is the attack; a tenth is to write the document
// and read it. Of some 45,000 questions in each wave what classes and withheld groups answered, the twins answer nearly all; they are checked and not believed.
func BenchmarkCloseHard(b *testing.B) {
	breakdown, in, responses := hardCase(b, 0)
	before := processorTime(b)
	for b.Loop() {
		var waves sync.WaitGroup
		var findings, complete atomic.Int64
		for number := range 4 {
			waves.Go(func() {
				w := aWave(1)
				w.ID = surveys.WaveID(fmt.Sprint("WAVE ", number))
				r, help, err := computeBreakdown(w, aSchool(), in, breakdown, responses)
				if err != nil {
					b.Error(err)
					return
				}
				help.Work = attack.DefaultWork
				report, err := attacked(b.Context(), help, r)
				if err != nil {
					b.Error(err)
				}
				findings.Add(int64(len(report.Findings)))
				if report.Complete {
					complete.Add(1)
				}
			})
		}
		waves.Wait()
		b.ReportMetric(float64(findings.Load()), "findings")
		b.ReportMetric(float64(complete.Load()), "complete")
	}
	b.ReportMetric((processorTime(b)-before).Seconds()/float64(b.N), "cpu-s/op")
}

// processorTime is what the process has used of all processors. On a machine that others work on it says more than the clock.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// hardCase is 300 atoms in 1,000 groups: 25 schools × 4 staff groups × 3 lengths of service with all margins, and neighbouring schools together.
// Some 1,600 people answered 21 items in seven components, with that share of answers left out.
func hardCase(b testing.TB, gaps float64) (Breakdown, *surveys.Instrument, []AtomResponse) {
	b.Helper()
	return manyGroups(b, 25, 1000, 7, gaps)
}

// manyGroups is so many schools in so many groups, who answered so many components.
func manyGroups(b testing.TB, schools, groups, components int, gaps float64) (Breakdown, *surveys.Instrument, []AtomResponse) {
	b.Helper()
	const roles, lengths = 4, 3
	random := rand.New(rand.NewPCG(1, 2))
	in := smallInstrument()
	item := in.Sections[0].Items[0]
	in.Components, in.Constructs, in.Sections[0].Items = nil, nil, nil
	for c := range components {
		key := fmt.Sprint("c", c)
		in.Components = append(in.Components, programme.ComponentKey(key))
		in.Constructs = append(in.Constructs, surveys.Construct{Key: key, Name: text(key), Component: programme.ComponentKey(key)})
		for i := range 3 {
			item.ID, item.Construct = surveys.ItemID(fmt.Sprint(key, "i", i)), key
			in.Sections[0].Items = append(in.Sections[0].Items, item)
		}
	}
	var plan disclosure.Plan
	var responses []AtomResponse
	for a := range schools * roles * lengths {
		plan.Atoms = append(plan.Atoms, disclosure.Atom{Label: fmt.Sprint(a)})
		for range random.IntN(12) {
			r := AtomResponse{Atom: a}
			mood := random.NormFloat64()
			for i := range 3 * components {
				code := int8(min(5, max(1, 3+i%2+int(0.8*mood+0.9*random.NormFloat64()))))
				if random.Float64() < gaps {
					code = surveys.Blank
				}
				r.Codes = append(r.Codes, code)
			}
			responses = append(responses, r)
		}
	}
	add := func(level int, label string, in func(school, role, length int) bool) {
		g := disclosure.Group{Label: label, Level: level}
		for a := range plan.Atoms {
			if in(a/(roles*lengths), a/lengths%roles, a%lengths) {
				g.Atoms = append(g.Atoms, a)
			}
		}
		plan.Groups = append(plan.Groups, g)
	}
	const all = -1
	one := func(n int) int { return min(n+1, 1) }
	for s := all; s < schools; s++ {
		for r := all; r < roles; r++ {
			for l := all; l < lengths; l++ {
				add(one(s)+one(r)+one(l), fmt.Sprint("margin ", s, r, l), func(school, role, length int) bool {
					return (s == all || s == school) && (r == all || r == role) && (l == all || l == length)
				})
			}
		}
	}
	for width := 2; width <= schools && len(plan.Groups) < groups; width++ {
		for s := 0; s+width <= schools && len(plan.Groups) < groups; s++ {
			for r := all; r < roles && len(plan.Groups) < groups; r++ {
				add(2, fmt.Sprint("area ", s, width, r), func(school, role, _ int) bool {
					return school >= s && school < s+width && (r == all || r == role)
				})
			}
		}
	}
	breakdown, err := NewBreakdown(plan, nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	return breakdown, in, responses
}
