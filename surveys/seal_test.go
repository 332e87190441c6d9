package surveys

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

func TestSealIsIdempotent(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	for n := range 9 {
		g.submit(t, g.answer(w, n))
	}
	if _, err := g.Seal(t.Context(), w.ID); err == nil || errors.Is(err, ErrClosed) {
		t.Errorf("sealed a wave that is open: %v", err)
	}
	first := g.finish(t, w)
	closed, _ := g.Wave(w.ID)
	second := g.finish(t, w)
	g.reopen(t)
	third := g.finish(t, w)
	if first != second || second != third || first != (SealInfo{1, 9}) {
		t.Errorf("sealed as %+v, %+v, %+v", first, second, third)
	}
	again, _ := g.Wave(w.ID)
	if diff := cmp.Diff(closed, again); diff != "" {
		t.Error("closing again changed the wave:", diff)
	}
	if n := rows[int](t, g.folder.Record, "select count(*) from respondent")[0]; n != 9 {
		t.Errorf("%d respondents are stored, want 9", n)
	}
	for _, err := range []error{g.BeginClosing(t.Context(), audit.Console.At(now), "x"), g.Void(t.Context(), audit.Console.At(now), "x"), second1(g.Seal(t.Context(), "x"))} {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("unknown wave: %v", err)
		}
	}
}

func second1[T any](_ T, err error) error { return err }

// Ordinals are dense and in the order of sealing, and each seal holds its own wave's answers.
func TestSealOrdinals(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	var waves []Wave
	var want []Response
	for i := range 4 {
		spec := g.spec()
		spec.School = g.newSchool(t, "Skole").ID
		w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
		if err != nil {
			t.Fatal(err)
		}
		sub := g.answer(w, i)
		g.submit(t, sub)
		waves, want = append(waves, w), append(want, g.accepted(t, w, sub))
	}
	for place, i := range []int{2, 0, 3, 1} {
		if info := g.finish(t, waves[i]); info.Ordinal != place+1 {
			t.Errorf("the wave sealed as number %d has ordinal %d", place+1, info.Ordinal)
		}
		if place == 1 {
			g.reopen(t)
		}
	}
	for i, w := range waves {
		if diff := cmp.Diff([]Response{want[i]}, g.sealed(t, w)); diff != "" {
			t.Error(diff)
		}
	}
	// Stored by ordinal, item and respondent: that is how a wave's answers are found quickly.
	order := rows[bool](t, g.folder.Record, `
		select (seal, item, respondent) > lag((seal, item, respondent)) over (order by rowid) is not false from answer`)
	if slices.Contains(order, false) {
		t.Error("answers are not stored by ordinal, item and respondent")
	}
}

func TestSealOfNobody(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	if info := g.finish(t, w); info != (SealInfo{1, 0}) {
		t.Errorf("seal %+v", info)
	}
	blank := g.spec()
	blank.Instrument = MappingSurvey
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), blank)
	if err != nil {
		t.Fatal(err)
	}
	sub := g.answer(w, 0)
	sub.Answers = nil // everything may be left blank: a respondent without answers
	g.submit(t, sub)
	if info := g.finish(t, w); info != (SealInfo{2, 1}) {
		t.Errorf("seal %+v", info)
	}
	if got := g.sealed(t, w); len(got) != 1 || slices.ContainsFunc(got[0].Codes, func(c int8) bool { return c != Blank }) {
		t.Errorf("sealed %v", got)
	}
}

// A wave that is closed before its time closes now, and its closing time says so.
func TestCloseEarly(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	at := now.AddDate(0, 0, 3)
	if err := g.BeginClosing(t.Context(), audit.Console.At(at), w.ID); err != nil {
		t.Fatal(err)
	}
	if got, _ := g.Wave(w.ID); got.ClosesAt != at || got.State != WaveClosing {
		t.Errorf("closes at %v, %s", got.ClosesAt, got.State)
	}
	g.finish(t, w)
	late := g.wave(t)
	if err := g.BeginClosing(t.Context(), audit.Console.At(late.ClosesAt.AddDate(0, 0, 1)), late.ID); err != nil {
		t.Fatal(err)
	}
	if got, _ := g.Wave(late.ID); got.ClosesAt != late.ClosesAt {
		t.Errorf("a wave closed by the clock has its closing time changed to %v", got.ClosesAt)
	}
}

