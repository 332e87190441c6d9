package tally

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/stat"
	"tilstand/internal/duckdb"
)

// By hand, two items on four steps, the second in reverse:
//
//	codes 1 4, 4 1, 3 left blank, don't know and 2 → scores 1 1, 4 4, 3 –, – 3
//
// Complete are the first two: Σx = 5, 5; Σx² = 17, 17; Σxy = 17. Scored by the half rule are all four: 1, 4, 3, 3.
func TestCrossOf(t *testing.T) {
	t.Parallel()
	p := Plan{Items: []Item{{Steps: 4}, {Steps: 4, Reverse: true}}, Measures: []Measure{{Items: []int{0, 1}}}}
	got := CrossOf(p, []Response{{Codes: []int8{1, 4}}, {Codes: []int8{4, 1}}, {Codes: []int8{3, -1}}, {Codes: []int8{0, 2}}})
	want := &Cross{
		Respondents: 4,
		Measures:    []stat.CrossMoments{{N: 2, Sum: []float64{5, 5}, Products: [][]float64{{17, 17}, {17, 17}}}},
		Scores:      []stat.Moments{{N: 4, Sum: 11, SumSquares: 35}},
		Items:       []Ends{{Answered: 3, Lowest: 1, Highest: 1}, {Answered: 3, Lowest: 1, Highest: 1}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What is read from the file is what the loop counts in memory, and agrees with the tally on means and numbers.
func TestReadCross(t *testing.T) {
	t.Parallel()
	f, p := openFolder(t), planFor(0)
	random := rand.New(rand.NewPCG(3, 1))
	responses := make([]Response, 60)
	for i := range responses {
		for _, item := range p.Items {
			responses[i].Codes = append(responses[i].Codes, int8(random.IntN(item.Steps+2)-1))
		}
	}
	err := f.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		if err := seal(tx, 1, responses[:10]); err != nil {
			return err
		}
		return seal(tx, 2, responses)
	})
	if err != nil {
		t.Fatal(err)
	}
	var got *Cross
	var counted *Tally
	err = f.Record.Read(t.Context(), func(r *duckdb.Reader) (err error) {
		if got, err = ReadCross(r, 2, p); err != nil {
			return err
		}
		counted, err = Read(r, 2, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(CrossOf(p, responses), got); diff != "" {
		t.Error(diff)
	}
	for m, measure := range p.Measures {
		all := counted.Whole(m)
		scored := all.Scored(len(measure.Items)).Moments()
		if got.Scores[m].N != scored.N || math.Abs(got.Scores[m].Mean()-scored.Mean()) > 1e-12 {
			t.Errorf("measure %d: %+v; the tally has %+v", m, got.Scores[m], scored)
		}
		if complete, _ := all.Complete(len(measure.Items)); got.Measures[m].N != complete {
			t.Errorf("measure %d: %d complete; the tally has %d", m, got.Measures[m].N, complete)
		}
	}
}
