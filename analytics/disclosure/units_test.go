package disclosure

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestUnitsAdmit(t *testing.T) {
	t.Parallel()
	// Six schools with one atom each, and a second atom of school 0.
	u := Units{Min: 3, Unit: []int{0, 1, 2, 3, 4, 5, 0}}
	for _, tt := range []struct {
		name         string
		out, offered [][]int
		want         []bool
	}{
		{"three schools", nil, [][]int{{0, 1, 2}}, []bool{true}},
		{"two schools", nil, [][]int{{0, 1}}, []bool{false}},
		{"two schools with three waves", nil, [][]int{{0, 1, 6}}, []bool{false}},
		{"one school more", [][]int{{0, 1, 2, 3}}, [][]int{{0, 1, 2, 3, 4}}, []bool{false}},
		{"three schools more", [][]int{{0, 1, 2}}, [][]int{{0, 1, 2, 3, 4, 5}}, []bool{true}},
		{"one leaves and two come", [][]int{{0, 1, 2, 3}}, [][]int{{1, 2, 3, 4, 5}}, []bool{true}},
		{"one leaves", [][]int{{0, 1, 2, 3}}, [][]int{{1, 2, 3}}, []bool{false}},
		{"the same again", [][]int{{0, 1, 2, 3}}, [][]int{{0, 1, 2, 3}}, []bool{true}},
		{"the same school moves on alone", [][]int{{0, 1, 2, 3}}, [][]int{{1, 2, 3, 6}}, []bool{false}},
		{"what follows from the others", [][]int{{0, 1, 2}, {3, 4, 5}}, [][]int{{0, 1, 2, 3, 4, 5}}, []bool{true}},
		{"the first that is offered wins", nil, [][]int{{0, 1, 2, 3}, {0, 1, 2, 3, 4}, {1, 2, 3, 4, 5}}, []bool{true, false, true}},
		// {0,1,2} + {2,3,4} − {0,1,3,4} = twice school 2.
		{"three groups together", [][]int{{0, 1, 2}, {2, 3, 4}}, [][]int{{0, 1, 3, 4}}, []bool{false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := u.Admit(tt.out, tt.offered)
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("admitted %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

// Cells are stricter than sums: two groups of four that have two in common leave two, although nothing about the two can be
// calculated.
func TestUnitsAdmitCells(t *testing.T) {
	t.Parallel()
	u := Units{Min: 3, Unit: []int{0, 1, 2, 3, 4, 5, 0}}
	for _, tt := range []struct {
		name         string
		out, offered [][]int
		want         []bool
	}{
		{"three schools", nil, [][]int{{0, 1, 2}}, []bool{true}},
		{"two schools with three waves", nil, [][]int{{0, 1, 6}}, []bool{false}},
		{"three schools more", [][]int{{0, 1, 2}}, [][]int{{0, 1, 2, 3, 4, 5}}, []bool{true}},
		{"two in common", [][]int{{0, 1, 2, 3}}, [][]int{{2, 3, 4, 5}}, []bool{false}},
		{"the same again", [][]int{{0, 1, 2}}, [][]int{{0, 1, 2}, {0, 1}}, []bool{true, false}},
	} {
		got, err := u.AdmitCells(tt.out, tt.offered)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: admitted %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
	if got, err := u.AdmitCells(nil, [][]int{{7}}); !errors.Is(err, ErrPlan) || got[0] {
		t.Errorf("an atom that is not: %v, %v; want ErrPlan", got, err)
	}
	if got, err := u.Admit([][]int{{0, 1, 2, 3}}, [][]int{{2, 3, 4, 5}}); err != nil || !got[0] {
		t.Errorf("as sums: %v, %v; want admitted", got, err)
	}
}

func TestUnitsFailClosed(t *testing.T) {
	t.Parallel()
	offered := [][]int{{0, 1, 2}}
	for name, tt := range map[string]struct {
		u       Units
		out     [][]int
		offered [][]int
	}{
		"too little is asked":    {Units{Min: 1, Unit: []int{0, 1, 2}}, nil, offered},
		"an atom that is not":    {Units{Min: 3, Unit: []int{0, 1}}, nil, offered},
		"nobody":                 {Units{Min: 3, Unit: []int{0, 1, 2}}, nil, [][]int{{0, 1, 2}, {}}},
		"out already and unsafe": {Units{Min: 3, Unit: []int{0, 1, 2}}, [][]int{{0}}, offered},
	} {
		admitted, err := tt.u.Admit(tt.out, tt.offered)
		if !errors.Is(err, ErrPlan) || slices.Contains(admitted, true) {
			t.Errorf("%s: admitted %v, %v; want nothing and ErrPlan", name, admitted, err)
		}
	}
}

// A search that runs out of steps says so, and that there may be a leak.
func TestStarvedUnitSearchFailsClosed(t *testing.T) {
	t.Parallel()
	s := unitSearch{columns: []column{{units: []int{0}}, {units: []int{1}}}, limit: 1}
	if leaks, err := s.search([]form{{1, 1}}, nil); !leaks || !errors.Is(err, ErrUnfinished) {
		t.Errorf("leaks %t, %v", leaks, err)
	}
}

// Whatever is offered in whatever order, what is admitted is safe, and nothing is refused that would have been safe: both are
// held against all sets of fewer than Min units, with rational numbers.
func TestUnitsAgainstBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.IntRange(3, 8).Draw(t, "units")
		u := Units{Min: rapid.IntRange(2, 4).Draw(t, "min"), Unit: rapid.SliceOfN(rapid.IntRange(0, units-1), units, units+6).Draw(t, "unit of atom")}
		subset := rapid.Custom(func(t *rapid.T) []int {
			var atoms []int
			for a, in := range rapid.SliceOfN(rapid.Bool(), len(u.Unit), len(u.Unit)).Draw(t, "in") {
				if in {
					atoms = append(atoms, a)
				}
			}
			return atoms
		}).Filter(func(atoms []int) bool { return len(atoms) > 0 })
		offered := rapid.SliceOfN(subset, 1, 7).Draw(t, "offered")
		admitted, err := u.Admit(nil, offered)
		if err != nil {
			t.Fatal(err)
		}
		var published [][]int
		for i, group := range offered {
			safe := !naiveLeak(u, append(published, group))
			if admitted[i] != safe {
				t.Fatalf("group %d of %v admitted: %v; naive: %v", i, offered, admitted[i], safe)
			}
			if safe {
				published = append(published, group)
			}
		}
	})
}

// naiveLeak tries every set of Min−1 units: if the groups lose rank when its atoms are taken away, a combination stands on it.
func naiveLeak(u Units, groups [][]int) bool {
	all := make([]bool, len(u.Unit))
	for a := range all {
		all[a] = true
	}
	full := naiveRank(groups, all)
	var without func(from int, left int, kept []bool) bool
	without = func(from, left int, kept []bool) bool {
		if naiveRank(groups, kept) < full {
			return true
		}
		if left == 0 {
			return false
		}
		for unit := from; unit <= slices.Max(u.Unit); unit++ {
			fewer := slices.Clone(kept)
			for a, of := range u.Unit {
				fewer[a] = fewer[a] && of != unit
			}
			if without(unit+1, left-1, fewer) {
				return true
			}
		}
		return false
	}
	return without(0, u.Min-1, all)
}

// naiveRank is the rank of the groups on the kept atoms, by elimination in rational numbers.
func naiveRank(groups [][]int, kept []bool) int {
	var rows [][]*big.Rat
	for _, g := range groups {
		row := make([]*big.Rat, len(kept))
		for a := range row {
			row[a] = new(big.Rat)
			if kept[a] && slices.Contains(g, a) {
				row[a].SetInt64(1)
			}
		}
		rows = append(rows, row)
	}
	rank := 0
	for a := range kept {
		at := slices.IndexFunc(rows[rank:], func(r []*big.Rat) bool { return r[a].Sign() != 0 })
		if at < 0 {
			continue
		}
		rows[rank], rows[rank+at] = rows[rank+at], rows[rank]
		for _, row := range rows[rank+1:] {
			factor := new(big.Rat).Quo(row[a], rows[rank][a])
			for b := range row {
				row[b] = new(big.Rat).Sub(row[b], new(big.Rat).Mul(factor, rows[rank][b]))
			}
		}
		if rank++; rank == len(rows) {
			break
		}
	}
	return rank
}

// BenchmarkUnitsCountry is a programme of 2,800 schools in four phases, with ten editions behind it between each of which some
// hundred schools have come.
func BenchmarkUnitsCountry(b *testing.B) {
	const schools, phases = 2800, 4
	u := Units{Min: 5, Unit: make([]int, schools*phases)}
	for a := range u.Unit {
		u.Unit[a] = a % schools
	}
	edition := func(number int) (groups [][]int) {
		for phase := range phases {
			var group []int
			for school := range max(0, 280*number-500*phase) {
				group = append(group, phase*schools+school)
			}
			if len(group) > 0 {
				groups = append(groups, group)
			}
		}
		return groups
	}
	var out [][]int
	for number := 1; number < 10; number++ {
		out = append(out, edition(number)...)
	}
	for b.Loop() {
		admitted, err := u.Admit(out, edition(10))
		if err != nil || slices.Contains(admitted, false) {
			b.Fatal(admitted, err)
		}
	}
}
