package web

import (
	"bytes"
	"context"
	"fmt"

	"tilstand/analytics"
	"tilstand/reports"
)

// workbookType is what browsers call an Excel workbook.
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// report is the Excel report of what the school page shows, in the language of the page.
func (s *Server) report(_ context.Context, r *request) (reply, error) {
	view, err := s.schoolView(r)
	if err != nil {
		return nil, err
	}
	if view.Now == nil {
		return nil, errNotFound // there is nothing to report before the first release
	}
	between, err := s.timeline(r, view)
	if err != nil {
		return nil, err
	}
	return s.workbook(r, reports.BuildWith(view, between, r.words), view.Owner, reportName(view))
}

// workbook sends a book in the look of an owner.
func (s *Server) workbook(r *request, b *reports.Book, owner analytics.OwnerRef, name string) (reply, error) {
	b.Dress(s.brands.Of(owner.ID), owner.Name, r.words)
	var book bytes.Buffer
	if err := reports.Write(&book, b); err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	return attachment{name: name, contentType: workbookType, body: book.Bytes()}, nil
}

// reportName is the file's name: what, whose and when.
func reportName(view *analytics.SchoolView) string {
	return fmt.Sprintf("tilstand-%s-%s-%s.xlsx", view.School.Orgnr, view.Now.Phase.Key, view.Now.Closed)
}

// ownerReport is the Excel report over an owner's schools, lined up and ordered as the page is.
func (s *Server) ownerReport(_ context.Context, r *request) (reply, error) {
	view, err := s.ownerView(r)
	if err != nil {
		return nil, err
	}
	views, err := reports.ReadOwner(s.analytics, view)
	if err != nil {
		return nil, err
	}
	return s.workbook(r, reports.BuildOwner(views, r.words), view.Owner, fmt.Sprintf("tilstand-%s.xlsx", view.Owner.Orgnr))
}
