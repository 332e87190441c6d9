package web

import (
	"context"
	"html/template"
	"net/url"
	"strings"

	"tilstand/internal/accounts"
)

// appPath is where an app is added.
const appPath = "/account/app"

// appPage is templates/account_app.html.
type appPage struct {
	Page
	Key   string // otpauth://…
	Typed string // the key as it is typed where no camera helps
	QR    qrPicture
	Next  string
	Stale bool // the session began too long ago to add anything
	In    *entered
}

// appForm shows a new key.
func (s *Server) appForm(_ context.Context, r *request) (reply, error) {
	key, err := s.accounts.NewAppKey(r.session.Account)
	if err != nil {
		return nil, err
	}
	return s.appReply(r, key, ourPath(r.query.Get("next")), entering(nil))
}

// addApp adds the app once it has shown a right code.
func (s *Server) addApp(ctx context.Context, r *request) (reply, error) {
	in, next := entering(r.form), ourPath(r.form.Get("next"))
	if r.session.Strength(s.now()) == accounts.Weak {
		return s.appReply(r, "", next, in)
	}
	err := in.take(s.accounts.AddApp(ctx, s.by(r), r.form.Get("key"), "", squeeze(r.form.Get("code"))))
	if err != nil {
		return nil, err
	}
	if !in.ok() {
		return s.appReply(r, r.form.Get("key"), next, in)
	}
	r.session.Strengthen()
	r.grants = s.accounts.Held(s.now(), r.session)
	r.note("account.app_added")
	return redirect(s.orLanding(r, next)), nil
}

func (s *Server) appReply(r *request, key, next string, in *entered) (reply, error) {
	page := &appPage{Page: r.page("account.app_title"), Key: key, Next: next, In: in, Stale: r.session.Strength(s.now()) == accounts.Weak}
	in.call("code", r.words.T("account.app_code"))
	if page.Stale {
		return render("account_app", page), nil
	}
	address, err := url.Parse(key)
	if err != nil {
		return nil, errBadRequest
	}
	page.Typed = inFours(address.Query().Get("secret"))
	if page.QR, err = qrOf(key); err != nil {
		return nil, errBadRequest // longer than a code can hold: it was not ours
	}
	if !in.ok() {
		return renderInvalid("account_app", page), nil
	}
	return render("account_app", page), nil
}

// inFours writes a key as people type it.
func inFours(key string) string {
	var fours []string
	for len(key) > 4 {
		fours, key = append(fours, key[:4]), key[4:]
	}
	return strings.Join(append(fours, key), " ")
}

// Address is the key for a link that opens an app on the same phone.
func (p *appPage) Address() template.URL { return template.URL(p.Key) }
