package surveys

import (
	"crypto/rand"
	"strings"
	"unicode"
)

// A LinkCode is the secret part of a wave's open link /s/CODE: 12 characters from linkAlphabet, 57 bits.
type LinkCode string

const (
	// linkAlphabet leaves out what is mistaken for another character on a poster (0 and o, 1, l and i) and the vowels, which could
	// spell something.
	linkAlphabet = "bcdfghjkmnpqrstvwxz23456789"
	linkLength   = 12
)

// newLinkCode draws a code. A byte above the largest multiple of the alphabet is drawn again: taking it modulo the
// alphabet would make the first letters likelier.
func newLinkCode() LinkCode {
	const limit = 256 / len(linkAlphabet) * len(linkAlphabet)
	code := make([]byte, 0, linkLength)
	var draw [1]byte
	for len(code) < linkLength {
		rand.Read(draw[:])
		if int(draw[0]) < limit {
			code = append(code, linkAlphabet[int(draw[0])%len(linkAlphabet)])
		}
	}
	return LinkCode(code)
}

// tidy forgives what people do when they type a code from a poster: capitals, and spaces or hyphens between.
func (c LinkCode) tidy() LinkCode {
	if !strings.ContainsFunc(string(c), untidy) {
		return c
	}
	return LinkCode(strings.ToLower(separators.Replace(string(c))))
}

func untidy(r rune) bool { return r == ' ' || r == '-' || unicode.ToLower(r) != r }

var separators = strings.NewReplacer(" ", "", "-", "")
