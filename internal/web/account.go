package web

import (
	"context"
	"errors"
	"net/url"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/federation"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// accountPath is where people look after their own account.
const accountPath = "/account"

// accountPage is templates/account.html.
type accountPage struct {
	Page
	In       *entered
	Langs    choiceField
	Email    string // for browsers that keep passwords
	Password bool   // the account has one
	Passkeys bool   // browsers have them here
	Ways     []wayLine
	Houses   []federation.House // that can be connected
	Sessions []sessionLine
	Others   bool // there are sessions beside this one
	Roles    []roleLine
	Asleep   bool // a role asks for more than this session was started with
}

// wayLine is a way of signing in.
type wayLine struct {
	accounts.Secret
	Kind      string // in words
	Removable bool
}

// sessionLine is a browser that is signed in; nothing is known of it but when.
type sessionLine struct {
	ID            string
	Started, Used time.Time
	This          bool
}

// roleLine is a role that the account has.
type roleLine struct{ Role, Place string }

// account shows somebody their own account.
func (s *Server) account(_ context.Context, r *request) (reply, error) {
	in, err := s.ownForm(r)
	if err != nil {
		return nil, err
	}
	return s.accountReply(r, in)
}

// ownForm is what is known of whoever is signed in, as a form.
func (s *Server) ownForm(r *request) (*entered, error) {
	own, err := s.accounts.Account(r.session.Account)
	return entering(url.Values{"name": {own.Name}, "email": {own.Email}, "lang": {own.Lang}}), err
}

// changeAccount does what one of the forms of the page asks for.
func (s *Server) changeAccount(ctx context.Context, r *request) (reply, error) {
	switch r.form.Get("step") {
	case "self":
		return s.changeSelf(ctx, r)
	case "password":
		return s.changePassword(ctx, r)
	case "connect":
		return s.connectHouse(ctx, r)
	case "remove":
		return s.removeWay(ctx, r)
	case "end":
		return s.accountDone(r, "account.session_ended", s.accounts.EndSession(ctx, s.by(r), r.form.Get("session")))
	case "end_others":
		return s.accountDone(r, "account.others_ended", s.accounts.EndOtherSessions(ctx, s.by(r), r.session))
	}
	return nil, errBadRequest
}

// changeSelf changes name, address and language; the next page is in that language.
func (s *Server) changeSelf(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	err := in.take(s.accounts.Change(ctx, s.by(r), s.proof(r, "present"), accounts.Account{Name: in.Value("name"), Email: in.Value("email"), Lang: in.Value("lang")}))
	if err != nil {
		return nil, err
	}
	if !in.ok() {
		return s.accountReply(r, in)
	}
	r.speak(in.Value("lang"))
	r.note("account.changed")
	return redirect(accountPath + "?" + url.Values{"lang": {in.Value("lang")}}.Encode()), nil
}

func (s *Server) changePassword(ctx context.Context, r *request) (reply, error) {
	in, err := s.ownForm(r)
	if err != nil {
		return nil, err
	}
	err = in.take(s.accounts.ChangePassword(ctx, s.by(r), s.proof(r, "old"), r.form.Get("password")))
	if err != nil {
		return nil, err
	}
	in.rename("present", "old")
	if !in.ok() {
		return s.accountReply(r, in)
	}
	return s.accountDone(r, "account.password_changed", nil)
}

// proof is what a form shows for a change; the field holds the present password.
func (s *Server) proof(r *request, field string) accounts.Proof {
	return accounts.Proof{From: r.client, Session: r.session, Present: r.form.Get(field)}
}

// removeWay takes away a way of signing in. The last one that the account cannot do without stays, and the next page says why.
func (s *Server) removeWay(ctx context.Context, r *request) (reply, error) {
	err := s.accounts.RemoveSecret(ctx, s.by(r), r.form.Get("way"))
	if errors.Is(err, accounts.ErrLastOne) {
		return s.accountDone(r, "account.last_way", nil)
	}
	return s.accountDone(r, "account.way_removed", err)
}

func (s *Server) accountDone(r *request, note string, err error) (reply, error) {
	if err != nil {
		return nil, err
	}
	r.note(note)
	return redirect(accountPath), nil
}

func (s *Server) accountReply(r *request, in *entered) (reply, error) {
	own, err := s.accounts.Account(r.session.Account)
	if err != nil {
		return nil, err
	}
	page := &accountPage{Email: own.Email, Page: r.page("account.title"), In: in, Langs: s.langChoice(in, "account.lang", "account.lang_help"), Passkeys: s.passkeys != nil}
	for _, f := range []struct{ name, key string }{
		{"name", "people.name"}, {"email", "people.email"}, {"present", "account.present"}, {"lang", "account.lang"}, {"proof", "account.present"}, {"old", "account.present"}, {"password", "link.password"},
	} {
		in.call(f.name, r.words.T(f.key))
	}
	for _, x := range s.accounts.SecretsOf(r.session.Account) {
		page.Ways = append(page.Ways, wayLine{Secret: x, Kind: r.words.T("account.way." + string(x.Kind)), Removable: x.Kind != accounts.ByPassword})
		page.Password = page.Password || x.Kind == accounts.ByPassword
	}
	page.Houses = s.unconnected(r)
	for _, session := range s.sessions.Of(s.now(), r.session.Account) {
		page.Sessions = append(page.Sessions, sessionLine{ID: session.ID(), Started: session.Started, Used: session.Used(), This: session == r.session})
	}
	page.Others = len(page.Sessions) > 1
	grants := s.accounts.GrantsOf(r.session.Account)
	page.Asleep = len(grants) > len(r.grants)
	for _, g := range grants {
		page.Roles = append(page.Roles, roleLine{r.words.T("people.role." + string(g.Role)), s.nameOfPlace(g)})
	}
	i18n.SortByName(page.Roles, func(line roleLine) string { return line.Place })
	if !in.ok() {
		return renderInvalid("account", page), nil
	}
	return render("account", page), nil
}

// nameOfPlace says where a role is held; nothing for the operation of the service, and for a place that is not there any more.
func (s *Server) nameOfPlace(g accounts.Grant) string {
	switch g.Role {
	case accounts.Leader, accounts.Member:
		school, _ := s.programme.School(programme.SchoolID(g.At))
		return school.Name
	case accounts.Owner:
		owner, _ := s.programme.Owner(programme.OwnerID(g.At))
		return owner.Name
	}
	return ""
}

// langChoice is the choice of an account's language.
func (s *Server) langChoice(in *entered, label, help string) choiceField {
	field := in.Choice("lang", label, help)
	for _, lang := range []string{"nb", "nn", "en"} {
		field = field.with(in, lang, languageNames[lang])
	}
	return field
}
