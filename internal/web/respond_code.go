package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// A one-time code stands on a slip of paper. Its QR code leads straight to the form under /s/CODE; whoever types it does so on the start
// page or here, where the code of an open link is taken as well. The address is treated as an open link's is: it stands in no log, and no
// other page is told of it. When the answers are in, the script puts the wave's own address in its place and has the device forget
// the rest.
//
// Nothing here tells whether a code has been used before somebody sends an answer with it.

// codePage is templates/respond_code.html: where a code is typed. Answers that could not be taken in under another code come along.
type codePage struct {
	Page
	Text    []string
	Typed   string
	Problem string // key; empty when there is none
	Button  string // key
	Fields  []field
}

// codeForm asks for a code.
func (s *Server) codeForm(_ context.Context, r *request) (reply, error) {
	return render("respond_code", s.codePage(s.respondentPage(r, "code.title"), r)), nil
}

// codeEntry asks for a code of a wave whose link somebody has followed.
func (s *Server) codeEntry(r *request, wave surveys.Wave) reply {
	page := s.codePage(s.wavePage(r, wave, "code.title"), r)
	page.Text = []string{r.words.T("code.of_school", "school", wave.SchoolName), r.words.T("code.lead")}
	return render("respond_code", page)
}

func (s *Server) codePage(page Page, r *request) *codePage {
	if r.method == POST {
		page.Path = "/s/"
	}
	return &codePage{Page: page, Text: []string{r.words.T("code.lead")}, Button: "code.continue", Fields: answersIn(r)}
}

// enterCode goes on to the form that a code leads to, with the answers if there are any.
func (s *Server) enterCode(_ context.Context, r *request) (reply, error) {
	typed := typedCode(r)
	from, err := s.surveys.EntryByCode(s.now(), surveys.LinkCode(typed))
	switch {
	case err == nil && needsCode(from) && len(answersIn(r)) > 0:
		err = surveys.ErrNeedsCode
	case err == nil && len(answersIn(r)) > 0:
		return forward("/s/" + string(from.Code)), nil
	case err == nil:
		return redirect("/s/" + string(from.Code) + "?lang=" + r.words.Lang()), nil
	}
	return s.askForCode(r, typed, err)
}

// askForCode asks for a code again, after one that leads nowhere, with what was typed and all the answers.
func (s *Server) askForCode(r *request, typed string, err error) (reply, error) {
	page := s.codePage(s.respondentPage(r, "code.title"), r)
	page.Typed = typed
	if len(page.Fields) > 0 {
		page.Text, page.Button = []string{r.words.T("code.answers_kept")}, "code.send"
	}
	code := surveys.LinkCode(typed)
	switch {
	case errors.Is(err, surveys.ErrCrowded):
		page.Problem = "code.problem.crowded"
		return failed{err, renderStatus(http.StatusTooManyRequests, "respond_code", page)}, nil
	case errors.Is(err, surveys.ErrNeedsCode):
		page.Problem = "code.problem.needed"
	case !errors.Is(err, surveys.ErrNotFound):
		return nil, err
	case typed == "":
		page.Problem = "code.problem.missing"
	default:
		page.Problem = misreadKeys[code.Misread()]
	}
	status := http.StatusNotFound
	if r.path == "/s/" { // the page is there, and what stands in it is wrong
		status = http.StatusUnprocessableEntity
	}
	page.Invalid = true
	return renderStatus(status, "respond_code", page), nil
}

// misreadKeys are the words for what is wrong with a code. One that can be a code is not known, or not any more.
var misreadKeys = map[string]string{
	"letters": "code.problem.letters",
	"length":  "code.problem.length",
	"check":   "code.problem.check",
	"":        "code.problem.unknown",
}

// spentCode says that another answer came with the code, and lets these be sent with another one.
func (s *Server) spentCode(r *request, from surveys.Entry, sub surveys.Submission) reply {
	page := s.codePage(s.wavePage(r, from.Wave, "code.spent_title"), r)
	page.Text = []string{r.words.T("code.spent"), r.words.T("code.spent_next")}
	page.Button = "code.send"
	sub.Group = "" // the other slip says it
	page.Fields = append(fieldsOf(s.surveys.InstrumentOf(from.Wave), sub), field{fieldReady, "yes"})
	return renderStatus(http.StatusGone, "respond_code", page)
}

// needsCode says whether somebody has come by the link of a wave that is answered with one-time codes.
func needsCode(from surveys.Entry) bool { return from.Wave.ByCode && !from.OneTime }

// typedCode is the code as it was typed; of a whole link it takes the end.
func typedCode(r *request) string {
	typed := strings.TrimSpace(r.form.Get(fieldCode))
	return typed[strings.LastIndex(typed, "/")+1:]
}

// answersIn are the fields of an answer form that came with a code.
func answersIn(r *request) []field {
	var fields []field
	for name, values := range r.form {
		for _, value := range values {
			if name != fieldCode && name != fieldShow {
				fields = append(fields, field{name, value})
			}
		}
	}
	slices.SortFunc(fields, func(a, b field) int { return strings.Compare(a.Name+"\x00"+a.Value, b.Name+"\x00"+b.Value) })
	return fields
}

// formBy is the form for somebody who has come by a code.
func formBy(from surveys.Entry, in *surveys.Instrument, words i18n.Printer, sub surveys.Submission) answerForm {
	form := formOf(from.Wave, in, words, sub)
	by := enteredBy(from)
	form.Code, form.Link, form.ByCode = by.Code, by.Link, by.ByCode
	if from.OneTime {
		form.Slip = words.T("code.slip_everybody")
	}
	for _, g := range from.Wave.Groups {
		if from.OneTime && g.Number == from.Group {
			form.Slip = words.T("code.slip_group", "group", g.Name.In(words.Lang()))
		}
	}
	return form
}

// enteredBy is a form of which nothing is known but where it lies.
func enteredBy(from surveys.Entry) answerForm {
	return answerForm{Code: from.Code, Link: from.Wave.Code, ByCode: from.Wave.ByCode}
}
