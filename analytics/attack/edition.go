package attack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// ErrEdition is wrapped by every error about what an edition document says.
var ErrEdition = errors.New("this is no edition document that can be attacked")

// Edition is an edition as it is published, format 1: what an owner or a programme is given over schools. It is made of figures of releases,
// so it tells nothing of persons that those do not; what is attacked here is that single schools stay out of sight.
type Edition struct {
	Format     int             `json:"format"`
	ID         string          `json:"id"`
	Number     int             `json:"number"`
	Issued     string          `json:"issued"`
	Scope      EditionScope    `json:"scope"`
	MinSchools int             `json:"min_schools"`
	Sharing    int             `json:"sharing"`
	Synthetic  bool            `json:"synthetic"`
	Atoms      []EditionAtom   `json:"atoms"`
	Groups     []EditionGroup  `json:"groups"`
	Measures   json.RawMessage `json:"measures"`
	Figures    []EditionFigure `json:"figures"`
	Quality    *EditionQuality `json:"quality"`
}

// EditionScope is for whom it is.
type EditionScope struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Orgnr string `json:"orgnr"`
	Name  string `json:"name"`
}

// EditionAtom is one school's wave.
type EditionAtom struct {
	Release   string `json:"release"`
	Wave      string `json:"wave"`
	School    string `json:"school"`
	Orgnr     string `json:"orgnr"`
	Name      string `json:"name"`
	Phase     string `json:"phase"`
	Closed    string `json:"closed"`
	HeadCount int    `json:"head_count"`
	Answered  int    `json:"answered"`
}

// EditionGroup is a set of them.
type EditionGroup struct {
	Key       string          `json:"key"`
	Kind      string          `json:"kind"`
	Phase     string          `json:"phase"`
	Semester  string          `json:"semester"`
	Cohort    string          `json:"cohort"`
	Name      string          `json:"name"`
	Atoms     []int           `json:"atoms"`
	Waiting   int             `json:"waiting"`
	HeadCount int             `json:"head_count"`
	Answered  EditionCell     `json:"answered"`
	Readers   string          `json:"readers"`
	Targets   json.RawMessage `json:"targets"`
}

// EditionFigure is a figure of a group.
type EditionFigure struct {
	Measure   string            `json:"measure"`
	Group     string            `json:"group"`
	Cell      EditionCell       `json:"cell"`
	Atoms     []int             `json:"atoms"`
	HeadCount int               `json:"head_count"`
	Spread    []json.RawMessage `json:"spread"`
}

// EditionCell is what is shown.
type EditionCell struct {
	State    string          `json:"state"`
	N        int             `json:"n"`
	Limit    string          `json:"limit"`
	Mean     float64         `json:"mean"`
	Bounds   json.RawMessage `json:"bounds"`
	Interval json.RawMessage `json:"interval"`
	Claim    json.RawMessage `json:"claim"`
}

// EditionQuality is what is said of the instrument; only whom it is over matters here.
type EditionQuality struct {
	Reference string          `json:"reference"`
	Atoms     []int           `json:"atoms"`
	Answers   int             `json:"answers"`
	Scales    json.RawMessage `json:"scales"`
	Items     json.RawMessage `json:"items"`
}

// ReadEdition reads a document, and refuses what it does not understand.
func ReadEdition(r io.Reader) (Edition, error) {
	in := json.NewDecoder(io.LimitReader(r, maxEdition))
	in.DisallowUnknownFields()
	var e Edition
	if err := in.Decode(&e); err != nil {
		return Edition{}, fmt.Errorf("%w: %w", ErrEdition, err)
	}
	switch {
	case e.Format != 1:
		return Edition{}, fmt.Errorf("%w: its format is %d, and 1 is known", ErrEdition, e.Format)
	case e.MinSchools < 2:
		return Edition{}, fmt.Errorf("%w: it promises %d schools", ErrEdition, e.MinSchools)
	}
	for _, set := range e.sets() {
		if !slices.IsSorted(set.atoms) || len(set.atoms) > 0 && (set.atoms[0] < 0 || set.atoms[len(set.atoms)-1] >= len(e.Atoms)) {
			return Edition{}, fmt.Errorf("%w: %s is over atoms %v of %d", ErrEdition, set.measure, set.atoms, len(e.Atoms))
		}
	}
	return e, nil
}

// maxEdition is a country's edition ten times over.
const maxEdition = 100 << 20

// published is a set of atoms with something shown of it.
type published struct {
	measure string
	atoms   []int
	spread  bool
}

