package analytics

import (
	"context"
	"errors"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Before a wave opens, a school can agree to share it with its owner on a date, and those who answer are told. It takes effect by itself, once the
// day has come and the wave is released, for that wave alone; it never makes less of what the school shares already. Until then the
// school can call it off, and afterwards it can withdraw.

// Agreed is what was agreed for a wave and is still to come, or nil: nothing was, it has been called off or has taken effect, or the school has
// another owner now.
func (s *Store) Agreed(w surveys.Wave) *surveys.Agreement {
	sc, err := s.prog.School(w.School)
	if err != nil || w.Agreed == nil || w.State == surveys.WaveVoid || w.Agreed.Owner != sc.Owner || s.sharingWith(sc).settled[w.ID] {
		return nil
	}
	return w.Agreed
}

// agreements are a school's waves with an agreement that is still to come.
func (s *Store) agreements(school programme.School) []surveys.Wave {
	return slices.DeleteFunc(s.surv.WavesOf(school.ID), func(w surveys.Wave) bool { return s.Agreed(w) == nil })
}

// CallOffAgreement sees to it that what was agreed for a wave does not take effect. The error is [ErrNotFound] where nothing is still to come.
func (s *Store) CallOffAgreement(ctx context.Context, by audit.By, wave surveys.WaveID) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	w, err := s.surv.Wave(wave)
	if err != nil {
		return err
	}
	agreed := s.Agreed(w)
	if agreed == nil {
		return notFound("agreement to share wave " + string(wave))
	}
	return s.settle(ctx, by, w.School, SharingEvent{At: by.At, Owner: agreed.Owner, Act: CalledOff, Wave: w.ID})
}

// shareAgreed lets agreements take effect whose day has come and whose wave is released. The caller has its turn.
func (s *Store) shareAgreed(ctx context.Context, now time.Time) error {
	var errs []error
	for _, w := range s.surv.Waves() {
		agreed := s.Agreed(w)
		if agreed == nil || now.Before(agreed.From()) || !s.Released(w.ID) {
			continue
		}
		event := SharingEvent{At: now, Owner: agreed.Owner, Act: Agreed, Degree: agreed.Degree, Wave: w.ID}
		errs = append(errs, s.settle(ctx, audit.Service.At(now), w.School, event))
	}
	return errors.Join(errs...)
}

// Sharing is where a school stands with its owner, for the school itself.
type Sharing struct {
	Owner   programme.OwnerID
	Degree  surveys.Degree // of all releases, those to come too
	Single  []SharedWave   // of which more is shared, by opening time
	Pending []surveys.Wave // with an agreement that is still to come, by opening time
	History []SharingEvent // oldest first, of earlier owners too
}

// SharedWave is a wave of which more is shared than of the others.
type SharedWave struct {
	Wave   surveys.Wave
	Degree surveys.Degree
}

// Sharing says where a school stands with its owner. The error is [ErrNotFound] for a school that is not there.
func (s *Store) Sharing(school programme.SchoolID) (Sharing, error) {
	sc, err := s.prog.School(school)
	if err != nil {
		return Sharing{}, err
	}
	sh := s.sharingWith(sc)
	state := Sharing{Owner: sc.Owner, Degree: sh.all, Pending: s.agreements(sc), History: slices.Clone(sh.history)}
	for _, w := range s.surv.WavesOf(school) {
		if d, single := sh.waves[w.ID]; single && w.State != surveys.WaveVoid {
			state.Single = append(state.Single, SharedWave{w, d})
		}
	}
	return state, nil
}
