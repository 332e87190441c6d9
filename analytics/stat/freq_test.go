package stat

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFreq(t *testing.T) {
	t.Parallel()
	got := NewFreq(map[float64]int{3.5: 2, 1: 1, 2: 0})
	if diff := cmp.Diff(Freq{{1, 1}, {3.5, 2}}, got); diff != "" {
		t.Error(diff)
	}
	for _, tt := range []struct {
		values []float64
		want   float64
	}{{[]float64{2}, 2}, {[]float64{1, 4}, 2.5}, {[]float64{1, 3, 4}, 3}, {[]float64{1, 1, 1, 4}, 1}, {[]float64{1, 2, 2.5, 4}, 2.25}} {
		if m, ok := FreqOf(tt.values).Median(); !ok || m != tt.want { // by counting to the middle
			t.Errorf("median of %v: %v, want %v", tt.values, m, tt.want)
		}
	}
	if _, ok := (Freq{}).Median(); ok {
		t.Error("nobody has a median")
	}
}

// A histogram of codes and a table of scores have the same median, and a table is the same however it was made.
func TestFreqProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfN(rapid.IntRange(1, 6), 1, 30).Draw(t, "codes")
		counts, people, values := NewCounts(1, 6), map[float64]int{}, []float64{}
		for _, c := range codes {
			counts.Add(c)
			people[float64(c)]++
			values = append(values, float64(c))
		}
		if !cmp.Equal(NewFreq(people), FreqOf(values)) {
			t.Fatalf("%v and %v", NewFreq(people), FreqOf(values))
		}
		want, _ := counts.Median()
		if got, _ := FreqOf(values).Median(); got != want {
			t.Fatalf("median %v, of the histogram %v", got, want)
		}
	})
}
