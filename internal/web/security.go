package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// contentPolicy lets a page load its own files and nothing else; inline scripts and styles are refused, so injected
// markup does nothing. Designsystemet's icons are data: images.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"worker-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// A page of ours may show a form that nobody can send in a frame, and nothing else may be shown in one.
var (
	framedPolicy  = strings.Replace(contentPolicy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1)
	framingPolicy = contentPolicy + "; frame-src 'self'"
)

// policyOf is the policy of a page.
func policyOf(a access) string {
	switch {
	case a.framed:
		return framedPolicy
	case a.framing:
		return framingPolicy
	}
	return contentPolicy
}

// setHeaders sets the headers that protect a page; a handler's reply may set Cache-Control anew.
func (s *Server) setHeaders(c *fiber.Ctx, a access) {
	c.Set("Content-Security-Policy", policyOf(a))
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
	c.Set("Cache-Control", "no-store")
	c.Set("Referrer-Policy", referrerPolicy(a))
	if a.who == reader.who {
		c.Set("X-Robots-Tag", "noindex")
	}
	if s.secure() {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// referrerPolicy keeps a survey's address from every other page; on the other pages our own forms may say where they are.
func referrerPolicy(a access) string {
	if a.who == public.who || a.who == anyAccount.who {
		return "same-origin"
	}
	return "no-referrer"
}

// checkOrigin refuses a change that another site's page asks for. Browsers say where a request comes from; no tokens are
// needed, and an answer form that has been lying offline for hours can still be sent.
//
// One exception: a page with the referrer policy no-referrer sends Origin: null from its own forms, and browsers from
// before 2023 send no Sec-Fetch-Site that would tell the difference. Respondents may do that: they carry nothing that a
// foreign page could misuse.
func (s *Server) checkOrigin(c *fiber.Ctx, a access) error {
	header := http.Header{}
	for _, name := range []string{"Origin", "Sec-Fetch-Site"} {
		if value := c.Get(name); value != "" {
			header.Set(name, value)
		}
	}
	if a.who == respondent.who && header.Get("Origin") == "null" && header.Get("Sec-Fetch-Site") == "" {
		return nil
	}
	asked := &http.Request{Method: c.Method(), Host: string(c.Request().Host()), Header: header, URL: &url.URL{Path: c.Path()}}
	if err := s.origins.Check(asked); err != nil {
		return errForbidden
	}
	return nil
}
