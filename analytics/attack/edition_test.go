package attack

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// editionOf is a document over one wave each of the schools; every set is a group that is given.
func editionOf(number int, schools []string, sets ...[]int) Edition {
	e := Edition{Format: 1, Number: number, MinSchools: 3, Scope: EditionScope{Kind: "owner", ID: "OWNER"}}
	for _, school := range schools {
		e.Atoms = append(e.Atoms, EditionAtom{Release: fmt.Sprintf("%s-%d", school, slices.Index(schools, school)), School: school, HeadCount: 30, Answered: 25})
	}
	for i, set := range sets {
		e.Groups = append(e.Groups, EditionGroup{
			Key: fmt.Sprint("g", i), Atoms: set, HeadCount: 30 * len(set), Answered: EditionCell{State: "value", N: 25 * len(set)},
		})
	}
	return e
}

func TestEditions(t *testing.T) {
	t.Parallel()
	schools := []string{"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"}
	all := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	broken := func(change func(e *Edition)) []Edition {
		e := editionOf(1, schools, all[:4])
		change(&e)
		return []Edition{e}
	}
	for _, tt := range []struct {
		name     string
		editions []Edition
		want     []string // schools of the findings, and what was learnt
	}{
		{"nothing", nil, nil},
		{"three more", []Edition{editionOf(1, schools, all[:4]), editionOf(2, schools, all[:7])}, nil},
		{"one more", []Edition{editionOf(1, schools, all[:4]), editionOf(2, schools, all[:5])}, []string{"E: a combination"}},
		{"two schools", []Edition{editionOf(1, schools, all[:2])}, []string{"A B: a combination"}},
		// {A,B,C} + {A,B,D,E} − {C,D,E} = twice A and B.
		{"three sets", []Edition{editionOf(1, schools, []int{0, 1, 2}, []int{2, 3, 4}, []int{0, 1, 3, 4})}, []string{"A B: a combination"}},
		{"another number of answers", broken(func(e *Edition) { e.Groups[0].Answered.N++ }), []string{": the group's numbers"}},
		{"hidden and over schools", broken(func(e *Edition) { e.Groups[0].Answered.State = "hidden" }), []string{": the group's numbers"}},
		{"nearly all from one", broken(func(e *Edition) {
			e.Atoms[0].Answered = 400
			e.Groups[0].Answered.N = 475
		}), []string{": more than four fifths"}},
		{"a school twice", broken(func(e *Edition) {
			e.Atoms[1].School = "A"
		}), []string{"A: the school is in a group twice"}},
		{"a value over nobody", broken(func(e *Edition) {
			e.Figures = []EditionFigure{{Measure: "overall", Group: "g0", Cell: EditionCell{State: "value", N: 5}}}
		}), []string{": a value and whom it is over"}},
		{"two that spread differ by two", broken(func(e *Edition) {
			value := EditionCell{State: "value", N: 5}
			e.Figures = []EditionFigure{{Measure: "overall", Atoms: all, Cell: value, Spread: make([]json.RawMessage, 3)}, {Measure: "overall", Atoms: all[:9], Cell: value, Spread: make([]json.RawMessage, 3)}}
		}), []string{"A B C D E F G H I: how these", "J K L: how these"}},
		{"the quality of one more", []Edition{
			func() Edition { e := editionOf(1, schools); e.Quality = &EditionQuality{Atoms: all[:10]}; return e }(),
			func() Edition { e := editionOf(2, schools); e.Quality = &EditionQuality{Atoms: all[:11]}; return e }(),
		}, []string{"K: a combination"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			findings, err := Editions(tt.editions)
			if err != nil {
				t.Fatal(err)
			}
			if len(findings) != len(tt.want) {
				t.Fatalf("found %v; want %v", findings, tt.want)
			}
			for i, f := range findings {
				if got := strings.Join(f.Schools, " ") + ": " + f.Learnt; !strings.HasPrefix(got, tt.want[i]) {
					t.Errorf("found %q; want %q", got, tt.want[i])
				}
			}
		})
	}
	other := editionOf(2, schools, all[:7])
	other.Scope.ID = "ANOTHER"
	if _, err := Editions([]Edition{editionOf(1, schools, all[:4]), other}); !errors.Is(err, ErrEdition) {
		t.Errorf("of two owners: %v; want ErrEdition", err)
	}
	moved := editionOf(2, schools, all[:7])
	moved.Atoms[0].School = "M"
	if _, err := Editions([]Edition{editionOf(1, schools, all[:4]), moved}); !errors.Is(err, ErrEdition) {
		t.Errorf("a release of two schools: %v; want ErrEdition", err)
	}
}

func TestReadEdition(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"no JSON":             `{`,
		"another format":      `{"format":2,"min_schools":3}`,
		"no promise":          `{"format":1}`,
		"something new":       `{"format":1,"min_schools":3,"medians":[]}`,
		"atoms that are not":  `{"format":1,"min_schools":3,"groups":[{"key":"latest","atoms":[0]}]}`,
		"atoms in disorder":   `{"format":1,"min_schools":3,"atoms":[{},{}],"groups":[{"key":"latest","atoms":[1,0]}]}`,
		"quality over nobody": `{"format":1,"min_schools":3,"quality":{"atoms":[3]}}`,
	} {
		if _, err := ReadEdition(strings.NewReader(document)); !errors.Is(err, ErrEdition) {
			t.Errorf("%s: %v; want ErrEdition", name, err)
		}
	}
}

// What is found is found by trying all sets of schools, too, and the other way round.
func TestFewSchoolsAgainstBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.IntRange(2, 4).Draw(t, "least")
		of := rapid.SliceOfN(rapid.SampledFrom([]string{"A", "B", "C", "D", "E", "F"}), 4, 9).Draw(t, "schools")
		var sets [][]int
		for range rapid.IntRange(1, 6).Draw(t, "sets") {
			var set []int
			for r, in := range rapid.SliceOfN(rapid.Bool(), len(of), len(of)).Draw(t, "in") {
				if in {
					set = append(set, r)
				}
			}
			sets = append(sets, set)
		}
		found, err := fewSchools(sets, of, least)
		if err != nil {
			t.Fatal(err)
		}
		if brute := anyFew(sets, of, least-1, nil); (found != nil) != brute || len(found) >= least {
			t.Fatalf("found %v in %v of %v; by brute force: %v", found, sets, of, brute)
		}
	})
}

// anyFew tries all sets of schools that extend the named ones.
func anyFew(sets [][]int, of []string, more int, named []string) bool {
	full, without := rankOf(sets, of, nil), rankOf(sets, of, named)
	if without < full {
		return true
	}
	if more == 0 {
		return false
	}
	for _, school := range of {
		if !slices.Contains(named, school) && anyFew(sets, of, more-1, append(named[:len(named):len(named)], school)) {
			return true
		}
	}
	return false
}

func rankOf(sets [][]int, of, without []string) int {
	var rows []ratRow
	for _, set := range sets {
		row := make(ratRow, len(of))
		for r := range row {
			row[r] = new(big.Rat)
			if slices.Contains(set, r) && !slices.Contains(without, of[r]) {
				row[r].SetInt64(1)
			}
		}
		rows = append(rows, row)
	}
	return len(eliminated(rows))
}
