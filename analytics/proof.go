package analytics

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// proof is what the log holds of a release document: its SHA-256, as it is released. With the chain of the log it shows that a document is the one that was
// released, also when the answers are gone and nobody can make the figures again. It tells nothing of what is in a document: each has a random id of 128 bits.
func proof(document []byte) string {
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:])
}

// CheckReleases looks at every release of every wave: that its document can be read, is the one whose proof is in the log (releases from before proofs were
// kept have none), and, while the answers of the wave exist, that they still give the figures of its last release. It returns every fault. The progress,
// if any, is told how many of all waves are done.
//
// Figures are made again by this version of the program: where one differs from a release of an older version, that may be the program, and the words
// say so.
func (s *Store) CheckReleases(ctx context.Context, progress func(done, all int)) (faults []error) {
	proofs, err := s.proofs(ctx)
	if err != nil {
		return []error{err}
	}
	references, err := s.references(ctx)
	if err != nil {
		return []error{err}
	}
	waves := slices.DeleteFunc(s.surv.Waves(), func(w surveys.Wave) bool { return !s.Released(w.ID) })
	for i, w := range waves {
		if ctx.Err() != nil {
			return append(faults, ctx.Err())
		}
		if err := s.checkReleases(ctx, w, proofs[w.ID], references); err != nil {
			faults = append(faults, fmt.Errorf("the release of wave %s: %w", w.ID, err))
		}
		if progress != nil {
			progress(i+1, len(waves))
		}
	}
	return faults
}

// proofs are what the log holds of releases, by wave and in the order of their revisions; "" for those from before.
func (s *Store) proofs(ctx context.Context) (map[surveys.WaveID][]string, error) {
	entries, err := audit.Open(s.record).Read(ctx, audit.Filter{Action: audit.Released})
	if err != nil {
		return nil, err
	}
	found := map[surveys.WaveID][]string{}
	for _, e := range slices.Backward(entries) { // they come with the newest first
		sum := ""
		for field := range strings.FieldsSeq(e.Detail) {
			if value, ok := strings.CutPrefix(field, "document="); ok {
				sum = value
			}
		}
		found[surveys.WaveID(e.Subject)] = append(found[surveys.WaveID(e.Subject)], sum)
	}
	return found, nil
}

// references are all that were ever frozen.
func (s *Store) references(ctx context.Context) (all []*reference, err error) {
	err = s.record.Read(ctx, func(r *duckdb.Reader) error {
		rows, err := duckdb.Collect(r, scanTwo[string, string], `-- analytics.references
			select name, document from reference join edition on edition.id = reference.edition_id`)
		if err != nil {
			return err
		}
		for _, row := range rows {
			e, err := ParseEdition([]byte(row.b))
			if err != nil {
				return err
			}
			all = append(all, referenceOf(row.a, e))
		}
		return nil
	})
	return all, err
}

// checkReleases looks at those of one wave.
func (s *Store) checkReleases(ctx context.Context, w surveys.Wave, proofs []string, references []*reference) error {
	var documents [][]byte
	err := s.record.Read(ctx, func(r *duckdb.Reader) error {
		rows, err := readPacked(r, []surveys.WaveID{w.ID})
		documents = nil
		for _, row := range rows {
			documents = append(documents, row.b)
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(proofs) > len(documents) {
		return fmt.Errorf("the log tells of %d, and %d are stored", len(proofs), len(documents))
	}
	proofs = append(make([]string, len(documents)-len(proofs)), proofs...) // the first may be from before there was a log
	var releases []*Release
	for i, document := range documents {
		if proofs[i] != "" && proofs[i] != proof(document) {
			return fmt.Errorf("revision %d is not the document that was released", i+1)
		}
		r, err := ParseRelease(document)
		if err != nil {
			return err
		}
		if r.Revision != i+1 || r.Wave.ID != w.ID {
			return fmt.Errorf("revision %d of wave %s lies where revision %d belongs", r.Revision, r.Wave.ID, i+1)
		}
		releases = append(releases, r)
	}
	return s.reproduce(ctx, w, releases, references)
}

// errOtherFigures says that the answers do not give what was released.
var errOtherFigures = errors.New("the sealed answers do not give its figures when they are counted again; if it was made by an older version of this program, that may be the reason")

// reproduce makes the last release once more, from the answers, and compares. It does nothing where they are gone, or where the figures were left as they
// were when something else was changed.
func (s *Store) reproduce(ctx context.Context, w surveys.Wave, releases []*Release, references []*reference) error {
	last := releases[len(releases)-1]
	if w.State != surveys.WaveClosed || w.Erased() || last.Wave.Replaced != w.Replaced || !sameHeadCounts(last, w) {
		return nil
	}
	var before *Release
	if len(releases) > 1 {
		before = releases[len(releases)-2]
	}
	sealed, err := s.surv.Seal(ctx, w.ID) // of a sealed wave it only tells where its answers are
	if err != nil {
		return err
	}
	again, _, err := s.computeBy(ctx, w, sealed, before, referenceIn(last, references))
	if err != nil {
		return err
	}
	same, err := sameFigures(last, again)
	if err == nil && !same {
		err = errOtherFigures
	}
	return err
}

// referenceIn is the one that a release names; nil for one from before the first, or that had no use for it.
func referenceIn(r *Release, references []*reference) *reference {
	document, err := json.Marshal(r)
	if err != nil {
		return nil
	}
	for _, ref := range slices.Backward(references) {
		if name, err := json.Marshal(ref.name); err == nil && bytes.Contains(document, name) {
			return ref
		}
	}
	return nil
}

// sameFigures compares all that is counted. Ids are random, and a school's name may have changed since.
func sameFigures(a, b *Release) (bool, error) {
	var texts [2][]byte
	for i, r := range []*Release{a, b} {
		text, err := json.Marshal(Release{Atoms: r.Atoms, Groups: r.Groups, Measures: r.Measures, Figures: r.Figures, Alone: r.Alone, MinGroup: r.MinGroup})
		if err != nil {
			return false, err
		}
		texts[i] = text
	}
	return bytes.Equal(texts[0], texts[1]), nil
}
