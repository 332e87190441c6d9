package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"tilstand/surveys"
	"tilstand/surveys/ddi"
	"tilstand/surveys/xlsform"
)

// libraryWorkbook hands out a version as an XLSForm workbook to go on editing.
func (s *Server) libraryWorkbook(_ context.Context, r *request) (reply, error) {
	out, err := s.libraryFile(r, ".xlsx", workbookType, xlsform.Write)
	if errors.Is(err, xlsform.ErrUnwritable) {
		return renderStatus(http.StatusConflict, "error", &errorPage{Page: r.page("library.unwritable"), Text: r.words.T("library.unwritable_text")}), nil
	}
	return out, err
}

// libraryDocument hands out a version in the service's own format.
func (s *Server) libraryDocument(_ context.Context, r *request) (reply, error) {
	return s.libraryFile(r, ".json", "application/json", func(w io.Writer, in *surveys.Instrument) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(in)
	})
}

// libraryArchive hands out a version as DDI-Codebook 2.5.
func (s *Server) libraryArchive(_ context.Context, r *request) (reply, error) {
	return s.libraryFile(r, ".ddi.xml", "application/xml", ddi.Write)
}

func (s *Server) libraryFile(r *request, ending, contentType string, write func(io.Writer, *surveys.Instrument) error) (reply, error) {
	e, err := s.libraryEntry(r)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	if err := write(&body, e.Instrument); err != nil {
		return nil, fmt.Errorf("write instrument: %w", err)
	}
	return attachment{name: e.Key + "-" + strconv.Itoa(e.Version) + ending, contentType: contentType, body: body.Bytes()}, nil
}
