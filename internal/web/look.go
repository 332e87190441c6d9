package web

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
)

// Who has seen results is in the log, and this file alone writes it: for every route that asks for one of these, unless the route says that it
// shows none; and for those that ask for less and show results to whoever may see them. The entry is on the disk before the page is sent, and
// where it cannot be written nothing is shown: results that somebody saw without a trace could not be accounted for, and a page that is late can.
var seeing = []accounts.What{accounts.SeeResults, accounts.SeeItems, accounts.SeeOwner, accounts.SeeProgramme}

// looksTogether is how long a page that the same session asks for again is the same look. Switching between groups and languages is reading
// on; the next lesson is another look. Files are logged each time: each is a copy.
const looksTogether = 15 * time.Minute

// withoutResults says that a page shows no results, although what it asks for lets one see some.
func (a access) withoutResults() access {
	a.shows = ""
	return a
}

// withResults says that a page shows results to whoever may do this where it is.
func (a access) withResults(to accounts.What) access {
	a.shows = to
	return a
}

// look is a page of a place in the hands of a session.
type look struct{ session, page, place string }

// looks remembers the last entry of each.
type looks struct {
	mu     sync.Mutex
	logged map[look]time.Time
	swept  time.Time
}

// again reports whether a look is part of one that is in the log.
func (l *looks) again(now time.Time, of look) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, ok := l.logged[of]
	return ok && now.Sub(at) < looksTogether
}

// keep remembers a look that has been logged, and forgets on the way those that are over.
func (l *looks) keep(now time.Time, of look) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) >= looksTogether {
		for old, at := range l.logged {
			if now.Sub(at) >= looksTogether {
				delete(l.logged, old)
			}
		}
		l.swept = now
	}
	if l.logged == nil {
		l.logged = map[look]time.Time{}
	}
	l.logged[of] = now
}

// logLook writes that somebody is about to get what a handler answers with.
func (s *Server) logLook(ctx context.Context, r *request, rt route, out reply) error {
	if rt.access.forPrograms() {
		return s.noteProgram(ctx, r)
	}
	action := lookedBy(out)
	if rt.access.shows == "" || action == "" || !r.may(rt.access.shows) {
		return nil
	}
	by := s.by(r)
	of := look{page: rt.pattern, place: r.place.ID}
	if r.session != nil {
		of.session = r.session.ID()
	}
	if action == audit.ResultsViewed && s.looks.again(by.At, of) {
		return nil
	}
	if err := s.audit.Write(ctx, by, entryOfLook(r, rt, action)); err != nil {
		return fmt.Errorf("results are not shown: %w", err)
	}
	if action == audit.ResultsViewed {
		s.looks.keep(by.At, of)
	}
	return nil
}

// lookedBy is what an answer is to the log: a page is viewed, a redirect is nothing, and everything else is data that leave the house.
func lookedBy(out reply) audit.Action {
	switch out := out.(type) {
	case htmlReply:
		return audit.ResultsViewed
	case redirectReply:
		return ""
	case keptReply:
		return lookedBy(out.reply)
	case failed:
		return lookedBy(out.reply)
	}
	return audit.ResultsExported
}

// entryOfLook names the page by its pattern: an address can hold what somebody typed. A look at a school is the school's own, and its
// owner's too when the visitor sees it as its owner.
func entryOfLook(r *request, rt route, action audit.Action) audit.Entry {
	e := audit.Entry{Action: action, Subject: r.place.ID, Detail: "page=" + rt.pattern}
	switch r.place.Kind {
	case accounts.AtSchool:
		e.School = r.place.ID
		if ofTheSchool := without(r.grants, accounts.Owner); !accounts.May(ofTheSchool, rt.access.shows, r.place) {
			e.Owner = r.place.Owner
		}
	case accounts.AtOwner:
		e.Owner = r.place.ID
	}
	return e
}

func without(grants []accounts.Grant, role accounts.Role) []accounts.Grant {
	return slices.DeleteFunc(slices.Clone(grants), func(g accounts.Grant) bool { return g.Role == role })
}
