package charts

import (
	"strings"
	"testing"
	"time"
)

// A row of a hundred days: a day is a per cent.
func TestTimeRow(t *testing.T) {
	t.Parallel()
	on := func(day int) time.Time { return time.Date(2026, 1, 1+day, 0, 0, 0, 0, time.UTC) }
	// a day is 0.96 % of the row, beginning at 2 %
	row := TimeRow{From: on(0), To: on(100), Waves: []time.Time{on(0), on(40)}}
	for name, c := range map[string]struct {
		bars []TimeBar
		want []string
		not  []string
	}{
		"the surveys":         {nil, []string{`<line class="tick" x1="40.4%" x2="40.4%"`, `<circle class="now" cx="40.4%"`}, []string{"now-range"}},
		"closed at both ends": {[]TimeBar{{on(10), on(30)}}, []string{`<line class="now-range" x1="11.6%" x2="30.8%"`, `<line class="now-range-end" x1="30.8%"`}, []string{"circle"}},
		"it goes on":          {[]TimeBar{{on(50), time.Time{}}}, []string{`<line class="now-range" x1="50%" x2="100%"`}, []string{`now-range-end" x1="100%"`}},
		"it began before":     {[]TimeBar{{on(-20), on(5)}}, []string{`<line class="now-range" x1="2%" x2="6.8%"`}, nil},
		"a single day":        {[]TimeBar{{on(20), on(20)}}, []string{`<line class="now-range" x1="21.2%" x2="22%"`}, nil},
		"at the very end":     {[]TimeBar{{on(100), time.Time{}}}, []string{`<line class="now-range" x1="98%" x2="100%"`}, nil},
		"several":             {[]TimeBar{{on(1), on(2)}, {on(3), on(4)}}, []string{`x1="2.96%" x2="3.92%"`, `x1="4.88%" x2="5.84%"`}, nil},
	} {
		row.Bars = c.bars
		picture := string(row.Drawing().Markup())
		for _, want := range c.want {
			if !strings.Contains(picture, want) {
				t.Errorf("%s: no %s in %s", name, want, picture)
			}
		}
		for _, not := range c.not {
			if strings.Contains(picture, not) {
				t.Errorf("%s: %s in %s", name, not, picture)
			}
		}
	}
	if !(TimeRow{From: on(1), To: on(1)}).Drawing().Empty() {
		t.Error("a row without a length has a picture")
	}
}
