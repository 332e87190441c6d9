package i18n

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Contains reports whether a text has every word of a search, anywhere in it. It forgives what people leave out when they type: case, accents, and the
// letters that a keyboard lacks (aa or a for å, oe or o for ø, ae for æ). Punctuation separates. A search without a word finds everything.
func Contains(text, search string) bool {
	folded := strings.Join(fold(text), " ")
	for _, word := range fold(search) {
		if !strings.Contains(folded, word) {
			return false
		}
	}
	return true
}

// letters are those that do not come apart into a letter and a mark, and ways to write them without.
var letters = strings.NewReplacer("æ", "ae", "ø", "o", "oe", "o", "đ", "d", "ŋ", "n", "ŧ", "t")

// manyAs are those of å written as aa, of one beside an a, and so on: all are one a.
var manyAs = regexp.MustCompile("a+")

// fold are the words of a text in the one way of writing that the search compares. Marks are taken off, å's ring among them.
func fold(text string) []string {
	plain := strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		return c
	}, norm.NFD.String(strings.ToLower(text)))
	return strings.FieldsFunc(manyAs.ReplaceAllString(letters.Replace(plain), "a"), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
}
