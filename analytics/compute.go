package analytics

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"tilstand/analytics/attack"
	"tilstand/analytics/disclosure"
	"tilstand/analytics/internal/tally"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// ErrHeadCount says that more people answered at the school than were there to answer. The release is withheld until the head
// count is corrected ([surveys.Store.CorrectHeadCount], then [Store.Close] again) or the wave is voided.
//
// It is asked of the whole school only, whose number of answers was there to be read while the wave was open. Asked of a staff group,
// one could count its answers by correcting its head count until the wave is released; see [gate.decide] for what is done instead.
var ErrHeadCount = errors.New("more people answered than the head count; correct the head count, then close the wave again")

// Compute makes the release of a wave from responses that are in memory, without a database. It is for who holds the responses
// anyway: a simulation that asks what readers would have seen. What it returns has passed the gate under the wave's own
// minimum group, as in [Store.Close]; there is no way to get anything else out of it.
func Compute(w surveys.Wave, school programme.School, in *surveys.Instrument, responses []surveys.Response) (*Release, error) {
	plain := make([]tally.Response, len(responses))
	for i, r := range responses {
		plain[i] = tally.Response{Group: int(r.Group), Codes: r.Codes}
	}
	r, _, err := compute(w, school, in, breakdownOf(w), plain)
	return r, err
}

// ReleaseBreakdown is [ComputeBreakdown] with the audit that the releases of a service have to pass: an attack on the document, with the help of who holds
// the answers. The release says that it has passed.
//
// Errors: those of ComputeBreakdown; [ErrBreakdownAudit] where the attack found something or did not get through; that of the context.
func ReleaseBreakdown(ctx context.Context, w surveys.Wave, school programme.School, in *surveys.Instrument, b Breakdown, responses []AtomResponse) (*Release, error) {
	r, help, err := computeBreakdown(w, school, in, b, responses)
	if err != nil {
		return nil, err
	}
	document, err := r.document()
	if err == nil {
		r.Audit, err = examined(ctx, attacker, help, nil, document, ErrBreakdownAudit)
	}
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", w.ID, err)
	}
	return r, nil
}

// ErrBreakdownAudit says that a release of a breakdown did not pass its audit.
var ErrBreakdownAudit = errors.New("the release did not pass its audit, so there is none; take fewer groups, or larger ones")

// ComputeBreakdown is [Compute] for responses that are broken down in another way than a wave is: by several questions about the
// respondent at once, say. Of the wave it takes all but groups and head count.
func ComputeBreakdown(w surveys.Wave, school programme.School, in *surveys.Instrument, b Breakdown, responses []AtomResponse) (*Release, error) {
	r, _, err := computeBreakdown(w, school, in, b, responses)
	return r, err
}

func computeBreakdown(w surveys.Wave, school programme.School, in *surveys.Instrument, b Breakdown, responses []AtomResponse) (*Release, attack.Options, error) {
	if err := b.validate(); err != nil {
		return nil, attack.Options{}, err
	}
	plain := make([]tally.Response, len(responses))
	for i, r := range responses {
		if atoms := len(b.Plan.Atoms); r.Atom < 0 || r.Atom >= atoms {
			return nil, attack.Options{}, fmt.Errorf("compute release: response %d is of atom %d, and there are %d", i, r.Atom, atoms)
		}
		plain[i] = tally.Response{Group: b.numbers[r.Atom], Codes: r.Codes}
	}
	return compute(w, school, in, b, plain)
}

func compute(w surveys.Wave, school programme.School, in *surveys.Instrument, b Breakdown, responses []tally.Response) (*Release, attack.Options, error) {
	measures := measuresOf(w, in)
	plan := tallyPlan(b, in, measures)
	if err := plan.Fits(responses); err != nil {
		return nil, attack.Options{}, fmt.Errorf("compute release: %w", err)
	}
	return compose(w, school, in, b, measures, tally.Of(plan, responses), nil, nil)
}

