package accounts

import (
	"crypto/sha256"
	"maps"
	"strings"
	"sync"
	"time"
)

// buckets slow guessing down, each key by itself: a leaky bucket of failures a key. Two sets are in use, one by client and one by account, so
// that a flood from one client does not keep others out. That of a client leaks more slowly than that of an account: what a client that never
// stops may still try fills the account's less than it leaks, so its owner gets in from elsewhere while the flood goes on.
//
// Keys are hashed with a number that lives as long as the process, and a bucket that has run dry is forgotten: nothing about a client is
// left after a window of capacity × leak.
type buckets struct {
	capacity int
	leak     time.Duration
	salt     string

	mu  sync.Mutex
	all map[[sha256.Size]byte]*throttle
}

func newBuckets(capacity int, leak time.Duration, salt string) *buckets {
	return &buckets{capacity: capacity, leak: leak, salt: salt, all: map[[sha256.Size]byte]*throttle{}}
}

// mostBuckets are held before those that have run dry are looked for; after that one bucket serves all new keys.
const mostBuckets = 10_000

func (b *buckets) of(now time.Time, key string) *throttle {
	hash := sha256.Sum256([]byte(b.salt + key))
	b.mu.Lock()
	defer b.mu.Unlock()
	if t := b.all[hash]; t != nil {
		return t
	}
	if len(b.all) >= mostBuckets {
		maps.DeleteFunc(b.all, func(_ [sha256.Size]byte, t *throttle) bool { return t.dry(now) })
	}
	if len(b.all) >= mostBuckets {
		hash = [sha256.Size]byte{}
		if t := b.all[hash]; t != nil {
			return t
		}
	}
	t := newThrottle(b.capacity, b.leak)
	b.all[hash] = t
	return t
}

func (b *buckets) allows(now time.Time, key string) bool { return b.of(now, key).allows(now) }

func (b *buckets) take(now time.Time, key string) bool { return b.of(now, key).take(now) }

func (b *buckets) give(now time.Time, key string) { b.of(now, key).give(now) }

func (b *buckets) failed(now time.Time, key string) { b.of(now, key).failed(now) }

func (b *buckets) passed(now time.Time, key string) { b.of(now, key).passed() }

// accountKey is the key of an account's bucket: whether there is an account or not, attempts at its address are counted.
func accountKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func (t *throttle) dry(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drain(now)
	return t.level == 0
}
