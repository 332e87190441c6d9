package web

import (
	"cmp"
	"context"
	"strconv"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// libraryVersionPage is templates/library_version.html: one version of a questionnaire.
type libraryVersionPage struct {
	Page
	Head     libraryHead
	Facts    []libraryFact
	Versions []libraryRow // all of the questionnaire, the newest first
	Measures []measure
	Alone    []measuredItem
	Scales   []measuredScale
	Actions  libraryActions
}

// libraryActions are what can be done with a version now.
type libraryActions struct{ Discard, Retire, Restore bool }

// libraryHead is the top of every page about a version: templates/parts/library.html.
type libraryHead struct {
	Path           string // of the version's page
	Title, Version string
	State, Colour  string
	Tabs           []menuItem
}

// libraryFact is a line of facts; the label is a key.
type libraryFact struct{ Label, Text string }

// libraryVersion shows a version.
func (s *Server) libraryVersion(_ context.Context, r *request) (reply, error) {
	e, err := s.libraryEntry(r)
	if err != nil {
		return nil, err
	}
	page := &libraryVersionPage{Head: s.libraryHead(r, e), Facts: s.libraryFacts(r.words, e)}
	page.Page = Page{Title: page.Head.Title + ", " + page.Head.Version}
	for _, other := range s.surveys.Instruments() {
		if other.Key == e.Key {
			page.Versions = append([]libraryRow{s.libraryRow(r.words, other)}, page.Versions...)
		}
	}
	page.measurement(r.words, e.Instrument)
	page.Actions = libraryActions{Discard: e.State == surveys.Draft, Retire: e.State == surveys.Published, Restore: e.State == surveys.Retired}
	return render("library_version", page), nil
}

// libraryHead begins a page about a version, with the tab of the page marked.
func (s *Server) libraryHead(r *request, e surveys.LibraryEntry) libraryHead {
	h := libraryHead{
		Path: versionPath(e), Title: e.Title.In(r.words.Lang()), Version: r.words.T("library.version", "version", e.Version),
		State: r.words.T(s.shelfKey(e)), Colour: stateColours[e.State],
	}
	tabs := []menuItem{{Path: h.Path, Key: "library.about"}, {Path: h.Path + "/languages", Key: "library.languages"}}
	if len(s.earlier(e)) > 0 {
		tabs = append(tabs, menuItem{Path: h.Path + "/compare", Key: "library.changes"})
	}
	if e.State == surveys.Draft {
		tabs = append(tabs, menuItem{Path: h.Path + "/publish", Key: "library.publish"})
	}
	for _, tab := range tabs {
		if r.path == tab.Path {
			tab.Current = "page"
		}
		h.Tabs = append(h.Tabs, tab)
	}
	return h
}

func (s *Server) libraryFacts(words i18n.Printer, e surveys.LibraryEntry) []libraryFact {
	row := s.libraryRow(words, e)
	facts := []libraryFact{
		{"library.fact.for", asksWhom(words, e.Instrument)},
		{"library.fact.size", words.T("library.size", "items", row.Items, "parts", len(e.Sections), "minutes", e.Minutes)},
		{"library.fact.languages", row.Languages},
		{"library.fact.phases", cmp.Or(phasesAsking(words, e.Key), words.T("library.no_phase"))},
		{"library.fact.waves", words.T("library.waves_count", "count", row.Waves)},
		{"library.fact.origin", words.T("library.origin.builtin")},
	}
	if !e.Builtin {
		facts[len(facts)-1].Text = words.T("library.origin.uploaded")
	}
	if !e.PublishedAt.IsZero() {
		facts = append(facts, libraryFact{"library.fact.published", words.Date(e.PublishedAt)})
	}
	return append(facts, libraryFact{"library.fact.key", e.Key}, libraryFact{"library.fact.hash", e.Hash()})
}

// measure is an index: a construct, or what its items are in words.
type measure struct {
	Name, Explanation, Component string
	Items                        []measuredItem
}

// measuredItem is an item and how it enters a figure.
type measuredItem struct {
	Number  int
	Text    string
	Answers string // how it is answered
	Notes   []string
}

// measuredScale is a set of answers that items share.
type measuredScale struct {
	Name  string
	Steps []string
}

// measurement says how the answers become figures.
func (p *libraryVersionPage) measurement(words i18n.Printer, in *surveys.Instrument) {
	lang := words.Lang()
	at := map[string]int{}
	for i, c := range in.Constructs {
		at[c.Key] = i
		m := measure{Name: c.Name.In(lang), Explanation: c.Explanation.In(lang)}
		if component, ok := programme.Builtin().Component(c.Component); ok {
			m.Component = component.Name.In(lang)
		}
		p.Measures = append(p.Measures, m)
	}
	answers := p.answerSets(words, in)
	numbers, number := map[string]int{}, 0
	for _, section := range in.Sections {
		for _, item := range section.Items {
			number++
			numbers[string(item.ID)] = number
			shown := measuredItem{Number: number, Text: item.Text.In(lang), Answers: answers[item.Scale+"/"+item.Choices]}
			if item.Reverse {
				shown.Notes = append(shown.Notes, words.T("library.reversed"))
			}
			if item.Type == surveys.MultipleChoice {
				shown.Notes = append(shown.Notes, words.T("form.many"))
			}
			if only := onlyIf(words, in, numbers, section.ShowIf, item.ShowIf); only != "" {
				shown.Notes = append(shown.Notes, only)
			}
			if i, ok := at[item.Construct]; ok && !item.StandsAlone() {
				p.Measures[i].Items = append(p.Measures[i].Items, shown)
			} else {
				p.Alone = append(p.Alone, shown)
			}
		}
	}
}

// answerSets lists the scales and lists in the order in which they are first used, and names them for the items: "A", "B" …
func (p *libraryVersionPage) answerSets(words i18n.Printer, in *surveys.Instrument) map[string]string {
	lang := words.Lang()
	names := map[string]string{}
	for _, item := range in.Items() {
		key := item.Scale + "/" + item.Choices
		if names[key] != "" {
			continue
		}
		names[key] = words.T("library.answers_name", "number", len(names)+1)
		set := measuredScale{Name: names[key]}
		scale := in.Scale(item)
		for _, step := range scale.Steps {
			set.Steps = append(set.Steps, strconv.Itoa(int(step.Code))+" "+step.Label.In(lang))
		}
		for _, step := range scale.Outside {
			set.Steps = append(set.Steps, words.T("library.outside", "answer", step.Label.In(lang)))
		}
		for _, option := range in.ChoiceList(item).Options {
			label := option.Label.In(lang)
			if option.Exclusive {
				label = words.T("library.exclusive", "answer", label)
			}
			set.Steps = append(set.Steps, label)
		}
		p.Scales = append(p.Scales, set)
	}
	return names
}
