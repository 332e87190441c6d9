package readlink

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

func newStore(t *testing.T) (*Store, *duckdb.DB) {
	t.Helper()
	folder, err := duckdb.OpenFolder(t.Context(), t.TempDir(), duckdb.FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close(context.Background()) })
	return reopen(t, folder.Record), folder.Record
}

func reopen(t *testing.T, record *duckdb.DB) *Store {
	t.Helper()
	s, err := Open(t.Context(), record)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func leader(at time.Time) audit.By { return audit.AccountID("leader").At(at) }

func (s *Store) make(t *testing.T, ends time.Time) (Link, Secret) {
	t.Helper()
	l, secret, err := s.Make(t.Context(), leader(noon), Link{School: "school", State: "wave", Items: true, Ends: ends})
	if err != nil {
		t.Fatal(err)
	}
	return l, secret
}

func TestALinkIsOpenUntilItsEnd(t *testing.T) {
	t.Parallel()
	s, record := newStore(t)
	ends := noon.AddDate(0, 0, 1)
	l, secret := s.make(t, ends)
	for name, s := range map[string]*Store{"as made": s, "after a start": reopen(t, record)} {
		if got, err := s.Find(ends.Add(-time.Second), secret); err != nil || got != l {
			t.Errorf("%s, before its end: %+v, %v; want %+v", name, got, err, l)
		}
		if links := s.Of(noon, "school"); len(links) != 1 || links[0] != l {
			t.Errorf("%s it is not listed: %v", name, links)
		}
		for what, open := range map[string]func() (Link, error){
			"at its end":        func() (Link, error) { return s.Find(ends, secret) },
			"an unknown secret": func() (Link, error) { return s.Find(noon, "abc") },
			"no secret":         func() (Link, error) { return s.Find(noon, "") },
			"its id":            func() (Link, error) { return s.Find(noon, Secret(l.ID)) },
		} {
			if _, err := open(); !errors.Is(err, ErrNotFound) || !errors.Is(err, programme.ErrNotFound) {
				t.Errorf("%s, %s: %v; want ErrNotFound", name, what, err)
			}
		}
		if len(s.Of(ends, "school"))+len(s.Of(noon, "another")) > 0 {
			t.Errorf("%s it is listed after its end, or for another school", name)
		}
	}
}

func TestARevokedLinkOpensNothing(t *testing.T) {
	t.Parallel()
	s, record := newStore(t)
	l, secret := s.make(t, noon.AddDate(0, 0, 1))
	if err := s.Revoke(t.Context(), leader(noon), "another", l.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("by another school: %v; want ErrNotFound", err)
	}
	if err := s.Revoke(t.Context(), leader(noon), "school", l.ID); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*Store{"as it is": s, "after a start": reopen(t, record)} {
		if _, err := s.Find(noon, secret); !errors.Is(err, ErrNotFound) || len(s.Of(noon, "school")) > 0 {
			t.Errorf("%s: %v; want ErrNotFound", name, err)
		}
	}
	if err := s.Revoke(t.Context(), leader(noon), "school", l.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("twice: %v; want ErrNotFound", err)
	}
}

func TestLinksThatAreNotMade(t *testing.T) {
	t.Parallel()
	s, record := newStore(t)
	for name, c := range map[string]struct {
		link Link
		want error
	}{
		"of nothing":      {Link{School: "school", Ends: noon.AddDate(0, 0, 1)}, ErrEmpty},
		"ended":           {Link{School: "school", State: "wave", Ends: noon}, ErrEnd},
		"too long":        {Link{School: "school", State: "wave", Ends: noon.AddDate(0, 0, MaxDays+2)}, ErrEnd},
		"without an end":  {Link{School: "school", Mapping: "wave"}, ErrEnd},
		"long, but fits":  {Link{School: "school", Mapping: "wave", Ends: noon.AddDate(0, 0, MaxDays)}, nil},
		"short, but fits": {Link{School: "school", State: "wave", Ends: noon.Add(time.Minute)}, nil},
	} {
		if _, _, err := s.Make(t.Context(), leader(noon), c.link); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v; want %v", name, err, c.want)
		}
	}
	if n := len(reopen(t, record).links); n != 2 {
		t.Errorf("%d links are kept, want 2", n)
	}
}

// The secret is nowhere in the record, and the log holds ids alone.
func TestTheSecretIsNotKept(t *testing.T) {
	t.Parallel()
	s, record := newStore(t)
	l, secret := s.make(t, noon.AddDate(0, 0, 1))
	if len(secret) < 26 {
		t.Errorf("%d characters of base 32 are fewer than 128 bits", len(secret))
	}
	if err := s.Revoke(t.Context(), leader(noon), "school", l.ID); err != nil {
		t.Fatal(err)
	}
	entries, err := audit.Open(record).Read(t.Context(), audit.Filter{School: "school"})
	if err != nil || len(entries) != 2 || entries[1].Action != audit.ReadLinkMade || entries[0].Action != audit.ReadLinkRevoked {
		t.Fatalf("the log says %v, %v", entries, err)
	}
	for _, e := range entries {
		if e.Subject != string(l.ID) || e.Account != "leader" || strings.Contains(e.Detail, string(secret)) {
			t.Errorf("the log says %+v", e)
		}
	}
	err = record.Read(t.Context(), func(r *duckdb.Reader) error {
		var n int
		if err := r.QueryRow("select count(*) from read_link where secret = $1 or id = $2", []byte(secret), string(secret)).Scan(&n); err != nil || n > 0 {
			t.Errorf("the secret is kept (%d, %v)", n, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
