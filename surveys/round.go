package surveys

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"tilstand/internal/programme"
)

// A RoundID is the random internal id of a round.
type RoundID string

// A Round is a wave that an owner proposes to several of its schools at once (felles måling). Each school answers for itself: it opens a
// wave of its own that names the round, with its own head counts, or it postpones. A round holds no figures, and
// what follows from it is for the owner's calendar: states and dates.
type Round struct {
	ID         RoundID
	Revision   int
	Owner      programme.OwnerID
	Instrument string             // key
	Phase      programme.PhaseKey // empty: each school in its own phase, the next that it has not measured
	OpensAt    time.Time
	ClosesAt   time.Time
	Schools    []programme.SchoolID // sorted
	CalledOff  bool                 // no school can confirm any more; waves that are open go on
	ProposedAt time.Time
}

// A RoundSpec is what an owner decides about a round.
type RoundSpec struct {
	Owner             programme.OwnerID
	Instrument        string
	Phase             programme.PhaseKey // empty: each school in its own
	OpensAt, ClosesAt time.Time
	Schools           []programme.SchoolID
}

// Has says whether the round was proposed to the school.
func (r Round) Has(school programme.SchoolID) bool {
	_, found := slices.BinarySearch(r.Schools, school)
	return found
}

// Asks says whether the round asks for the instrument in the phase.
func (r Round) Asks(instrument string, phase programme.PhaseKey) bool {
	return r.Instrument == instrument && (r.Phase == "" || r.Phase == phase)
}

// A RoundState is how far a school has come with a round.
type RoundState string

// The states of a school in a round, in the order in which they follow each other. A wave that is called off leaves the school where it was.
const (
	RoundUnanswered RoundState = "unanswered"
	RoundPostponed  RoundState = "postponed"
	RoundPlanned    RoundState = "planned" // confirmed, and not open yet
	RoundOpen       RoundState = "open"
	RoundClosed     RoundState = "closed"
)

// RoundStates are all states in their order.
var RoundStates = []RoundState{RoundUnanswered, RoundPostponed, RoundPlanned, RoundOpen, RoundClosed}

// A Standing is where a school stands in a round: what its owner is told, and no more. There is no count in it and no rate, for those of
// an open wave are the school's, and those of a closed one are the release's, which the owner sees when it is shared.
type Standing struct {
	School programme.SchoolID
	State  RoundState
	Wave   WaveID    // empty before the school has confirmed
	At     time.Time // postponed until, opens, closes or closed; zero for one that has not answered
}

// standing finds where a school stands, among its waves and what it has postponed.
func (r Round) standing(school programme.SchoolID, now time.Time, waves []Wave, postponed time.Time) Standing {
	for _, w := range waves {
		if w.School != school || w.Round != r.ID || w.State == WaveVoid {
			continue
		}
		switch {
		case w.State == WaveOpen && now.Before(w.OpensAt):
			return Standing{school, RoundPlanned, w.ID, w.OpensAt}
		case w.State == WaveOpen || w.State == WaveClosing:
			return Standing{school, RoundOpen, w.ID, w.ClosesAt}
		}
		return Standing{school, RoundClosed, w.ID, w.ClosesAt}
	}
	if !postponed.IsZero() {
		return Standing{School: school, State: RoundPostponed, At: postponed}
	}
	return Standing{School: school, State: RoundUnanswered}
}

// proposal is the wave that a round proposes to a school: at the round's time, or as long after it as the school has postponed; in
// the round's phase, or the next that the school has not measured; with the head counts of the school's last wave among the same people. A
// school that is late gets as many days as the others had.
func (r Round) proposal(audience Audience, school programme.SchoolID, now time.Time, waves []Wave, postponed time.Time) WaveSpec {
	opens, closes := r.OpensAt, r.ClosesAt
	if postponed.After(opens) {
		opens, closes = postponed, closes.Add(postponed.Sub(opens))
	}
	if !closes.After(now) {
		opens, closes = now, now.Add(closes.Sub(opens))
	}
	spec := WaveSpec{School: school, Round: r.ID, Instrument: r.Instrument, Phase: r.Phase, OpensAt: opens, ClosesAt: closes, Counts: lastCounts(audience, waves)}
	if spec.Phase == "" {
		spec.Phase = nextPhase(r.Instrument, waves)
	}
	return spec
}

