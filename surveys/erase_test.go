package surveys

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
)

// grep returns the files under dir that hold the text, byte for byte.
func grep(t *testing.T, dir, text string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(text)) {
			found = append(found, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// marked is an id that is told apart from everything else in a file, and that compression cannot take to pieces: no part of it repeats.
func marked(n byte) SubmissionID {
	return SubmissionID("Zk7_MARK-q4Wx" + string('A'+rune(n)) + "-uV9pLs3Hd8")
}

// Sealing destroys the submission ids with the files they stood in: the database, its log, and every copy.
func TestSweepErasesSubmissionIDs(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	const n = 8
	for i := range byte(n) {
		sub := g.answer(w, int(i))
		sub.ID = marked(i)
		g.submit(t, sub)
		if i == n/2 { // some of them in the database file, some in its log
			if err := g.folder.Intake.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range byte(n) {
		if len(grep(t, g.dir, string(marked(i)))) == 0 {
			t.Fatalf("%s is in no file before sealing; this test sees nothing", marked(i))
		}
	}
	g.finish(t, w)
	expectGone := func(when string) {
		t.Helper()
		for i := range byte(n) {
			if found := grep(t, g.dir, string(marked(i))); found != nil {
				t.Errorf("%s: %s is in %v", when, marked(i), found)
			}
		}
	}
	expectGone("after the sweep")
	g.reopen(t)
	expectGone("after a restart")
	if got := g.sealed(t, w); len(got) != n {
		t.Errorf("%d responses are sealed, want %d", len(got), n)
	}
}

func TestVoid(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	sub := g.answer(w, 1)
	sub.ID = marked(1)
	g.submit(t, sub)
	if err := g.Void(t.Context(), audit.Console.At(now), w.ID); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got, err := g.Wave(w.ID); err != nil || got.State != WaveVoid {
			t.Errorf("wave: %s, %v", got.State, err)
		}
		if _, err := g.WaveByCode(w.Code); err != nil {
			t.Errorf("the link of a void wave leads nowhere: %v", err)
		}
		if _, err := g.Submit(t.Context(), now, sub); !errors.Is(err, ErrClosed) {
			t.Errorf("submit: %v, want ErrClosed", err)
		}
		if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); !errors.Is(err, ErrVoid) {
			t.Errorf("begin closing: %v, want ErrVoid", err)
		}
		if _, err := g.Seal(t.Context(), w.ID); !errors.Is(err, ErrVoid) {
			t.Errorf("seal: %v, want ErrVoid", err)
		}
		if found := grep(t, g.dir, string(marked(1))); found != nil || g.intakeRows(t) != 0 {
			t.Errorf("%d rows left, id found in %v", g.intakeRows(t), found)
		}
		if err := g.Void(t.Context(), audit.Console.At(now), w.ID); err != nil {
			t.Errorf("voiding a void wave: %v", err)
		}
		g.reopen(t)
	}
	if _, err := g.OpenWave(t.Context(), audit.Console.At(now), g.spec()); err != nil {
		t.Errorf("a new wave in place of the void one: %v", err)
	}
}

// Voiding a wave that is sealed erases its answers from the record and leaves everything else there as it was.
func TestVoidSealed(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	wrong, right := g.wave(t), Wave{}
	g.submit(t, g.answer(wrong, 1))
	g.finish(t, wrong)
	spec := g.spec()
	spec.Instrument = MappingSurvey
	right, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 7 {
		g.submit(t, g.answer(right, n))
	}
	g.finish(t, right)
	kept := g.sealed(t, right)
	tables := func() map[string][]string {
		found := map[string][]string{}
		for _, table := range rows[string](t, g.folder.Record, "select table_name from duckdb_tables() where not internal and table_name not in ('commit_number', 'lineage')") {
			filter := ""
			switch table {
			case "wave":
				filter = " where revision < 4" // voiding adds the fourth
			case "audit_log":
				filter = " where action != 'wave_voided'"
			case "answer", "respondent":
				filter = " where seal != 1"
			case "sealed_wave":
				filter = " where ordinal != 1"
			}
			found[table] = rows[string](t, g.folder.Record, "select t::varchar from "+table+" t"+filter+" order by rowid")
		}
		return found
	}
	before := tables()
	if err := g.Void(t.Context(), audit.Console.At(now), wrong.ID); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if n := rows[int](t, g.folder.Record, "select (select count(*) from answer where seal = 1) + (select count(*) from respondent where seal = 1)")[0]; n != 0 {
			t.Errorf("%d rows of the void wave are left in the record", n)
		}
		if diff := cmp.Diff(before, tables()); diff != "" {
			t.Error("something else changed:", diff)
		}
		if diff := cmp.Diff(kept, g.sealed(t, right)); diff != "" {
			t.Error(diff)
		}
		if got, _ := g.Wave(wrong.ID); got.State != WaveVoid {
			t.Errorf("the wave is %s", got.State)
		}
		if school, err := g.prog.School(g.school.ID); err != nil || school != g.school {
			t.Errorf("the school became %+v, %v", school, err)
		}
		g.reopen(t)
	}
	third := g.wave(t)
	g.submit(t, g.answer(third, 3))
	if info := g.finish(t, third); info.Ordinal != 3 {
		t.Errorf("the next seal has ordinal %d, want 3", info.Ordinal)
	}
}
