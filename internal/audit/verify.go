package audit

import (
	"context"
	"fmt"

	"tilstand/internal/duckdb"
)

// Broken says where the chain breaks. The entry named, or the one before it, is not as it was written.
type Broken struct {
	Number int64
	What   string
}

func (b *Broken) Error() string {
	return fmt.Sprintf("the log breaks at entry %d: %s", b.Number, b.What)
}

// Verify walks the whole chain and returns its head. A known head, unless it is zero, must be in it: that is how a log that was cut
// off, or made anew from some entry on, is found. The error is a *[Broken] that names the first broken link.
func (l *Log) Verify(ctx context.Context, known Head) (Head, error) {
	var head Head
	err := l.record.Read(ctx, func(r *duckdb.Reader) error {
		rows, err := r.Query(`
			-- audit.Log.Verify
			select number, made_at, account, action, school_id, owner_id, subject, detail, hash from audit_log order by number`)
		if err != nil {
			return err
		}
		for rows.Next() {
			e, err := scan(rows)
			if err != nil {
				return err
			}
			if err := head.next(e); err != nil {
				return err
			}
			if e.Number == known.Number && e.Hash != known.Hash {
				return &Broken{e.Number, "it is not the one whose hash was noted"}
			}
		}
		return rows.Err()
	})
	switch {
	case err != nil:
		return Head{}, fmt.Errorf("verify the log: %w", err)
	case head.Number < known.Number:
		return Head{}, fmt.Errorf("verify the log: %w", &Broken{head.Number + 1, fmt.Sprintf("it is missing, and so are all up to %d", known.Number)})
	}
	return head, nil
}

// next goes one entry further.
func (h *Head) next(e Entry) error {
	switch {
	case e.Number <= h.Number:
		return &Broken{e.Number, "it is there twice"}
	case e.Number > h.Number+1:
		return &Broken{h.Number + 1, "it is missing"}
	case e.Hash != e.chained(h.Hash):
		return &Broken{e.Number, "its hash does not fit"}
	}
	*h = Head{e.Number, e.Hash}
	return nil
}
