package analytics

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/stat"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// The components of a school are one family: their p values are corrected together, and their intervals widened together.
//
// By hand, of nineteen: SE .88·√(2/19) = 0.2855, z = 0.4/0.2855 = 1.401, p = .161. Eight at once: z(1 − .025/8) = 2.734 (R, qnorm),
// 0.4 ± 0.7806 = −0.381 to 1.181, printed −0.4 to 1.2, and detectable (2.734 + .842)·0.2855 = 1.021. The overall index stands alone.
func TestComponentsAreAFamily(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	nineteen(t, g)
	v := g.view(t, Query{})
	var p []float64
	for _, row := range v.Rows {
		p = append(p, row.Changes[0].P)
	}
	for i, want := range stat.Holm(p) {
		c := v.Rows[i].Changes[0]
		if c.Adjusted != want || c.Family != (Family{HolmFamily, 8, 0.99375}) {
			t.Errorf("%s: adjusted %v in %v, want %v of eight", v.Rows[i].Measure, c.Adjusted, c.Family, want)
		}
	}
	c := v.row(t, "intervene").Changes[0]
	if math.Abs(c.P-0.1612) > 5e-5 || *c.Claim != (Interval{-0.4, 1.2}) || c.Detectable != 1.1 {
		t.Errorf("p %.4f, claim %v, detectable %v; want .1612, −0.4 to 1.2, 1.1", c.P, *c.Claim, c.Detectable)
	}
	overall := v.Overall.Changes[0]
	if overall.Family != (Family{Single, 1, 0.95}) || overall.Adjusted != overall.P {
		t.Errorf("overall: %v, p %v became %v; want it alone", overall.Family, overall.P, overall.Adjusted)
	}
	if got := v.Items[0].Changes[0].Family; got.Method != BrowsingFamily || got.Size != len(v.Items) {
		t.Errorf("items: %v; want a family to browse of %d", got, len(v.Items))
	}
}

// Holm finds more than Bonferroni's intervals do. Of two, p .04 stands when the other is .001; 1 ± 2.241·.487 (R, qnorm(1 − .025/2)) has
// zero in it, and is cut there, so that the interval does not deny the verdict.
func TestClaimsDoNotDenyTheirVerdict(t *testing.T) {
	t.Parallel()
	f := familyOf(HolmFamily, 2)
	for _, tt := range []struct {
		d, se, adjusted float64
		low, high       float64
		want            stat.Verdict
	}{
		{1, 0.487, 0.04, 0, 2.0915, stat.Better},
		{-1, 0.487, 0.04, -2.0915, 0, stat.Worse},
		{1, 0.487, 0.06, -0.0915, 2.0915, stat.CannotTell},
		{1, 0.2, 0.001, 0.5517, 1.4483, stat.Better},
	} {
		c := comparison{estimate: stat.Estimate{Value: tt.d, SE: tt.se, DF: math.Inf(1)}, delta: 0.2, exact: true, least: tt.d, greatest: tt.d}
		i := c.claimed(f, tt.adjusted)
		if math.Abs(i.Low-tt.low) > 1e-3 || math.Abs(i.High-tt.high) > 1e-3 || c.verdict(f, tt.adjusted) != tt.want {
			t.Errorf("%v, adjusted p %v: %v, %v; want %v to %v, %v", tt.d, tt.adjusted, i, c.verdict(f, tt.adjusted), tt.low, tt.high, tt.want)
		}
	}
}

