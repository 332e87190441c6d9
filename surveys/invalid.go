package surveys

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

var (
	// ErrNotFound says that there is no such wave or link.
	ErrNotFound = errors.New("not found")
	// ErrNotOpen says that the wave opens later.
	ErrNotOpen = errors.New("the survey has not opened yet")
	// ErrClosed says that the wave takes no more answers, or can no longer be changed.
	ErrClosed = errors.New("the survey is closed")
	// ErrVoid says that the wave was called off and its answers were erased.
	ErrVoid = errors.New("the survey was called off")
	// ErrConflict says that the submission id has come before with other content. The first stays until it is sent again
	// with Confirm.
	ErrConflict = errors.New("another answer was sent from this form before")
	// ErrSpent says that the one-time code has been used by another submission.
	ErrSpent = errors.New("this code has been used")
	// ErrNeedsCode says that the open link of a wave with one-time codes takes no answers.
	ErrNeedsCode = errors.New("this survey is answered with a one-time code")
	// ErrCrowded says that so many wrong one-time codes are being tried that no new one is looked up for a moment.
	ErrCrowded = errors.New("too many codes are being tried")
	// ErrFrozen says that a version of an instrument has been used with other content. The change needs a new version.
	ErrFrozen = errors.New("this version of the instrument has been used with other content: give the changed one a new version")
)

// A Problem is one fault of what was sent in: the field, and a code that a page has words for.
type Problem struct {
	Field string // as in a form: "closes_at", "counts.teachers", "group", or the id of an item
	Code  string // such as "missing", "unknown", "range", "order", "past", "too_long", "taken"
}

// Invalid is everything that is wrong with what was sent in, sorted by field, so that it can be put right in one go.
type Invalid struct {
	Problems []Problem // at least one
}

// invalid returns an *Invalid with the problems, or nil when there are none.
func invalid(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	slices.SortFunc(problems, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Code, b.Code)) })
	return &Invalid{problems}
}

// Error names fields and codes, and nothing of what was sent.
func (e *Invalid) Error() string {
	parts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		parts[i] = p.Field + ": " + p.Code
	}
	return strings.Join(parts, "; ")
}
