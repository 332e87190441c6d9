package closing

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tilstand/internal/duckdb"
)

// A factKind is what a fact is about.
type factKind string

const (
	factConclusion factKind = "conclusion" // item: a component
	factPriorities factKind = "priorities"
	factMeasure    factKind = "measure"   // item: a measure
	factStatus     factKind = "status"    // item: a measure; every revision counts
	factSignature  factKind = "signature" // every revision counts; the revision is its number
	factAmendment  factKind = "amendment" // every revision counts; the revision is the number of the signature that it opens again
	factShared     factKind = "shared"
	factNote       factKind = "note" // item: a prompt
)

// A factKey says what a later fact of a closing replaces.
type factKey struct {
	kind factKind
	item string
}

// A fact is what a school has set in a closing; one of the fields, by its kind. The zero fact is one that was taken back.
type fact struct {
	Conclusion *Conclusion   `json:"conclusion,omitempty"`
	Priorities []Priority    `json:"priorities,omitempty"`
	Measure    *Measure      `json:"measure,omitempty"`
	Status     *StatusChange `json:"status,omitempty"`
	Signature  *Signature    `json:"signature,omitempty"`
	Amendment  *Amendment    `json:"amendment,omitempty"`
	Frozen     *frozen       `json:"frozen,omitempty"` // with Amendment: what was signed
	Shared     bool          `json:"shared,omitempty"`
	Note       *Note         `json:"note,omitempty"`
}

// frozen is what a signature was of. It is stored when the closing is opened again: until then it is what stands there.
type frozen struct {
	Conclusions map[string]Conclusion `json:"conclusions"` // by component
	Priorities  []Priority            `json:"priorities"`
	Measures    map[string]Measure    `json:"measures"` // by id
	Order       []MeasureID           `json:"order"`
}

func (f fact) empty() bool {
	return f.Conclusion == nil && f.Priorities == nil && f.Measure == nil && f.Status == nil && f.Signature == nil && f.Amendment == nil && f.Note == nil && !f.Shared
}

// text is how a fact is stored: JSON, or nothing for one that was taken back.
func (f fact) text() (string, error) {
	if f.empty() {
		return "", nil
	}
	text, err := json.Marshal(f)
	return string(text), err
}

func readFact(text string) (f fact, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &f)
	}
	return f, err
}

// A change is a revision of a fact.
type change struct {
	key    factKey
	number int
	at     time.Time
	fact   fact
}

// A file is what is kept of a closing: of most facts the latest revision, of those whose every revision counts all, each in the order in which they came first.
type file struct {
	changes  []change
	revision int // how many changes there have been
}

// everyRevisionCounts says of which facts a later one does not replace those before.
func (k factKind) everyRevisionCounts() bool {
	return k == factStatus || k == factSignature || k == factAmendment
}

func (f *file) take(c change) {
	f.revision++
	if !c.key.kind.everyRevisionCounts() {
		if i := slices.IndexFunc(f.changes, func(o change) bool { return o.key == c.key }); i >= 0 {
			f.changes[i] = c
			return
		}
	}
	f.changes = append(f.changes, c)
}

// latest is the last revision of a fact; the zero change before there is one.
func (f *file) latest(key factKey) (last change) {
	for _, c := range f.changes {
		if c.key == key {
			last = c
		}
	}
	return last
}

// read takes every revision from the database.
func (s *Store) read(r *duckdb.Reader) error {
	_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) {
		var key Key
		var c change
		var value string
		if err := row.Scan(&key.School, &key.Phase, &c.key.kind, &c.key.item, &c.number, &c.at, &value); err != nil {
			return struct{}{}, err
		}
		var err error
		if c.fact, err = readFact(value); err != nil {
			return struct{}{}, fmt.Errorf("%s of %s: %w", c.key.kind, key.Phase, err)
		}
		s.take(key, c)
		return struct{}{}, nil
	}, `-- closing.Store.read
		select school_id, phase, kind, item, revision, made_at, value from closing_fact order by rowid`)
	if err != nil {
		return fmt.Errorf("read closings: %w", err)
	}
	return nil
}
