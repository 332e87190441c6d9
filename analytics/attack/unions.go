package attack

// unions calls found with unions of classes that can be computed and hold 1 to below−1 persons, and with one of those inside every other.
//
// persons are numbers by class that fit what is shown, and most are the greatest of several such: a union that can be computed has as many persons in
// all of them, so it has no class that may have more. Where groups are withheld well their classes may, and hardly one is left to search among.
// Of those that are, a union is put together depth first: a move that changes what has been chosen must be made up for by another class that it touches,
// and the one with the fewest such classes is asked first. Nobody is in a union for himself alone: except is his class, or −1.
func (s *span) unions(persons, most table, below, except int, w *work, found func(union set, persons int)) error {
	u := newUnionSearch(s, persons, most, below, except, w)
	u.found = found
	for c, n := range u.persons {
		if n == 0 || u.barred[c] {
			continue
		}
		u.take(c, 1)
		if err := u.extend(); err != nil {
			return err
		}
		u.take(c, -1)
		u.barred[c] = true
	}
	return nil
}

type unionSearch struct {
	below   int
	persons table
	work    *work
	found   func(set, int)

	moves   []openMove
	touches [][]touch // by class
	barred  []bool    // chosen, left to an earlier branch, or in no such union
	union   set
	sum     int
}

// openMove is a move by the classes of the search that it touches, and what it does to those that are chosen.
type openMove struct {
	classes []int
	change  int64
}

// touch is what a move does to a class.
type touch struct {
	move int
	by   int64
}

func newUnionSearch(s *span, persons, most table, below, except int, w *work) *unionSearch {
	u := &unionSearch{below: below, persons: persons, work: w, touches: make([][]touch, s.size), barred: make([]bool, s.size), union: newSet(s.size)}
	for c := range u.barred {
		u.barred[c] = c == except || most[c] >= below
	}
	for _, z := range s.moves {
		var m openMove
		for c, by := range z {
			if by != 0 && !u.barred[c] {
				m.classes = append(m.classes, c)
				u.touches[c] = append(u.touches[c], touch{len(u.moves), by})
			}
		}
		if m.classes != nil {
			u.moves = append(u.moves, m)
		}
	}
	return u
}

// take puts a class into the union, or with times −1 out again.
func (u *unionSearch) take(c int, times int64) {
	u.barred[c] = times > 0
	u.sum += int(times) * u.persons[c]
	u.union[c/64] ^= 1 << (c % 64)
	for _, t := range u.touches[c] {
		u.moves[t.move].change += times * t.by
	}
}

// extend completes the union in all ways.
func (u *unionSearch) extend() error {
	if err := u.work.spend(1 + len(u.moves)/8); err != nil {
		return err
	}
	open, changed := u.narrowest()
	if !changed {
		u.found(append(set(nil), u.union...), u.sum)
		return nil
	}
	for _, c := range open {
		u.take(c, 1)
		if err := u.extend(); err != nil {
			return err
		}
		u.take(c, -1)
		u.barred[c] = true
	}
	for _, c := range open {
		u.barred[c] = false
	}
	return nil
}

// narrowest are the classes that can still make up for a move that changes the union, of the move that has fewest.
func (u *unionSearch) narrowest() (open []int, changed bool) {
	best, least := -1, 0
	for i, m := range u.moves {
		if m.change == 0 {
			continue
		}
		n := 0
		for _, c := range m.classes {
			if u.open(c) {
				n++
			}
		}
		if best < 0 || n < least {
			best, least = i, n
		}
		if n == 0 {
			return nil, true
		}
	}
	if best < 0 {
		return nil, false
	}
	for _, c := range u.moves[best].classes {
		if u.open(c) {
			open = append(open, c)
		}
	}
	return open, true
}

func (u *unionSearch) open(c int) bool { return !u.barred[c] && u.sum+u.persons[c] < u.below }
