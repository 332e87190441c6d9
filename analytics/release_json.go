package analytics

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
)

// ReleaseSchema is the JSON Schema of a release document. Stored releases, and the release in every test, hold to it.
//
//go:embed release.schema.json
var ReleaseSchema string

// ErrReleaseFormat is wrapped by the error of [ParseRelease] for a document of another format.
var ErrReleaseFormat = errors.New("release format is not known")

// document is a release as [ReleaseSchema] describes it: what encoding/json makes of it, with the figures, which are nearly all of it, written by hand.
func (r *Release) document() ([]byte, error) {
	rest := *r
	rest.Figures = nil
	text, err := json.Marshal(&rest)
	before, after, _ := bytes.Cut(text, []byte(`"figures":null`)) // in a string its quotes would be escaped
	if err != nil || r.Figures == nil {
		return text, err
	}
	const usual = 200 // bytes of a figure
	w := cellWriter{text: make([]byte, 0, len(text)+usual*len(r.Figures))}
	w.text = append(w.text, before...)
	mark := `"figures":[`
	for _, f := range r.Figures {
		w.add(mark)
		w.quoted(`{"measure":`, string(f.Measure))
		w.quoted(`,"group":`, f.Group)
		w.add(`,"cell":`)
		w.cell(f.Cell)
		mark = "},"
	}
	if len(r.Figures) == 0 {
		w.add(`"figures":[`)
	} else {
		w.add("}")
	}
	w.add("]")
	return append(w.text, after...), w.err
}

// ParseRelease reads a release document as [ReleaseSchema] describes it. It refuses other formats, and a document whose figures
// are not one for every measure and group, in that order.
func ParseRelease(document []byte) (*Release, error) {
	var r Release
	if err := json.Unmarshal(document, &r); err != nil {
		return nil, fmt.Errorf("parse release: %w", err)
	}
	if r.Format != ReleaseFormat {
		return nil, fmt.Errorf("parse release: %w: it is %d, this program reads %d", ErrReleaseFormat, r.Format, ReleaseFormat)
	}
	if err := r.whole(); err != nil {
		return nil, fmt.Errorf("parse release %s: %w", r.ID, err)
	}
	return &r, nil
}

// whole reports whether the figures are exactly those that measures and groups promise.
func (r *Release) whole() error {
	if len(r.Groups) == 0 || r.Groups[0].Key != TotalGroup {
		return errors.New("the first group has to be the whole school")
	}
	if got, want := len(r.Figures), len(r.Measures)*len(r.Groups); got != want {
		return fmt.Errorf("it has %d figures, and %d measures times %d groups", got, len(r.Measures), len(r.Groups))
	}
	for i, f := range r.Figures {
		m, g := r.Measures[i/len(r.Groups)], r.Groups[i%len(r.Groups)]
		if f.Measure != m.Key || f.Group != g.Key {
			return fmt.Errorf("figure %d is of %s and %s, where %s and %s belong", i, f.Measure, f.Group, m.Key, g.Key)
		}
	}
	return nil
}
