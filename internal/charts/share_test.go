package charts

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/analytics"
)

func TestShares(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, cell string
		steps      int
		want       []Share
	}{
		{"categories", `{"state":"value","n":28,"limit":"exact","mean":3.8,"categories":[4,7,21,39,29],"bands":[{"from":1,"to":2,"percent":11,"limit":"exact"}]}`, 5, []Share{
			{1, 1, 4, analytics.Exact, "low-2"}, {2, 2, 7, analytics.Exact, "low-1"}, {3, 3, 21, analytics.Exact, "mid"},
			{4, 4, 39, analytics.Exact, "high-1"}, {5, 5, 29, analytics.Exact, "high-2"}}},
		{"bands", `{"state":"value","n":9,"limit":"at_least","mean":4.2,"bands":[{"from":1,"to":2,"percent":25,"limit":"at_most"},{"from":3,"to":3,"percent":25,"limit":"at_most"},{"from":4,"to":5,"percent":75,"limit":"at_least"}]}`, 5, []Share{
			{1, 2, 25, analytics.AtMost, "low-1"}, {3, 3, 25, analytics.AtMost, "mid"}, {4, 5, 75, analytics.AtLeast, "high-1"}}},
		{"bands of four steps have no middle", `{"state":"value","n":9,"limit":"count","bands":[{"from":1,"to":2,"percent":40,"limit":"exact"},{"from":3,"to":4,"percent":60,"limit":"exact"}]}`, 4, []Share{
			{1, 2, 40, analytics.Exact, "low-1"}, {3, 4, 60, analytics.Exact, "high-1"}}},
		{"bands of six", `{"state":"value","n":9,"limit":"count","bands":[{"from":3,"to":4,"percent":60,"limit":"exact"}]}`, 6, []Share{{3, 4, 60, analytics.Exact, "mid"}}},
		{"hidden", hidden, 5, nil},
		{"no data", noData, 5, nil},
		{"a count", counted, 5, nil},
		{"a scale that is not shown", `{"state":"value","n":28,"limit":"count","categories":[50,50]}`, 2, nil},
	} {
		if diff := cmp.Diff(tt.want, Shares(cell(t, tt.cell), tt.steps)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Every scale has as many tones as steps, and its ends are the ends of every other.
func TestTones(t *testing.T) {
	t.Parallel()
	for steps := 4; steps <= 6; steps++ {
		tones := Tones(steps)
		if len(tones) != steps || tones[0] != "low-2" || tones[steps-1] != "high-2" {
			t.Errorf("%d steps have the tones %v", steps, tones)
		}
	}
	if Tones(7) != nil || Tones(3) != nil {
		t.Error("a scale whose answers are not shown has tones")
	}
}

// A bar is 100 wide, however the shares were rounded and whichever of them are capped; and a capped share never has a width of its own.
func TestSpansFillTheBar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		limits := []analytics.Limit{analytics.Exact, analytics.AtLeast, analytics.AtMost}
		shares := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Share {
			return Share{Percent: rapid.IntRange(1, 40).Draw(t, "percent"), Limit: rapid.SampledFrom(limits).Draw(t, "limit")}
		}), 1, 6).Draw(t, "shares")
		drawn, width := spans(shares), 0.0
		for i, s := range drawn {
			width += s.width
			if s.open != (shares[i].Limit == analytics.AtMost) {
				t.Fatalf("share %d: %+v", i, s)
			}
		}
		if math.Abs(width-100) > 1e-9 {
			t.Fatalf("the bar is %v wide: %+v", width, drawn)
		}
	})
}

func TestBar(t *testing.T) {
	t.Parallel()
	picture := string(Bar{Steps: 5, Cell: cell(t, `{"state":"value","n":28,"limit":"exact","mean":3.8,"categories":[4,7,21,39,29]}`)}.Picture())
	for _, want := range []string{
		`<rect class="low-2" x="0%" width="4%" height="100%"/>`, `<rect class="low-1" x="4%" width="7%"`, `<rect class="high-2" x="71%" width="29%"`,
		`<text class="on-mid" x="21.5%"`, `>21</text>`, `>7</text>`,
	} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %s in\n%s", want, picture)
		}
	}
	if strings.Contains(picture, ">4</text>") {
		t.Errorf("a number without room for it: %s", picture)
	}
	capped := string(Bar{Steps: 5, Cell: cell(t, `{"state":"value","n":9,"limit":"at_least","mean":4.2,"bands":[{"from":1,"to":2,"percent":25,"limit":"at_most"},{"from":3,"to":3,"percent":25,"limit":"at_most"},{"from":4,"to":5,"percent":75,"limit":"at_least"}]}`)}.Picture())
	for _, want := range []string{`<rect class="open" x="0%" width="12.5%"`, `<rect class="open" x="12.5%" width="12.5%"`, `<rect class="high-1" x="25%" width="75%"`, `>75</text>`} {
		if !strings.Contains(capped, want) {
			t.Errorf("no %s in\n%s", want, capped)
		}
	}
	if strings.Contains(capped, ">25</text>") {
		t.Errorf("a cap stands where a share would: %s", capped)
	}
	for _, empty := range []string{hidden, noData, notAsked, counted} {
		if p := (Bar{Steps: 5, Cell: cell(t, empty)}).Picture(); p != "" {
			t.Errorf("%s has a bar: %s", empty, p)
		}
	}
}

