package audit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/duckdb"
)

var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

func newLog(t testing.TB) *Log {
	t.Helper()
	folder, err := duckdb.OpenFolder(t.Context(), t.TempDir(), duckdb.FolderOptions{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close(context.Background()) })
	return Open(folder.Record)
}

func (l *Log) write(t testing.TB, fn func(tx *duckdb.Tx) error) {
	t.Helper()
	if err := l.record.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (l *Log) fill(t testing.TB, n int) {
	t.Helper()
	l.write(t, func(tx *duckdb.Tx) error {
		for i := range n {
			by := By{noon.Add(time.Duration(i) * time.Second), AccountID(fmt.Sprint("account-", i%3))}
			e := Entry{Action: Actions[i%4], School: fmt.Sprint("school-", i%2), Owner: "owner", Subject: fmt.Sprint(i), Detail: "n=1"}
			if err := Append(tx, by, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestAnUntouchedLogIsWhole(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	if head, err := l.Verify(t.Context(), Head{}); err != nil || head != (Head{}) {
		t.Fatalf("an empty log: %v, %v", head, err)
	}
	l.fill(t, 5)
	noted, err := l.Head(t.Context())
	if err != nil || noted.Number != 5 {
		t.Fatalf("head %v, %v", noted, err)
	}
	l.fill(t, 5)
	head, err := l.Verify(t.Context(), noted)
	if err != nil || head.Number != 10 {
		t.Errorf("head %v, %v", head, err)
	}
}

// Every column of every entry, and every entry as a whole: what is changed is found, and at its place.
func TestOneChangeIsFound(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	l.fill(t, 7)
	clean, err := l.Read(t.Context(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string]string{
		"the time":             "update audit_log set made_at = made_at + interval 1 microsecond where number = 4",
		"the account":          "update audit_log set account = 'account-9' where number = 4",
		"the action":           "update audit_log set action = action || 'x' where number = 4",
		"the school":           "update audit_log set school_id = '' where number = 4",
		"the owner":            "update audit_log set owner_id = 'ownes' where number = 4",
		"the subject":          "update audit_log set subject = '' where number = 4",
		"the detail":           "update audit_log set detail = 'n=2' where number = 4",
		"the hash":             "update audit_log set hash = unhex('00') where number = 4",
		"one bit of the hash":  "update audit_log set hash = unhex(printf('%02x', 255 - ('0x' || substr(hex(hash), 1, 2))::int) || substr(hex(hash), 3)) where number = 4",
		"across the fields":    "update audit_log set subject = '', detail = subject || detail where number = 4",
		"taken out":            "delete from audit_log where number = 4",
		"put in":               "insert into audit_log select * from audit_log where number = 4",
		"two change places":    "update audit_log set number = 9 - number where number in (4, 5)",
		"taken out and closed": "delete from audit_log where number = 4; update audit_log set number = number - 1 where number > 4",
	}
	for name, change := range changes {
		l.write(t, func(tx *duckdb.Tx) error {
			_, err := tx.Exec(change)
			return err
		})
		_, err := l.Verify(t.Context(), Head{})
		if broken, ok := errors.AsType[*Broken](err); !ok || broken.Number != 4 {
			t.Errorf("%s: %v, want a break at entry 4", name, err)
		}
		l.restore(t, clean)
	}
	if _, err := l.Verify(t.Context(), Head{}); err != nil {
		t.Errorf("restored: %v", err)
	}
}

// restore puts back the entries, which come the newest first.
func (l *Log) restore(t *testing.T, entries []Entry) {
	t.Helper()
	l.write(t, func(tx *duckdb.Tx) error {
		if _, err := tx.Exec("delete from audit_log"); err != nil {
			return err
		}
		for _, e := range entries {
			if err := tx.Append("audit_log", e.Number, e.At, string(e.Account), string(e.Action), e.School, e.Owner, e.Subject, e.Detail, e.Hash[:]); err != nil {
				return err
			}
		}
		return nil
	})
}

// The end of a chain can be cut off, and all of it made anew, without a wrong hash in it. A head that was noted finds both.
func TestAKnownHeadFindsWhatTheChainCannot(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	l.fill(t, 7)
	noted, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l.write(t, func(tx *duckdb.Tx) error {
		_, err := tx.Exec("delete from audit_log where number > 4")
		return err
	})
	if _, err := l.Verify(t.Context(), Head{}); err != nil {
		t.Fatalf("what is left is whole: %v", err)
	}
	_, err = l.Verify(t.Context(), noted)
	if broken, ok := errors.AsType[*Broken](err); !ok || broken.Number != 5 {
		t.Errorf("cut off: %v, want a break at 5", err)
	}
	l.fill(t, 10)
	_, err = l.Verify(t.Context(), noted)
	if broken, ok := errors.AsType[*Broken](err); !ok || broken.Number != 7 {
		t.Errorf("made anew: %v, want a break at 7", err)
	}
}

// Entries of transactions that come at once stand one after the other, and a change that fails leaves none.
func TestAnEntryCommitsWithItsChange(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	failed := errors.New("the change failed")
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			err := l.record.Write(context.Background(), func(tx *duckdb.Tx) error {
				if err := Append(tx, By{noon, Operator}, Entry{Action: SignedIn, Subject: fmt.Sprint(i)}); err != nil {
					return err
				}
				if i%3 == 0 {
					return failed
				}
				return nil
			})
			if want := i%3 == 0; errors.Is(err, failed) != want || (!want && err != nil) {
				t.Errorf("change %d: %v", i, err)
			}
		})
	}
	all.Wait()
	head, err := l.Verify(t.Context(), Head{})
	if err != nil || head.Number != 40 {
		t.Errorf("head %v, %v; want 40 entries", head, err)
	}
	entries, err := l.Read(t.Context(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		var i int
		if fmt.Sscan(e.Subject, &i); i%3 == 0 {
			t.Errorf("change %d failed and is in the log", i)
		}
	}
}

func TestReadingFilters(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	l.fill(t, 12)
	for name, tt := range map[string]struct {
		filter Filter
		want   []int64
	}{
		"a school":     {Filter{School: "school-1", Limit: 3}, []int64{12, 10, 8}},
		"the next":     {Filter{School: "school-1", Limit: 3, Before: 8}, []int64{6, 4, 2}},
		"an account":   {Filter{Account: "account-2"}, []int64{12, 9, 6, 3}},
		"an action":    {Filter{Action: Actions[0]}, []int64{9, 5, 1}},
		"an owner":     {Filter{Owner: "owner", Before: 3}, []int64{2, 1}},
		"an area":      {Filter{Area: "sign_in", Limit: 2}, []int64{12, 11}},
		"another area": {Filter{Area: "surveys"}, nil},
		"no such area": {Filter{Area: "x"}, nil},
		"from":         {Filter{From: noon.Add(9 * time.Second)}, []int64{12, 11, 10}},
		"to":           {Filter{To: noon.Add(2 * time.Second)}, []int64{2, 1}},
		"all at once":  {Filter{School: "school-1", Owner: "owner", Account: "account-1", Action: Actions[1], Area: "sign_in", From: noon, To: noon.Add(time.Hour), Before: 9}, []int64{2}},
		"nobody's":     {Filter{Owner: "someone else's"}, nil},
		"of everybody": {Filter{Limit: 1}, []int64{12}},
	} {
		entries, err := l.Read(t.Context(), tt.filter)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, e := range entries {
			got = append(got, e.Number)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A school reads what its owner has seen of all schools together, and nothing else of the owner's.
func TestASchoolReadsWhoComparedIt(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	err := l.Write(t.Context(), Operator.At(noon),
		Entry{Action: ResultsViewed, School: "school", Owner: "owner"},
		Entry{Action: ResultsViewed, Owner: "owner"},
		Entry{Action: TargetsSet, Owner: "owner"},
		Entry{Action: ResultsViewed, Owner: "another"},
		Entry{Action: ResultsViewed, School: "neighbour", Owner: "owner"},
		Entry{Action: EditionIssued, Owner: "owner"},
	)
	if err != nil {
		t.Fatal(err)
	}
	for f, want := range map[Filter][]int64{
		{School: "school"}:                               {1},
		{School: "school", Compared: "owner"}:            {6, 2, 1},
		{School: "school", Compared: "owner", Before: 2}: {1},
	} {
		entries, err := l.Read(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, e := range entries {
			got = append(got, e.Number)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v: %s", f, diff)
		}
	}
}

func TestWhoIsInTheLog(t *testing.T) {
	t.Parallel()
	l := newLog(t)
	l.fill(t, 7)
	for f, want := range map[Filter][]AccountID{
		{}:                              {"account-0", "account-1", "account-2"},
		{To: noon.Add(2 * time.Second)}: {"account-0", "account-1"},
		{Owner: "someone else's"}:       nil,
	} {
		got, actions, err := l.Summary(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, slices.Sorted(slices.Values(got))); diff != "" {
			t.Errorf("%+v: %s", f, diff)
		}
		if len(actions) != min(len(want)*2, 4) && f.To.IsZero() { // fill does four in turn
			t.Errorf("%+v: actions %v", f, actions)
		}
	}
}

func TestHeadsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		head := Head{Number: rapid.Int64Range(0, 1<<62).Draw(t, "number")}
		copy(head.Hash[:], rapid.SliceOfN(rapid.Byte(), len(head.Hash), len(head.Hash)).Draw(t, "hash"))
		if got, err := ParseHead(" " + head.String() + "\n"); err != nil || got != head {
			t.Errorf("%v: %v, %v", head, got, err)
		}
	})
	for _, bad := range []string{"", ":", "1", "1:", "-1:" + strings.Repeat("0", 64), "1:" + strings.Repeat("0", 63), "x:" + strings.Repeat("0", 64)} {
		if head, err := ParseHead(bad); !errors.Is(err, errHead) {
			t.Errorf("%q: %v, %v", bad, head, err)
		}
	}
}

// No two entries are written alike, wherever a text ends and the next begins.
func TestFieldsAreToldApart(t *testing.T) {
	t.Parallel()
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ab\x00=")), 0, 3, -1)
	entry := rapid.Custom(func(t *rapid.T) Entry {
		return Entry{
			Number: rapid.Int64Range(1, 3).Draw(t, "number"), Account: AccountID(text.Draw(t, "account")), Action: Action(text.Draw(t, "action")),
			School: text.Draw(t, "school"), Owner: text.Draw(t, "owner"), Subject: text.Draw(t, "subject"), Detail: text.Draw(t, "detail"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := entry.Draw(t, "a"), entry.Draw(t, "b")
		if a != b && a.chained(Hash{}) == b.chained(Hash{}) {
			t.Errorf("%+v and %+v have the same hash", a, b)
		}
	})
}

// The cost of an entry in a long log, beside the durable commit that it travels with.
func BenchmarkAppend(b *testing.B) {
	for _, length := range []int{0, 1_000_000} {
		b.Run(fmt.Sprint(length), func(b *testing.B) {
			l := newLog(b)
			l.write(b, func(tx *duckdb.Tx) error {
				_, err := tx.Exec("insert into audit_log select i, timestamp '2026-01-01', 'a', 'signed_in', 's', 'o', '', '', unhex(repeat('00', 32)) from range(1, $1 + 1) r(i)", length)
				return err
			})
			if err := l.record.Checkpoint(b.Context()); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				l.write(b, func(tx *duckdb.Tx) error { return Append(tx, By{noon, Operator}, Entry{Action: SignedIn}) })
			}
		})
	}
}
