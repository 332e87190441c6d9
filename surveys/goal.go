package surveys

import "slices"

// The goal of a wave, in per cent of those who are asked.
const (
	// DefaultGoal is where the silent stop mattering: at 80 per cent they cannot move a mean by more than 0.2 steps of five, even if they would
	// all have answered a whole step lower than the others. 0.2 of the 4 steps between worst and best is RelevantPercent, the smallest difference that is
	// taken to matter. It is within reach, too: of teachers 72 per cent answered a survey of this kind, and of pupils 87.
	DefaultGoal = 80
	LeastGoal   = 50 // below it the silent are the majority
	MostGoal    = 100
)

// GoalAnswers is how many answers the goal comes to: at least the minimum group, without which nothing is shown, and never more than are asked.
func (w Wave) GoalAnswers() int {
	return min(max((w.HeadCount*w.Goal+99)/100, w.MinGroup), w.HeadCount)
}

// SilentShift is by how many steps of the scale a mean over everybody could lie elsewhere if the goal is just reached and the silent would
// all have answered one step lower, or higher, than the others; and the smallest difference that is taken to matter, on the scale of the
// instrument. The second is 0 where its items have scales of different lengths, and nothing can be said.
func (w Wave) SilentShift(in *Instrument) (shift, relevant float64) {
	shift = float64(100-w.Goal) / 100
	var lengths []int
	for _, scale := range in.Scales {
		lengths = append(lengths, len(scale.Steps))
	}
	slices.Sort(lengths)
	if lengths = slices.Compact(lengths); len(lengths) == 1 {
		relevant = w.Relevant * float64(lengths[0]-1) / 100
	}
	return shift, relevant
}
