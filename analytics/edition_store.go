package analytics

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// ErrFewSchools says that too few schools share to make an edition of.
var ErrFewSchools = errors.New("too few schools share results; an edition needs three that share with the owner, and five that share with the programme")

// IssueOwnerEdition makes, audits and stores an edition for an owner, over the schools that share with it now. Asked twice on one day with nothing
// changed between, it returns the edition that is there. Errors: [ErrNotFound] for an owner that is not there; [ErrFewSchools]; and
// disclosure's, when the audit with earlier editions fails: nothing is stored then.
func (s *Store) IssueOwnerEdition(ctx context.Context, by audit.By, orgnr string) (*Edition, error) {
	owner, err := s.prog.OwnerByOrgnr(orgnr)
	if err != nil {
		return nil, err
	}
	return s.issue(ctx, by, &draft{
		scope:      EditionScope{Kind: OwnerScope, ID: string(owner.ID), Orgnr: owner.Orgnr, Name: owner.Name},
		minSchools: MinOwnerSchools,
		targets:    levels(s.prog.LevelsFrom(programme.ScopeOwner, string(owner.ID))),
	}, s.prog.SchoolsOf(owner.ID), func(id programme.SchoolID) bool { return s.SharedWithOwner(id) > surveys.SharesNothing })
}

// IssueProgrammeEdition does the same for a programme, over the schools that share with it and follow it, by cohort too.
func (s *Store) IssueProgrammeEdition(ctx context.Context, by audit.By, key string) (*Edition, error) {
	if key != programme.Builtin().Key {
		return nil, notFound("programme " + key)
	}
	cohorts := slices.DeleteFunc(s.prog.Cohorts(), func(c programme.Cohort) bool { return c.Programme != key })
	return s.issue(ctx, by, &draft{
		scope:      EditionScope{Kind: ProgrammeScope, ID: key},
		minSchools: MinProgrammeSchools,
		cohorts:    cohorts,
		targets:    levels(s.prog.LevelsFrom(programme.ScopeProgramme, key)),
	}, s.prog.Schools(), s.SharedWithProgramme)
}

// levels are target levels without whose they are.
func levels(from map[programme.ComponentKey]map[programme.PhaseKey]programme.Level) map[programme.ComponentKey]map[programme.PhaseKey]float64 {
	plain := make(map[programme.ComponentKey]map[programme.PhaseKey]float64, len(from))
	for component, phases := range from {
		plain[component] = make(map[programme.PhaseKey]float64, len(phases))
		for phase, level := range phases {
			plain[component][phase] = *level.Value
		}
	}
	return plain
}

// issue fills the draft with what is shared now, and with the editions that are out.
func (s *Store) issue(ctx context.Context, by audit.By, d *draft, schools []programme.School, shares func(programme.SchoolID) bool) (*Edition, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	d.issued = dateOf(by.At)
	for _, p := range programme.Builtin().Phases {
		d.phases = append(d.phases, p.Key)
	}
	if d.earlier, err = s.Editions(d.scope.Kind, d.scope.ID); err != nil {
		return nil, err
	}
	sharing := slices.DeleteFunc(slices.Clone(schools), func(sc programme.School) bool { return !shares(sc.ID) })
	d.sharing = len(sharing)
	if err := s.fillDraft(d, sharing); err != nil {
		return nil, err
	}
	if d.schools() < d.minSchools {
		return nil, ErrFewSchools
	}
	if d.scope.Kind == ProgrammeScope {
		if d.cross, d.words, err = s.crossCounter(d.newest()); err != nil {
			return nil, err
		}
	}
	e, err := d.compose()
	if err != nil {
		return nil, fmt.Errorf("issue edition: %w", err)
	}
	if last := len(d.earlier) - 1; last >= 0 && e.repeats(d.earlier[last]) {
		return d.earlier[last], nil
	}
	if err := attackEditions(append(slices.Clone(d.earlier), e)); err != nil {
		return nil, err
	}
	return e, s.storeEdition(ctx, by, e)
}

// schoolsAtOnce is how many schools' releases are in memory together: of a country, they would be gigabytes.
const schoolsAtOnce = 100

