package stat

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// acceptedCounts is the definition, by enumeration in whole numbers: all K with 40·P(X ≥ x | K) > 1 and 40·P(X ≤ x |
// K) > 1.
func acceptedCounts(x, n, population int) (low, high int) {
	low, high = -1, -1
	samples := new(big.Int).Binomial(int64(population), int64(n))
	for marked := 0; marked <= population; marked++ {
		upper, lower := new(big.Int), new(big.Int)
		for i := 0; i <= n; i++ {
			if i > marked || n-i > population-marked {
				continue
			}
			ways := new(big.Int).Mul(
				new(big.Int).Binomial(int64(marked), int64(i)),
				new(big.Int).Binomial(int64(population-marked), int64(n-i)))
			if i >= x {
				upper.Add(upper, ways)
			}
			if i <= x {
				lower.Add(lower, ways)
			}
		}
		forty := big.NewInt(40)
		if upper.Mul(upper, forty).Cmp(samples) > 0 && lower.Mul(lower, forty).Cmp(samples) > 0 {
			if low < 0 {
				low = marked
			}
			high = marked
		}
	}
	return low, high
}

func TestCountIntervalMeetsEnumeration(t *testing.T) {
	t.Parallel()
	compare := func(x, n, population int) {
		low, high, ok := CountInterval(x, n, population, Level)
		wantLow, wantHigh := acceptedCounts(x, n, population)
		if !ok || low != wantLow || high != wantHigh {
			t.Errorf("%d of %d in %d: %d to %d, want %d to %d", x, n, population, low, high, wantLow, wantHigh)
		}
	}
	for population := 1; population <= 25; population++ {
		for n := 1; n <= population; n++ {
			for x := 0; x <= n; x++ {
				compare(x, n, population)
			}
		}
	}
	// Tails of exactly 2.5 %: one marked of forty, one drawn; and larger staffs.
	compare(1, 1, 40)
	compare(0, 1, 40)
	for _, c := range [][3]int{{0, 45, 50}, {17, 33, 50}, {61, 68, 80}, {40, 40, 80}, {300, 400, 500}} {
		compare(c[0], c[1], c[2])
	}
}

func TestCountIntervalOfAPublishedExample(t *testing.T) {
	t.Parallel()
	// R samplingbook, Sprop(m = 45, n = 100, N = 300): it prints the rejected 110 and 161; accepted are 111 to 160.
	low, high, _ := CountInterval(45, 100, 300, Level)
	if low != 111 || high != 160 {
		t.Errorf("%d to %d, want 111 to 160", low, high)
	}
}

// Every true K is covered with at least the level: the promise that no approximation keeps.
func TestShareIntervalKeepsItsLevel(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]int{{8, 5}, {12, 9}, {20, 14}, {30, 15}, {50, 43}} {
		population, n := c[0], c[1]
		for marked := 0; marked <= population; marked++ {
			covered := 0.0
			for x := 0; x <= n; x++ {
				if low, high, ok := CountInterval(x, n, population, Level); ok && low <= marked && marked <= high {
					covered += hypergeometric{population, marked, n}.between(x, x)
				}
			}
			if covered < Level-1e-12 {
				t.Errorf("N = %d, n = %d, K = %d: coverage %v", population, n, marked, covered)
			}
		}
	}
}

func TestShareIntervalProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		population := rapid.IntRange(1, 120).Draw(t, "N")
		n := rapid.IntRange(1, population).Draw(t, "n")
		x := rapid.IntRange(0, n).Draw(t, "x")
		share, ok := ShareInterval(x, n, population, Level)
		if !ok {
			t.Fatal("no interval")
		}
		// Whatever the silent would have said, the share is between these; at full response it is known.
		low, high := float64(x)/float64(population), float64(x+population-n)/float64(population)
		if share.Low < low || share.High > high {
			t.Errorf("%v is outside the possible %v to %v", share, low, high)
		}
		// A finite population cannot hold more than the sample's own share rounded to whole people.
		k := float64(x) / float64(n) * float64(population)
		if share.Low*float64(population) > k+1 || share.High*float64(population) < k-1 {
			t.Errorf("%v does not contain %d/%d", share, x, n)
		}
		mirror, _ := ShareInterval(n-x, n, population, Level)
		if !near(mirror.Low, 1-share.High, exact) || !near(mirror.High, 1-share.Low, exact) {
			t.Errorf("%v of those who do, %v of those who do not", share, mirror)
		}
		if wider, _ := ShareInterval(x, n, population, 0.99); wider.Low > share.Low || wider.High < share.High {
			t.Errorf("99 %% %v inside 95 %% %v", wider, share)
		}
		wilson, _ := WilsonInterval(x, n, Level)
		if p := float64(x) / float64(n); !wilson.Contains(p) || wilson.Low < 0 || wilson.High > 1 {
			t.Errorf("Wilson %v, share %v", wilson, p)
		}
	})
}

func TestImpossibleSharesHaveNoInterval(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]int{{-1, 5, 9}, {6, 5, 9}, {0, 0, 9}, {5, 10, 9}} {
		if _, ok := ShareInterval(c[0], c[1], c[2], Level); ok {
			t.Errorf("%d of %d in %d has an interval", c[0], c[1], c[2])
		}
	}
	if _, ok := WilsonInterval(3, 2, Level); ok {
		t.Error("three of two has a Wilson interval")
	}
	if _, ok := NewcombeDifference(0, 0, 1, 2, Level); ok {
		t.Error("a difference from nothing")
	}
}

func TestWilsonAndNewcombe(t *testing.T) {
	t.Parallel()
	// R 4.2.2 prop.test(0, 20, correct = FALSE): 0 to .161125158053.
	w, _ := WilsonInterval(0, 20, Level)
	checkInterval(t, "0/20", w, 0, 0.161125158053, exact)
	// Newcombe 1998, Statistics in Medicine 17:857, table I, method 3: 81/263 → .2553 to .3662, 15/148 → .0624 to
	// .1605, 1/29 → .0061 to .1718.
	for _, tt := range []struct {
		x, n      int
		low, high float64
	}{{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {1, 29, .0061, .1718}} {
		w, _ := WilsonInterval(tt.x, tt.n, Level)
		checkInterval(t, "table I", w, tt.low, tt.high, 5e-5)
	}
	// Newcombe 1998, Statistics in Medicine 17:873, table II, method 10: 56/70 − 48/80 → .0524 to .3339, 9/10 − 3/10
	// → .1705 to .8090, 10/10 − 0/20 → .6791 to 1.
	for _, tt := range []struct {
		x1, n1, x2, n2 int
		low, high      float64
	}{{48, 80, 56, 70, .0524, .3339}, {3, 10, 9, 10, .1705, .8090}, {0, 20, 10, 10, .6791, 1}} {
		d, _ := NewcombeDifference(tt.x1, tt.n1, tt.x2, tt.n2, Level)
		checkInterval(t, "table II", d, tt.low, tt.high, 5e-5)
	}
}
