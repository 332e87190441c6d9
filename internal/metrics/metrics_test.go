package metrics

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// However answers come and however often somebody looks, what is published at two moments is the same or a hundred apart, and changes at full quarters only.
func TestCoarseNeverTellsOfOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var c Coarse
		now, all := noon, uint64(0)
		last := c.Now(now)
		for range rapid.IntRange(1, 60).Draw(t, "looks") {
			for range rapid.IntRange(0, 180).Draw(t, "answers") {
				c.Observe(time.Duration(rapid.IntRange(0, 12_000).Draw(t, "milliseconds")) * time.Millisecond)
				all++
			}
			before := now
			now = now.Add(time.Duration(rapid.IntRange(0, 1200).Draw(t, "seconds")) * time.Second)
			d := c.Now(now)
			if d == last {
				continue
			}
			if before.Truncate(Moment).Equal(now.Truncate(Moment)) {
				t.Fatalf("published anew within a quarter: %+v after %+v", d, last)
			}
			if d.Count() < last.Count()+Step || d.Count()%Step != 0 || d.Count() > all {
				t.Fatalf("%d of %d after %d", d.Count(), all, last.Count())
			}
			for i := range d.UpTo {
				if d.UpTo[i]%Step != 0 || i > 0 && d.UpTo[i] < d.UpTo[i-1] {
					t.Fatalf("buckets %v", d.UpTo)
				}
			}
			last = d
		}
	})
}

func TestHistogram(t *testing.T) {
	t.Parallel()
	var h Histogram
	for _, took := range []time.Duration{0, time.Millisecond, time.Millisecond + 1, 10 * time.Second, time.Minute} {
		h.Observe(took)
	}
	d := h.Now()
	// A bound is in its bucket, as the format says: "le".
	if d.UpTo[0] != 2 || d.UpTo[1] != 3 || d.UpTo[len(Bounds)-1] != 4 || d.Count() != 5 || d.Total < 70 || d.Total > 70.1 {
		t.Errorf("%+v", d)
	}
}

// The grammar of a line, by the description of the text format, version 0.0.4.
var line = regexp.MustCompile(`^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="(\\[\\"n]|[^"\\\n])*"(,[a-z_]+="(\\[\\"n]|[^"\\\n])*")*\})? (\+Inf|[0-9.e+-]+))$`)

func TestPage(t *testing.T) {
	t.Parallel()
	var h Histogram
	h.Observe(3 * time.Millisecond)
	var p Page
	p.Count("tilstand_checkpoints_total", "Checkpoints.", 3, "file", "intake")
	p.Count("tilstand_checkpoints_total", "Checkpoints.", 0, "file", "a \"b\\\nc")
	p.Gauge("tilstand_up", "Up.", 1.5e9)
	p.Histogram("tilstand_seconds", "Seconds.", h.Now(), "file", "record", "x", "y")
	text := string(p.Bytes())
	for l := range strings.Lines(text) {
		if !line.MatchString(strings.TrimSuffix(l, "\n")) {
			t.Errorf("not by the grammar: %q", l)
		}
	}
	for want, times := range map[string]int{
		"# TYPE tilstand_checkpoints_total counter\n":                        1,
		"tilstand_checkpoints_total{file=\"a \\\"b\\\\\\nc\"} 0\n":           1,
		"tilstand_up 1.5e+09\n":                                              1,
		"tilstand_seconds_bucket{file=\"record\",x=\"y\",le=\"0.0025\"} 0\n": 1,
		"tilstand_seconds_bucket{file=\"record\",x=\"y\",le=\"+Inf\"} 1\n":   1,
		"tilstand_seconds_sum{file=\"record\",x=\"y\"} 0.003\n":              1,
	} {
		if strings.Count(text, want) != times {
			t.Errorf("%q is not there %d times:\n%s", want, times, text)
		}
	}
}
