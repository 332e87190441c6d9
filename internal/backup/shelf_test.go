package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tilstand/internal/settings"
)

// shelf is that of a ground, with a clock to turn.
func (g *ground) shelf(t *testing.T, carry func(context.Context, string) error) (*Shelf, *time.Time) {
	t.Helper()
	clock := autumn // ten o'clock in Norway
	source := g.source()
	source.Now = func() time.Time { return clock }
	plan := settings.Backup{Folder: filepath.Join(t.TempDir(), "backups"), At: "02:30", Recipients: []string{key(t).Recipient().String()}, Days: 14}
	if carry != nil {
		plan.Copy = []string{"/bin/true"}
	}
	s, err := NewShelf(plan, source, carry)
	if err != nil {
		t.Fatal(err)
	}
	return s, &clock
}

// A week of nights: one backup each, none twice, none older than it may be, and what is not a backup stays.
func TestShelf(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	s, clock := g.shelf(t, nil)
	s.plan.Days = 3
	if !s.Due(*clock) {
		t.Error("the first backup is not due at once")
	}
	if st := s.Standing(*clock); !st.Late || len(st.Kept) != 0 || st.Failed == nil {
		t.Errorf("before the first: %+v", st)
	}
	made := 0
	for range 7 * 6 {
		if s.Due(*clock) {
			if _, err := s.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			made++
			if made == 1 {
				if err := os.WriteFile(filepath.Join(s.plan.Folder, "notes.txt"), []byte("mine"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		st := s.Standing(*clock)
		if st.Late || st.Failed != nil {
			t.Errorf("at %s: %+v", clock, st)
		}
		if want := 26*time.Hour + 4*time.Hour; clock.Sub(st.Kept[0].Made) > want {
			t.Errorf("at %s the newest is of %s", clock, st.Kept[0].Made)
		}
		for _, k := range st.Kept[1:] {
			if clock.Sub(k.Made) > 4*24*time.Hour+4*time.Hour { // it goes when the next is made
				t.Errorf("at %s there is one of %s", clock, k.Made)
			}
		}
		*clock = clock.Add(4 * time.Hour)
	}
	if kept, _ := s.Kept(); made != 8 || len(kept) != 4 {
		t.Errorf("%d were made in 7 days, and %d are there", made, len(kept))
	}
	if _, err := os.Stat(filepath.Join(s.plan.Folder, "notes.txt")); err != nil {
		t.Error(err)
	}
}

// The time of day is Norwegian, also on the days on which clocks are changed.
func TestShelfClock(t *testing.T) {
	t.Parallel()
	s := &Shelf{plan: settings.Backup{At: "02:30"}}
	for at, want := range map[string][2]string{
		"2026-09-01T08:00:00Z": {"2026-09-01T00:30:00Z", "2026-09-02T00:30:00Z"}, // summer: 02:30 is 00:30 UTC
		"2026-09-01T00:29:59Z": {"2026-08-31T00:30:00Z", "2026-09-01T00:30:00Z"},
		"2026-09-01T00:30:00Z": {"2026-09-01T00:30:00Z", "2026-09-02T00:30:00Z"},
		"2026-12-01T08:00:00Z": {"2026-12-01T01:30:00Z", "2026-12-02T01:30:00Z"}, // winter
		"2026-10-25T12:00:00Z": {"2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"}, // 02:30 comes twice, and one of them counts
		"2027-03-28T12:00:00Z": {"2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z"}, // 02:30 does not come: it is half past three
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{s.last(now).UTC().Format(time.RFC3339), s.next(now).UTC().Format(time.RFC3339)}; got != want {
			t.Errorf("at %s: %v, want %v", at, got, want)
		}
	}
}

// A backup that fails is tried again after an hour, what went wrong is told, and the last one that there is stays, however old.
func TestShelfFails(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	away := errors.New("no way out")
	carried := []string{}
	s, clock := g.shelf(t, func(_ context.Context, path string) error {
		carried = append(carried, filepath.Base(path))
		return away
	})
	if _, err := s.Run(t.Context()); !errors.Is(err, away) {
		t.Fatal(err)
	}
	if st := s.Standing(*clock); !errors.Is(st.Failed, away) || len(st.Kept) != 1 || s.Due(*clock) {
		t.Errorf("not carried: %+v, due %t", st, s.Due(*clock))
	}
	*clock = clock.Add(time.Hour)
	if !s.Due(*clock) {
		t.Error("it is not tried again")
	}
	away = nil
	if _, err := s.Run(t.Context()); err != nil || len(carried) != 2 || carried[0] != carried[1] {
		t.Errorf("carried %v: %v", carried, err)
	}
	if s.Due(*clock) || s.Standing(*clock).Failed != nil {
		t.Error("there is still something wrong")
	}

	part := filepath.Join(s.plan.Folder, ".tilstand-20260901T000000Z.backup.123.part")
	if err := os.WriteFile(part, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	closed, stop := context.WithCancel(t.Context())
	stop()
	*clock = clock.AddDate(0, 3, 0)
	if _, err := s.Run(closed); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	st := s.Standing(*clock)
	if len(st.Kept) != 1 || !st.Late || st.Failed == nil {
		t.Errorf("after three months without one: %+v", st)
	}
	if _, err := os.Stat(part); !os.IsNotExist(err) {
		t.Error("half an archive is still there")
	}
	*clock = clock.Add(time.Hour)
	if _, err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if kept, _ := s.Kept(); len(kept) != 1 || !kept[0].Made.Equal(*clock) {
		t.Errorf("there are %+v", kept)
	}
}

func TestShelfRefuses(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for folder, want := range map[string]string{g.dir: "in the data folder", filepath.Join(g.dir, "backups"): "in the data folder"} {
		_, err := NewShelf(settings.Backup{Folder: folder, At: "02:30", Recipients: []string{key(t).Recipient().String()}, Days: 14}, g.source(), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", folder, err)
		}
	}
	if _, err := NewShelf(settings.Backup{Folder: t.TempDir(), At: "02:30", Recipients: []string{"age1x"}, Days: 14}, g.source(), nil); err == nil {
		t.Error("a recipient that is none")
	}
	if s, err := NewShelf(settings.Backup{}, g.source(), nil); s != nil || err != nil {
		t.Errorf("without settings: %v, %v", s, err)
	}
}
