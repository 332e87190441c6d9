package web

import (
	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// What a school's owner sees of it is what the school shares, cut out in package analytics before a view is made. Whoever belongs to the school sees all.

// belongs reports whether the visitor sees the results of the school in the path by a right of their own, whatever it shares. Everybody else who gets
// in is its owner.
func (r *request) belongs() bool {
	unshared := r.place
	unshared.Shares = accounts.SharesNothing
	return r.mayAt(accounts.SeeResults, unshared)
}

// schoolFor answers a query about a school as far as the visitor may see it.
func (s *Server) schoolFor(r *request, q analytics.Query) (*analytics.SchoolView, error) {
	if r.belongs() {
		return s.analytics.School(q)
	}
	return s.analytics.SchoolForOwner(q)
}

// itemFor does the same for an item.
func (s *Server) itemFor(r *request, q analytics.Query) (*analytics.ItemView, error) {
	if r.belongs() {
		return s.analytics.Item(q)
	}
	return s.analytics.ItemForOwner(q)
}

// standingPage is templates/results_standing.html: all that an owner learns of a school that does not share.
type standingPage struct {
	Page
	School programme.School
	Says   string
	Status i18n.Sentence
}

func (s *Server) standingPage(r *request) (*standingPage, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	owner, err := s.programme.Owner(school.Owner)
	if err != nil {
		return nil, err
	}
	return &standingPage{
		Page: Page{Title: school.Name, Synthetic: school.Synthetic}, School: school,
		Says: r.words.T("share.standing", "school", school.Name, "owner", owner.Name), Status: statusWords(s.analytics.Status(school.ID)),
	}, nil
}
