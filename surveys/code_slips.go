package surveys

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// ErrInUse says that slips cannot be made anew any more, because an answer has come with one of them.
var ErrInUse = errors.New("one of these codes has been used")

// A CodeCount is how many codes to make for a group of a wave: its number, or 0 for the whole staff of a wave without groups.
type CodeCount struct {
	Group uint8
	Codes int
}

// A Slip is a one-time code and the group that it is for.
type Slip struct {
	Code  LinkCode
	Group uint8 // its number, or 0 in a wave without groups
}

// SpareCodes is how many more codes than people a group may have: slips get lost. A lost slip may still be used, so the number is kept
// small; should more answer than were asked, the release waits until the head count has been looked at.
func SpareCodes(headCount int) int { return max(2, (headCount+9)/10) }

// FirstCodes are the counts for a wave's first slips: one for each who is asked.
func (w Wave) FirstCodes() []CodeCount {
	if len(w.Groups) == 0 {
		return []CodeCount{{0, w.HeadCount}}
	}
	var counts []CodeCount
	for _, g := range w.Groups {
		counts = append(counts, CodeCount{g.Number, g.HeadCount})
	}
	return counts
}

// MakeSlips makes one-time codes for an open wave that was planned with them; [Store.Slips] tells them. The first time they are as many as are
// asked; later ones are spare. Making them again with the same key changes nothing, so that a page can be loaded again.
// Errors: an *[Invalid] for the field "codes.GROUP" when a group would have more codes than its head count and the spare ones, or "key";
// [ErrClosed] or [ErrNotFound].
func (s *Store) MakeSlips(ctx context.Context, by audit.By, id WaveID, key CodeKey, counts []CodeCount) error {
	return s.makeSlips(ctx, by, id, key, counts, false)
}

// RemakeSlips makes all slips of a wave anew, for who has lost the first ones before anybody had them: those are worth nothing from then on.
// Errors are those of [Store.MakeSlips], and [ErrInUse] once an answer has come.
func (s *Store) RemakeSlips(ctx context.Context, by audit.By, id WaveID, key CodeKey, counts []CodeCount) error {
	return s.makeSlips(ctx, by, id, key, counts, true)
}

// makeSlips has its entry in the log before the codes are in their file, which no transaction could join: a kill between the two leaves an
// entry of slips that are not there, and making them again another. The entry says neither how many nor whether anew: that slips could be made
// anew says that nobody had answered yet.
func (s *Store) makeSlips(ctx context.Context, by audit.By, id WaveID, key CodeKey, counts []CodeCount, anew bool) error {
	fresh, err := s.freshSlots(id, key, counts) // takes a while, so nobody is kept waiting for it
	if err != nil {
		return err
	}
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	w, err := s.codedWave(id)
	if err != nil {
		return err
	}
	d, err := s.doorOf(w)
	if err != nil {
		return err
	}
	d.gate.Lock() // no code is being used while the file is replaced
	defer d.gate.Unlock()
	slots := s.slotsIn(id)
	switch {
	case haveAny(slots, fresh):
		return nil
	case anew && anyMarked(slots):
		return ErrInUse
	case anew:
		slots = nil
	}
	if err := invalid(codeProblems(w, slots, key, counts)); err != nil {
		return err
	}
	slots = append(slices.Clone(slots), fresh...)
	slices.SortFunc(slots, bySlotHash)
	if err := s.write(ctx, by, nothing, w.entry(audit.SlipsMade)); err != nil {
		return fmt.Errorf("make slips: %w", err)
	}
	return s.install(id, slots)
}

func nothing(*duckdb.Tx) error { return nil }

// freshSlots hashes the codes, of a number that can be right.
func (s *Store) freshSlots(id WaveID, key CodeKey, counts []CodeCount) ([]slot, error) {
	w, err := s.codedWave(id)
	if err != nil {
		return nil, err
	}
	if err := invalid(codeProblems(w, nil, key, counts)); err != nil {
		return nil, err
	}
	return slotsOf(id, key, counts), nil
}

