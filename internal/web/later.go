package web

import (
	"context"
	"time"
)

// Errands are what a request leaves to be done after its answer: so many at once, each for so long. More than that are dropped, and said in the log.
const (
	mostErrands = 20
	errandTime  = 30 * time.Second
)

// later does something after the answer, so that the time of the answer tells nothing about it. Shutdown waits for it.
func (s *Server) later(r *request, errand func(ctx context.Context) error) {
	select {
	case s.errands <- struct{}{}:
	default:
		s.log.Error("too much is left to be done", "request_id", r.id)
		return
	}
	id := r.id // the request is not read any more when its errand runs
	s.errandsDone.Go(func() {
		defer func() { <-s.errands }()
		ctx, cancel := context.WithTimeout(s.work, errandTime)
		defer cancel()
		if err := errand(ctx); err != nil {
			s.log.ErrorContext(ctx, "after the answer", "request_id", id, "err", err)
		}
	})
}
