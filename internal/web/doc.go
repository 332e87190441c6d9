// Package web is the house's front door: routes, pages, forms and errors. It is the only package that knows Fiber, and
// within it only server.go, middleware.go, request.go, render.go and errors.go do.
//
// Start with routes.go: every address of the service is a line there. [New] makes a [Server], [Server.Serve] answers on a listener, and
// [Server.Shutdown] finishes what was accepted.
//
// # How to add a page
//
//  1. Write the words: internal/i18n/locales/{nb,nn,en}/<area>.toml. A missing or unused key fails the tests.
//
//  2. Write the page as a struct that embeds [Page], and its handler. The handler gets values and returns a value; it never sees
//     Fiber, writes nothing itself, and returns errors as they are:
//
//     type schoolPage struct {
//     Page
//     Name string
//     }
//
//     func (s *Server) school(ctx context.Context, r *request) (reply, error) {
//     school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
//     if err != nil {
//     return nil, err
//     }
//     return render("school", &schoolPage{Page: r.page("results.school_title"), Name: school.Name}), nil
//     }
//
//     Other replies: [renderInvalid] for a form that must be corrected, [redirect] after a change (r.note leaves a word for the next
//     page), [attachment], [jsonBody].
//
//  3. Write templates/school.html with {{define "main"}}…{{end}}. Templates hold if, range, with, the parts in templates/parts and the functions
//     of funcs.go: {{t "results.n" "count" .N}}, {{number .Mean 1}}, {{date .Closed}}, {{asset "charts.js"}}. No inline style and no
//     inline script: the content security policy stops them. Styles go into static/css/<area>.css.
//
//  4. Add the line to routes.go. Who may come in is part of the line; the compiler insists.
//
//  5. If a new error can come up, say in errors.go which page it becomes.
//
//  6. Test it with newSite(t).get("/school/…"). A test fails when a template was never executed.
//
// # What is deliberately absent
//
// Template engines and component frameworks, token plumbing against cross-site requests (browsers say where a request comes from),
// client addresses (nothing here reads them), and streaming: a page is rendered into a buffer, so an error is
// never half a page.
package web
