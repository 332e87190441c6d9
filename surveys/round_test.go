package surveys

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// roundOf is a round of the state survey for schools of one owner, that opens in a week.
func (g *ground) roundOf(t testing.TB, phase programme.PhaseKey, schools ...programme.School) Round {
	t.Helper()
	r, err := g.ProposeRound(t.Context(), audit.Console.At(now), RoundSpec{
		Owner: schools[0].Owner, Instrument: StateSurvey, Phase: phase, OpensAt: now.AddDate(0, 0, 7), ClosesAt: now.AddDate(0, 0, 21), Schools: schoolIDs(schools),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func schoolIDs(schools []programme.School) []programme.SchoolID {
	var ids []programme.SchoolID
	for _, sc := range schools {
		ids = append(ids, sc.ID)
	}
	return ids
}

// sister registers another school of the ground's owner.
func (g *ground) sister(t testing.TB, n int) programme.School {
	t.Helper()
	sc, err := g.prog.RegisterSchool(t.Context(), audit.Console.At(now), programme.School{
		Orgnr: validOrgnr(93000000 + 50*n), Owner: g.school.Owner, Municipality: "0301", WrittenForm: "nn", Name: "Nes skule",
	})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func (g *ground) standing(t testing.TB, at time.Time, r Round, school programme.School) Standing {
	t.Helper()
	got, err := g.Standing(at, r.ID, school.ID)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// One school confirms, one postpones and confirms later, one does nothing: what the owner is told at each step, also after a restart.
func TestARoundThroughItsStates(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	second, third := g.sister(t, 1), g.sister(t, 2)
	g.wave(t) // the first school has had a wave in A, with head counts
	r := g.roundOf(t, "", g.school, second, third)
	if got := g.standing(t, now, r, g.school); got.State != RoundUnanswered || !got.At.IsZero() {
		t.Errorf("nobody has answered yet: %+v", got)
	}
	spec, err := g.Proposal(now, r.ID, g.school.ID)
	if err != nil {
		t.Fatal(err)
	}
	// A is measured, so the first that is not is the preparation.
	want := WaveSpec{School: g.school.ID, Round: r.ID, Instrument: StateSurvey, Phase: "prep", OpensAt: r.OpensAt, ClosesAt: r.ClosesAt, Counts: g.spec().Counts}
	if diff := cmp.Diff(want, spec); diff != "" {
		t.Errorf("proposed (-want +got):\n%s", diff)
	}
	if _, err := g.OpenWave(t.Context(), audit.Console.At(now), spec); !problemIs(err, "instrument", "already_open") {
		t.Errorf("beside an open wave of the same kind: %v", err)
	}
	if err := g.Void(t.Context(), audit.Console.At(now), g.Waves()[0].ID); err != nil {
		t.Fatal(err)
	}
	spec.Phase = "a"
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.OpenWave(t.Context(), audit.Console.At(now), spec); !problemIs(err, "round", "confirmed") {
		t.Errorf("confirmed twice: %v", err)
	}
	if err := g.Postpone(t.Context(), audit.Console.At(now), r.ID, g.school.ID, now.AddDate(0, 1, 0)); !errors.Is(err, ErrClosed) {
		t.Errorf("postponed after confirming: %v", err)
	}
	later := now.AddDate(0, 2, 0)
	for _, until := range []time.Time{now.AddDate(0, 1, 0), later} { // the last word counts
		if err := g.Postpone(t.Context(), audit.Console.At(now), r.ID, second.ID, until); err != nil {
			t.Fatal(err)
		}
	}
	g.reopen(t)
	check := func(at time.Time, states ...RoundState) {
		t.Helper()
		byName := map[programme.SchoolID]RoundState{}
		for _, standing := range g.Standings(at, r) {
			byName[standing.School] = standing.State
		}
		if got := []RoundState{byName[g.school.ID], byName[second.ID], byName[third.ID]}; !slices.Equal(got, states) {
			t.Errorf("at %s: %v, want %v", at.Format(time.DateOnly), got, states)
		}
	}
	check(now, RoundPlanned, RoundPostponed, RoundUnanswered)
	check(r.OpensAt, RoundOpen, RoundPostponed, RoundUnanswered)
	if got := g.standing(t, now, r, second); !got.At.Equal(later) {
		t.Errorf("postponed until %v", got.At)
	}

	spec, err = g.Proposal(now, r.ID, second.ID)
	if err != nil || !spec.OpensAt.Equal(later) || spec.ClosesAt.Sub(spec.OpensAt) != r.ClosesAt.Sub(r.OpensAt) || spec.Counts != nil {
		t.Errorf("proposed after postponing: %+v (%v)", spec, err)
	}
	if got := len(g.RoundsFor(now, g.school.ID)) + 10*len(g.RoundsFor(now, second.ID)); got != 10 {
		t.Errorf("rounds that wait for the first and the second: %d", got)
	}
	g.finish(t, w)
	check(r.OpensAt, RoundClosed, RoundPostponed, RoundUnanswered)

	// A wave that is called off leaves the school unanswered, and one that comes too late has as many days as the others had.
	if err := g.CallOffRound(t.Context(), audit.Console.At(now), r.ID); err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	spec, err = g.Proposal(later.AddDate(1, 0, 0), r.ID, third.ID)
	if err != nil || !spec.OpensAt.Equal(later.AddDate(1, 0, 0)) || !spec.ClosesAt.Equal(later.AddDate(1, 0, 14)) {
		t.Errorf("proposed too late: %+v (%v)", spec, err)
	}
	spec.Counts = g.spec().Counts
	if _, err := g.OpenWave(t.Context(), audit.Console.At(later.AddDate(1, 0, 0)), spec); !problemIs(err, "round", "gone") {
		t.Errorf("confirmed after it was called off: %v", err)
	}
	if err := g.Postpone(t.Context(), audit.Console.At(now), r.ID, third.ID, later); !errors.Is(err, ErrClosed) {
		t.Errorf("postponed after it was called off: %v", err)
	}
	if rounds := g.RoundsFor(now, third.ID); len(rounds) != 0 {
		t.Errorf("a round that is called off still waits: %v", rounds)
	}
}

func problemIs(err error, field, code string) bool {
	wrong, ok := errors.AsType[*Invalid](err)
	return ok && slices.Contains(wrong.Problems, Problem{field, code})
}

func TestAWaveThatIsOpenJoinsARound(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	if _, err := g.JoinRound(t.Context(), audit.Console.At(now), w.ID, g.roundOf(t, "b", g.school).ID); !problemIs(err, "instrument", "not_in_round") {
		t.Errorf("a wave of A in a round of B: %v", err)
	}
	r := g.roundOf(t, "", g.school)
	for range 2 {
		joined, err := g.JoinRound(t.Context(), audit.Console.At(now), w.ID, r.ID)
		if joined.Round == r.ID && err == nil {
			w = joined
		} else if !problemIs(err, "round", "confirmed") {
			t.Fatal(err)
		}
	}
	if got := g.standing(t, now, r, g.school); got.State != RoundOpen || got.Wave != w.ID {
		t.Errorf("stands %+v", got)
	}
}

func TestWhatARoundMayAsk(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	stranger := g.newSchool(t, "Sandvika skole")
	good := RoundSpec{Owner: g.school.Owner, Instrument: StateSurvey, OpensAt: now, ClosesAt: now.AddDate(0, 0, 7), Schools: []programme.SchoolID{g.school.ID}}
	tests := map[string]struct {
		edit func(*RoundSpec)
		want []Problem
	}{
		"as it should be":            {func(*RoundSpec) {}, nil},
		"of nobody":                  {func(s *RoundSpec) { s.Schools = nil }, []Problem{{"schools", "missing"}}},
		"of another owner's school":  {func(s *RoundSpec) { s.Schools = append(s.Schools, stranger.ID) }, []Problem{{"schools", "unknown"}}},
		"of nothing":                 {func(s *RoundSpec) { s.Instrument = "x" }, []Problem{{"instrument", "unknown"}}},
		"the mapping survey in B":    {func(s *RoundSpec) { s.Instrument, s.Phase = MappingSurvey, "b" }, []Problem{{"instrument", "not_in_phase"}}},
		"closing before it opens":    {func(s *RoundSpec) { s.ClosesAt = now }, []Problem{{"closes_at", "past"}}},
		"far ahead":                  {func(s *RoundSpec) { s.OpensAt, s.ClosesAt = now.AddDate(2, 0, 0), now.AddDate(2, 0, 7) }, []Problem{{"opens_at", "range"}}},
		"the owner is not there":     {func(s *RoundSpec) { s.Owner = "x" }, []Problem{{"owner", "unknown"}, {"schools", "unknown"}}},
		"a phase that is not there":  {func(s *RoundSpec) { s.Phase = "d" }, []Problem{{"instrument", "not_in_phase"}, {"phase", "unknown"}}},
		"the mapping survey, freely": {func(s *RoundSpec) { s.Instrument = MappingSurvey }, nil},
	}
	for name, test := range tests {
		spec := good
		spec.Schools = slices.Clone(good.Schools)
		test.edit(&spec)
		_, err := g.ProposeRound(t.Context(), audit.Console.At(now), spec)
		var got []Problem
		if wrong, ok := errors.AsType[*Invalid](err); ok {
			got = wrong.Problems
		} else if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	if err := g.Postpone(t.Context(), audit.Console.At(now), g.RoundsOf(g.school.Owner)[0].ID, stranger.ID, now.AddDate(0, 0, 9)); !errors.Is(err, ErrNotFound) {
		t.Errorf("postponed by a school that was not asked: %v", err)
	}
	for _, until := range []time.Time{now, now.AddDate(2, 0, 0)} {
		if err := g.Postpone(t.Context(), audit.Console.At(now), g.RoundsOf(g.school.Owner)[0].ID, g.school.ID, until); err == nil {
			t.Errorf("postponed until %v", until)
		}
	}
}

// Whatever waves a school has had, the proposed phase is one in which the survey is asked, and the first unmeasured one if there is any.
func TestNextPhase(t *testing.T) {
	t.Parallel()
	phases := []programme.PhaseKey{"prep", "a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		var waves []Wave
		measured := map[programme.PhaseKey]bool{}
		for range rapid.IntRange(0, 8).Draw(t, "waves") {
			w := Wave{
				Instrument: rapid.SampledFrom([]string{StateSurvey, MappingSurvey}).Draw(t, "instrument"),
				Phase:      rapid.SampledFrom(phases).Draw(t, "phase"), State: rapid.SampledFrom([]WaveState{WaveOpen, WaveClosed, WaveVoid}).Draw(t, "state"),
			}
			waves = append(waves, w)
			measured[w.Phase] = measured[w.Phase] || w.Instrument == StateSurvey && w.State != WaveVoid
		}
		next := nextPhase(StateSurvey, waves)
		at := slices.Index(phases, next)
		if at < 0 || measured[next] && at != 3 {
			t.Fatalf("%q of %v", next, measured)
		}
		for _, before := range phases[:at] {
			if !measured[before] {
				t.Fatalf("%q is passed over for %q", before, next)
			}
		}
		if nextPhase(MappingSurvey, waves) != "a" {
			t.Fatal("the mapping survey belongs to A")
		}
	})
}

// A school that has got another owner is asked no longer, and the owner before is not told how far it is.
func TestARoundLosesTheSchoolsThatLeave(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	stays := g.sister(t, 1)
	r := g.roundOf(t, "a", g.school, stays)
	other, err := g.prog.RegisterOwner(t.Context(), audit.Console.At(now), programme.Owner{Orgnr: validOrgnr(94000000), Name: "Nes kommune", Kind: programme.Municipality})
	if err != nil {
		t.Fatal(err)
	}
	left := g.school
	left.Owner = other.ID
	if _, err := g.prog.UpdateSchool(t.Context(), audit.Console.At(now), now, left); err != nil {
		t.Fatal(err)
	}
	if rounds := g.RoundsFor(now, g.school.ID); len(rounds) != 0 {
		t.Errorf("asked by %v", rounds)
	}
	if _, err := g.Proposal(now, r.ID, g.school.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("proposed: %v", err)
	}
	if _, err := g.Standing(now, r.ID, g.school.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("standing: %v", err)
	}
	if got := g.Standings(now, r); len(got) != 1 || got[0].School != stays.ID {
		t.Errorf("what its owner sees: %+v", got)
	}
	spec := g.spec()
	spec.Round = r.ID
	_, err = g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if faults, ok := errors.AsType[*Invalid](err); !ok || !slices.Contains(faults.Problems, Problem{"round", "gone"}) {
		t.Errorf("confirmed: %v", err)
	}
}
