package surveys

import (
	"slices"
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
	Codes []int8 // one per variable of the instrument, in their order; see [Variable]
}

const (
	// Blank is the code of a question that was asked and left unanswered. Every question may be.
	Blank int8 = -1
	// NotShown is the code of a question whose condition did not hold for the respondent. It was not asked, which is not the same as left
	// unanswered.
	NotShown int8 = 100
)

// Length of a submission id in characters: 128 random bits take 22 to 32 characters, however they are written.
const (
	minSubmissionID = 20
	maxSubmissionID = 64
)

// Check turns what a form sent into a response, or tells everything that is wrong with it as an *[Invalid]: fields are item ids,
// "group", "id", and "answers" when something was answered that was not asked. It is pure; whether the wave is open is not asked here.
//
// Conditions are evaluated in the order of the items. What was answered to an item that is not shown is dropped, whatever it is: without a script the
// form shows every question, and a respondent who changes an early answer may have answered what then disappears.
func Check(w Wave, in *Instrument, sub Submission) (Response, error) {
	group, problems := checkGroup(w, sub.Group)
	if !wellFormed(sub.ID) {
		problems = append(problems, Problem{"id", "format"})
	}
	codes := make([]int8, 0, MaxItems)
	shown := newShowing(in)
	asked := 0
	for s := range in.Sections { // by index: an item is a large value, and this runs for every submission
		section := &in.Sections[s]
		open := shown.holds(section.ShowIf)
		for i := range section.Items {
			item := &section.Items[i]
			sent, ok := sub.Answers[string(item.ID)]
			if ok {
				asked++
			}
			if !open || !shown.holds(item.ShowIf) {
				codes = append(codes, slices.Repeat([]int8{NotShown}, in.columns(item))...)
				continue
			}
			var problem string
			from := len(codes)
			if codes, problem = in.read(codes, item, sent); problem != "" {
				problems = append(problems, Problem{string(item.ID), problem})
			}
			shown.answered(item, codes[from:])
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

// read appends the codes of what was sent for an item. Problem is empty, or says what is wrong with it.
func (in *Instrument) read(codes []int8, item *Item, sent string) (_ []int8, problem string) {
	var code int8
	var ok bool
	switch item.Type {
	case MultipleChoice:
		many, problem := in.Choices[item.Choices].readMany(sent)
		return append(codes, many...), problem
	case SingleChoice:
		code, ok = in.Choices[item.Choices].read(sent)
	default:
		code, ok = in.Scales[item.Scale].read(sent)
	}
	if !ok {
		problem = "code"
	}
	return append(codes, code), problem
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
