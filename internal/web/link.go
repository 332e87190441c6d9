package web

import (
	"context"
	"errors"
	"net/url"

	"tilstand/internal/accounts"
	"tilstand/internal/federation"
)

// linkPage is templates/link.html: where a one-time link leads.
type linkPage struct {
	Page
	Account accounts.Account
	Purpose accounts.Purpose
	Gone    bool               // the link does not work any more
	Houses  []federation.House // in the place of a password
	In      *entered
}

// linkForm asks for a password, and the first operator for name and address. Looking uses nothing up: mail programs open links by themselves.
func (s *Server) linkForm(_ context.Context, r *request) (reply, error) {
	return s.linkReply(r, entering(nil))
}

// useLink sets the password and goes on to the second factor.
func (s *Server) useLink(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	got, err := s.accounts.UseLink(ctx, s.now(), accounts.Link(r.param("secret")), accounts.Chosen{Password: r.form.Get("password"), Name: in.Value("name"), Email: in.Value("email")})
	if err = in.take(err); err != nil && !errors.Is(err, accounts.ErrLink) {
		return nil, err
	}
	if err != nil || !in.ok() {
		return s.linkReply(r, in)
	}
	return s.goOn(ctx, r, got, "")
}

func (s *Server) linkReply(r *request, in *entered) (reply, error) {
	page := &linkPage{Page: r.page("link.title"), In: in}
	page.Path = "/link/" + url.PathEscape(r.param("secret")) // a house may have been tried from it
	in.call("name", r.words.T("people.name"))
	in.call("email", r.words.T("people.email"))
	in.call("password", r.words.T("link.password"))
	var err error
	page.Account, page.Purpose, err = s.accounts.Opened(s.now(), accounts.Link(r.param("secret")))
	switch {
	case errors.Is(err, accounts.ErrLink):
		page.Gone = true
		return renderStatus(404, "link", page), nil
	case err != nil:
		return nil, err
	}
	if page.Purpose == accounts.Invitation && !page.Account.IsFirst() {
		page.Houses = s.houses.Houses()
	}
	if !in.ok() {
		return renderInvalid("link", page), nil
	}
	return render("link", page), nil
}
