package web

import (
	"context"

	"tilstand/internal/accounts"
	"tilstand/internal/federation"
)

// connectHouse sends somebody who has proved who they are to another house, to connect it to the account. Like a passkey it is added in a session that
// was begun just now or is strong.
func (s *Server) connectHouse(ctx context.Context, r *request) (reply, error) {
	house, ok := s.houses.House(r.form.Get("house"))
	if !ok {
		return nil, errBadRequest
	}
	if r.session.Strength(s.now()) == accounts.Weak {
		return s.accountDone(r, "account.stale", nil)
	}
	own, err := s.ownForm(r)
	if err != nil {
		return nil, err
	}
	if err := own.take(s.accounts.Prove(ctx, s.by(r), s.proof(r, "proof"))); err != nil {
		return nil, err
	}
	own.rename("present", "proof")
	if !own.ok() {
		return s.accountReply(r, own)
	}
	return s.sendTo(ctx, r, house, errand{Account: r.session.Account, Session: r.session.ID()})
}

// unconnected are the houses that an account does not know yet.
func (s *Server) unconnected(r *request) (houses []federation.House) {
	known := map[string]bool{}
	for _, issuer := range s.accounts.IssuersOf(r.session.Account, false) {
		if house, ok := s.houses.HouseOf(issuer); ok {
			known[house.Key] = true
		}
	}
	for _, house := range s.houses.Houses() {
		if !known[house.Key] {
			houses = append(houses, house)
		}
	}
	return houses
}
