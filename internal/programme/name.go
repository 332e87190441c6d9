package programme

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest name in characters. The longest names of Norwegian schools are about eighty.
const maxName = 120

// tidyName composes the letters (an å typed on another keyboard is the same å) and removes spaces at the ends and double
// ones between words.
func tidyName(name string) string {
	return strings.Join(strings.Fields(norm.NFC.String(name)), " ")
}

// nameProblems checks a tidy name. Any printable characters are allowed: what shows a name escapes it.
func nameProblems(name string) []Problem {
	switch {
	case name == "":
		return []Problem{{Field: "name", Code: "missing"}}
	case utf8.RuneCountInString(name) > maxName:
		return []Problem{{Field: "name", Code: "length"}}
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unprintable):
		return []Problem{{Field: "name", Code: "characters"}}
	}
	return nil
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }

// missingOr tells a field that was left empty from one with a wrong value.
func missingOr[T ~string](code string, value T) string {
	if value == "" {
		return "missing"
	}
	return code
}
