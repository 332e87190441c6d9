package surveys

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	mathrand "math/rand/v2"
	"slices"

	"tilstand/internal/duckdb"
)

// shuffle brings the responses into an order that nobody can know: a Fisher–Yates shuffle (each of the n! orders as likely as any
// other, as far as 256 bits reach) driven by ChaCha8 under a key from the system's source of randomness, which is then forgotten.
func shuffle(responses []Response) {
	var key [32]byte
	rand.Read(key[:])
	mathrand.New(mathrand.NewChaCha8(key)).Shuffle(len(responses), func(i, j int) {
		responses[i], responses[j] = responses[j], responses[i]
	})
}

// appendResponses numbers the respondents from 1 and appends their answers by item, then respondent: the order in which they are
// counted. A question left blank has no row.
func appendResponses(tx *duckdb.Tx, ordinal int, responses []Response) error {
	items := 0
	for i, r := range responses {
		if err := tx.Append("respondent", int32(ordinal), int32(i+1), r.Group); err != nil {
			return err
		}
		items = max(items, len(r.Codes))
	}
	for item := range items {
		for i, r := range responses {
			if item >= len(r.Codes) || r.Codes[item] == Blank {
				continue
			}
			if err := tx.Append("answer", int32(ordinal), int32(i+1), r.Group, uint8(item), uint8(r.Codes[item])); err != nil {
				return err
			}
		}
	}
	return nil
}

// checksum is a hash of the responses that does not depend on their order: SHA-256 over the sorted SHA-256 sums of group and codes of
// each. Blank answers at the end of a response count like any other.
func checksum(responses []Response) string {
	sums := make([][sha256.Size]byte, len(responses))
	for i, r := range responses {
		row := make([]byte, 0, 1+len(r.Codes))
		row = append(row, r.Group)
		for _, code := range r.Codes {
			row = append(row, byte(code))
		}
		sums[i] = sha256.Sum256(row)
	}
	slices.SortFunc(sums, func(a, b [sha256.Size]byte) int { return cmp.Compare(string(a[:]), string(b[:])) })
	all := sha256.New()
	for _, sum := range sums {
		all.Write(sum[:])
	}
	return hex.EncodeToString(all.Sum(nil))
}
