package accounts

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// keptToken is a token with the hash that it is found by.
type keptToken struct {
	APIToken
	hash string
}

// MakeToken makes a token for programs at an owner or a programme, for so many days, and returns what the program has to show; nobody can see it
// again. Errors: *[Invalid], with the fields name and days; [ErrForbidden].
func (s *Store) MakeToken(ctx context.Context, by audit.By, at Place, name string, items bool, days int) (APIToken, Bearer, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return APIToken{}, "", err
	}
	defer end()
	if !s.mayIssue(by, at) {
		return APIToken{}, "", ErrForbidden
	}
	t := APIToken{
		ID: APITokenID(rand.Text()), Name: strings.Join(strings.Fields(name), " "), Place: Place{Kind: at.Kind, ID: at.ID},
		Items: items && at.Kind == AtOwner, Made: stamp(by.At), MadeBy: by.Account, Ends: stamp(by.At).AddDate(0, 0, days), State: TokenLive,
	}
	problems := t.problems(stamp(by.At))
	if slices.ContainsFunc(s.TokensAt(at), func(other APIToken) bool { return other.Works(by.At) && other.Name == t.Name }) {
		problems = append(problems, Problem{"name", "token_taken"})
	}
	if len(problems) > 0 {
		return APIToken{}, "", &Invalid{problems}
	}
	secret := newBearer()
	detail := fmt.Sprintf("items=%t ends=%s", t.Items, t.Ends.Format(time.DateOnly))
	if err := s.keepToken(ctx, by, keptToken{t, secret.hash()}, t.entry(audit.TokenMade, detail)); err != nil {
		return APIToken{}, "", fmt.Errorf("make a token: %w", err)
	}
	return t, secret, nil
}

// RevokeToken ends a token at once. One that has ended already stays as it is. Errors: [ErrNotFound], also for one of another place;
// [ErrForbidden].
func (s *Store) RevokeToken(ctx context.Context, by audit.By, at Place, id APITokenID) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	t, ok := s.tokenByID(id)
	switch {
	case !s.mayIssue(by, at):
		return ErrForbidden
	case !ok || t.Place.Kind != at.Kind || t.Place.ID != at.ID:
		return ErrNotFound
	case t.State != TokenLive:
		return nil
	}
	t.State = TokenRevoked
	if err := s.keepToken(ctx, by, t, t.entry(audit.TokenRevoked, "")); err != nil {
		return fmt.Errorf("revoke a token: %w", err)
	}
	return nil
}

// mayIssue says whether somebody makes and revokes tokens at a place. Whoever commands the server has its files.
func (s *Store) mayIssue(by audit.By, at Place) bool {
	if _, ok := placeRoles[at.Kind]; !ok {
		return false
	}
	return by.Account == audit.Console || May(s.grantsOf(by.Account), IssueTokens, at)
}

// ExpireTokens notes which tokens have come to their end, so that the log tells of it. They have stopped working by themselves.
func (s *Store) ExpireTokens(ctx context.Context, now time.Time) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	s.mu.RLock()
	over := slices.Collect(maps.Values(s.tokens))
	s.mu.RUnlock()
	over = slices.DeleteFunc(over, func(t keptToken) bool { return t.State != TokenLive || now.Before(t.Ends) })
	for _, t := range over {
		t.State = TokenExpired
		if err := s.keepToken(ctx, audit.Service.At(now), t, t.entry(audit.TokenExpired, "")); err != nil {
			return fmt.Errorf("note an expired token: %w", err)
		}
	}
	return nil
}

// TokensAt returns the tokens of a place: those that work first, each kind with the newest first.
func (s *Store) TokensAt(at Place) []APIToken {
	s.mu.RLock()
	var found []APIToken
	for _, t := range s.tokens {
		if t.Place.Kind == at.Kind && t.Place.ID == at.ID {
			found = append(found, t.APIToken)
		}
	}
	s.mu.RUnlock()
	order := []APITokenState{TokenLive, TokenExpired, TokenRevoked}
	slices.SortFunc(found, func(a, b APIToken) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)), b.Made.Compare(a.Made), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// TokenOf returns the token that a program shows. Errors: [ErrRefused], for one that is unknown, revoked or too old.
func (s *Store) TokenOf(now time.Time, shown Bearer) (APIToken, error) {
	if !shown.sound() {
		return APIToken{}, ErrRefused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if t, ok := s.tokens[shown.hash()]; ok && t.Works(now) {
		return t.APIToken, nil
	}
	return APIToken{}, ErrRefused
}

// Token returns a token, one that has ended too, or [ErrNotFound].
func (s *Store) Token(id APITokenID) (APIToken, error) {
	if t, ok := s.tokenByID(id); ok {
		return t.APIToken, nil
	}
	return APIToken{}, ErrNotFound
}

func (s *Store) tokenByID(id APITokenID) (keptToken, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, t := range s.tokens {
		if t.ID == id {
			return t, true
		}
	}
	return keptToken{}, false
}

// keepToken stores a token as it is now, with what the log says of it. The caller has its turn.
func (s *Store) keepToken(ctx context.Context, by audit.By, t keptToken, told audit.Entry) error {
	err := s.write(ctx, func(tx *duckdb.Tx) error {
		if err := tx.Append("api_token", t.row(t.hash)...); err != nil {
			return err
		}
		return audit.Append(tx, by, told)
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[t.hash] = t
	return nil
}

func (s *Store) readTokens(r *duckdb.Reader) error {
	tokens, err := duckdb.Collect(r, func(rows *sql.Rows) (t keptToken, err error) {
		err = rows.Scan(&t.ID, &t.hash, &t.Place.Kind, &t.Place.ID, &t.Items, &t.Name, &t.Made, &t.MadeBy, &t.Ends, &t.UsedOn, &t.State)
		return t, err
	}, `-- accounts.readTokens
		select id, hash, kind, place, items, name, made_at, made_by, ends_at, used_on, state from api_token order by rowid`)
	for _, t := range tokens {
		s.tokens[t.hash] = t
	}
	return err
}
