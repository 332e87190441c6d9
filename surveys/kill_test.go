package surveys

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"tilstand/internal/duckdb"
	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/programme"
	"tilstand/internal/testkit"
)

// killsPerFolder bounds how much there is to compare after each kill.
const killsPerFolder = 10

// A process that takes submissions in while waves are closed, sealed and swept is killed at any moment. Every start after it recovers by
// itself, and finds each acknowledged submission once, with the content that was acknowledged last, and none twice.
func TestKillSubmitAndSeal(t *testing.T) {
	if r := killtest.Running(); r != nil {
		t.Fatal(suffer(t.Context(), r)) // only a kill ends it in order
	}
	n := killtest.Rounds(testkit.Rounds(6, 40))
	k := &killer{}
	for left := n; left > 0; left -= killsPerFolder {
		k.folder(t, min(left, killsPerFolder))
	}
	t.Logf("found %d waves closing and %d sealed or void but not swept", k.closing, k.unswept)
	k.table.Found(k.acknowledged, k.found, 0, 0) // of anything else the test has failed by now
	k.table.Report(t)
}

type killer struct {
	acknowledged int
	found        int
	table        killtest.Table // the last step begun before each kill
	closing      int            // waves that a start found closing
	unswept      int            // waves that a start found sealed or void with rows in the intake file
}

// mark is a submission as it was acknowledged, or as it was found.
type mark struct {
	content int // 1 first, 2 replacement
	wave    WaveID
}

// folder kills several times on one data folder, and in the end finishes all waves.
func (k *killer) folder(t *testing.T, times int) {
	g := newGround(t)
	g.newSchool(t, "Eik skole")
	g.newSchool(t, "Bjørk skole")
	acknowledged := map[int]mark{} // by number
	for round := range times {
		g.close(t)
		k.kill(t, g.dir, round, acknowledged)
		k.look(t, g)
		compare(t, g, acknowledged)
	}
	k.acknowledged += len(acknowledged)
	k.found += len(g.present(t))
	for _, w := range g.Waves() {
		if w.State == WaveOpen || w.State == WaveClosing {
			g.finish(t, w)
		}
	}
	compare(t, g, acknowledged)
	if n := g.intakeRows(t); n != 0 {
		t.Errorf("%d rows are left in the intake file when all waves are closed", n)
	}
}

// kill runs the victim until a random moment: any at all, or shortly after a step of a wave's end has begun.
func (k *killer) kill(t *testing.T, dir string, round int, acknowledged map[int]mark) {
	t.Helper()
	step, within := "opened", 600*time.Millisecond
	if killtest.N(3) > 0 {
		step, within = []string{"closing", "sealing", "sweeping", "voiding"}[killtest.N(4)], 50*time.Millisecond
	}
	last := "start"
	for _, line := range killtest.Start(t, dir, strconv.Itoa(round), step).KillAfter(killtest.UpTo(within)) {
		var n int
		var m mark
		if _, err := fmt.Sscanf(line, "a %d %d %s", &n, &m.content, &m.wave); err == nil {
			acknowledged[n] = m
		} else {
			last = line
		}
	}
	k.table.Kill("submissions, " + strings.TrimPrefix(last, "s "))
}

// look opens the folder as the next start does, and counts what the kill left for it to finish.
func (k *killer) look(t *testing.T, g *ground) {
	t.Helper()
	var err error
	if g.folder, err = duckdb.OpenFolder(t.Context(), g.dir, duckdb.FolderOptions{}); err != nil {
		t.Fatal("the folder does not open:", err)
	}
	if g.prog, err = programme.Open(t.Context(), g.folder.Record); err != nil {
		t.Fatal(err)
	}
	before := newStore(g.folder, g.prog)
	if err := before.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, err := before.leftovers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	k.unswept += len(left)
	for _, w := range before.Waves() {
		if w.State == WaveClosing {
			k.closing++
		}
	}
	if g.Store, err = Open(t.Context(), g.folder, g.prog); err != nil {
		t.Fatal("the store does not recover:", err)
	}
}

// compare holds what is in the two files against what was acknowledged.
func compare(t *testing.T, g *ground, acknowledged map[int]mark) {
	t.Helper()
	next := map[int]int{} // worker of a round → the number after its last acknowledged one
	for n := range acknowledged {
		next[n/perWorker] = max(next[n/perWorker], n+1)
	}
	present := map[int]mark{}
	for _, f := range g.present(t) {
		n, w := f.number, g.waves[f.wave]
		said, known := acknowledged[n]
		switch _, twice := present[n]; {
		case twice:
			t.Errorf("%d is there twice", n)
		case w.State == WaveVoid:
			t.Errorf("%d is there, although its wave was voided", n)
		case known && (f.content < said.content || f.wave != said.wave):
			t.Errorf("%d is there as %+v, acknowledged as %+v", n, f.mark, said)
		case known && f.content > said.content && n+1 != next[n/perWorker]:
			t.Errorf("%d was replaced, although that was neither acknowledged nor on its way", n)
		case !known && n != max(next[n/perWorker], n/perWorker*perWorker):
			t.Errorf("%d is there, although it was neither acknowledged nor on its way", n)
		}
		present[n] = f.mark
	}
	for n, said := range acknowledged {
		if _, ok := present[n]; !ok && g.waves[said.wave].State != WaveVoid {
			t.Errorf("%d was acknowledged and is lost", n)
		}
	}
}

// foundMark is a numbered submission as it stands in a file.
type foundMark struct {
	number int
	mark
}

// present reads the numbers back from both files.
func (g *ground) present(t *testing.T) []foundMark {
	t.Helper()
	var all []foundMark
	read := func(db *duckdb.DB, query string) {
		err := db.Read(t.Context(), func(r *duckdb.Reader) error {
			found, err := duckdb.Collect(r, func(row *sql.Rows) (f foundMark, err error) {
				return f, row.Scan(&f.wave, &f.number, &f.content)
			}, query)
			all = append(all, found...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	read(g.folder.Intake, `
		select wave_id, list_reduce(list_reverse(steps[1:12]), lambda high, low: 5 * (high - 1) + low) - 1, steps[13]
		from (select wave_id, id, arg_max(`+unpacked+`, revision) as steps from submission group by all)`)
	read(g.folder.Record, `
		select any_value(wave_id), (sum((code - 1) * 5 ** item) filter (item < 12))::integer, max(code) filter (item = 12)
		from answer join sealed_wave on seal = ordinal group by seal, respondent`)
	return all
}
