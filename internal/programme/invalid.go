package programme

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

var (
	// ErrNotFound says that there is no such owner, school, cohort, run or programme.
	ErrNotFound = errors.New("not found")
	// ErrTaken says that the organisation number is registered already.
	ErrTaken = errors.New("already registered")
)

// Codes of problems that have a sentinel of their own.
const (
	codeTaken   = "taken"
	codeUnknown = "unknown"
)

// A Problem is one fault of what was sent in: the field, and a code that a page has words for.
type Problem struct {
	Field  string // as in a form: "orgnr", "name"; for a template a JSON pointer
	Code   string // such as "missing", "length", "digits", "check_digit", "taken", "unknown", "range", "order"
	Detail string // templates only: what is wrong, in English
}

// Invalid is everything that is wrong with what was sent in, sorted by field, so that it can be put right in one go.
//
// errors.Is finds [ErrTaken] in it when an organisation number is registered already, and [ErrNotFound] when it names an owner, school
// or cohort that does not exist.
type Invalid struct {
	Problems []Problem // at least one
}

// invalid returns an *Invalid with the problems, or nil when there are none.
func invalid(problems ...Problem) error {
	if len(problems) == 0 {
		return nil
	}
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Detail, b.Detail))
	})
	return &Invalid{slices.Compact(problems)}
}

func (e *Invalid) Error() string {
	parts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		parts[i] = strings.TrimSpace(fmt.Sprintf("%s: %s %s", cmp.Or(p.Field, "document"), p.Code, p.Detail))
	}
	return strings.Join(parts, "; ")
}

// Is reports whether one of the problems is what the sentinel stands for.
func (e *Invalid) Is(target error) bool {
	return target == ErrTaken && e.has(codeTaken) || target == ErrNotFound && e.has(codeUnknown)
}

func (e *Invalid) has(code string) bool {
	return slices.ContainsFunc(e.Problems, func(p Problem) bool { return p.Code == code })
}
