package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/federation"
)

// errand is what somebody goes to another house for. It travels with them, sealed.
type errand struct {
	Next    string          // signing in: where to go afterwards
	Link    accounts.Link   // using an invitation
	Account audit.AccountID // connecting the house to this account, in this session
	Session string
}

// awayPage is templates/login_away.html: it is left at once, and says where for.
type awayPage struct {
	Page
	House federation.House
	URL   string
}

// awayReply sends a browser to another house. It does so by a page that is left at once: the content security policy lets no form lead to another host, and
// browsers apply it to where a redirect after a form leads.
type awayReply struct {
	htmlReply
	away federation.Away
}

func (a awayReply) send(s *Server, c *fiber.Ctx, r *request) error {
	c.Cookie(s.cookie(s.awayCookieName(), a.away.Cookie, federation.Lives))
	c.Set("Refresh", "0; url="+a.away.URL)
	return a.htmlReply.send(s, c, r)
}

// backReply has the browser forget what it was sent away with.
type backReply struct{ reply }

func (b backReply) send(s *Server, c *fiber.Ctx, r *request) error {
	gone := s.cookie(s.awayCookieName(), "", 0)
	gone.Expires = time.Unix(0, 0)
	c.Cookie(gone)
	return b.reply.send(s, c, r)
}

// goAway sends somebody to another house to sign in.
func (s *Server) goAway(ctx context.Context, r *request) (reply, error) {
	return s.sendAway(ctx, r, errand{Next: ourPath(r.form.Get("next"))})
}

// goAwayByLink sends somebody there who has followed an invitation. Links that are none are told apart only when it is used.
func (s *Server) goAwayByLink(ctx context.Context, r *request) (reply, error) {
	link := accounts.Link(r.param("secret"))
	if _, _, err := s.accounts.Opened(s.now(), link); err != nil {
		return s.linkReply(r, entering(nil))
	}
	return s.sendAway(ctx, r, errand{Link: link})
}

func (s *Server) sendAway(ctx context.Context, r *request, e errand) (reply, error) {
	house, ok := s.houses.House(r.param("house"))
	if !ok {
		return nil, errNotFound
	}
	return s.sendTo(ctx, r, house, e)
}

func (s *Server) sendTo(ctx context.Context, r *request, house federation.House, e errand) (reply, error) {
	memo, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("send somebody to another house: %w", err)
	}
	away, err := s.houses.Begin(ctx, s.now(), house.Key, string(memo))
	if err != nil {
		return s.notThrough(ctx, r, house, e, err)
	}
	page := &awayPage{Page: r.page("login.away_title"), House: house, URL: away.URL}
	page.Path = "/login"
	return awayReply{htmlReply{http.StatusOK, "login_away", page}, away}, nil
}

// comeBack takes in who returns from another house.
func (s *Server) comeBack(ctx context.Context, r *request) (reply, error) {
	house, ok := s.houses.House(r.param("house"))
	if !ok {
		return nil, errNotFound
	}
	answer := r.query
	r.query = url.Values{} // it holds secrets, and is in no link of the page
	var out reply
	var e errand
	err := s.accounts.Arrive(ctx, s.now(), r.client, func() error {
		who, memo, err := s.houses.Finish(ctx, s.now(), house.Key, r.away, answer)
		if memo != "" {
			err = errors.Join(err, json.Unmarshal([]byte(memo), &e))
		}
		if errors.Is(err, federation.ErrForged) {
			return errors.Join(accounts.ErrRefused, err)
		}
		if err != nil {
			return err
		}
		if who.Missing != nil {
			s.log.WarnContext(ctx, "another house did not tell everything", "request_id", r.id, "house", house.Key, "err", who.Missing)
		}
		out, err = s.arrived(ctx, r, e, who)
		return err
	})
	if err != nil {
		out, err = s.notThrough(ctx, r, house, e, err)
	}
	return backReply{out}, err
}

// arrived does what somebody was away for.
func (s *Server) arrived(ctx context.Context, r *request, e errand, who federation.Person) (reply, error) {
	id := accounts.Identity{Issuer: who.Issuer, Subject: who.Subject, House: who.House.Name, Strong: who.Strong, Email: who.Email, Owned: who.Owned}
	switch {
	case e.Account != "":
		return s.connected(ctx, r, e, id)
	case e.Link != "":
		in, err := s.accounts.UseLinkBy(ctx, s.now(), e.Link, id)
		if err != nil {
			return nil, err
		}
		return s.welcome(ctx, r, in, "", id, who)
	}
	in, err := s.accounts.SignInBy(ctx, s.now(), id)
	if errors.Is(err, accounts.ErrNobody) {
		return s.strangerReply(ctx, r, id, who)
	}
	if err != nil {
		return nil, err
	}
	return s.welcome(ctx, r, in, e.Next, id, who)
}

// welcome goes on as after a password. Where the person works, and has no role, they ask for one.
func (s *Server) welcome(ctx context.Context, r *request, in accounts.SignedIn, next string, id accounts.Identity, who federation.Person) (reply, error) {
	out, err := s.goOn(ctx, r, in, next)
	if err != nil || in.Token == "" {
		return out, err
	}
	if waiting := s.askFor(ctx, r, accounts.Asker{Account: r.session.Account, Identity: id}, who.Orgs); len(waiting) > 0 {
		r.note("login.asked", "places", r.words.List(waiting))
	}
	return out, nil
}

// connected links a house to the account of whoever went away for that, if it is they who have come back.
func (s *Server) connected(ctx context.Context, r *request, e errand, id accounts.Identity) (reply, error) {
	if r.session == nil || r.session.Account != e.Account || r.session.ID() != e.Session {
		return nil, fmt.Errorf("%w: another session came back", accounts.ErrRefused)
	}
	if err := s.accounts.Connect(ctx, s.by(r), id); err != nil {
		return nil, err
	}
	if id.Strong {
		r.session.Strengthen()
	}
	r.note("account.connected", "house", id.House)
	return redirect(accountPath), nil
}

// notThrough says what went wrong on the way to or from another house, on the page from which somebody goes on another way.
func (s *Server) notThrough(ctx context.Context, r *request, house federation.House, e errand, err error) (reply, error) {
	status, key := http.StatusUnprocessableEntity, ""
	switch {
	case errors.Is(err, federation.ErrDeclined):
		key = "login.house_declined"
	case errors.Is(err, federation.ErrUnavailable):
		status, key = http.StatusServiceUnavailable, "login.house_down"
	case errors.Is(err, accounts.ErrLinked):
		key = "login.house_linked"
	case errors.Is(err, accounts.ErrLink):
		key = "link.gone_text"
	case errors.Is(err, accounts.ErrRefused):
		key = "login.house_refused"
	default:
		return nil, err
	}
	s.log.WarnContext(ctx, "nobody came in by another house", "request_id", r.id, "house", house.Key, "err", err)
	if e.Account != "" && r.session != nil && r.session.Account == e.Account {
		r.note(key, "house", house.Name)
		return redirect(accountPath), nil
	}
	page := &loginPage{Page: r.page("login.title"), Next: e.Next, Trouble: r.words.T(key, "house", house.Name), Invited: string(e.Link)}
	page.Path = "/login"
	out, bad := s.loginReply(status, page)
	if bad != nil || status != http.StatusServiceUnavailable {
		return out, bad
	}
	return failed{err, out}, nil
}
