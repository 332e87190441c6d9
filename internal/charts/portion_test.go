package charts

import (
	"strings"
	"testing"

	"tilstand/analytics"
)

// TestPortion: what is not known is open, and a limit is no length.
func TestPortion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		portion Portion
		want    []string
		boxes   int
	}{
		{Portion{40, analytics.Exact}, []string{`class="high-1" x="0%" width="40%"`}, 1},
		{Portion{0, analytics.Exact}, nil, 0},
		{Portion{20, analytics.AtMost}, []string{`class="open" x="0%" width="20%"`}, 1},
		{Portion{80, analytics.AtLeast}, []string{`class="high-1" x="0%" width="80%"`, `class="open" x="80%" width="20%"`}, 2},
	} {
		got := string(test.portion.Picture())
		if n := strings.Count(got, "<rect"); n != test.boxes {
			t.Errorf("%+v: %d boxes, want %d: %s", test.portion, n, test.boxes, got)
		}
		for _, want := range test.want {
			if !strings.Contains(got, want) {
				t.Errorf("%+v: %s, want %s", test.portion, got, want)
			}
		}
	}
}
