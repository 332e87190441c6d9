package analytics

import (
	"context"
	"errors"
	"fmt"

	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// SharedReleases are the documents that a school shares with its owner, in course order, of both kinds of survey: each as far as the school shares it,
// and no further than most. What the views for an owner are made of is what is returned with [surveys.SharesAll].
func (s *Store) SharedReleases(school programme.SchoolID, most surveys.Degree) ([]*Release, error) {
	return s.forOwnerUpTo(s.releasedWaves(school), most)
}

// SharedRelease is the one of them with the id. Errors: [ErrNotFound] for one that is not shared, and for one in whose place there is another since.
func (s *Store) SharedRelease(id ReleaseID, most surveys.Degree) (*Release, error) {
	wave, err := s.WaveOf(id)
	if err != nil {
		return nil, err
	}
	if wave.State == surveys.WaveVoid || !s.Released(wave.ID) {
		return nil, notFound("release " + string(id))
	}
	releases, err := s.forOwnerUpTo([]surveys.Wave{wave}, most)
	if err != nil {
		return nil, err
	}
	if len(releases) == 0 || releases[0].ID != id {
		return nil, notFound("release " + string(id))
	}
	return releases[0], nil
}

// WaveOf is the wave that a release is, or once was, of. Errors: [ErrNotFound].
func (s *Store) WaveOf(id ReleaseID) (surveys.Wave, error) {
	ctx, cancel := context.WithTimeout(context.Background(), readTimeout)
	defer cancel()
	var waves []string
	err := s.record.Read(ctx, func(r *duckdb.Reader) (err error) {
		waves, err = duckdb.Collect(r, scanText, `-- analytics.WaveOf
			select wave_id from release where id = $1`, string(id))
		return err
	})
	if err != nil {
		return surveys.Wave{}, fmt.Errorf("find the wave of a release: %w", err)
	}
	if len(waves) == 0 {
		return surveys.Wave{}, notFound("release " + string(id))
	}
	wave, err := s.surv.Wave(surveys.WaveID(waves[0]))
	if errors.Is(err, surveys.ErrNotFound) {
		return surveys.Wave{}, notFound("release " + string(id))
	}
	return wave, err
}
