package surveys

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// A CodeCount is how many codes to make for a group of a wave: its number, or 0 for the whole staff of a wave without groups.
type CodeCount struct {
	Group uint8
	Codes int
}

// spareCodes is how many more codes than people a group may have: slips get lost. A lost slip may still be used, so the number is kept
// small; should more answer than were asked, the release waits until the head count has been looked at.
func spareCodes(headCount int) int { return max(2, (headCount+9)/10) }

// MakeSlips makes one-time codes for an open wave that was planned with them, and returns the key from which [Store.Slips] makes
// them again. The first time they are as many as are asked; later ones are spare. The error is an *[Invalid] for the
// field "codes.GROUP" when a group would have more codes than its head count and the spare ones, [ErrClosed] or [ErrNotFound].
func (s *Store) MakeSlips(ctx context.Context, id WaveID, counts []CodeCount) (CodeKey, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	w, err := s.Wave(id)
	switch {
	case err != nil:
		return "", err
	case !w.ByCode:
		return "", fmt.Errorf("make codes: the wave has an open link: %w", ErrNotFound)
	case w.State != WaveOpen:
		return "", ErrClosed
	}
	d, err := s.doorOf(w)
	if err != nil {
		return "", err
	}
	d.gate.Lock() // no code is being used while the file is replaced
	defer d.gate.Unlock()
	var slots []slot
	if box := s.boxOf(id); box != nil {
		slots = slices.Clone(box.slots)
	}
	if err := invalid(codeProblems(w, slots, counts)); err != nil {
		return "", err
	}
	key := newCodeKey()
	for _, c := range counts {
		for n := range c.Codes {
			slots = append(slots, slot{hash: hashCode(key.code(id, c.Group, n)), group: c.Group})
		}
	}
	slices.SortFunc(slots, bySlotHash)
	return key, s.install(id, slots)
}

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

func codeProblems(w Wave, slots []slot, counts []CodeCount) []Problem {
	var problems []Problem
	asked := w.FirstCodes()
	for i, c := range counts {
		field := "codes." + strconv.Itoa(int(c.Group))
		made := c.Codes
		for _, sl := range slots {
			if sl.group == c.Group {
				made++
			}
		}
		at := slices.IndexFunc(asked, func(a CodeCount) bool { return a.Group == c.Group })
		switch {
		case at < 0:
			problems = append(problems, Problem{field, "unknown"})
		case slices.ContainsFunc(counts[:i], func(b CodeCount) bool { return b.Group == c.Group }):
			problems = append(problems, Problem{field, "twice"})
		case c.Codes < 0 || made > asked[at].Codes+spareCodes(asked[at].Codes):
			problems = append(problems, Problem{field, "range"})
		}
	}
	return problems
}

// Slips makes the codes of a key again, by group, as often as slips are to be printed while the wave is open. [ErrNotFound] when the key
// is not of the wave, or the wave has been sealed. Which codes have been used is not told, here or anywhere.
func (s *Store) Slips(id WaveID, key CodeKey) (map[uint8][]LinkCode, error) {
	w, err := s.Wave(id)
	if err != nil {
		return nil, err
	}
	box := s.boxOf(id)
	if box == nil {
		return nil, fmt.Errorf("codes: %w", ErrNotFound)
	}
	codes := map[uint8][]LinkCode{}
	for _, c := range w.FirstCodes() {
		for n := 0; ; n++ {
			code := key.code(id, c.Group, n)
			if _, _, ok := box.find(hashCode(code)); !ok {
				break
			}
			codes[c.Group] = append(codes[c.Group], code)
		}
	}
	if len(codes) == 0 {
		return nil, fmt.Errorf("codes: %w", ErrNotFound)
	}
	return codes, nil
}

// An Entry is where a code leads.
type Entry struct {
	Wave    Wave
	Code    LinkCode // in its tidy form
	OneTime bool     // and not the open link
	Group   uint8    // to which the one-time code was given
}

// EntryByCode finds the wave that an open link or a one-time code leads to, or [ErrNotFound]. It does not tell whether a
// one-time code has been used: else whoever made the slips could list who has not answered. Only an answer is told.
func (s *Store) EntryByCode(code LinkCode) (Entry, error) {
	code = code.tidy()
	if w, err := s.WaveByCode(code); err == nil || !code.WellFormed() {
		return Entry{Wave: w, Code: code}, err
	}
	hash := hashCode(code)
	s.mu.RLock()
	defer s.mu.RUnlock()
	for id, box := range s.boxes {
		if _, group, ok := box.find(hash); ok {
			return Entry{Wave: s.waves[id], Code: code, OneTime: true, Group: group}, nil
		}
	}
	return Entry{}, fmt.Errorf("code: %w", ErrNotFound)
}

func (s *Store) boxOf(id WaveID) *codeBox {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.boxes[id]
}

func (s *Store) slotsPath(id WaveID) string { return filepath.Join(s.codeDir, string(id)) }

// install puts slots in place of those of the wave.
func (s *Store) install(id WaveID, slots []slot) error {
	if err := os.MkdirAll(s.codeDir, 0o700); err != nil {
		return err
	}
	if err := writeSlots(s.slotsPath(id), slots); err != nil {
		return fmt.Errorf("store codes: %w", err)
	}
	return s.openCodes(id)
}

// openCodes reads the codes of a wave; one that has none yet has no file.
func (s *Store) openCodes(id WaveID) error {
	box, err := openBox(s.slotsPath(id))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.boxes[id]; old != nil {
		old.file.Close()
	}
	s.boxes[id] = box
	return nil
}

// openAllCodes reads the codes of the waves that are open or closing.
func (s *Store) openAllCodes() error {
	for _, w := range s.wavesWhere(func(w Wave) bool { return w.ByCode && (w.State == WaveOpen || w.State == WaveClosing) }) {
		if err := s.openCodes(w.ID); err != nil {
			return err
		}
	}
	return nil
}

// sweepCodes erases the codes of sealed and void waves, and what a kill left of a file that was being written.
func (s *Store) sweepCodes() error {
	var errs []error
	for _, w := range s.wavesWhere(func(w Wave) bool { return w.ByCode }) {
		errs = append(errs, eraseSlots(s.slotsPath(w.ID)+".tmp"))
		if w.State != WaveClosed && w.State != WaveVoid {
			continue
		}
		s.mu.Lock()
		if box := s.boxes[w.ID]; box != nil {
			errs = append(errs, box.file.Close())
			delete(s.boxes, w.ID)
		}
		s.mu.Unlock()
		errs = append(errs, eraseSlots(s.slotsPath(w.ID)))
	}
	return errors.Join(errs...)
}
