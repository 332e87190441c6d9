package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// The answer form: one page, one form, one POST. Nothing of it needs a script; static/respond.js shows it section by
// section, keeps a draft on the device and sends it when there is a network. The submission id is made here and travels
// with the answers, so that the same form sent twice is one answer.

// Names of the form's own fields. Every other field is an item's id.
const (
	fieldID      = "sid"
	fieldGroup   = "group"
	fieldShow    = "show"    // a language button: show the form again in that language, answers kept
	fieldConfirm = "confirm" // the respondent has chosen to replace the first answers
)

// respondForm shows the blank form.
func (s *Server) respondForm(_ context.Context, r *request) (reply, error) {
	wave, err := s.surveys.WaveByCode(surveys.LinkCode(r.param("code")))
	if err != nil {
		return nil, err
	}
	if page, shut := s.shutPage(r, wave); shut {
		return page, nil
	}
	return render("respond", s.respondPage(r, wave, surveys.Submission{ID: newSubmissionID()}, nil)), nil
}

// respond takes the answers.
func (s *Server) respond(ctx context.Context, r *request) (reply, error) {
	wave, err := s.surveys.WaveByCode(surveys.LinkCode(r.param("code")))
	if err != nil {
		return nil, err
	}
	sub := readSubmission(r, wave)
	if lang := r.form.Get(fieldShow); lang != "" {
		r.speak(lang)
		return render("respond", s.respondPage(r, wave, sub, nil)), nil
	}
	_, err = s.surveys.Submit(ctx, s.now(), sub)
	switch invalid, ok := errors.AsType[*surveys.Invalid](err); {
	case err == nil:
		return received(r, sub.ID), nil
	case ok:
		return renderInvalid("respond", s.respondPage(r, wave, sub, invalid.Problems)), nil
	case errors.Is(err, surveys.ErrConflict):
		return renderStatus(http.StatusConflict, "respond_conflict", s.conflictPage(r, sub)), nil
	case errors.Is(err, surveys.ErrClosed), errors.Is(err, surveys.ErrNotOpen):
		if wave, err := s.surveys.Wave(wave.ID); err == nil {
			if page, shut := s.shutPage(r, wave); shut {
				return page, nil
			}
		}
	}
	return nil, err
}

// received answers after the commit is on disk: the form without a script goes on to the thank-you page, the script
// gets its submission id back, so that it can tell our answer from a captive portal's.
func received(r *request, id surveys.SubmissionID) reply {
	if r.wantsJSON {
		return jsonStatus(http.StatusCreated, map[string]string{"id": string(id)})
	}
	return redirect(r.path + "/thanks?lang=" + r.words.Lang())
}

// respondDone says thank you. It knows nothing of what was sent, so anyone may look at it.
func (s *Server) respondDone(_ context.Context, r *request) (reply, error) {
	wave, err := s.surveys.WaveByCode(surveys.LinkCode(r.param("code")))
	if err != nil {
		return nil, err
	}
	return render("respond_done", &donePage{Page: s.respondentPage(r, "form.done_title"), Code: wave.Code, School: wave.SchoolName}), nil
}

// readSubmission copies the form into a submission: our own fields by name, and as an answer whatever else was sent,
// so that Check can name what does not belong.
func readSubmission(r *request, wave surveys.Wave) surveys.Submission {
	sub := surveys.Submission{
		Code: wave.Code, ID: surveys.SubmissionID(r.form.Get(fieldID)), Group: r.form.Get(fieldGroup),
		Confirm: r.form.Get(fieldConfirm) != "", Answers: map[string]string{},
	}
	for name := range r.form {
		switch name {
		case fieldID, fieldGroup, fieldShow, fieldConfirm:
		default:
			sub.Answers[name] = r.form.Get(name)
		}
	}
	return sub
}

// newSubmissionID makes a random id of 128 bits. The device makes the same kind when someone starts over.
func newSubmissionID() surveys.SubmissionID {
	var b [16]byte
	rand.Read(b[:])
	return surveys.SubmissionID(hex.EncodeToString(b[:]))
}

// shutPage is what someone meets who comes too early or too late, and whether that is so.
func (s *Server) shutPage(r *request, wave surveys.Wave) (reply, bool) {
	page := &shutPage{}
	switch now := s.now(); {
	case wave.State == surveys.WaveVoid:
		page.fill(s.respondentPage(r, "form.void_title"), r.words.T("form.void"))
	case wave.State != surveys.WaveOpen || !now.Before(wave.ClosesAt):
		page.fill(s.respondentPage(r, "form.closed_title"), r.words.T("form.closed", "closed", r.words.DateTime(wave.ClosesAt)))
		return renderStatus(http.StatusGone, "respond_shut", page), true
	case now.Before(wave.OpensAt):
		page.fill(s.respondentPage(r, "form.early_title"), r.words.T("form.early", "opens", r.words.DateTime(wave.OpensAt)))
		return renderStatus(http.StatusOK, "respond_shut", page), true
	default:
		return nil, false
	}
	return renderStatus(http.StatusGone, "respond_shut", page), true
}

// respondPage is the form with whatever has been entered, and every problem beside its question.
func (s *Server) respondPage(r *request, wave surveys.Wave, sub surveys.Submission, problems []surveys.Problem) *respondPage {
	in := s.surveys.InstrumentOf(wave)
	form := formOf(wave, in, r.words, sub)
	form.mark(problems)
	page := &respondPage{Page: s.respondentPage(r, ""), Form: form, Others: languagesBeside(r.words.Lang())}
	page.OwnSwitch = true
	if school, err := s.programme.School(wave.School); err == nil {
		page.Synthetic = school.Synthetic
	}
	page.Title = in.Title.In(r.words.Lang())
	page.Problems = form.problems()
	page.School, page.Intro, page.Minutes, page.MinGroup = wave.SchoolName, in.Intro.In(r.words.Lang()), in.Minutes, wave.MinGroup
	page.Until = r.words.DateTime(wave.ClosesAt)
	return page
}

func (s *Server) conflictPage(r *request, sub surveys.Submission) *conflictPage {
	page := &conflictPage{Page: s.respondentPage(r, "form.conflict_title"), Code: sub.Code}
	page.Fields = append(page.Fields, field{fieldID, string(sub.ID)}, field{fieldGroup, sub.Group})
	for _, name := range sortedNames(sub.Answers) {
		page.Fields = append(page.Fields, field{name, sub.Answers[name]})
	}
	return page
}

// respondPage is templates/respond.html.
type respondPage struct {
	Page
	Form     answerForm
	Others   []string // languages the form can be shown in instead
	Problems []formProblem
	School   string
	Intro    string
	Minutes  int
	MinGroup int
	Until    string
	Preview  bool // shown to a leader: nothing can be sent
}

// conflictPage is templates/respond_conflict.html: the same form was sent before with other answers.
type conflictPage struct {
	Page
	Code   surveys.LinkCode
	Fields []field
}

type field struct{ Name, Value string }

// donePage is templates/respond_done.html.
type donePage struct {
	Page
	Code   surveys.LinkCode
	School string
}

// shutPage is templates/respond_shut.html.
type shutPage struct {
	Page
	Text string
}

func (p *shutPage) fill(page Page, text string) { p.Page, p.Text = page, text }

// languagesBeside lists the languages that the form can be shown in instead.
func languagesBeside(current string) []string {
	return slices.DeleteFunc(slices.Clone(i18n.Languages), func(lang string) bool { return lang == current })
}