// lastCounts are the head counts of the latest of a school's waves that asked the same audience; none for a school without.
func lastCounts(audience Audience, waves []Wave) []GroupCount {
	groups := programme.Builtin().GroupsOf(audience.Key())
	for _, w := range slices.Backward(waves) {
		if w.State != WaveVoid && slices.ContainsFunc(groups, func(g programme.StaffGroup) bool { return g.Key == w.Asked[0].Key }) {
			return w.Asked
		}
	}
	return nil
}

// nextPhase is the first phase in which the programme asks the instrument and the school has not; the last one when it has in all.
func nextPhase(instrument string, waves []Wave) programme.PhaseKey {
	t := programme.Builtin()
	var last programme.PhaseKey
	for _, phase := range t.Phases {
		if !t.Asks(instrument, phase.Key) {
			continue
		}
		last = phase.Key
		if !slices.ContainsFunc(waves, func(w Wave) bool { return w.Instrument == instrument && w.Phase == last && w.State != WaveVoid }) {
			return last
		}
	}
	return last
}

// roundProblems is everything that stands in the way of proposing a round.
func (s *Store) roundProblems(now time.Time, spec RoundSpec) []Problem {
	t := programme.Builtin()
	var problems []Problem
	add := func(wrong bool, field, code string) {
		if wrong {
			problems = append(problems, Problem{field, code})
		}
	}
	in, known := s.InstrumentInUse(spec.Instrument)
	add(!known || in.Audience == Representatives, "instrument", "unknown")
	add(spec.Phase != "" && t.PhaseIndex(spec.Phase) < 0, "phase", "unknown")
	add(known && spec.Phase != "" && !t.Asks(spec.Instrument, spec.Phase), "instrument", "not_in_phase")
	add(known && spec.Phase == "" && nextPhase(spec.Instrument, nil) == "", "instrument", "not_in_phase")
	_, err := s.prog.Owner(spec.Owner)
	add(err != nil, "owner", "unknown")
	add(len(spec.Schools) == 0, "schools", "missing")
	for _, id := range spec.Schools {
		school, err := s.prog.School(id)
		if err != nil || school.Owner != spec.Owner || !school.Open() {
			add(true, "schools", "unknown")
			break
		}
	}
	add(spec.OpensAt.After(now.AddDate(0, 0, maxDaysAhead)), "opens_at", "range")
	return append(problems, closingProblems(now, spec.OpensAt, spec.ClosesAt)...)
}

// confirmingProblems is what stands in the way of opening a wave as a school's answer to a round.
func (s *Store) confirmingProblems(spec WaveSpec) []Problem {
	if spec.Round == "" {
		return nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, known := s.rounds[spec.Round]
	switch {
	case !known || !s.concerns(r, spec.School) || r.CalledOff:
		return []Problem{{"round", "gone"}}
	case !r.Asks(spec.Instrument, spec.Phase):
		return []Problem{{"instrument", "not_in_round"}}
	case slices.ContainsFunc(slices.Collect(maps.Values(s.waves)), func(w Wave) bool {
		return w.School == spec.School && w.Round == spec.Round && w.State != WaveVoid
	}):
		return []Problem{{"round", "confirmed"}}
	}
	return nil
}

// sortedRounds returns rounds, the latest proposed first.
func sortedRounds(rounds map[RoundID]Round, wanted func(Round) bool) []Round {
	found := slices.DeleteFunc(slices.Collect(maps.Values(rounds)), func(r Round) bool { return !wanted(r) })
	slices.SortFunc(found, func(a, b Round) int { return cmp.Or(b.ProposedAt.Compare(a.ProposedAt), cmp.Compare(a.ID, b.ID)) })
	return found
}
