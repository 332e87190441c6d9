package closing

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// An Index is an index of the national pupil survey, Elevundersøkelsen.
type Index string

// The indices. All but Bullied are means from 1 to 5 on which high is good; Bullied is a share in per cent, and low is good.
const (
	WellBeing       Index = "well_being"
	TeacherSupport  Index = "teacher_support"
	HomeSupport     Index = "home_support"
	Challenge       Index = "challenge"
	Assessment      Index = "assessment"
	LearningCulture Index = "learning_culture"
	Mastery         Index = "mastery"
	Motivation      Index = "motivation"
	Democracy       Index = "democracy"
	Rules           Index = "rules"
	Guidance        Index = "guidance"
	Bullied         Index = "bullied"
)

// Indices are all of them, in the order in which a form offers them: what is nearest to the school's environment first.
var Indices = []Index{Bullied, WellBeing, TeacherSupport, LearningCulture, Rules, Democracy, HomeSupport, Mastery, Motivation, Challenge, Assessment, Guidance}

// Percent says that the index is a share in per cent, 0 to 100.
func (i Index) Percent() bool { return i == Bullied }

// Range is from where to where the index goes.
func (i Index) Range() (low, high float64) {
	if i.Percent() {
		return 0, 100
	}
	return 1, 5
}

// beside are the components that an index sheds light on. It is our reading of what the pupils are asked, for a conversation: nothing is calculated from it.
var beside = map[Index][]programme.ComponentKey{
	Bullied: {"prevent", "uncover", "intervene", "measures", "persist"}, WellBeing: {"promote", "persist"}, TeacherSupport: {"promote", "uncover", "notify"},
	LearningCulture: {"promote", "capacity"}, Rules: {"prevent", "intervene", "capacity"}, Democracy: {"promote", "measures"},
}

// Beside reports whether the index sheds light on a component.
func (i Index) Beside(c programme.ComponentKey) bool { return slices.Contains(beside[i], c) }

// An EvidenceKey says what a later figure replaces.
type EvidenceKey struct {
	Year  int // in which the school year begins: 2025 for 2025–26
	Index Index
	Grade int // 1 to 13, the last three of upper secondary; 0 for all together
}

// Evidence is a figure that a school has from elsewhere. It is published by others, stands beside the school's own figures, and is never laid together with them.
type Evidence struct {
	EvidenceKey `json:"-"`
	// Score is the figure as published; nil where it is withheld, with a star in its place. A star is no number and no zero.
	Score  *float64 `json:"score,omitempty"`
	Source string   `json:"source"` // where the school has it from
}

// Withheld says that the figure is withheld where it is published.
func (e Evidence) Withheld() bool { return e.Score == nil }

// The years that evidence can be of, and its longest source in characters. The pupil survey took its present form in 2013.
const (
	firstYear = 2013
	lastYear  = 2100
	maxSource = 120
	lastGrade = 13
)

func (e Evidence) problems() (problems []programme.Problem) {
	add := func(wrong bool, field, code string) {
		if wrong {
			problems = append(problems, programme.Problem{Field: field, Code: code})
		}
	}
	add(!slices.Contains(Indices, e.Index), "index", "unknown")
	add(e.Year < firstYear || e.Year > lastYear, "year", "evidence_year")
	add(e.Grade < 0 || e.Grade > lastGrade, "grade", "unknown")
	if low, high := e.Index.Range(); e.Score != nil {
		add(!(low <= *e.Score && *e.Score <= high), "score", "evidence_range") // written so that NaN is outside
		add(low <= *e.Score && *e.Score <= high && math.Round(*e.Score*100)/100 != *e.Score, "score", "decimals")
	}
	add(e.Source == "", "source", "missing")
	add(utf8.RuneCountInString(e.Source) > maxSource, "source", "too_long")
	return problems
}

// ParseScore reads a figure as it is published: with a decimal comma or point, or the star of one that is withheld, which is nil. ok is false for everything else.
func ParseScore(text string) (score *float64, ok bool) {
	switch text = strings.TrimSpace(text); strings.ToLower(text) {
	case "*", "**", ":", "unntatt offentlighet", "unntatt offentlegheit", "unnateke offentlegheit":
		return nil, true
	}
	text = strings.TrimSpace(strings.TrimSuffix(text, "%"))
	x, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return nil, false
	}
	return &x, true
}

// evidenceRow is a revision of a figure; of nothing when it was taken back.
type evidenceRow struct {
	Evidence
	number int
	gone   bool
}

// EvidenceOf returns what a school has from elsewhere: the latest year first, then by index and grade.
func (s *Store) EvidenceOf(school programme.SchoolID) (all []Evidence) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, row := range s.evidence[school] {
		if !row.gone {
			all = append(all, row.Evidence)
		}
	}
	slices.SortFunc(all, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(slices.Index(Indices, a.Index), slices.Index(Indices, b.Index)), cmp.Compare(a.Grade, b.Grade))
	})
	return all
}

