package analytics

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// ErrNotFound is wrapped where a query names something that is not there. It is one value with the programme's, so that a caller
// has one question to ask.
var ErrNotFound = programme.ErrNotFound

// Store keeps releases, sharing and the count of open waves, and makes views. It is safe for concurrent use.
type Store struct {
	record, intake *duckdb.DB
	prog           *programme.Store
	surv           *surveys.Store

	turn     *semaphore.Weighted    // one closing or change of sharing at a time
	unswept  bool                   // guarded by turn: the last sweep failed
	withheld map[surveys.WaveID]int // guarded by turn: the revision of the wave at which it got no release
	auditor  auditor

	mu        sync.RWMutex // guards what follows
	released  map[surveys.WaveID]int
	unsafe    map[surveys.WaveID]bool        // did not pass the audit since the program was started
	shared    map[programme.SchoolID]sharing // with the owner
	counted   map[programme.SchoolID]bool    // with the programme
	reference *reference                     // nil before there is one

	documents cache
	arrived   arrivals
}

// Open reads which waves are released and which schools share. The releases themselves are read when they are asked for.
//
// Measured with 11,200 releases of 30 kB on two cores: all documents 1.0 s to read and several more to parse, and 300 MB to
// hold; which there are 2 ms; one document 14 ms.
func Open(ctx context.Context, f *duckdb.Folder, prog *programme.Store, surv *surveys.Store) (*Store, error) {
	s := &Store{
		record: f.Record, intake: f.Intake, prog: prog, surv: surv,
		turn: semaphore.NewWeighted(1), withheld: map[surveys.WaveID]int{}, auditor: attacker, unsafe: map[surveys.WaveID]bool{},
	}
	if err := errors.Join(s.load(ctx), s.repack(ctx)); err != nil {
		return nil, fmt.Errorf("open analytics: %w", err)
	}
	return s, nil
}

func (s *Store) load(ctx context.Context) error {
	released := map[surveys.WaveID]int{}
	var frozen *reference
	shared, counted := map[programme.SchoolID]sharing{}, map[programme.SchoolID]bool{}
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		waves, err := duckdb.Collect(r, scanTwo[surveys.WaveID, int], `-- analytics.load
			select wave_id, max(revision) from release group by wave_id`)
		if err != nil {
			return err
		}
		for _, w := range waves {
			released[w.a] = w.b
		}
		// Rows of a table lie in the order they were appended in, and the last word counts.
		events, err := duckdb.Collect(r, scanSharing, `-- analytics.load
			select school_id, owner_id, wave_id, act, degree, made_at from owner_sharing order by rowid`)
		if err != nil {
			return err
		}
		for _, e := range events {
			shared[e.a] = shared[e.a].after(e.b)
		}
		decisions, err := duckdb.Collect(r, scanTwo[programme.SchoolID, bool], `-- analytics.load
			select school_id, shared from programme_sharing where programme = $1 order by rowid`, programme.Builtin().Key)
		for _, d := range decisions {
			counted[d.a] = d.b
		}
		if err != nil {
			return err
		}
		frozen, err = readReference(r)
		return err
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.released, s.shared, s.counted, s.reference = released, shared, counted, frozen
	return nil
}

type two[A, B any] struct {
	a A
	b B
}

func scanTwo[A, B any](rows *sql.Rows) (row two[A, B], err error) {
	err = rows.Scan(&row.a, &row.b)
	return row, err
}

// begin waits for its turn to change something, as long as ctx allows; the caller ends it.
func (s *Store) begin(ctx context.Context) (end func(), err error) {
	if err := s.turn.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { s.turn.Release(1) }, nil
}

// write stores a change and the entries of the log that tell of it, in one transaction. One that has begun is finished also when its caller has left: one whose outcome nobody waited for would leave
// memory behind the file.
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

// stamp is the time as it is stored: UTC, microseconds.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Released reports whether the wave's figures are out.
func (s *Store) Released(wave surveys.WaveID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.released[wave] > 0
}

