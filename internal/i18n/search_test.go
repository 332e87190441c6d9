package i18n

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestContains(t *testing.T) {
	t.Parallel()
	const question = "Når noen blir krenket, griper de voksne inn på småtrinnet, også i kø og på læreværelset?"
	for search, want := range map[string]bool{
		"": true, "  ": true, "krenket": true, "KRENK": true, "når": true, "nar": true, "naar": true, "smaatrinnet": true, "SMÅ": true,
		"kø": true, "koe": true, "ko": true, "læreværelset": true, "laerevaerelset": true, "voksne griper": true, "griper, voksne!": true,
		"mobbing": false, "griper mobbing": false, "voksnegriper": false, "lareverelset": false, "?": true,
	} {
		if got := Contains(question, search); got != want {
			t.Errorf("%q: %t, want %t", search, got, want)
		}
	}
}

// A text has each of its own words, however they are written.
func TestContainsItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("abeoåøæÅØÆéčŋ ,.-?x1"))).Draw(t, "text")
		for _, search := range []string{text, strings.ToUpper(text), strings.NewReplacer("å", "aa", "ø", "oe", "æ", "ae").Replace(text)} {
			if !Contains(text, search) {
				t.Fatalf("%q is not in %q", search, text)
			}
		}
	})
}
