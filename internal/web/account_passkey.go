package web

import (
	"context"
	"errors"
	"strings"

	"tilstand/internal/accounts"
)

// passkeyPath is where a passkey is added.
const passkeyPath = "/account/passkey"

// passkeyPage is templates/account_passkey.html.
type passkeyPage struct {
	Page
	Passkey accounts.Ceremony
	Next    string
	Stale   bool // the session began too long ago to add anything
	In      *entered
}

// secondPath is where those are sent whose roles ask for a second factor: a passkey where browsers have them, and an app otherwise.
func (s *Server) secondPath() string {
	if s.passkeys != nil {
		return passkeyPath
	}
	return appPath
}

// passkeyForm asks the browser for a passkey.
func (s *Server) passkeyForm(_ context.Context, r *request) (reply, error) {
	return s.passkeyReply(r, ourPath(r.query.Get("next")), entering(nil))
}

// addPasskey adds what the browser has made.
func (s *Server) addPasskey(ctx context.Context, r *request) (reply, error) {
	in, next := entering(r.form), ourPath(r.form.Get("next"))
	if s.passkeys == nil || r.session.Strength(s.now()) == accounts.Weak {
		return s.passkeyReply(r, next, in)
	}
	label := strings.Join(strings.Fields(in.Value("label")), " ")
	if len(label) > longestLabel {
		in.refuse("label", "too_long")
	} else if err := in.take(s.passkeys.Add(ctx, s.by(r), r.form.Get("sealed"), label, r.form.Get("answer"))); err != nil {
		return nil, err
	}
	if !in.ok() {
		return s.passkeyReply(r, next, in)
	}
	r.session.Strengthen()
	r.grants = s.accounts.Held(s.now(), r.session)
	r.note("account.passkey_added")
	return redirect(s.orLanding(r, next)), nil
}

// longestLabel is how long a passkey's name can be, in bytes.
const longestLabel = 100

func (s *Server) passkeyReply(r *request, next string, in *entered) (reply, error) {
	if s.passkeys == nil {
		return nil, errNotFound
	}
	page := &passkeyPage{Page: r.page("account.passkey_title"), Next: next, In: in, Stale: r.session.Strength(s.now()) == accounts.Weak}
	in.call("label", r.words.T("account.passkey_label"))
	if page.Stale {
		return render("account_passkey", page), nil
	}
	var err error
	if page.Passkey, err = s.passkeys.BeginAdding(s.now(), r.session.Account); err != nil {
		return nil, err
	}
	if !in.ok() {
		return renderInvalid("account_passkey", page), nil
	}
	return render("account_passkey", page), nil
}

// passkeyToSignIn is the question of the sign-in page; nothing where browsers have no passkeys.
func (s *Server) passkeyToSignIn() (accounts.Ceremony, error) {
	if s.passkeys == nil {
		return accounts.Ceremony{}, nil
	}
	return s.passkeys.BeginSignIn(s.now())
}

// loginPasskey signs in whoever has a passkey. Whatever goes wrong reads as a wrong password does.
func (s *Server) loginPasskey(ctx context.Context, r *request) (reply, error) {
	if s.passkeys == nil {
		return nil, errNotFound
	}
	next := ourPath(r.form.Get("next"))
	token, err := s.passkeys.SignIn(ctx, s.now(), r.client, r.form.Get("sealed"), r.form.Get("answer"))
	if errors.Is(err, accounts.ErrRefused) {
		s.log.WarnContext(ctx, "sign-in refused", "request_id", r.id, "err", err)
		page := r.page("login.title")
		page.Path = "/login"
		return s.loginReply(422, &loginPage{Page: page, Next: next, Failed: true})
	}
	if err != nil {
		return nil, err
	}
	return s.enter(ctx, r, token, next), nil
}
