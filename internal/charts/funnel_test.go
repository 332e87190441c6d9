package charts

import (
	"strings"
	"testing"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

func TestLetter(t *testing.T) {
	t.Parallel()
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := Letter(i); got != want {
			t.Errorf("school %d is %s; want %s", i, got, want)
		}
	}
}

// Means from 3.2 to 4.4 with limits from 2.6 to 4.6 give the axis 2.5 to 5; 40 answers and a twentieth of room give 0 to 50. So 20
// answers lie at 7 + 89·20/50 = 42.6 % and the mean 3.5 at 8 + 80·1.5/2.5 = 56 %.
func TestFunnelPicture(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	view := &analytics.FunnelView{Steps: 5, Centre: 3.5, SD: 0.8, Points: []analytics.FunnelPoint{
		{N: 20, Mean: 3.5, Outer: analytics.Interval{Low: 2.6, High: 4.6}, Verdict: analytics.FunnelInside},
		{N: 40, Mean: 4.4, Outer: analytics.Interval{Low: 3, High: 4.2}, Verdict: analytics.FunnelAbove},
		{N: 30, Mean: 3.2, Outer: analytics.Interval{Low: 2.9, High: 4.3}, Verdict: analytics.FunnelInside},
	}}
	picture := string(Funnel{view}.Picture(bundle.Printer("nb")))
	for _, want := range []string{
		`<circle class="inside" cx="42.6%" cy="56%" r="6"/>`, `<circle class="above"`, `>A</text>`, `>C</text>`, `>2,5</text>`, `>5,0</text>`, `>50</text>`, `>Antall svar</text>`, `>Snitt</text>`,
		`<line class="centre" x1="7%" x2="96%" y1="56%" y2="56%"/>`, `<svg class="funnel" aria-hidden="true"`,
	} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %s in\n%s", want, picture)
		}
	}
	if strings.Count(picture, "<path") != 4 || strings.Contains(picture, "NaN") || strings.Contains(picture, `>D</text>`) {
		t.Errorf("the picture has not four limits, or a school too many:\n%s", picture)
	}
	if (Funnel{}).Picture(bundle.Printer("nb")) != "" {
		t.Error("no funnel has a picture")
	}
}