// fillDraft reads what the schools have released.
func (s *Store) fillDraft(d *draft, schools []programme.School) error {
	for some := range slices.Chunk(schools, schoolsAtOnce) {
		var waves []surveys.Wave
		for _, school := range some {
			waves = append(waves, s.stateWaves(school.ID)...)
		}
		read := s.read
		if d.scope.Kind == OwnerScope {
			read = s.forOwner
		}
		releases, err := read(waves)
		if err != nil {
			return err
		}
		for i, r := range releases {
			run, _ := s.prog.RunOf(r.School.ID) // a school without one is in no cohort
			if d.scope.Kind == ProgrammeScope && r.Programme.Key != d.scope.ID {
				continue
			}
			if w := sharedWaveOf(r, run.Cohort); w != nil {
				w.erased = waves[i].Erased()
				d.waves = append(d.waves, *w)
			}
		}
	}
	return nil
}

// stateWaves are a school's released waves of the state survey, in course order.
func (s *Store) stateWaves(school programme.SchoolID) []surveys.Wave {
	return slices.DeleteFunc(s.releasedWaves(school), func(w surveys.Wave) bool {
		return s.surv.InstrumentOf(w).Kind != surveys.StateInstrument
	})
}

// repeats reports whether an edition says on the same day what the one before says.
func (e *Edition) repeats(before *Edition) bool {
	again := *e
	again.ID, again.Number = before.ID, before.Number
	if e.Quality != nil && before.Quality != nil { // one that froze a reference by itself says so, and a later one does not
		quality := *e.Quality
		quality.Reference = before.Quality.Reference
		again.Quality = &quality
	}
	a, errA := json.Marshal(&again)
	b, errB := json.Marshal(before)
	return errors.Join(errA, errB) == nil && bytes.Equal(a, b)
}

func (s *Store) storeEdition(ctx context.Context, by audit.By, e *Edition) error {
	document, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("store edition: %w", err)
	}
	told := audit.Entry{Action: audit.EditionIssued, Subject: string(e.ID), Detail: fmt.Sprintf("number=%d", e.Number)}
	if e.Scope.Kind == OwnerScope {
		told.Owner = e.Scope.ID
	}
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("edition", string(e.ID), string(e.Scope.Kind), e.Scope.ID, int32(e.Number), stamp(by.At), string(document))
	}, told)
	if err != nil {
		return fmt.Errorf("store edition: %w", err)
	}
	return nil
}

// Editions returns all editions of an owner (by id) or a programme (by key), oldest first.
func (s *Store) Editions(kind ScopeKind, id string) ([]*Edition, error) {
	return s.readEditions(`-- analytics.Editions
		select document from edition where scope = $1 and scope_id = $2 order by number`, string(kind), id)
}

// LatestEdition returns the last edition of an owner (by id) or a programme (by key); nil before the first.
func (s *Store) LatestEdition(kind ScopeKind, id string) (*Edition, error) {
	editions, err := s.readEditions(`-- analytics.LatestEdition
		select document from edition where scope = $1 and scope_id = $2 order by number desc limit 1`, string(kind), id)
	if err != nil || len(editions) == 0 {
		return nil, err
	}
	return editions[0], nil
}

func scanText(rows *sql.Rows) (text string, err error) {
	err = rows.Scan(&text)
	return text, err
}

// readEditions reads documents anew each time: a page needs one, which takes milliseconds.
func (s *Store) readEditions(query string, args ...any) ([]*Edition, error) {
	ctx, cancel := context.WithTimeout(context.Background(), readTimeout)
	defer cancel()
	var editions []*Edition
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		documents, err := duckdb.Collect(r, scanText, query, args...)
		for _, document := range documents {
			e, err := ParseEdition([]byte(document))
			if err != nil {
				return err
			}
			editions = append(editions, e)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read editions: %w", err)
	}
	return editions, nil
}

// EditionNumbered returns one edition of an owner (by id) or a programme (by key), or [ErrNotFound].
func (s *Store) EditionNumbered(kind ScopeKind, id string, number int) (*Edition, error) {
	editions, err := s.readEditions(`-- analytics.EditionNumbered
		select document from edition where scope = $1 and scope_id = $2 and number = $3`, string(kind), id, number)
	if err != nil {
		return nil, err
	}
	if len(editions) == 0 {
		return nil, notFound(fmt.Sprintf("edition %d", number))
	}
	return editions[0], nil
}
