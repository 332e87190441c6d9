package analytics

import (
	"errors"
	"fmt"
	"testing"

	"tilstand/internal/audit"
	"tilstand/surveys"
)

// fileWith is a file with a row for each person: of 22 teachers, then assistants. Codes go around 4 and vary with the person's number and
// the seed.
func fileWith(seed int, persons ...int) [][]string {
	in, _ := surveys.Builtin(surveys.StateSurvey)
	heading := []string{"Group"}
	for _, item := range in.Items() {
		heading = append(heading, string(item.ID))
	}
	table := [][]string{heading}
	for _, person := range persons {
		cells := []string{"teachers"}
		if person >= 22 {
			cells[0] = "assistants"
		}
		for i := range heading[1:] {
			cells = append(cells, fmt.Sprint(2+(person*7+i*(3+person/4)+seed*(person+i*i))%4))
		}
		table = append(table, cells)
	}
	return table
}

func upTo(n int) (persons []int) {
	for person := range n {
		persons = append(persons, person)
	}
	return persons
}

// imported is a released wave of 22 teachers and 11 assistants.
func (g *ground) imported(t *testing.T) (surveys.Wave, *Release) {
	t.Helper()
	w, err := g.surv.Import(t.Context(), audit.Console.At(autumn), g.importSpec(t, "2025-12-18", fileWith(0, upTo(33)...)))
	if err != nil {
		t.Fatal(err)
	}
	return w, g.closed(t, w)
}

// stored counts the respondents in the record.
func (g *ground) stored(t *testing.T) int { return g.rows(t, g.folder.Record, "respondent", "") }

// TestReplaceErasesWhereFiguresStay: one person's answers are erased from an imported wave. New figures beside the old ones would tell what
// they were, which the attack sees; so the old figures stay, and never change again.
func TestReplaceErasesWhereFiguresStay(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, first := g.imported(t)
	for i, persons := range [][]int{upTo(33)[1:], upTo(33)[2:], upTo(12)} {
		got, outcome, err := g.Replace(t.Context(), audit.Console.At(autumn), w.ID, g.importSpec(t, "2025-12-18", fileWith(0, persons...)))
		if err != nil || outcome != surveys.KeepFigures || got.ID != w.ID || got.Replaced != i+1 {
			t.Fatalf("wave %s replaced %d times, outcome %d, %v", got.ID, got.Replaced, outcome, err)
		}
		if n := g.stored(t); n != len(persons) {
			t.Errorf("%d respondents are stored, want %d", n, len(persons))
		}
		g.reopen(t)
		if releases, err := g.Releases(g.school.ID); err != nil || len(releases) != 1 || releases[0].ID != first.ID {
			t.Fatalf("the figures changed: %v", err)
		}
		if behind, err := g.StayedBehind(got); err != nil || !behind {
			t.Errorf("nobody is told that the figures are of other answers: %v", err)
		}
	}
}

// TestReplaceRevises: so many have gone that figures before and after tell on nobody. The new release passed an attack together with the old one.
func TestReplaceRevises(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, first := g.imported(t)
	got, outcome, err := g.Replace(t.Context(), audit.Console.At(autumn), w.ID, g.importSpec(t, "2025-12-18", fileWith(0, append(upTo(11), upTo(33)[22:]...)...)))
	if err != nil || outcome != surveys.ReviseFigures || got.ID != w.ID {
		t.Fatalf("outcome %d, %v", outcome, err)
	}
	releases, err := g.Releases(g.school.ID)
	if err != nil || len(releases) != 1 {
		t.Fatalf("%d releases, %v", len(releases), err)
	}
	if r := releases[0]; r.ID == first.ID || r.Revision != 2 || r.Wave.Replaced != 1 || r.Audit.Releases != 2 {
		t.Errorf("revision %d after %d replacements, attacked with %d", r.Revision, r.Wave.Replaced, r.Audit.Releases)
	}
	if e := seen(t, releases[0], OverallKey, TotalGroup); e.N != 22 {
		t.Errorf("n %d, want 22", e.N)
	}
	if behind, err := g.StayedBehind(got); err != nil || behind {
		t.Errorf("new figures are called old: %v", err)
	}
}

