package duckdb

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/duckdb/powertest"
	"tilstand/internal/testkit"
)

// The power fails while a database is made, written to by many, checkpointed and rewritten. Every start after it recovers by itself, and finds what was
// acknowledged, whole and once.
func TestPowerLoss(t *testing.T) {
	if r := killtest.Running(); r != nil {
		workUntilOff(t, r, killOptions(r.Args[0]))
	}
	t.Parallel()
	loseThePower(t, mainFile, testkit.Rounds(4, 12), open)
}

// The same with a journal; and with a journal alone, in which state after state is opened without its WAL.
func TestPowerLossJournalled(t *testing.T) {
	if r := killtest.Running(); r != nil {
		workUntilOff(t, r, killOptions(r.Args[0]))
	}
	t.Parallel()
	alone := false
	loseThePower(t, journalledMain, testkit.Rounds(4, 12), func(ctx context.Context, path string, r *repairs) (finding, error) {
		m, _, err := readMark(path + ".acked")
		if err != nil {
			return finding{}, err
		}
		if alone = !alone; alone && m.wal == inJournal {
			if err := remove(path + ".wal"); err != nil {
				return finding{}, err
			}
		}
		return open(ctx, path, r)
	})
}

func loseThePower(t *testing.T, file string, n int, open opener) {
	dir := t.TempDir()
	rec := powertest.Record(t, dir, nil, filepath.Join(dir, file))
	rec.Verify(t)
	t.Log(rec)
	var table killtest.Table
	for _, mode := range powertest.Modes {
		t.Run(mode.String(), func(t *testing.T) {
			o := outcomes{file: file}
			rec.States(mode, powertest.Number(n), func(s powertest.State) {
				table.State(mode.String())
				o.look(t, s, open)
			})
			o.want(t)
			table.Found(o.acked, o.present, o.lost, o.partial)
			o.repairs.into(&table)
		})
	}
	table.Report(t)
}

// workUntilOff writes from several clients, with checkpoints and rewrites beside it, and ends when enough was acknowledged.
func workUntilOff(t *testing.T, r *killtest.Reporter, o Options) {
	const clients, each, rewrites = 6, 60, 3
	powertest.Begin(t)
	o.CheckpointBytes = 60_000
	db, err := Open(t.Context(), o)
	for err != nil { // a supervisor starts it again
		db, err = Open(t.Context(), o)
	}
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() {
			for n := range each {
				id := int64(client*each + n)
				if db.Write(context.Background(), putWhole(id)) == nil { // what is not acknowledged is nobody's
					r.Line(strconv.FormatInt(id, 10))
				}
				if client == 0 && n%(each/rewrites) == each/rewrites-1 {
					_ = db.Rewrite(context.Background(), copyAll)
				}
			}
		})
	}
	all.Wait()
	_ = db.Close(context.Background())
	powertest.Off(r)
}

// outcomes are what has become of states.
type outcomes struct {
	file                                            string // of the database; "" = mainFile
	states, unopened, lost, partial, acked, present int
	repairs                                         repairs
	first                                           string // fault
}

// An opener opens what a power failure has left and reads it.
type opener func(ctx context.Context, path string, r *repairs) (finding, error)

// look opens a state and compares.
func (o *outcomes) look(t *testing.T, s powertest.State, open opener) {
	t.Helper()
	dir, err := os.MkdirTemp("", "power")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := s.Put(dir); err != nil {
		t.Fatal(err)
	}
	o.states++
	f, err := open(t.Context(), filepath.Join(dir, cmp.Or(o.file, mainFile)), &o.repairs)
	if err != nil {
		o.unopened++
		o.note(fmt.Sprintf("%v: %v", s, err))
		return
	}
	o.present += len(f.present)
	if f.partial != nil {
		o.partial++
		o.note(fmt.Sprintf("%v: %v", s, f.partial))
	}
	o.acked += len(s.Reports)
	for _, line := range s.Reports {
		if id, err := strconv.ParseInt(line, 10, 64); err != nil {
			t.Fatal(err)
		} else if !f.present[id] {
			o.lost++
			o.note(fmt.Sprintf("%v: write %d was acknowledged and is gone", s, id))
		}
	}
}

func (o *outcomes) note(fault string) {
	if o.first == "" {
		o.first = fault
	}
}

func (o *outcomes) bad() int { return o.unopened + o.lost + o.partial }

func (o *outcomes) String() string {
	return fmt.Sprintf("%d states: %d writes acknowledged, %d present, %d lost, %d in part or twice, %d states not opened; %v",
		o.states, o.acked, o.present, o.lost, o.partial, o.unopened, &o.repairs)
}

// want reports what has come of it, and that nothing is amiss.
func (o *outcomes) want(t *testing.T) {
	t.Helper()
	if t.Log(o); o.bad() > 0 {
		t.Errorf("the first: %s", o.first)
	}
}