// What a kill leaves between two steps is finished by the next start, or by closing again.
func TestRecoveryBetweenSteps(t *testing.T) {
	t.Parallel()
	steps := map[string]struct {
		before func(*ground, *testing.T, Wave)
		state  WaveState // after the start
		intake int       // rows after the start
	}{
		"after the wave began closing": {func(g *ground, t *testing.T, w Wave) {}, WaveClosing, 5 + 1},
		"after it was sealed, before the sweep": {func(g *ground, t *testing.T, w Wave) {
			if _, err := g.Seal(t.Context(), w.ID); err != nil {
				t.Fatal(err)
			}
		}, WaveClosed, 1},
		"after it was voided, before the sweep": {func(g *ground, t *testing.T, w Wave) {
			if err := g.void(t.Context(), audit.Console.At(now), w.ID, false); err != nil {
				t.Fatal(err)
			}
		}, WaveVoid, 1},
	}
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			w := g.wave(t)
			other := g.spec()
			other.Instrument = MappingSurvey
			beside, err := g.OpenWave(t.Context(), audit.Console.At(now), other)
			if err != nil {
				t.Fatal(err)
			}
			besides := g.answer(beside, 3)
			g.submit(t, besides)
			var want []Response
			for n := range 5 {
				sub := g.answer(w, n)
				g.submit(t, sub)
				want = append(want, g.accepted(t, w, sub))
			}
			if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); err != nil {
				t.Fatal(err)
			}
			step.before(g, t, w)
			g.reopen(t)
			if got, _ := g.Wave(w.ID); got.State != step.state || g.intakeRows(t) != step.intake {
				t.Fatalf("after the start: %s, %d rows in the intake file", got.State, g.intakeRows(t))
			}
			if step.state != WaveVoid {
				g.finish(t, w)
				if diff := cmp.Diff(sortedContent(want), sortedContent(g.sealed(t, w))); diff != "" {
					t.Error(diff)
				}
			}
			if receipt := g.submit(t, besides); !receipt.Repeated {
				t.Error("the submission to the wave beside it was lost")
			}
			if g.intakeRows(t) != 1 {
				t.Errorf("%d rows in the intake file at the end, want that of the other wave", g.intakeRows(t))
			}
		})
	}
}

// Rows of a wave that the record does not know may have been acknowledged; they are not erased with the others.
func TestSweepKeepsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	g.submit(t, g.answer(w, 1))
	err := g.folder.Intake.Write(t.Context(), func(tx *duckdb.Tx) error {
		return tx.Append("submission", "another record's wave", "id", uint8(1), uint8(0), pack([]int8{1, Blank, 90}))
	})
	if err != nil {
		t.Fatal(err)
	}
	g.finish(t, w)
	g.reopen(t)
	if got := rows[string](t, g.folder.Intake, "select concat_ws(' ', wave_id, id, revision, grp, hex(codes)) from submission"); len(got) != 1 || got[0] != "another record's wave id 1 0 01FF5A" {
		t.Errorf("intake: %q", got)
	}
}

// The sweep reads the seal back first. Answers that are not those that came in, whatever is wrong with them, are not the only copy.
func TestSweepComparesFirst(t *testing.T) {
	t.Parallel()
	damages := map[string]string{
		"an answer is missing":     "delete from answer where seal = 1 and respondent = 2 and item = (select min(item) from answer where respondent = 2)",
		"an answer is changed":     "update answer set code = case code when 1 then 2 else 1 end where seal = 1 and respondent = 2 and item = (select min(item) from answer where respondent = 2)",
		"an answer stands twice":   "insert into answer select * from answer where seal = 1 and respondent = 2",
		"a respondent is missing":  "delete from respondent where seal = 1 and respondent = 2",
		"a respondent is too many": "insert into respondent values (1, 7, 1)",
		"a group is changed":       "update respondent set grp = 1 + grp % 3 where seal = 1 and respondent = 2",
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			w := g.wave(t)
			for n := range 6 {
				g.submit(t, g.answer(w, n))
			}
			if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := g.Seal(t.Context(), w.ID); err != nil {
				t.Fatal(err)
			}
			err := g.folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error { _, err := tx.Exec(damage); return err })
			if err != nil {
				t.Fatal(err)
			}
			if err := g.Sweep(t.Context()); err == nil {
				t.Error("the intake file was swept")
			}
			if n := g.intakeRows(t); n != 6 {
				t.Errorf("%d rows are left, want 6", n)
			}
			if _, err := Open(t.Context(), g.folder, g.prog); err == nil {
				t.Error("the next start did not notice")
			}
		})
	}
}

