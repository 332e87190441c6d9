package analytics

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tilstand/analytics/attack"
	"tilstand/analytics/disclosure"
	"tilstand/analytics/internal/tally"
	"tilstand/surveys"
)

// ErrAudit says that a release did not pass its audit: an attack on it found something, or did not get through. It is not stored, and nobody
// sees a figure of the wave. No setting changes that: either the program has a fault, or the wave has more groups than can be judged
// in time. The wave can be voided; a version of the program with the fault mended releases it by itself.
var ErrAudit = errors.New("the release did not pass its audit, so nothing of the wave is shown; void the wave, or report this and wait for a new version of the program")

// Audit is what the attack on a release said before it was stored. A release that did not pass is not there to say so.
type Audit struct {
	Complete bool `json:"complete"` // every question was answered, and nothing was found
	Releases int  `json:"releases"` // documents that were attacked together
}

// auditor attacks documents with the help of who knows the answers. It is a type so that tests can starve it.
type auditor func(ctx context.Context, docs []attack.Document, help attack.Options) (attack.Report, error)

func attacker(ctx context.Context, docs []attack.Document, help attack.Options) (attack.Report, error) {
	help.Work = attack.DefaultWork
	return attack.Attack(ctx, docs, help)
}

// mostRespondents is up to how many respondents lend the attack on a release all of their answers together. Each of them is asked by himself, which takes a third of a
// millisecond; of more, each lends his answers one at a time, and that they tell no more together is left to the gate.
const mostRespondents = 200

// help is what the attack on a release is told beside its document.
func (g *gate) help(in *surveys.Instrument) attack.Options {
	help := attack.Options{
		Insiders:    insidersOf(g.wave, g.Breakdown, g.measures, g.tally),
		Respondents: respondentsOf(g.wave, g.Breakdown, g.measures, tallyPlan(g.Breakdown, in, g.measures), g.tally),
		Examples:    examplesOf(g.wave, g.Breakdown, g.measures, g.tally),
	}
	for m, twins := range g.twins {
		help.Examples[m+1].Twins = shiftsOf(twins) // the first are the respondents
	}
	return help
}

// shiftsOf are the twins that the gate found, as the attack reads them.
func shiftsOf(twins [][]disclosure.Turn) [][]attack.Shift {
	shifts := make([][]attack.Shift, len(twins))
	for i, twin := range twins {
		for _, turn := range twin {
			shifts[i] = append(shifts[i], attack.Shift{Atom: turn.Atom, Category: turn.From, By: -1}, attack.Shift{Atom: turn.Atom, Category: turn.To, By: 1})
		}
	}
	return shifts
}

// insidersOf are the respondents who may lend the attack what they answered themselves: every answer that somebody of an atom gave to an
// item. No document says which these are, and neither does a report, unless one of them can find out what he must not.
func insidersOf(w surveys.Wave, b Breakdown, measures []Measure, t *tally.Tally) (insiders []attack.Insider) {
	for m, measure := range measures {
		if measure.Kind != ItemMeasure || measure.Steps == 0 {
			continue
		}
		for atom, number := range b.numbers {
			for step, people := range t.Scores[m][number].Steps(measure.Steps) {
				if people > 0 {
					insiders = append(insiders, attack.Insider{
						Wave: string(w.ID), Atom: b.Plan.Atoms[atom].Label, Item: string(measure.Key), Answer: step + 1,
					})
				}
			}
		}
	}
	return insiders
}

// respondentsOf are the respondents with all that they answered, if they are few.
func respondentsOf(w surveys.Wave, b Breakdown, measures []Measure, p tally.Plan, t *tally.Tally) (all []attack.Respondent) {
	for respondent, group := range t.Groups {
		atom := slices.Index(b.numbers, group)
		if atom < 0 {
			continue
		}
		r := attack.Respondent{Wave: string(w.ID), Atom: b.Plan.Atoms[atom].Label, Answers: map[string]int{}}
		for m, measure := range measures {
			if measure.Kind != ItemMeasure || measure.Steps == 0 {
				continue
			}
			if step, ok := p.Answer(t, m, respondent); ok {
				r.Answers[string(measure.Key)] = step
			}
		}
		all = append(all, r)
	}
	return all
}

// examplesOf are the numbers behind a release, which fit its document if anything does: with them an attack does not have to look for some that do.
func examplesOf(w surveys.Wave, b Breakdown, measures []Measure, t *tally.Tally) []attack.Example {
	persons := attack.Example{Wave: string(w.ID), Measure: "answered"}
	for _, number := range b.numbers {
		persons.Counts = append(persons.Counts, []int{t.Respondents[number]})
	}
	examples := []attack.Example{persons}
	for m, measure := range measures {
		e := attack.Example{Wave: string(w.ID), Measure: string(measure.Key)}
		for _, number := range b.numbers {
			scores := t.Scores[m][number]
			if measure.Kind == ItemMeasure && measure.Steps > 0 {
				e.Counts = append(e.Counts, scores.Steps(measure.Steps))
			} else {
				e.Counts = append(e.Counts, []int{scores.Scored(len(measure.Items)).N()})
			}
		}
		examples = append(examples, e)
	}
	return examples
}

// audit attacks the document of a release, byte for byte what readers will get, and notes in the release that it passed.
//
// Everything that was ever released for a school is safe together when every wave is: respondents of one wave are in no other, so
// the waves are blocks of which none tells anything of another (package attack). The earlier waves were attacked when they were
// released and have not changed. What has to be attacked is the block that is new: this wave, with the releases that it has had.
func (s *Store) audit(ctx context.Context, r *Release, help attack.Options, earlier []attack.Document, document []byte) (err error) {
	r.Audit, err = examined(ctx, s.auditor, help, earlier, document, ErrAudit)
	return err
}

// examined attacks a document together with earlier ones. The error wraps failed where it is not safe.
func examined(ctx context.Context, by auditor, help attack.Options, earlier []attack.Document, document []byte, failed error) (*Audit, error) {
	d, err := attack.Read(bytes.NewReader(document))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", failed, err)
	}
	report, err := by(ctx, append(slices.Clone(earlier), d), help)
	if err != nil {
		return nil, err
	}
	if !report.Safe() {
		return nil, fmt.Errorf("%w (%s)", failed, verdict(report))
	}
	return &Audit{Complete: true, Releases: report.Documents}, nil
}

// verdict says why without saying what could be learnt: it is for logs.
func verdict(report attack.Report) string {
	if !report.Complete {
		return "it did not finish"
	}
	found := map[string]int{}
	for _, f := range report.Findings {
		found[f.Guarantee]++
	}
	var words []string
	for _, g := range slices.Sorted(maps.Keys(found)) {
		words = append(words, fmt.Sprintf("%d against %s", found[g], g))
	}
	return "findings: " + strings.Join(words, ", ")
}

// Withholding says why a wave that is closed has no release.
type Withholding int

const (
	// NotWithheld: it has one, is not closed, or has no answers any more.
	NotWithheld Withholding = iota
	// ForHeadCount: more answered than there were people, or the closing has not come so far yet.
	ForHeadCount
	// ForAudit: the release did not pass its audit.
	ForAudit
)

// Withheld says why a wave has no release.
func (s *Store) Withheld(w surveys.Wave) Withholding {
	s.mu.RLock()
	defer s.mu.RUnlock()
	switch {
	case w.State != surveys.WaveClosed || w.Erased() || s.released[w.ID] > 0:
		return NotWithheld
	case s.unsafe[w.ID]:
		return ForAudit
	}
	return ForHeadCount
}
