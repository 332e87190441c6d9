package programme

import (
	"errors"
	"strings"
	"unicode"
)

// Faults of an organisation number, in the order in which they are looked for.
var (
	ErrOrgnrDigits = errors.New("an organisation number has nine digits")
	ErrOrgnrCheck  = errors.New("the last digit does not fit the others: one of the digits is wrong")
)

// CheckOrgnr checks a Norwegian organisation number: nine digits, the last of which is a check digit modulo 11 over the
// others with weights 3 2 7 6 5 4 3 2 (the rule published by the Brønnøysund Register Centre). It returns [ErrOrgnrDigits] or
// [ErrOrgnrCheck]. That a number is right does not say that it is in use.
func CheckOrgnr(orgnr string) error {
	if len(orgnr) != 9 || strings.Trim(orgnr, "0123456789") != "" {
		return ErrOrgnrDigits
	}
	sum := 0
	for i, weight := range [8]int{3, 2, 7, 6, 5, 4, 3, 2} {
		sum += weight * int(orgnr[i]-'0')
	}
	// A remainder of 1 asks for the digit 10: such numbers are never given out, and no digit equals 10.
	if check := (11 - sum%11) % 11; int(orgnr[8]-'0') != check {
		return ErrOrgnrCheck
	}
	return nil
}

// TidyOrgnr removes the spaces that people write between the digits ("974 760 673"), non-breaking ones too.
func TidyOrgnr(orgnr string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, orgnr)
}

func orgnrProblems(orgnr string) []Problem {
	switch err := CheckOrgnr(orgnr); {
	case orgnr == "":
		return []Problem{{Field: "orgnr", Code: "missing"}}
	case errors.Is(err, ErrOrgnrDigits):
		return []Problem{{Field: "orgnr", Code: "digits"}}
	case err != nil:
		return []Problem{{Field: "orgnr", Code: "check_digit"}}
	}
	return nil
}
