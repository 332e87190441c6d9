package web

import (
	"context"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/brand"
	"tilstand/internal/charts"
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// SummaryReader is whom the page about a closed semester is for.
type SummaryReader string

// The readers. Parents and pupils get shorter words and no figures of the components: a mean says little to those who have not seen the questions.
const (
	SummaryForStaff   SummaryReader = "staff"
	SummaryForParents SummaryReader = "parents"
)

// The page has room for so much.
const (
	summaryMeasures = 6
	summaryText     = 150 // characters of a text of the leadership's
)

// summaryPage is templates/summary.html: one sheet of A4 that says what was found and what was agreed. Its figures are those of a release, of the whole
// school alone; its texts are the leadership's.
type summaryPage struct {
	Page
	School   analytics.SchoolRef
	Phase    string // inside a sentence
	Reader   SummaryReader
	Readers  []choice
	Back     string // empty where the page stands by itself
	Closed   string // when the survey was closed; empty without a release, and then so is what follows
	Asked    string
	Stands   []summaryStand
	Status   string // that it is a draft, or when it was signed
	Chosen   []string
	Measures []summaryMeasure
	More     int // measures that there is no room for
	Next     string
	Thanks   string
}

// summaryStand is where the school stands with a component, in a sentence.
type summaryStand struct {
	Name, Explanation string
	Drawing           charts.Drawing // for staff
	Says              string
}

type summaryMeasure struct{ What, About, Check string }

// summary shows the page to those who belong to the school, and to its owner once the closing is signed and shared.
func (s *Server) summary(_ context.Context, r *request) (reply, error) {
	view, phase, err := s.closingView(r)
	if err != nil {
		return nil, err
	}
	c, ok := s.closingFor(r, closing.Key{School: view.School.ID, Phase: phase.Key})
	if !ok {
		return nil, errNotFound
	}
	reader, ok := summaryReaders[r.query.Get("for")]
	if !ok {
		return nil, errNotFound
	}
	page := newSummaryPage(r.words, view, phase, c, reader)
	page.Back = closingPath(view.School.Orgnr, phase.Key)
	at := closingPath(view.School.Orgnr, phase.Key) + "/summary"
	page.Readers = []choice{
		{Href: at, Name: r.words.T("summary.for_staff"), Current: reader == SummaryForStaff},
		{Href: at + "?for=parents", Name: r.words.T("summary.for_parents"), Current: reader == SummaryForParents},
	}
	return render("summary", page), nil
}

var summaryReaders = map[string]SummaryReader{"": SummaryForStaff, "staff": SummaryForStaff, "parents": SummaryForParents}

// closingFor is a closing as the visitor may see it: as it was signed last, or for those who belong to the school as far as it has come.
func (s *Server) closingFor(r *request, key closing.Key) (closing.Closing, bool) {
	signed, ok := s.closings.SignedOf(key)
	switch {
	case r.mayAt(accounts.SeeCourse, r.place):
		if !ok {
			return s.closings.ClosingOf(key), true
		}
		return signed, true
	default:
		return signed, ok && signed.SharedWithOwner
	}
}

func newSummaryPage(words i18n.Printer, view *analytics.SchoolView, phase analytics.PhaseHead, c closing.Closing, reader SummaryReader) *summaryPage {
	p := &summaryPage{
		Page:   Page{Title: words.T("summary.title"), Synthetic: view.School.Synthetic},
		School: view.School, Phase: phaseInside(words, phase), Reader: reader,
	}
	if view.Now == nil {
		return p
	}
	p.Closed = closedOn(words, *view.Now)
	p.Asked = words.T("summary.asked_parents", "answered", answeredWords(words, view.Now.Answered, view.Now.HeadCount))
	p.Thanks = words.T("summary.thanks_parents")
	if reader == SummaryForStaff {
		p.Asked = words.T("summary.asked_staff", "answered", answeredWords(words, view.Now.Answered, view.Now.HeadCount), "steps", view.Overall.Steps)
		p.Thanks = words.T("summary.thanks_staff")
	}
	for _, row := range view.Rows {
		p.Stands = append(p.Stands, newSummaryStand(words, row, c, reader))
	}
	p.Status = words.T("summary.draft")
	if c.Signed != nil {
		p.Status = words.T("summary.signed", "date", words.Date(c.Signed.At))
	}
	p.addAgreed(words, view, c)
	p.Next = words.T("summary.last_text")
	if at := slices.IndexFunc(view.Phases, func(o analytics.PhaseHead) bool { return o.Key == phase.Key }); at+1 < len(view.Phases) {
		p.Next = words.T("summary.next_text", "phase", phaseInside(words, view.Phases[at+1]))
	}
	return p
}

// newSummaryStand says where the school stands by the release, and beside it what the leadership concludes: the two are never made into one.
func newSummaryStand(words i18n.Printer, row analytics.Row, c closing.Closing, reader SummaryReader) summaryStand {
	out := summaryStand{Name: rowName(words, row), Explanation: row.Explanation.In(words.Lang()), Says: standWords(words, row, reader)}
	if conclusion, ok := c.Conclusion(row.Component); ok {
		out.Says += " " + words.T("summary.level."+string(conclusion.Level))
	}
	if reader == SummaryForStaff {
		out.Drawing = charts.DotRow{Steps: row.Steps, Now: row.Now, Target: aimLevel(row)}.Drawing()
	}
	return out
}

func standWords(words i18n.Printer, row analytics.Row, reader SummaryReader) string {
	now, ok := row.Now.Shown()
	if !ok {
		return words.T("summary.state." + row.Now.State().String())
	}
	if now.Limit == analytics.CountOnly {
		return words.T("results.finding.count", "n", now.N)
	}
	said := "open"
	if row.Gap != nil {
		said = strings.TrimPrefix(analytics.TargetLabel(row.Gap.Verdict).Key, "results.target.")
	}
	switch {
	case reader == SummaryForParents:
		return words.T("summary.parents." + said)
	case row.Gap == nil:
		return words.T("summary.staff.open", "now", now.MeanWords())
	}
	return words.T("summary.staff."+said, "now", now.MeanWords(), "target", words.Number(*row.Target, 1))
}

// addAgreed adds what the school works on and has agreed; measures that were given up are no longer agreed.
func (p *summaryPage) addAgreed(words i18n.Printer, view *analytics.SchoolView, c closing.Closing) {
	name := func(key programme.ComponentKey) string {
		at := slices.IndexFunc(view.Rows, func(row analytics.Row) bool { return row.Component == key })
		if at < 0 {
			return string(key)
		}
		return rowName(words, view.Rows[at])
	}
	for _, chosen := range c.Priorities {
		p.Chosen = append(p.Chosen, name(chosen.Component))
	}
	for _, m := range c.Measures {
		switch {
		case m.Status() == closing.Dropped:
		case len(p.Measures) == summaryMeasures:
			p.More++
		default:
			p.Measures = append(p.Measures, summaryMeasure{shortened(m.What, summaryText), name(m.Component), words.T("summary.check", "date", words.Date(m.Check))})
		}
	}
}

// shortened is a text on one line, cut between words where it is longer than most characters.
func shortened(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	cut := string([]rune(text)[:most])
	if i := strings.LastIndex(cut, " "); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:–-") + " …"
}

// PrintSummary writes the page, in the look of the school's owner, as one that holds all its files, for the command line: no links and no scripts. The view is of the release of the phase.
func PrintSummary(w io.Writer, bundle *i18n.Bundle, view *analytics.SchoolView, c closing.Closing, reader SummaryReader, look brand.Brand, lang string) error {
	words := bundle.Printer(lang)
	page := newSummaryPage(words, view, view.Now.Phase, c, reader)
	page.Letterhead = newLetterhead(words, look, view.Owner.Name, logoInside(look.Logo))
	return printAlone(w, words, "summary", page)
}
