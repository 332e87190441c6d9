package analytics

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"tilstand/analytics/attack"
	"tilstand/analytics/disclosure"
	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// ErrNotReleased says that a wave has no release that could be corrected.
var ErrNotReleased = errors.New("the wave has no release yet")

// Correct gives a wave that is released other head counts and a new release, in which response rates and intervals stand on them.
// The release before stays in the record as it was, and may lie on somebody's disk. So the new one is attacked together with all before it,
// shows no group that they hide, and where it does not pass, everything stays as it is.
//
// Errors: [ErrHeadCount] when more answered than the new head counts say were there, at the school or in a group whose answers are
// shown; [ErrNotReleased]; [ErrAudit]; an *surveys.Invalid, surveys.ErrNotFound, and surveys.ErrErased when there is nothing left that could be counted.
func (s *Store) Correct(ctx context.Context, by audit.By, wave surveys.WaveID, counts []surveys.GroupCount) (*Release, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	w, before, err := s.withRelease(wave)
	if err != nil {
		return nil, err
	}
	if w, err = w.Recounted(counts); err != nil {
		return nil, err
	}
	if sameHeadCounts(before, w) {
		return before, nil
	}
	sealed, err := s.surv.Seal(ctx, wave)
	if err != nil {
		return nil, err
	}
	r, document, err := s.revised(ctx, w, sealed, before)
	if err != nil {
		return nil, err
	}
	if _, err := s.surv.CorrectHeadCount(ctx, by, wave, counts); err != nil {
		return nil, err
	}
	return r, s.keep(ctx, by, r, document)
}

// revised makes the release that follows another one of the same wave. It has been attacked together with all before it.
func (s *Store) revised(ctx context.Context, w surveys.Wave, sealed surveys.SealInfo, before *Release) (r *Release, document []byte, err error) {
	r, help, err := s.compute(ctx, w, sealed, before)
	if err != nil {
		return nil, nil, err
	}
	earlier, err := s.revisions(ctx, w.ID)
	if err != nil {
		return nil, nil, err
	}
	document, err = s.audited(ctx, r, help, earlier)
	return r, document, err
}

// withRelease is a wave with its release.
func (s *Store) withRelease(id surveys.WaveID) (surveys.Wave, *Release, error) {
	w, err := s.surv.Wave(id)
	if err != nil {
		return surveys.Wave{}, nil, err
	}
	if w.State != surveys.WaveClosed || !s.Released(id) {
		return surveys.Wave{}, nil, fmt.Errorf("wave %s: %w", id, ErrNotReleased)
	}
	releases, err := s.read([]surveys.Wave{w})
	if err != nil {
		return surveys.Wave{}, nil, err
	}
	return w, releases[0], nil
}

func sameHeadCounts(r *Release, w surveys.Wave) bool {
	return slices.Equal(r.Atoms, breakdownOf(w).atoms())
}

// revisions are the documents of all releases that a wave has had, for the attack.
func (s *Store) revisions(ctx context.Context, wave surveys.WaveID) (docs []attack.Document, err error) {
	err = s.record.Read(ctx, func(r *duckdb.Reader) error {
		docs, err = duckdb.Collect(r, func(rows *sql.Rows) (attack.Document, error) {
			document, err := scanPacked(rows)
			if err != nil {
				return attack.Document{}, err
			}
			return attack.Read(bytes.NewReader(document))
		}, `-- analytics.revisions
			select document from release where wave_id = $1 order by revision`, string(wave))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the releases of wave %s: %w", wave, err)
	}
	return docs, nil
}

// revision counts the releases of a wave.
func (g *gate) revision() int {
	if g.before == nil {
		return 1
	}
	return g.before.Revision + 1
}

// follow keeps hidden what the release before hides. A group whose answers are shown cannot have more of them than people. Of one whose
// answers are hidden that is not asked: by trying head counts one could find out how many answered.
func (g *gate) follow() error {
	answered := g.Plan.Count(g.persons)
	for group, planned := range g.Plan.Groups {
		was, _ := g.before.Group(planned.Label)
		if was.Answered.State() == Hidden {
			g.states[group] = disclosure.Withheld
		}
		if g.states[group] == disclosure.Shown && answered[group] > g.headCount(group) {
			return fmt.Errorf("wave %s: %w", g.wave.ID, ErrHeadCount)
		}
	}
	return nil
}
