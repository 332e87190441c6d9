package analytics

import (
	"slices"

	"tilstand/analytics/stat"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// reference is a named, frozen set of figures about persons in many schools. It takes the place of the constant ([stat.PooledSD]) in the
// releases made after it: under [minOwnSD] answers, their intervals stand on how staff spread within schools of this programme rather than on
// pupils elsewhere. It is the quality of the first of the programme's editions that had one, and is never made again: a standard
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

// referenceOf is what an edition freezes; nil for one that does not.
func referenceOf(e *Edition) *reference {
	if e.Quality == nil || e.Quality.Reference == "" {
		return nil
	}
	r := &reference{name: e.Quality.Reference}
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

// readReference finds the edition that froze one. The name of the field cannot stand in a text of the document, where its quotation marks
// would be escaped.
func readReference(r *duckdb.Reader) (*reference, error) {
	documents, err := duckdb.Collect(r, scanText, `-- analytics.readReference
		select document from edition
		where scope = $1 and scope_id = $2 and contains(document, '"reference":')
		order by number limit 1`, string(ProgrammeScope), programme.Builtin().Key)
	if err != nil || len(documents) == 0 {
		return nil, err
	}
	e, err := ParseEdition([]byte(documents[0]))
	if err != nil {
		return nil, err
	}
	return referenceOf(e), nil
}

// currentReference is the one that releases made now stand on; nil before the first.
func (s *Store) currentReference() *reference {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.reference
}
