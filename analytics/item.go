package analytics

import (
	"slices"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Item answers a query that names a school and an item: the item over waves and groups, as of the query's wave or the latest
// released one of that kind of survey. It is followed through waves of both kinds only where the query says so: Kind
// mapping looks in the mapping survey, and Audience in those of parents or pupils. The error is [ErrNotFound] for a school, wave, group or item that is not there.
// It is for the school itself.
func (s *Store) Item(q Query) (*ItemView, error) { return s.itemView(q, s.Releases) }

// ItemForOwner answers the same query for the school's owner: [ErrNotFound] also where the school does not share the wave, or not its items.
func (s *Store) ItemForOwner(q Query) (*ItemView, error) { return s.itemView(q, s.schoolForOwner) }

func (s *Store) itemView(q Query, releasesOf func(programme.SchoolID) ([]*Release, error)) (*ItemView, error) {
	school, owner, err := s.schoolOf(q)
	if err != nil {
		return nil, err
	}
	releases, err := releasesOf(school.ID)
	if err != nil {
		return nil, err
	}
	kind := q.Kind
	if kind == "" {
		kind = surveys.StateInstrument
	}
	all, err := s.series(releases, kind, q.Audience, q.Wave)
	if err != nil {
		return nil, err
	}
	if all == nil {
		return nil, notFound("released wave")
	}
	group, err := all.group(q)
	if err != nil {
		return nil, err
	}
	m, ok := all.release().Measure(ItemMeasureKey(q.Item))
	if !ok {
		return nil, notFound("item " + string(q.Item))
	}
	v := all.item(m, group)
	v.Query, v.School, v.Owner = q, schoolRef(school, school.Name), ownerRef(owner)
	return v, nil
}

// item is the view of a measure that is an item, apart from whose it is.
func (a *series) item(m Measure, group string) *ItemView {
	in := a.instrument()
	item, _ := in.Item(m.Items[0])
	construct, _ := in.Construct(item.Construct)
	component, _ := a.template.Component(m.Component)
	items := a.items(group)
	row := items[slices.IndexFunc(items, func(r Row) bool { return r.Measure == m.Key })]
	v := &ItemView{
		Item: item.ID, Text: item.Text, Hint: item.Hint, Section: sectionOf(in, item.ID),
		Construct: construct.Name, Component: component.Name,
		Reversed: item.Reverse, Steps: m.Steps, Labels: labels(in, item),
		Waves: a.heads, Now: *a.head(), Row: row, Groups: []ItemGroup{}, Notes: a.notes([]Row{row}),
	}
	for _, g := range a.release().Groups {
		cell := a.release().Cell(m.Key, g.Key)
		v.Groups = append(v.Groups, ItemGroup{
			Key: g.Key, Name: g.Name, HeadCount: g.HeadCount, Cell: cell, Spread: spreadOf(cell, g.HeadCount), Agreement: a.agreement(m, g.Key, a.now),
		})
	}
	return v
}

// labels are the answer options in the order in which results are shown: from the unwanted end to the wanted one.
func labels(in *surveys.Instrument, item surveys.Item) []i18n.Text {
	var labels []i18n.Text
	for _, step := range in.Scale(item).Steps {
		labels = append(labels, step.Label)
	}
	if item.Reverse {
		slices.Reverse(labels)
	}
	return labels
}

func sectionOf(in *surveys.Instrument, id surveys.ItemID) i18n.Text {
	for _, section := range in.Sections {
		if slices.ContainsFunc(section.Items, func(i surveys.Item) bool { return i.ID == id }) {
			return section.Title
		}
	}
	return nil
}
