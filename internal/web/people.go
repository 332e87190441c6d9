package web

import (
	"context"
	"errors"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/mail"
	"tilstand/internal/programme"
)

// peoplePage is templates/people.html: who has which role at a place.
type peoplePage struct {
	Page
	School  programme.School // where the page is a school's; otherwise without an id
	Place   string           // its name
	Asking  []requestLine
	Holders []holderLine
	In      *entered
	Roles   choiceField // that may be given; without options none can
	Langs   choiceField
	Invited *invited // somebody who was invited just now
}

// holderLine is somebody with a role.
type holderLine struct {
	accounts.Holder
	RoleName string
	Self     bool
	New      bool // has not signed in yet
	Mine     bool // the visitor may take the role away
}

// invited is whom a link was made for. It is shown once.
type invited struct {
	accounts.Account
	Link   string
	Sent   bool // it has gone by mail
	Failed bool // it was to go by mail, and did not
}

// people lists who has a role here.
func (s *Server) people(_ context.Context, r *request) (reply, error) {
	page, err := s.peoplePage(r, entering(map[string][]string{"lang": {r.words.Lang()}}))
	if err != nil {
		return nil, err
	}
	return render("people", page), nil
}

// changePeople invites somebody, takes a role away, or makes a new link.
func (s *Server) changePeople(ctx context.Context, r *request) (reply, error) {
	who := audit.AccountID(r.form.Get("account"))
	switch r.form.Get("step") {
	case "grant":
		return s.grantRequest(ctx, r)
	case "decline":
		return s.declineRequest(ctx, r)
	case "take":
		return s.takeRole(ctx, r, who)
	case "link":
		link, err := s.accounts.Reinvite(ctx, s.by(r), who, r.place)
		if err != nil {
			return nil, err
		}
		account, err := s.accounts.Account(who)
		if err != nil {
			return nil, err
		}
		return s.showLink(ctx, r, account, link)
	}
	return s.invite(ctx, r)
}

func (s *Server) invite(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	given := accounts.Grant{Role: accounts.Role(in.Value("role")), At: r.place.ID}
	account, link, err := s.accounts.Invite(ctx, s.by(r), accounts.Account{Email: in.Value("email"), Name: in.Value("name"), Lang: in.Value("lang")}, given, r.place)
	if errors.Is(err, accounts.ErrForbidden) {
		in.refuse("role", "choice")
		err = nil
	}
	if err = in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() {
		page, err := s.peoplePage(r, in)
		if err != nil {
			return nil, err
		}
		return renderInvalid("people", page), nil
	}
	if link == "" { // they have an account, and no need of a link
		r.note("people.given", "name", account.Name, "role", r.words.T("people.role."+string(given.Role)))
		return redirect(r.path), nil
	}
	return s.showLink(ctx, r, account, link)
}

// showLink sends a link where the installation sends mails, and shows it: it cannot be shown again. It stands in the answer to the POST, and in no address.
func (s *Server) showLink(ctx context.Context, r *request, account accounts.Account, link accounts.Link) (reply, error) {
	page, err := s.peoplePage(r, entering(map[string][]string{"lang": {r.words.Lang()}}))
	if err != nil {
		return nil, err
	}
	page.Invited = &invited{Account: account, Link: s.link("/link/" + string(link))}
	if s.mail != nil {
		self, err := s.accounts.Account(r.session.Account)
		if err != nil {
			return nil, err
		}
		err = s.mail.Send(ctx, mail.Invitation(r.bundle.Printer(account.Lang), account.Email, account.Name, self.Name, page.Invited.Link))
		if err != nil {
			s.log.ErrorContext(ctx, "an invitation was not sent", "request_id", r.id, "err", err)
		}
		page.Invited.Sent, page.Invited.Failed = err == nil, err != nil
	}
	return render("people", page), nil
}

func (s *Server) takeRole(ctx context.Context, r *request, who audit.AccountID) (reply, error) {
	taken := accounts.Grant{Role: accounts.Role(r.form.Get("role")), At: r.place.ID}
	account, err := s.accounts.Account(who)
	if err != nil {
		return nil, err
	}
	err = s.accounts.Take(ctx, s.by(r), who, taken, r.place)
	if errors.Is(err, accounts.ErrLastOne) {
		r.note("people.last_one")
		return redirect(r.path), nil
	}
	if err != nil {
		return nil, err
	}
	r.note("people.taken", "name", account.Name, "role", r.words.T("people.role."+string(taken.Role)))
	return redirect(r.path), nil
}

func (s *Server) peoplePage(r *request, in *entered) (*peoplePage, error) {
	page := &peoplePage{Page: r.page("people.title"), In: in}
	if err := s.namePlace(r, page); err != nil {
		return nil, err
	}
	for _, h := range s.accounts.HoldersAt(r.place.ID) {
		page.Holders = append(page.Holders, holderLine{
			Holder: h, RoleName: r.words.T("people.role." + string(h.Role)), Self: h.ID == r.session.Account, New: len(s.accounts.SecretsOf(h.ID)) == 0,
			Mine: accounts.MayGive(r.grants, h.Role, r.place),
		})
	}
	page.Roles = in.Choice("role", "people.which_role", "")
	for _, role := range s.accounts.MayGiveAt(r.session.Account, r.place) {
		page.Roles = page.Roles.with(in, string(role), r.words.T("people.role_for."+string(role)))
	}
	page.Asking = s.requestLines(r, page.Roles)
	if len(page.Roles.Options) == 1 {
		page.Roles.Options[0].Checked = true
	}
	page.Langs = s.langChoice(in, "people.lang", "people.lang_help")
	for _, f := range []struct{ name, key string }{{"name", "people.name"}, {"email", "people.email"}, {"role", "people.which_role"}, {"lang", "people.lang"}} {
		in.call(f.name, r.words.T(f.key))
	}
	return page, nil
}

// namePlace says on the page which place it is of.
func (s *Server) namePlace(r *request, page *peoplePage) (err error) {
	switch r.place.Kind {
	case accounts.AtSchool:
		page.School, err = s.programme.SchoolByOrgnr(r.param("orgnr"))
		page.Place = page.School.Name
	case accounts.AtOwner:
		var owner programme.Owner
		owner, err = s.programme.OwnerByOrgnr(r.param("orgnr"))
		page.Place = owner.Name
	case accounts.AtProgramme:
		page.Place = r.words.T("people.the_programme")
	default:
		page.Place = r.words.T("people.the_installation")
	}
	return err
}
