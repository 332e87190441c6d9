package accounts

import (
	"errors"
	"net/mail"
	"slices"
	"strings"

	"tilstand/internal/audit"
	"tilstand/internal/i18n"
)

// Errors of managing people.
var (
	ErrNotFound  = errors.New("no such account")
	ErrForbidden = errors.New("that is not for this account to decide")
	ErrTaken     = errors.New("the address has an account already")
	ErrLastOne   = errors.New("nobody would be left who can do it")
)

// Account is a person who can sign in.
type Account struct {
	ID     audit.AccountID
	Email  string // as it was typed, without spaces around it
	Name   string
	Lang   string // of mails
	Closed bool   // may not sign in any more
}

// A Problem is something wrong with what was typed: the field, and a code that a page has words for.
type Problem struct{ Field, Code string }

// Invalid is everything that is wrong with a form.
type Invalid struct{ Problems []Problem }

func (e *Invalid) Error() string {
	var all []string
	for _, p := range e.Problems {
		all = append(all, p.Field+" "+p.Code)
	}
	return "invalid: " + strings.Join(all, ", ")
}

// Longest name and address, in bytes; RFC 5321 §4.5.3.1.3 allows addresses of 254.
const (
	longestName  = 200
	longestEmail = 254
)

func (a Account) problems() []Problem {
	var problems []Problem
	switch address, err := mail.ParseAddress(a.Email); {
	case a.Email == "":
		problems = append(problems, Problem{"email", "missing"})
	case err != nil, address.Address != a.Email, len(a.Email) > longestEmail:
		problems = append(problems, Problem{"email", "email"})
	}
	switch {
	case a.Name == "":
		problems = append(problems, Problem{"name", "missing"})
	case len(a.Name) > longestName:
		problems = append(problems, Problem{"name", "name_long"})
	}
	if !slices.Contains(i18n.Languages, a.Lang) {
		problems = append(problems, Problem{"lang", "choice"})
	}
	return problems
}

// sameEmail reports whether two addresses are one. The part before the @ could tell capitals apart by the book, and no provider does.
func sameEmail(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// tidy takes away what people add without seeing it.
func (a Account) tidy() Account {
	a.Email, a.Name = strings.TrimSpace(a.Email), strings.Join(strings.Fields(a.Name), " ")
	return a
}
