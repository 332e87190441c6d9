package web

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/federation"
	"tilstand/internal/programme"
	"tilstand/reports"
	"tilstand/surveys"
)

// Errors that handlers may return beside those of the domain.
var (
	errBadRequest = errors.New("the request cannot be read")
	errForbidden  = errors.New("the request comes from another site")
	errNotFound   = errors.New("no such page")
)

// fault is how an error is answered: a status, and the keys of the page's words. What the user
// reads is never the error's own text.
type fault struct {
	status int
	title  string
	text   string
	retry  bool // the same request may succeed later
}

var (
	badRequest = fault{status: http.StatusBadRequest, title: "error.bad_request.title", text: "error.bad_request.text"}
	forbidden  = fault{status: http.StatusForbidden, title: "error.forbidden.title", text: "error.forbidden.text"}
	notFound   = fault{status: http.StatusNotFound, title: "error.not_found.title", text: "error.not_found.text"}
	wrongWay   = fault{status: http.StatusMethodNotAllowed, title: "error.method.title", text: "error.method.text"}
	tooLate    = fault{status: http.StatusConflict, title: "error.too_late.title", text: "error.too_late.text"}
	erased     = fault{status: http.StatusConflict, title: "error.erased.title", text: "error.erased.text"}
	tooLarge   = fault{status: http.StatusRequestEntityTooLarge, title: "error.too_large.title", text: "error.too_large.text"}
	tooLong    = fault{status: http.StatusUnprocessableEntity, title: "error.too_long.title", text: "error.too_long.text"}
	busy       = fault{status: http.StatusServiceUnavailable, title: "error.busy.title", text: "error.busy.text", retry: true}
	noRoom     = fault{status: http.StatusServiceUnavailable, title: "error.no_room.title", text: "error.no_room.text", retry: true}
	internal   = fault{status: http.StatusInternalServerError, title: "error.internal.title", text: "error.internal.text", retry: true}
)

// faults says which errors become which page. An error that is not here is ours to mend: an internal fault.
var faults = []struct {
	err   error
	fault fault
}{
	{errBadRequest, badRequest},
	{errForbidden, forbidden},
	{errNotFound, notFound},
	{fs.ErrNotExist, notFound},
	{context.DeadlineExceeded, busy},
	{federation.ErrUnavailable, busy},
	{programme.ErrNotFound, notFound},
	{accounts.ErrNotFound, notFound},
	{accounts.ErrForbidden, notFound},
	{surveys.ErrNotFound, notFound},
	{surveys.ErrNotImported, notFound},
	{surveys.ErrErased, erased},
	{surveys.ErrCrowded, busy},
	{errCrowded, busy},
	{surveys.ErrNoRoom, noRoom},
	{surveys.ErrClosed, tooLate},
	{surveys.ErrVoid, tooLate},
	{analytics.ErrQuery, badRequest},
	{reports.ErrTooLong, tooLong},
}

// faultOf finds the fault of an error.
func (s *Server) faultOf(err error) fault {
	for _, later := range s.unavailable {
		if errors.Is(err, later) {
			return busy
		}
	}
	for _, known := range faults {
		if errors.Is(err, known.err) {
			return known.fault
		}
	}
	if refused, ok := errors.AsType[*fiber.Error](err); ok {
		return faultOfStatus(refused.Code)
	}
	return internal
}

// faultOfStatus finds the fault of what Fiber refuses by itself.
func faultOfStatus(status int) fault {
	switch status {
	case http.StatusNotFound:
		return notFound
	case http.StatusMethodNotAllowed:
		return wrongWay
	case http.StatusRequestEntityTooLarge:
		return tooLarge
	case http.StatusServiceUnavailable:
		return busy
	}
	if status >= http.StatusInternalServerError {
		return internal
	}
	return badRequest
}

// errorPage is templates/error.html.
type errorPage struct {
	Page
	Text      string
	Again     string // where to try again; empty when that is no use
	Reference string // names the request in the log; empty when the log says nothing about it
}

// answerError is the one place where an error becomes a page.
func (s *Server) answerError(c *fiber.Ctx, err error) {
	t := traceOf(c)
	t.fault = err
	f := s.faultOf(err)
	c.Response().ResetBody()
	c.Response().Header.Del("Content-Encoding")
	s.askToWait(c, f)
	r, _ := s.readRequest(c, t.route) // what cannot be read is left out; the page does without
	answer := s.errorReply(r, f)
	if strings.HasPrefix(r.path, apiPath) {
		answer = problemFor(f)
	}
	if err := answer.send(s, c, r); err != nil {
		t.fault = errors.Join(t.fault, err)
		c.Status(http.StatusInternalServerError)
		c.Response().SetBodyString(http.StatusText(http.StatusInternalServerError))
	}
}

// failed answers an error with a page of the handler's own instead of the error page. The log gets the error all the same.
type failed struct {
	err   error
	reply reply
}

func (f failed) send(s *Server, c *fiber.Ctx, r *request) error {
	traceOf(c).fault = f.err
	s.askToWait(c, s.faultOf(f.err))
	return f.reply.send(s, c, r)
}

// askToWait tells programs when to try again.
func (s *Server) askToWait(c *fiber.Ctx, f fault) {
	if f.status == http.StatusServiceUnavailable {
		c.Set("Retry-After", "30")
	}
}

func (s *Server) errorReply(r *request, f fault) reply {
	page := &errorPage{Page: r.page(f.title), Text: r.words.T(f.text)}
	if r.access.unknown() {
		page.Page = s.respondentPage(r, f.title)
	}
	if f.retry && r.method == GET {
		page.Again = r.path
	}
	if f.status >= http.StatusInternalServerError {
		page.Reference = r.id
	}
	return renderStatus(f.status, "error", page)
}

// answerUnrouted answers what Fiber refuses before any of our code has run: too large a body or header, a broken request
// line, a client that takes too long.
func (s *Server) answerUnrouted(c *fiber.Ctx, err error) error {
	s.setHeaders(c, access{})
	s.answerError(c, err)
	s.logRequest(s.work, traceOf(c), c.Response().StatusCode())
	s.traffic.note(traceOf(c), c.Response().StatusCode())
	return nil
}
