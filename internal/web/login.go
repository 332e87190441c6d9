package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"tilstand/internal/accounts"
)

// loginPage is templates/login.html.
type loginPage struct {
	Page
	Next     string // where to go afterwards; a path of ours
	Required bool   // the visitor came from a page that needs signing in
	Failed   bool
	Out      bool // the visitor has just signed out
}

// loginForm asks for the password. Whoever is signed in already is sent on.
func (s *Server) loginForm(_ context.Context, r *request) (reply, error) {
	next := ourPath(r.query.Get("next"))
	if r.signedIn() {
		return redirect(orLanding(next)), nil
	}
	return render("login", &loginPage{Page: r.page("login.title"), Next: next, Required: next != "", Out: r.query.Has("out")}), nil
}

// login checks the password. Whatever goes wrong has one answer, so that nobody learns more than that it did not work.
func (s *Server) login(ctx context.Context, r *request) (reply, error) {
	next := ourPath(r.form.Get("next"))
	token, err := s.accounts.SignIn(ctx, s.now(), r.form.Get("password"))
	switch {
	case errors.Is(err, accounts.ErrRefused):
		s.log.WarnContext(ctx, "sign-in refused", "request_id", r.id, "err", err) // which also says when that could not be logged
		return renderStatus(http.StatusUnprocessableEntity, "login", &loginPage{Page: r.page("login.title"), Next: next, Failed: true}), nil
	case err != nil:
		return nil, err
	}
	s.sessions.End(r.token)
	s.log.InfoContext(ctx, "signed in", "request_id", r.id)
	return signInReply{token: token, path: orLanding(next)}, nil
}

// logout ends the session.
func (s *Server) logout(ctx context.Context, r *request) (reply, error) {
	if err := s.accounts.SignOut(ctx, s.now(), r.token); err != nil {
		return nil, err
	}
	return signOutReply{path: "/login?out"}, nil
}

// askToSignIn sends a stranger to the sign-in page, and back afterwards if they came to read.
func (s *Server) askToSignIn(r *request) reply {
	if r.method == POST {
		return redirect("/login")
	}
	page := r.path
	if len(r.query) > 0 {
		page += "?" + r.query.Encode()
	}
	return redirect("/login?" + url.Values{"next": {page}}.Encode())
}

// ourPath returns a path that leads to a page of ours, and "" for anything that a browser might read as another site's
// address.
func ourPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return ""
	}
	return path
}

// orLanding returns a path, or the first page of the menu.
func orLanding(path string) string {
	if path == "" {
		return menu[0].Path
	}
	return path
}
