package closing

import (
	"context"
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

var (
	// ErrNotFound says that there is no such closing, measure or school.
	ErrNotFound = fmt.Errorf("closing: %w", programme.ErrNotFound)
	// ErrSigned says that a closing is signed, and has to be opened again first.
	ErrSigned = errors.New("the closing is signed")
	// ErrNotSigned says that a closing is not signed, or is open again, and what was asked for needs one that is.
	ErrNotSigned = errors.New("the closing is not signed")
)

// Changed says that somebody else has changed what was to be saved. Nothing was stored.
type Changed[T any] struct {
	Now T // as it stands, with its revision
}

func (*Changed[T]) Error() string { return "somebody else has changed it meanwhile" }

// Released finds the released state survey of a school in a phase.
type Released func(Key) (surveys.WaveID, bool)

// A Store keeps closings. It is safe for concurrent use.
type Store struct {
	rec      *duckdb.DB
	prog     *programme.Store
	released Released
	turn     *semaphore.Weighted // one change at a time

	mu    sync.RWMutex
	files map[Key]*file
	// evidence is what schools have from elsewhere: the latest revision of each.
	evidence map[programme.SchoolID]map[EvidenceKey]evidenceRow
}

// Open reads the closings of a system of record. A closing is drawn from the state survey that released finds.
func Open(ctx context.Context, rec *duckdb.DB, prog *programme.Store, released Released) (*Store, error) {
	s := &Store{rec: rec, prog: prog, released: released, turn: semaphore.NewWeighted(1), files: map[Key]*file{}, evidence: map[programme.SchoolID]map[EvidenceKey]evidenceRow{}}
	for _, read := range []func(*duckdb.Reader) error{s.read, s.readEvidence} {
		if err := rec.Read(ctx, read); err != nil {
			return nil, fmt.Errorf("open closings: %w", err)
		}
	}
	return s, nil
}

func (s *Store) take(key Key, c change) {
	if s.files[key] == nil {
		s.files[key] = &file{}
	}
	s.files[key].take(c)
}

// TemplateOf is the version of the programme that a school's closings follow: that of its run, or the newest while it has none.
func (s *Store) TemplateOf(school programme.SchoolID) *programme.Template {
	if run, err := s.prog.RunOf(school); err == nil {
		if t, err := programme.Lookup(run.Programme, run.Version); err == nil {
			return t
		}
	}
	return programme.Builtin()
}

// Phases are those at whose end a school closes: those with a state survey, in course order.
func (s *Store) Phases(school programme.SchoolID) (phases []programme.Phase) {
	t := s.TemplateOf(school)
	for _, p := range t.Phases {
		if t.Asks(surveys.StateSurvey, p.Key) {
			phases = append(phases, p)
		}
	}
	return phases
}

// ClosingOf returns a closing as it stands; one that nobody has begun is empty.
func (s *Store) ClosingOf(key Key) Closing {
	t := s.TemplateOf(key.School)
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.closing(key, t)
}

// ClosingsOf returns the school's closings, one for each phase that has one, in course order. Those that nobody has begun are empty.
func (s *Store) ClosingsOf(school programme.SchoolID) (closings []Closing) {
	for _, phase := range s.Phases(school) {
		closings = append(closings, s.ClosingOf(Key{school, phase.Key}))
	}
	return closings
}

// SignedOf returns a closing as it was signed last, with how its measures have gone since; false before the first signature.
func (s *Store) SignedOf(key Key) (Closing, bool) {
	c := s.ClosingOf(key)
	if c.Signed == nil || c.Amending == nil {
		return c, c.Signed != nil
	}
	t := s.TemplateOf(key.School)
	s.mu.RLock()
	defer s.mu.RUnlock()
	f := s.files[key]
	c.thaw(*f.latest(factKey{factAmendment, ""}).fact.Frozen, t)
	for i := range c.Measures {
		c.Measures[i].History = f.historyOf(c.Measures[i].ID)
	}
	c.Amending = nil
	return c, true
}

// SharedOf returns the closings that the school lets its owner see, as they were signed last, in course order.
func (s *Store) SharedOf(school programme.SchoolID) (closings []Closing) {
	for _, phase := range s.Phases(school) {
		if c, signed := s.SignedOf(Key{school, phase.Key}); signed && c.SharedWithOwner {
			closings = append(closings, c)
		}
	}
	return closings
}

// OpenMeasuresOf returns the school's measures that are planned or under way, those that are to be looked at first coming first.
func (s *Store) OpenMeasuresOf(school programme.SchoolID) (open []Measure) {
	for _, m := range s.MeasuresOf(school) {
		if m.Status().Open() {
			open = append(open, m)
		}
	}
	slices.SortStableFunc(open, func(a, b Measure) int { return a.Check.Compare(b.Check) })
	return open
}

// MeasuresOf returns all measures of a school, in course order and then in the order in which they were entered.
func (s *Store) MeasuresOf(school programme.SchoolID) (all []Measure) {
	for _, c := range s.ClosingsOf(school) {
		all = append(all, c.Measures...)
	}
	return all
}

// closing puts together what is kept of a closing. The caller holds the lock.
func (s *Store) closing(key Key, t *programme.Template) Closing {
	c := Closing{Key: key}
	if wave, ok := s.released(key); ok {
		c.Wave = wave
	}
	f := s.files[key]
	if f == nil {
		return c
	}
	c.Revision = f.revision
	for _, component := range t.Components {
		if last := f.latest(factKey{factConclusion, string(component.Key)}); last.fact.Conclusion != nil {
			conclusion := *last.fact.Conclusion
			conclusion.Component, conclusion.Revision = component.Key, last.number
			c.Conclusions = append(c.Conclusions, conclusion)
		}
	}
	chosen := f.latest(factKey{factPriorities, ""})
	c.Priorities, c.PrioritiesRevision = slices.Clone(chosen.fact.Priorities), chosen.number
	for _, last := range f.changes {
		if last.key.kind == factMeasure && last.fact.Measure != nil {
			m := *last.fact.Measure
			m.ID, m.Phase, m.Revision = MeasureID(last.key.item), key.Phase, last.number
			m.History = f.historyOf(m.ID)
			c.Measures = append(c.Measures, m)
		}
	}
	signature, amendment := f.latest(factKey{factSignature, ""}), f.latest(factKey{factAmendment, ""})
	c.Signed = signature.fact.Signature
	if c.Signed != nil && amendment.number == signature.number {
		c.Amending = amendment.fact.Amendment
	}
	c.SharedWithOwner = f.latest(factKey{factShared, ""}).fact.Shared
	return c
}

func (f *file) historyOf(id MeasureID) (history []StatusChange) {
	for _, c := range f.changes {
		if c.key == (factKey{factStatus, string(id)}) {
			history = append(history, *c.fact.Status)
		}
	}
	return history
}

// change asks what is to change, given the closing as it stands, and stores it with one entry of the log. Nothing is stored when the change is none.
func (s *Store) change(ctx context.Context, by audit.By, key Key, decide func(c Closing, t *programme.Template) ([]change, audit.Entry, error)) error {
	if err := s.turn.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.turn.Release(1)
	if _, err := s.prog.School(key.School); err != nil {
		return err
	}
	t := s.TemplateOf(key.School)
	if !t.Asks(surveys.StateSurvey, key.Phase) {
		return fmt.Errorf("phase %s: %w", key.Phase, ErrNotFound)
	}
	changes, entry, err := decide(s.ClosingOf(key), t)
	if err != nil || len(changes) == 0 {
		return err
	}
	entry.School, entry.Subject = string(key.School), string(key.School)
	entry.Detail = trimmed("phase=" + string(key.Phase) + " " + entry.Detail)
	return s.store(ctx, by, key, changes, entry)
}

// store writes revisions and the entry of the log in one transaction. A change that has begun is finished also when its caller has left.
func (s *Store) store(ctx context.Context, by audit.By, key Key, changes []change, entry audit.Entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.RLock()
	for i := range changes {
		changes[i].at = by.At.UTC().Truncate(time.Microsecond)
		changes[i].number = 1
		if f := s.files[key]; f != nil {
			changes[i].number += f.latest(changes[i].key).number
		}
	}
	s.mu.RUnlock()
	err := s.rec.Write(context.WithoutCancel(ctx), func(tx *duckdb.Tx) error {
		for _, c := range changes {
			value, err := c.fact.text()
			if err != nil {
				return err
			}
			if err := tx.Append("closing_fact", string(key.School), string(key.Phase), string(c.key.kind), c.key.item, c.number, c.at, value); err != nil {
				return err
			}
		}
		return audit.Append(tx, by, entry)
	})
	if err != nil {
		return fmt.Errorf("store closing: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range changes {
		s.take(key, c)
	}
	return nil
}
