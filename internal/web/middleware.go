package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// trace is what is known about a request while it is answered.
type trace struct {
	id      string
	started time.Time
	route   route             // zero while none has been found
	params  map[string]string // to be kept out of the log
	fault   error             // what went wrong, for the log
}

// traceKey is where a trace lies among Fiber's locals.
type traceKey struct{}

func traceOf(c *fiber.Ctx) *trace {
	t, _ := c.Locals(traceKey{}).(*trace)
	if t == nil {
		t = &trace{id: newRequestID(), started: time.Now()}
		c.Locals(traceKey{}, t)
	}
	return t
}

// newRequestID names a request for people: long enough to be found in a log, short enough to be read out on the phone.
// It is never taken from the client.
func newRequestID() string { return rand.Text()[:10] }

// observe surrounds every request: identity, deadline, headers, then the route; whatever goes wrong inside becomes a
// page here, and every request leaves one line in the log.
func (s *Server) observe(c *fiber.Ctx) error {
	t := traceOf(c)
	ctx, cancel := context.WithTimeout(s.work, workTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	if err := s.next(c); err != nil {
		s.setHeaders(c, t.route.access) // what no route was found for has none yet
		s.answerError(c, err)
	}
	s.logRequest(ctx, t, c.Response().StatusCode())
	s.traffic.note(t, c.Response().StatusCode())
	return nil
}

// next refuses what another reader would end elsewhere, and runs the rest of the chain.
func (s *Server) next(c *fiber.Ctx) error {
	if endsLinesOddly(c.Request().Header.RawHeaders()) {
		c.Context().SetConnectionClose() // what follows may have been meant as part of this request
		return errBadRequest
	}
	return nextRecovered(c)
}

// endsLinesOddly finds a line feed without its carriage return, at which the server ends a line, and a stricter reader in front of it does not (RFC 9112 §2.2).
func endsLinesOddly(raw []byte) bool {
	for at := bytes.IndexByte(raw, '\n'); at >= 0; {
		if at == 0 || raw[at-1] != '\r' {
			return true
		}
		next := bytes.IndexByte(raw[at+1:], '\n')
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}

// nextRecovered runs the rest of the chain and turns a panic into an error. Without it one bad page would end the process.
func nextRecovered(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Next()
}

// logRequest writes one line: the pattern, because a path can hold a secret; and nothing about who asked. Only faults of
// ours come with their text, less the values from the path.
func (s *Server) logRequest(ctx context.Context, t *trace, status int) {
	line := []slog.Attr{
		slog.String("route", t.route.String()),
		slog.Int("status", status),
		slog.Duration("took", time.Since(t.started).Round(time.Microsecond)),
		slog.String("request_id", t.id),
	}
	level := slog.LevelInfo
	if status >= fiber.StatusInternalServerError && t.fault != nil {
		level = slog.LevelError
		line = append(line, slog.String("error", redact(t.fault.Error(), t.params)))
	}
	s.log.LogAttrs(ctx, level, "request", line...)
}

// redact takes the values of path parameters out of a text: the code of a survey is a secret, and an error may quote it.
func redact(text string, params map[string]string) string {
	for name, value := range params {
		if value != "" {
			text = strings.ReplaceAll(text, value, "["+name+"]")
		}
	}
	return text
}
