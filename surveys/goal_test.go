package surveys

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"tilstand/internal/audit"
)

func TestGoalAnswers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ asked, goal, minGroup, want int }{
		"80 % of 60":                          {60, 80, 7, 48},
		"80 % of 27 is 21.6, and rounded up":  {27, 80, 7, 22},
		"half of 10 shows nothing, 7 does":    {10, 50, 7, 7},
		"a staff under the minimum is a goal": {5, 80, 7, 5},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (Wave{HeadCount: test.asked, Goal: test.goal, MinGroup: test.minGroup}).GoalAnswers(); got != test.want {
				t.Errorf("%d answers, want %d", got, test.want)
			}
		})
	}
}

// The reason for the default goal: whoever reaches it cannot be more than the relevant difference off when the silent would have answered
// a step lower. The mean is worked out from all answers here, not from the rate.
func TestTheDefaultGoalSilencesTheSilent(t *testing.T) {
	t.Parallel()
	in, _ := Builtin(StateSurvey)
	rapid.Check(t, func(t *rapid.T) {
		w := Wave{HeadCount: rapid.IntRange(7, 300).Draw(t, "staff"), Goal: DefaultGoal, MinGroup: 5, Relevant: RelevantPercent}
		answered, mean := w.GoalAnswers(), rapid.Float64Range(2, 5).Draw(t, "mean")
		silent := w.HeadCount - answered
		everybody := (float64(answered)*mean + float64(silent)*(mean-1)) / float64(w.HeadCount)
		shift, relevant := w.SilentShift(in)
		if relevant != .2 { // 5 of 100 points of the 4 steps between 1 and 5
			t.Fatalf("the relevant difference is %v", relevant)
		}
		if mean-everybody > shift+1e-9 || shift > relevant+1e-9 {
			t.Fatalf("%d of %d: off by %v, said to be at most %v", answered, w.HeadCount, mean-everybody, shift)
		}
	})
}

// Scales of different lengths have no difference in common.
func TestNoRelevantDifferenceOfMixedScales(t *testing.T) {
	t.Parallel()
	steps := func(n int) Scale { return Scale{Steps: make([]Step, n)} }
	in := &Instrument{Scales: map[string]Scale{"a": steps(5), "b": steps(4)}}
	shift, relevant := Wave{Goal: 60, Relevant: RelevantPercent}.SilentShift(in)
	if math.Abs(shift-.4) > 1e-12 || relevant != 0 {
		t.Errorf("shift %v, relevant %v", shift, relevant)
	}
}

func TestGoalIsFrozenWithTheWave(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.spec()
	spec.Goal = 65
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	if again, err := g.Wave(w.ID); err != nil || again.Goal != 65 {
		t.Errorf("the goal is %d (%v)", again.Goal, err)
	}
	for _, goal := range []int{49, 101, -1} {
		spec.Goal = goal
		if _, err := g.Plan(now, spec); err == nil {
			t.Errorf("a goal of %d per cent was accepted", goal)
		}
	}
}