// compose is the gate: it turns a tally into a release, which follows the one before, if there is one. Nothing else makes cells with estimates. The help is for
// the audit.
func compose(w surveys.Wave, school programme.School, in *surveys.Instrument, b Breakdown, measures []Measure, t *tally.Tally, before *Release, frozen *reference) (*Release, attack.Options, error) {
	g := newGate(w, b, measures, t)
	g.before, g.reference = before, frozen
	if err := g.checkHeadCount(); err != nil {
		return nil, attack.Options{}, err
	}
	if err := g.decide(); err != nil {
		return nil, attack.Options{}, fmt.Errorf("decide what wave %s may show: %w", w.ID, err)
	}
	return &Release{
		Format: ReleaseFormat, ID: ReleaseID(rand.Text()), Revision: g.revision(),
		Wave:       waveRef(w),
		School:     schoolRef(school, w.SchoolName),
		Programme:  ProgrammeRef{Key: w.Programme, Version: w.ProgrammeVersion},
		Instrument: InstrumentRef{Key: w.Instrument, Version: w.InstrumentVersion, Hash: w.InstrumentHash, Kind: in.Kind},
		MinGroup:   w.MinGroup,
		Atoms:      g.atoms(),
		Groups:     g.releasedGroups(),
		Measures:   measures,
		Figures:    g.figures(),
		Alone:      g.alone(in),
	}, g.help(in), nil
}

func schoolRef(s programme.School, name string) SchoolRef {
	return SchoolRef{ID: s.ID, Orgnr: s.Orgnr, Name: name, Municipality: s.Municipality, WrittenForm: s.WrittenForm, Synthetic: s.Synthetic}
}

// gate holds what is decided about one wave. Lists by group have the whole school first.
type gate struct {
	wave     surveys.Wave
	measures []Measure
	tally    *tally.Tally
	Breakdown

	policy    disclosure.Policy
	before    *Release   // that the new one follows
	reference *reference // of standard deviations; nil where there is only the constant

	persons     []int                  // respondents by atom
	scores      [][]tally.Scores       // by measure and group: the persons who answered anything of it
	item        map[surveys.ItemID]int // the measure that is the item
	states      []disclosure.State     // by group
	asPatterned bool                   // the states are those of the pattern, with nothing withheld besides
	figure      [][]disclosure.State   // by measure and group

	displays [][]disclosure.Display // by measure and group, of items
	means    [][]disclosure.Mean    // by measure and group, of indices
	twins    [][][]disclosure.Turn  // by measure, of items
}

func newGate(w surveys.Wave, b Breakdown, measures []Measure, t *tally.Tally) *gate {
	g := &gate{wave: w, measures: measures, tally: t, Breakdown: b, policy: disclosure.Policy{MinGroup: w.MinGroup}}
	g.persons = g.perAtom(func(number int) int { return t.Respondents[number] })
	g.scores, g.item = make([][]tally.Scores, len(measures)), make(map[surveys.ItemID]int)
	var merger tally.Merger
	var parts []tally.Scores
	for m, measure := range measures {
		if measure.Kind == ItemMeasure {
			g.item[measure.Items[0]] = m
		}
		g.scores[m] = make([]tally.Scores, len(g.Plan.Groups))
		for group, planned := range g.Plan.Groups {
			parts = parts[:0]
			for _, atom := range planned.Atoms {
				parts = append(parts, t.Scores[m][g.numbers[atom]])
			}
			g.scores[m][group] = merger.Merge(parts...)
		}
	}
	return g
}

func (g *gate) perAtom(count func(number int) int) []int {
	counts := make([]int, len(g.numbers))
	for atom, number := range g.numbers {
		counts[atom] = count(number)
	}
	return counts
}

// checkHeadCount refuses more answers than people. A finite population correction would be nonsense then, and a response
// rate over 100 % a sign that somebody answered who should not have.
func (g *gate) checkHeadCount() error {
	counted := 0
	for _, n := range g.persons {
		counted += n
	}
	if counted != g.tally.Total() {
		return fmt.Errorf("wave %s: some respondents are in none of its groups", g.wave.ID)
	}
	if g.counted() && counted > g.headCount(0) {
		return fmt.Errorf("wave %s: %w", g.wave.ID, ErrHeadCount)
	}
	return nil
}

