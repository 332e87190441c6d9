package analytics

import (
	"context"
	"errors"
	"fmt"

	"tilstand/internal/audit"
	"tilstand/surveys"
)

// Void calls a wave off and erases its answers. One that is released is withdrawn: its figures leave every page and workbook and come into no
// later edition. Editions that were issued stay as they are, and so do the documents of the release, which only the attack reads: somebody has seen
// them. Errors: surveys.ErrNotFound, and what keeps the files from being rewritten; then voiding again goes on.
func (s *Store) Void(ctx context.Context, by audit.By, wave surveys.WaveID) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if s.Released(wave) {
		return s.surv.Withdraw(ctx, by, wave)
	}
	return s.surv.Void(ctx, by, wave)
}

// Replace puts the answers of a file in the place of those of an imported wave, and gives it the figures that may follow: see
// [surveys.Store.Replace] for which. The release before may lie on somebody's disk, so a revised one is attacked together with it, as one
// from which people have gone or to which people have come. Where it does not pass, the figures stay as they were, and so they do
// when the program is killed before it is stored; the answers are replaced all the same, because to somebody who asks to be erased
// that is what counts.
//
// It returns the wave that has the answers now, and what became of the figures. Errors: [ErrHeadCount] and [ErrAudit] where the
// answers are in place and nothing was or is shown of them; those of surveys.Store.PlanReplacement.
func (s *Store) Replace(ctx context.Context, by audit.By, id surveys.WaveID, spec surveys.ImportSpec) (surveys.Wave, surveys.Replacement, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return surveys.Wave{}, 0, err
	}
	defer end()
	before, shown, err := s.shown(id)
	if err != nil {
		return surveys.Wave{}, 0, err
	}
	w, outcome, err := s.surv.Replace(ctx, by, id, spec, shown)
	if err != nil || outcome == surveys.KeepFigures {
		return w, outcome, err
	}
	sealed, err := s.surv.Seal(ctx, w.ID)
	switch {
	case err != nil:
	case outcome == surveys.NewWave || before == nil:
		_, err = s.release(ctx, by, w.ID, sealed)
	default:
		r, document, unsafe := s.revised(ctx, w, sealed, before)
		if errors.Is(unsafe, ErrAudit) || errors.Is(unsafe, ErrHeadCount) {
			return w, surveys.KeepFigures, nil
		}
		if err = unsafe; err == nil {
			err = s.keep(ctx, by, r, document)
		}
	}
	return w, outcome, err
}

// shown is the release of a wave, nil when it has none, and whether it is of the answers that the wave has.
func (s *Store) shown(id surveys.WaveID) (*Release, surveys.Shown, error) {
	_, r, err := s.withRelease(id)
	switch {
	case errors.Is(err, ErrNotReleased):
		return nil, surveys.ShownNothing, nil
	case err != nil:
		return nil, 0, err
	}
	w, err := s.surv.Wave(id)
	if err == nil && r.Wave.Replaced == w.Replaced {
		return r, surveys.ShownThese, nil
	}
	return r, surveys.ShownOthers, err
}

// StayedBehind says whether the figures of a wave are of answers that have been replaced since: too few differ for new ones.
func (s *Store) StayedBehind(w surveys.Wave) (bool, error) {
	if w.Replaced == 0 {
		return false, nil
	}
	_, shown, err := s.shown(w.ID)
	if err != nil {
		return false, fmt.Errorf("look for replaced answers: %w", err)
	}
	return shown == surveys.ShownOthers, nil
}
