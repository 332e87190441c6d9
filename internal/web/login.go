package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"tilstand/internal/accounts"
	"tilstand/internal/federation"
)

// loginPage is templates/login.html.
type loginPage struct {
	Page
	Email    string
	Next     string // where to go afterwards; a path of ours
	Required bool   // the visitor came from a page that needs signing in
	Failed   bool
	Out      bool   // the visitor has just signed out
	Trouble  string // what went wrong at another house
	Invited  string // the invitation that was followed there
	Houses   []federation.House
	Passkey  accounts.Ceremony
}

// loginReply is the sign-in page, with its question for a passkey.
func (s *Server) loginReply(status int, page *loginPage) (reply, error) {
	page.Houses = s.houses.Houses()
	var err error
	if page.Passkey, err = s.passkeyToSignIn(); err != nil {
		return nil, err
	}
	return renderStatus(status, "login", page), nil
}

// loginForm asks for address and password. Whoever is signed in already is sent on.
func (s *Server) loginForm(_ context.Context, r *request) (reply, error) {
	next := ourPath(r.query.Get("next"))
	if r.signedIn() {
		return redirect(s.orLanding(r, next)), nil
	}
	return s.loginReply(http.StatusOK, &loginPage{Page: r.page("login.title"), Next: next, Required: next != "", Out: r.query.Has("out")})
}

// login checks the password. Whatever goes wrong has one answer, so that nobody learns more than that it did not work.
func (s *Server) login(ctx context.Context, r *request) (reply, error) {
	email, next := r.form.Get("email"), ourPath(r.form.Get("next"))
	in, err := s.accounts.SignIn(ctx, s.now(), r.client, email, r.form.Get("password"))
	switch {
	case errors.Is(err, accounts.ErrRefused):
		s.log.WarnContext(ctx, "sign-in refused", "request_id", r.id, "err", err) // which also says when that could not be logged
		return s.loginReply(http.StatusUnprocessableEntity, &loginPage{Page: r.page("login.title"), Email: email, Next: next, Failed: true})
	case err != nil:
		return nil, err
	}
	return s.goOn(ctx, r, in, next)
}

// goOn starts the session of somebody whose password was right, or asks for the code of their app or their passkey.
func (s *Server) goOn(ctx context.Context, r *request, in accounts.SignedIn, next string) (reply, error) {
	if in.Step != "" {
		return s.stepReply(http.StatusOK, r, &stepPage{Step: in.Step, Next: next})
	}
	return s.enter(ctx, r, in.Token, next), nil
}

// enter ends the session before, if there was one, and begins the new one. Where roles are asleep for want of a second factor, the way leads past
// adding one.
func (s *Server) enter(ctx context.Context, r *request, token accounts.Token, next string) reply {
	s.sessions.End(r.token)
	r.session, r.token = s.sessions.Find(s.now(), token), token
	s.log.InfoContext(ctx, "signed in", "request_id", r.id)
	r.grants = s.accounts.Held(s.now(), r.session)
	path := s.orLanding(r, next)
	if len(r.grants) < len(s.accounts.GrantsOf(r.session.Account)) {
		path = s.secondPath() + "?" + url.Values{"next": {next}}.Encode()
	}
	return signInReply{token: token, path: path}
}

// stepPage is templates/login_code.html.
type stepPage struct {
	Page
	Step   accounts.Step
	Next   string
	Failed bool

	ByCode  bool               // the account has an app
	Houses  []federation.House // whose sign-in is a second factor of the account
	Passkey accounts.Ceremony
}

// stepReply is the page of the second step, which cannot be asked for with GET.
func (s *Server) stepReply(status int, r *request, page *stepPage) (reply, error) {
	page.ByCode = s.accounts.ByCode(s.now(), page.Step)
	page.Houses = s.strongHouses(page.Step)
	switch {
	case page.ByCode:
		page.Page = r.page("login.code_title")
	case len(page.Houses) > 0:
		page.Page = r.page("login.more_title")
	default:
		page.Page = r.page("login.passkey_title")
	}
	page.Path = "/login"
	var err error
	if page.Passkey, err = s.passkeyToSignIn(); err != nil {
		return nil, err
	}
	return renderStatus(status, "login_code", page), nil
}

// strongHouses are those whose sign-in is a second factor of the account that takes a second step.
func (s *Server) strongHouses(step accounts.Step) (houses []federation.House) {
	account, err := s.accounts.Waiting(s.now(), step)
	if err != nil {
		return nil
	}
	for _, issuer := range s.accounts.IssuersOf(account, true) {
		if house, ok := s.houses.HouseOf(issuer); ok {
			houses = append(houses, house)
		}
	}
	return houses
}

// loginCode checks the code of an app. After three wrong ones the way begins anew.
func (s *Server) loginCode(ctx context.Context, r *request) (reply, error) {
	step, next := accounts.Step(r.form.Get("step")), ourPath(r.form.Get("next"))
	token, err := s.accounts.SecondStep(ctx, s.now(), r.client, step, squeeze(r.form.Get("code")))
	switch {
	case errors.Is(err, accounts.ErrRefused) && s.accounts.Pending(s.now(), step):
		return s.stepReply(http.StatusUnprocessableEntity, r, &stepPage{Step: step, Next: next, Failed: true})
	case errors.Is(err, accounts.ErrRefused):
		s.log.WarnContext(ctx, "sign-in refused", "request_id", r.id, "err", err)
		page := r.page("login.title")
		page.Path = "/login"
		return s.loginReply(http.StatusUnprocessableEntity, &loginPage{Page: page, Next: next, Failed: true})
	case err != nil:
		return nil, err
	}
	return s.enter(ctx, r, token, next), nil
}

// enterDemo lets in as one of the made-up people of a demonstration. Elsewhere no door is open.
func (s *Server) enterDemo(ctx context.Context, r *request) (reply, error) {
	token, err := s.accounts.UseDoor(ctx, s.now(), accounts.Door(r.param("door")))
	if errors.Is(err, accounts.ErrRefused) {
		return nil, errNotFound
	}
	if err != nil {
		return nil, err
	}
	return s.enter(ctx, r, token, ourPath(r.query.Get("next"))), nil
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
