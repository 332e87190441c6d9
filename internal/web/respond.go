package web

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// The answer form: one page, one form, one POST. Nothing of it needs a script; static/respond shows it section by
// section, keeps a draft on the device and sends it when there is a network. The submission id is made here and travels
// with the answers, so that the same form sent twice is one answer.

// respondForm shows the blank form. It holds nothing of anybody's, so the service worker may keep it until the survey closes; the script removes
// that of a one-time code when the answers are in.
func (s *Server) respondForm(_ context.Context, r *request) (reply, error) {
	from, err := s.surveys.EntryByCode(s.now(), surveys.LinkCode(r.param("code")))
	if err != nil {
		return s.askForCode(r, r.param("code"), err)
	}
	if page, shut := s.shutPage(r, from.Wave); shut {
		return page, nil
	}
	if needsCode(from) {
		return s.codeEntry(r, from.Wave), nil
	}
	page := s.respondPage(r, from, surveys.Submission{ID: newSubmissionID()}, nil)
	page.Blank = true
	return keepUntil(from.Wave.ClosesAt, render("respond", page)), nil
}

// respond takes the answers. Whatever comes of them, they stand on the page that says so.
func (s *Server) respond(ctx context.Context, r *request) (reply, error) {
	from, err := s.surveys.EntryByCode(s.now(), surveys.LinkCode(r.param("code")))
	if err == nil && needsCode(from) {
		err = surveys.ErrNeedsCode
	}
	if err != nil {
		return s.askForCode(r, r.param("code"), err)
	}
	sub := from.Placed(readSubmission(r.form, from.Code))
	if r.form.Has(fieldShow) {
		r.speak(r.form.Get(fieldShow))
	}
	if r.form.Has(fieldShow) || r.form.Has(fieldEdit) {
		return render("respond", s.respondPage(r, from, sub, nil)), nil
	}
	if page, look := s.lookFirst(r, from, sub); look {
		return page, nil
	}
	_, err = s.surveys.Submit(ctx, s.now(), sub)
	switch invalid, ok := errors.AsType[*surveys.Invalid](err); {
	case err == nil:
		return received(r, sub.ID), nil
	case ok:
		return renderInvalid("respond", s.respondPage(r, from, sub, invalid.Problems)), nil
	case errors.Is(err, surveys.ErrConflict):
		return renderStatus(http.StatusConflict, "respond_conflict", s.conflictPage(r, from, sub)), nil
	case errors.Is(err, surveys.ErrSpent):
		return s.spentCode(r, from, sub), nil
	case errors.Is(err, surveys.ErrClosed), errors.Is(err, surveys.ErrNotOpen):
		if wave, err := s.surveys.Wave(from.Wave.ID); err == nil {
			if page, shut := s.shutPage(r, wave); shut {
				return page, nil
			}
		}
		return nil, err
	}
	if r.wantsJSON {
		return nil, err // the script keeps the answers and sends them again
	}
	return s.notStored(r, from, sub, err), nil
}

// received answers after the commit is on disk: the form without a script goes on to the thank-you page, the script
// gets its submission id back, so that it can tell our answer from a captive portal's.
func received(r *request, id surveys.SubmissionID) reply {
	if r.wantsJSON {
		return jsonStatus(http.StatusCreated, map[string]string{"id": string(id)})
	}
	return redirect(r.path + "/thanks?lang=" + r.words.Lang())
}

// notStored gives the form back with everything in it when the answers could not be taken in: with an error page alone, whoever
// has no script would have to answer once more.
func (s *Server) notStored(r *request, from surveys.Entry, sub surveys.Submission, err error) reply {
	fault := s.faultOf(err)
	page := s.respondPage(r, from, sub, nil)
	page.Trouble = r.words.T("form.not_stored_now")
	if errors.Is(err, surveys.ErrNoRoom) {
		page.Trouble = r.words.T("form.no_room")
	}
	return failed{err, renderStatus(fault.status, "respond", page)}
}

// respondDone says thank you. It knows nothing of what was sent, so anyone may look at it.
func (s *Server) respondDone(_ context.Context, r *request) (reply, error) {
	from, err := s.surveys.EntryByCode(s.now(), surveys.LinkCode(r.param("code")))
	if err != nil {
		return nil, err
	}
	return render("respond_done", &donePage{Page: s.wavePage(r, from.Wave, "form.done_title"), Form: enteredBy(from), Asks: s.asks(from.Wave)}), nil
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
func (s *Server) respondPage(r *request, from surveys.Entry, sub surveys.Submission, problems []surveys.Problem) *respondPage {
	wave := from.Wave
	in := s.surveys.InstrumentOf(wave)
	if slices.Contains(problems, surveys.Problem{Field: "id", Code: "format"}) {
		sub.ID = newSubmissionID() // nothing can have been stored under what it was
	}
	form := formBy(from, in, r.words, sub)
	form.mark(problems)
	page := &respondPage{Page: s.wavePage(r, wave, ""), Form: form, Others: languagesBeside(r.words.Lang())}
	page.OwnSwitch = true
	page.Title = in.Title.In(r.words.Lang())
	page.Problems = form.problems()
	if len(page.Problems) == 0 && len(problems) > 0 {
		page.Trouble = r.words.T("form.other_form") // what is wrong is nothing that the form shows
	}
	page.Asks = in.Audience.Key()
	page.School, page.Intro, page.Minutes, page.MinGroup = wave.SchoolName, in.Intro.In(r.words.Lang()), in.Minutes, wave.MinGroup
	page.Until, page.OwnerSees = r.words.DateTime(wave.ClosesAt), s.ownerSees(r.words, wave)
	return page
}

// asks is the key of the audience that a wave asks.
func (s *Server) asks(wave surveys.Wave) string { return s.surveys.InstrumentOf(wave).Audience.Key() }

// wavePage begins a page about a wave; one of a school that is made up says so.
func (s *Server) wavePage(r *request, wave surveys.Wave, titleKey string) Page {
	page := s.respondentPage(r, titleKey)
	if school, err := s.programme.School(wave.School); err == nil {
		page.Synthetic = school.Synthetic
	}
	return page
}

func (s *Server) conflictPage(r *request, from surveys.Entry, sub surveys.Submission) *conflictPage {
	page := &conflictPage{Page: s.wavePage(r, from.Wave, "form.conflict_title"), Code: sub.Code, Fields: fieldsOf(s.surveys.InstrumentOf(from.Wave), sub)}
	page.OwnSwitch = true // a link to another language would leave the answers behind
	return page
}

// respondPage is templates/respond.html.
type respondPage struct {
	Page
	Asks      string // whom: the key of the audience
	Form      answerForm
	Others    []string // languages the form can be shown in instead
	Problems  []formProblem
	Trouble   string // what went wrong with the form as a whole
	School    string
	Intro     string
	Minutes   int
	MinGroup  int
	OwnerSees string // what the school's owner will see
	Until     string
	Blank     bool // as everybody gets it: the script makes an id of its own, since a kept copy may be shown to several people
	Preview   bool // shown to a leader: nothing can be sent
}

// conflictPage is templates/respond_conflict.html: the same form was sent before with other answers.
type conflictPage struct {
	Page
	Code   surveys.LinkCode
	Fields []field
}

// donePage is templates/respond_done.html.
type donePage struct {
	Page
	Form answerForm // its codes alone
	Asks string     // whom: the key of the audience
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
