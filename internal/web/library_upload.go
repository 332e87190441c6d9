package web

import (
	"bytes"
	"context"
	"errors"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/tabular"
	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

// uploadBody bounds an upload, in bytes: the largest workbook that is read, and the form around it.
const uploadBody = 2<<20 + 64<<10

// libraryUploadPage is templates/library_upload.html.
type libraryUploadPage struct {
	Page
	In     *entered
	Faults []faultShown // what is wrong with the file; nothing of it is stored
	Count  string
}

// faultShown is a fault of a file: where it is, and what is wrong.
type faultShown struct {
	Where, What string
}

// libraryUpload asks for a file.
func (s *Server) libraryUpload(_ context.Context, r *request) (reply, error) {
	return render("library_upload", uploadPage(r, entering(r.query), nil)), nil
}

func uploadPage(r *request, in *entered, faults []faultShown) *libraryUploadPage {
	page := &libraryUploadPage{Page: r.page("library.upload_title"), In: in, Faults: faults}
	in.call(fieldFile, r.words.T("library.upload_file"))
	if len(faults) > 0 {
		page.Count = r.words.T("library.fault_count", "count", len(faults))
	}
	return page
}

// libraryTake reads a file and makes it a draft. A file with a fault is refused as a whole, with all of them.
func (s *Server) libraryTake(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	read := readQuestionnaire(r.words, r.file)
	if read.problem != "" {
		in.refuse(fieldFile, read.problem)
	}
	if read.instrument != nil {
		e, err := s.surveys.SaveDraft(ctx, s.by(r), read.instrument)
		fault, refused := s.draftFault(r.words, read.instrument, err)
		switch {
		case refused:
			read.faults = []faultShown{fault}
		case err != nil:
			return nil, err
		default:
			return s.taken(r, e, read.ignored), nil
		}
	}
	return renderInvalid("library_upload", uploadPage(r, in, read.faults)), nil
}

// taken leads to what has become of the file.
func (s *Server) taken(r *request, e surveys.LibraryEntry, ignored []string) reply {
	if e.State != surveys.Draft {
		r.note("library.known", "version", e.Version)
		return redirect(versionPath(e))
	}
	r.note("library.saved", "version", e.Version)
	if len(ignored) > 0 {
		r.note("library.ignored", "what", r.words.List(ignored))
	}
	if _, ok := s.surveys.Predecessor(e); ok {
		return redirect(versionPath(e) + "/compare")
	}
	return redirect(versionPath(e))
}

// draftFault words why the library does not take an instrument as a draft.
func (s *Server) draftFault(words i18n.Printer, in *surveys.Instrument, err error) (faultShown, bool) {
	newest := 0
	for _, e := range s.surveys.Instruments() {
		if e.Key == in.Key && e.State != surveys.Draft {
			newest = max(newest, e.Version)
		}
	}
	where := words.T("library.at_version")
	switch {
	case errors.Is(err, surveys.ErrFrozen), errors.Is(err, surveys.ErrNotNewer):
		return faultShown{where, words.T("library.fault_version", "version", in.Version, "next", newest+1)}, true
	case errors.Is(err, surveys.ErrOtherKind):
		return faultShown{words.T("library.at_kind"), words.T("library.fault_kind", "key", in.Key)}, true
	case errors.Is(err, surveys.ErrOtherAudience):
		return faultShown{words.T("library.at_audience"), words.T("library.fault_audience", "key", in.Key)}, true
	}
	return faultShown{}, false
}

// questionnaire is what an upload came to: an instrument, or what is wrong with the file.
type questionnaire struct {
	instrument *surveys.Instrument
	faults     []faultShown
	ignored    []string // places in a workbook that were passed over
	problem    string   // code of what keeps the file from being read at all
}

// readQuestionnaire reads an XLSForm workbook or a JSON document; which of them it is, the file itself says.
func readQuestionnaire(words i18n.Printer, file []byte) questionnaire {
	switch {
	case len(file) == 0:
		return questionnaire{problem: "file_missing"}
	case bytes.HasPrefix(file, []byte("PK")) || bytes.HasPrefix(file, []byte("\xD0\xCF\x11\xE0")): // an archive, as workbooks are, or one of before 2007
		return readWorkbook(words, file)
	}
	report := surveys.CheckInstrument(file, programme.Builtin())
	read := questionnaire{instrument: report.Instrument}
	for _, fault := range report.Faults {
		shown := documentFault(words, fault)
		shown.Where = words.T("library.at_line", "line", fault.Line, "column", fault.Column, "path", shown.Where)
		read.faults = append(read.faults, shown)
	}
	return read
}

func readWorkbook(words i18n.Printer, file []byte) questionnaire {
	in, ignored, err := xlsform.ReadFor(file, programme.Builtin())
	read := questionnaire{instrument: in}
	for _, i := range ignored {
		read.ignored = append(read.ignored, i.Place.In(words))
	}
	if faults, ok := errors.AsType[*xlsform.Faults](err); ok {
		for _, fault := range faults.List {
			read.faults = append(read.faults, faultShown{fault.Place.In(words), words.Say(fault.What)})
		}
		return read
	}
	switch {
	case errors.Is(err, tabular.ErrEmpty):
		read.problem = "file_empty"
	case errors.Is(err, tabular.ErrOldWorkbook):
		read.problem = "file_old"
	case errors.Is(err, tabular.ErrTooLarge):
		read.problem = "form_large"
	case err != nil:
		read.problem = "form_kind"
	}
	return read
}

// documentFault words a fault of a JSON document.
func documentFault(words i18n.Printer, fault surveys.Fault) faultShown {
	where := fault.Path
	if where == "" {
		where = words.T("library.at_document")
	}
	return faultShown{where, words.Say(fault.What)}
}
