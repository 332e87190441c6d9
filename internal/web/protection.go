package web

import (
	"bytes"
	"context"
	"fmt"

	"tilstand/internal/accounts"
	"tilstand/internal/dataprotection"
	"tilstand/reports"
	"tilstand/surveys"
)

// protectionPage is templates/protection.html: the documents of the installation, or of an owner.
type protectionPage struct {
	Page
	At      string // address that the documents are below
	Owner   string // empty for the installation
	Unnamed bool   // nobody has said who is responsible
	Titles  []protectionLink
}

// protectionLink is a document.
type protectionLink struct {
	Key, Title string
}

// documentPage is templates/document.html.
type documentPage struct {
	Page
	Doc        dataprotection.Document
	Back, File string
}

// protected is whose documents are asked for: where they are, and the facts that they are made of.
type protected struct {
	at    string
	facts dataprotection.Facts
}

// whose finds out whose documents a request is about.
type whose func(r *request) (protected, error)

// facts are what is so here.
func (s *Server) facts() dataprotection.Facts {
	methods := []dataprotection.Method{dataprotection.Password, dataprotection.TOTP}
	if s.passkeys != nil {
		methods = append(methods, dataprotection.Passkey)
	}
	if len(s.houses.Houses()) > 0 {
		methods = append(methods, dataprotection.OIDC)
	}
	facts := dataprotection.FactsOf(s.settings, int(accounts.AbsoluteLimit.Hours()), methods...)
	facts.RequestDays = int(accounts.RequestLives.Hours() / 24)
	return facts
}

func (s *Server) installationDocuments(*request) (protected, error) {
	return protected{"/operation/data-protection", s.facts()}, nil
}

func (s *Server) ownerDocuments(r *request) (protected, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	return protected{"/owners/" + owner.Orgnr + "/data-protection", s.facts().For(owner.Name)}, err
}

// documents are those that do not hang on a survey, by the last part of their address.
func (s *Server) documents(r *request, f dataprotection.Facts) map[string]dataprotection.Document {
	return map[string]dataprotection.Document{
		"record":     dataprotection.Record(f, r.words, s.now()),
		"assessment": dataprotection.Assessment(f, r.words, s.now()),
	}
}

// documentKeys are their order.
var documentKeys = []string{"record", "assessment"}

// protection lists the documents.
func (s *Server) protection(of whose) handler {
	return func(_ context.Context, r *request) (reply, error) {
		p, err := of(r)
		if err != nil {
			return nil, err
		}
		page := &protectionPage{Page: r.page("pack.title"), At: p.at, Owner: p.facts.Owner, Unnamed: !s.settings.Named()}
		documents := s.documents(r, p.facts)
		for _, key := range documentKeys {
			page.Titles = append(page.Titles, protectionLink{key, documents[key].Title})
		}
		return render("protection", page), nil
	}
}

// protectionDocument shows one of them.
func (s *Server) protectionDocument(of whose) handler {
	return func(_ context.Context, r *request) (reply, error) {
		p, err := of(r)
		if err != nil {
			return nil, err
		}
		key := r.param("document")
		d, ok := s.documents(r, p.facts)[key]
		if !ok {
			return nil, errNotFound
		}
		return render("document", &documentPage{Page: Page{Title: d.Title}, Doc: d, Back: p.at, File: p.at + "/file/" + key}), nil
	}
}

// protectionFile is one of them to go on writing in.
func (s *Server) protectionFile(of whose) handler {
	return func(_ context.Context, r *request) (reply, error) {
		p, err := of(r)
		if err != nil {
			return nil, err
		}
		d, ok := s.documents(r, p.facts)[r.param("document")]
		if !ok {
			return nil, errNotFound
		}
		return documentFile(d, "tilstand-"+r.param("document"))
	}
}

// protectionWorkbook is record and assessment as tables.
func (s *Server) protectionWorkbook(of whose) handler {
	return func(_ context.Context, r *request) (reply, error) {
		p, err := of(r)
		if err != nil {
			return nil, err
		}
		var all []dataprotection.Document
		documents := s.documents(r, p.facts)
		for _, key := range documentKeys {
			all = append(all, documents[key])
		}
		var book bytes.Buffer
		if err := reports.Write(&book, reports.Protection(all, r.words)); err != nil {
			return nil, fmt.Errorf("write data-protection documents: %w", err)
		}
		return attachment{name: "tilstand-data-protection-" + r.words.Lang() + ".xlsx", contentType: workbookType, body: book.Bytes()}, nil
	}
}

// letter is what those who are asked are told beforehand, to print.
func (s *Server) letter(_ context.Context, r *request) (reply, error) {
	d, w, err := s.letterOf(r)
	if err != nil {
		return nil, err
	}
	back := "/waves/" + string(w.ID)
	return render("document", &documentPage{Page: Page{Title: d.Title}, Doc: d, Back: back, File: back + "/letter/file"}), nil
}

// letterFile is the same to go on writing in.
func (s *Server) letterFile(_ context.Context, r *request) (reply, error) {
	d, _, err := s.letterOf(r)
	if err != nil {
		return nil, err
	}
	return documentFile(d, "tilstand-letter")
}

func (s *Server) letterOf(r *request) (dataprotection.Document, surveys.Wave, error) {
	w, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return dataprotection.Document{}, w, err
	}
	school, err := s.programme.School(w.School)
	if err != nil {
		return dataprotection.Document{}, w, err
	}
	owner, err := s.programme.Owner(school.Owner)
	in := s.surveys.InstrumentOf(w)
	asked := dataprotection.Asked{
		Wave: w, What: s.nameOf(r, w), School: school.Name, Audience: in.Audience, Minutes: in.Minutes, Owner: s.ownerSees(r.words, w),
		Erased: s.retention.DayOf(w, s.now()), Privacy: s.base.String() + "/privacy",
	}
	return dataprotection.Letter(s.facts().For(owner.Name), asked, r.words, s.now()), w, err
}
