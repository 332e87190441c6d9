package analytics

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

var (
	// ErrReferenceName says that a reference cannot have a name: it stands in releases and data files, so it is three to forty small letters, digits and
	// hyphens; and it is another one than all before, or two sets of figures would go by it.
	ErrReferenceName = errors.New("not a name for a reference: three to forty small letters a to z, digits and hyphens, that no earlier one has")
	// ErrNothingToFreeze says that the programme's last edition has no quality of its instrument, or that this has been frozen already.
	ErrNothingToFreeze = errors.New("the last edition has nothing to freeze: too few schools are in it, or it has been frozen already")
)

// Reference is a set of figures that the programme has frozen.
type Reference struct {
	Name    string
	Frozen  Date
	Edition EditionHead // whose quality it is
	Quality *EditionQuality
}

var referenceName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{2,39}$`)

// References returns what the programme has frozen, oldest first. The last one is in force.
func (s *Store) References() ([]Reference, error) {
	ctx, cancel := context.WithTimeout(context.Background(), readTimeout)
	defer cancel()
	type row struct {
		name, document string
		at             time.Time
	}
	var references []Reference
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		rows, err := duckdb.Collect(r, func(rows *sql.Rows) (one row, err error) {
			err = rows.Scan(&one.name, &one.document, &one.at)
			return one, err
		}, `-- analytics.References
			select name, document, reference.made_at from reference join edition on edition.id = reference.edition_id order by reference.rowid`)
		for _, one := range rows {
			e, err := ParseEdition([]byte(one.document))
			if err != nil {
				return err
			}
			references = append(references, Reference{Name: one.name, Frozen: dateOf(one.at), Edition: e.Head(), Quality: e.Quality})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read references: %w", err)
	}
	return references, nil
}

// FreezeReference freezes the quality of the programme's last edition under a name. Releases made from then on stand on it, and those that are out stay as they
// are. It cannot be taken back: a release may stand on it already. Another one, later, takes its place for what is released after that.
// The errors are [ErrReferenceName] and [ErrNothingToFreeze].
func (s *Store) FreezeReference(ctx context.Context, by audit.By, name string) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	before, err := s.References()
	if err != nil {
		return err
	}
	if !referenceName.MatchString(name) || slices.ContainsFunc(before, func(r Reference) bool { return r.Name == name }) {
		return ErrReferenceName
	}
	e, err := s.LatestEdition(ProgrammeScope, programme.Builtin().Key)
	if err != nil {
		return err
	}
	if e == nil || e.Quality == nil || slices.ContainsFunc(before, func(r Reference) bool { return r.Edition.ID == e.ID }) {
		return ErrNothingToFreeze
	}
	told := audit.Entry{Action: audit.ReferenceFrozen, Subject: string(e.ID), Detail: fmt.Sprintf("number=%d", e.Number)}
	err = s.write(ctx, by, func(tx *duckdb.Tx) error {
		return tx.Append("reference", name, string(e.ID), stamp(by.At))
	}, told)
	if err != nil {
		return fmt.Errorf("freeze reference: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reference = referenceOf(name, e)
	return nil
}
