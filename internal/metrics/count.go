package metrics

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Counter counts up. The zero value is ready.
type Counter struct{ n atomic.Uint64 }

// Add counts n more.
func (c *Counter) Add(n int) { c.n.Add(uint64(n)) }

// Value is how many there have been since the program started.
func (c *Counter) Value() uint64 { return c.n.Load() }

// Bounds are the upper bounds of a histogram's buckets, seconds: from what one commit takes on a fast disk to what a request may take.
var Bounds = [...]float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10}

// Histogram counts durations by [Bounds]. The zero value is ready.
type Histogram struct {
	buckets [len(Bounds) + 1]atomic.Uint64 // the last takes what is longer
	nanos   atomic.Int64
}

// Observe counts one.
func (h *Histogram) Observe(took time.Duration) {
	i, _ := slices.BinarySearch(Bounds[:], took.Seconds())
	h.buckets[i].Add(1)
	h.nanos.Add(int64(took))
}

// Durations is what a histogram holds at a moment.
type Durations struct {
	UpTo  [len(Bounds) + 1]uint64 // how many took at most Bounds[i]; the last is all
	Total float64                 // seconds, together
}

// Count is how many there have been.
func (d Durations) Count() uint64 { return d.UpTo[len(Bounds)] }

// Now reads a histogram. What is counted meanwhile may be in it or not.
func (h *Histogram) Now() Durations {
	var d Durations
	sum := uint64(0)
	for i := range h.buckets {
		sum += h.buckets[i].Load()
		d.UpTo[i] = sum
	}
	d.Total = time.Duration(h.nanos.Load()).Seconds()
	return d
}

// What [Coarse] holds back.
const (
	Step   = 100
	Moment = 15 * time.Minute
)

// Coarse publishes durations that move with single answers: see the package comment. The zero value is ready.
type Coarse struct {
	Histogram

	mu        sync.Mutex
	moment    time.Time // whose figures are published
	published Durations
}

// Now reads what may be published at a time. The whole hundreds of each bucket, so that the buckets tell no more than their sum; and the mean of all that there were.
func (c *Coarse) Now(now time.Time) Durations {
	c.mu.Lock()
	defer c.mu.Unlock()
	if moment := now.UTC().Truncate(Moment); !moment.Equal(c.moment) {
		c.moment = moment
		exact := c.Histogram.Now()
		if exact.Count()/Step > c.published.Count()/Step {
			c.published = exact.inSteps()
		}
	}
	return c.published
}

func (d Durations) inSteps() Durations {
	coarse := d
	for i, n := range d.UpTo {
		coarse.UpTo[i] = n / Step * Step
	}
	coarse.Total = d.Total / float64(d.Count()) * float64(coarse.Count())
	return coarse
}
