package surveys

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// sortedContent is what was accepted or sealed, whatever the order.
func sortedContent(responses []Response) []string {
	all := make([]string, len(responses))
	for i, r := range responses {
		all[i] = content(r)
	}
	slices.Sort(all)
	return all
}

// accepted is the response that a submission becomes.
func (g *ground) accepted(t testing.TB, w Wave, sub Submission) Response {
	t.Helper()
	r, err := Check(w, g.InstrumentOf(w), sub)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLifeOfAWave(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	var want []Response
	for n := range 25 {
		sub := g.answer(w, n)
		if receipt := g.submit(t, sub); receipt != (Receipt{ID: sub.ID}) {
			t.Fatalf("receipt %+v", receipt)
		}
		want = append(want, g.accepted(t, w, sub))
	}
	if info := g.finish(t, w); info != (SealInfo{Ordinal: 1, Responses: 25}) {
		t.Errorf("seal: %+v", info)
	}
	if diff := cmp.Diff(sortedContent(want), sortedContent(g.sealed(t, w))); diff != "" {
		t.Error(diff)
	}
	if n := g.intakeRows(t); n != 0 {
		t.Errorf("%d rows are left in the intake file", n)
	}
	if w, err := g.Wave(w.ID); err != nil || w.State != WaveClosed {
		t.Errorf("wave: %v, %v", w.State, err)
	}
}

func TestSubmitRefuses(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	sub := g.answer(w, 1)
	tests := map[string]struct {
		at   time.Time
		edit func(*Submission)
		want error
	}{
		"unknown link":                  {now, func(s *Submission) { s.Code = "x" }, ErrNotFound},
		"before it opens":               {now.Add(-time.Second), func(*Submission) {}, ErrNotOpen},
		"at the closing time":           {w.ClosesAt, func(*Submission) {}, ErrClosed},
		"wrong, and too late":           {w.ClosesAt, func(s *Submission) { s.Group = "9" }, ErrClosed},
		"wrong, and too early":          {now.Add(-time.Second), func(s *Submission) { s.Group = "9" }, ErrNotOpen},
		"a microsecond before it opens": {now.Add(-time.Microsecond), func(*Submission) {}, ErrNotOpen},
	}
	for name, test := range tests {
		sub := sub
		test.edit(&sub)
		if _, err := g.Submit(t.Context(), test.at, sub); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	wrong := sub
	wrong.Group = "9"
	_, err := g.Submit(t.Context(), now, wrong)
	if diff := cmp.Diff([]Problem{{"group", "unknown"}}, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
	if n := g.intakeRows(t); n != 0 {
		t.Errorf("%d rows were stored in spite of an error", n)
	}
}

// Rule 3: the same id is the same submission, other content under it is a choice, and the first stays until it is confirmed.
func TestSubmitAgain(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	first, other := g.answer(w, 1), g.answer(w, 2)
	other.ID = first.ID
	confirmed := other
	confirmed.Confirm = true

	expect := func(what string, sub Submission, at time.Time, want Receipt, wantErr error) {
		t.Helper()
		got, err := g.Submit(t.Context(), at, sub)
		if got != want || !errors.Is(err, wantErr) {
			t.Errorf("%s: %+v, %v; want %+v, %v", what, got, err, want, wantErr)
		}
	}
	again := Receipt{first.ID, true}
	expect("first", first, now, Receipt{first.ID, false}, nil)
	expect("resend", first, now, again, nil)
	expect("other content", other, now, Receipt{}, ErrConflict)
	expect("resend after the conflict", first, now, again, nil)
	g.reopen(t)
	expect("resend after a restart", first, now, again, nil)
	expect("other content after a restart", other, now, Receipt{}, ErrConflict)
	expect("resend after the closing time, when the first receipt was lost", first, w.ClosesAt, again, nil)
	expect("a new one after the closing time", confirmed, w.ClosesAt, Receipt{}, ErrClosed)
	expect("confirmed", confirmed, now, Receipt{first.ID, false}, nil)
	expect("confirmed once more", confirmed, now, again, nil)
	expect("the first, late from the network", first, now, Receipt{}, ErrConflict)
	if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); err != nil {
		t.Fatal(err)
	}
	expect("resend while it is being closed", other, now, again, nil)
	g.reopen(t)
	expect("resend while it is being closed, after a restart", other, now, again, nil)
	expect("new while it is being closed", g.answer(w, 3), now, Receipt{}, ErrClosed)
	g.finish(t, w)
	expect("resend to a sealed wave", other, now, Receipt{}, ErrClosed)
	if diff := cmp.Diff(sortedContent([]Response{g.accepted(t, w, other)}), sortedContent(g.sealed(t, w))); diff != "" {
		t.Error(diff)
	}
}

// The same submission arrives many times at once: it is stored once, and one of them is not a repetition.
func TestSubmitAtOnce(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	for round := range 20 {
		sub := g.answer(w, round)
		receipts := make([]Receipt, 12)
		errs := make([]error, len(receipts))
		var wg sync.WaitGroup
		for i := range receipts {
			wg.Go(func() { receipts[i], errs[i] = g.Submit(t.Context(), now, sub) })
		}
		wg.Wait()
		first := 0
		for i, receipt := range receipts {
			if errs[i] != nil || receipt.ID != sub.ID {
				t.Fatalf("%+v, %v", receipt, errs[i])
			}
			if !receipt.Repeated {
				first++
			}
		}
		if first != 1 {
			t.Fatalf("%d of %d were told that they were first", first, len(receipts))
		}
		if n := g.intakeRows(t); n != round+1 {
			t.Fatalf("%d rows after %d submissions", n, round+1)
		}
	}
}

// Different contents arrive under one id at once: one is stored and the others conflict; when all are confirmed, all are stored as
// revisions, and one of them counts.
func TestSubmitOtherContentAtOnce(t *testing.T) {
	t.Parallel()
	for _, confirm := range []bool{false, true} {
		t.Run("confirm="+strconv.FormatBool(confirm), func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			w := g.wave(t)
			id := SubmissionID(rand.Text())
			const n = 12
			errs := make([]error, n)
			var sent []string
			var wg sync.WaitGroup
			for i := range errs {
				sub := g.answer(w, i)
				sub.ID, sub.Confirm = id, confirm
				sent = append(sent, content(g.accepted(t, w, sub)))
				wg.Go(func() { _, errs[i] = g.Submit(t.Context(), now, sub) })
			}
			wg.Wait()
			stored := 0
			for _, err := range errs {
				switch {
				case err == nil:
					stored++
				case !errors.Is(err, ErrConflict):
					t.Error(err)
				}
			}
			if want := map[bool]int{false: 1, true: n}[confirm]; stored != want || g.intakeRows(t) != want {
				t.Errorf("%d receipts and %d rows, want %d", stored, g.intakeRows(t), want)
			}
			info := g.finish(t, w)
			if counted := g.sealed(t, w); info.Responses != 1 || len(counted) != 1 || !slices.Contains(sent, content(counted[0])) {
				t.Errorf("%d responses, %v", info.Responses, counted)
			}
		})
	}
}

// Who leaves before the answer comes has submitted all the same, and finds out by sending again.
func TestSubmitterLeaves(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	for n := range 20 {
		sub := g.answer(w, n)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := g.Submit(ctx, now, sub); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if receipt := g.submit(t, sub); !receipt.Repeated {
			t.Fatal("the submission of someone who left was stored twice, or not at all")
		}
	}
	if n := g.intakeRows(t); n != 20 {
		t.Errorf("%d rows, want 20", n)
	}
}

// After a write of which it is not known whether it is stored, what is on disk decides.
func TestSubmitAfterUncertainty(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	for name, landed := range map[string]bool{"it had been stored": true, "it had not been stored": false} {
		sub := g.answer(w, 1)
		r := g.accepted(t, w, sub)
		d := g.doors[w.ID]
		mine, _, err := d.reserve(d.digest(sub.ID), d.content(r), false, nil)
		if err != nil {
			t.Fatal(err)
		}
		if landed {
			err := g.folder.Intake.Write(t.Context(), func(tx *duckdb.Tx) error {
				return tx.Append("submission", string(w.ID), string(sub.ID), mine.revision, r.Group, pack(r.Codes))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		d.settle(d.digest(sub.ID), mine, duckdb.ErrUncertain)
		if receipt := g.submit(t, sub); receipt.Repeated != landed {
			t.Errorf("%s: %+v", name, receipt)
		}
	}
	if n := g.intakeRows(t); n != 2 {
		t.Errorf("%d rows, want 2", n)
	}
}

// Those who waited for a write of which it is not known whether it is stored look at the disk before they write themselves.
func TestWaitersAfterUncertainty(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	sub := g.answer(w, 1)
	r, d := g.accepted(t, w, sub), g.doors[w.ID]
	mine, _, err := d.reserve(d.digest(sub.ID), d.content(r), false, nil)
	if err != nil {
		t.Fatal(err)
	}
	receipts := make(chan Receipt, 8)
	for range cap(receipts) {
		go func() {
			receipt, err := g.Submit(t.Context(), now, sub)
			if err != nil {
				t.Error(err)
			}
			receipts <- receipt
		}()
	}
	err = g.folder.Intake.Write(t.Context(), func(tx *duckdb.Tx) error {
		return tx.Append("submission", string(w.ID), string(sub.ID), mine.revision, r.Group, pack(r.Codes))
	})
	if err != nil {
		t.Fatal(err)
	}
	d.settle(d.digest(sub.ID), mine, duckdb.ErrUncertain)
	for range cap(receipts) {
		if receipt := <-receipts; receipt != (Receipt{sub.ID, true}) {
			t.Errorf("receipt %+v", receipt)
		}
	}
	if n := g.intakeRows(t); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

// Whatever is acknowledged while the wave is being closed is in the seal, and what is refused is not.
func TestSubmitWhileClosing(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	var mu sync.Mutex
	var acknowledged []Response
	var wg sync.WaitGroup
	enough := make(chan struct{})
	for i := range 16 {
		wg.Go(func() {
			for n := i; ; n += 16 {
				sub := g.answer(w, n)
				_, err := g.Submit(t.Context(), now, sub)
				if errors.Is(err, ErrClosed) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				acknowledged = append(acknowledged, g.accepted(t, w, sub))
				if len(acknowledged) == 200 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	<-enough
	info := g.finish(t, w)
	wg.Wait()
	if info.Responses != len(acknowledged) {
		t.Errorf("%d responses sealed, %d acknowledged", info.Responses, len(acknowledged))
	}
	if diff := cmp.Diff(sortedContent(acknowledged), sortedContent(g.sealed(t, w))); diff != "" {
		t.Error(diff)
	}
}
