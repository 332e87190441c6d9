package surveys

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

var (
	// ErrNotNewer says that a draft has a number that is not above those that have been published.
	ErrNotNewer = errors.New("a version with this number or a higher one has been published: give the draft the next number")
	// ErrOtherKind says that the versions of a key must be for the same thing.
	ErrOtherKind = errors.New("earlier versions with this key are instruments of another kind: give this one a key of its own")
	// ErrOtherAudience says that the versions of a key must ask the same people.
	ErrOtherAudience = errors.New("earlier versions with this key ask other people: give this one a key of its own")
	// ErrState says that the version is not in a state in which this can be done with it.
	ErrState = errors.New("the version is not in a state for that")
	// ErrUndeclared says that a reworded item has not been declared to mean the same or something new.
	ErrUndeclared = errors.New("every reworded item must be declared to mean the same or something new")
)

// SaveDraft puts an instrument into the library as a draft, in the place of a draft with the same key and version.
// The errors are [ErrFrozen] when the version has been published with other content, [ErrNotNewer], [ErrOtherKind] and [ErrOtherAudience]. A
// version that has been published with this very content is returned as it is.
func (s *Store) SaveDraft(ctx context.Context, by audit.By, in *Instrument) (LibraryEntry, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return LibraryEntry{}, err
	}
	defer end()
	known, err := s.Instrument(in.Key, in.Version)
	switch {
	case err != nil:
	case known.Hash() == in.Hash():
		return known, nil
	case known.State != Draft:
		return known, ErrFrozen
	}
	if before, ok := s.latest(in.Key, LibraryEntry.public); ok {
		if in.Version <= before.Version {
			return LibraryEntry{}, fmt.Errorf("version %d: %w", in.Version, ErrNotNewer)
		}
		if in.Kind != before.Kind {
			return LibraryEntry{}, ErrOtherKind
		}
		if in.Audience != before.Audience {
			return LibraryEntry{}, ErrOtherAudience
		}
	}
	own := *in
	return s.revise(ctx, by, LibraryEntry{Instrument: &own}.become(Draft, stamp(by.At), by.Account), audit.DraftSaved)
}

// Publish makes a draft asked by new waves from now on, and immutable. It is checked once more as a whole, also against the programme; the
// error is then an *[InstrumentFaults]. declared says of every reworded item that could continue its series whether it means the same; what
// is missing or too much is [ErrUndeclared]. Other errors are [ErrNotFound], [ErrState], [ErrNotNewer].
func (s *Store) Publish(ctx context.Context, by audit.By, key string, version int, declared []Declaration) (LibraryEntry, error) {
	return s.changeVersion(ctx, by, key, version, Published, audit.InstrumentPublished, func(e *LibraryEntry) error {
		if e.State != Draft {
			return ErrState
		}
		if _, err := parseInstrument(e.canonical(), programme.Builtin()); err != nil {
			return err
		}
		own := *e.Instrument
		e.Instrument = &own
		before, ok := s.Predecessor(*e)
		if !ok {
			return nil
		}
		if e.Version <= before.Version {
			return ErrNotNewer
		}
		succession, err := declaration(Compare(before.Instrument, e.Instrument), declared)
		e.Succession = succession
		return err
	})
}

// Retire keeps new waves from asking a published version. They ask the newest that is still published.
func (s *Store) Retire(ctx context.Context, by audit.By, key string, version int) (LibraryEntry, error) {
	return s.changeVersion(ctx, by, key, version, Retired, audit.InstrumentRetired, from(Published))
}

// Restore publishes a retired version again, as it was.
func (s *Store) Restore(ctx context.Context, by audit.By, key string, version int) (LibraryEntry, error) {
	return s.changeVersion(ctx, by, key, version, Published, audit.InstrumentRestored, from(Retired))
}

// Discard throws a draft away.
func (s *Store) Discard(ctx context.Context, by audit.By, key string, version int) error {
	_, err := s.changeVersion(ctx, by, key, version, discarded, audit.DraftDiscarded, from(Draft))
	return err
}

// from lets a change through from one state only.
func from(state LibraryState) func(*LibraryEntry) error {
	return func(e *LibraryEntry) error {
		if e.State != state {
			return ErrState
		}
		return nil
	}
}

// changeVersion brings a version into a state when prepare lets it.
func (s *Store) changeVersion(ctx context.Context, by audit.By, key string, version int, state LibraryState, action audit.Action, prepare func(*LibraryEntry) error) (LibraryEntry, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return LibraryEntry{}, err
	}
	defer end()
	e, err := s.Instrument(key, version)
	if err != nil {
		return LibraryEntry{}, err
	}
	if err := prepare(&e); err != nil {
		return LibraryEntry{}, fmt.Errorf("%s version %d: %w", key, version, err)
	}
	return s.revise(ctx, by, e.become(state, stamp(by.At), by.Account), action)
}

// revise stores the entry as its next revision and lets everybody see it. The caller has begun a change.
func (s *Store) revise(ctx context.Context, by audit.By, e LibraryEntry, action audit.Action) (LibraryEntry, error) {
	at := e.versionKey()
	revision := s.revisions[at] + 1
	err := s.write(ctx, by, func(tx *duckdb.Tx) error { return appendInstrument(tx, e, revision) },
		audit.Entry{Action: action, Subject: e.Key + "/" + strconv.Itoa(e.Version)})
	if err != nil {
		return LibraryEntry{}, fmt.Errorf("store instrument: %w", err)
	}
	s.revisions[at] = revision
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.State == discarded {
		delete(s.library, at)
		return e, nil
	}
	if e.State == Published && e.after == nil {
		s.succeed(e)
	}
	s.library[at] = e
	return e, nil
}
