package web

import (
	"context"
	"html/template"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// The results pages draw views of releases. What stands on them is made in these files as words and pictures, so that templates have nothing to
// decide but where it goes. A cell that is not shown turns into a word here, once, in newFigure.

// resultsQuery reads a query from an address. The path says whose results they are; the rest of the address cannot say otherwise.
func resultsQuery(r *request) (analytics.Query, error) {
	values := url.Values{}
	for name, given := range r.query {
		values[name] = given
	}
	values.Del("school")
	values.Del("owner")
	values.Del("item")
	return analytics.ParseQuery(values)
}

// schoolView finds the view of the school in the path.
func (s *Server) schoolView(r *request) (*analytics.SchoolView, error) {
	q, err := s.schoolQuery(r)
	if err != nil {
		return nil, err
	}
	return s.schoolFor(r, q)
}

// wholeSchool does the same for pages that show all staff groups beside each other.
func (s *Server) wholeSchool(r *request) (*analytics.SchoolView, error) {
	q, err := s.schoolQuery(r)
	if err != nil {
		return nil, err
	}
	q.Group = ""
	return s.schoolFor(r, q)
}

// schoolQuery is what is asked about the school in the path.
func (s *Server) schoolQuery(r *request) (analytics.Query, error) {
	if _, err := s.programme.SchoolByOrgnr(r.param("orgnr")); err != nil {
		return analytics.Query{}, err
	}
	q, err := resultsQuery(r)
	q.School = r.param("orgnr")
	return q, err
}

// schoolJSON is the same view for programs.
func (s *Server) schoolJSON(_ context.Context, r *request) (reply, error) {
	view, err := s.schoolView(r)
	if err != nil {
		return nil, err
	}
	return jsonBody(view), nil
}

// item shows a single question.
func (s *Server) item(_ context.Context, r *request) (reply, error) {
	view, err := s.itemView(r)
	if err != nil {
		return nil, err
	}
	return render("results_item", newItemPage(r.words, view)), nil
}

// itemExhibits are those of the page of a question.
func (s *Server) itemExhibits(r *request) (exhibits, error) {
	view, err := s.itemView(r)
	if err != nil {
		return exhibits{}, err
	}
	return newItemExhibits(r.words, view), nil
}

// itemView finds the view of the question in the path.
func (s *Server) itemView(r *request) (*analytics.ItemView, error) {
	if _, err := s.programme.SchoolByOrgnr(r.param("orgnr")); err != nil {
		return nil, err
	}
	values := url.Values{"item": {r.param("item")}}
	for _, name := range []string{"wave", "kind", "audience"} {
		if given, ok := r.query[name]; ok {
			values[name] = given
		}
	}
	q, err := analytics.ParseQuery(values)
	if err != nil {
		return nil, err
	}
	q.School = r.param("orgnr")
	return s.itemFor(r, q)
}

// figure is a cell in words: what stands in a table.
type figure struct {
	State    string // value, hidden, no_data or not_asked; how it looks
	Text     string // "3.8", "at least 4.6", or the word for why there is none
	Interval string // "3.6 to 4.0", or that everyone answered; empty without one
	N        int    // answers behind it; 0 when it is not shown
}

// newFigure words a cell of a group of so many people; 0 where that is not known.
func newFigure(words i18n.Printer, cell analytics.Cell, headCount int) figure {
	f := figure{State: cell.State().String()}
	e, ok := cell.Shown()
	if !ok {
		f.Text = words.Say(cell.State().Label())
		return f
	}
	f.Text, f.N = words.Say(e.MeanWords()), e.N
	switch {
	case e.Interval != nil && analytics.Everyone(cell, headCount):
		f.Interval = words.T("results.mean.everyone")
	case e.Interval != nil:
		f.Interval = words.Interval(e.Interval.Low, e.Interval.High, 1)
	}
	return f
}

// Shown reports whether there is a number.
func (f figure) Shown() bool { return f.State == analytics.Value.String() }

// Hidden reports whether there is one that may not be shown.
func (f figure) Hidden() bool { return f.State == analytics.Hidden.String() }

// explanation says what the marker for a hidden figure means, and leads to the nearest figures that can be shown.
type explanation struct {
	Why  string // the reason where it is not the general one
	Href string // empty when nothing nearer is shown
	Text string
}

// waveLink is a wave to choose.
type waveLink struct {
	Href, Name, Date string
	Current          bool
}

// choice is a group to choose, a way to line up schools, or a measure.
type choice struct {
	Href, Name string
	Count      string // how much there is of it; empty where that goes without saying
	Current    bool
}

// hundredWords is a row's mean on 0 to 100: "70 on 0–100", "at least 90 on 0–100"; empty without one.
func hundredWords(words i18n.Printer, row analytics.Row) string {
	if _, ok := row.Now.Shown(); !ok || row.OnHundred == nil {
		return ""
	}
	return words.T("school.hundred", "hundred", row.OnHundred.Words())
}

// turnoutWords is how many of those who were asked stand behind a row's figure; empty where it is not shown.
func turnoutWords(words i18n.Printer, row analytics.Row) string {
	if _, ok := row.Now.Shown(); !ok || row.HeadCount <= 0 {
		return ""
	}
	return answeredWords(words, row.Now, row.HeadCount)
}

// answeredWords is how many answered.
func answeredWords(words i18n.Printer, answered analytics.Cell, headCount int) string {
	e, ok := answered.Shown()
	if !ok {
		return words.T("school.answered_hidden", "all", headCount)
	}
	rate := words.Percent(float64(e.N) / float64(max(headCount, 1)))
	return words.T("school.answered", "n", e.N, "all", headCount, "rate", rate)
}

// closedOn is the day on which a wave closed, and that it was imported where it was.
func closedOn(words i18n.Printer, wave analytics.WaveHead) string {
	day := words.Date(wave.Closed.Time())
	if wave.Imported != "" {
		return words.T("import.dated", "date", day)
	}
	return day
}

// phaseTitle is the name of a phase without what it is about: "Semester B".
func phaseTitle(words i18n.Printer, p analytics.PhaseHead) string {
	title, _, _ := strings.Cut(p.Name.In(words.Lang()), ":")
	return title
}

// phaseInside is the same as it stands inside a sentence: "semester B".
func phaseInside(words i18n.Printer, p analytics.PhaseHead) string {
	title := phaseTitle(words, p)
	first, size := utf8.DecodeRuneInString(title)
	return string(unicode.ToLower(first)) + title[size:]
}

// addressOf is the address of a school's page for a query.
func addressOf(q analytics.Query) string { return pathOf(q, "") }

// pathOf is an address below a school's page: the school from the query, then the rest of the path, then the rest of the query.
func pathOf(q analytics.Query, rest string) string {
	path := "/schools/" + q.School + rest
	q.School, q.Item = "", ""
	if asked := q.String(); asked != "" {
		return path + "?" + asked
	}
	return path
}

// itemAddress is the address of an item's page, or of something below it: of the same wave, and always for the whole school.
func itemAddress(q analytics.Query, item, rest string) string {
	q.Group, q.Component = "", ""
	return pathOf(q, "/items/"+url.PathEscape(item)+rest)
}

// picture is a small drawing in a table.
type picture = template.HTML