// Where all have answered and half say 3 and half 4, the mean is the target for A as far as it is printed. It is not said that this cannot be
// told, for nobody is left to tell.
func TestAboutAtTheTarget(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
	n, code := spread5(0, 0, 12, 12, 0)
	g.answer(t, w, 0, n, code)
	g.closed(t, w)
	v := g.view(t, Query{})
	row := v.row(t, "intervene")
	if row.Gap.Verdict != stat.TargetAbout || row.Gap.Value != 0 || row.Silent != nil {
		t.Errorf("gap %+v, silent %+v; want about at the target, and nobody silent", row.Gap, row.Silent)
	}
	words := printer(t, "nb")
	for got, want := range map[string]string{
		words.Say(row.Finding): "Gripe inn: Ansatte svarer nå 3,5. Målet for semester A er 3,5; alle har svart, og de ligger om lag på målet.",
		words.Say(v.Finding):   "Samlet: Ansatte svarer nå 3,5. Alle 8 delmål er om lag på målet.",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// What a change is held against is what was frozen with the wave, and by default what the specification proposes.
func TestRelevantDifferenceIsFrozen(t *testing.T) {
	t.Parallel()
	if surveys.RelevantPercent != stat.RelevantPercent {
		t.Errorf("waves freeze %v, the statistics propose %v", surveys.RelevantPercent, stat.RelevantPercent)
	}
	g := newGround(t)
	_, b := nineteen(t, g)
	if w, err := g.surv.Wave(b.ID); err != nil || w.Relevant != 5 || b.Relevant != 5 {
		t.Errorf("opened with %v, stored %v, %v; want 5 of 100", b.Relevant, w.Relevant, err)
	}
	if row := g.view(t, Query{}).row(t, "intervene"); row.Relevant != 0.2 {
		t.Errorf("0.2 on 1 to 5: %v", row.Relevant)
	}
	a := course(t, true)
	m, _ := a.release().Measure("component:promote")
	for relevant, want := range map[float64]stat.Verdict{5: stat.Better, 30: stat.CannotTell} { // the rise of 1.0 is 25 of 100
		a.relevant = relevant
		if got := a.family([]Measure{m}, TotalGroup, Single)[0].Trend.Verdict; got != want {
			t.Errorf("held against %v of 100: %v, want %v", relevant, got, want)
		}
	}
}

// What is beyond fluctuation and perhaps too small to matter is not called fluctuation.
func TestSmallAndCertain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		change Change
		want   string
	}{
		{Change{Limit: Exact, Difference: 0.1, Adjusted: 0.01}, "Det er mer enn vanlig svingning, men det kan ikke sies om endringen er stor nok til å bety noe."},
		{Change{Limit: Exact, Difference: 0.1, Adjusted: 0.2}, "Det kan ikke skilles fra vanlig svingning."},
		{Change{Limit: Exact, Difference: 0, Adjusted: 1}, "Tallene er like, men en endring kan ikke utelukkes."},
		{Change{Limit: Between, Adjusted: 1}, "Det kan ikke skilles fra vanlig svingning."},
		{Change{Limit: Exact, Difference: 0.4, Adjusted: 0.01, Verdict: stat.Better}, "Det er en framgang ut over vanlig svingning."},
	} {
		if got := printer(t, "nb").Say(claimSentence(tt.change)); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// course is a series of 17 answers each in the preparation, A and B, with means 3.0 and 3.2 and then 4.0 or 3.0 again.
func course(t *testing.T, rising bool) *series {
	t.Helper()
	w := aWave()
	w.HeadCount = 20
	level := [][]surveys.Response{repeat(0, 9, "3333"), repeat(0, 4, "2422"), repeat(0, 4, "4244")}
	risen := [][]surveys.Response{repeat(0, 4, "3333"), repeat(0, 9, "4244"), repeat(0, 4, "5155")}
	answers := [][][]surveys.Response{level, {repeat(0, 9, "3333"), repeat(0, 2, "2422"), repeat(0, 6, "4244")}, level}
	if rising {
		answers[2] = risen
	}
	var releases []*Release
	for i, phase := range []programme.PhaseKey{"prep", "a", "b"} {
		w.Phase = phase
		releases = append(releases, computed(t, w, answers[i]...))
	}
	in := smallInstrument()
	return seriesOf(releases, in, in, in)
}

// The line through 3.0, 3.2 and 4.0 at 0, 1 and 2.
//
// By hand, pooled sd .88: SE of a mean .88/√17 = 0.2134. Slope (4.0 − 3.0)/2 = 0.5, SE 0.2134/√2 = 0.1509, ± 1.96 · that: .2042 to .7958.
// Over the span of two 1.0, 0.408 to 1.592; z = 3.313, p = .0009. On to C, at 3: 3.4 + 0.5·2 = 4.4, weights −2/3, 1/3, 4/3, SE
// 0.2134·√(21/9) = 0.3260, 3.761 to 5.039, printed 3.7 to 5.0, around the target 4.5.
func TestTrend(t *testing.T) {
	t.Parallel()
	a := course(t, true)
	m, _ := a.release().Measure("component:promote")
	row := a.family([]Measure{m}, TotalGroup, HolmFamily)[0]
	trend := row.Trend
	if trend == nil {
		t.Fatalf("no trend in %+v", row)
	}
	if math.Abs(trend.P-0.00092) > 5e-6 {
		t.Errorf("p %v, want .00092", trend.P)
	}
	got := *trend
	got.P, got.Adjusted, got.Sentences, got.Reach = 0, 0, Trend{}.Sentences, nil
	want := Trend{
		Waves: []int{0, 1, 2}, Slope: 0.5, Interval: Interval{0.2, 0.8}, Change: 1, ChangeInterval: Interval{0.4, 1.6},
		Family: Family{Single, 1, 0.95}, Verdict: stat.Better,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("trend (- want, + got):\n%s", diff)
	}
	r := trend.Reach
	if r == nil || r.Value != 4.4 || r.Interval != (Interval{3.7, 5}) || r.Verdict != stat.TargetCannotTell || r.Phase.Key != "c" {
		t.Errorf("reach %+v; want 4.4, 3.7 to 5.0 in C, undecided", r)
	}
	words := printer(t, "nb")
	for i, want := range []string{"Over tre målinger har svarene gått opp med om lag 0,5 per fase.", "Det er mer enn vanlig svingning."} {
		if got := words.Say(trend.Sentences[i]); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got, want := words.Say(r.Sentence), "Fortsetter det i samme takt, er målet ved slutten av semester C (4,5) innen rekkevidde, men det er ikke sikkert at det nås."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A line that does not rise beyond fluctuation is not drawn on, a line of two waves is none, and a figure that is only bounded leaves none.
func TestTrendsThatAreNot(t *testing.T) {
	t.Parallel()
	a := course(t, false)
	m, _ := a.release().Measure("component:promote")
	row := a.family([]Measure{m}, TotalGroup, HolmFamily)[0]
	if row.Trend == nil || row.Trend.Reach != nil || row.Trend.Verdict == stat.Better {
		t.Errorf("no rise: %+v; want a trend without a reach", row.Trend)
	}
	a = course(t, true)
	a.now = 1
	if row := a.family([]Measure{m}, TotalGroup, HolmFamily)[0]; row.Trend != nil {
		t.Errorf("two waves have a trend: %+v", row.Trend)
	}
	a.now = 2
	figures := a.releases[1].Figures
	for i := range figures {
		if figures[i].Measure == m.Key {
			figures[i].Cell = shown(Estimate{N: 17, Limit: AtLeast, Mean: 4.6, Bounds: &Interval{4.6, 5}})
		}
	}
	if row := a.family([]Measure{m}, TotalGroup, HolmFamily)[0]; row.Trend != nil {
		t.Errorf("a bounded figure is left out of the trend %+v", row.Trend)
	}
}

// By hand, of nineteen: answers 0, 1, 6, 8, 4 now and 0, 3, 7, 7, 2 before.
//
//	spread     (286 − 72²/19)/18 = .731; r*wg 1 − .731/2 = .634; Leik ½(1/19 + 7/19 + 4/19) = .316
//	order      (1·1.5 + 6·6.5 + 8·13.5 + 4·18)/361 = 220.5/361 = .611
//	medians    the tenth is 4; 3.5 + (9.5 − 7)/8 = 3.8125
//	on 4 or 5  12 of 19 = 63 %; of 24, 12 is refused (P(X ≥ 12) = 792/42,504 = .019) and 13 to 17 stand: 54.2 to 70.8 %
//	silent     5 of 24; (19·3.75 + 5·1)/24 = 3.18 to (19·3.85 + 5·5)/24 = 4.09; a step of theirs is 5/24 = .21
func TestHandComputedSpread(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	nineteen(t, g)
	row := g.view(t, Query{}).row(t, "intervene")
	if diff := cmp.Diff(&Agreement{Rwg: 0.63, Polarisation: 0.32, Level: ModerateAgreement, Items: 2}, row.Agreement); diff != "" {
		t.Errorf("agreement (- want, + got):\n%s", diff)
	}
	if diff := cmp.Diff(&Order{Superiority: 0.61, Delta: 0.22, Items: 2}, row.Changes[0].Order); diff != "" {
		t.Errorf("order (- want, + got):\n%s", diff)
	}
	if diff := cmp.Diff(&Silent{People: 5, Bounds: Interval{3.1, 4.1}, Step: 0.2}, row.Silent); diff != "" {
		t.Errorf("silent (- want, + got):\n%s", diff)
	}
	item, err := g.Item(Query{School: g.school.Orgnr, Item: "intervene_at_once"})
	if err != nil {
		t.Fatal(err)
	}
	want := &Spread{Median: 4, Interpolated: 3.81, Top: TopShare{From: 4, Percent: 63, Staff: Interval{54, 71}}}
	if diff := cmp.Diff(want, item.Row.Spread); diff != "" {
		t.Errorf("spread (- want, + got):\n%s", diff)
	}
	if diff := cmp.Diff(want, item.Groups[0].Spread); diff != "" {
		t.Errorf("spread of the whole school among the groups (- want, + got):\n%s", diff)
	}
	if o := item.Row.Changes[0].Order; o.Superiority != 0.61 || o.Interval == nil || o.Interval.Low >= 0.61 || o.Interval.High <= 0.61 {
		t.Errorf("order of the item: %+v; want .61 within its interval", o)
	}
}

// Means and order can go different ways. By hand: twelve answers, six of 3 and six of 4, become four of 1, six of 4 and two of 5. The
// mean falls from 3.5 to 3.2, and an answer now is the higher one in (6·9 + 2·12)/144 = .54.
func TestOrderDisagrees(t *testing.T) {
	t.Parallel()
	w := aWave()
	w.HeadCount = 14
	in := smallInstrument()
	a := seriesOf([]*Release{
		computed(t, w, repeat(0, 6, "3333"), repeat(0, 6, "4244")),
		computed(t, w, repeat(0, 4, "1511"), repeat(0, 6, "4244"), repeat(0, 2, "5155")),
	}, in, in)
	m, _ := a.release().Measure("component:promote")
	got := a.family([]Measure{m}, TotalGroup, Single)[0].Changes[0].Order
	if diff := cmp.Diff(&Order{Superiority: 0.54, Delta: 0.08, Items: 2, Disagrees: true}, got); diff != "" {
		t.Errorf("order (- want, + got):\n%s", diff)
	}
}

// The five words change at the usual limits.
func TestAgreementLevels(t *testing.T) {
	t.Parallel()
	for rwg, want := range map[float64]AgreementLevel{
		0: LackOfAgreement, 0.30: LackOfAgreement, 0.31: WeakAgreement, 0.50: WeakAgreement, 0.51: ModerateAgreement,
		0.70: ModerateAgreement, 0.71: StrongAgreement, 0.90: StrongAgreement, 0.91: VeryStrongAgreement, 1: VeryStrongAgreement,
	} {
		if got := levelOf(rwg); got != want {
			t.Errorf("%v: level %d, want %d", rwg, got, want)
		}
	}
	for level := LackOfAgreement; level <= VeryStrongAgreement; level++ {
		document, err := json.Marshal(Agreement{Level: level})
		if err != nil {
			t.Fatal(err)
		}
		var back Agreement
		if err := json.Unmarshal(document, &back); err != nil || back.Level != level {
			t.Errorf("%s came back as %d, %v", document, back.Level, err)
		}
	}
	if evenlySpread(5) < 0.6-1e-9 || evenlySpread(5) > 0.6+1e-9 {
		t.Errorf("five steps chosen alike often: %v, want .6 (Leik 1966)", evenlySpread(5))
	}
}
