package surveys

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// A Store keeps waves and takes answers in. It is safe for concurrent use.
type Store struct {
	record *duckdb.DB // waves, instruments as they were asked, sealed answers
	intake *duckdb.DB // answers of open waves
	prog   *programme.Store
	room   func() error // whether the disk has room for more answers

	turn      *semaphore.Weighted       // one change of a wave or an instrument at a time, and one seal
	revisions map[instrumentVersion]int // guarded by turn: the last one in the record of each instrument

	mu      sync.RWMutex // guards what follows
	waves   map[WaveID]Wave
	wavesAt map[programme.SchoolID][]WaveID // a page of an owner asks hundreds of times what a school's are, of the thousands of a country
	codes   map[LinkCode]WaveID
	library map[instrumentVersion]LibraryEntry
	doors   map[WaveID]*door // of the waves that are open or closing
	seals   map[WaveID]seal  // the newest of each
	stale   map[int]bool     // ordinals of seals that were replaced and are not erased yet

	codeDir string
	boxes   map[WaveID]*codeBox    // one-time codes of waves that are open or closing
	places  map[codeHash]codePlace // of the same codes
	guesses *guesses

	rounds    map[RoundID]Round
	postponed map[postponement]time.Time // until when

	joint      map[programme.SchoolID]JointStatement
	jointLinks map[string]programme.SchoolID // hash of a link → whose statement it leads to

	supplements map[SupplementKey]Supplement
	whole       map[WaveID]*Instrument // what waves with local items ask
}

// Open reads the waves of the folder and finishes what a kill interrupted: a sealed or voided wave whose answers are still in the
// intake file is swept. A wave that is closing stays so until it is closed again ([Store.Due] lists it).
func Open(ctx context.Context, f *duckdb.Folder, prog *programme.Store) (*Store, error) {
	s := newStore(f, prog)
	if err := s.load(ctx); err != nil {
		return nil, fmt.Errorf("open surveys: %w", err)
	}
	if err := s.openAllCodes(ctx); err != nil {
		return nil, fmt.Errorf("open surveys: %w", err)
	}
	if err := s.Sweep(ctx); err != nil {
		return nil, fmt.Errorf("open surveys: %w", err)
	}
	return s, nil
}

func newStore(f *duckdb.Folder, prog *programme.Store) *Store {
	return &Store{record: f.Record, intake: f.Intake, prog: prog, room: f.Room, turn: semaphore.NewWeighted(1), codeDir: filepath.Join(f.Dir, codesFolder),
		boxes: map[WaveID]*codeBox{}, places: map[codeHash]codePlace{}, guesses: newGuesses()}
}

// Wave returns the wave with the id, or [ErrNotFound].
func (s *Store) Wave(id WaveID) (Wave, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	w, ok := s.waves[id]
	if !ok {
		return Wave{}, fmt.Errorf("wave: %w", ErrNotFound)
	}
	return w, nil
}

// WaveByCode returns the wave that the link leads to, or [ErrNotFound]. Capitals, spaces and hyphens are forgiven.
func (s *Store) WaveByCode(code LinkCode) (Wave, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	id, ok := s.codes[code.tidy()]
	if !ok {
		return Wave{}, fmt.Errorf("link: %w", ErrNotFound)
	}
	return s.waves[id], nil
}

// WavesOf returns the school's waves, void ones too, in the order in which they opened.
func (s *Store) WavesOf(school programme.SchoolID) []Wave {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var waves []Wave
	for _, id := range s.wavesAt[school] {
		waves = append(waves, s.waves[id])
	}
	return byOpening(waves)
}

// Waves returns all waves in the order in which they opened.
func (s *Store) Waves() []Wave {
	return s.wavesWhere(func(Wave) bool { return true })
}

// Due returns the waves that are to be closed: their time is up, or a closing that was begun has not been finished.
func (s *Store) Due(now time.Time) []Wave {
	return s.wavesWhere(func(w Wave) bool { return w.Due(now) })
}

func (s *Store) wavesWhere(wanted func(Wave) bool) []Wave {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return sortedWaves(s.waves, wanted)
}

// InstrumentOf returns the instrument exactly as the wave asks it, also when the library has a newer version: with the local items that the wave
// was opened with after it. It returns nil for a wave that is not of this store.
func (s *Store) InstrumentOf(w Wave) *Instrument {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if whole := s.whole[w.ID]; whole != nil {
		return whole
	}
	return w.Local.After(s.library[w.asks()].Instrument)
}

// begin waits for its turn to change something, as long as ctx allows; the caller ends it.
func (s *Store) begin(ctx context.Context) (end func(), err error) {
	if err := s.turn.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { s.turn.Release(1) }, nil
}

// write stores a change in the record and the entries of the log that tell of it, in one transaction. A change that has begun is finished also when its caller has left: one whose
// outcome nobody waited for would leave memory behind the file.
func (s *Store) write(ctx context.Context, by audit.By, change func(tx *duckdb.Tx) error, entries ...audit.Entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.record.Write(context.WithoutCancel(ctx), func(tx *duckdb.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		return audit.Append(tx, by, entries...)
	})
}

// show lets everybody see the wave as it now is. The caller holds mu.
func (s *Store) show(w Wave) {
	if _, known := s.waves[w.ID]; !known {
		s.wavesAt[w.School] = append(s.wavesAt[w.School], w.ID)
	}
	s.waves[w.ID], s.codes[w.Code] = w, w.ID
	if w.Local != nil && s.whole[w.ID] == nil {
		s.whole[w.ID] = w.Local.After(s.library[w.asks()].Instrument)
	}
	switch {
	case w.State != WaveOpen && w.State != WaveClosing:
		delete(s.doors, w.ID)
	case s.doors[w.ID] == nil:
		s.doors[w.ID] = newDoor()
	}
}

// stamp is the time as it is stored: UTC, microseconds.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
