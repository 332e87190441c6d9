package disclosure

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestFieldAgreesWithBigIntegers(t *testing.T) {
	t.Parallel()
	p := big.NewInt(prime)
	if !p.ProbablyPrime(20) {
		t.Fatal("the modulus is not prime")
	}
	value := rapid.Uint64Range(0, prime-1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := value.Draw(t, "a"), value.Draw(t, "b")
		x, y := new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)
		for name, pair := range map[string][2]*big.Int{
			"sum":        {new(big.Int).SetUint64(add(a, b)), new(big.Int).Add(x, y)},
			"difference": {new(big.Int).SetUint64(sub(a, b)), new(big.Int).Sub(x, y)},
			"product":    {new(big.Int).SetUint64(mul(a, b)), new(big.Int).Mul(x, y)},
		} {
			if pair[0].Cmp(new(big.Int).Mod(pair[1], p)) != 0 {
				t.Fatalf("%s of %d and %d is %v", name, a, b, pair[0])
			}
		}
		if a != 0 && mul(a, inverse(a)) != 1 {
			t.Fatalf("1/%d is %d", a, inverse(a))
		}
	})
}

func TestFractionIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.Int64Range(-1<<29, 1<<29).Draw(t, "num")
		den := rapid.Int64Range(1, 1<<29).Draw(t, "den")
		divisor := gcd(max(num, -num), den)
		num, den = num/divisor, den/divisor
		a := element(max(num, -num))
		if num < 0 {
			a = sub(0, a)
		}
		n, d, ok := fraction(mul(a, inverse(element(den))))
		if !ok || n != num || d != den {
			t.Fatalf("%d/%d is read as %d/%d, %v", num, den, n, d, ok)
		}
	})
}

// A null space that does not belong to the shown groups is not confirmed, and
// neither is one whose vectors are not small fractions.
func TestProveRefusesWhatIsNotOrthogonal(t *testing.T) {
	t.Parallel()
	shown := [][]int{{0, 1}, {1, 2}}
	right := form{1, sub(0, 1), 1}
	if err := (nullSpace{vectors: []form{right}}).prove(shown); err != nil {
		t.Errorf("a null vector is refused: %v", err)
	}
	for name, wrong := range map[string]form{
		"not orthogonal":       {1, 1, 1},
		"not a small fraction": {1, 123456789123456789, 1},
	} {
		if err := (nullSpace{vectors: []form{wrong}}).prove(shown); !errors.Is(err, ErrUnfinished) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// With the whole of three atoms shown, and the first protected, the other two together would give it away; to a reader who is the second, the
// third would.
func TestGuardForbidsWhatCompletesAProtectedForm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reader    int
		atoms     []int
		forbidden bool
	}{
		{everybody, []int{1, 2}, true}, {everybody, []int{2}, false}, {everybody, []int{0}, true},
		{1, []int{2}, true}, {1, []int{1, 2}, true}, {2, []int{2}, false},
	} {
		k, g := newKernel(3), newGuard(test.reader)
		g.protect(indicator(3, []int{0}))
		g.start(3)
		whole := []int{0, 1, 2}
		if k.follows(whole) {
			t.Fatal("the whole follows from nothing")
		}
		g.follow(k, whole, k.show())
		if got := g.forbids(test.atoms); got != test.forbidden {
			t.Errorf("reader %d, atoms %v: forbidden %t, want %t", test.reader, test.atoms, got, test.forbidden)
		}
	}
}

// G9: an audit that runs out of steps shows nothing, and says so.
func TestStarvedAuditShowsNothing(t *testing.T) {
	t.Parallel()
	plan, n := crossTable(4, 4, 2)
	a := newAudit(plan, 7, n, n, nil)
	a.steps = 3
	if err := a.run(); !errors.Is(err, ErrUnfinished) {
		t.Fatalf("error %v", err)
	}
}

// Only whole tables that fit what is shown widen a count: the first atom of three has 2 of 5 persons, and the first two are shown together.
func TestOnlyTablesThatFitCount(t *testing.T) {
	t.Parallel()
	for point, want := range map[float64]bool{2: true, 1.5: false, -1: false} {
		table, whole := (&program{point: []float64{point}}).wholeTable()
		if whole != want || whole && table[0] != int64(point) {
			t.Errorf("%v is read as %v, %t", point, table, whole)
		}
	}
	plan := Plan{
		Atoms:  []Atom{{Label: "a"}, {Label: "b"}, {Label: "c"}},
		Groups: []Group{{Label: "a and b", Atoms: []int{0, 1}}, {Label: "a", Atoms: []int{0}}},
	}
	n := []int{2, 3, 9}
	a := newAudit(plan, 5, n, n, nil)
	a.eliminate()
	tables := a.newTables(nil)
	if a.take(tables, []int64{9, 3, 9}) || tables.high[1] != 2 {
		t.Errorf("a table with 12 in a group of 5 is taken: %+v", tables)
	}
	if !a.take(tables, []int64{5, 0, 0}) || tables.high[1] != 5 || tables.low[1] != 2 {
		t.Errorf("a table that fits is refused: %+v", tables)
	}
}

// crossTable is a two-way table with margins and about the given number of
// persons in each cell.
func crossTable(rows, columns, about int) (Plan, []int) {
	var plan Plan
	var n []int
	group := func(level int, label string, in func(r, c int) bool) {
		g := Group{Label: label, Level: level}
		for a := range rows * columns {
			if in(a/columns, a%columns) {
				g.Atoms = append(g.Atoms, a)
			}
		}
		plan.Groups = append(plan.Groups, g)
	}
	group(0, "total", func(int, int) bool { return true })
	for r := range rows {
		group(1, fmt.Sprint("row ", r), func(row, _ int) bool { return row == r })
	}
	for c := range columns {
		group(1, fmt.Sprint("column ", c), func(_, column int) bool { return column == c })
	}
	for r := range rows {
		for c := range columns {
			label := fmt.Sprint("cell ", r, " ", c)
			plan.Atoms = append(plan.Atoms, Atom{Label: label})
			group(2, label, func(row, column int) bool { return row == r && column == c })
			n = append(n, 1+(7*r+5*c)%(2*about))
		}
	}
	return plan, n
}
