package attack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Options are what an attack may do, and what it is told beside the documents.
type Options struct {
	// Insiders lend the attack their own answers, one at a time: G4 holds for a respondent, and documents do not say who that
	// is. Without them it asks of answers only what everybody can find out.
	Insiders []Insider
	// Respondents lend it all of their answers together, each his own. What is asked for Insiders is asked once more for each of them.
	Respondents []Respondent
	// Examples are numbers that fit the documents, where the caller has some.
	Examples []Example
	// Work is the number of inequalities that may be looked at, over all blocks.
	Work int
	// Bounds: find out also what can be learnt at best where nothing is violated. It costs several times as much.
	Bounds bool
}

// Insider is a respondent who knows what he answered himself. That there is one is all that is said: not how many answered like him, nor
// what else he answered.
type Insider struct {
	Wave   string
	Atom   string
	Item   string // key of the measure that is the item
	Answer int    // 1 to the number of steps, high the wanted end, as in the documents
}

// DefaultWork is a thousand times what a typical release takes, and some seconds.
const DefaultWork = 50_000_000

// The guarantees that a finding violates.
const (
	G1 = "G1" // a withheld number follows exactly
	G2 = "G2" // figures of fewer than k persons follow
	G3 = "G3" // a withheld number of persons is known too narrowly, or a withheld group's number in a category
	G4 = "G4" // one of these for a respondent who adds his own answer
	G5 = "G5" // all, or all but one, answered alike
	G9 = "G9" // the documents contradict each other, so that nothing about them can be relied on
)

// Finding is something that can be learnt and must not be.
type Finding struct {
	Guarantee string   `json:"guarantee"`
	School    string   `json:"school"` // organisation number
	Wave      string   `json:"wave"`
	Measure   string   `json:"measure"` // what was asked; "answered" for who answered at all
	Atoms     []string `json:"atoms"`   // whom it is about
	By        string   `json:"by,omitempty"`
	Learnt    string   `json:"learnt"`
}

// String is one line for a log.
func (f Finding) String() string {
	by := ""
	if f.By != "" {
		by = " by " + f.By
	}
	return fmt.Sprintf("%s: wave %s, %s, %s%s: %s", f.Guarantee, f.Wave, f.Measure, strings.Join(f.Atoms, " and "), by, f.Learnt)
}

// Report is what an attack came to.
type Report struct {
	// Findings are sorted, each once.
	Findings []Finding `json:"findings"`
	// Complete: every question was answered. Without it, no finding means nothing.
	Complete bool `json:"complete"`
	// Incomplete says what was left undone.
	Incomplete []string `json:"incomplete,omitempty"`
	// Bounds are what could be learnt at best of each wave, where that was asked for.
	Bounds []Bound `json:"bounds,omitempty"`
	// Documents and Blocks are how many were attacked, Work what it took.
	Documents int `json:"documents"`
	Blocks    int `json:"blocks"`
	Work      int `json:"work"`
}

// Safe reports whether everything was looked at and nothing was found.
func (r Report) Safe() bool { return r.Complete && len(r.Findings) == 0 }

// attacker is one attack under way.
type attacker struct {
	work        *work
	bounds      bool
	insiders    map[string][]Insider    // by wave and item
	respondents map[string][]Respondent // by wave
	examples    map[string]Example      // by wave and measure
	report      Report
	seen        map[string]bool
	patterns    map[string]bool // of the block
	nearest     map[string]Bound
}

// Attack attacks everything that was released together. It returns an error only if the caller's context has ended; an attack that runs
// out of its budget is reported as incomplete.
func Attack(ctx context.Context, docs []Document, options Options) (Report, error) {
	a := &attacker{
		work: &work{ctx: ctx, limit: options.Work}, bounds: options.Bounds, insiders: map[string][]Insider{}, respondents: map[string][]Respondent{}, examples: map[string]Example{},
		report: Report{Findings: []Finding{}, Complete: true, Documents: len(docs)},
		seen:   map[string]bool{}, nearest: map[string]Bound{},
	}
	for _, i := range options.Insiders {
		a.insiders[i.Wave+" "+i.Item] = append(a.insiders[i.Wave+" "+i.Item], i)
	}
	for _, r := range options.Respondents {
		a.respondents[r.Wave] = append(a.respondents[r.Wave], r)
		for item, answer := range r.Answers {
			if i := (Insider{r.Wave, r.Atom, item, answer}); !slices.Contains(a.insiders[i.Wave+" "+i.Item], i) {
				a.insiders[i.Wave+" "+i.Item] = append(a.insiders[i.Wave+" "+i.Item], i)
			}
		}
	}
	for _, e := range options.Examples {
		a.examples[e.Wave+" "+e.Measure] = e
	}
	for _, block := range blocksOf(docs) {
		a.report.Blocks++
		switch err := a.block(block); {
		case err == nil:
		case ctx.Err() != nil:
			return Report{}, ctx.Err()
		default:
			a.report.Complete = false
			a.report.Incomplete = append(a.report.Incomplete, fmt.Sprintf("wave %s: %s", block[0].Wave.ID, err))
		}
	}
	slices.SortFunc(a.report.Findings, func(x, y Finding) int { return cmp.Compare(x.String(), y.String()) })
	for _, bound := range a.nearest {
		a.report.Bounds = append(a.report.Bounds, bound)
	}
	slices.SortFunc(a.report.Bounds, compareBounds)
	a.report.Work = a.work.done
	return a.report, nil
}