// On a scale with two sides the bar lies around the middle of the picture: of 100 answers 11 are on the low side and 21 neutral, so that it begins 21.5
// left of the middle, which is 10.75 of a picture that is 200 wide.
func TestDivergingBar(t *testing.T) {
	t.Parallel()
	whole := cell(t, `{"state":"value","n":28,"limit":"exact","mean":3.8,"categories":[4,7,21,39,29]}`)
	picture := string(Bar{Steps: 5, Cell: whole, Diverging: true}.Picture())
	for _, want := range []string{
		`<rect class="low-2" x="39.25%" width="2%"`, `<rect class="low-1" x="41.25%" width="3.5%"`, `<rect class="mid" x="44.75%" width="10.5%"`,
		`<rect class="high-1" x="55.25%" width="19.5%"`, `<rect class="high-2" x="74.75%" width="14.5%"`, `<text class="on-mid" x="50%"`, `>21</text>`,
		`<line class="zero" x1="50%" x2="50%" y1="-20%" y2="120%"/><rect`,
	} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %s in\n%s", want, picture)
		}
	}
	if strings.Contains(picture, ">4</text>") || strings.Contains(picture, ">7</text>") {
		t.Errorf("a number without room for it: %s", picture)
	}
	banded := cell(t, `{"state":"value","n":9,"limit":"count","bands":[{"from":1,"to":2,"percent":40,"limit":"exact"},{"from":3,"to":3,"percent":20,"limit":"exact"},{"from":4,"to":5,"percent":40,"limit":"exact"}]}`)
	if got := string(Bar{Steps: 5, Cell: banded, Diverging: true}.Picture()); !strings.Contains(got, `<rect class="low-1" x="25%" width="20%"`) || !strings.Contains(got, `<rect class="mid" x="45%" width="10%"`) {
		t.Errorf("bands around the middle: %s", got)
	}
	// A band with the neutral answers and those of a side has no place around the middle.
	for _, lost := range []string{
		hidden, noData, notAsked, counted,
		`{"state":"value","n":9,"limit":"at_least","mean":4.2,"bands":[{"from":1,"to":3,"percent":25,"limit":"at_most"},{"from":4,"to":5,"percent":75,"limit":"at_least"}]}`,
		`{"state":"value","n":9,"limit":"count","bands":[{"from":1,"to":1,"percent":40,"limit":"exact"},{"from":2,"to":4,"percent":40,"limit":"exact"},{"from":5,"to":5,"percent":20,"limit":"exact"}]}`,
	} {
		c := cell(t, lost)
		if p := (Bar{Steps: 5, Cell: c, Diverging: true}).Picture(); p != "" {
			t.Errorf("%s has a bar: %s", lost, p)
		}
		if d := (Distribution{Labels: make([]string, 5), Bars: []Spread{{"x", c}}, Diverging: true}); !d.Empty() {
			t.Errorf("%s has a bar in a chart", lost)
		}
	}
}

func TestShareWords(t *testing.T) {
	t.Parallel()
	labels := []string{"lite", "litt", "noe", "mye", "svært mye"}
	got := []string{
		ShareName(Share{From: 3, To: 3}, labels), ShareName(Share{From: 4, To: 5}, labels),
		ShareWords(words(), Share{Percent: 24, Limit: analytics.Exact}), ShareWords(words(), Share{Percent: 80, Limit: analytics.AtLeast}), ShareWords(words(), Share{Percent: 20, Limit: analytics.AtMost}),
	}
	want := []string{"noe", "mye – svært mye", "24\u00a0%", "minst 80\u00a0%", "høyst 20\u00a0%"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