// TestReplaceWithAnotherFile: the wrong file had been imported. The wave is withdrawn, and a new one has the right answers.
func TestReplaceWithAnotherFile(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, _ := g.imported(t)
	got, outcome, err := g.Replace(t.Context(), audit.Console.At(autumn), w.ID, g.importSpec(t, "2025-12-18", fileWith(1, upTo(33)...)))
	if err != nil || outcome != surveys.NewWave || got.ID == w.ID || got.State != surveys.WaveClosed {
		t.Fatalf("wave %s, outcome %d, %v", got.ID, outcome, err)
	}
	g.reopen(t)
	old, err := g.surv.Wave(w.ID)
	if err != nil || old.State != surveys.WaveVoid || old.Withdrawn.IsZero() {
		t.Errorf("the old wave is %s, %v", old.State, err)
	}
	releases, err := g.Releases(g.school.ID)
	if err != nil || len(releases) != 1 || releases[0].Wave.ID != got.ID {
		t.Errorf("%d releases, %v", len(releases), err)
	}
	if n := g.stored(t); n != 33 {
		t.Errorf("%d respondents are stored, want 33", n)
	}
	// The same answers again, or without one of them, are another matter: the wave that was withdrawn is in the way.
	var invalid *surveys.Invalid
	if _, err := g.surv.Import(t.Context(), audit.Console.At(autumn), g.importSpec(t, "2025-12-18", fileWith(0, upTo(32)...))); !errors.As(err, &invalid) {
		t.Errorf("importing the old answers again: %v", err)
	}
}

// TestReplaceFew: some go and as many come, too few to hide among. No release follows, although nobody could count that.
func TestReplaceFew(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, first := g.imported(t)
	changed := fileWith(0, upTo(33)...)
	copy(changed[1:4], fileWith(1, upTo(3)...)[1:])
	_, outcome, err := g.Replace(t.Context(), audit.Console.At(autumn), w.ID, g.importSpec(t, "2025-12-18", changed))
	if err != nil || outcome != surveys.KeepFigures {
		t.Errorf("outcome %d, %v", outcome, err)
	}
	if releases, _ := g.Releases(g.school.ID); releases[0].ID != first.ID {
		t.Error("the figures changed")
	}
}

func TestReplaceRefuses(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.importSpec(t, "2025-12-18", fileWith(0, upTo(33)...))
	asked := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
	if _, _, err := g.Replace(t.Context(), audit.Console.At(autumn), asked.ID, spec); !errors.Is(err, surveys.ErrNotImported) {
		t.Errorf("a wave that was asked here: %v", err)
	}
	if _, _, err := g.Replace(t.Context(), audit.Console.At(autumn), "none", spec); !errors.Is(err, surveys.ErrNotFound) {
		t.Errorf("no such wave: %v", err)
	}
	w, _ := g.imported(t)
	spec.Map.GroupColumn = ""
	var invalid *surveys.Invalid
	if _, _, err := g.Replace(t.Context(), audit.Console.At(autumn), w.ID, spec); !errors.As(err, &invalid) || invalid.Problems[0].Field != "group_column" {
		t.Errorf("a file without groups for a wave that has them: %v", err)
	}
	if n := g.stored(t); n != 33 {
		t.Errorf("refused, and %d respondents are stored", n)
	}
}

// TestVoidReleased: what was released by mistake leaves every page, and its answers every file.
func TestVoidReleased(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w, _ := g.imported(t)
	if err := g.Void(t.Context(), audit.Console.At(autumn), w.ID); err != nil {
		t.Fatal(err)
	}
	g.reopen(t)
	if releases, err := g.Releases(g.school.ID); err != nil || len(releases) != 0 {
		t.Errorf("%d releases are shown, %v", len(releases), err)
	}
	if documents, err := g.Documents(t.Context(), g.school.ID); err != nil || len(documents) != 1 {
		t.Errorf("the attack has %d documents, %v", len(documents), err)
	}
	if n := g.stored(t); n != 0 {
		t.Errorf("%d respondents are stored", n)
	}
	if _, _, err := g.Replace(t.Context(), audit.Console.At(autumn), w.ID, g.importSpec(t, "2025-12-18", fileWith(0, upTo(33)...))); !errors.Is(err, surveys.ErrNotImported) {
		t.Errorf("replacing withdrawn answers: %v", err)
	}
}