// AddEvidence keeps figures of a school, each in the place of one that it has of the same index, year and grade. It returns how many there are that it did not have before in just this way; all are
// kept or none. The error is a *[programme.Invalid] with the fields "index", "year", "grade", "score" and "source".
func (s *Store) AddEvidence(ctx context.Context, by audit.By, school programme.SchoolID, given []Evidence) (added int, err error) {
	for _, e := range given {
		e.Source = strings.TrimSpace(e.Source)
		if err := invalid(e.problems()...); err != nil {
			return 0, err
		}
	}
	err = s.changeEvidence(ctx, by, school, audit.EvidenceEntered, func(have map[EvidenceKey]evidenceRow) (changed []evidenceRow) {
		for _, e := range given {
			e.Source = strings.TrimSpace(e.Source)
			before := have[e.EvidenceKey]
			if before.number > 0 && !before.gone && before.same(e) {
				continue
			}
			row := evidenceRow{Evidence: e, number: before.number + 1}
			have[e.EvidenceKey], changed = row, append(changed, row)
		}
		added = len(changed)
		return changed
	})
	return added, err
}

// RemoveEvidence takes a figure back that was entered by mistake. One that is not there is no fault: somebody else has taken it back.
func (s *Store) RemoveEvidence(ctx context.Context, by audit.By, school programme.SchoolID, key EvidenceKey) error {
	return s.changeEvidence(ctx, by, school, audit.EvidenceRemoved, func(have map[EvidenceKey]evidenceRow) []evidenceRow {
		before, ok := have[key]
		if !ok || before.gone {
			return nil
		}
		return []evidenceRow{{Evidence: Evidence{EvidenceKey: key}, number: before.number + 1, gone: true}}
	})
}

func (e Evidence) same(o Evidence) bool {
	return e.Source == o.Source && (e.Score == nil) == (o.Score == nil) && (e.Score == nil || *e.Score == *o.Score)
}

// changeEvidence stores what decide wants, given what there is, with one entry of the log.
func (s *Store) changeEvidence(ctx context.Context, by audit.By, school programme.SchoolID, action audit.Action, decide func(map[EvidenceKey]evidenceRow) []evidenceRow) error {
	if err := s.turn.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.turn.Release(1)
	if _, err := s.prog.School(school); err != nil {
		return err
	}
	have := map[EvidenceKey]evidenceRow{}
	s.mu.RLock()
	for key, row := range s.evidence[school] {
		have[key] = row
	}
	s.mu.RUnlock()
	changed := decide(have)
	if len(changed) == 0 {
		return nil
	}
	entry := audit.Entry{Action: action, School: string(school), Subject: string(school), Detail: "count=" + strconv.Itoa(len(changed))}
	err := s.rec.Write(context.WithoutCancel(ctx), func(tx *duckdb.Tx) error {
		for _, row := range changed {
			value := ""
			if !row.gone {
				text, err := json.Marshal(row.Evidence)
				if err != nil {
					return err
				}
				value = string(text)
			}
			if err := tx.Append("evidence", string(school), row.Year, string(row.Index), row.Grade, row.number, by.At.UTC().Truncate(time.Microsecond), value); err != nil {
				return err
			}
		}
		return audit.Append(tx, by, entry)
	})
	if err != nil {
		return fmt.Errorf("store evidence: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range changed {
		s.takeEvidence(school, row)
	}
	return nil
}

func (s *Store) takeEvidence(school programme.SchoolID, row evidenceRow) {
	if s.evidence[school] == nil {
		s.evidence[school] = map[EvidenceKey]evidenceRow{}
	}
	if row.number > s.evidence[school][row.EvidenceKey].number {
		s.evidence[school][row.EvidenceKey] = row
	}
}

// readEvidence takes every revision from the database.
func (s *Store) readEvidence(r *duckdb.Reader) error {
	_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) {
		var school programme.SchoolID
		var e evidenceRow
		var value string
		if err := row.Scan(&school, &e.Year, &e.Index, &e.Grade, &e.number, &value); err != nil {
			return struct{}{}, err
		}
		if e.gone = value == ""; !e.gone {
			if err := json.Unmarshal([]byte(value), &e.Evidence); err != nil {
				return struct{}{}, fmt.Errorf("evidence of %d: %w", e.Year, err)
			}
		}
		s.takeEvidence(school, e)
		return struct{}{}, nil
	}, `-- closing.Store.readEvidence
		select school_id, year, measure, grade, revision, value from evidence order by rowid`)
	if err != nil {
		return fmt.Errorf("read evidence: %w", err)
	}
	return nil
}
