package accounts

import (
	"strings"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go"
	"golang.org/x/text/unicode/norm"
)

// What is asked of a password that somebody chooses: length (ASVS 5.0, 6.2.1 and 6.2.9), and that it is not made of what is guessed first:
// breached passwords, words, names, rows of keys, and what is known of the account. No rules about which characters, which only
// make passwords alike.
const (
	shortestChosen = 15  // characters
	longestChosen  = 200 // bytes
	leastScore     = 3   // of zxcvbn's 0 to 4: 10^8 guesses or more, against a hash that takes 50 ms
	longestScored  = 60  // characters: the estimate takes longer than linear, and what follows only adds to it
)

// passwordProblems says what is wrong with a chosen password.
func passwordProblems(password string, a Account) []Problem {
	switch n := utf8.RuneCountInString(password); {
	case password == "":
		return []Problem{{"password", "missing"}}
	case !utf8.ValidString(password):
		return []Problem{{"password", "characters"}}
	case n < shortestChosen:
		return []Problem{{"password", "too_short"}}
	case len(password) > longestChosen:
		return []Problem{{"password", "password_long"}}
	}
	local, domain, _ := strings.Cut(a.Email, "@")
	known := append(strings.Fields(a.Name), local, domain, "tilstand", "skole", "skule")
	scored := []rune(strings.ToLower(password))
	if zxcvbn.PasswordStrength(string(scored[:min(len(scored), longestScored)]), known).Score < leastScore {
		return []Problem{{"password", "guessable"}}
	}
	return nil
}

// typed is a chosen password as it is hashed: the same letters whichever way a keyboard composes them.
func typed(password string) string { return norm.NFC.String(password) }
