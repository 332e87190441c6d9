package analytics

import (
	"fmt"
	"slices"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// CompareView holds two waves of a school's state survey against each other, any two of them. Every number in it is a function of two released
// figures, so no pair tells more than the two releases do.
type CompareView struct {
	Query  Query      `json:"query"`
	School SchoolRef  `json:"school"`
	Owner  OwnerRef   `json:"owner"`
	Waves  []WaveHead `json:"waves"` // every released wave of the state survey that the reader may see, in course order
	Now    *WaveHead  `json:"now"`   // the later of the two; nil where there are no two waves to compare, and then so is what follows
	Then   *WaveHead  `json:"then"`
	// Overall is the index, compared alone; Rows are the components, compared as a family.
	Overall *ComparedRow  `json:"overall"`
	Rows    []ComparedRow `json:"rows"`
	// Groups are the staff groups that both waves have under the same key.
	Groups []GroupRow      `json:"groups"`
	Notes  []i18n.Sentence `json:"notes"`
}

// ComparedRow is a measure in two waves.
type ComparedRow struct {
	Row        // as it was in the later wave; Changes has the change since the earlier one, and is empty where they cannot be compared
	Then Point `json:"then"` // Break and Why are those between the two waves
}

// Compare answers a query that names a school and two of its waves: Wave is the later, or else the latest; Before the earlier, or else the one
// before Wave. It follows the query's staff group. The errors are [ErrNotFound] for a school, a released wave or a group that is not there, and
// [ErrQuery] for a Before that is not before Wave. It is for the school itself.
func (s *Store) Compare(q Query) (*CompareView, error) { return s.compareView(q, s.Releases) }

// CompareForOwner answers the same query over the waves that the school shares with its owner; [ErrNotFound] where it shares nothing.
func (s *Store) CompareForOwner(q Query) (*CompareView, error) {
	school, err := s.prog.SchoolByOrgnr(q.School)
	if err != nil {
		return nil, err
	}
	if s.SharedWithOwner(school.ID) == surveys.SharesNothing {
		return nil, notFound("shared results of school " + q.School)
	}
	return s.compareView(q, s.schoolForOwner)
}

func (s *Store) compareView(q Query, releasesOf func(programme.SchoolID) ([]*Release, error)) (*CompareView, error) {
	school, owner, err := s.schoolOf(q)
	if err != nil {
		return nil, err
	}
	releases, err := releasesOf(school.ID)
	if err != nil {
		return nil, err
	}
	v := &CompareView{
		Query: q, School: schoolRef(school, school.Name), Owner: ownerRef(owner),
		Waves: []WaveHead{}, Rows: []ComparedRow{}, Groups: []GroupRow{}, Notes: []i18n.Sentence{},
	}
	all, err := s.series(releases, surveys.StateInstrument, surveys.Staff, q.Wave)
	if err != nil {
		return nil, err
	}
	if all == nil {
		return v, nil
	}
	v.Waves = all.heads
	from, err := all.before(q.Before)
	if err != nil || from < 0 {
		return v, err
	}
	group, err := all.group(q)
	if err != nil {
		return nil, err
	}
	v.fill(all, from, group)
	return v, nil
}

// before is the place of the wave that now is compared with: the one asked for, or the one before now. It is negative where there is none.
func (a *series) before(wanted surveys.WaveID) (int, error) {
	if wanted == "" {
		return a.now - 1, nil
	}
	at := slices.IndexFunc(a.heads, func(h WaveHead) bool { return h.ID == wanted })
	if at < 0 {
		return 0, notFound("released wave " + string(wanted))
	}
	if at >= a.now {
		return 0, fmt.Errorf("%w: before is a wave that is not earlier than the other; exchange them", ErrQuery)
	}
	return at, nil
}

// fill makes the figures of a pair.
func (v *CompareView) fill(all *series, from int, group string) {
	v.Now, v.Then = all.head(), &all.heads[from]
	overall, components := all.conditions()
	v.Overall = &all.compared(overall, from, group, Single)[0]
	v.Rows = all.compared(components, from, group, HolmFamily)
	rows := []Row{}
	for _, row := range v.Rows {
		rows = append(rows, row.Row)
	}
	for _, g := range all.groups(nil, all.now) {
		if _, ok := all.releases[from].Group(g.Key); ok {
			v.Groups = append(v.Groups, g)
		}
	}
	v.Notes = all.notes(rows)
}

// compared are measures in two waves, compared as a family.
func (a *series) compared(measures []Measure, from int, group string, method FamilyMethod) []ComparedRow {
	rows := make([]Row, len(measures))
	for i, m := range measures {
		rows[i] = a.row(m, group)
	}
	a.compareAll(rows, measures, group, from, method)
	out := make([]ComparedRow, len(rows))
	for i, row := range rows {
		then := a.point(measures[i].Key, group, from)
		then.Why = a.breakBetween(measures[i].Key, from, a.now)
		then.Break = then.Why != ""
		if now, ok := row.Now.Shown(); ok && len(row.Changes) > 0 {
			earlier, _ := then.Cell.Shown()
			row.Changes[0].Sentences[0] = pairSentence(earlier, now, a.heads[from].Phase, a.head().Phase)
		}
		out[i] = ComparedRow{Row: row, Then: then}
	}
	return out
}
