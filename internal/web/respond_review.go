package web

import (
	"tilstand/surveys"
)

// Before answers are sent they can be looked over. With a script the form shows them itself, without asking the server. Without one
// the whole form stands on one page, so nobody is sent round by another page who does not ask for it, or who has skipped something:
// that is said once, and then let through.

// lookFirst shows what has been answered instead of taking it in, if it was asked for or something was skipped. A form that must be
// corrected, and one that comes too late, go on to where that is said.
func (s *Server) lookFirst(r *request, from surveys.Entry, sub surveys.Submission) (reply, bool) {
	if r.wantsJSON || r.form.Has(fieldReady) || sub.Confirm || from.Wave.Takes(s.now()) != nil {
		return nil, false
	}
	in := s.surveys.InstrumentOf(from.Wave)
	response, err := surveys.Check(from.Wave, in, sub)
	if err != nil {
		return nil, false
	}
	page := s.reviewPage(r, from, sub, response)
	if len(page.Skipped) == 0 && !r.form.Has(fieldReview) {
		return nil, false
	}
	return render("respond_review", page), true
}

func (s *Server) reviewPage(r *request, from surveys.Entry, sub surveys.Submission, response surveys.Response) *reviewPage {
	in := s.surveys.InstrumentOf(from.Wave)
	form := formBy(from, in, r.words, sub)
	form.leaveOut(in, response)
	page := &reviewPage{Page: s.wavePage(r, from.Wave, "form.review_title"), Form: form, Fields: fieldsOf(in, sub), Skipped: form.skipped()}
	page.OwnSwitch = true // a link to another language would leave the answers behind
	return page
}

// reviewPage is templates/respond_review.html: all answers, and what was skipped.
type reviewPage struct {
	Page
	Form    answerForm
	Skipped []question
	Fields  []field
}

// skipped lists the questions that were shown and left unanswered. The group is none of them: it must be chosen.
func (f *answerForm) skipped() []question {
	var skipped []question
	for _, sec := range f.Sections {
		for _, q := range sec.Questions {
			if !q.Absent && len(q.Given()) == 0 {
				skipped = append(skipped, q)
			}
		}
	}
	return skipped
}

// Given are the labels of what has been chosen.
func (q question) Given() []string {
	var labels []string
	for _, o := range q.Options {
		if o.Checked {
			labels = append(labels, o.Label)
		}
	}
	return labels
}
