package stat_test

import (
	"fmt"
	"math"

	"tilstand/analytics/stat"
)

// A staff of 30, of whom 24 answered an item on five steps.
func ExampleMeanInterval() {
	counts := stat.Counts{Min: 1, N: []int{0, 2, 7, 10, 5}}
	sample := stat.Sample{Moments: counts.Moments(), Population: 30}
	scale := stat.Scale{Min: 1, Max: 5}

	now, _ := stat.MeanInterval(sample, scale, stat.Descriptive, stat.Level)
	normal, _ := stat.MeanInterval(sample, scale, stat.Analytic, stat.Level)
	fmt.Printf("mean %.1f\n", sample.Moments.Mean())
	fmt.Println("this staff, now:", now.RoundOut(1))
	fmt.Println("normal fluctuation:", normal.RoundOut(1))
	// Output:
	// mean 3.8
	// this staff, now: {3.5 4}
	// normal fluctuation: {3.3 4.2}
}

// Under 20 answers a pooled standard deviation takes the place of the group's own.
func ExamplePooledSD() {
	reference, _ := stat.PooledSD(5, 3)
	sample := stat.Sample{
		Moments:    stat.MomentsOf([]float64{3.67, 4, 3.33, 4.33, 4, 3, 3.67, 4.67}),
		Population: 11,
		KnownSD:    reference.Value,
	}
	interval, _ := stat.MeanInterval(sample, stat.Scale{Min: 1, Max: 5}, stat.Descriptive, stat.Level)
	fmt.Println(interval.RoundOut(1), reference.Source)
	// Output: {3.5 4.2} pisa2009-school-climate
}

// Two waves of a school of 30: what changed, whether it is more than fluctuation, and what could have been seen at all.
func ExampleDifference() {
	scale := stat.Scale{Min: 1, Max: 5}
	wave := func(counts ...int) stat.Estimate {
		sample := stat.Sample{Moments: stat.Counts{Min: 1, N: counts}.Moments(), Population: 30}
		mean, _ := stat.EstimateMean(sample, stat.Analytic)
		return mean
	}
	change := stat.Difference(wave(1, 4, 9, 7, 2), wave(0, 2, 7, 10, 5))
	interval := change.Interval(stat.Level)

	fmt.Printf("change %+.1f %v\n", change.Value, interval.RoundOut(1))
	fmt.Println(stat.JudgeChange(change.Value, interval, stat.RelevantDifference(scale)))
	fmt.Printf("detectable %.1f\n", change.Detectable())
	// Output:
	// change +0.5 {-0.1 1.1}
	// cannot_tell
	// detectable 0.8
}

// 18 of 24 who answered chose one of the top two steps, of 30 who were invited.
func ExampleShareInterval() {
	share, _ := stat.ShareInterval(18, 24, 30, stat.Level)
	fmt.Printf("%.0f to %.0f per cent\n", 100*share.Low, 100*share.High)
	fmt.Println(stat.JudgeTarget(share, 0.80))
	// Output:
	// 67 to 80 per cent
	// cannot_tell
}

func ExampleIndexScore() {
	scale := stat.Scale{Min: 1, Max: 5}
	score, ok := stat.IndexScore([]float64{4, 5, scale.Reverse(2)}, 4)
	fmt.Printf("%.2f %v, %.0f of 100\n", score, ok, scale.Percent(score))
	// Output: 4.33 true, 83 of 100
}

// Before a wave is opened: what can 16 answers show beside 19 earlier ones, on an index of three items?
func ExampleEstimate_Detectable() {
	reference, _ := stat.PooledSD(5, 3)
	expected := func(n int) stat.Estimate {
		sample := stat.Sample{Moments: stat.Moments{N: n}, KnownSD: reference.Value}
		mean, _ := stat.EstimateMean(sample, stat.Analytic)
		return mean
	}
	fmt.Printf("%.1f\n", stat.Difference(expected(19), expected(16)).Detectable())
	// Output: 0.8
}

// Four waves at once: does each wave answer higher than the one before?
func ExampleFitProportionalOdds() {
	var waves []stat.Freq
	for _, n := range [][]int{{1, 4, 9, 7, 2}, {0, 2, 7, 10, 5}, {1, 2, 6, 9, 6}, {0, 1, 5, 9, 8}} {
		waves = append(waves, stat.Counts{Min: 1, N: n}.Freq())
	}
	model, _ := stat.FitProportionalOdds([]float64{0, 1, 2, 3}, waves)
	interval := model.Slope.Interval(stat.Level)
	fmt.Printf("odds of a higher answer per wave: %.1f (%.1f to %.1f)\n",
		math.Exp(model.Slope.Value), math.Exp(interval.Low), math.Exp(interval.High))
	// Output: odds of a higher answer per wave: 1.6 (1.1 to 2.2)
}

// Six schools of one owner, with the standard deviation pooled within them.
func ExampleShrink() {
	var schools []stat.Moments
	for _, n := range [][]int{{0, 1, 2, 2, 1}, {1, 3, 8, 12, 6}, {0, 1, 6, 15, 12}, {2, 6, 9, 4, 1}, {0, 2, 9, 12, 4}, {0, 0, 2, 3, 3}} {
		schools = append(schools, stat.Counts{Min: 1, N: n}.Moments())
	}
	sd, _, _ := stat.WithinSD(schools)
	var means []stat.Estimate
	for _, moments := range schools {
		mean, _ := stat.EstimateMean(stat.Sample{Moments: moments, KnownSD: sd}, stat.Analytic)
		means = append(means, mean)
	}
	between, _ := stat.PauleMandel(means)
	for i, school := range stat.Shrink(means, between) {
		fmt.Printf("n %2d: %.2f, shrunken %.2f, reliability %.2f\n", schools[i].N, means[i].Value, school.Value, school.Reliability)
	}
	// Output:
	// n  6: 3.50, shrunken 3.56, reliability 0.57
	// n 30: 3.63, shrunken 3.63, reliability 0.87
	// n 34: 4.12, shrunken 4.06, reliability 0.88
	// n 22: 2.82, shrunken 2.96, reliability 0.83
	// n 27: 3.67, shrunken 3.66, reliability 0.85
	// n  8: 4.12, shrunken 3.95, reliability 0.64
}
