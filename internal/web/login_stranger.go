package web

import (
	"context"
	"errors"
	"net/http"

	"tilstand/internal/accounts"
	"tilstand/internal/federation"
	"tilstand/internal/settings"
)

// strangerPage is templates/login_stranger.html: another house knows who is there, and nobody here does.
type strangerPage struct {
	Page
	House   federation.House
	Waiting []string // where it is known now that they ask for access
	Unnamed bool     // they would, but the house tells too little of them
	Full    bool     // they would, but too many wait already
	Ask     settings.Party
}

// strangerReply says that somebody has no access, and whom to ask. Whether anybody has an account with their address makes no difference to it.
func (s *Server) strangerReply(ctx context.Context, r *request, id accounts.Identity, who federation.Person) (reply, error) {
	page := &strangerPage{Page: r.page("login.stranger_title"), House: who.House, Ask: s.settings.Runs()}
	page.Path = "/login"
	waiting, err := s.accounts.Ask(ctx, s.now(), accounts.Asker{Identity: id, Name: who.Name, Lang: r.words.Lang()}, s.placesOf(who.Orgs)...)
	switch {
	case errors.Is(err, accounts.ErrUnnamed):
		page.Unnamed = true
	case errors.Is(err, accounts.ErrNoRoom):
		page.Full = true
	case err != nil:
		return nil, err
	}
	page.Waiting = s.namesOf(waiting)
	return renderStatus(http.StatusForbidden, "login_stranger", page), nil
}

// askFor has somebody with an account ask for access where they work. Signing in does not hang on it.
func (s *Server) askFor(ctx context.Context, r *request, who accounts.Asker, orgs federation.Orgs) []string {
	waiting, err := s.accounts.Ask(ctx, s.now(), who, s.placesOf(orgs)...)
	if err != nil {
		s.log.WarnContext(ctx, "a request for access was not noted", "request_id", r.id, "err", err)
	}
	return s.namesOf(waiting)
}

// placesOf are the schools and owners of ours that have the organisation numbers.
func (s *Server) placesOf(orgs federation.Orgs) (places []accounts.Place) {
	for _, orgnr := range orgs.Schools {
		if school, err := s.programme.SchoolByOrgnr(orgnr); err == nil {
			places = append(places, s.placeOfSchool(school))
		}
	}
	if owner, err := s.programme.OwnerByOrgnr(orgs.Owner); orgs.Owner != "" && err == nil {
		places = append(places, placeOfOwner(owner))
	}
	return places
}

// namesOf are what people call places.
func (s *Server) namesOf(places []accounts.Place) (names []string) {
	roles := map[accounts.Kind]accounts.Role{accounts.AtSchool: accounts.Member, accounts.AtOwner: accounts.Owner}
	for _, at := range places {
		names = append(names, s.nameOfPlace(accounts.Grant{Role: roles[at.Kind], At: at.ID}))
	}
	return names
}
