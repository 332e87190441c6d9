package web

import (
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tilstand/internal/accounts"
	"tilstand/internal/i18n"
)

// The cookies of the service: the third is there while somebody is at another house to sign in. Respondent pages neither read the session's nor set any.
const (
	languageCookie = "lang"
	sessionCookie  = "tilstand"
	awayCookie     = "tilstand-away"
)

func (s *Server) sessionCookieName() string { return s.hosted(sessionCookie) }

func (s *Server) awayCookieName() string { return s.hosted(awayCookie) }

// hosted gives a cookie's name the prefix that makes browsers insist on https, this host and the whole site, where that is
// possible.
func (s *Server) hosted(name string) string {
	if s.secure() {
		return "__Host-" + name
	}
	return name
}

// findSession looks the visitor's session up.
func (s *Server) findSession(c *fiber.Ctx, r *request) {
	value := c.Cookies(s.sessionCookieName())
	if value == "" {
		return
	}
	token := accounts.Token(append([]byte(nil), value...))
	if session := s.sessions.Find(s.now(), token); session != nil {
		r.session, r.token, r.grants = session, token, s.accounts.Held(s.now(), session)
	}
}

// ownLanguage is the language of whoever is signed in; what they chose by a link goes before it.
func (s *Server) ownLanguage(r *request) string {
	if r.session == nil {
		return ""
	}
	own, _ := s.accounts.Account(r.session.Account) // one that is gone speaks none
	return own.Lang
}

// knows reports whether a request of which only the header has come is from somebody who is signed in.
func (s *Server) knows(header *fasthttp.RequestHeader) bool {
	value := header.Cookie(s.sessionCookieName())
	return len(value) > 0 && s.sessions.Find(s.now(), accounts.Token(value)) != nil
}

// cookie is our kind of cookie: for this host, out of reach of scripts, and not sent along with other sites' forms.
func (s *Server) cookie(name, value string, lifetime time.Duration) *fiber.Cookie {
	return &fiber.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(lifetime.Seconds()),
		Secure: s.secure(), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	}
}

// rememberLanguage keeps a language that was chosen by a link. On respondent pages it travels in the address instead.
func (s *Server) rememberLanguage(c *fiber.Ctx, r *request) {
	chosen := r.query.Get("lang")
	if r.access.unknown() || chosen == "" || chosen != i18n.Match(chosen) {
		return
	}
	c.Cookie(s.cookie(languageCookie, chosen, 365*24*time.Hour))
}
