package attack

import (
	"context"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// The second road to what follows from shown groups: the rank of the groups with and without a union, by fractions of any size, for every union that
// there is. Each union of fewer than k persons that follows has one inside that was found, and nothing else was found.
func TestUnionsAgainstRanks(t *testing.T) {
	t.Parallel()
	found, searched := 0, 0
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 6))
		classes, below := 2+random.IntN(6), 2+random.IntN(6)
		persons := make(table, classes)
		for c := range persons {
			persons[c] = random.IntN(5)
		}
		w := &work{ctx: context.Background(), limit: DefaultWork}
		s, shown := newSpan(classes), []uint64{}
		for range random.IntN(classes + 2) {
			group := 1 + random.Uint64N(1<<classes-1)
			shown = append(shown, group)
			if err := s.add(set{group}, personsOf(persons, group), w); err != nil {
				t.Fatal(err)
			}
		}
		small := map[uint64]bool{}
		err := s.unions(persons, persons, below, -1, w, func(union set, n int) {
			if n != personsOf(persons, union[0]) || n < 1 || n >= below || !follows(shown, union[0], classes) {
				t.Errorf("seed %d: union %b of %d persons", seed, union[0], n)
			}
			small[union[0]] = true
		})
		if err != nil {
			t.Fatal(err)
		}
		for union := uint64(1); union < 1<<classes; union++ {
			want := follows(shown, union, classes)
			n, ok, err := s.value(set{union}, w)
			if err != nil || ok != want || ok && n != personsOf(persons, union) {
				t.Fatalf("seed %d: union %b follows %t with %d persons, %v; want %t, %d", seed, union, ok, n, err, want, personsOf(persons, union))
			}
			if !want || personsOf(persons, union) == 0 || personsOf(persons, union) >= below {
				continue
			}
			searched++
			inside := false
			for u := range small {
				inside = inside || u&^union == 0
			}
			if !inside {
				t.Fatalf("seed %d: nothing was found inside %b", seed, union)
			}
		}
		found += len(small)
	}
	if found < 100 || searched == found {
		t.Errorf("%d unions found of %d: little is tested", found, searched)
	}
}

func personsOf(persons table, union uint64) (n int) {
	for ; union != 0; union &= union - 1 {
		n += persons[bits.TrailingZeros64(union)]
	}
	return n
}

// follows compares ranks.
func follows(shown []uint64, union uint64, classes int) bool {
	return rank(shown, classes) == rank(append(append([]uint64(nil), shown...), union), classes)
}

func rank(groups []uint64, classes int) (rank int) {
	rows := make([][]*big.Rat, len(groups))
	for i, g := range groups {
		for c := range classes {
			rows[i] = append(rows[i], big.NewRat(int64(g>>c&1), 1))
		}
	}
	for c := range classes {
		pivot := -1
		for i := rank; i < len(rows) && pivot < 0; i++ {
			if rows[i][c].Sign() != 0 {
				pivot = i
			}
		}
		if pivot < 0 {
			continue
		}
		rows[rank], rows[pivot] = rows[pivot], rows[rank]
		for i := rank + 1; i < len(rows); i++ {
			factor := new(big.Rat).Quo(rows[i][c], rows[rank][c])
			for at := range rows[i] {
				rows[i][at].Sub(rows[i][at], new(big.Rat).Mul(factor, rows[rank][at]))
			}
		}
		rank++
	}
	return rank
}
