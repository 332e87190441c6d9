package analytics

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
)

// EditionSchema is the JSON Schema of an edition document. Stored editions, and the edition in every test, hold to it.
//
//go:embed edition.schema.json
var EditionSchema string

// ErrEditionFormat is wrapped by the error of [ParseEdition] for a document of another format.
var ErrEditionFormat = errors.New("edition format is not known")

// ParseEdition reads an edition document as [EditionSchema] describes it. It refuses other formats, a document whose figures are
// not one for every measure and group in that order, and atoms that are not there.
func ParseEdition(document []byte) (*Edition, error) {
	var e Edition
	if err := json.Unmarshal(document, &e); err != nil {
		return nil, fmt.Errorf("parse edition: %w", err)
	}
	if e.Format != EditionFormat {
		return nil, fmt.Errorf("parse edition: %w: it is %d, this program reads %d", ErrEditionFormat, e.Format, EditionFormat)
	}
	if err := e.whole(); err != nil {
		return nil, fmt.Errorf("parse edition %s: %w", e.ID, err)
	}
	return &e, nil
}

// whole reports whether the figures are exactly those that measures and groups promise, over atoms that exist.
func (e *Edition) whole() error {
	if got, want := len(e.Figures), len(e.Measures)*len(e.Groups); got != want {
		return fmt.Errorf("it has %d figures, and %d measures times %d groups", got, len(e.Measures), len(e.Groups))
	}
	for _, g := range e.Groups {
		if err := e.inOrder(g.Atoms); err != nil {
			return fmt.Errorf("group %s: %w", g.Key, err)
		}
	}
	for i, f := range e.Figures {
		m, g := e.Measures[i/len(e.Groups)], e.Groups[i%len(e.Groups)]
		if f.Measure != m.Key || f.Group != g.Key {
			return fmt.Errorf("figure %d is of %s and %s, where %s and %s belong", i, f.Measure, f.Group, m.Key, g.Key)
		}
		if err := e.inOrder(f.Atoms); err != nil {
			return fmt.Errorf("figure %d: %w", i, err)
		}
	}
	if e.Quality == nil {
		return nil
	}
	return e.inOrder(e.Quality.Atoms)
}

// inOrder reports whether a set of atoms is one.
func (e *Edition) inOrder(set []int) error {
	previous := -1
	for _, at := range set {
		if at <= previous || at >= len(e.Atoms) {
			return fmt.Errorf("atoms are %v; they have to increase and be under %d", set, len(e.Atoms))
		}
		previous = at
	}
	return nil
}
