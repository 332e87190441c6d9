package programme

import "fmt"

// A ledger holds the latest revision of each thing of a kind.
type ledger[K comparable, V any] map[K]revision[V]

type revision[V any] struct {
	number int
	value  V
}

// take keeps the revision unless a later one is there already: rows may be read in any order.
func (l ledger[K, V]) take(id K, number int, value V) {
	if number > l[id].number {
		l[id] = revision[V]{number, value}
	}
}

// next is the number of the next revision of the id; revisions begin at 1.
func (l ledger[K, V]) next(id K) int { return l[id].number + 1 }

func (l ledger[K, V]) get(id K, kind string) (V, error) {
	latest, ok := l[id]
	if !ok {
		return latest.value, fmt.Errorf("%s: %w", kind, ErrNotFound)
	}
	return latest.value, nil
}

// find looks through all values. A few thousand take microseconds; that is less than keeping a second index right would cost.
func (l ledger[K, V]) find(what string, wanted func(V) bool) (V, error) {
	for _, latest := range l {
		if wanted(latest.value) {
			return latest.value, nil
		}
	}
	var none V
	return none, fmt.Errorf("%s: %w", what, ErrNotFound)
}

func (l ledger[K, V]) values() []V {
	values := make([]V, 0, len(l))
	for _, latest := range l {
		values = append(values, latest.value)
	}
	return values
}
