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

// codePlace is where a one-time code belongs.
type codePlace struct {
	wave  WaveID
	group uint8
}

func (s *Store) boxOf(id WaveID) *codeBox {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.boxes[id]
}

func (s *Store) slotsPath(id WaveID) string { return filepath.Join(s.codeDir, string(id)) }

// install puts slots in place of those of the wave, for everybody at once. The old file is overwritten when the new one is in its place: it holds
// the marks of codes that have been used. When it is not known which of the two a restart would find, no code is taken until then:
// answers are refused as when a disk is full, and sent again.
func (s *Store) install(id WaveID, slots []slot) error {
	if err := os.MkdirAll(s.codeDir, 0o700); err != nil {
		return err
	}
	err := writeSlots(s.slotsPath(id), slots)
	if err != nil && !errors.Is(err, errReplaced) {
		return fmt.Errorf("store codes: %w", err)
	}
	var box *codeBox
	if err == nil {
		box, err = openBox(s.slotsPath(id))
	}
	if err != nil {
		if old := s.boxOf(id); old != nil {
			err = errors.Join(err, old.file.Close())
		}
		return fmt.Errorf("store codes: %w", err)
	}
	if old := s.swap(id, box); old != nil {
		return old.erase()
	}
	return nil
}

// swap puts the codes of a wave in the place of those it had, which the caller closes; nil takes them out of use.
func (s *Store) swap(id WaveID, box *codeBox) (old *codeBox) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old = s.boxes[id]; old != nil {
		for _, sl := range old.slots {
			delete(s.places, sl.hash)
		}
		delete(s.boxes, id)
	}
	if box != nil {
		for _, sl := range box.slots {
			s.places[sl.hash] = codePlace{id, sl.group}
		}
		s.boxes[id] = box
	}
	return old
}

// openAllCodes reads the codes of the waves that are open or closing, and holds them against the answers.
func (s *Store) openAllCodes(ctx context.Context) error {
	coded := s.wavesWhere(func(w Wave) bool { return w.ByCode && (w.State == WaveOpen || w.State == WaveClosing) })
	for _, w := range coded {
		box, err := openBox(s.slotsPath(w.ID))
		if err != nil && !errors.Is(err, os.ErrNotExist) { // it may have none yet
			return err
		}
		s.swap(w.ID, box)
	}
	if len(coded) == 0 {
		return nil
	}
	return s.compareMarks(ctx)
}

// sweepCodes erases the codes of sealed and void waves, and what a kill left of a file that was being written.
func (s *Store) sweepCodes() error {
	var errs []error
	for _, w := range s.wavesWhere(func(w Wave) bool { return w.ByCode }) {
		errs = append(errs, eraseSlots(s.slotsPath(w.ID)+".tmp"))
		if w.State != WaveClosed && w.State != WaveVoid {
			continue
		}
		if box := s.swap(w.ID, nil); box != nil {
			errs = append(errs, box.file.Close())
		}
		errs = append(errs, eraseSlots(s.slotsPath(w.ID)))
	}
	return errors.Join(errs...)
}

func fieldOfGroup(group uint8) string { return "codes." + strconv.Itoa(int(group)) }

// countOfSlots looks at nothing but groups, which never change.
func countOfSlots(slots []slot, group uint8) int {
	n := 0
	for i := range slots {
		if slots[i].group == group {
			n++
		}
	}
	return n
}

func anyMarked(slots []slot) bool {
	return slices.ContainsFunc(slots, func(sl slot) bool { return sl.mark != spentMark{} })
}