// answeredSets is the name for what is said of groups as such: how many schools, people and answers.
const answeredSets = "answered"

// sets are those of an edition.
func (e *Edition) sets() []published {
	var sets []published
	for _, g := range e.Groups {
		sets = append(sets, published{answeredSets, g.Atoms, false})
	}
	for _, f := range e.Figures {
		sets = append(sets, published{f.Measure, f.Atoms, len(f.Spread) > 0})
	}
	if e.Quality != nil {
		sets = append(sets, published{"quality", e.Quality.Atoms, false})
	}
	return sets
}

// EditionFinding is something that editions tell of too few schools, or a document that contradicts itself.
type EditionFinding struct {
	Measure string   `json:"measure"`
	Schools []string `json:"schools"` // by id
	Learnt  string   `json:"learnt"`
}

// Editions attacks all editions of one owner or programme together, oldest first. For every measure it asks whether some combination of the
// published sets stands on fewer schools than was promised, in fractions; for spreads whether some intersection or difference does; and
// of every document whether its numbers are those of its sets. An error is [ErrEdition], or that it did not finish, and then no
// finding means nothing.
func Editions(editions []Edition) ([]EditionFinding, error) {
	findings := []EditionFinding{}
	schools, releases := map[string]string{}, map[string]int{}
	byMeasure, spreads := map[string][][]int{}, map[string][][]int{}
	var of []string // school by number of release
	least := 0
	for i, e := range editions {
		if e.Scope.Kind != editions[0].Scope.Kind || e.Scope.ID != editions[0].Scope.ID {
			return nil, fmt.Errorf("%w: they are of different owners or programmes", ErrEdition)
		}
		least = max(least, e.MinSchools)
		findings = append(findings, editions[i].contradictions()...)
		number := make([]int, len(e.Atoms))
		for at, a := range e.Atoms {
			if school, known := schools[a.Release]; known && school != a.School {
				return nil, fmt.Errorf("%w: release %s is of two schools", ErrEdition, a.Release)
			} else if !known {
				schools[a.Release], releases[a.Release], of = a.School, len(of), append(of, a.School)
			}
			number[at] = releases[a.Release]
		}
		for _, set := range e.sets() {
			if len(set.atoms) == 0 {
				continue
			}
			all := make([]int, len(set.atoms))
			for k, at := range set.atoms {
				all[k] = number[at]
			}
			byMeasure[set.measure] = append(byMeasure[set.measure], all)
			if set.spread {
				spreads[set.measure] = append(spreads[set.measure], all)
			}
		}
	}
	for measure, sets := range byMeasure {
		found, err := fewSchools(sets, of, least)
		if err != nil {
			return nil, err
		}
		if found != nil {
			findings = append(findings, EditionFinding{measure, found, "a combination of published figures is about these schools alone"})
		}
	}
	for measure, sets := range spreads {
		for _, c := range columnsOf(sets, of) {
			if len(c.schools) < minSpread {
				findings = append(findings, EditionFinding{measure, c.schools, "how these schools spread can be told from the others"})
			}
		}
	}
	slices.SortFunc(findings, func(a, b EditionFinding) int {
		return slices.Compare(append([]string{a.Measure, a.Learnt}, a.Schools...), append([]string{b.Measure, b.Learnt}, b.Schools...))
	})
	return findings, nil
}

// minSpread is the published rule for spreads.
const minSpread = 10

// contradictions are numbers that are not those of their sets.
func (e *Edition) contradictions() (findings []EditionFinding) {
	for _, g := range e.Groups {
		answered, headCount, most, seen := 0, 0, 0, map[string]bool{}
		for _, at := range g.Atoms {
			a := e.Atoms[at]
			answered, headCount, most = answered+a.Answered, headCount+a.HeadCount, max(most, a.Answered)
			if seen[a.School] {
				findings = append(findings, EditionFinding{g.Key, []string{a.School}, "the school is in a group twice"})
			}
			seen[a.School] = true
		}
		if answered != g.Answered.N || headCount != g.HeadCount || (g.Answered.State == "value") != (len(g.Atoms) > 0) {
			findings = append(findings, EditionFinding{g.Key, nil, "the group's numbers are not those of its schools"})
		}
		if 5*most > 4*answered {
			findings = append(findings, EditionFinding{g.Key, nil, "more than four fifths of the answers are from one school"})
		}
	}
	for _, f := range e.Figures {
		if (f.Cell.State == "value") != (len(f.Atoms) > 0) {
			findings = append(findings, EditionFinding{f.Measure, nil, "a value and whom it is over do not go together"})
		}
	}
	return findings
}
