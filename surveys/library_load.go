package surveys

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// shelve makes the library: what the record has, and what comes with the product under numbers that the record does not have. A version
// that the record has with other content stands as it is there: it may have been asked.
func (s *Store) shelve(r *duckdb.Reader) error {
	if err := s.readLibrary(r); err != nil {
		return err
	}
	var before *Instrument
	for _, in := range BuiltinInstruments() { // by key and version
		e, known := s.library[in.versionKey()]
		switch {
		case !known:
			own := *in // the built-in one is shared between stores, and does not know what comes before it here
			e = LibraryEntry{Instrument: &own, State: Published, Builtin: true}
		case e.Hash() == in.Hash():
			e.Builtin, e.PublishedAt = true, time.Time{}
		}
		if e.Builtin && e.Succession == nil && before != nil && before.Key == in.Key {
			e.Succession = &Succession{After: before.Version}
		}
		s.library[in.versionKey()], before = e, in
	}
	for _, e := range s.library {
		s.succeed(e)
	}
	return nil
}

// readLibrary replays the revisions of every version. Documents were checked when they were published, and are not checked again: a rule that
// is added later must not make an old answer unreadable. That they are what was published is what their hash says.
func (s *Store) readLibrary(r *duckdb.Reader) error {
	return each(r, "instruments", func(row *sql.Rows) error {
		var at instrumentVersion
		var state LibraryState
		var hash, document, succession string
		var by audit.AccountID
		var revision int
		var made time.Time
		if err := row.Scan(&at.key, &at.version, &revision, &state, &hash, &document, &made, &by, &succession); err != nil {
			return err
		}
		e, known := s.library[at]
		s.revisions[at] = revision
		if state == discarded {
			delete(s.library, at)
			return nil
		}
		if !known || e.Hash() != hash {
			e.Instrument = new(Instrument)
			if err := json.Unmarshal([]byte(document), e.Instrument); err != nil {
				return fmt.Errorf("%s version %d: %w", at.key, at.version, err)
			}
			if e.Hash() != hash || e.versionKey() != at {
				return fmt.Errorf("%s version %d: %w", at.key, at.version, ErrFrozen)
			}
		}
		e = e.become(state, made, by)
		if err := json.Unmarshal([]byte(succession), &e.Succession); err != nil {
			return fmt.Errorf("%s version %d: %w", at.key, at.version, err)
		}
		s.library[at] = e
		return nil
	}, `-- surveys.readLibrary
		select key, version, revision, state, hash, document, made_at, made_by, succession
		from instrument order by key, version, revision`)
}

// become is the entry after a change of state. The first publication is remembered.
func (e LibraryEntry) become(state LibraryState, at time.Time, by audit.AccountID) LibraryEntry {
	e.State, e.ChangedAt, e.ChangedBy = state, at, by
	if state == Published && e.PublishedAt.IsZero() {
		e.PublishedAt, e.PublishedBy = at, by
	}
	return e
}

// succeed ties an instrument to the one before it. It is called before anybody else can see the instrument.
func (s *Store) succeed(e LibraryEntry) {
	if e.Succession == nil {
		return
	}
	e.after = &succession{Succession: *e.Succession}
	if before, ok := s.library[instrumentVersion{e.Key, e.Succession.After}]; ok {
		e.after.before = before.Instrument
	}
}

// appendInstrument adds the entry as a revision to the transaction.
func appendInstrument(tx *duckdb.Tx, e LibraryEntry, revision int) error {
	succession, err := json.Marshal(e.Succession)
	if err != nil {
		return fmt.Errorf("write instrument: %w", err)
	}
	return tx.Append("instrument", e.Key, int32(e.Version), e.Hash(), string(e.canonical()), e.ChangedAt,
		int32(revision), string(e.State), string(e.ChangedBy), string(succession))
}
