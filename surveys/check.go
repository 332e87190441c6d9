package surveys

import (
	"strconv"
	"strings"
)

// A SubmissionID is the random id that is made for a form and travels with its draft. It makes a resend the same submission, and is
// destroyed when the wave is sealed.
type SubmissionID string

// A Submission is what a form sends, as text.
type Submission struct {
	Code    LinkCode
	ID      SubmissionID
	Group   string            // number of the chosen group: "1", "2", …; empty when the wave has no groups
	Answers map[string]string // item id → code as sent; missing or empty: left blank
	Confirm bool              // replace what was sent under this id before
}

// A Response is a checked submission.
type Response struct {
	Group uint8  // number of the group in the wave; 0 when the wave has no groups
	Codes []int8 // in the instrument's item order: 1..k a step, 0 or 90..99 outside the scale, Blank
}

// Blank is the code of a question that was left unanswered. Every question may be.
const Blank int8 = -1

// Length of a submission id in characters: 128 random bits take 22 to 32 characters, however they are written.
const (
	minSubmissionID = 20
	maxSubmissionID = 64
)

// Check turns what a form sent into a response, or tells everything that is wrong with it as an *[Invalid]: fields are item ids,
// "group", "id", and "answers" when something was answered that was not asked. It is pure; whether the wave is open is not asked here.
func Check(w Wave, in *Instrument, sub Submission) (Response, error) {
	group, problems := checkGroup(w, sub.Group)
	if !wellFormed(sub.ID) {
		problems = append(problems, Problem{"id", "format"})
	}
	codes := make([]int8, 0, MaxItems)
	asked := 0
	for s := range in.Sections { // by index: an item is a large value, and this runs for every submission
		for i := range in.Sections[s].Items {
			item := &in.Sections[s].Items[i]
			sent, ok := sub.Answers[string(item.ID)]
			if ok {
				asked++
			}
			code, ok := in.Scales[item.Scale].read(sent)
			if !ok {
				problems = append(problems, Problem{string(item.ID), "code"})
			}
			codes = append(codes, code)
		}
	}
	if asked < len(sub.Answers) {
		problems = append(problems, Problem{"answers", "unknown"})
	}
	if err := invalid(problems); err != nil {
		return Response{}, err
	}
	return Response{group, codes}, nil
}

// checkGroup wants a choice exactly when the wave has groups.
func checkGroup(w Wave, sent string) (uint8, []Problem) {
	switch {
	case len(w.Groups) == 0 && sent == "":
		return 0, nil
	case len(w.Groups) > 0 && sent == "":
		return 0, []Problem{{"group", "missing"}}
	}
	for _, g := range w.Groups {
		if sent == strconv.Itoa(int(g.Number)) {
			return g.Number, nil
		}
	}
	return 0, []Problem{{"group", "unknown"}}
}

// read finds the option that was sent. It compares texts: "01" and "+1" are not what the form offered.
func (s Scale) read(sent string) (int8, bool) {
	if sent == "" {
		return Blank, true
	}
	for _, options := range [2][]Step{s.Steps, s.Outside} {
		for _, option := range options {
			if sent == strconv.Itoa(int(option.Code)) {
				return option.Code, true
			}
		}
	}
	return Blank, false
}

// wellFormed says whether the id can have been made for a form: letters, digits, "-" and "_".
func wellFormed(id SubmissionID) bool {
	return minSubmissionID <= len(id) && len(id) <= maxSubmissionID && strings.Trim(string(id), idAlphabet) == ""
}

const idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
