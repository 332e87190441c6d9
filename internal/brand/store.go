package brand

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// Brand is what an owner's documents look like. The zero value is the house's own look.
type Brand struct {
	Logo Logo
	Main Color // under text: heads of tables, bands
	Text Color // of headings and marks on white
}

// None reports whether an owner has no look of its own.
func (b Brand) None() bool { return b.Logo.None() && b.Main == "" && b.Text == "" }

// Heading is the colour of headings on white: the text colour, or else the main colour where that can be read. Empty where neither is there.
func (b Brand) Heading() Color {
	if b.Text == "" && b.Main != "" && b.Main.Legible() {
		return b.Main
	}
	return b.Text
}

// Check returns a [*programme.Invalid] for colours that are none, or that cannot be read where they are to be: the fields main and text, with the codes color
// and color_pale.
func (b Brand) Check() error {
	var found []programme.Problem
	for _, c := range []struct {
		field string
		color Color
	}{{"main", b.Main}, {"text", b.Text}} {
		if read, ok := ParseColor(string(c.color)); !ok || read != c.color {
			found = append(found, programme.Problem{Field: c.field, Code: "color"})
		}
	}
	if len(found) == 0 && b.Text != "" && !b.Text.Legible() {
		found = append(found, programme.Problem{Field: "text", Code: "color_pale"})
	}
	if len(found) > 0 {
		return &programme.Invalid{Problems: found}
	}
	return nil
}

// Store keeps the brands of owners. It is safe for concurrent use.
type Store struct {
	record *duckdb.DB
	change sync.Mutex // one change at a time

	mu     sync.RWMutex
	brands map[programme.OwnerID]revised
	logos  map[string]bool // that the record has, by their hashes
}

type revised struct {
	revision int
	Brand
}

// Open reads the brands of a system of record.
func Open(ctx context.Context, record *duckdb.DB) (*Store, error) {
	s := &Store{record: record, brands: map[programme.OwnerID]revised{}, logos: map[string]bool{}}
	err := record.Read(ctx, func(r *duckdb.Reader) error {
		rows, err := duckdb.Collect(r, scan, `-- brand.Open
			select owner_id, revision, main, text, coalesce(hash, ''), coalesce(type, ''), coalesce(width, 0), coalesce(height, 0), content
			from (select * from owner_brand qualify row_number() over (partition by owner_id order by revision desc) = 1)
			left join logo on logo = hash`)
		for _, row := range rows {
			s.brands[row.owner] = row.revised
		}
		if err != nil {
			return err
		}
		hashes, err := duckdb.Collect(r, func(rows *sql.Rows) (hash string, err error) { return hash, rows.Scan(&hash) }, `-- brand.Open
			select hash from logo`)
		for _, hash := range hashes {
			s.logos[hash] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open brands: %w", err)
	}
	return s, nil
}

type row struct {
	owner programme.OwnerID
	revised
}

func scan(rows *sql.Rows) (r row, err error) {
	l := &r.Logo
	return r, rows.Scan(&r.owner, &r.revision, &r.Main, &r.Text, &l.Hash, &l.Type, &l.Width, &l.Height, &l.Content)
}

// Of is an owner's brand; the zero brand of one that has none.
func (s *Store) Of(owner programme.OwnerID) Brand {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.brands[owner].Brand
}

// Set gives an owner a brand; the zero brand takes the one it has away. Errors are those of
// [Brand.Check]. Whether there is such an owner is for the caller to know.
func (s *Store) Set(ctx context.Context, by audit.By, owner programme.OwnerID, b Brand) error {
	if err := b.Check(); err != nil {
		return err
	}
	s.change.Lock()
	defer s.change.Unlock()
	s.mu.RLock()
	before, kept := s.brands[owner], s.logos[b.Logo.Hash]
	s.mu.RUnlock()
	if same(before.Brand, b) {
		return nil
	}
	next := revised{before.revision + 1, b}
	at := by.At.UTC().Truncate(time.Microsecond)
	err := s.record.Write(context.WithoutCancel(ctx), func(tx *duckdb.Tx) error {
		if l := b.Logo; !l.None() && !kept {
			if err := tx.Append("logo", l.Hash, l.Type, l.Width, l.Height, l.Content, at); err != nil {
				return err
			}
		}
		if err := tx.Append("owner_brand", string(owner), next.revision, string(b.Main), string(b.Text), b.Logo.Hash, at); err != nil {
			return err
		}
		return audit.Append(tx, by, audit.Entry{Action: audit.OwnerBrandSet, Owner: string(owner), Subject: string(owner)})
	})
	if err != nil {
		return fmt.Errorf("store brand: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.brands[owner] = next
	if !b.Logo.None() {
		s.logos[b.Logo.Hash] = true
	}
	return nil
}

func same(a, b Brand) bool {
	return a.Main == b.Main && a.Text == b.Text && a.Logo.Hash == b.Logo.Hash && slices.Equal(a.Logo.Content, b.Logo.Content)
}
