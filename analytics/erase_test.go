package analytics

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// erase announces and erases the answers of waves.
func (g *ground) erase(t *testing.T, waves ...surveys.WaveID) {
	t.Helper()
	by := audit.By{At: autumn, Account: audit.Service}
	later := audit.By{At: autumn.AddDate(0, 0, surveys.ErasureNotice+1), Account: audit.Service}
	var announced []surveys.AnnouncedErasure
	for _, w := range waves {
		announced = append(announced, surveys.AnnouncedErasure{Wave: w, Due: autumn.AddDate(0, 0, surveys.ErasureNotice), Months: 12})
	}
	if err := g.surv.AnnounceErasure(t.Context(), by, announced); err != nil {
		t.Fatal(err)
	}
	if err := g.Erase(t.Context(), later, waves); err != nil {
		t.Fatal(err)
	}
}

// Releases are byte for byte what they were, and every view of them is, also after a restart, when nothing is in memory. What would have to count
// again says so.
func TestEraseKeepsReleases(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.threeWaves(t)
	imported, _ := g.imported(t)
	var waves []surveys.WaveID
	documents := map[surveys.WaveID]string{}
	for _, w := range g.surv.WavesOf(g.school.ID) {
		if g.Released(w.ID) {
			waves = append(waves, w.ID)
			documents[w.ID] = g.document(t, w.ID)
		}
	}
	views := g.everyView(t)
	g.erase(t, waves...)
	for range 2 {
		if n := g.stored(t); n != 0 {
			t.Errorf("%d respondents are stored", n)
		}
		for id, before := range documents {
			if g.document(t, id) != before {
				t.Errorf("the release of wave %s changed", id)
			}
		}
		if diff := cmp.Diff(views, g.everyView(t)); diff != "" {
			t.Error(diff)
		}
		g.reopen(t)
	}
	w, err := g.surv.Wave(imported.ID)
	if err != nil {
		t.Fatal(err)
	}
	counts := []surveys.GroupCount{{Key: "teachers", HeadCount: 40}, {Key: "assistants", HeadCount: 20}}
	if _, err := g.Correct(t.Context(), audit.Console.At(autumn), w.ID, counts); !errors.Is(err, surveys.ErrErased) {
		t.Errorf("correcting head counts: %v", err)
	}
	if same, _ := g.surv.Wave(w.ID); same.Revision != w.Revision {
		t.Error("refused, and the head counts changed all the same")
	}
	if _, _, err := g.Replace(t.Context(), audit.Console.At(autumn), w.ID, g.importSpec(t, "2025-12-18", fileWith(0, upTo(30)...))); !errors.Is(err, surveys.ErrErased) {
		t.Errorf("replacing answers: %v", err)
	}
	if r, err := g.Close(t.Context(), audit.Console.At(autumn), w.ID); err != nil || r.Wave.ID != w.ID {
		t.Errorf("closing a closed wave returns no release: %v", err)
	}
	if err := g.CloseDue(t.Context(), autumn); err != nil {
		t.Errorf("the clock stumbles: %v", err)
	}
}

// A wave that never got a release loses its answers like any other, and nobody goes on trying.
func TestEraseOfAWithheldWave(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 8})
	g.answer(t, w, 0, 9, func(person, item int) int { return 1 + (person+item)%5 })
	if _, err := g.Close(t.Context(), audit.Console.At(autumn), w.ID); !errors.Is(err, ErrHeadCount) {
		t.Fatalf("nine of eight: %v", err)
	}
	if err := g.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	g.erase(t, w.ID)
	g.reopen(t)
	if err := g.CloseDue(t.Context(), autumn); err != nil {
		t.Errorf("the clock stumbles: %v", err)
	}
	w, _ = g.surv.Wave(w.ID)
	if why := g.Withheld(w); why != NotWithheld || !w.Erased() {
		t.Errorf("withheld for %d, %+v", why, w.Erasure)
	}
	if _, err := g.Close(t.Context(), audit.Console.At(autumn), w.ID); !errors.Is(err, surveys.ErrErased) {
		t.Errorf("closing it: %v", err)
	}
}

// Editions are made of releases and go on. The quality of the instrument is counted in the answers that are left, and not at all where too few
// schools have any.
func TestEraseAndEditions(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for _, school := range g.sharingSchools(t, 12) {
		if err := g.ShareWithProgramme(t.Context(), audit.Console.At(autumn), school.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	first, err := g.IssueProgrammeEdition(t.Context(), audit.Console.At(autumn), programme.Builtin().Key)
	if err != nil || first.Quality == nil || first.Quality.Answers != 12*19 {
		t.Fatalf("%+v, %v", first.Quality, err)
	}
	waves := g.surv.Waves()
	g.erase(t, waves[0].ID, waves[1].ID, waves[2].ID)
	next, err := g.IssueProgrammeEdition(t.Context(), audit.Console.At(autumn.AddDate(0, 1, 0)), programme.Builtin().Key)
	if err != nil {
		t.Fatal(err)
	}
	if next.Quality != nil {
		t.Errorf("the quality is over %d schools, of which three have no answers", len(next.Quality.Atoms))
	}
	if diff := cmp.Diff(first.Measures, next.Measures); diff != "" || len(next.Atoms) != len(first.Atoms) {
		t.Errorf("all else changed: %s", diff)
	}
	if owner := g.issueOwner(t); len(owner.Atoms) != 12 {
		t.Errorf("the owner's edition is over %d schools, want 12", len(owner.Atoms))
	}
}
