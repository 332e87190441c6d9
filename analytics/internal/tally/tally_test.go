package tally

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tilstand/internal/duckdb"
)

func openFolder(t testing.TB) *duckdb.Folder {
	t.Helper()
	f, err := duckdb.OpenFolder(t.Context(), t.TempDir(), duckdb.FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return f
}

// seal stores responses as a sealed wave is stored.
func seal(tx *duckdb.Tx, ordinal int, responses []Response) error {
	for i, r := range responses {
		if err := tx.Append("respondent", int32(ordinal), int32(i+1), r.Group); err != nil {
			return err
		}
		for item, code := range r.Codes {
			if code < 0 {
				continue // left blank
			}
			if err := tx.Append("answer", int32(ordinal), int32(i+1), r.Group, uint8(item), uint8(code)); err != nil {
				return err
			}
		}
	}
	return nil
}

// planFor is an instrument of twenty items: 4, 5 and 6 steps, some in reverse, as items, in pairs, and all together.
func planFor(groups int) Plan {
	p := Plan{Groups: groups}
	all := Measure{}
	for i := range 20 {
		p.Items = append(p.Items, Item{Steps: 4 + i%3, Reverse: i%4 == 1})
		p.Measures = append(p.Measures, Measure{Items: []int{i}})
		if i%2 == 1 {
			p.Measures = append(p.Measures, Measure{Items: []int{i - 1, i}})
		}
		all.Items = append(all.Items, i)
	}
	p.Measures = append(p.Measures, all)
	return p
}

func randomResponses(r *rand.Rand, p Plan, n int) []Response {
	responses := make([]Response, n)
	for i := range responses {
		responses[i].Group = r.IntN(p.Groups + 1)
		for _, item := range p.Items {
			code := int8(r.IntN(item.Steps+2) - 1) // -1 blank, 0 outside
			if r.IntN(30) == 0 {
				code = 99 // another option outside the scale
			}
			responses[i].Codes = append(responses[i].Codes, code)
		}
	}
	return responses
}

// Two roads that must meet: counting in SQL, and counting in a loop.
func TestReadAgreesWithLoop(t *testing.T) {
	t.Parallel()
	f := openFolder(t)
	r := rand.New(rand.NewPCG(7, 7))
	var waves [][]Response
	var plans []Plan
	for _, groups := range []int{0, 1, 4} {
		for _, n := range []int{0, 1, 30, 200} {
			p := planFor(groups)
			plans, waves = append(plans, p), append(waves, randomResponses(r, p, n))
		}
	}
	err := f.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		for i, responses := range waves {
			if err := seal(tx, i+1, responses); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, responses := range waves {
		for _, each := range []int{0, 100} {
			p := plans[i]
			p.Each = each
			want := Of(p, responses)
			got := read(t, f, i+1, p)
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("wave of %d in %d groups, up to %d told one by one (- loop, + read):\n%s", len(responses), p.Groups, each, diff)
			}
		}
	}
}

func read(t testing.TB, f *duckdb.Folder, ordinal int, p Plan) (got *Tally) {
	t.Helper()
	err := f.Record.Read(t.Context(), func(r *duckdb.Reader) (err error) {
		got, err = Read(r, ordinal, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestReadRefusesOtherGroups(t *testing.T) {
	t.Parallel()
	f := openFolder(t)
	p := planFor(2)
	err := f.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		return seal(tx, 1, []Response{{Group: 3, Codes: make([]int8, 20)}})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p.Each = range []int{0, 5} {
		err = f.Record.Read(t.Context(), func(r *duckdb.Reader) error {
			_, err := Read(r, 1, p)
			return err
		})
		if err == nil {
			t.Errorf("answers of a third group were counted in a wave that has two, with up to %d told one by one", p.Each)
		}
	}
}

// A replaced submission counts once, and each wave by itself.
func TestArrived(t *testing.T) {
	t.Parallel()
	f := openFolder(t)
	err := f.Intake.Write(t.Context(), func(tx *duckdb.Tx) error {
		for _, row := range []struct {
			wave, id string
			revision uint8
		}{{"A", "1", 1}, {"A", "2", 1}, {"A", "2", 2}, {"A", "2", 3}, {"B", "1", 1}} {
			if err := tx.Append("submission", row.wave, row.id, row.revision, uint8(0), []byte{3, 255}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = f.Intake.Read(t.Context(), func(r *duckdb.Reader) error {
		got, err := Arrived(r)
		if got["A"] != 2 || got["B"] != 1 || len(got) != 2 {
			t.Errorf("arrived %v; want A 2, B 1", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Five people: (answered, sum) 1/1, 2/5, 3/8, 3/10, 4/15, scores 1, 2.5, 2.667, 3.333, 3.75.
// Sum 1 + 5/2 + 8/3 + 10/3 + 15/4 = 13.25; squares 1 + 25/4 + 64/9 + 100/9 + 225/16 = 5693/144.
func TestScores(t *testing.T) {
	t.Parallel()
	ss := Scores{{1, 1, 1}, {2, 5, 1}, {3, 8, 1}, {3, 10, 1}, {4, 15, 1}}
	if got := ss.Sum(); got.Cmp(big.NewRat(53, 4)) != 0 {
		t.Errorf("sum %v, want 53/4", got)
	}
	if got := ss.SumSquares(); got.Cmp(big.NewRat(5693, 144)) != 0 {
		t.Errorf("sum of squares %v, want 5693/144", got)
	}
	if complete, partial := ss.Complete(4); complete != 1 || partial != 4 {
		t.Errorf("complete %d, partial %d of four items; want 1, 4", complete, partial)
	}
	// Half of four items is two.
	if got := ss.Scored(4).N(); got != 4 {
		t.Errorf("%d have a score on four items, want 4", got)
	}
}

// Halves go towards the middle of the scale.
func TestSteps(t *testing.T) {
	t.Parallel()
	tests := []struct {
		steps  int
		halves []int // twice the score
		want   []int
	}{
		{5, []int{2, 3, 4, 5, 6, 7, 8, 9, 10}, []int{1, 2, 3, 2, 1}}, // 1 | 1.5 2 | 2.5 3 3.5 | 4 4.5 | 5
		{4, []int{2, 3, 4, 5, 6, 7, 8}, []int{1, 2, 3, 1}},           // 1 | 1.5 2 | 2.5 3 3.5 | 4
		{6, []int{5, 7, 9, 11}, []int{0, 0, 1, 2, 1, 0}},             // 2.5 | 3.5 4.5 | 5.5
	}
	for _, tt := range tests {
		var ss Scores
		for _, sum := range tt.halves {
			ss = append(ss, Score{Answered: 2, Sum: sum, N: 1})
		}
		if got := ss.Steps(tt.steps); !slices.Equal(got, tt.want) {
			t.Errorf("%d steps: %v, want %v", tt.steps, got, tt.want)
		}
	}
}

// BenchmarkRead is the tally of one wave of 30 answers beside 4,000 others.
func BenchmarkRead(b *testing.B) {
	f := openFolder(b)
	p := planFor(4)
	r := rand.New(rand.NewPCG(1, 1))
	err := f.Record.Write(b.Context(), func(tx *duckdb.Tx) error {
		for ordinal := range 4000 {
			if err := seal(tx, ordinal+1, randomResponses(r, p, 30)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		read(b, f, 1234, p)
	}
}