func TestChecksum(t *testing.T) {
	t.Parallel()
	// sha256 of nothing, from FIPS 180-4's examples.
	if got := checksum(nil); got != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Errorf("of nobody: %s", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) Response {
			return Response{rapid.Uint8Range(0, 2).Draw(t, "group"), rapid.SliceOfN(rapid.Int8Range(-1, 2), 2, 2).Draw(t, "codes")}
		})
		responses := rapid.SliceOfN(one, 0, 6).Draw(t, "responses")
		others := rapid.SliceOfN(one, 0, 6).Draw(t, "others")
		if checksum(responses) != checksum(rapid.Permutation(responses).Draw(t, "order")) {
			t.Fatal("the checksum depends on the order")
		}
		if same := slices.Equal(sortedContent(responses), sortedContent(others)); same != (checksum(responses) == checksum(others)) {
			t.Fatal("the checksum does not tell responses apart")
		}
	})
}

// The order of arrival tells nothing about the order in which answers are stored. With n = 10,000 the rank correlation of two independent
// orders has standard deviation 1/√(n-1) = 0.01; 0.05 is five of those, which chance exceeds once in two million runs.
// How many of a random permutation stay in place is Poisson with mean 1; ten or more happens once in nine million.
func TestSealForgetsArrival(t *testing.T) {
	t.Parallel()
	const n, limit, inPlace = 10_000, 0.05, 10
	g := newGround(t)
	w := g.wave(t)
	spec := g.spec()
	spec.Instrument = MappingSurvey
	beside, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	// The order of arrival is what stands in the file. It is written into the codes of the first six items, base 5.
	err = g.folder.Intake.Write(t.Context(), func(tx *duckdb.Tx) error {
		for i := range n {
			for _, w := range []Wave{w, beside} {
				codes := make([]int8, len(g.InstrumentOf(w).Items()))
				for digit, rest := 0, i; digit < 6; digit, rest = digit+1, rest/5 {
					codes[digit] = int8(1 + rest%5)
				}
				if err := tx.Append("submission", string(w.ID), "id"+strconv.Itoa(i), uint8(1), uint8(1), pack(codes)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	const arrival = `select list_reduce(list_reverse((` + unpacked + `)[1:6]), lambda high, low: 5 * (high - 1) + low) - 1 from submission where wave_id = ? order by rowid`
	if r, _ := rankCorrelation(rows[int](t, g.folder.Intake, arrival, string(beside.ID))); r < 0.999 {
		t.Fatalf("before sealing the stored order has correlation %v with the arrival; this test measures nothing", r)
	}
	g.finish(t, w)
	var sealed []int
	for _, response := range g.sealed(t, w) {
		i := 0
		for digit := 5; digit >= 0; digit-- {
			i = 5*i + int(response.Codes[digit]) - 1
		}
		sealed = append(sealed, i)
	}
	for what, order := range map[string][]int{
		"sealed answers":         sealed,
		"the rest of the intake": rows[int](t, g.folder.Intake, arrival, string(beside.ID)),
	} {
		if r, same := rankCorrelation(order); len(order) != n || math.Abs(r) >= limit || same >= inPlace {
			t.Errorf("%s: %d rows, rank correlation %.3f, %d in place", what, len(order), r, same)
		}
	}
}

// Each of the 24 orders of four is as likely as any other: 24,000 shuffles give each 1,000 times with a standard deviation of 31
// (binomial); six of those are never seen by chance. Forgetting one swap of Fisher and Yates, or drawing from too many places, is far outside.
func TestShuffleIsFair(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for range 24_000 {
		responses := []Response{{Group: 1}, {Group: 2}, {Group: 3}, {Group: 4}}
		shuffle(responses)
		order := ""
		for _, r := range responses {
			order += strconv.Itoa(int(r.Group))
		}
		seen[order]++
	}
	if len(seen) != 24 {
		t.Errorf("%d orders of 24", len(seen))
	}
	for order, n := range seen {
		if n < 1000-6*31 || n > 1000+6*31 {
			t.Errorf("%s came %d times", order, n)
		}
	}
}

// rankCorrelation is Spearman's coefficient between a permutation of 0..n-1 and its places, 1 - 6Σd²/(n(n²-1)), and how many are in place.
func rankCorrelation(order []int) (r float64, inPlace int) {
	n, sum := float64(len(order)), 0.0
	for place, value := range order {
		sum += float64(value-place) * float64(value-place)
		if value == place {
			inPlace++
		}
	}
	return 1 - 6*sum/(n*(n*n-1)), inPlace
}

func TestRankCorrelation(t *testing.T) {
	t.Parallel()
	// By hand: Σd² = 0; 9+1+1+9 = 20, so 1 - 120/60; 1+1+1+1 = 4, so 1 - 24/60.
	for want, order := range map[float64][]int{1: {0, 1, 2, 3}, -1: {3, 2, 1, 0}, 0.6: {1, 0, 3, 2}} {
		if got, _ := rankCorrelation(order); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v: %v, want %v", order, got, want)
		}
	}
}
