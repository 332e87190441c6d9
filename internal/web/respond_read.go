package web

import (
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"strings"

	"tilstand/surveys"
)

// Names of the form's own fields. Every other field is an item's id, and ids have no hyphen.
const (
	fieldID      = "sid"
	fieldGroup   = "group"
	fieldShow    = "show"        // a language button: show the form again in that language, answers kept
	fieldConfirm = "confirm"     // the respondent has chosen to replace the first answers
	fieldReady   = "form-ready"  // what was skipped has been asked about
	fieldReview  = "form-review" // show what has been answered before it is sent
	fieldEdit    = "form-edit"   // from there back to the form
	fieldCode    = "form-code"   // a one-time code that was typed
)

// readSubmission copies the fields of a form into a submission: our own by name, and as an answer whatever else was sent,
// so that Check can name what does not belong. Of several check boxes with one name all values count, parted by spaces; a field
// that came twice and may come once is thereby no answer, rather than the first one or the last.
func readSubmission(form url.Values, code surveys.LinkCode) surveys.Submission {
	sub := surveys.Submission{Code: code, Answers: make(map[string]string, len(form))}
	for name, values := range form {
		value := strings.Join(values, " ")
		switch name {
		case fieldID:
			sub.ID = surveys.SubmissionID(value)
		case fieldGroup:
			sub.Group = value
		case fieldConfirm:
			sub.Confirm = value != ""
		case fieldShow, fieldReady, fieldReview, fieldEdit, fieldCode:
		default:
			sub.Answers[name] = value
		}
	}
	return sub
}

// newSubmissionID makes a random id of 128 bits. The device makes the same kind for a form that it has kept.
func newSubmissionID() surveys.SubmissionID {
	var b [16]byte
	rand.Read(b[:])
	return surveys.SubmissionID(hex.EncodeToString(b[:]))
}

// field is one of a form that is sent on as it came.
type field struct{ Name, Value string }

// fieldsOf are the fields that a form must have to be the same submission: those of the instrument, in its order. Whatever else
// was sent has been refused before. What was chosen of several stands in one field, as it stands in a submission.
func fieldsOf(in *surveys.Instrument, sub surveys.Submission) []field {
	fields := []field{{fieldID, string(sub.ID)}}
	if sub.Group != "" {
		fields = append(fields, field{fieldGroup, sub.Group})
	}
	for _, item := range in.Items() {
		if values := strings.Fields(sub.Answers[string(item.ID)]); len(values) > 0 {
			fields = append(fields, field{string(item.ID), strings.Join(values, " ")})
		}
	}
	return fields
}
