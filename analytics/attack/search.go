package attack

import (
	"errors"
	"slices"
)

// solve finds a solution of the system, or nil if there is none. It does not change the bounds of the system.
//
// A search that takes a wrong turn early can be lost for long where solutions are many. So it is begun again after a while with other
// turns, first those of the last solution, which mostly is near, and every time it may take longer. A search that ends without
// a solution has tried everything, whichever turns it took.
func (s *system) solve() ([]int, error) {
	low, high := slices.Clone(s.low), slices.Clone(s.high)
	for r := s.rooted; r < len(s.rows); r++ {
		s.push(int32(r))
	}
	if possible, err := s.propagate(low, high); err != nil || !possible {
		return nil, err
	}
	for attempt, patience := 0, firstPatience; ; attempt, patience = attempt+1, patience+patience/2 {
		s.attempt, s.patience = attempt, s.work.done+patience
		found, err := s.search(slices.Clone(low), slices.Clone(high))
		if errors.Is(err, errLost) {
			continue
		}
		if found != nil {
			s.last = found
		}
		return found, err
	}
}

// firstPatience is the work after which a search is begun anew.
const firstPatience = 2000

var errLost = errors.New("the search takes too long this way")

// search owns low and high.
func (s *system) search(low, high []int) ([]int, error) {
	if s.work.done > s.patience {
		return nil, errLost
	}
	v := s.branch(low, high)
	if v < 0 {
		return low, nil
	}
	middle := low[v] + (high[v]-low[v])/2
	first := s.upperFirst(v, middle)
	for _, upper := range [2]bool{first, !first} {
		l, h := slices.Clone(low), slices.Clone(high)
		if upper {
			l[v] = middle + 1
		} else {
			h[v] = middle
		}
		for _, r := range s.of[v] {
			s.push(r)
		}
		possible, err := s.propagate(l, h)
		if err != nil {
			return nil, err
		}
		if !possible {
			continue
		}
		if found, err := s.search(l, h); found != nil || err != nil {
			return found, err
		}
	}
	return nil, nil
}

// upperFirst decides which half of a variable's range is tried first.
func (s *system) upperFirst(v, middle int) bool {
	switch {
	case s.attempt == 0 && s.last != nil:
		return s.last[v] > middle
	case s.attempt < 2: // to and fro, so that solutions differ
		return v&1 == 1
	}
	turn := uint32(v+1)*2654435761 ^ uint32(s.attempt)*2246822519 ^ uint32(middle)*3266489917
	return (turn^turn>>15)&1 == 1
}

// branch chooses the variable with the narrowest range that is open, the first of the order among equals; -1 if all are settled. Every
// second search settles sizes and sums first: counts that fit them are found more easily than sums that fit counts.
func (s *system) branch(low, high []int) int {
	if s.attempt%2 == 1 {
		if v := narrowest(s.first, low, high); v >= 0 {
			return v
		}
	}
	if v := narrowest(s.order, low, high); v >= 0 {
		return v
	}
	for v := range low {
		if low[v] < high[v] {
			return v
		}
	}
	return -1
}

// narrowest is the variable with the narrowest range that is open, or -1.
func narrowest(vars []int, low, high []int) int {
	best, width := -1, unlimited
	for _, v := range vars {
		if w := high[v] - low[v]; w > 0 && w < width {
			if best, width = v, w; w == 1 {
				break
			}
		}
	}
	return best
}
