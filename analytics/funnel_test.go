package analytics

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func funnelOf(schools ...reading) *FunnelView {
	f := &FunnelView{Steps: 5}
	for _, r := range schools {
		f.Points = append(f.Points, FunnelPoint{N: r.N, Mean: r.Mean})
	}
	f.fill(schools)
	return f
}

func released(n int, mean, sd float64) reading {
	return reading{Estimate: Estimate{N: n, Limit: Exact, Mean: mean, SD: sd, SDSource: ownSD}, headCount: n, steps: 5, items: 3}
}

// By hand, from the formulas of Spiegelhalter 2005:
//
//	n 25, 16, 100; means 3.6, 4.4, 3.5; sd 0.8 everywhere
//	centre  (90 + 70.4 + 350)/141 = 3.6199
//	z       −.1241, 3.9007, −1.4982
//	φ       drawn in to −1.2234 and 3.0957 (type 7 quantiles): (1.4966 + .0154 + 9.5836)/3 = 3.6985
//	        3·3.6985 = 11.10 > 7.81 = χ²(.95; 3), so limits are widened by √3.6985 = 1.9232
//	n 16    inner 3.6199 ± 1.96·1.9232·.2 = .7539: 2.8660 to 4.3738; outer ± 3.09·1.9232·.2 = 1.1885: 2.4314 to 4.8084
func TestFunnel(t *testing.T) {
	t.Parallel()
	f := funnelOf(released(25, 3.6, 0.8), released(16, 4.4, 0.8), released(100, 3.5, 0.8))
	if f.Centre != 3.62 || f.SD != 0.8 || f.SDSource != "released" || f.Overdispersion != 3.7 || !f.Widened {
		t.Errorf("funnel is %+v; want centre 3.62, sd 0.8 as released, φ 3.7, widened", f)
	}
	want := FunnelPoint{N: 16, Mean: 4.4, Inner: Interval{2.8, 4.4}, Outer: Interval{2.4, 4.9}, Verdict: FunnelHigh}
	if diff := cmp.Diff(want, f.Points[1]); diff != "" {
		t.Error(diff)
	}
	for i, want := range []FunnelVerdict{FunnelInside, FunnelHigh, FunnelInside} {
		if f.Points[i].Verdict != want {
			t.Errorf("school %d is %s; want %s", i, f.Points[i].Verdict, want)
		}
	}
}

func TestFunnelVerdicts(t *testing.T) {
	t.Parallel()
	inner, outer := Interval{3, 4}, Interval{2.5, 4.5}
	for mean, want := range map[float64]FunnelVerdict{
		2.4: FunnelBelow, 2.5: FunnelLow, 2.9: FunnelLow, 3: FunnelInside, 4: FunnelInside, 4.1: FunnelHigh, 4.5: FunnelHigh, 4.6: FunnelAbove,
	} {
		if got := funnelVerdict(mean, inner, outer); got != want {
			t.Errorf("%.1f is %s; want %s", mean, got, want)
		}
	}
}

// The pooled standard deviation is √((24·.64 + 9·.36)/33) = √.5636 = .7507; who prints none adds none.
func TestWithinSchools(t *testing.T) {
	t.Parallel()
	small := released(8, 3, 0)
	small.SDSource = "pooled:pisa2009-school-climate"
	if sd, source := withinSchools([]reading{released(25, 3, 0.8), released(10, 4, 0.6), small}); sd != 0.75 || source != "released" {
		t.Errorf("sd is %v, %s; want 0.75, released", sd, source)
	}
	// Three items on five steps: 0.83 (stat.PooledSD).
	if sd, source := withinSchools([]reading{small, small, small}); sd != 0.83 || source != "pooled:pisa2009-school-climate" {
		t.Errorf("sd is %v, %s; want 0.83 by the constant", sd, source)
	}
}

// Whatever the schools: limits hold the centre and narrow with n, a shrunken mean lies between the school's and the others', and a school
// is comparable exactly from half on. Under five schools nothing is shrunken.
func TestFunnelProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var schools []reading
		for range rapid.IntRange(3, 12).Draw(t, "schools") {
			schools = append(schools, released(rapid.IntRange(7, 90).Draw(t, "n"), float64(rapid.IntRange(15, 48).Draw(t, "mean"))/10, 0.8))
		}
		f := funnelOf(schools...)
		low, high := math.Inf(1), math.Inf(-1)
		for _, p := range f.Points {
			low, high = math.Min(low, p.Mean), math.Max(high, p.Mean)
		}
		for _, p := range f.Points {
			if p.Inner.Low > f.Centre || p.Inner.High < f.Centre || p.Outer.Low > p.Inner.Low || p.Outer.High < p.Inner.High {
				t.Fatalf("limits %v and %v around %v", p.Inner, p.Outer, f.Centre)
			}
			for _, q := range f.Points {
				if q.N > p.N && (q.Inner.High > p.Inner.High || q.Outer.Low < p.Outer.Low) {
					t.Fatalf("limits of %d are wider than those of %d", q.N, p.N)
				}
			}
			if (p.Shrunken != nil) != (len(schools) >= 5) {
				t.Fatalf("%d schools, shrunken: %v", len(schools), p.Shrunken)
			}
			if s := p.Shrunken; s != nil && (s.Mean < low || s.Mean > high || s.Reliability < 0 || s.Reliability > 1 || s.Interval.Low > s.Mean || s.Interval.High < s.Mean) {
				t.Fatalf("%v of %d is shrunken to %+v", p.Mean, p.N, s)
			}
		}
		if again := funnelOf(schools...); !cmp.Equal(f, again) {
			t.Fatal("the same schools have another funnel")
		}
	})
}
