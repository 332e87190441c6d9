package analytics

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// A school decides twice, and one decision says nothing of the other: how much of its releases its owner sees, and whether the programme
// counts it in its editions. Every decision is kept with its time; the last one counts. Deciding what is decided already changes
// nothing.
//
// Sharing with the owner is with the owner that the school has then. An owner that the school gets later starts with nothing, and one that it
// comes back to, too, if the school has decided anything since.

// Act is what happened to the sharing of a school with its owner.
type Act string

const (
	// Decided: somebody at the school chose a degree for all its releases, those to come too.
	Decided Act = "decided"
	// Agreed: what was agreed before a wave opened has taken effect, for the releases of that wave.
	Agreed Act = "agreed"
	// CalledOff: what was agreed before a wave opened will not take effect.
	CalledOff Act = "called_off"
)

// SharingEvent is one line of the history of a school's sharing with its owner.
type SharingEvent struct {
	At     time.Time
	Owner  programme.OwnerID
	Act    Act
	Degree surveys.Degree
	Wave   surveys.WaveID // empty where it is of all releases
}

// sharing is where a school stands with the owner that it had at its last event. It is immutable.
type sharing struct {
	owner   programme.OwnerID
	all     surveys.Degree                    // of all releases
	waves   map[surveys.WaveID]surveys.Degree // of single ones, where it is more
	settled map[surveys.WaveID]bool           // what was agreed for them has taken effect, or has been called off
	history []SharingEvent                    // oldest first, of all owners
}

// after is the sharing as an event leaves it.
func (sh sharing) after(e SharingEvent) sharing {
	sh.history = append(sh.history[:len(sh.history):len(sh.history)], e)
	if e.Owner != sh.owner {
		sh.owner, sh.all, sh.waves = e.Owner, surveys.SharesNothing, nil
	}
	if e.Wave != "" {
		sh.settled = maps.Clone(sh.settled)
		if sh.settled == nil {
			sh.settled = map[surveys.WaveID]bool{}
		}
		sh.settled[e.Wave] = true
	}
	switch e.Act {
	case Decided:
		sh.all, sh.waves = e.Degree, nil
	case Agreed:
		if e.Degree > sh.all {
			sh.waves = maps.Clone(sh.waves)
			if sh.waves == nil {
				sh.waves = map[surveys.WaveID]surveys.Degree{}
			}
			sh.waves[e.Wave] = e.Degree
		}
	}
	return sh
}

// of is how much of a wave's releases is shared.
func (sh sharing) of(wave surveys.WaveID) surveys.Degree { return max(sh.all, sh.waves[wave]) }

// Share decides how much the owner of a school sees of its releases, those to come too. It works at once: a school that has withdrawn is
// in no new edition and on no page. Editions that are out stay as they are. To share nothing calls off what was agreed for waves and
// has not taken effect. The error is [ErrNotFound] for a school that is not there.
func (s *Store) Share(ctx context.Context, by audit.By, school programme.SchoolID, degree surveys.Degree) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	sc, err := s.prog.School(school)
	if err != nil {
		return err
	}
	var events []SharingEvent
	if sh := s.sharingWith(sc); sh.all != degree || len(sh.waves) > 0 {
		events = append(events, SharingEvent{At: by.At, Owner: sc.Owner, Act: Decided, Degree: degree})
	}
	if degree == surveys.SharesNothing {
		for _, w := range s.agreements(sc) {
			events = append(events, SharingEvent{At: by.At, Owner: sc.Owner, Act: CalledOff, Wave: w.ID})
		}
	}
	return s.settle(ctx, by, school, events...)
}

func scanSharing(rows *sql.Rows) (row two[programme.SchoolID, SharingEvent], err error) {
	var degree string
	err = rows.Scan(&row.a, &row.b.Owner, &row.b.Wave, &row.b.Act, &degree, &row.b.At)
	if err == nil {
		row.b.Degree, err = surveys.ParseDegree(degree)
	}
	return row, err
}

