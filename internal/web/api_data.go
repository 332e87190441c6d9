package web

import (
	"context"

	"tilstand/internal/programme"
	"tilstand/reports"
	"tilstand/reports/dataset"
	"tilstand/surveys"
)

// Programs that want a table rather than documents (Power BI, Excel, R) read the data files, as far as their token reads.

// apiSchoolData is what a school shares.
func (s *Server) apiSchoolData(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.School(programme.SchoolID(r.place.ID))
	if err != nil {
		return nil, err
	}
	releases, err := s.analytics.SharedReleases(school.ID, r.reach())
	if err != nil {
		return nil, err
	}
	lined, err := s.analytics.Line(releases)
	if err != nil {
		return nil, err
	}
	return s.answerFile(r, &figures{source: dataset.Source{Title: school.Name, Name: "tilstand-" + school.Orgnr}, lined: dataset.Each(lined)})
}

// apiOwnerData is what all schools of the token's owner share.
func (s *Server) apiOwnerData(_ context.Context, r *request) (reply, error) {
	owner, err := s.programme.Owner(programme.OwnerID(r.place.ID))
	if err != nil {
		return nil, err
	}
	most := surveys.SharesComponents
	if r.program.Items {
		most = surveys.SharesAll
	}
	lined := s.analytics.SharedLines(s.programme.SchoolsOf(owner.ID), most)
	return s.answerFile(r, &figures{source: dataset.Source{Title: owner.Name, Name: "tilstand-" + owner.Orgnr}, lined: lined})
}

// apiEditionData is an edition of the owner's or the programme's.
func (s *Server) apiEditionData(_ context.Context, r *request) (reply, error) {
	kind, id := editionsOfProgram(r)
	scope := editionScope{kind: kind, id: id}
	e, err := s.numbered(r, scope)
	if err != nil {
		return nil, err
	}
	return s.answerFile(r, &figures{source: editionSource(newEditionPage(r.words, scope, e.View()).Title, e), edition: e})
}

// answerFile answers a program with a file. Unlike a person's, it is there without figures, too: a query that runs each night must not fail because a
// school has withdrawn.
func (s *Server) answerFile(r *request, f *figures) (reply, error) {
	file, ok := reports.DataFileOf(r.param("form"))
	if !ok {
		return nil, errNotFound
	}
	return s.writeData(r, file, f)
}
