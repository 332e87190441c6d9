package analytics

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"tilstand/analytics/stat"
)

// printedMean is the mean and standard error of a cell as a reader works them out, from n, mean and standard deviation as they are printed.
func printedMean(e Estimate) stat.Estimate {
	df := math.Inf(1)
	if !strings.HasPrefix(e.SDSource, "pooled:") {
		df = float64(e.N - 1)
	}
	return stat.Estimate{Value: e.Mean, SE: e.SD / math.Sqrt(float64(e.N)), DF: df}
}

// Whoever has the document of a view can redo what is judged in it: p values and intervals from the printed figures, the family from the
// p values, and the word from both.
func TestAReaderCanRedoTheView(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.threeWaves(t)
	document, err := json.Marshal(g.view(t, Query{}))
	if err != nil {
		t.Fatal(err)
	}
	var v SchoolView
	if err := json.Unmarshal(document, &v); err != nil {
		t.Fatal(err)
	}
	redone := 0
	for _, family := range [][]Row{{*v.Overall}, v.Rows} {
		var p []float64
		for _, row := range family {
			p = append(p, row.Changes[0].P)
		}
		adjusted := stat.Holm(p)
		for i, row := range family {
			redone += redo(t, row, adjusted[i])
		}
	}
	if redone < 5 {
		t.Errorf("only %d changes could be redone", redone)
	}
}

// redo makes a row's change since the wave before anew; it returns 0 where a mean is only bounded.
func redo(t *testing.T, row Row, adjusted float64) int {
	t.Helper()
	now, _ := row.Now.Shown()
	then, _ := row.Earlier[len(row.Earlier)-1].Cell.Shown()
	c := row.Changes[0]
	if c.Limit != Exact {
		return 0
	}
	a, b := printedMean(then), printedMean(now)
	v1, v2 := a.SE*a.SE, b.SE*b.SE
	d := stat.Estimate{Value: now.Mean - then.Mean, SE: math.Sqrt(v1 + v2), DF: (v1 + v2) * (v1 + v2) / (v1*v1/a.DF + v2*v2/b.DF)}
	if p := d.PValue(0); math.Abs(p-c.P) > 1e-9 || math.Abs(adjusted-c.Adjusted) > 1e-9 {
		t.Errorf("%s: p %v, adjusted %v; the view has %v and %v", row.Measure, p, adjusted, c.P, c.Adjusted)
	}
	interval := d.Interval(c.Family.Level)
	if adjusted < 0.05 && c.Family.Method == HolmFamily {
		if d.Value > 0 {
			interval.Low = max(interval.Low, 0)
		} else {
			interval.High = min(interval.High, 0)
		}
	}
	if got := Interval(interval.RoundOut(1)); got != *c.Claim {
		t.Errorf("%s: %v; the view has %v", row.Measure, got, *c.Claim)
	}
	if got := stat.JudgeInFamily(c.Difference, adjusted, interval, row.Relevant); got != c.Verdict {
		t.Errorf("%s: %v; the view has %v", row.Measure, got, c.Verdict)
	}
	return 1
}