// decide settles which figures are shown, from numbers of respondents alone, and then in which form.
//
// If more answered in some group than are in it, its numbers are wrong, and so are those of the group whose people chose it by
// mistake. The school's are right. So the whole breakdown is withheld, as where its groups are small. It is done once, and a release
// stays as it is, so nobody can find out by trying head counts.
func (g *gate) decide() (err error) {
	if g.states, err = g.Plan.Pattern(g.policy, g.persons); err != nil {
		return err
	}
	g.asPatterned = g.before == nil && !g.someGroupExceeded()
	if g.before != nil {
		if err := g.follow(); err != nil {
			return err
		}
	} else if !g.asPatterned {
		for group := 1; group < len(g.states); group++ {
			g.states[group] = disclosure.Withheld
		}
	}
	if err := g.refine(); err != nil {
		return err
	}
	return g.settle()
}

// someGroupExceeded reports whether more people answered in some group than are in it.
func (g *gate) someGroupExceeded() bool {
	for group, n := range g.Plan.Count(g.persons) {
		if g.counted() && n > g.headCount(group) {
			return true
		}
	}
	return false
}

// refine decides it for every measure. Measures that the same numbers of people answered are decided once, and different ones side by side: in a
// plan of many groups this is a third of all the work.
func (g *gate) refine() error {
	type pattern struct {
		answered []int
		states   []disclosure.State
		err      error
	}
	patterns, of := map[string]*pattern{}, make([]*pattern, len(g.measures))
	if g.asPatterned { // what everybody answered may be shown wherever the number of respondents may
		patterns[fmt.Sprint(g.persons)] = &pattern{states: g.states}
	}
	for m, measure := range g.measures {
		answered := g.perAtom(func(number int) int { return g.tally.Scores[m][number].Scored(len(measure.Items)).N() })
		key := fmt.Sprint(answered)
		if patterns[key] == nil {
			patterns[key] = &pattern{answered: answered}
		}
		of[m] = patterns[key]
	}
	var running sync.WaitGroup
	room := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, p := range patterns {
		if p.states != nil {
			continue
		}
		running.Go(func() {
			room <- struct{}{}
			p.states, p.err = g.Plan.Refine(g.policy, g.states, g.persons, p.answered)
			<-room
		})
	}
	running.Wait()
	g.figure = make([][]disclosure.State, len(g.measures))
	for m, p := range of {
		if p.err != nil {
			return p.err
		}
		g.figure[m] = p.states
	}
	return nil
}

func (g *gate) releasedGroups() []Group {
	groups := make([]Group, len(g.Plan.Groups))
	answered := g.Plan.Count(g.persons)
	for i, planned := range g.Plan.Groups {
		groups[i] = Group{Key: planned.Label, HeadCount: g.headCount(i), Answered: cellOf(g.states[i], func() Estimate {
			return Estimate{N: answered[i]}
		})}
		if i < len(g.Names) {
			groups[i].Name = g.Names[i]
		}
		for _, atom := range planned.Atoms {
			groups[i].Atoms = append(groups[i].Atoms, g.Plan.Atoms[atom].Label)
		}
	}
	return groups
}

func (g *gate) figures() []Figure {
	figures := make([]Figure, 0, len(g.measures)*len(g.Plan.Groups))
	for m, measure := range g.measures {
		for group, planned := range g.Plan.Groups {
			cell := cellOf(g.figure[m][group], func() Estimate { return g.estimate(m, group) })
			figures = append(figures, Figure{Measure: measure.Key, Group: planned.Label, Cell: cell})
		}
	}
	return figures
}

// cellOf makes the cell for a state.
func cellOf(state disclosure.State, estimate func() Estimate) Cell {
	switch state {
	case disclosure.Shown:
		return shown(estimate())
	case disclosure.NoData:
		return Cell{state: NoData}
	}
	return Cell{state: Hidden}
}
