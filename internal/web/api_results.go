package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// What programs read of results are the documents that the pages are made of: releases and editions as they are stored, a release as far as it
// is shared. Lists name them, and hold no figure.

// apiOwner is an owner as its programs see it.
type apiOwner struct {
	Owner      analytics.OwnerRef        `json:"owner"`
	Sharing    analytics.SharingCount    `json:"sharing"`
	Components []analytics.ComponentHead `json:"components"`
	Edition    *analytics.EditionHead    `json:"latest_edition"`
}

// apiSchool is one of the owner's schools.
type apiSchool struct {
	School   analytics.SchoolRef    `json:"school"`
	Status   analytics.SchoolStatus `json:"status"`
	Shares   surveys.Degree         `json:"shares"`
	Releases *string                `json:"releases"` // where its releases are listed; null while it shares nothing
}

// apiRelease names a release.
type apiRelease struct {
	ID         analytics.ReleaseID     `json:"id"`
	Revision   int                     `json:"revision"`
	Wave       analytics.WaveRef       `json:"wave"`
	Instrument analytics.InstrumentRef `json:"instrument"`
	Items      bool                    `json:"items"` // single items are in it
	Document   string                  `json:"document"`
}

// apiEdition names an edition.
type apiEdition struct {
	analytics.EditionHead
	Document string `json:"document"`
}

// ownerOfProgram is the view that the owner's page is made of.
func (s *Server) ownerOfProgram(r *request) (*analytics.OwnerView, error) {
	owner, err := s.programme.Owner(programme.OwnerID(r.program.Place.ID))
	if err != nil {
		return nil, err
	}
	return s.analytics.OwnerView(analytics.Query{Owner: owner.Orgnr})
}

// apiOwner says whose token it is, and how many schools share.
func (s *Server) apiOwner(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerOfProgram(r)
	if err != nil {
		return nil, err
	}
	out := apiOwner{Owner: view.Owner, Sharing: view.Sharing, Components: view.Components}
	if last := len(view.Editions) - 1; last >= 0 {
		out.Edition = &view.Editions[last]
	}
	return answerProgram(out), nil
}

// apiSchools lists the owner's schools by organisation number.
func (s *Server) apiSchools(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerOfProgram(r)
	if err != nil {
		return nil, err
	}
	var schools []apiSchool
	for _, sc := range view.Schools {
		one := apiSchool{School: sc.School, Status: sc.Status, Shares: sc.Shares}
		if sc.Shares > surveys.SharesNothing {
			path := apiPath + "schools/" + sc.School.Orgnr + "/releases"
			one.Releases = &path
		}
		schools = append(schools, one)
	}
	slices.SortFunc(schools, func(a, b apiSchool) int { return cmp.Compare(a.School.Orgnr, b.School.Orgnr) })
	return partOf(r, schools, func(one apiSchool) string { return one.School.Orgnr })
}

// reach is how far into what is shared the program's token reads.
func (r *request) reach() surveys.Degree {
	if r.program.May(accounts.SeeItems, r.place) {
		return surveys.SharesAll
	}
	return surveys.SharesComponents
}

// apiReleases lists the releases that a school shares, in course order. A school has a handful.
func (s *Server) apiReleases(_ context.Context, r *request) (reply, error) {
	releases, err := s.analytics.SharedReleases(programme.SchoolID(r.place.ID), r.reach())
	if err != nil {
		return nil, err
	}
	list := apiList[apiRelease]{Items: []apiRelease{}}
	for _, release := range releases {
		list.Items = append(list.Items, apiRelease{
			ID: release.ID, Revision: release.Revision, Wave: release.Wave, Instrument: release.Instrument, Items: !release.Itemless(),
			Document: apiPath + "releases/" + string(release.ID),
		})
	}
	return answerProgram(list), nil
}

// apiRelease is a release as it is stored, as far as it is shared.
func (s *Server) apiRelease(_ context.Context, r *request) (reply, error) {
	release, err := s.analytics.SharedRelease(analytics.ReleaseID(r.param("id")), r.reach())
	if err != nil {
		return nil, err
	}
	return answerProgram(release), nil
}

// editionsOfProgram are whose editions a token reads: the owner's or the programme's.
func editionsOfProgram(r *request) (analytics.ScopeKind, string) {
	if r.program.Place.Kind == accounts.AtOwner {
		return analytics.OwnerScope, r.program.Place.ID
	}
	return analytics.ProgrammeScope, r.program.Place.ID
}

// apiEditions lists the editions, oldest first.
func (s *Server) apiEditions(_ context.Context, r *request) (reply, error) {
	editions, err := s.analytics.Editions(editionsOfProgram(r))
	if err != nil {
		return nil, err
	}
	var list []apiEdition
	for _, e := range editions {
		list = append(list, apiEdition{e.Head(), apiPath + "editions/" + strconv.Itoa(e.Number)})
	}
	return partOf(r, list, func(e apiEdition) string { return fmt.Sprintf("%09d", e.Number) })
}

// apiEdition is an edition as it is stored.
func (s *Server) apiEdition(_ context.Context, r *request) (reply, error) {
	kind, id := editionsOfProgram(r)
	edition, err := s.numbered(r, editionScope{kind: kind, id: id})
	if err != nil {
		return nil, err
	}
	return answerProgram(edition), nil
}
