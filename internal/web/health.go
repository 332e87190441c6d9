package web

import (
	"context"
	"net/http"
)

// Two pages for machines, each a word with a status: 200, or 503 and a reason that is no more than a word, since the pages are public. The whole reason is in
// the log.
//
// /healthz tries: it writes a row into both files, on the disk, and reads it back, at most once in some seconds. It is for an alarm: whoever gets 503 from it
// twice should look. A supervisor that restarts the service on it mends nothing, since the service reopens its files by itself, and a full disk stays full.
//
// /readyz looks: it is 503 from the moment on that the engine has broken down until it is open again, and while the service stops. It is for a proxy that has
// somebody else to ask, and for scripts that wait for a start. While files are recovered at the start nobody listens yet.

func (s *Server) health(ctx context.Context, _ *request) (reply, error) {
	if s.stopping.Load() {
		return textReply{http.StatusServiceUnavailable, "stopping\n"}, nil
	}
	if err := s.healthy(ctx); err != nil {
		s.log.ErrorContext(ctx, "unhealthy", "error", err)
		return textReply{http.StatusServiceUnavailable, "unhealthy\n"}, nil
	}
	return textReply{http.StatusOK, "ok\n"}, nil
}

func (s *Server) readiness(context.Context, *request) (reply, error) {
	if s.stopping.Load() {
		return textReply{http.StatusServiceUnavailable, "stopping\n"}, nil
	}
	if s.ready() != nil { // who found out has logged it
		return textReply{http.StatusServiceUnavailable, "reopening\n"}, nil
	}
	return textReply{http.StatusOK, "ready\n"}, nil
}
