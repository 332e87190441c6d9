package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"tilstand/internal/accounts"
	"tilstand/internal/i18n"
)

// request is what a handler may know about an HTTP request: values that are ours. This file is the only reader of what
// a client sent, and it copies everything: Fiber's strings are views into a buffer that the next request overwrites.
type request struct {
	id      string // names the request in the log and on error pages
	method  string
	path    string // as asked for, without the query
	query   url.Values
	form    url.Values // the fields of a POST; empty otherwise
	file    []byte     // the file that came with a form; nil without one, and on routes that take none
	params  map[string]string
	access  access
	words   i18n.Printer
	bundle  *i18n.Bundle
	session *accounts.Session // nil when not signed in, and always on respondent pages
	token   accounts.Token    // of the session
	grants  []accounts.Grant  // that the session has
	place   accounts.Place    // where the page is; zero where an account is enough
	bearer  accounts.Bearer   // that a program shows; only on pages for programs
	program accounts.APIToken // what is known of it
	pattern string            // of the address
	away    string            // what a browser was sent to another house with
	client  accounts.Client   // where a sign-in comes from; never stored and never logged

	wantsJSON   bool   // the client asks for JSON rather than a page
	takesGzip   bool   // the client can unpack gzip
	ifNoneMatch string // the entity tags it has
}

// param returns the value of a path parameter, such as code in /s/:code.
func (r *request) param(name string) string { return r.params[name] }

// signedIn reports whether the visitor is signed in.
func (r *request) signedIn() bool { return r.session != nil }

// speak changes the language of the reply; a language we do not have leaves it as it is.
func (r *request) speak(lang string) {
	r.words = r.bundle.Printer(i18n.Match(lang, r.words.Lang()))
}

// note leaves a sentence for the next page that this visitor sees; the arguments are those of [i18n.Printer.T]. Only a
// session can keep one: on other pages it is dropped.
func (r *request) note(key string, args ...any) {
	if r.session == nil {
		return
	}
	named := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		named[args[i].(string)] = args[i+1]
	}
	r.session.Note(i18n.Sentence{Key: key, Args: named})
}

// readRequest copies a request into values of ours. The request is usable for an error page even when an error is
// returned: what could not be read is left empty.
func (s *Server) readRequest(c *fiber.Ctx, rt route) (*request, error) {
	query, queryErr := url.ParseQuery(string(c.Request().URI().QueryString()))
	params, paramsErr := readParams(c, rt)
	form, file, formErr := readForm(c, rt.access)
	r := &request{
		id:          traceOf(c).id,
		method:      strings.Clone(c.Method()),
		path:        strings.Clone(c.Path()),
		query:       query,
		form:        form,
		file:        file,
		params:      params,
		access:      rt.access,
		pattern:     rt.pattern,
		bundle:      s.words,
		wantsJSON:   strings.HasPrefix(c.Get("Accept"), "application/json"),
		takesGzip:   takesGzip(c.Get("Accept-Encoding")),
		ifNoneMatch: strings.Clone(c.Get("If-None-Match")),
	}
	if rt.access.forPrograms() {
		r.bearer = readBearer(c)
	}
	if rt.access.signsIn {
		r.client = s.clientOf(c)
		r.away = strings.Clone(c.Cookies(s.awayCookieName()))
	}
	if !rt.access.unknown() {
		s.findSession(c, r)
	}
	r.words = s.words.Printer(i18n.Match(query.Get("lang"), c.Cookies(languageCookie), s.ownLanguage(r), c.Get("Accept-Language")))
	if queryErr != nil || formErr != nil {
		return r, errBadRequest
	}
	return r, paramsErr
}

// readParams returns the parameters of the path, unescaped. A parameter that cannot be unescaped names nothing.
func readParams(c *fiber.Ctx, rt route) (map[string]string, error) {
	params := map[string]string{}
	if rt.pattern == "" {
		return params, nil
	}
	for _, name := range c.Route().Params {
		value, err := url.PathUnescape(c.Params(name))
		if err != nil {
			return params, errNotFound
		}
		params[strings.Clone(name)] = strings.Clone(value)
	}
	return params, nil
}

// readForm returns the fields of an HTML form, and the file that came with it where the route takes one. The body is taken as it
// came: Fiber's own reader unpacks compressed bodies, and a small one can be made to fill the memory.
func readForm(c *fiber.Ctx, a access) (url.Values, []byte, error) {
	if c.Method() != POST || len(c.Request().Body()) == 0 {
		return url.Values{}, nil, nil
	}
	kind, params, err := mime.ParseMediaType(c.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" && a.file && c.Get("Content-Encoding") == "" {
		return readParts(multipart.NewReader(bytes.NewReader(c.Request().Body()), params["boundary"]))
	}
	form, err := parseForm(c.Get("Content-Type"), c.Get("Content-Encoding"), c.Request().Body())
	return form, nil, err
}

// parseForm reads the fields of a form without a file. Nothing else is one: not JSON, not a form in parts, and nothing packed, since no
// browser packs a form.
func parseForm(contentType, encoding string, body []byte) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "application/x-www-form-urlencoded" || encoding != "" {
		return url.Values{}, errBadRequest
	}
	form, err := parseFields(string(body))
	if err != nil {
		return form, errBadRequest
	}
	return form, nil
}

// roomForFields bounds what is set aside for fields before they are read, so that a body of separators claims no more than one of
// fields. The longest form of a survey has some hundred.
const roomForFields = 256

// parseFields is [url.ParseQuery] for the forms that staff send by the hundred at once: the map has its size from the start, and values
// that came once share one array. With ParseQuery it took a twelfth of what an answer costs, so a thirtieth.
func parseFields(body string) (url.Values, error) {
	room := min(strings.Count(body, "&")+1, roomForFields)
	form, values := make(url.Values, room), make([]string, 0, room)
	for field := range strings.SplitSeq(body, "&") {
		if field == "" {
			continue
		}
		if strings.Contains(field, ";") {
			return form, errBadRequest // some read it as a second separator
		}
		name, value, _ := strings.Cut(field, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return form, err
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return form, err
		}
		if before, twice := form[name]; twice {
			form[name] = append(before, value)
			continue
		}
		values = append(values, value)
		last := len(values)
		form[name] = values[last-1 : last : last]
	}
	return form, nil
}

// mostParts bounds the fields of a form with a file; the longest there is has some hundred.
const mostParts = 2000

// readParts reads a form with a file. Only the content of the file is taken: its name can be a person's. A file field that was
// left empty comes as a file of no bytes, and is none.
func readParts(parts *multipart.Reader) (url.Values, []byte, error) {
	form, file := url.Values{}, []byte(nil)
	for range mostParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, file, nil
		}
		if err != nil {
			return url.Values{}, nil, errBadRequest
		}
		content, err := io.ReadAll(part)
		switch {
		case err != nil:
			return url.Values{}, nil, errBadRequest
		case part.FileName() == "" && part.Header.Get("Content-Type") == "":
			form.Add(part.FormName(), string(content))
		case len(content) > 0:
			file = content
		}
	}
	return url.Values{}, nil, errBadRequest
}

// takesGzip reads an Accept-Encoding header. Every weight but zero is as good as one.
func takesGzip(header string) bool {
	for offer := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.ReplaceAll(offer, " ", ""), ";")
		refused := strings.HasPrefix(weight, "q=0") && strings.Trim(weight, "q=0.") == ""
		if (coding == "gzip" || coding == "*") && !refused {
			return true
		}
	}
	return false
}
