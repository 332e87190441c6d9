package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tilstand/internal/accounts"
)

// reply is what a handler answers with: a value, sent by this file once everything that could fail has been done.
type reply interface {
	send(s *Server, c *fiber.Ctx, r *request) error
}

// answer makes Fiber's handler of a route: read, admit, handle, log who sees results, send.
func (s *Server) answer(rt route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		t := traceOf(c)
		t.route = rt
		s.setHeaders(c, rt.access)
		if err := s.checkOrigin(c, rt.access); err != nil {
			return err
		}
		r, err := s.readRequest(c, rt)
		t.params = r.params
		if err != nil {
			return err
		}
		instead, err := s.admit(r)
		if err != nil {
			return err
		}
		if instead != nil {
			return instead.send(s, c, r)
		}
		s.rememberLanguage(c, r)
		giveBack, err := s.turns.take(c.UserContext(), rt)
		if err != nil {
			return err
		}
		defer giveBack()
		out, err := rt.handler(c.UserContext(), r)
		if err != nil {
			return err
		}
		if err := s.logLook(c.UserContext(), r, rt, out); err != nil {
			if file, ok := out.(io.Closer); ok {
				err = errors.Join(err, file.Close())
			}
			return err
		}
		return out.send(s, c, r)
	}
}

// htmlReply is a page.
type htmlReply struct {
	status int
	name   string
	page   pageData
}

// render answers with a page: templates/<name>.html, executed with the page.
func render(name string, page pageData) reply { return renderStatus(http.StatusOK, name, page) }

// renderInvalid answers a form that must be corrected with the same page, what was typed still in it.
func renderInvalid(name string, page pageData) reply {
	return renderStatus(http.StatusUnprocessableEntity, name, page)
}

// renderStatus answers with a page and a status.
func renderStatus(status int, name string, page pageData) reply {
	return htmlReply{status: status, name: name, page: page}
}

func (h htmlReply) send(s *Server, c *fiber.Ctx, r *request) error {
	s.complete(h.page.base(), r, h.status)
	var body bytes.Buffer
	if err := s.pages.execute(&body, r.words.Lang(), h.name, h.page); err != nil {
		return fmt.Errorf("render page %s: %w", h.name, err)
	}
	c.Set("Content-Type", "text/html; charset=utf-8")
	c.Set("Content-Language", r.words.Lang())
	c.Status(h.status)
	return sendBody(c, r, body.Bytes())
}

// keepUntil lets the service worker keep a page until a moment, which Expires tells it. Only for a page that holds nothing of anybody's;
// no other cache keeps it, since Cache-Control forbids it as for every page.
func keepUntil(until time.Time, page reply) reply { return keptReply{until, page} }

type keptReply struct {
	until time.Time
	reply
}

func (k keptReply) send(s *Server, c *fiber.Ctx, r *request) error {
	c.Set("Expires", k.until.UTC().Format(http.TimeFormat))
	return k.reply.send(s, c, r)
}

// redirect answers a change with another page, asked for with GET.
func redirect(path string) reply { return redirectReply{path, http.StatusSeeOther} }

// forward has the browser send the same form to another address.
func forward(path string) reply { return redirectReply{path, http.StatusTemporaryRedirect} }

type redirectReply struct {
	path   string
	status int
}

func (d redirectReply) send(_ *Server, c *fiber.Ctx, _ *request) error {
	return c.Redirect(d.path, d.status)
}

// signInReply starts a session on its way to a page.
type signInReply struct {
	token accounts.Token
	path  string
}

func (d signInReply) send(s *Server, c *fiber.Ctx, _ *request) error {
	c.Cookie(s.cookie(s.sessionCookieName(), string(d.token), accounts.AbsoluteLimit))
	return c.Redirect(d.path, http.StatusSeeOther)
}

// signOutReply ends a session on its way to a page, and has the browser forget what it kept of it.
type signOutReply struct{ path string }

func (d signOutReply) send(s *Server, c *fiber.Ctx, _ *request) error {
	gone := s.cookie(s.sessionCookieName(), "", 0)
	gone.Expires = fasthttp.CookieExpireDelete
	c.Cookie(gone)
	c.Set("Clear-Site-Data", `"cache"`)
	return c.Redirect(d.path, http.StatusSeeOther)
}

// attachment is a file to be saved.
type attachment struct {
	name        string // suggested to the browser; any letters
	contentType string
	body        []byte
}

func (a attachment) send(_ *Server, c *fiber.Ctx, r *request) error {
	c.Set("Content-Type", a.contentType)
	c.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.name}))
	return c.Send(a.body)
}

// jsonBody answers with a value as JSON.
func jsonBody(v any) reply { return jsonStatus(http.StatusOK, v) }

// jsonStatus answers with a value as JSON and a status.
func jsonStatus(status int, v any) reply { return jsonReply{status: status, value: v} }

type jsonReply struct {
	status int
	value  any
}

func (j jsonReply) send(_ *Server, c *fiber.Ctx, r *request) error {
	body, err := json.Marshal(j.value)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	c.Set("Content-Type", "application/json; charset=utf-8")
	c.Status(j.status)
	return sendBody(c, r, body)
}

// textReply is a line of text for machines.
type textReply struct {
	status int
	text   string
}

func (x textReply) send(_ *Server, c *fiber.Ctx, _ *request) error {
	c.Set("Content-Type", "text/plain; charset=utf-8")
	return c.Status(x.status).SendString(x.text)
}

// sendBody sends bytes, packed when it pays. Pages hold no secret that repeats from one answer to the next, so their
// packed length tells nothing (an answer form's id is new each time, the session is a cookie).
func sendBody(c *fiber.Ctx, r *request, body []byte) error {
	c.Append("Vary", "Accept-Encoding")
	if !r.takesGzip || len(body) < worthPacking {
		return c.Send(body)
	}
	packed, err := pack(body)
	if err != nil {
		return fmt.Errorf("pack page: %w", err)
	}
	c.Set("Content-Encoding", "gzip")
	return c.Send(packed)
}
