package programme

import (
	"fmt"
	"slices"
)

// A MoveReason says why a module cannot be moved to a place.
type MoveReason string

// The reasons.
const (
	MoveFixed   MoveReason = "fixed"   // the module keeps its place
	MoveTaken   MoveReason = "taken"   // the place is kept by another module, First
	MoveOutside MoveReason = "outside" // there is no such place
	MoveRule    MoveReason = "rule"    // Then comes after First
)

// A MoveRefused says which module cannot be moved where, why, and where it can: data for a sentence.
type MoveRefused struct {
	Module   ModuleKey
	Place    int // where it was to stand, from 1
	Reason   MoveReason
	First    ModuleKey // for MoveTaken and MoveRule
	Then     ModuleKey // for MoveRule; it or First is the module itself, unless a third one would have been pushed too far
	Possible []int     // the other places where it can stand, in order; none when it cannot be moved at all
}

func (e *MoveRefused) Error() string {
	return fmt.Sprintf("move module %s to place %d: %s", e.Module, e.Place, e.Reason)
}

// Order returns all modules of the semester in the order that a school's choice amounts to. The choice may have been made under another
// version: what is no longer there is left out, and what is new stands where the template has it. Where the rules do not allow what
// comes of that, the template's own order holds.
func (s Semester) Order(chosen []ModuleKey) []ModuleKey {
	var free []ModuleKey
	for _, key := range chosen {
		if i := s.place(key); i >= 0 && !s.Modules[i].Fixed && !slices.Contains(free, key) {
			free = append(free, key)
		}
	}
	for i, key := range s.free() {
		if !slices.Contains(free, key) {
			free = slices.Insert(free, min(i, len(free)), key)
		}
	}
	order := s.fill(free)
	if _, _, broken := s.brokenRule(order); broken {
		return s.fill(s.free())
	}
	return order
}

// Move puts a module on a place, from 1, and returns the new order; the free modules between make way. The error is a *[MoveRefused], or
// [ErrNotFound] when the semester has no such module.
func (s Semester) Move(order []ModuleKey, module ModuleKey, place int) ([]ModuleKey, error) {
	if s.place(module) < 0 {
		return nil, fmt.Errorf("module %s: %w", module, ErrNotFound)
	}
	order = s.Order(order)
	moved, refused := s.move(order, module, place)
	if refused == nil {
		return moved, nil
	}
	refused.Possible = s.Possible(order, module)
	return nil, refused
}

// Possible returns the places, from 1, to which a module can be moved from where it stands.
func (s Semester) Possible(order []ModuleKey, module ModuleKey) (places []int) {
	order = s.Order(order)
	for i := range order {
		if order[i] == module {
			continue
		}
		if _, refused := s.move(order, module, i+1); refused == nil {
			places = append(places, i+1)
		}
	}
	return places
}

// move is Move without what would be possible instead.
func (s Semester) move(order []ModuleKey, module ModuleKey, place int) ([]ModuleKey, *MoveRefused) {
	refused := &MoveRefused{Module: module, Place: place}
	switch {
	case s.Modules[s.place(module)].Fixed:
		refused.Reason = MoveFixed
		return nil, refused
	case place < 1 || place > len(order):
		refused.Reason = MoveOutside
		return nil, refused
	case s.Modules[place-1].Fixed: // fixed modules stand where the template has them
		refused.Reason, refused.First = MoveTaken, order[place-1]
		return nil, refused
	}
	var free []ModuleKey
	at := 0
	for i, key := range order {
		if i < place-1 && !s.Modules[i].Fixed {
			at++ // so many free places come before the one that is wanted
		}
		if !s.Modules[i].Fixed && key != module {
			free = append(free, key)
		}
	}
	moved := s.fill(slices.Insert(free, at, module))
	if first, then, broken := s.brokenRule(moved); broken {
		refused.Reason, refused.First, refused.Then = MoveRule, first, then
		return nil, refused
	}
	return moved, nil
}

// free are the free modules in the template's order.
func (s Semester) free() (free []ModuleKey) {
	for _, m := range s.Modules {
		if !m.Fixed {
			free = append(free, m.Key)
		}
	}
	return free
}

// fill puts the free modules into the places that the fixed ones leave.
func (s Semester) fill(free []ModuleKey) []ModuleKey {
	order := make([]ModuleKey, len(s.Modules))
	next := 0
	for i, m := range s.Modules {
		if m.Fixed {
			order[i] = m.Key
			continue
		}
		order[i] = free[next]
		next++
	}
	return order
}

// brokenRule finds the first module in the order that stands before one that it comes after.
func (s Semester) brokenRule(order []ModuleKey) (first, then ModuleKey, broken bool) {
	for i, key := range order {
		for _, before := range s.Modules[s.place(key)].After {
			if slices.Contains(order[i:], before) {
				return before, key, true
			}
		}
	}
	return "", "", false
}
