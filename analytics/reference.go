package analytics

import (
	"slices"

	"tilstand/analytics/stat"
	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// reference is a named, frozen set of figures about persons in many schools. It takes the place of the constant ([stat.PooledSD]) in the
// releases made after it: under [minOwnSD] answers, their intervals stand on how staff spread within schools of this programme rather than on
// pupils elsewhere. It is the quality of an edition that the programme has chosen for it ([Store.FreezeReference]), and is never made again: a standard
// deviation that moved with every edition would move intervals that nothing else has changed.
//
// Single items keep the constant: what is pooled are scales.
type reference struct {
	name   string
	scales []referenceScale
}

type referenceScale struct {
	items []surveys.ItemID
	steps int
	sd    float64 // within schools, two decimals
}

// referenceOf is the quality of an edition under a name.
func referenceOf(name string, e *Edition) *reference {
	r := &reference{name: name}
	if e.Quality == nil {
		return r
	}
	for i, scale := range e.Quality.Scales {
		if scale.Within != nil && *scale.Within > 0 {
			r.scales = append(r.scales, referenceScale{items: e.Measures[i].Items, steps: e.Measures[i].Steps, sd: *scale.Within})
		}
	}
	return r
}

// pooledSD is the standard deviation within schools that stands in for a group's own: the reference's where it has the scale, else the
// constant.
func (r *reference) pooledSD(m Measure) stat.ReferenceSD {
	if r != nil {
		at := slices.IndexFunc(r.scales, func(s referenceScale) bool { return s.steps == m.Steps && slices.Equal(s.items, m.Items) })
		if at >= 0 {
			return stat.ReferenceSD{Value: r.scales[at].sd, Source: r.name}
		}
	}
	pooled, _ := stat.PooledSD(m.Steps, len(m.Items))
	return pooled
}

// readReference finds the one in force; nil before the first.
func readReference(r *duckdb.Reader) (*reference, error) {
	rows, err := duckdb.Collect(r, scanTwo[string, string], `-- analytics.readReference
		select name, document from reference join edition on edition.id = reference.edition_id order by reference.rowid desc limit 1`)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	e, err := ParseEdition([]byte(rows[0].b))
	if err != nil {
		return nil, err
	}
	return referenceOf(rows[0].a, e), nil
}

// currentReference is the one that releases made now stand on; nil before the first.
func (s *Store) currentReference() *reference {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.reference
}
