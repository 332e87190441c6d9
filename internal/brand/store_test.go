package brand

import (
	"context"
	"errors"
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

func (s *Store) set(t *testing.T, owner programme.OwnerID, b Brand) {
	t.Helper()
	if err := s.Set(t.Context(), audit.AccountID("owner").At(noon), owner, b); err != nil {
		t.Fatal(err)
	}
}

func TestABrandIsKept(t *testing.T) {
	t.Parallel()
	s, record := newStore(t)
	logo, err := ReadLogo(asPNG(t, drawn(200, 80)))
	if err != nil {
		t.Fatal(err)
	}
	first := Brand{Logo: logo, Main: "#14304F"}
	second := Brand{Logo: logo, Main: "#FFCC00", Text: "#14304F"}
	s.set(t, "one", first)
	s.set(t, "one", first) // nothing new
	s.set(t, "one", second)
	s.set(t, "two", first)
	s.set(t, "three", first)
	s.set(t, "three", Brand{})
	for name, s := range map[string]*Store{"as set": s, "after a start": reopen(t, record)} {
		for owner, want := range map[programme.OwnerID]Brand{"one": second, "two": first, "three": {}, "four": {}} {
			if got := s.Of(owner); !same(got, want) || got.None() != want.None() || got.Logo.Width != want.Logo.Width || got.Logo.Type != want.Logo.Type {
				t.Errorf("%s, owner %s: %+v; want %+v", name, owner, got, want)
			}
		}
	}
	err = record.Read(t.Context(), func(r *duckdb.Reader) error {
		var revisions, logos int
		if err := r.QueryRow("select (select count(*) from owner_brand), (select count(*) from logo)").Scan(&revisions, &logos); err != nil {
			return err
		}
		if revisions != 5 || logos != 1 {
			t.Errorf("%d revisions and %d logos are kept, want 5 and 1", revisions, logos)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	entries, err := audit.Open(record).Read(t.Context(), audit.Filter{Owner: "one"})
	if err != nil || len(entries) != 2 || entries[0].Action != audit.OwnerBrandSet || entries[0].Subject != "one" || entries[0].Account != "owner" || entries[0].Detail != "" {
		t.Errorf("the log says %+v, %v", entries, err)
	}
}

func TestColoursThatAreNotTaken(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	for name, c := range map[string]struct {
		brand Brand
		field string
		code  string
	}{
		"no colour":         {Brand{Main: "blue"}, "main", "color"},
		"not tidied":        {Brand{Text: "#abcdef"}, "text", "color"},
		"yellow headings":   {Brand{Main: "#14304F", Text: "#FFCC00"}, "text", "color_pale"},
		"just not readable": {Brand{Text: "#777777"}, "text", "color_pale"},
	} {
		err := s.Set(t.Context(), audit.AccountID("owner").At(noon), "one", c.brand)
		invalid, ok := errors.AsType[*programme.Invalid](err)
		if !ok || len(invalid.Problems) != 1 || invalid.Problems[0].Field != c.field || invalid.Problems[0].Code != c.code {
			t.Errorf("%s: %v; want %s of %s", name, err, c.code, c.field)
		}
	}
	if !s.Of("one").None() {
		t.Error("something was kept")
	}
}

func TestHeading(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		brand Brand
		want  Color
	}{
		"its own":                  {Brand{Main: "#14304F", Text: "#005A2B"}, "#005A2B"},
		"the main one":             {Brand{Main: "#14304F"}, "#14304F"},
		"a main one that is light": {Brand{Main: "#FFCC00"}, ""},
		"none":                     {Brand{}, ""},
	} {
		if got := c.brand.Heading(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
