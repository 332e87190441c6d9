package web

import (
	"slices"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// access says who may ask, what they must be allowed to do and where, and how much they may send.
type access struct {
	who   audience
	what  accounts.What // "" where an account is enough
	where place
	body  int  // bytes; 0 for the default
	file  bool // a file may come with the form

	signsIn bool // attempts are counted by where they come from
	framed  bool // a page of ours may show it in a frame
	framing bool // it shows a page of ours in a frame

	shows accounts.What // the results that it shows to whoever may see them; see look.go
}

// audience is whom a page is for.
type audience string

var (
	// public pages are for everybody, and know whether the visitor is signed in.
	public = access{who: "public"}

	// respondent pages belong to the people who answer. No session is looked up, no cookie is set, the log holds nothing
	// about the visitor or the survey, and the browser is told to tell nobody where it came from.
	respondent = access{who: "respondent"}

	// reader pages are behind a read link: like those of respondents, they know nobody, and tell no page and no search engine of themselves.
	reader = access{who: "reader"}

	// anyAccount pages send strangers to the sign-in page, and let everybody in who has an account.
	anyAccount = access{who: "account"}
)

// place finds where something is asked to be done: in the path, never in what was typed.
type place func(r *request) (accounts.Place, error)

// may lets those in who may do something at a place. Strangers are sent to the sign-in page; for everybody else a page that is not theirs is not
// there.
func may(what accounts.What, where place) access {
	a := access{who: anyAccount.who, what: what, where: where}
	if slices.Contains(seeing, what) {
		a.shows = what
	}
	return a
}

// unknown says that a page does not want to know which person is there.
func (a access) unknown() bool {
	return a.who == respondent.who || a.who == reader.who || a.forPrograms()
}

// upTo lets a route take larger bodies than the default 64 KiB.
func (a access) upTo(bytes int) access {
	a.body = bytes
	return a
}

// withFile lets a form with a file in it come to a route. The file is held in memory; its size is what upTo says.
func (a access) withFile() access {
	a.file = true
	return a
}

// bySigningIn tells a route's handler where its attempts come from.
func (a access) bySigningIn() access {
	a.signsIn = true
	return a
}

// inFrame lets our own pages show a page in a frame. It is for pages from which nothing can be sent.
func (a access) inFrame() access {
	a.framed = true
	return a
}

// withFrame lets a page show one of ours in a frame.
func (a access) withFrame() access {
	a.framing = true
	return a
}

// admit decides whether a visitor gets in. The reply, if any, is what they get instead.
func (s *Server) admit(r *request) (reply, error) {
	if r.access.forPrograms() {
		return s.admitProgram(r)
	}
	if r.access.who != anyAccount.who {
		return nil, nil
	}
	if !r.signedIn() {
		return s.askToSignIn(r), nil
	}
	if r.access.where == nil {
		return nil, nil
	}
	where, err := r.access.where(r)
	if err != nil {
		return nil, err
	}
	r.place = where
	switch {
	case r.may(r.access.what):
		return nil, nil
	case accounts.May(s.accounts.GrantsOf(r.session.Account), r.access.what, where): // their role is asleep
		return redirect(s.secondPath()), nil
	}
	return nil, errNotFound
}

// may reports whether the visitor may do something where this page is.
func (r *request) may(what accounts.What) bool { return r.mayAt(what, r.place) }

// mayAt reports whether the visitor may do something somewhere else.
func (r *request) mayAt(what accounts.What, where accounts.Place) bool {
	return accounts.May(r.grants, what, where)
}

// by says who asks, and when, for the log.
func (s *Server) by(r *request) audit.By {
	by := audit.By{At: s.now(), Account: audit.Stranger}
	if r.session != nil {
		by.Account = r.session.Account
	}
	return by
}

// The places of the service.

func (s *Server) installation(*request) (accounts.Place, error) {
	return accounts.Place{Kind: accounts.AtInstallation}, nil
}

// course is the programme that the schools take; there is one.
func (s *Server) course(*request) (accounts.Place, error) {
	return accounts.Place{Kind: accounts.AtProgramme, ID: programme.Builtin().Key}, nil
}

func (s *Server) ownerItself(r *request) (accounts.Place, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	return placeOfOwner(owner), err
}

func (s *Server) schoolItself(r *request) (accounts.Place, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	return s.placeOfSchool(school), err
}

func (s *Server) schoolOfWave(r *request) (accounts.Place, error) {
	wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return accounts.Place{}, err
	}
	school, err := s.programme.School(wave.School)
	return s.placeOfSchool(school), err
}

func placeOfOwner(owner programme.Owner) accounts.Place {
	return accounts.Place{Kind: accounts.AtOwner, ID: string(owner.ID)}
}

func (s *Server) placeOfSchool(school programme.School) accounts.Place {
	return accounts.Place{Kind: accounts.AtSchool, ID: string(school.ID), Owner: string(school.Owner), Shares: degrees[s.analytics.SharedWithOwner(school.ID)]}
}

// degrees are what a school shares, as decisions know it.
var degrees = map[surveys.Degree]accounts.Sharing{
	surveys.SharesNothing: accounts.SharesNothing, surveys.SharesComponents: accounts.SharesComponents, surveys.SharesAll: accounts.SharesAll,
}
