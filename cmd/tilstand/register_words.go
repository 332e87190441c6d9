package main

import (
	"errors"
	"fmt"
	"strings"

	"tilstand/internal/programme"
)

// registerErrors words what is wrong with an owner, a school or a cohort, all of it.
func registerErrors(err error) error {
	invalid, ok := errors.AsType[*programme.Invalid](err)
	if !ok {
		return err
	}
	lines := []string{"nothing has been stored:"}
	for _, p := range invalid.Problems {
		lines = append(lines, "  -"+registerFlag(p.Field)+" "+registerProblem(p))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// registerFlag is the flag of a field.
func registerFlag(field string) string {
	if field == "written_form" {
		return "form"
	}
	return field
}

// registerProblem words a problem, in a sentence that begins with the field.
func registerProblem(p programme.Problem) string {
	words, ok := map[string]string{
		"characters":   "has characters that cannot be printed",
		"check_digit":  "is no organisation number: one of the digits is wrong",
		"choice":       "is none of those that there are",
		"closed":       "has closed already",
		"day":          "is not a day; write it as 2026-08-01",
		"digits":       "has another number of digits, or something else than digits",
		"future":       "is ahead; register it on the day, or after it",
		"length":       "is too long",
		"merged":       "has been merged already",
		"missing":      "is missing",
		"number":       "is not a whole number",
		"owner_kind":   "is none of municipality, county and private",
		"range":        "is outside what is possible",
		"itself":       "is the school itself",
		"taken":        "is registered already",
		"twice":        "stands in another row, too",
		"unknown":      "names nothing that is registered",
		"written_form": "is neither nb nor nn",
	}[p.Code]
	if !ok {
		words = p.Code
	}
	if p.Detail != "" {
		return fmt.Sprintf("%s (%s)", words, p.Detail)
	}
	return words
}
