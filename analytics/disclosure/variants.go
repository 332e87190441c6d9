package disclosure

import "slices"

// A variant is one item's answers as they could be, with everything that is shown of the item itself as it is. What indices show of it is another
// question, so it says what it adds to the sums of codes.
type variant struct {
	counts []int // by atom and category, atom by atom
	rise   []int // by group
	kind   int   // that of all who add the same
}

// variants are those of an item.
type variants struct {
	all   []variant
	kinds int
}

// maxVariants bounds those of an item that are looked at. Two withheld groups of seven, whose answers together are known, have some hundreds.
const maxVariants = 600

// variants are those that trades lead to from the truth, step by step, of which nobody sees any: those of the fewest trades first. Of two groups whose answers
// are known together, and nothing else of them, these are all there are: exchanges lead from any table of two rows to any other with the same margins.
func (f *surface) variants(item int) variants {
	shown := f.shownOf(item)
	if of, known := f.known[item][shown]; known {
		return of
	}
	v := f.varied(item)
	for next := 0; next < len(v.all) && len(v.all) <= maxVariants && f.work >= 0; next++ {
		v.from(v.all[next])
	}
	v.all = v.all[1:]
	if f.known[item] == nil {
		f.known[item] = map[uint64]variants{}
	}
	f.known[item][shown] = v.variants
	return v.variants
}

// shownOf has a bit for each group of which figures of an item are shown. There are no more groups than bits where variants are looked for.
func (f *surface) shownOf(item int) (shown uint64) {
	for g := range f.Showing.Items[item] {
		if f.Showing.Items[item][g].Bands != nil {
			shown |= 1 << g
		}
	}
	return shown
}

// A trade is persons of some atoms who change an answer, each in the one direction or the opposite, and what groups see of that.
type trade struct {
	partners []partner // the first one not opposite
	seen     []sight   // by groups with figures
	rise     []int     // by group: what it adds to the sum of codes, for a change by one
}

// sight is a group in which so many more change in the one direction than in the other.
type sight struct{ group, by int }

// trades are those of an item that need not show, each once.
func (f *surface) trades(item int) (trades []trade) {
	for a := range f.Plan.Atoms {
		for partners := range f.partners(a) {
			if slices.ContainsFunc(partners, func(p partner) bool { return p.atom < a }) {
				continue
			}
			if t := f.trade(item, append([]partner{{atom: a}}, partners...)); t.rise != nil {
				trades = append(trades, t)
			}
		}
	}
	return trades
}

// trade is one with all that is seen of it; without a rise where everybody sees it.
func (f *surface) trade(item int, partners []partner) trade {
	t := trade{partners: partners}
	rise := make([]int, len(f.Plan.Groups))
	for g := range f.Plan.Groups {
		for _, p := range partners {
			if f.in(g, p.atom) {
				rise[g] += p.sign()
			}
		}
		d := &f.Showing.Items[item][g]
		if rise[g] != 0 && d.tellsCounts() {
			return trade{}
		}
		if rise[g] != 0 && d.Bands != nil {
			t.seen = append(t.seen, sight{g, rise[g]})
		}
	}
	t.rise = rise
	return t
}

func (p partner) sign() int {
	if p.opposite {
		return -1
	}
	return 1
}

// varied is the search for the variants of an item.
type varied struct {
	*surface
	variants
	item, steps int
	trades      []trade
	found       map[string]bool // counts
	kindOf      map[string]int  // by rise
	counts      []int
	key         []byte
	sums        [][]int // by group: of the variant that is gone on from
}

func (f *surface) varied(item int) *varied {
	v := &varied{
		surface: f, item: item, steps: len(f.counts[item][0]), trades: f.trades(item), found: map[string]bool{}, kindOf: map[string]int{},
		sums: make([][]int, len(f.Plan.Groups)),
	}
	truth := variant{counts: slices.Concat(f.Survey.Items[item].Counts...), rise: make([]int, len(f.Plan.Groups))}
	v.add(truth.counts, truth.rise)
	return v
}

// add takes a variant in that is not there yet.
func (v *varied) add(counts, rise []int) {
	if v.key = keyOf(v.key, counts); v.found[string(v.key)] {
		return
	}
	v.found[string(v.key)] = true
	v.key = keyOf(v.key, rise)
	kind, known := v.kindOf[string(v.key)]
	if !known {
		kind = v.kinds
		v.kindOf[string(v.key)], v.kinds = kind, kind+1
	}
	v.all = append(v.all, variant{slices.Clone(counts), rise, kind})
}

func keyOf(key []byte, numbers []int) []byte {
	key = key[:0]
	for _, n := range numbers {
		key = append(key, byte(n), byte(n>>8))
	}
	return key
}

// from goes on from a variant by one trade.
func (v *varied) from(one variant) {
	for g, group := range v.Plan.Groups {
		if v.Showing.Items[v.item][g].Bands != nil {
			v.sums[g] = v.sumIn(group, one.counts)
		}
	}
	for _, t := range v.trades {
		for from := range v.steps {
			for to := range v.steps {
				if v.work -= len(t.seen) + 1; from == to || !v.possible(t, one, from, to) || !v.unseen(t, from, to) {
					continue
				}
				v.counts = append(v.counts[:0], one.counts...)
				for _, p := range t.partners {
					v.counts[p.atom*v.steps+from] -= p.sign()
					v.counts[p.atom*v.steps+to] += p.sign()
				}
				rise := slices.Clone(one.rise)
				for g, by := range t.rise {
					rise[g] += by * (to - from)
				}
				v.add(v.counts, rise)
			}
		}
	}
}

func (v *varied) sumIn(group Group, counts []int) []int {
	sum := make([]int, v.steps)
	for _, a := range group.Atoms {
		for c := range sum {
			sum[c] += counts[a*v.steps+c]
		}
	}
	return sum
}

func (v *varied) possible(t trade, one variant, from, to int) bool {
	for _, p := range t.partners {
		leaves := from
		if p.opposite {
			leaves = to
		}
		if one.counts[p.atom*v.steps+leaves] == 0 {
			return false
		}
	}
	return true
}

func (v *varied) unseen(t trade, from, to int) bool {
	for _, s := range t.seen {
		counts := v.sums[s.group]
		counts[from] -= s.by
		counts[to] += s.by
		same := counts[from] >= 0 && counts[to] >= 0 && v.shows(v.item, s.group, counts)
		counts[from] += s.by
		counts[to] -= s.by
		if !same {
			return false
		}
	}
	return true
}
