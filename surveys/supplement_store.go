package surveys

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// Supplement returns the local items of a school or an owner to an instrument; one without items when there are none.
func (s *Store) Supplement(key SupplementKey) Supplement {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if found, ok := s.supplements[key]; ok {
		return found
	}
	return Supplement{SupplementKey: key}
}

// SaveSupplement replaces the local items of a school or an owner, and returns them as they are stored. Its Revision is
// that of what was edited; the error is [ErrChanged] when there is a later one, [ErrNotFound] for a school or an owner that is not there,
// and an *[Invalid] with everything that is wrong, see [Supplement].
//
// Waves that are open or closed are not touched.
func (s *Store) SaveSupplement(ctx context.Context, by audit.By, supplement Supplement) (Supplement, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Supplement{}, err
	}
	defer end()
	before := s.Supplement(supplement.SupplementKey)
	supplement = supplement.tidy()
	switch {
	case !s.isThere(supplement.SupplementKey):
		return Supplement{}, fmt.Errorf("whose local items: %w", ErrNotFound)
	case before.Revision != supplement.Revision:
		return before, ErrChanged
	}
	in, _ := s.InstrumentInUse(supplement.Instrument)
	if err := invalid(supplement.problems(in, s.besides(supplement.SupplementKey), before.Items)); err != nil {
		return Supplement{}, err
	}
	supplement.Revision++
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("supplement", string(supplement.Scope), supplement.ID, supplement.Instrument, int32(supplement.Revision), stamp(by.At), string(by.Account),
			string(mustMarshal(supplement.Items)))
	}, supplement.entry())
	if err != nil {
		return Supplement{}, fmt.Errorf("store local items: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.supplements[supplement.SupplementKey] = supplement
	return supplement, nil
}

// entry is what the log says of a change of local items: which, of whom, and not what they ask.
func (supplement Supplement) entry() audit.Entry {
	e := audit.Entry{Action: audit.LocalItemsSet, Subject: supplement.ID, Detail: "instrument=" + supplement.Instrument}
	switch supplement.Scope {
	case programme.ScopeSchool:
		e.School = supplement.ID
	case programme.ScopeOwner:
		e.Owner = supplement.ID
	}
	return e
}

// besides is how many local items are asked beside those of the key. A school knows its owner's; an owner's come before those of its schools, which make room.
func (s *Store) besides(key SupplementKey) int {
	school, err := s.prog.School(programme.SchoolID(key.ID))
	if key.Scope != programme.ScopeSchool || err != nil {
		return 0
	}
	return len(s.Supplement(SupplementKey{programme.ScopeOwner, string(school.Owner), key.Instrument}).Items)
}

func (s *Store) isThere(key SupplementKey) bool {
	var err error
	switch key.Scope {
	case programme.ScopeSchool:
		_, err = s.prog.School(programme.SchoolID(key.ID))
	case programme.ScopeOwner:
		_, err = s.prog.Owner(programme.OwnerID(key.ID))
	default:
		return false
	}
	return err == nil
}

// LocalPart returns what a wave of the school, opened now, would ask after the instrument; nil when nothing.
func (s *Store) LocalPart(school programme.School, instrument string) *LocalPart {
	return LocalPartOf(
		s.Supplement(SupplementKey{programme.ScopeOwner, string(school.Owner), instrument}),
		s.Supplement(SupplementKey{programme.ScopeSchool, string(school.ID), instrument}),
	)
}

func (s *Store) readSupplements(r *duckdb.Reader) error {
	return each(r, "supplements", func(row *sql.Rows) error {
		var found Supplement
		var items string
		if err := row.Scan(&found.Scope, &found.ID, &found.Instrument, &found.Revision, &items); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(items), &found.Items); err != nil {
			return fmt.Errorf("of %s %s: %w", found.Scope, found.ID, err)
		}
		s.supplements[found.SupplementKey] = found
		return nil
	}, `-- surveys.readSupplements
		select scope, scope_id, instrument, revision, items
		from supplement
		qualify row_number() over (partition by scope, scope_id, instrument order by revision desc) = 1`)
}