// settle stores events of one school, each with its entry in the log, and takes them into memory. The caller has its turn.
func (s *Store) settle(ctx context.Context, by audit.By, school programme.SchoolID, events ...SharingEvent) error {
	if len(events) == 0 {
		return nil
	}
	for i := range events {
		events[i].At = stamp(events[i].At)
	}
	var told []audit.Entry
	for _, e := range events {
		told = append(told, e.entry(school))
	}
	err := s.write(ctx, by, func(tx *duckdb.Tx) error {
		for _, e := range events {
			if err := tx.Append("owner_sharing", string(school), string(e.Owner), string(e.Wave), string(e.Act), e.Degree.String(), e.At); err != nil {
				return err
			}
		}
		return nil
	}, told...)
	if err != nil {
		return fmt.Errorf("store the decision to share: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range events {
		s.shared[school] = s.shared[school].after(e)
	}
	return nil
}

// entry is what the log says of an event, to the school and to its owner.
func (e SharingEvent) entry(school programme.SchoolID) audit.Entry {
	told := audit.Entry{School: string(school), Owner: string(e.Owner), Subject: cmp.Or(string(e.Wave), string(school)), Detail: "degree=" + e.Degree.String()}
	switch {
	case e.Act == Agreed:
		told.Action = audit.SharingAgreed
	case e.Act == CalledOff:
		told.Action, told.Owner, told.Detail = audit.SharingCalledOff, "", "" // the owner was not told that it had been agreed
	case e.Degree == surveys.SharesNothing:
		told.Action, told.Detail = audit.SharingWithdrawn, ""
	default:
		told.Action = audit.SharingGiven
	}
	return told
}

// sharingWith is where a school stands with the owner that it has.
func (s *Store) sharingWith(school programme.School) sharing {
	s.mu.RLock()
	defer s.mu.RUnlock()
	sh := s.shared[school.ID]
	if sh.owner != school.Owner {
		return sharing{owner: school.Owner, settled: sh.settled, history: sh.history}
	}
	return sh
}

// SharedWithOwner is the most that the school's owner sees of any of its releases. It starts as nothing.
func (s *Store) SharedWithOwner(school programme.SchoolID) surveys.Degree {
	sc, err := s.prog.School(school)
	if err != nil {
		return surveys.SharesNothing
	}
	sh := s.sharingWith(sc)
	most := sh.all
	for wave, degree := range sh.waves {
		if w, err := s.surv.Wave(wave); err == nil && w.State != surveys.WaveVoid {
			most = max(most, degree)
		}
	}
	return most
}

// SharedAlready is how much the school's owner sees of all its releases, those to come too. It starts as nothing.
func (s *Store) SharedAlready(school programme.SchoolID) surveys.Degree {
	sc, err := s.prog.School(school)
	if err != nil {
		return surveys.SharesNothing
	}
	return s.sharingWith(sc).all
}

// SharesWave reports whether the wave is released and its school's owner sees anything of it.
func (s *Store) SharesWave(wave surveys.WaveID) bool {
	w, err := s.surv.Wave(wave)
	return err == nil && w.State != surveys.WaveVoid && s.Released(wave) && s.degreeOf(w) > surveys.SharesNothing
}

// degreeOf is how much of a wave's releases the owner of its school sees.
func (s *Store) degreeOf(w surveys.Wave) surveys.Degree {
	sc, err := s.prog.School(w.School)
	if err != nil {
		return surveys.SharesNothing
	}
	return s.sharingWith(sc).of(w.ID)
}

// ShareWithProgramme lets the programme count a school in its editions, or no longer, as [Store.Share] does for the owner. The
// programme never sees the school's releases.
func (s *Store) ShareWithProgramme(ctx context.Context, by audit.By, school programme.SchoolID, share bool) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if _, err := s.prog.School(school); err != nil {
		return err
	}
	if s.SharedWithProgramme(school) == share {
		return nil
	}
	action := audit.ProgrammeSharingGiven
	if !share {
		action = audit.ProgrammeSharingWithdrawn
	}
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("programme_sharing", string(school), programme.Builtin().Key, stamp(by.At), share)
	}, audit.Entry{Action: action, School: string(school), Subject: string(school)})
	if err != nil {
		return fmt.Errorf("store the decision to share: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counted[school] = share
	return nil
}

// SharedWithProgramme reports whether the programme counts the school in its editions. It starts as no.
func (s *Store) SharedWithProgramme(school programme.SchoolID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.counted[school]
}
