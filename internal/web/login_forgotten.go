package web

import (
	"context"
	"errors"

	"tilstand/internal/accounts"
	"tilstand/internal/mail"
	"tilstand/internal/settings"
)

// forgottenPage is templates/login_forgotten.html.
type forgottenPage struct {
	Page
	Mails bool // the installation sends mails; otherwise the page says whom to ask
	Asked bool
	Ask   settings.Party
}

// forgottenForm asks for the address to which a link to choose another password goes.
func (s *Server) forgottenForm(_ context.Context, r *request) (reply, error) {
	return render("login_forgotten", &forgottenPage{Page: r.page("login.forgotten_title"), Mails: s.mail != nil, Ask: s.settings.Runs()}), nil
}

// forgotten has the link sent. The answer is the same for every address and comes at the same time: whether there is an account is looked up
// after it.
func (s *Server) forgotten(_ context.Context, r *request) (reply, error) {
	email, words := r.form.Get("email"), r.bundle
	if s.mail != nil && s.accounts.MayAskForReset(s.now(), r.client, email) {
		s.later(r, func(ctx context.Context) error {
			account, link, err := s.accounts.ResetLink(ctx, s.now(), email)
			if errors.Is(err, accounts.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			return s.mail.Send(ctx, mail.Reset(words.Printer(account.Lang), account.Email, account.Name, s.link("/link/"+string(link))))
		})
	}
	return render("login_forgotten", &forgottenPage{Page: r.page("login.forgotten_title"), Mails: s.mail != nil, Asked: s.mail != nil, Ask: s.settings.Runs()}), nil
}
