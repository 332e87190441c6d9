package web

import (
	"context"
	"errors"

	"tilstand/internal/accounts"
)

// requestLine is somebody who asks for access at the place.
type requestLine struct {
	accounts.Request
	Roles []option // that the visitor may give
}

// requestLines are those that the visitor can decide.
func (s *Server) requestLines(r *request, roles choiceField) (lines []requestLine) {
	if len(roles.Options) == 0 {
		return nil
	}
	for _, asked := range s.accounts.RequestsAt(s.now(), r.place) {
		line := requestLine{Request: asked}
		for _, option := range roles.Options {
			option.Label = r.words.T("people.role." + option.Value)
			option.Checked = option.Value == string(asked.RoleAsked())
			line.Roles = append(line.Roles, option)
		}
		lines = append(lines, line)
	}
	return lines
}

// grantRequest gives somebody who asks a role.
func (s *Server) grantRequest(ctx context.Context, r *request) (reply, error) {
	role := accounts.Role(r.form.Get("role"))
	account, err := s.accounts.Grant(ctx, s.by(r), r.form.Get("request"), role, r.place)
	switch {
	case errors.Is(err, accounts.ErrTaken):
		r.note("people.request_taken")
	case errors.Is(err, accounts.ErrNotFound): // somebody else has decided meanwhile
		r.note("people.request_gone")
	case err != nil:
		return nil, err
	default:
		r.note("people.given", "name", account.Name, "role", r.words.T("people.role."+string(role)))
	}
	return redirect(r.path), nil
}

// declineRequest says no.
func (s *Server) declineRequest(ctx context.Context, r *request) (reply, error) {
	err := s.accounts.Decline(ctx, s.by(r), r.form.Get("request"), r.place)
	switch {
	case errors.Is(err, accounts.ErrNotFound):
		r.note("people.request_gone")
	case err != nil:
		return nil, err
	default:
		r.note("people.request_declined")
	}
	return redirect(r.path), nil
}
