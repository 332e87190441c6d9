package surveys

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// Guessing of one-time codes is held back without knowing who guesses: there are no addresses here, and a whole school may sit behind
// one. What is counted is codes that could be codes and are none. People hardly ever make one, because the check character finds
// every slip of the finger; whoever guesses makes nothing else.
//
// A bucket holds guessBurst of them and gains guessesPerSecond. When it is empty, codes that have not been met before wait: right or
// wrong, since a right one that went through while wrong ones are refused would tell which is which. Right codes take nothing from
// the bucket, and one that has been met in this process is let through whatever the bucket holds, so that nobody who has opened the form is kept
// from sending it.
//
// What that leaves to a guesser: 27^11 = 2^52.3 codes, a hundred tries a second. In the fortnight of a wave with 60 codes that
// is 1.2e8 tries and a chance of one in 760,000 to hit one; in 120 days without a pause, with 100,000 codes in use in the whole
// country, one in fifty. A hit is one answer too many in one school. What it leaves to a vandal: a flood of A tries a second lets
// through one new code in A/100 attempts, and the page asks to try again; a flood that is large enough to matter is one that has to be stopped
// in front of the service whatever it asks for. The bucket is made for all waves together: nobody knows of which wave a wrong code is.
const (
	guessesPerSecond = 100
	guessBurst       = 1000
)

// knownCodes bounds the codes that are remembered: ten times the staff of the largest towns, in four megabytes.
const knownCodes = 1 << 16

// guesses keeps the bucket, and the slow hashes of codes that have been met, so that a form is hashed once when it is opened and not again
// when it is sent. They are kept under a hash with a key that is made with the process and lives in memory alone.
type guesses struct {
	key [32]byte

	mu    sync.Mutex // guards what follows
	left  float64
	since time.Time
	known map[digest]codeHash
}

func newGuesses() *guesses {
	g := &guesses{left: guessBurst, known: map[digest]codeHash{}}
	rand.Read(g.key[:])
	return g
}

// hash returns the slow hash of a code, which right says whether there is; it returns [ErrCrowded] instead while too many wrong ones
// are being tried.
func (g *guesses) hash(now time.Time, code LinkCode, right func(codeHash) bool) (codeHash, error) {
	id := g.digest(code)
	if hash, ok := g.recall(id); ok {
		return hash, nil
	}
	if !g.take(now) {
		return codeHash{}, ErrCrowded
	}
	hash := hashCode(code)
	if right(hash) {
		g.remember(id, hash)
	}
	return hash, nil
}

func (g *guesses) digest(code LinkCode) digest {
	mac := hmac.New(sha256.New, g.key[:])
	mac.Write([]byte(code))
	return digest(mac.Sum(nil)[:len(digest{})])
}

func (g *guesses) recall(id digest) (codeHash, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	hash, ok := g.known[id]
	return hash, ok
}

// take counts a code as wrong until it is known to be right.
func (g *guesses) take(now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if passed := now.Sub(g.since).Seconds(); passed > 0 {
		g.left, g.since = min(guessBurst, g.left+passed*guessesPerSecond), now
	}
	if g.left < 1 {
		return false
	}
	g.left--
	return true
}

// remember gives back what take has counted. When there is no room, any other code makes some: it costs a hash to meet it again.
func (g *guesses) remember(id digest, hash codeHash) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left = min(guessBurst, g.left+1)
	if len(g.known) >= knownCodes {
		for other := range g.known {
			delete(g.known, other)
			break
		}
	}
	g.known[id] = hash
}
