package analytics

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tilstand/analytics/attack"
	"tilstand/analytics/internal/tally"
	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// Close takes a wave out of the hands of its respondents and releases it: no more answers, the answers sealed in random order,
// counted, passed through the gate, and the release stored. What is left of them in the intake file is erased beside the caller, who has his
// release already: rewriting the file takes three times as long as all the rest. [Store.Settle] waits for it.
//
// It can be killed between any two steps and called again: every step that is done stays done, and a wave that is released
// already has its release returned as it is. Errors: [ErrHeadCount], when more answered than there were people, and [ErrAudit], when
// the release did not pass (either way the wave stays closed, without a release); surveys.ErrNotFound, surveys.ErrVoid, and
// surveys.ErrErased for a wave that got no release while it had its answers.
func (s *Store) Close(ctx context.Context, by audit.By, wave surveys.WaveID) (*Release, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	release, err := s.closeOne(ctx, by, wave)
	go func() { // it keeps the turn: the next change waits for it
		defer end()
		_ = s.sweep(context.WithoutCancel(ctx)) // a failure is remembered; Settle or CloseDue tries again and reports it
	}()
	return release, err
}

// Settle returns when what [Store.Close] left behind is erased, or with the reason why it cannot be; then the next start tries again.
func (s *Store) Settle(ctx context.Context) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if s.unswept {
		return s.sweep(ctx)
	}
	return nil
}

// CloseDue closes every wave whose time has come and releases what a kill left sealed without a release, each by itself, so that one
// that fails keeps no other waiting. A wave that is withheld for its head count is tried again when that has changed, and is no
// error; one that did not pass its audit is an error once, and tried again when it or the program has changed. It also shares
// what was agreed to be shared by now, and brings the count of open waves up to date. Call it every minute.
func (s *Store) CloseDue(ctx context.Context, now time.Time) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	var errs []error
	due := s.due(now)
	for _, w := range due {
		if _, err := s.closeOne(ctx, audit.Service.At(now), w.ID); err != nil && !errors.Is(err, ErrHeadCount) {
			errs = append(errs, fmt.Errorf("close wave %s: %w", w.ID, err))
		}
	}
	if len(due) > 0 || s.unswept {
		errs = append(errs, s.sweep(ctx))
	}
	errs = append(errs, s.shareAgreed(ctx, now), s.arrived.tick(ctx, s.intake, now))
	return errors.Join(errs...)
}

// due lists the waves that CloseDue has to do something about.
func (s *Store) due(now time.Time) []surveys.Wave {
	var due []surveys.Wave
	for _, w := range s.surv.Waves() {
		unreleased := w.State == surveys.WaveClosed && !w.Erased() && !s.Released(w.ID) && s.withheld[w.ID] != w.Revision
		if w.Due(now) || unreleased {
			due = append(due, w)
		}
	}
	return due
}

// sweep erases sealed answers from the intake file. The caller has its turn.
func (s *Store) sweep(ctx context.Context) error {
	err := s.surv.Sweep(ctx)
	s.unswept = err != nil
	return err
}

// closeOne does all but the sweep. The caller has its turn.
func (s *Store) closeOne(ctx context.Context, by audit.By, id surveys.WaveID) (*Release, error) {
	w, err := s.surv.Wave(id)
	if err != nil {
		return nil, err
	}
	if w.State != surveys.WaveVoid && s.Released(id) {
		releases, err := s.read([]surveys.Wave{w})
		if err != nil {
			return nil, err
		}
		return releases[0], nil
	}
	if err := s.surv.BeginClosing(ctx, by, id); err != nil {
		return nil, err
	}
	sealed, err := s.surv.Seal(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.release(ctx, by, id, sealed)
}

// release makes and stores the release of a sealed wave.
func (s *Store) release(ctx context.Context, by audit.By, id surveys.WaveID, sealed surveys.SealInfo) (*Release, error) {
	w, err := s.surv.Wave(id) // as it is now that it is sealed
	if err != nil {
		return nil, err
	}
	r, help, err := s.compute(ctx, w, sealed, nil)
	document := []byte(nil)
	if err == nil {
		document, err = s.audited(ctx, r, help, nil)
	}
	if errors.Is(err, ErrHeadCount) || errors.Is(err, ErrAudit) {
		s.withholds(w, errors.Is(err, ErrAudit))
	}
	if err != nil {
		return nil, err
	}
	return r, s.keep(ctx, by, r, document)
}

// keep stores a release.
func (s *Store) keep(ctx context.Context, by audit.By, r *Release, document []byte) error {
	id := r.Wave.ID
	err := s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("release", string(r.ID), string(id), int32(r.Revision), stamp(by.At), pack(document))
	}, audit.Entry{Action: audit.Released, School: string(r.School.ID), Subject: string(id), Detail: fmt.Sprintf("revision=%d document=%s", r.Revision, proof(document))})
	if err != nil {
		return fmt.Errorf("store the release of wave %s: %w", id, err)
	}
	s.mu.Lock()
	s.released[id] = r.Revision
	delete(s.unsafe, id)
	s.mu.Unlock()
	s.documents.put(id, r)
	delete(s.withheld, id)
	return nil
}

// audited is the document of a release that has passed its audit together with the wave's earlier ones, and says so.
func (s *Store) audited(ctx context.Context, r *Release, help attack.Options, earlier []attack.Document) ([]byte, error) {
	document, err := r.document()
	if err == nil {
		err = s.audit(ctx, r, help, earlier, document)
	}
	if err == nil {
		document, err = r.document()
	}
	if err != nil {
		return nil, fmt.Errorf("release wave %s: %w", r.Wave.ID, err)
	}
	return document, nil
}

// withholds remembers that a wave gets no release as it is, and whether that is for its audit. The caller has its turn.
func (s *Store) withholds(w surveys.Wave, unsafe bool) {
	s.withheld[w.ID] = w.Revision
	s.mu.Lock()
	defer s.mu.Unlock()
	if unsafe {
		s.unsafe[w.ID] = true
	} else {
		delete(s.unsafe, w.ID)
	}
}

// compute counts a sealed wave and passes it through the gate, after the release that it has, if any. The help is for the audit.
func (s *Store) compute(ctx context.Context, w surveys.Wave, sealed surveys.SealInfo, before *Release) (*Release, attack.Options, error) {
	return s.computeBy(ctx, w, sealed, before, s.currentReference())
}

// computeBy is compute with the reference of another day.
func (s *Store) computeBy(ctx context.Context, w surveys.Wave, sealed surveys.SealInfo, before *Release, frozen *reference) (*Release, attack.Options, error) {
	school, err := s.prog.School(w.School)
	if err != nil {
		return nil, attack.Options{}, err
	}
	in := s.surv.InstrumentOf(w)
	measures, breakdown := measuresOf(w, in), breakdownOf(w)
	var t *tally.Tally
	err = s.record.Read(ctx, func(r *duckdb.Reader) (err error) {
		t, err = tally.Read(r, sealed.Ordinal, tallyPlan(breakdown, in, measures))
		return err
	})
	if err != nil {
		return nil, attack.Options{}, fmt.Errorf("count wave %s: %w", w.ID, err)
	}
	if t.Total() != sealed.Responses {
		return nil, attack.Options{}, fmt.Errorf("count wave %s: not as many respondents were counted as the seal holds; restore the record from a backup", w.ID)
	}
	return compose(w, school, in, breakdown, measures, t, before, frozen)
}
