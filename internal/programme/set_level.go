package programme

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// SetLevel sets target levels: all of them, or none when one is wrong. They hold for waves that are opened from now on. The
// error is an *[Invalid] whose fields are "component.phase", or "scope" when there is no such school, owner or programme (then it also is
// [ErrNotFound]).
func (s *Store) SetLevel(ctx context.Context, by audit.By, levels ...Level) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	levels = slices.Clone(levels)
	var problems []Problem
	for i := range levels {
		levels[i].Programme = cmp.Or(levels[i].Programme, Builtin().Key)
		problems = append(problems, s.levelProblems(levels[i])...)
	}
	if err := invalid(problems...); err != nil {
		return err
	}
	return s.storeLevels(ctx, by, levels)
}

func (s *Store) levelProblems(l Level) []Problem {
	if err := s.knowsScope(l); err != nil {
		return []Problem{{Field: "scope", Code: codeUnknown}}
	}
	component, known := Builtin().Component(l.Component)
	if !known {
		return []Problem{{Field: l.field(), Code: codeUnknown}}
	}
	// A phase without a target in the template is where the school starts from, and nothing to be measured against.
	if _, targeted := component.Levels[l.Phase]; !targeted {
		return []Problem{{Field: l.field(), Code: "no_target"}}
	}
	// Written so that NaN is outside the range.
	if l.Value != nil && !(MinLevel <= *l.Value && *l.Value <= MaxLevel) {
		return []Problem{{Field: l.field(), Code: "range"}}
	}
	if l.Value != nil && math.Round(*l.Value*10)/10 != *l.Value { // what is printed must be what is meant
		return []Problem{{Field: l.field(), Code: "decimals"}}
	}
	return nil
}

func (s *Store) knowsScope(l Level) (err error) {
	known := l.Programme == Builtin().Key
	switch l.Scope {
	case ScopeSchool:
		_, err = s.School(SchoolID(l.ScopeID))
	case ScopeOwner:
		_, err = s.Owner(OwnerID(l.ScopeID))
	case ScopeProgramme:
		known = known && l.ScopeID == l.Programme
	default:
		known = false
	}
	if !known {
		return ErrNotFound
	}
	return err
}

func (s *Store) storeLevels(ctx context.Context, by audit.By, levels []Level) error {
	err := s.write(ctx, by, func(tx *duckdb.Tx) error {
		for _, l := range levels {
			err := tx.Append("target_level", string(l.Scope), l.ScopeID, l.Programme, string(l.Component), string(l.Phase), l.Value, stamp(by.At))
			if err != nil {
				return err
			}
		}
		return nil
	}, levelEntries(levels)...)
	if err != nil {
		return fmt.Errorf("store target levels: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range levels {
		s.levels.take(l)
	}
	return nil
}

// levelEntries are what the log says of levels: an entry for each whose levels they are.
func levelEntries(levels []Level) (entries []audit.Entry) {
	for _, l := range levels {
		of := audit.Entry{Action: audit.TargetsSet, Subject: l.ScopeID}
		switch l.Scope {
		case ScopeSchool:
			of.School = l.ScopeID
		case ScopeOwner:
			of.Owner = l.ScopeID
		}
		at := slices.IndexFunc(entries, func(e audit.Entry) bool {
			return e.School == of.School && e.Owner == of.Owner && e.Subject == of.Subject
		})
		if at < 0 {
			at, entries = len(entries), append(entries, of)
		}
		set := l.field() + "="
		if l.Value != nil {
			set += strconv.FormatFloat(*l.Value, 'f', -1, 64)
		}
		entries[at].Detail = strings.TrimLeft(entries[at].Detail+" "+set, " ")
	}
	return entries
}

// LevelsFor returns the target levels that a wave opened now would freeze for the school: component → phase → level. Each says
// in Scope whose it is. A phase without a target (preparation) has no entry. It returns nil for an unknown school.
func (s *Store) LevelsFor(school SchoolID) map[ComponentKey]map[PhaseKey]Level {
	return s.LevelsFrom(ScopeSchool, string(school))
}

// LevelsFrom returns the levels as a scope sees them: its own, and where it has none those of the next outer scope. The form is
// that of [Store.LevelsFor]; nil for an unknown scope.
func (s *Store) LevelsFrom(scope Scope, id string) map[ComponentKey]map[PhaseKey]Level {
	return s.nearestLevels(s.scopesFrom(scope, id))
}

// LevelsOutside returns the levels that would hold if the scope had none of its own.
func (s *Store) LevelsOutside(scope Scope, id string) map[ComponentKey]map[PhaseKey]Level {
	scopes := s.scopesFrom(scope, id)
	if scopes == nil {
		return nil
	}
	return s.nearestLevels(scopes[1:])
}

// scopesFrom lists a scope and those outside it; nil when there is no such scope.
func (s *Store) scopesFrom(scope Scope, id string) []Level {
	outermost := []Level{{Scope: ScopeProgramme, ScopeID: Builtin().Key}}
	switch scope {
	case ScopeSchool:
		if sc, err := s.School(SchoolID(id)); err == nil {
			return append([]Level{{Scope: ScopeSchool, ScopeID: id}, {Scope: ScopeOwner, ScopeID: string(sc.Owner)}}, outermost...)
		}
	case ScopeOwner:
		if _, err := s.Owner(OwnerID(id)); err == nil {
			return append([]Level{{Scope: ScopeOwner, ScopeID: id}}, outermost...)
		}
	case ScopeProgramme:
		if id == Builtin().Key {
			return outermost
		}
	}
	return nil
}

func (s *Store) nearestLevels(scopes []Level) map[ComponentKey]map[PhaseKey]Level {
	if scopes == nil {
		return nil
	}
	t := Builtin()
	s.mu.RLock()
	defer s.mu.RUnlock()
	levels := make(map[ComponentKey]map[PhaseKey]Level, len(t.Components))
	for _, c := range t.Components {
		levels[c.Key] = make(map[PhaseKey]Level, len(c.Levels))
		for phase, standard := range c.Levels {
			levels[c.Key][phase] = s.levels.nearest(scopes, t.Key, c.Key, phase, standard)
		}
	}
	return levels
}
