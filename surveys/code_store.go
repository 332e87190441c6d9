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

// install puts slots in place of those of the wave. The old file is overwritten when the new one is in its place: it holds the marks of
// codes that have been used.
func (s *Store) install(id WaveID, slots []slot) error {
	if err := os.MkdirAll(s.codeDir, 0o700); err != nil {
		return err
	}
	err := writeSlots(s.slotsPath(id), slots)
	if errors.Is(err, errReplaced) { // and nobody knows which of the two a restart would find
		s.drop(id)
	}
	if err != nil {
		return fmt.Errorf("store codes: %w", err)
	}
	if old := s.drop(id); old != nil {
		err = old.erase()
	}
	return errors.Join(err, s.openCodes(id))
}

// drop takes the codes of a wave out of use; the caller closes the box.
func (s *Store) drop(id WaveID) *codeBox {
	s.mu.Lock()
	defer s.mu.Unlock()
	box := s.boxes[id]
	if box == nil {
		return nil
	}
	delete(s.boxes, id)
	for _, sl := range box.slots {
		delete(s.places, sl.hash)
	}
	return box
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
	s.boxes[id] = box
	for _, sl := range box.slots {
		s.places[sl.hash] = codePlace{id, sl.group}
	}
	return nil
}

// openAllCodes reads the codes of the waves that are open or closing, and holds them against the answers.
func (s *Store) openAllCodes(ctx context.Context) error {
	coded := s.wavesWhere(func(w Wave) bool { return w.ByCode && (w.State == WaveOpen || w.State == WaveClosing) })
	for _, w := range coded {
		if err := s.openCodes(w.ID); err != nil {
			return err
		}
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
		if box := s.drop(w.ID); box != nil {
			errs = append(errs, box.file.Close())
		}
		errs = append(errs, eraseSlots(s.slotsPath(w.ID)))
	}
	return errors.Join(errs...)
}

func fieldOfGroup(group uint8) string { return "codes." + strconv.Itoa(int(group)) }

func countOfSlots(slots []slot, group uint8) int {
	n := 0
	for _, sl := range slots {
		if sl.group == group {
			n++
		}
	}
	return n
}

func anyMarked(slots []slot) bool {
	return slices.ContainsFunc(slots, func(sl slot) bool { return sl.mark != spentMark{} })
}
