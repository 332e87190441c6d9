package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// AccountID names someone who can sign in: random, and without meaning outside package accounts.
type AccountID string

// Actors that are no persons.
const (
	Service  AccountID = "service"  // the program by itself, such as a wave that closes at its time
	Console  AccountID = "console"  // a command on the server
	Operator AccountID = "operator" // whoever had the one password that there was before accounts
	Stranger AccountID = "stranger" // somebody who has not signed in
	Program  AccountID = "program"  // a program that shows a token
)

// By says who does something, and when.
type By struct {
	At      time.Time
	Account AccountID
}

// At says that an account does something, and when.
func (a AccountID) At(at time.Time) By { return By{at, a} }

// An Entry is one line of the log.
type Entry struct {
	Number  int64 // 1, 2, 3 …
	At      time.Time
	Account AccountID
	Action  Action
	School  string // id, where it concerns one school; who may read the entry depends on it
	Owner   string // id, where it concerns one owner
	Subject string // id of what was done it to: a wave, a release, an account
	Detail  string // key=value, separated by spaces
	Hash    Hash
}

// A Hash is the SHA-256 of an entry and the hash before it; before the first entry it is all zero.
type Hash [sha256.Size]byte

// String is the hash in hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// A Head is how far the log has come: the number of the last entry, 0 for none, and its hash.
type Head struct {
	Number int64
	Hash   Hash
}

// String is what [ParseHead] reads: "1204:9f86d081…".
func (h Head) String() string { return strconv.FormatInt(h.Number, 10) + ":" + h.Hash.String() }

var errHead = errors.New("a head is a number, a colon and 64 hexadecimal digits, as `tilstand log verify` prints it")

// ParseHead reads what [Head.String] wrote.
func ParseHead(text string) (Head, error) {
	number, digits, _ := strings.Cut(strings.TrimSpace(text), ":")
	n, err := strconv.ParseInt(number, 10, 64)
	sum, hexErr := hex.DecodeString(digits)
	if err != nil || n < 0 || hexErr != nil || len(sum) != sha256.Size {
		return Head{}, fmt.Errorf("%q: %w", text, errHead)
	}
	return Head{Number: n, Hash: Hash(sum)}, nil
}

// chained is the entry's hash, given the one before. Every field goes in with its length, so that no two entries are written alike.
func (e Entry) chained(before Hash) Hash {
	sum := sha256.New()
	sum.Write(before[:])
	var number [8]byte
	field := func(text string) {
		binary.BigEndian.PutUint64(number[:], uint64(len(text)))
		sum.Write(number[:])
		sum.Write([]byte(text))
	}
	field(strconv.FormatInt(e.Number, 10))
	field(strconv.FormatInt(e.At.UnixMicro(), 10))
	for _, text := range []string{string(e.Account), string(e.Action), e.School, e.Owner, e.Subject, e.Detail} {
		field(text)
	}
	return Hash(sum.Sum(nil))
}
