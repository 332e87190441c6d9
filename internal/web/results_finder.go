package web

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// finderPage is templates/results_finder.html: every question of a school's surveys, to be found by a word of it and by where it belongs.
type finderPage struct {
	schoolFrame
	Word     string // searched for
	Hidden   []hiddenField
	Pickers  []picker // survey, component and construct
	Clear    string   // the page without word and choices; empty where there are none
	Found    string   // how many
	Sections []foundSection
	Alone    []aloneSection
	Local    []aloneSection
}

// picker is choices beside each other.
type picker struct {
	ID, Name string
	List     []choice
}

// hiddenField keeps a choice while a word is searched for.
type hiddenField struct{ Name, Value string }

// foundSection is what was found in one survey.
type foundSection struct {
	Title, Wave, Answered string
	Items                 *itemSection
	Exhibits              []exhibit
}

// mostWord is how long a word to search for may be, in runes. What is longer is in no question.
const mostWord = 80

func (s *Server) finder(_ context.Context, r *request) (reply, error) {
	page, _, err := s.finderPage(r)
	if err != nil {
		return nil, err
	}
	return render("results_finder", page), nil
}

func (s *Server) finderExhibits(r *request) (exhibits, error) {
	_, all, err := s.finderPage(r)
	return all, err
}

func (s *Server) finderPage(r *request) (*finderPage, exhibits, error) {
	view, err := s.schoolView(r)
	if err != nil {
		return nil, exhibits{}, err
	}
	word := strings.TrimSpace(r.query.Get("q"))
	if runes := []rune(word); len(runes) > mostWord {
		word = string(runes[:mostWord])
	}
	page, all := newFinderPage(r.words, view, word)
	return page, all, nil
}

// askedSurvey is one of the school's surveys, as the finder looks through it.
type askedSurvey struct {
	kind       surveys.InstrumentKind
	audience   surveys.Audience
	name       string
	wave       analytics.WaveHead
	in         *surveys.Instrument
	measures   []analytics.Row
	constructs []analytics.Row
	items      []analytics.Row
	belongs    func(measure, item analytics.Row) bool
}

// askedIn are the surveys that the view has: the state survey that is now, the mapping survey, and those of parents and pupils.
func askedIn(words i18n.Printer, view *analytics.SchoolView) (all []askedSurvey) {
	if view.Now != nil {
		all = append(all, askedSurvey{surveys.StateInstrument, surveys.Staff, words.T("school.page.state"), *view.Now, view.Asked, view.Rows, view.Constructs, view.Items, sameComponent})
	}
	if m := view.Mapping; m != nil {
		all = append(all, askedSurvey{surveys.MappingInstrument, surveys.Staff, words.T("school.page.mapping"), m.Wave, m.Asked, m.Rows, m.Rows, m.Items, sameConstruct})
	}
	for _, o := range view.Others {
		all = append(all, askedSurvey{surveys.MappingInstrument, o.Audience, audienceName(words, o.Audience), o.Wave, o.Asked, o.Rows, o.Rows, o.Items, sameConstruct})
	}
	return all
}

// wanted reports whether a query looks through this survey. Kind by itself is of the staff's.
func (a askedSurvey) wanted(q analytics.Query) bool {
	return q.Kind == "" || q.Kind == a.kind && q.Audience == a.audience
}

func newFinderPage(words i18n.Printer, view *analytics.SchoolView, word string) (*finderPage, exhibits) {
	p := &finderPage{schoolFrame: newSchoolFrame(words, view, atItems, words.T("school.finder")), Word: word}
	all := p.of(words, view, "items")
	q := view.Query
	every := askedIn(words, view)
	p.choose(words, view, every)
	count := 0
	for i, a := range every {
		if !a.wanted(q) {
			continue
		}
		found := a.find(words, view, word)
		if len(found) == 0 {
			continue
		}
		count += len(found)
		section := a.section(words, view, found)
		for j, e := range section.Exhibits {
			e.ID = numbered("items-"+string(a.kind)+a.audience.Key(), i+j)
			e.Answered = section.Answered
			section.Exhibits[j] = e.filed(func(rest string) string { return withWord(pathOf(q, atItems+rest), word) })
		}
		p.Sections = append(p.Sections, section)
		all.List = append(all.List, section.Exhibits...)
	}
	if q.Kind == "" && q.Component == "" && q.Construct == "" {
		p.Alone, p.Local = aloneWith(words, view, "alone", word, ofTheQuestionnaire), aloneWith(words, view, "local", word, ofSchoolOrOwner)
		for _, s := range append(slices.Clone(p.Alone), p.Local...) {
			count += len(s.Rows)
		}
	}
	p.Found = words.T("school.found", "count", count)
	return p, all
}

// aloneWith are the questions that stand alone and have the word.
func aloneWith(words i18n.Printer, view *analytics.SchoolView, id, word string, kind func(analytics.AloneRow) bool) []aloneSection {
	return newAloneSections(words, id, view, func(row analytics.AloneRow) bool {
		return kind(row) && i18n.Contains(row.Text.In(words.Lang())+" "+row.Section.In(words.Lang()), word)
	})
}

