package surveys

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/programme"
	"tilstand/internal/testkit"
)

const codesPerKill = 120 // more than a victim gets through

// A process that takes answers by code in, two for each code at the same time, is killed at any moment, between mark and answer among them.
// Whoever was thanked is there, nobody is there twice, and after every start one answer comes of each code: of the one that had marked
// it, if any had.
func TestKillBetweenMarkAndAnswer(t *testing.T) {
	if r := killtest.Running(); r != nil {
		t.Fatal(answerByCode(t.Context(), r)) // only a kill ends it in order
	}
	g := newGround(t)
	n := killtest.Rounds(testkit.Rounds(4, 20))
	k := &codeKiller{ground: g}
	for round := range n {
		if round%8 == 0 {
			k.renew(t)
		}
		k.kill(t, round%8)
		k.table.Kill("submissions by code")
	}
	t.Logf("%d codes found marked without an answer", k.marked)
	k.table.Found(k.acknowledged, k.acknowledged, 0, 0) // of anything else the test has failed by now
	k.table.Report(t)
}

type codeKiller struct {
	*ground
	wave                 Wave
	key                  CodeKey
	acknowledged, marked int
	table                killtest.Table
}

// renew opens a wave with codes for a thousand, at a school of its own.
func (k *codeKiller) renew(t *testing.T) {
	spec := k.spec()
	spec.School, spec.ByCode = k.newSchool(t, "Eik skole").ID, true
	spec.Counts = []GroupCount{{"teachers", 1000}}
	var err error
	if k.wave, err = k.OpenWave(t.Context(), audit.Console.At(now), spec); err != nil {
		t.Fatal(err)
	}
	k.key = NewCodeKey()
	if err := k.MakeSlips(t.Context(), audit.Console.At(now), k.wave.ID, k.key, k.wave.FirstCodes()); err != nil {
		t.Fatal(err)
	}
}

// kill runs a victim on the next codes and looks what it left.
func (k *codeKiller) kill(t *testing.T, round int) {
	k.close(t)
	v := killtest.Start(t, k.dir, string(k.wave.ID), string(k.key), strconv.Itoa(round))
	first, begun := map[int]int{}, map[int]bool{} // code → who was thanked; codes that were tried
	for _, line := range v.KillAfter(killtest.UpTo(200 * time.Millisecond)) {
		var n, who int
		if _, err := fmt.Sscanf(line, "thanked %d %d", &n, &who); err == nil {
			first[n] = who
			k.acknowledged++
		} else if _, err := fmt.Sscanf(line, "begun %d", &n); err == nil {
			begun[n] = true
		} else {
			t.Fatalf("the victim says %q", line)
		}
	}
	k.open(t) // refuses more answers than marks
	stored := k.stored(t)
	for n := range begun {
		code := k.key.code(k.wave.ID, 0, n)
		found := []int{}
		for who := range 2 {
			if _, ok := stored[rowID(code, idOf(n, who))]; ok {
				found = append(found, who)
			}
		}
		thanked, ok := first[n]
		if len(found) > 1 || ok && (len(found) != 1 || found[0] != thanked) {
			t.Errorf("code %d: thanked %d (%v), stored %v", n, thanked, ok, found)
		}
		k.answerAgain(t, n, found)
	}
	k.wantOneEach(t, stored, begun)
}

// answerAgain has both send once more: one of them is taken in, and it is the one that was stored before or had marked the code.
func (k *codeKiller) answerAgain(t *testing.T, n int, found []int) {
	t.Helper()
	code := k.key.code(k.wave.ID, 0, n)
	box := k.boxOf(k.wave.ID)
	at, _ := box.find(hashCode(code))
	mark := box.slots[at].mark
	if mark != (spentMark{}) && len(found) == 0 {
		k.marked++
	}
	taken := 0
	for who := range 2 {
		_, err := k.Submit(t.Context(), now, k.numberedBy(n, who))
		if err == nil {
			taken++
		} else if !errors.Is(err, ErrSpent) {
			t.Error(err)
		}
		if mine := mark == markOf(code, idOf(n, who)); mine != (err == nil) && mark != (spentMark{}) {
			t.Errorf("code %d, who %d: marked by them %v, and their answer is refused: %v", n, who, mine, err)
		}
	}
	if taken != 1 {
		t.Errorf("code %d: %d are taken in", n, taken)
	}
}

// wantOneEach counts the answers of all codes that have been tried.
func (k *codeKiller) wantOneEach(t *testing.T, before map[SubmissionID]int, begun map[int]bool) {
	t.Helper()
	after := k.stored(t)
	for id, n := range after {
		if was, ok := before[id]; ok && was != n || n != 1 {
			t.Errorf("a row is there %d times", n)
		}
	}
	marks := k.boxOf(k.wave.ID).marks(0)
	if len(after) != marks || len(begun) > marks {
		t.Errorf("%d answers of %d used codes, %d of them tried in this round", len(after), marks, len(begun))
	}
}

// stored are the rows of the wave, and how often each is there.
func (k *codeKiller) stored(t *testing.T) map[SubmissionID]int {
	t.Helper()
	found := map[SubmissionID]int{}
	err := k.folder.Intake.Read(t.Context(), func(r *duckdb.Reader) error {
		clear(found)
		_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) {
			var id SubmissionID
			err := row.Scan(&id)
			found[id]++
			return struct{}{}, err
		}, "select id from submission where wave_id = ?", string(k.wave.ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// idOf is the submission id of one of the two who have a code.
func idOf(n, who int) SubmissionID { return SubmissionID(fmt.Sprintf("submission%022d", 2*n+who)) }

func (k *codeKiller) numberedBy(n, who int) Submission {
	return Submission{Code: k.key.code(k.wave.ID, 0, n), ID: idOf(n, who), Answers: numbered(k.InstrumentOf(k.wave), n, 1+who)}
}

// answerByCode is the life of a victim: folder, wave, key and round are its arguments. It reports
//
//	begun CODE         two are about to send with the code
//	thanked CODE WHO   one of them was acknowledged
func answerByCode(ctx context.Context, r *killtest.Reporter) error {
	folder, err := duckdb.OpenFolder(ctx, r.Args[0], duckdb.FolderOptions{CheckpointBytes: 16 << 10, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	prog, err := programme.Open(ctx, folder.Record)
	if err != nil {
		return err
	}
	s, err := Open(ctx, folder, prog)
	if err != nil {
		return err
	}
	w, err := s.Wave(WaveID(r.Args[1]))
	if err != nil {
		return err
	}
	round, err := strconv.Atoi(r.Args[3])
	if err != nil {
		return err
	}
	k := &codeKiller{ground: &ground{Store: s}, wave: w, key: CodeKey(r.Args[2])}
	var next atomic.Int32
	next.Store(int32(round * codesPerKill))
	failed := make(chan error)
	r.Ready()
	for range 8 {
		go func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= (round+1)*codesPerKill {
					return
				}
				r.Line(fmt.Sprintf("begun %d", n))
				if err := k.bothSend(ctx, r, n); err != nil {
					failed <- err
				}
			}
		}()
	}
	return <-failed
}

// bothSend has two send with one code, each twice at once.
func (k *codeKiller) bothSend(ctx context.Context, r *killtest.Reporter, n int) error {
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() {
			_, err := k.Submit(ctx, now, k.numberedBy(n, i%2))
			if err == nil && i < 2 {
				r.Line(fmt.Sprintf("thanked %d %d", n, i%2))
			}
			if !errors.Is(err, ErrSpent) {
				errs[i] = err
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
