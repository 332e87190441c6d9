package web

import (
	"math"
	"slices"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// itemSection is a survey question by question.
type itemSection struct {
	Groups  []itemGroup
	Scales  []scaleKey
	AllGone bool // no item may be shown; one sentence says so for all
	Hidden  *explanation
}

// itemGroup is the items of one component or construct.
type itemGroup struct {
	Name  string
	Items []itemRow
}

// itemRow is one item with its answers.
type itemRow struct {
	Text, Href string
	Alike      string // how alike the answers are; empty where that is not known
	Picture    picture
	Spread     string // the picture in words
	Figure     figure
}

// newItemSection sorts items under the measures they belong to, in the order of these. Hidden items lead to nearer, where the measures are. It is nil
// without items.
func newItemSection(words i18n.Printer, q analytics.Query, measures, items []analytics.Row, belongs func(measure, item analytics.Row) bool, nearer string) *itemSection {
	if len(items) == 0 {
		return nil
	}
	hidden := func(r analytics.Row) bool { return r.Now.State() == analytics.Hidden }
	section := &itemSection{Scales: itemScales(items), AllGone: true}
	if slices.ContainsFunc(items, hidden) {
		section.Hidden = &explanation{Href: nearer, Text: words.T("school.see_measures")}
	}
	for _, m := range measures {
		group := itemGroup{Name: rowName(words, m)}
		for _, item := range items {
			if belongs(m, item) {
				section.AllGone = section.AllGone && hidden(item)
				group.Items = append(group.Items, newItemRow(words, q, item))
			}
		}
		if len(group.Items) > 0 {
			section.Groups = append(section.Groups, group)
		}
	}
	return section
}

func sameComponent(measure, item analytics.Row) bool { return measure.Component == item.Component }
func sameConstruct(measure, item analytics.Row) bool { return measure.Construct == item.Construct }

func newItemRow(words i18n.Printer, q analytics.Query, row analytics.Row) itemRow {
	return itemRow{
		Text: rowName(words, row), Alike: agreementLevel(words, row), Href: itemAddress(q, itemID(row), ""), Figure: newFigure(words, row.Now, row.HeadCount),
		Picture: charts.Bar{Steps: row.Steps, Cell: row.Now, Diverging: row.Diverging}.Picture(), Spread: spreadWords(words, row.Now, row.Steps),
	}
}

// itemScales are the keys to the colours of the items: one for each number of steps among them.
func itemScales(items []analytics.Row) []scaleKey {
	var keys []scaleKey
	seen := map[int]bool{}
	for _, item := range items {
		if seen[item.Steps] || charts.Tones(item.Steps) == nil {
			continue
		}
		seen[item.Steps] = true
		keys = append(keys, newScaleKey(item.Steps, nil))
	}
	return keys
}

// itemPage is templates/results_item.html.
type itemPage struct {
	Page
	School    analytics.SchoolRef
	Asked     string // who was: the key of the audience
	Back      string
	Text      string
	Hint      string
	Belongs   string // construct or component
	Whole     string // the page of that
	Section   string
	Reversed  bool
	Wave      string
	Answered  string
	Now       figure
	Agreement agreementWords
	Facts     []string // how the answers lie on the scale, in words; empty where they are not shown per step
	Changes   []changeWords
	Family    string // that the change is judged in
	Mapping   bool
	Exhibits  []exhibit // staff groups now, and the waves until now
	Remarks   []string
	Breaks    bool
	HasCharts bool
}

// newItemExhibits are the distributions of an item: of the whole school and its groups now, and of the whole school over its waves.
func newItemExhibits(words i18n.Printer, view *analytics.ItemView) exhibits {
	q := view.Query
	at := func(rest string) string { return itemAddress(q, string(view.Item), rest) }
	all := exhibits{Name: view.School.Orgnr + "-" + string(view.Item), Synthetic: view.School.Synthetic}
	all.Of = []string{view.School.Name, words.T("school.wave_named", "phase", phaseTitle(words, view.Now.Phase), "date", closedOn(words, view.Now)), view.Text.In(words.Lang())}
	all.List = append(all.List, groupSpread(words, view).filed(at))
	if len(view.Row.Earlier) > 0 {
		all.List = append(all.List, waveSpread(words, view).filed(at))
	}
	return all
}

func newItemPage(words i18n.Printer, view *analytics.ItemView) *itemPage {
	lang := words.Lang()
	p := &itemPage{
		Page: Page{Title: view.Text.In(lang), Synthetic: view.School.Synthetic}, School: view.School, Asked: view.Query.Audience.Key(),
		Text: view.Text.In(lang), Hint: view.Hint.In(lang), Belongs: view.Component.In(lang), Section: view.Section.In(lang), Reversed: view.Reversed,
		Wave:     words.T("school.wave_named", "phase", phaseTitle(words, view.Now.Phase), "date", closedOn(words, view.Now)),
		Answered: answeredWords(words, view.Now.Answered, view.Now.HeadCount), Now: newFigure(words, view.Row.Now, view.Row.HeadCount),
		Mapping: view.Now.Instrument.Kind == surveys.MappingInstrument, Agreement: newAgreement(words, view.Row),
		Facts: spreadFacts(words, view.Row), Changes: newChanges(words, view.Row.Changes),
	}
	if len(view.Row.Changes) > 0 {
		if said := view.Row.Changes[0].Family.Words(); said.Key != "" {
			p.Family = words.Say(said)
		}
	}
	if p.Belongs == "" {
		p.Belongs = view.Construct.In(lang)
	}
	back := analytics.Query{School: view.Query.School, Wave: view.Query.Wave}
	if p.Mapping {
		back = analytics.Query{School: view.Query.School, Kind: surveys.MappingInstrument, Audience: view.Query.Audience}
	}
	p.Back, p.Whole = pathOf(back, atItems), measuresOf(view)
	for _, note := range view.Notes {
		p.Remarks = append(p.Remarks, words.Say(note))
	}
	for _, point := range view.Row.Earlier {
		p.Breaks = p.Breaks || point.Break
	}
	p.Exhibits = newItemExhibits(words, view).List
	p.HasCharts = slices.ContainsFunc(p.Exhibits, func(e exhibit) bool { return e.Chart != nil })
	return p
}

// spreadFacts are where the answers to an item lie on its scale.
func spreadFacts(words i18n.Printer, row analytics.Row) []string {
	if row.Spread == nil {
		return nil
	}
	return []string{
		words.Say(row.Spread.Top.Words(row.Everyone())),
		words.T("school.median", "median", medianWords(words, row.Spread.Median), "interpolated", words.Number(row.Spread.Interpolated, 2)),
	}
}

// medianWords is a step of the scale, or halfway between two.
func medianWords(words i18n.Printer, median float64) string {
	if median == math.Trunc(median) {
		return words.Number(median, 0)
	}
	return words.Number(median, 1)
}
