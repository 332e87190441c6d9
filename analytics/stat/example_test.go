package stat_test

import (
	"fmt"

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
