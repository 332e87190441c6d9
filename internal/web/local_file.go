package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

// localUploadPage is templates/local_upload.html.
type localUploadPage struct {
	libraryUploadPage
	Base, To, Action string
	Workbook         string // address of the questions as a workbook; empty where there are none yet
}

// localWorkbook hands out the local questions as an XLSForm workbook to go on editing.
func (s *Server) localWorkbook(find findLocal) handler {
	return func(_ context.Context, r *request) (reply, error) {
		of, in, err := s.localTo(r, find)
		if err != nil {
			return nil, err
		}
		document := of.supplement(s, in.Key).Document(of.name, s.now().In(oslo).Year())
		if document == nil {
			return nil, errNotFound
		}
		var body bytes.Buffer
		if err := xlsform.Write(&body, document); err != nil {
			return nil, fmt.Errorf("write local questions: %w", err)
		}
		return attachment{name: in.Key + "-local.xlsx", contentType: workbookType, body: body.Bytes()}, nil
	}
}

// localUpload asks for a workbook.
func (s *Server) localUpload(find findLocal) handler {
	return func(_ context.Context, r *request) (reply, error) {
		of, in, err := s.localTo(r, find)
		if err != nil {
			return nil, err
		}
		return render("local_upload", s.localUploadPage(r, of, in, entering(r.query), nil)), nil
	}
}

// takeLocalWorkbook puts the questions of a workbook in the place of those there are. One with a fault is refused as a whole, with all of them.
func (s *Server) takeLocalWorkbook(find findLocal) handler {
	return func(ctx context.Context, r *request) (reply, error) {
		of, to, err := s.localTo(r, find)
		if err != nil {
			return nil, err
		}
		in, read := entering(r.form), questionnaire{problem: "file_missing"}
		if len(r.file) > 0 {
			read = readWorkbook(r.words, r.file)
		}
		if read.problem != "" {
			in.refuse(fieldFile, read.problem)
		}
		if read.instrument != nil {
			if read.faults, err = s.saveLocalWorkbook(ctx, s.by(r), r.words, of.supplement(s, to.Key), read.instrument); err != nil {
				return nil, err
			}
		}
		if len(read.faults) > 0 || !in.ok() {
			return renderInvalid("local_upload", s.localUploadPage(r, of, to, in, read.faults)), nil
		}
		r.note("local.uploaded")
		if len(read.ignored) > 0 {
			r.note("library.ignored", "what", r.words.List(read.ignored))
		}
		return redirect(of.base), nil
	}
}

func (s *Server) saveLocalWorkbook(ctx context.Context, by audit.By, words i18n.Printer, own surveys.Supplement, in *surveys.Instrument) (faults []faultShown, err error) {
	items, problems := surveys.LocalItemsOf(in)
	for _, p := range problems {
		faults = append(faults, faultShown{p.Field, words.T("local.fault." + p.Code)})
	}
	if len(faults) > 0 {
		return faults, nil
	}
	own.Items = items
	_, err = s.surveys.SaveSupplement(ctx, by, own)
	if invalid, ok := errors.AsType[*surveys.Invalid](err); ok {
		for _, p := range invalid.Problems {
			faults = append(faults, faultShown{localPlace(words, in, p.Field), words.T(problemKey(p.Code))})
		}
		return faults, nil
	}
	return nil, err
}

// localPlace names the question that a problem of the store is about, as the workbook does.
func localPlace(words i18n.Printer, in *surveys.Instrument, field string) string {
	parts := strings.Split(field, ".")
	if len(parts) < 2 {
		return words.T("local.questions")
	}
	n, _ := strconv.Atoi(parts[1])
	return string(in.Items()[n].ID)
}

func (s *Server) localUploadPage(r *request, of localScope, to *surveys.Instrument, in *entered, faults []faultShown) *localUploadPage {
	page := &localUploadPage{libraryUploadPage: *uploadPage(r, in, faults), Base: of.base, To: kindName(r.words, to), Action: r.path}
	page.Title = r.words.T("local.upload_title")
	if len(of.supplement(s, to.Key).Items) > 0 {
		page.Workbook = of.base + "/" + to.Key + "/xlsform.xlsx"
	}
	return page
}
