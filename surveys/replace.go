package surveys

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"tilstand/internal/audit"
)

// ErrNotImported says that the answers of a wave cannot be replaced: they did not come from a file, or the wave has been withdrawn.
var ErrNotImported = errors.New("only the answers of an imported wave can be replaced")

// Shown says what readers have seen of a wave's answers.
type Shown int

const (
	ShownNothing Shown = iota // no release
	ShownThese                // the release is of the answers as they are stored
	ShownOthers               // the release is of answers that have been replaced since
)

// A Replacement says what may be shown after the answers of a wave have been replaced.
type Replacement int

const (
	// KeepFigures: too few answers differ from those that the figures are of. Figures before and after, side by side, would tell what
	// these few answered, so the figures stay as they are.
	KeepFigures Replacement = iota
	// ReviseFigures: nothing was shown yet, or answers only went or only came. The wave gets a release that has to be attacked together
	// with the one before.
	ReviseFigures
	// NewWave: at least the minimum group went and at least as many came, at the school and in every group that was touched. It is another
	// survey as far as anybody can tell: the old wave is withdrawn, and a new one has the answers.
	NewWave
)

// PlanReplacement tells what [Store.Replace] would do with the file, like [Store.PlanImport]; of the specification the sheet and the map
// count, all else is as the wave has it. It does not tell which answers differ: that would be a way of finding out what is stored by
// guessing. Errors are those of PlanImport, [ErrNotImported], [ErrErased] and [ErrNotFound].
func (s *Store) PlanReplacement(id WaveID, spec ImportSpec) (ImportPlan, error) {
	plan, _, err := s.planReplacement(id, spec)
	return plan, err
}

// Replace puts the answers of a file in the place of those of an imported wave, because the file was the wrong one, or because somebody's answers
// are to be erased. Either way the answers that were there are gone from the files when it returns. It returns the wave that has the
// answers now, which with [NewWave] is another one. Whether figures can follow is for package analytics to find out, which
// calls this. Errors are those of PlanReplacement.
func (s *Store) Replace(ctx context.Context, by audit.By, id WaveID, spec ImportSpec, shown Shown) (Wave, Replacement, error) {
	w, outcome, err := s.replace(ctx, by, id, spec, shown)
	if err != nil {
		return Wave{}, 0, err
	}
	return w, outcome, s.Sweep(ctx)
}

func (s *Store) replace(ctx context.Context, by audit.By, id WaveID, spec ImportSpec, shown Shown) (Wave, Replacement, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return Wave{}, 0, err
	}
	defer end()
	plan, responses, err := s.planReplacement(id, spec)
	if err != nil {
		return Wave{}, 0, err
	}
	old, err := s.Wave(id)
	if err != nil {
		return Wave{}, 0, err
	}
	before, err := s.readBack(ctx, s.sealOf(id), len(plan.Instrument.Variables()))
	if err != nil {
		return Wave{}, 0, fmt.Errorf("replace answers: %w", err)
	}
	outcome := judgeReplacement(shown, old.MinGroup, before, responses)
	w := plan.Wave
	w.Imported = dayAsUTC(by.At)
	told := w.entry(audit.AnswersReplaced)
	var withdrawn []Wave
	if outcome == NewWave {
		w.ID, w.Code, w.Revision, w.Replaced = WaveID(rand.Text()), s.freshCode(), 0, 0
		withdrawn, told.Detail = []Wave{old.withdrawn(by.At)}, "wave="+string(w.ID)
	} else {
		w.Replaced++
	}
	if _, err := s.sealAs(ctx, by, []audit.Entry{told}, w, responses, withdrawn...); err != nil {
		return Wave{}, 0, fmt.Errorf("replace answers: %w", err)
	}
	w, err = s.Wave(w.ID)
	return w, outcome, err
}

func (s *Store) planReplacement(id WaveID, spec ImportSpec) (ImportPlan, []Response, error) {
	old, err := s.Wave(id)
	if err != nil {
		return ImportPlan{}, nil, err
	}
	if !old.FromFile() || old.State != WaveClosed {
		return ImportPlan{}, nil, ErrNotImported
	}
	if old.Erased() {
		return ImportPlan{}, nil, ErrErased
	}
	plan := ImportPlan{Instrument: s.InstrumentOf(old), Wave: old}
	spec.Counts = old.Asked
	problems := spec.sheetProblems()
	var rows []codedRow
	if spec.Sheet != nil {
		rows = plan.read(spec)
		problems = append(problems, plan.countProblems(spec.Counts)...)
		plan.Wave.NotAsked = plan.notAsked()
		if len(old.Groups) > 0 && plan.Map.GroupColumn == "" {
			problems = append(problems, Problem{"group_column", "missing"})
		}
	}
	err = invalid(problems)
	if len(plan.Faults) > 0 {
		err = errors.Join(err, &Unreadable{plan.Faults})
	}
	if err != nil {
		return plan, nil, err
	}
	return plan, plan.Wave.responses(rows), nil
}

// judgeReplacement compares the answers that are stored with those that are to be.
func judgeReplacement(shown Shown, minGroup int, before, after []Response) Replacement {
	switch shown {
	case ShownNothing:
		return ReviseFigures
	case ShownOthers: // what differs from what was shown cannot be counted any more
		return KeepFigures
	}
	gone, came := differences(before, after)
	switch {
	case len(gone) == 0 && len(came) == 0:
		return KeepFigures
	case len(gone) == 0 || len(came) == 0:
		return ReviseFigures
	}
	for _, response := range slices.Concat(before, after) {
		left, joined := gone[response.Group], came[response.Group]
		if left+joined > 0 && min(left, joined) < minGroup {
			return KeepFigures
		}
	}
	return NewWave
}

// differences counts, by group, the responses that are in one list and not in the other. Equal ones cancel out, one by one.
func differences(before, after []Response) (gone, came map[uint8]int) {
	type key struct {
		group uint8
		codes string
	}
	balance := map[key]int{}
	for _, r := range before {
		balance[key{r.Group, string(pack(r.Codes))}]++
	}
	for _, r := range after {
		balance[key{r.Group, string(pack(r.Codes))}]--
	}
	gone, came = map[uint8]int{}, map[uint8]int{}
	for k, n := range balance {
		switch {
		case n > 0:
			gone[k.group] += n
		case n < 0:
			came[k.group] -= n
		}
	}
	return gone, came
}
