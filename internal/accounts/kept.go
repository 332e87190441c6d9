package accounts

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// Kept is everything that the service keeps about somebody who signs in, in the shape that the person gets it in. Secrets are told by kind and
// date: what they are is readable to nobody.
type Kept struct {
	Account  KeptAccount   `json:"account"`
	Roles    []KeptRole    `json:"roles"`
	Secrets  []KeptSecret  `json:"secrets"`
	Links    []KeptLink    `json:"one_time_links"`
	Requests []KeptRequest `json:"requests"`
	Sessions []KeptSession `json:"sessions"`
	Log      []KeptEntry   `json:"log"`
}

// KeptAccount is who the person is.
type KeptAccount struct {
	ID    audit.AccountID `json:"id"`
	Email string          `json:"email"`
	Name  string          `json:"name"`
	Lang  string          `json:"language"`
}

// KeptRole is a role at a place, which is told by its id.
type KeptRole struct {
	Role  Role   `json:"role"`
	Place string `json:"place"`
}

// KeptSecret is a way to sign in.
type KeptSecret struct {
	Kind  SecretKind `json:"kind"`
	Label string     `json:"label"`
	Made  time.Time  `json:"made"`

	Issuer  string `json:"issuer,omitempty"` // of another house's sign-in, and who the person is there
	Subject string `json:"subject,omitempty"`
}

// KeptLink is a one-time link that still works.
type KeptLink struct {
	Purpose Purpose   `json:"purpose"`
	Ends    time.Time `json:"ends"`
}

// KeptRequest is access that the person has asked for by another house's sign-in, and that waits or was decided some time ago.
type KeptRequest struct {
	Place string    `json:"place"`
	Made  time.Time `json:"made"`
	Ends  time.Time `json:"ends"`
}

// KeptSession is a browser that is signed in.
type KeptSession struct {
	Started time.Time `json:"started"`
	Used    time.Time `json:"used"`
}

// KeptEntry is an entry of the log, by the person or about the account.
type KeptEntry struct {
	Number  int64           `json:"number"`
	At      time.Time       `json:"at"`
	Account audit.AccountID `json:"account"`
	Action  audit.Action    `json:"action"`
	School  string          `json:"school,omitempty"`
	Owner   string          `json:"owner,omitempty"`
	Subject string          `json:"subject,omitempty"`
	Detail  string          `json:"detail,omitempty"`
}

// Kept gathers what is kept about an account, and logs that it was handed out. Whoever asks is the person, an operator, or a command on the server.
// Errors: [ErrNotFound], [ErrForbidden].
func (s *Store) Kept(ctx context.Context, by audit.By, id audit.AccountID) (Kept, error) {
	a, err := s.Account(id)
	if err != nil {
		return Kept{}, err
	}
	if by.Account != id && !slices.Contains(s.grantsOf(by.Account), Grant{Role: Operator}) {
		return Kept{}, ErrForbidden
	}
	err = s.write(ctx, func(tx *duckdb.Tx) error {
		return audit.Append(tx, by, audit.Entry{Action: audit.AccountTaken, Subject: string(id)})
	})
	if err != nil {
		return Kept{}, fmt.Errorf("hand out an account: %w", err)
	}
	k := Kept{Account: KeptAccount{a.ID, a.Email, a.Name, a.Lang}, Roles: []KeptRole{}, Secrets: []KeptSecret{}, Links: []KeptLink{}, Requests: s.keptRequests(id), Sessions: []KeptSession{}, Log: []KeptEntry{}}
	for _, g := range s.GrantsOf(id) {
		k.Roles = append(k.Roles, KeptRole{g.Role, g.At})
	}
	for _, x := range s.secretsOf(id) {
		known := x.identity()
		k.Secrets = append(k.Secrets, KeptSecret{x.kind, x.label, x.made, known.Issuer, known.Subject})
	}
	for purpose := range linkLives {
		for _, l := range s.linksOf(id, purpose) {
			if by.At.Before(l.ends) {
				k.Links = append(k.Links, KeptLink{l.purpose, l.ends})
			}
		}
	}
	for _, session := range s.Sessions.Of(by.At, id) {
		k.Sessions = append(k.Sessions, KeptSession{session.Started, session.Used()})
	}
	entries, err := audit.Open(s.record).About(ctx, id)
	if err != nil {
		return Kept{}, err
	}
	for _, e := range entries {
		k.Log = append(k.Log, KeptEntry{e.Number, e.At, e.Account, e.Action, e.School, e.Owner, e.Subject, e.Detail})
	}
	return k, nil
}

func (s *Store) keptRequests(id audit.AccountID) []KeptRequest {
	s.mu.RLock()
	defer s.mu.RUnlock()
	kept := []KeptRequest{}
	for _, r := range s.requests {
		if r.Account == id {
			kept = append(kept, KeptRequest{r.Place, r.Made, r.Ends})
		}
	}
	return kept
}
