package surveys

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"tilstand/internal/audit"
)

// A LibraryState says what a version of an instrument in the library may be used for.
type LibraryState string

// States of a version. It begins as a draft or comes published with the product, and never changes its content after that.
const (
	Draft     LibraryState = "draft"     // may be replaced or discarded, and is asked of nobody
	Published LibraryState = "published" // immutable; new waves ask the newest published version
	Retired   LibraryState = "retired"   // immutable; no new wave asks it, and those under way go on

	discarded LibraryState = "discarded" // a draft that was thrown away; its number is free
)

// A LibraryEntry is one version of an instrument in the library. The instrument is shared: read it, never change it.
type LibraryEntry struct {
	*Instrument
	State       LibraryState
	Builtin     bool      // it comes with the product, and is published from the start
	ChangedAt   time.Time // when it came into its state; zero for what came with the product
	ChangedBy   audit.AccountID
	PublishedAt time.Time // zero for a draft and for what came with the product
	PublishedBy audit.AccountID
	Succession  *Succession // nil for the first version
}

// public says whether the version is one that a wave may have asked.
func (e LibraryEntry) public() bool { return e.State == Published || e.State == Retired }

// Instruments returns every version in the library, drafts and retired ones too, by key and version.
func (s *Store) Instruments() []LibraryEntry {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.SortedFunc(maps.Values(s.library), func(a, b LibraryEntry) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Version, b.Version))
	})
}

// Instrument returns one version in the library, or [ErrNotFound].
func (s *Store) Instrument(key string, version int) (LibraryEntry, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	e, ok := s.library[instrumentVersion{key, version}]
	if !ok {
		return LibraryEntry{}, fmt.Errorf("instrument %s version %d: %w", key, version, ErrNotFound)
	}
	return e, nil
}

// InstrumentInUse returns what a new wave of the instrument asks: its newest published version. ok is false when there is none.
func (s *Store) InstrumentInUse(key string) (in *Instrument, ok bool) {
	e, ok := s.latest(key, func(e LibraryEntry) bool { return e.State == Published })
	return e.Instrument, ok
}

// InstrumentsInUse returns what new waves ask, by key.
func (s *Store) InstrumentsInUse() []*Instrument {
	var all []*Instrument
	for _, e := range s.Instruments() {
		if in, ok := s.InstrumentInUse(e.Key); ok && in.Version == e.Version {
			all = append(all, in)
		}
	}
	return all
}

// Predecessor returns the version that a draft is compared with: the newest of its key that has been published, retired ones too. For a version
// that has been published it is the one that it was compared with then. ok is false for the first.
func (s *Store) Predecessor(e LibraryEntry) (before LibraryEntry, ok bool) {
	if e.State == Draft {
		return s.latest(e.Key, LibraryEntry.public)
	}
	if e.Succession == nil {
		return LibraryEntry{}, false
	}
	before, err := s.Instrument(e.Key, e.Succession.After)
	return before, err == nil
}

// WavesAsking returns the waves that ask the version, void ones too, in the order in which they opened.
func (s *Store) WavesAsking(key string, version int) []Wave {
	return s.wavesWhere(func(w Wave) bool { return w.Instrument == key && w.InstrumentVersion == version })
}

// latest is the entry of the key with the highest version of those wanted.
func (s *Store) latest(key string, wanted func(LibraryEntry) bool) (newest LibraryEntry, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, e := range s.library {
		if e.Key == key && wanted(e) && (!ok || e.Version > newest.Version) {
			newest, ok = e, true
		}
	}
	return newest, ok
}

// instrumentVersion is what an instrument is stored and found under.
type instrumentVersion struct {
	key     string
	version int
}

func (in *Instrument) versionKey() instrumentVersion { return instrumentVersion{in.Key, in.Version} }
