package standby

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"tilstand/internal/duckdb"
)

// What the two say to each other, over HTTP, each request with the secret:
//
//	GET  /v1/position?file=F&behind=MS           a position, as JSON; MS is how old the last cut is, milliseconds
//	GET  /v1/sums?file=F&generation=G            SHA-256 of each block of main, one behind the other
//	GET  /v1/main?file=F&generation=G&at=N&bytes=N
//	GET  /v1/wal?file=F&generation=G&at=N&bytes=N
//	POST /v1/codes                               the sums that the follower has, by wave; back come frames
//	GET  /v1/settings
//	POST /v1/replaced                            a [Notice]
//
// Bytes come with their sum in a header. 410 is [duckdb.ErrMoved], 503 that it is to be tried again.
const (
	sumHeader = "Tilstand-Sum"
	maxChunk  = 16 * duckdb.ShipBlock // bytes of an answer; what either side holds in memory
	maxSums   = 64 << 20              // bytes: of a main of 128 GB
	maxCodes  = 16 << 20              // bytes of the sums that a follower has, and of one file of codes
	maxText   = 1 << 20               // bytes of settings
)

// The two databases, as they are called in requests and file names.
const (
	intake = "intake"
	record = "record"
)

// placed is a position and the term of the folder that it is of.
type placed struct {
	Term uint64 `json:"term"`
	duckdb.Position
}

// frame heads a file of codes. The last one has no wave.
type frame struct {
	Wave  string `json:"wave,omitempty"`
	Sum   string `json:"sum,omitempty"`
	Bytes int    `json:"bytes"` // that follow; 0 where the follower has it
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

var errSum = errors.New("what came is not what was sent")

// leastSecret is how many characters a secret has at least.
const leastSecret = 32

// ErrSecret says that a secret is too short to keep anybody out.
var ErrSecret = fmt.Errorf("the secret of the standby has fewer than %d characters: make one with openssl rand -hex 32", leastSecret)

// CheckSecret refuses one that could be guessed.
func CheckSecret(secret string) error {
	if len(secret) < leastSecret || strings.ContainsAny(secret, " \t\r\n") {
		return ErrSecret
	}
	return nil
}
