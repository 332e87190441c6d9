package programme

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// A factKind is what a fact is about.
type factKind string

const (
	factOrder    factKind = "order"
	factDates    factKind = "dates"
	factDone     factKind = "done"
	factAttended factKind = "attended"
	factLink     factKind = "link"
)

// A factKey says what a later fact replaces.
type factKey struct {
	kind factKind
	item string
	part string // the staff group of factAttended
}

// A fact is one thing that a school has set or marked in its course. The zero fact is one that was taken back.
type fact struct {
	Modules []ModuleKey `json:"modules,omitempty"`
	Dates   *Span       `json:"dates,omitempty"`
	On      string      `json:"on,omitempty"` // a date: 2026-11-23
	By      Party       `json:"by,omitempty"`
	Address string      `json:"address,omitempty"`
	Title   string      `json:"title,omitempty"`
}

// text is how a fact is stored: JSON, or nothing for one that was taken back.
func (f fact) text() (string, error) {
	if f.same(fact{}) {
		return "", nil
	}
	text, err := json.Marshal(f)
	return string(text), err
}

// readFact reads what text writes.
func readFact(text string) (f fact, err error) {
	if text == "" {
		return fact{}, nil
	}
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return fact{}, err
	}
	if f.On != "" {
		_, err = time.Parse(time.DateOnly, f.On)
	}
	return f, err
}

func (f fact) same(other fact) bool { return reflect.DeepEqual(f, other) }

// takeFact keeps a revision of a fact unless a later one is there already.
func (s *Store) takeFact(run RunID, key factKey, number int, f fact) {
	if s.course[run] == nil {
		s.course[run] = ledger[factKey, fact]{}
	}
	s.course[run].take(key, number, f)
}

func (s *Store) readCourses(r *duckdb.Reader) error {
	return each(r, "courses", func(row *sql.Rows) error {
		var run RunID
		c, err := scanChange(row, &run)
		if err != nil {
			return err
		}
		s.takeFact(run, c.key, c.Number, c.fact)
		return nil
	}, `-- programme.readCourses
		select `+factColumns+` from course_fact`)
}

// A factChange is a fact that is to hold from now on.
type factChange struct {
	key  factKey
	fact fact
}

// changeCourse asks what is to change, given the course as it stands, and stores what differs from it with one entry of the log. Nothing
// is stored, and nothing said, when all of it stands already.
func (s *Store) changeCourse(ctx context.Context, by audit.By, school SchoolID, change func(CourseRun) ([]factChange, audit.Entry, error)) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	c, err := s.CourseOf(school)
	if err != nil {
		return err
	}
	changes, entry, err := change(c)
	if err != nil {
		return err
	}
	changes = slices.DeleteFunc(changes, func(f factChange) bool { return f.fact.same(s.course[c.Run.ID][f.key].value) })
	if len(changes) == 0 {
		return nil
	}
	entry.School, entry.Subject = string(school), string(c.Run.ID)
	return s.storeFacts(ctx, by, c.Run.ID, changes, entry)
}

func (s *Store) storeFacts(ctx context.Context, by audit.By, run RunID, changes []factChange, entry audit.Entry) error {
	err := s.write(ctx, by, func(tx *duckdb.Tx) error {
		for _, f := range changes {
			value, err := f.fact.text()
			if err != nil {
				return err
			}
			err = tx.Append("course_fact", string(run), string(f.key.kind), f.key.item, f.key.part, s.course[run].next(f.key), stamp(by.At), value)
			if err != nil {
				return err
			}
		}
		return nil
	}, entry)
	if err != nil {
		return fmt.Errorf("store course: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range changes {
		s.takeFact(run, f.key, s.course[run].next(f.key), f.fact)
	}
	return nil
}
