package charts

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tilstand/analytics"
)

// On a scale of five steps, step 1 lies at 0 %, step 3 at 50 % and step 5 at 100 %.
func TestDotRow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		row  DotRow
		want []string
		not  []string
	}{
		{"now with its interval", DotRow{Steps: 5, Now: cell(t, exactly3)},
			[]string{`<circle class="now" cx="50%" cy="50%" r="7"/>`, `<line class="interval" x1="40%" x2="60%"`}, []string{"before", "target", "range"}},
		{"target", DotRow{Steps: 5, Now: cell(t, exactly3), Target: level(4.5)},
			[]string{`<line class="target" x1="87.5%" x2="87.5%"`}, nil},
		{"two earlier waves, the older one smaller", DotRow{Steps: 5, Now: cell(t, exactly3), Earlier: []analytics.Cell{cell(t, exactly4), cell(t, exactly4)}},
			[]string{`<circle class="before" cx="75%" cy="50%" r="4"/><circle class="before" cx="75%" cy="50%" r="6"/><circle class="now"`}, nil},
		{"four steps", DotRow{Steps: 4, Now: cell(t, exactly4)},
			[]string{`<circle class="now" cx="100%"`, `<line class="tick" x1="33.33%"`}, nil},
		{"at least: closed below, open above, and no dot", DotRow{Steps: 5, Now: cell(t, atLeast)},
			[]string{`<line class="now-range" x1="80%" x2="100%"`, `<line class="now-range-end" x1="80%" x2="80%"`}, []string{"circle", `now-range-end" x1="100%"`, "interval"}},
		{"at most: open below", DotRow{Steps: 5, Now: cell(t, atMost)},
			[]string{`<line class="now-range" x1="0%" x2="20%"`, `<line class="now-range-end" x1="20%" x2="20%"`}, []string{"circle", `now-range-end" x1="0%"`}},
		{"middle: closed on both sides", DotRow{Steps: 5, Now: cell(t, middle)},
			[]string{`now-range-end" x1="40%"`, `now-range-end" x1="60%"`}, []string{"circle"}},
		{"an earlier wave that is only bounded", DotRow{Steps: 5, Now: cell(t, exactly3), Earlier: []analytics.Cell{cell(t, atLeast)}},
			[]string{`<line class="before-range" x1="80%" x2="100%"`}, []string{`circle class="before"`}},
		{"hidden now: what was shown before remains", DotRow{Steps: 5, Now: cell(t, hidden), Earlier: []analytics.Cell{cell(t, exactly4)}, Target: level(4)},
			[]string{`class="before"`, `class="target"`}, []string{"now", "interval"}},
		{"an earlier wave that is hidden", DotRow{Steps: 5, Now: cell(t, exactly3), Earlier: []analytics.Cell{cell(t, hidden)}},
			[]string{`class="now"`}, []string{"before"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			picture := string(tt.row.Picture())
			for _, want := range tt.want {
				if !strings.Contains(picture, want) {
					t.Errorf("no %s in\n%s", want, picture)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(picture, not) {
					t.Errorf("%s in\n%s", not, picture)
				}
			}
			if !strings.HasPrefix(picture, `<svg class="dots" aria-hidden="true"`) {
				t.Errorf("the picture speaks to screen readers: %s", picture)
			}
		})
	}
}

func TestDotRowWithNothingToDraw(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]DotRow{
		"hidden":    {Steps: 5, Now: cell(t, hidden)},
		"no data":   {Steps: 5, Now: cell(t, noData), Earlier: []analytics.Cell{cell(t, notAsked)}},
		"no scale":  {Now: cell(t, counted), Target: level(4)},
		"a count":   {Steps: 5, Now: cell(t, counted)},
		"zero cell": {Steps: 5},
	} {
		if picture := row.Picture(); picture != "" {
			t.Errorf("%s: %s", name, picture)
		}
	}
}

// Whatever is shown, marks stand on the scale: a mark outside it would be cut off, or stand in the next column.
func TestMarksStayOnTheScale(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.IntRange(4, 6).Draw(t, "steps")
		x := 1 + float64(rapid.IntRange(0, 10*(steps-1)).Draw(t, "tenths"))/10
		if at := (DotRow{Steps: steps}).at(x); at < 0 || at > 100 {
			t.Fatalf("%v of %d steps is at %v %%", x, steps, at)
		}
	})
}
