package surveys

// Steps that a scale may have for its results to be shown. Two or three steps are too coarse for a mean,
// and more than six do not fit the display rules of disclosure control.
const (
	MinReportableSteps = 4
	MaxReportableSteps = 6
)

// A Scale is a labelled answer scale that items share.
type Scale struct {
	Steps   []Step `json:"steps"`   // low to high, coded 1 to k
	Outside []Step `json:"outside"` // apart from the scale: don't know, not relevant; never part of a mean
	// Neutral is the code of the middle step where that takes neither side, as "neither agree nor disagree"; 0 where the scale has no sides. Steps of
	// extent and of frequency have none: "to some extent" is more than little, and not the absence of a view.
	Neutral int8 `json:"neutral,omitempty"`
}

// A Step is one answer option: what is stored and what is read. Steps of a scale are coded 1 to k; 0 and 90 to 99 are
// options outside the scale. A question that was left blank has no option and none of these codes.
type Step struct {
	Code  int8 `json:"code"`
	Label Text `json:"label"`
}

// Reportable says whether results on the scale may be shown: it has 4 to 6 steps. Of other scales only the
// number of answers is ever reported.
func (s Scale) Reportable() bool {
	return MinReportableSteps <= len(s.Steps) && len(s.Steps) <= MaxReportableSteps
}

// Measures says whether the code is a step of the scale, so that it enters means and distributions.
func (s Scale) Measures(code int8) bool {
	return hasCode(s.Steps, code)
}

// Accepts says whether the code may be stored as an answer: a step, or an option outside the scale.
func (s Scale) Accepts(code int8) bool {
	return hasCode(s.Steps, code) || hasCode(s.Outside, code)
}

// Codes returns the codes in the order in which the options are read: the steps, then those outside.
func (s Scale) Codes() []int8 {
	codes := make([]int8, 0, len(s.Steps)+len(s.Outside))
	for _, step := range s.Steps {
		codes = append(codes, step.Code)
	}
	for _, option := range s.Outside {
		codes = append(codes, option.Code)
	}
	return codes
}

func hasCode(options []Step, code int8) bool {
	for _, option := range options {
		if option.Code == code {
			return true
		}
	}
	return false
}