// Releases returns the releases of a school in course order, of both kinds of survey; none of a wave that has been voided since.
func (s *Store) Releases(school programme.SchoolID) ([]*Release, error) {
	return s.read(s.releasedWaves(school))
}

// Release returns the wave's release as it stands now, or [ErrNotFound]: for a wave that is open, withheld or void.
func (s *Store) Release(wave surveys.WaveID) (*Release, error) {
	w, err := s.surv.Wave(wave)
	if err != nil {
		return nil, err
	}
	if w.State == surveys.WaveVoid || !s.Released(wave) {
		return nil, notFound("release of wave " + string(wave))
	}
	releases, err := s.read([]surveys.Wave{w})
	if err != nil {
		return nil, err
	}
	return releases[0], nil
}

// releasedWaves are a school's waves with a release, in course order.
func (s *Store) releasedWaves(school programme.SchoolID) []surveys.Wave {
	waves := slices.DeleteFunc(s.surv.WavesOf(school), func(w surveys.Wave) bool {
		return w.State == surveys.WaveVoid || !s.Released(w.ID)
	})
	courseOrder(waves)
	return waves
}

// courseOrder sorts by phase, then by closing, then by id so that there is always one order.
func courseOrder(waves []surveys.Wave) {
	phase := func(w surveys.Wave) int { return templateOf(w.Programme, w.ProgrammeVersion).PhaseIndex(w.Phase) }
	slices.SortFunc(waves, func(a, b surveys.Wave) int {
		return cmp.Or(cmp.Compare(phase(a), phase(b)), a.ClosesAt.Compare(b.ClosesAt), cmp.Compare(a.ID, b.ID))
	})
}

// readTimeout bounds reading releases for a view, which is a matter of milliseconds.
const readTimeout = 10 * time.Second

// read returns the releases of waves that are released, one for each.
func (s *Store) read(waves []surveys.Wave) ([]*Release, error) {
	var missing []surveys.WaveID
	for _, w := range waves {
		if s.documents.get(w.ID) == nil {
			missing = append(missing, w.ID)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), readTimeout)
	defer cancel()
	fresh, err := s.readDocuments(ctx, missing)
	if err != nil {
		return nil, fmt.Errorf("read releases: %w", err)
	}
	releases := make([]*Release, 0, len(waves))
	for _, w := range waves {
		r := fresh[w.ID]
		if r == nil {
			r = s.documents.get(w.ID)
		}
		if r == nil {
			return nil, fmt.Errorf("read releases: wave %s has one, and it is not in the record", w.ID)
		}
		releases = append(releases, r)
	}
	return releases, nil
}

func (s *Store) readDocuments(ctx context.Context, waves []surveys.WaveID) (map[surveys.WaveID]*Release, error) {
	if len(waves) == 0 {
		return nil, nil
	}
	fresh := make(map[surveys.WaveID]*Release, len(waves))
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		documents, err := readPacked(r, waves)
		if err != nil {
			return err
		}
		for _, d := range documents { // the highest revision comes last
			if fresh[d.a], err = ParseRelease(d.b); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for wave, release := range fresh {
		s.documents.put(wave, release)
	}
	return fresh, nil
}

// cache keeps the releases that were read last: between one and two generations of them, so that what is in use
// stays and what is not goes. At 30 kB a release both together are 60 MB.
type cache struct {
	mu         sync.Mutex
	young, old map[surveys.WaveID]*Release
}

const generation = 1000

func (c *cache) get(wave surveys.WaveID) *Release {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.young[wave]; r != nil {
		return r
	}
	r := c.old[wave]
	if r != nil {
		c.keep(wave, r)
	}
	return r
}

func (c *cache) put(wave surveys.WaveID, r *Release) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(wave, r)
}

func (c *cache) keep(wave surveys.WaveID, r *Release) {
	if c.young == nil || len(c.young) >= generation {
		c.young, c.old = make(map[surveys.WaveID]*Release), c.young
	}
	c.young[wave] = r
}
