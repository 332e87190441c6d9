package surveys

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"
)

// A one-time code stands on a slip of paper: eleven characters drawn from linkAlphabet (52 bits) and one that checks them. It is typed
// where a link code is typed, so it is of the same type and looks the same.
//
// The code is in no file, neither open nor encrypted. It is made from a [CodeKey], which only the one who made the slips
// has; the folder knows a slow hash of it. So whoever copies the folder has no code to join to anything.

// A CodeKey makes the codes of one batch of slips anew, so that they can be shown and printed again: 130 random bits. It is a secret that
// the service does not keep: who loses it before anything was printed makes the slips anew ([Store.RemakeSlips]) or makes spare ones.
type CodeKey string

// NewCodeKey draws a key for [Store.MakeSlips].
func NewCodeKey() CodeKey { return CodeKey(rand.Text()) }

// sound says whether the key can be one of ours; it comes back from a form.
func (k CodeKey) sound() bool {
	return len(k) == len(rand.Text()) && strings.Trim(string(k), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// code makes the key's n-th code of a group in a wave. HMAC-SHA256 gives 32 bytes; one above the largest multiple of the alphabet
// is passed over, and a stream that runs dry is followed by the next.
func (k CodeKey) code(wave WaveID, group uint8, n int) LinkCode {
	const limit = 256 / len(linkAlphabet) * len(linkAlphabet)
	var code []byte
	for part := 0; ; part++ {
		mac := hmac.New(sha256.New, []byte(k))
		fmt.Fprintf(mac, "one-time code %s %d %d %d", wave, group, n, part)
		for _, b := range mac.Sum(nil) {
			if int(b) < limit {
				code = append(code, linkAlphabet[int(b)%len(linkAlphabet)])
			}
			if len(code) == linkLength-1 {
				return LinkCode(append(code, checkCharacter(code)))
			}
		}
	}
}

// checkCharacter makes the weighted sum of the characters and itself a multiple of 27. Weights 1 and 2 by turns: both, and their
// difference, have an inverse modulo 27, so that every single wrong character and every swap of two neighbours is found.
func checkCharacter(code []byte) byte {
	n := len(linkAlphabet)
	sum := weighted(code)
	for i := range n { // the weight at the last place is 2
		if (sum+2*i)%n == 0 {
			return linkAlphabet[i]
		}
	}
	panic("2 has an inverse modulo 27")
}

func weighted(code []byte) int {
	sum := 0
	for i, c := range code {
		sum += (1 + i%2) * strings.IndexByte(linkAlphabet, c)
	}
	return sum
}

// WellFormed says whether the code, in its tidy form, can be a one-time code: when it is not, it was misread or mistyped, and no file has
// to be asked.
func (c LinkCode) WellFormed() bool { return c.Misread() == "" }

// Misread says what keeps the code, in its tidy form, from being a one-time code: "length", "letters" that none has, or the "check"
// character, which finds every single mistake. It is empty for one that can be a code.
func (c LinkCode) Misread() string {
	code := []byte(c.tidy())
	switch {
	case strings.Trim(string(code), linkAlphabet) != "":
		return "letters"
	case len(code) != linkLength:
		return "length"
	case weighted(code)%len(linkAlphabet) != 0:
		return "check"
	}
	return ""
}

// codeHash is what a folder knows of a code.
type codeHash [16]byte

// hashCode is slow on purpose: trying all codes against a folder takes 2^62 rounds of SHA-256.
func hashCode(code LinkCode) codeHash {
	sum, err := pbkdf2.Key(sha256.New, string(code), []byte("tilstand one-time code"), 1000, len(codeHash{}))
	if err != nil {
		panic(err) // for parameters that no approved use has
	}
	return codeHash(sum)
}

// A spentMark stands in a code's slot. It is a hash of the code and the submission id, which no file holds: the row of the answer
// has another hash of the two. So the same submission is known again, and mark and row cannot be joined without the
// device that sent them.
type spentMark [16]byte

func markOf(code LinkCode, id SubmissionID) spentMark {
	return spentMark(pairHash("mark", code, id))
}

// rowID is the id under which a submission by one-time code is stored.
func rowID(code LinkCode, id SubmissionID) SubmissionID {
	return SubmissionID(fmt.Sprintf("%x", pairHash("row", code, id)))
}

func pairHash(use string, code LinkCode, id SubmissionID) []byte {
	sum := sha256.Sum256([]byte(use + "\x00" + string(code) + "\x00" + string(id)))
	return sum[:16]
}
