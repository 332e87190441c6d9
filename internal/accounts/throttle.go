package accounts

import (
	"sync"
	"time"
)

// throttle slows guessing down for everybody together: a leaky bucket of failed attempts. It keeps no addresses, which a
// school shares anyway. Guessing 130 random bits is hopeless without it; what it saves is the server's two cores. The
// price is that somebody who floods the door also keeps the operator waiting, so it lets go again within seconds.
type throttle struct {
	capacity int           // failures in a row before the wait begins
	leak     time.Duration // time after which one failure is forgotten

	mu    sync.Mutex
	level int
	since time.Time // when the level was last right
}

func newThrottle(capacity int, leak time.Duration) *throttle {
	return &throttle{capacity: capacity, leak: leak}
}

// allows reports whether an attempt may be made now.
func (t *throttle) allows(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drain(now)
	return t.level < t.capacity
}

// take counts an attempt before it is looked into, if one may be made: of many that come at once no more than the capacity get through.
func (t *throttle) take(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drain(now)
	if t.level >= t.capacity {
		return false
	}
	t.level++
	return true
}

// give takes back one attempt that was counted.
func (t *throttle) give(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drain(now)
	t.level = max(0, t.level-1)
}

// failed counts an attempt that was wrong.
func (t *throttle) failed(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drain(now)
	t.level++
}

// passed forgets all failures: whoever knows the password is not guessing.
func (t *throttle) passed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.level = 0
}

func (t *throttle) drain(now time.Time) {
	leaked := int(now.Sub(t.since) / t.leak)
	if leaked <= 0 {
		return
	}
	t.level = max(0, t.level-leaked)
	t.since = t.since.Add(time.Duration(leaked) * t.leak)
	if t.level == 0 {
		t.since = now
	}
}