// slotsIn are the slots of a wave, none before the first are made.
func (s *Store) slotsIn(id WaveID) []slot {
	if box := s.boxOf(id); box != nil {
		return box.slots
	}
	return nil
}

func haveAny(slots, of []slot) bool {
	return slices.ContainsFunc(of, func(sl slot) bool {
		_, ok := slices.BinarySearchFunc(slots, sl, bySlotHash)
		return ok
	})
}

// codedWave finds a wave that codes can be made for.
func (s *Store) codedWave(id WaveID) (Wave, error) {
	w, err := s.Wave(id)
	switch {
	case err != nil:
		return Wave{}, err
	case !w.ByCode:
		return Wave{}, fmt.Errorf("codes of a wave with an open link: %w", ErrNotFound)
	case w.State != WaveOpen:
		return Wave{}, ErrClosed
	}
	return w, nil
}

func slotsOf(id WaveID, key CodeKey, counts []CodeCount) []slot {
	var slots []slot
	for _, c := range counts {
		for n := range c.Codes {
			slots = append(slots, slot{hash: hashCode(key.code(id, c.Group, n)), group: c.Group})
		}
	}
	return slots
}

func codeProblems(w Wave, slots []slot, key CodeKey, counts []CodeCount) []Problem {
	var problems []Problem
	if !key.sound() {
		problems = append(problems, Problem{"key", "format"})
	}
	asked, total := w.FirstCodes(), 0
	for i, c := range counts {
		field := fieldOfGroup(c.Group)
		at := slices.IndexFunc(asked, func(a CodeCount) bool { return a.Group == c.Group })
		switch {
		case at < 0:
			problems = append(problems, Problem{field, "unknown"})
		case slices.ContainsFunc(counts[:i], func(b CodeCount) bool { return b.Group == c.Group }):
			problems = append(problems, Problem{field, "twice"})
		case c.Codes < 0 || c.Codes > asked[at].Codes+SpareCodes(asked[at].Codes)-countOfSlots(slots, c.Group):
			problems = append(problems, Problem{field, "range"})
		}
		total += c.Codes
	}
	if len(problems) == 0 && total == 0 {
		problems = append(problems, Problem{fieldOfGroup(asked[0].Group), "missing"})
	}
	return problems
}

// LeftToMake are the codes that may still be made for each group, spare ones included. [ErrClosed], or [ErrNotFound] for a wave without codes.
func (s *Store) LeftToMake(id WaveID) (left []CodeCount, made bool, err error) {
	w, err := s.codedWave(id)
	if err != nil {
		return nil, false, err
	}
	slots := s.slotsIn(id)
	for _, c := range w.FirstCodes() {
		left = append(left, CodeCount{c.Group, max(0, c.Codes+SpareCodes(c.Codes)-countOfSlots(slots, c.Group))})
	}
	return left, len(slots) > 0, nil
}

// Slips are the slips of a key, group by group. [ErrNotFound] when the key is not of the wave; [ErrClosed] when the wave is not open.
// Which codes have been used is not told, here or anywhere.
func (s *Store) Slips(id WaveID, key CodeKey) ([]Slip, error) {
	w, err := s.codedWave(id)
	if err != nil {
		return nil, err
	}
	box := s.boxOf(id)
	if box == nil {
		return nil, fmt.Errorf("codes: %w", ErrNotFound)
	}
	var slips []Slip
	for _, c := range w.FirstCodes() {
		for n := 0; ; n++ {
			code := key.code(id, c.Group, n)
			if _, ok := box.find(hashCode(code)); !ok {
				break
			}
			slips = append(slips, Slip{code, c.Group})
		}
	}
	if len(slips) == 0 {
		return nil, fmt.Errorf("codes: %w", ErrNotFound)
	}
	return slips, nil
}
