package dataprotection

import (
	"time"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// Asked is the survey that a letter is about.
type Asked struct {
	Wave     surveys.Wave
	What     string // in the reader's language: instrument and phase
	School   string
	Audience surveys.Audience
	Minutes  int
	Owner    string    // what it gets to see: the sentence that respondents read before the first question
	Erased   time.Time // the day on which its answers go, or went
	Privacy  string    // address of the privacy page
}

// Letter tells those who are asked what, why, who sees what, when it is erased, and that it is voluntary.
func Letter(f Facts, a Asked, p i18n.Printer, made time.Time) Document {
	w := writer{f, p}
	d := w.begin(p.T("pack.letter.title", "what", a.What), "", made)
	if w.controller().Contact != "" && w.officer().Named() {
		d.Draft = "" // nothing is left to fill in
	}
	voluntary, limit := []string{p.T("pack.letter.voluntary")}, p.T("pack.letter.limit")
	if a.Wave.ByCode {
		voluntary, limit = append(voluntary, p.T("pack.letter.by_code")), p.T("pack.letter.limit_code")
	}
	d.Parts = []Part{
		{Title: p.T("pack.letter.why_title"), Text: []string{
			p.T("pack.letter.asked_"+a.Audience.Key(), "school", a.School),
			p.T("pack.letter.when", "opens", p.Date(a.Wave.OpensAt), "closes", p.DateTime(a.Wave.ClosesAt), "minutes", a.Minutes),
		}},
		{Title: p.T("pack.letter.voluntary_title"), Text: voluntary},
		{Title: p.T("pack.letter.stored_title"), Text: []string{p.T("pack.letter.stored"), limit}},
		{Title: p.T("pack.letter.sees_title"), Text: []string{p.T("pack.letter.sees", "min", a.Wave.MinGroup), a.Owner}},
		{Title: p.T("pack.letter.erased_title"), Text: []string{w.goes(a)}},
		{Title: p.T("pack.letter.contact_title"), Text: []string{
			p.T("pack.letter.controller", "party", w.party(w.controller())),
			p.T("pack.letter.officer", "party", w.party(w.officer())),
			p.T("pack.letter.complain", "link", a.Privacy),
		}},
	}
	return d
}

func (w writer) goes(a Asked) string {
	if a.Wave.Erased() {
		return w.p.T("pack.letter.gone", "day", w.p.Date(a.Erased))
	}
	return w.p.T("pack.letter.erased", "day", w.p.Date(a.Erased))
}
