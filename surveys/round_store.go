package surveys

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// postponement is whose answer to which round it is.
type postponement struct {
	round  RoundID
	school programme.SchoolID
}

// ProposeRound proposes a wave to several schools of an owner. The error is an *[Invalid] with everything that stands in the way.
func (s *Store) ProposeRound(ctx context.Context, by audit.By, spec RoundSpec) (Round, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Round{}, err
	}
	defer end()
	if spec.OpensAt.Before(by.At) {
		spec.OpensAt = by.At
	}
	if err := invalid(s.roundProblems(by.At, spec)); err != nil {
		return Round{}, err
	}
	schools := slices.Compact(slices.Sorted(slices.Values(spec.Schools)))
	return s.storeRound(ctx, by, audit.RoundProposed, Round{
		ID: RoundID(rand.Text()), Owner: spec.Owner, Instrument: spec.Instrument, Phase: spec.Phase,
		OpensAt: stamp(spec.OpensAt), ClosesAt: stamp(spec.ClosesAt), Schools: schools, ProposedAt: stamp(by.At),
	})
}

// CallOffRound takes a proposal back from the schools that have not confirmed it. Waves that were opened are the schools' own and go on. It returns
// [ErrNotFound] for an unknown round.
func (s *Store) CallOffRound(ctx context.Context, by audit.By, id RoundID) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	r, err := s.Round(id)
	if err != nil || r.CalledOff {
		return err
	}
	r.CalledOff = true
	_, err = s.storeRound(ctx, by, audit.RoundCalledOff, r)
	return err
}

