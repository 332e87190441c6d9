package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
)

// The work of one hash: OWASP's ASVS 5.0 (11.4) asks for argon2id with at least 19 MiB, two passes and one lane.
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashLength = 32 // bytes
	saltLength = 16 // bytes
)

// errNotOurs says that a stored hash cannot be read. The data folder was changed by hand or by a newer version.
var errNotOurs = errors.New("the stored password hash is unreadable")

// hasher turns passwords into hashes, a bounded number at a time: every one takes 19 MiB, and a burst of sign-ins must not
// exhaust the memory of a small server.
type hasher struct {
	slots chan struct{}
	done  atomic.Int64 // how many were made
}

func newHasher(atOnce int) *hasher {
	return &hasher{slots: make(chan struct{}, atOnce)}
}

// key derives the argon2id key of a password. It waits for a slot as long as the context allows.
func (h *hasher) key(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to check a password: %w", ctx.Err())
	}
	h.done.Add(1)
	return argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength), nil
}

// hash returns the encoded hash of a password, in the usual notation of argon2 with its parameters.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLength)
	rand.Read(salt) // never fails: it crashes the process rather than return weak bytes
	key, err := h.key(ctx, password, salt)
	if err != nil {
		return "", err
	}
	return hashPrefix() + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(key), nil
}

// matches reports whether a password belongs to an encoded hash.
func (h *hasher) matches(ctx context.Context, password, encoded string) (bool, error) {
	salt, want, err := decodeHash(encoded)
	if err != nil {
		return false, err
	}
	got, err := h.key(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func hashPrefix() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, hashMemory, hashPasses, hashLanes)
}

func decodeHash(encoded string) (salt, key []byte, err error) {
	rest, ours := strings.CutPrefix(encoded, hashPrefix())
	saltText, keyText, both := strings.Cut(rest, "$")
	if !ours || !both {
		return nil, nil, errNotOurs
	}
	if salt, err = base64.RawStdEncoding.DecodeString(saltText); err != nil || len(salt) != saltLength {
		return nil, nil, errNotOurs
	}
	if key, err = base64.RawStdEncoding.DecodeString(keyText); err != nil || len(key) != hashLength {
		return nil, nil, errNotOurs
	}
	return salt, key, nil
}
