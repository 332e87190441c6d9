package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"tilstand/internal/accounts"
)

// accountDataPage is templates/account_data.html: what is kept about whoever is signed in, to be taken along or erased.
type accountDataPage struct {
	Page
	Account  accounts.Account
	Password bool // it has one, which is asked for
	In       *entered
}

// accountData shows it.
func (s *Server) accountData(_ context.Context, r *request) (reply, error) {
	page, err := s.accountDataPage(r, entering(nil))
	if err != nil {
		return nil, err
	}
	return render("account_data", page), nil
}

func (s *Server) accountDataPage(r *request, in *entered) (*accountDataPage, error) {
	account, err := s.accounts.Account(r.session.Account)
	page := &accountDataPage{Page: r.page("account.data_title"), Account: account, In: in}
	page.Password = slices.ContainsFunc(s.accounts.SecretsOf(account.ID), func(x accounts.Secret) bool { return x.Kind == accounts.ByPassword })
	page.Path, page.Invalid = "/account/data", !in.ok()
	in.call("present", r.words.T("account.present"))
	return page, err
}

// accountFile is what is kept, for programs and for whoever wants to read all of it.
func (s *Server) accountFile(ctx context.Context, r *request) (reply, error) {
	kept, err := s.accounts.Kept(ctx, s.by(r), r.session.Account)
	if err != nil {
		return nil, err
	}
	body, err := json.MarshalIndent(kept, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write what is kept of an account: %w", err)
	}
	return attachment{name: "tilstand-account.json", contentType: "application/json", body: append(body, '\n')}, nil
}

// eraseAccount erases the account of whoever is signed in.
func (s *Server) eraseAccount(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	err := s.accounts.EraseOwn(ctx, s.by(r), s.proof(r, "present"))
	if errors.Is(err, accounts.ErrLastOne) {
		in.refuse("present", "last_operator")
		err = nil
	}
	if err := in.take(err); err != nil {
		return nil, err
	}
	if in.ok() {
		return signOutReply{path: "/login?out"}, nil
	}
	page, err := s.accountDataPage(r, in)
	if err != nil {
		return nil, err
	}
	return renderInvalid("account_data", page), nil
}