// Postpone notes that a school wants to hold the round later, and when. It may change its mind, and it confirms by opening its wave. No reason is
// asked for: it would soon be about persons. Errors: [ErrNotFound]; [ErrClosed] when the round is called off or the school has confirmed it; an
// *[Invalid] for the field "until", which must lie ahead and within a year.
func (s *Store) Postpone(ctx context.Context, by audit.By, id RoundID, school programme.SchoolID, until time.Time) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	standing, err := s.Standing(by.At, id, school)
	switch {
	case err != nil:
		return err
	case standing.Wave != "":
		return ErrClosed
	case !until.After(by.At):
		return invalid([]Problem{{"until", "past"}})
	case until.After(by.At.AddDate(0, 0, maxDaysAhead)):
		return invalid([]Problem{{"until", "range"}})
	}
	r, err := s.Round(id)
	switch {
	case err != nil:
		return err
	case r.CalledOff:
		return ErrClosed
	}
	until = stamp(until)
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("round_postponed", string(id), string(school), stamp(by.At), until)
	}, audit.Entry{
		Action: audit.RoundPostponed, School: string(school), Owner: string(r.Owner), Subject: string(id), Detail: "until=" + until.Format(time.RFC3339),
	})
	if err != nil {
		return fmt.Errorf("postpone round: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.postponed[postponement{id, school}] = until
	return nil
}

func (s *Store) storeRound(ctx context.Context, by audit.By, action audit.Action, r Round) (Round, error) {
	r.Revision++
	schools, err := json.Marshal(r.Schools)
	if err != nil {
		return Round{}, fmt.Errorf("store round: %w", err)
	}
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("round", string(r.ID), int32(r.Revision), stamp(by.At), r.ProposedAt, string(r.Owner), r.Instrument, string(r.Phase),
			r.OpensAt, r.ClosesAt, r.CalledOff, string(schools))
	}, audit.Entry{Action: action, Owner: string(r.Owner), Subject: string(r.ID)})
	if err != nil {
		return Round{}, fmt.Errorf("store round: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rounds[r.ID] = r
	return r, nil
}

// Round returns the round with the id, or [ErrNotFound].
func (s *Store) Round(id RoundID) (Round, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, ok := s.rounds[id]
	if !ok {
		return Round{}, fmt.Errorf("round: %w", ErrNotFound)
	}
	return r, nil
}

// RoundsOf returns an owner's rounds, the latest proposed first.
func (s *Store) RoundsOf(owner programme.OwnerID) []Round {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return sortedRounds(s.rounds, func(r Round) bool { return r.Owner == owner })
}

// RoundsFor returns the rounds that a school has been asked to join and has not confirmed, the latest proposed first.
func (s *Store) RoundsFor(now time.Time, school programme.SchoolID) []Round {
	waves := s.WavesOf(school)
	s.mu.RLock()
	defer s.mu.RUnlock()
	return sortedRounds(s.rounds, func(r Round) bool {
		return !r.CalledOff && s.concerns(r, school) && r.standing(school, now, waves, time.Time{}).Wave == ""
	})
}

// concerns reports whether a school was asked to join a round, by the owner that it has now: one that has left the owner is asked no longer.
func (s *Store) concerns(r Round, school programme.SchoolID) bool {
	sc, err := s.prog.School(school)
	return err == nil && sc.Owner == r.Owner && r.Has(school)
}

// Standing returns where a school stands in a round, or [ErrNotFound].
func (s *Store) Standing(now time.Time, id RoundID, school programme.SchoolID) (Standing, error) {
	r, err := s.Round(id)
	if err != nil {
		return Standing{}, err
	}
	if !s.concerns(r, school) {
		return Standing{}, fmt.Errorf("school of the round: %w", ErrNotFound)
	}
	waves := s.WavesOf(school)
	return r.standing(school, now, waves, s.postponedUntil(id, school)), nil
}

// Standings returns where all schools of a round stand that its owner still has, in the order of the round's schools. It goes through the waves once: a county has hundreds of schools.
func (s *Store) Standings(now time.Time, r Round) []Standing {
	own := map[programme.SchoolID][]Wave{}
	for _, w := range s.wavesWhere(func(w Wave) bool { return w.Round == r.ID }) {
		own[w.School] = append(own[w.School], w)
	}
	var standings []Standing
	for _, school := range r.Schools {
		if s.concerns(r, school) {
			standings = append(standings, r.standing(school, now, own[school], s.postponedUntil(r.ID, school)))
		}
	}
	return standings
}

// Proposal returns the wave that a round proposes to a school, to be confirmed with [Store.OpenWave] as it is or changed. It returns [ErrNotFound] for an
// unknown round or a school that is not of it.
func (s *Store) Proposal(now time.Time, id RoundID, school programme.SchoolID) (WaveSpec, error) {
	r, err := s.Round(id)
	if err != nil {
		return WaveSpec{}, err
	}
	if !s.concerns(r, school) {
		return WaveSpec{}, fmt.Errorf("school of the round: %w", ErrNotFound)
	}
	audience := Staff
	if in, ok := s.InstrumentInUse(r.Instrument); ok {
		audience = in.Audience
	}
	return r.proposal(audience, school, now, s.WavesOf(school), s.postponedUntil(id, school)), nil
}

// JoinRound makes a wave that the school has open already its answer to a round. Errors: [ErrNotFound], [ErrVoid], [ErrClosed] for a wave that is no longer open, and an
// *[Invalid] when the round does not ask for such a wave.
func (s *Store) JoinRound(ctx context.Context, by audit.By, wave WaveID, id RoundID) (Wave, error) {
	return s.alter(ctx, by, wave, audit.Entry{Action: audit.RoundJoined, Detail: "round=" + string(id)}, func(w Wave) (Wave, error) {
		if w.State != WaveOpen {
			return Wave{}, ErrClosed
		}
		if w.Round != "" {
			return Wave{}, invalid([]Problem{{"round", "confirmed"}})
		}
		w.Round = id
		return w, invalid(s.confirmingProblems(WaveSpec{School: w.School, Round: id, Instrument: w.Instrument, Phase: w.Phase}))
	})
}

func (s *Store) postponedUntil(id RoundID, school programme.SchoolID) time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.postponed[postponement{id, school}]
}

func (s *Store) readRounds(r *duckdb.Reader) error {
	return each(r, "rounds", func(row *sql.Rows) error {
		var round Round
		var schools string
		err := row.Scan(&round.ID, &round.Revision, &round.ProposedAt, &round.Owner, &round.Instrument, &round.Phase, &round.OpensAt, &round.ClosesAt,
			&round.CalledOff, &schools)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(schools), &round.Schools); err != nil {
			return fmt.Errorf("round %s: %w", round.ID, err)
		}
		s.rounds[round.ID] = round
		return nil
	}, `-- surveys.readRounds
		select id, revision, proposed_at, owner_id, instrument, phase, opens_at, closes_at, called_off, schools
		from round
		qualify row_number() over (partition by id order by revision desc) = 1`)
}

// readPostponed reads what was postponed; the last word counts.
func (s *Store) readPostponed(r *duckdb.Reader) error {
	return each(r, "postponed rounds", func(row *sql.Rows) error {
		var key postponement
		var until time.Time
		err := row.Scan(&key.round, &key.school, &until)
		s.postponed[key] = until
		return err
	}, `-- surveys.readPostponed
		select round_id, school_id, later from round_postponed order by rowid`)
}