// find are the items with the word in their text or in the name of what they belong to, within the component and the construct that the query names.
func (a askedSurvey) find(words i18n.Printer, view *analytics.SchoolView, word string) []analytics.Row {
	q, names := view.Query, namesOfComponents(words, view)
	return slices.DeleteFunc(slices.Clone(a.items), func(item analytics.Row) bool {
		if q.Construct != "" && item.Construct != q.Construct || q.Component != "" && !slices.Contains(a.componentsOf(item), q.Component) {
			return true
		}
		text := rowName(words, item)
		for _, c := range a.componentsOf(item) {
			text += " " + names[string(c)]
		}
		for _, m := range a.measures {
			if a.belongs(m, item) {
				text += " " + rowName(words, m)
			}
		}
		return !i18n.Contains(text, word)
	})
}

// componentsOf are the components that an item belongs to, or that its construct sheds light on.
func (a askedSurvey) componentsOf(item analytics.Row) []programme.ComponentKey {
	if item.Component != "" {
		return []programme.ComponentKey{item.Component}
	}
	for _, c := range a.constructs {
		if c.Construct == item.Construct {
			return c.Explains
		}
	}
	return nil
}

// section is what was found in a survey.
func (a askedSurvey) section(words i18n.Printer, view *analytics.SchoolView, found []analytics.Row) foundSection {
	q := kept(view.Query)
	if a.kind == surveys.MappingInstrument {
		q = analytics.Query{School: q.School, Kind: a.kind, Audience: a.audience}
	}
	s := foundSection{
		Title: a.name, Wave: words.T("school.wave_named", "phase", phaseTitle(words, a.wave.Phase), "date", closedOn(words, a.wave)),
		Answered: answeredWords(words, a.wave.Answered, a.wave.HeadCount), Items: newItemSection(words, q, a.measures, found, a.belongs, addressOf(kept(view.Query))+"#condition"),
	}
	if !s.Items.AllGone {
		s.Exhibits = spreadExhibits(words, a.in, a.measures, found, a.belongs)
	}
	return s
}

// choose offers what the questions can be narrowed to; every choice keeps the others and the word.
func (p *finderPage) choose(words i18n.Printer, view *analytics.SchoolView, every []askedSurvey) {
	q := view.Query
	link := func(to analytics.Query) string { return withWord(pathOf(to, atItems), p.Word) }
	for _, f := range []hiddenField{
		{"wave", string(q.Wave)}, {"kind", string(q.Kind)}, {"audience", string(q.Audience)}, {"component", string(q.Component)}, {"construct", q.Construct}, {"group", q.Group},
	} {
		if f.Value != "" {
			p.Hidden = append(p.Hidden, f)
		}
	}
	if p.Word != "" || q.Kind != "" || q.Component != "" || q.Construct != "" {
		p.Clear = pathOf(kept(q), atItems)
	}
	for i := range p.Audience { // of the frame, which knows nothing of the word
		to := q
		to.Group = ""
		if i > 0 {
			to.Group = view.Groups[i-1].Key
		}
		p.Audience[i].Href = link(to)
	}
	none := q
	none.Kind, none.Audience, none.Construct = "", "", ""
	which := picker{ID: "pick-survey", Name: words.T("school.survey")}
	which.List = append(which.List, choice{Href: link(none), Name: words.T("school.all_surveys"), Current: q.Kind == ""})
	for _, a := range every {
		to := none
		to.Kind, to.Audience = a.kind, a.audience
		which.List = append(which.List, choice{Href: link(to), Name: a.name, Current: q.Kind == a.kind && q.Audience == a.audience})
	}
	part := picker{ID: "pick-component", Name: words.T("school.component")}
	none = q
	none.Component, none.Construct = "", ""
	part.List = append(part.List, choice{Href: link(none), Name: words.T("school.all_components"), Current: q.Component == ""})
	for _, row := range view.Rows {
		to := none
		to.Component = row.Component
		part.List = append(part.List, choice{Href: link(to), Name: rowName(words, row), Current: q.Component == row.Component})
	}
	p.Pickers = append(p.Pickers, which, part)
	p.chooseConstruct(words, q, every, link)
}

// chooseConstruct offers the constructs of the survey that is looked through: of several together they would be too many, and some have the same name.
func (p *finderPage) chooseConstruct(words i18n.Printer, q analytics.Query, every []askedSurvey, link func(analytics.Query) string) {
	none := q
	none.Construct = ""
	for _, a := range every {
		if q.Kind == "" || !a.wanted(q) || len(a.constructs) == 0 {
			continue
		}
		theme := picker{ID: "pick-construct", Name: words.T("school.construct")}
		theme.List = append(theme.List, choice{Href: link(none), Name: words.T("school.all_constructs"), Current: q.Construct == ""})
		for _, c := range a.constructs {
			to := none
			to.Construct = c.Construct
			theme.List = append(theme.List, choice{Href: link(to), Name: rowName(words, c), Current: q.Construct == c.Construct})
		}
		p.Pickers = append(p.Pickers, theme)
	}
}

// withWord is an address with the word that is searched for.
func withWord(address, word string) string {
	if word == "" {
		return address
	}
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
	}
	return address + sep + "q=" + url.QueryEscape(word)
}