// blocksOf lays revisions of one wave together, in their order.
func blocksOf(docs []Document) [][]*Document {
	var blocks [][]*Document
	place := map[string]int{}
	for i := range docs {
		at, seen := place[docs[i].Wave.ID]
		if !seen {
			at = len(blocks)
			place[docs[i].Wave.ID], blocks = at, append(blocks, nil)
		}
		blocks[at] = append(blocks[at], &docs[i])
	}
	for _, b := range blocks {
		slices.SortStableFunc(b, func(x, y *Document) int { return cmp.Compare(x.Revision, y.Revision) })
	}
	return blocks
}

func (a *attacker) block(docs []*Document) error {
	b, err := newBlock(docs)
	if err != nil {
		return err
	}
	a.patterns = map[string]bool{}
	counted := map[string]*measure{} // what was asked, by pattern
	for _, m := range append([]*measure{b.persons}, b.others...) {
		key := m.pattern()
		if like := counted[key]; like != nil {
			m.low, m.high = like.low, like.high
			continue
		}
		switch err := b.countAnswers(m, a.work); {
		case errors.Is(err, errContradiction):
			a.contradiction(b, m)
			return nil
		case err != nil:
			return err
		}
		if m != b.persons {
			counted[key] = m
		}
		if err := a.checkPattern(b, m, key); err != nil {
			return err
		}
	}
	if err := a.standAlone(b); err != nil {
		return err
	}
	open, err := a.byExample(b)
	if err != nil {
		return err
	}
	if b.settled(open) {
		return nil
	}
	items, err := a.items(b)
	if err != nil {
		return err
	}
	for m, it := range items {
		if it == nil || !it.figures || open[m].none() {
			continue
		}
		it.open = open[m]
		it.meet(a.insiders[b.docs[0].Wave.ID+" "+it.m.key])
		if err := a.checkItem(it); err != nil {
			return err
		}
	}
	return a.pooled(b, open)
}

// items sets up what is known of every item, through its own figures and through indices. One that contradicts itself is reported, and is not there.
func (a *attacker) items(b *block) ([]*item, error) {
	items := a.newItems(b)
	return items, a.narrow(b, items, func(m int) {
		a.contradiction(b, b.others[m])
		items[m] = nil
	})
}

// newItems are those of a block, by measure, with what their own figures tell.
func (a *attacker) newItems(b *block) []*item {
	items := make([]*item, len(b.others))
	for m, measure := range b.others {
		if measure.kind != kindItem || measure.steps == 0 {
			continue
		}
		items[m] = newItem(b, measure, a.work)
	}
	b.learnSpreads(items)
	return items
}

// narrow works out what items tell each other through indices.
func (a *attacker) narrow(b *block, items []*item, impossible func(m int)) error {
	for m := range items {
		if err := root(items[m], m, impossible); err != nil {
			return err
		}
	}
	for range rounds {
		l := newLink(b, items)
		if err := l.narrow(a.work); err != nil {
			return err
		}
		learnt := false
		for m, it := range items {
			if it == nil || !it.learn(l.sums[m]) {
				continue
			}
			it.figures, learnt = true, true
			if err := root(it, m, impossible); err != nil {
				return err
			}
		}
		if !learnt {
			break
		}
	}
	return nil
}

// rounds is how often items tell indices and indices tell items.
const rounds = 4

func root(it *item, m int, impossible func(m int)) error {
	if it == nil {
		return nil
	}
	possible, err := it.sys.root()
	if err == nil && !possible {
		impossible(m)
	}
	return err
}

func (a *attacker) contradiction(b *block, m *measure) {
	a.found(b, m, G9, newSet(len(b.classes)), "", "no answers can have given these figures")
}

// found notes a finding once.
func (a *attacker) found(b *block, m *measure, guarantee string, classes set, by, learnt string) {
	d := b.docs[len(b.docs)-1]
	f := Finding{
		Guarantee: guarantee, School: d.School.Orgnr, Wave: d.Wave.ID, Measure: m.key,
		Atoms: b.names(classes), By: by, Learnt: learnt,
	}
	if key := f.String(); !a.seen[key] {
		a.seen[key] = true
		a.report.Findings = append(a.report.Findings, f)
	}
}
