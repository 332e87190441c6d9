// Package web is the house's front door: routes, pages, forms and errors. It is the only package that knows Fiber, and
// within it only server.go, connection.go, middleware.go, security.go, session.go, request.go, client.go, render.go, static.go and errors.go do.
//
// Start with routes.go: every address of the service is a line there. [New] makes a [Server], [Server.Serve] answers on a
// listener, and [Server.Shutdown] finishes what was accepted.
//
// # How to add a page
//
// Write the words first: internal/i18n/locales/{nb,nn,en}/<area>.toml. A missing or unused key fails the tests.
//
// Write the page as a struct that embeds [Page], and its handler. A handler gets values and returns a value; it never sees
// Fiber, writes nothing itself, and returns errors as they are:
//
//	// schoolPage is templates/school.html.
//	type schoolPage struct {
//		Page
//		Name string
//	}
//
//	func (s *Server) school(_ context.Context, r *request) (reply, error) {
//		school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
//		if err != nil {
//			return nil, err
//		}
//		return render("school", &schoolPage{Page: r.page("school.title"), Name: school.Name}), nil
//	}
//
// A picture or table of results is an [exhibit]: a builder makes those of the page from the view, the page draws each with {{template "exhibit" .}}, and a
// second line of routes.go, the page's pattern + belowFigures with s.figures(builder), answers with their files.
//
// Other replies are renderInvalid, for a form that must be corrected; redirect, after a change (r.note leaves a word for the
// next page); attachment, s.download for a file that may be too large for the memory, jsonBody and renderStatus. A page that answers a POST to an address that cannot be asked for with GET
// gives Page.Path, so that the language links lead to one that can.
//
// Write templates/school.html with {{define "main"}}…{{end}}, and {{define "scripts"}}…{{end}} if it needs any. Templates hold
// if, range, with, the parts in templates/parts, and the functions of templates.go:
//
//	{{t "results.n" "count" .N}}  {{text .Name}}  {{date .Closed}}  {{script "charts.js"}}
//
// No inline style and no inline script: the content security policy stops them. Styles go into static/css/<area>.css and are
// part of app.css from the next build on; pages for respondents load form.css, which is base.css and form.css alone.
//
// Add the line to routes.go; who may ask is part of it, and the compiler insists. A page that somebody must be allowed to see results for is logged
// as a look at them (look.go); one that shows them under another need says so, withResults, and goes into the list of TestWhichRoutesAreLooks. If a new error can come up, say in
// errors.go which page it becomes. Test it with newSite(t).get("/schools/…"): every page that a test asks for is held to what
// all pages must hold, and a template that no test has executed fails the run.
//
// # Deliberately absent
//
// Template engines and component frameworks; token plumbing against cross-site requests (browsers say where a request comes
// from); client addresses, but where attempts to sign in are counted (client.go), for minutes; files of uploads on the disk (a route that
// takes one has it in memory while it answers); and answers that begin before they are whole: a page is rendered into a buffer and a download into a file,
// so an error is never half a page.
package web
