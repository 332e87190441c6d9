package analytics

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// G5 over items, indices and groups: an independent reader takes every item and index that a release shows in any group, subtracts
// groups from the school, groups from each other and items from indices until nothing gets narrower, and never finds that all, or all but
// one, of a group or of some groups together answered 4 or 5 to an item, or 1 or 2. The reader is given more than readers have:
// how many people of each group, hidden ones too, answered each item.
func TestNothingAddsUpToUnanimity(t *testing.T) {
	t.Parallel()
	var indices atomic.Int64 // of groups, with a number
	t.Cleanup(func() {
		if indices.Load() < 100 {
			t.Error("groups have hardly any index: nothing is tested")
		}
	})
	layouts := [][]int{{10, 24}, {10, 21, 40}, {7, 9}, {8, 12, 15}, {10, 10, 10}, {20, 30}, {7, 40, 4}, {60, 45}}
	for _, sizes := range layouts {
		for items := 2; items <= 4; items++ {
			for _, gaps := range []float64{0, 0.01, 0.04} {
				t.Run(fmt.Sprintf("groups=%v/items=%d/gaps=%v", sizes, items, gaps), func(t *testing.T) {
					t.Parallel()
					random := rand.New(rand.NewPCG(uint64(items), uint64(sizes[0])))
					const schools = 40
					told := 0
					for range schools {
						s := anySchool(random, sizes, items, gaps)
						r := computedSurvey(t, s)
						read := s.readerOf(r)
						if !read.holds(s) {
							t.Fatal("the reader has excluded what is true")
						}
						told += min(1, len(read.unanimous()))
						for _, f := range r.Figures {
							if e, ok := f.Cell.Shown(); ok && e.Limit == Exact && f.Measure == "component:c0" && f.Group != TotalGroup {
								indices.Add(1)
							}
						}
					}
					if told > 0 {
						t.Errorf("%d of %d releases tell", told, schools)
					}
				})
			}
		}
	}
}

// school is what the people of a school answered: by group and person, one code per item.
type schoolAnswers struct {
	items int // per component
	codes [][][]int8
}

// anySchool lets each group feel about each item in one of the ways that caps are made for, or in between.
func anySchool(random *rand.Rand, sizes []int, items int, gaps float64) schoolAnswers {
	s := schoolAnswers{items: items, codes: make([][][]int8, len(sizes))}
	moods := [][]int8{{5}, {1}, {4, 5}, {1, 2}, {3}, {2, 3, 4, 5}, {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}, {2, 3, 4}, {1, 3, 5}, {3, 4, 5}}
	for g, size := range sizes {
		s.codes[g] = make([][]int8, size)
		for p := range size {
			s.codes[g][p] = make([]int8, 2*items)
		}
		for i := range 2 * items {
			mood := moods[random.IntN(len(moods))]
			for p := range size {
				s.codes[g][p][i] = mood[random.IntN(len(mood))]
				if random.Float64() < gaps {
					s.codes[g][p][i] = surveys.Blank
				}
			}
			if random.IntN(3) == 0 { // the one who is of another mind
				s.codes[g][random.IntN(size)][i] = int8(1 + random.IntN(5))
			}
		}
	}
	return s
}

// computedSurvey asks the school two components of so many items each.
func computedSurvey(t *testing.T, s schoolAnswers) *Release {
	t.Helper()
	w, in, all := s.survey()
	r, err := Compute(w, aSchool(), in, all)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// survey is the school as a wave.
func (s schoolAnswers) survey() (surveys.Wave, *surveys.Instrument, []surveys.Response) {
	in := smallInstrument()
	like := in.Sections[0].Items[0]
	in.Sections[0].Items, in.Constructs, in.Components = nil, nil, nil
	for c := range 2 {
		key := fmt.Sprint("c", c)
		in.Components = append(in.Components, programme.ComponentKey(key))
		in.Constructs = append(in.Constructs, surveys.Construct{Key: key, Name: text(key), Component: programme.ComponentKey(key)})
		for i := range s.items {
			item := like
			item.ID, item.Construct = surveys.ItemID(fmt.Sprint(key, "i", i)), key
			in.Sections[0].Items = append(in.Sections[0].Items, item)
		}
	}
	var sizes []int
	var all []surveys.Response
	for g, people := range s.codes {
		sizes = append(sizes, len(people)+1)
		for _, p := range people {
			all = append(all, surveys.Response{Group: uint8(g + 1), Codes: p})
		}
	}
	return aWave(sizes...), in, all
}

// between is what a reader knows of a sum.
type between struct{ low, high float64 }

func (b between) and(o between) between  { return between{max(b.low, o.low), min(b.high, o.high)} }
func (b between) plus(o between) between { return between{b.low + o.low, b.high + o.high} }
func (b between) less(o between) between { return between{b.low - o.high, b.high - o.low} }

// reader knows the sum of the answers to each item, and of what is missing to each index, in each set of groups: a bit per group.
type reader struct {
	n     map[string][]int // by item and set
	sums  map[string][]between
	parts map[string][]string  // of an index: its items, and its gaps
	means map[string][]between // of an index that is taken over its items' means: their sum
}

// readerOf starts from what is shown and works out the rest.
func (s schoolAnswers) readerOf(r *Release) *reader {
	read := &reader{n: map[string][]int{}, sums: map[string][]between{}, parts: map[string][]string{}, means: map[string][]between{}}
	sets := 1 << len(s.codes)
	for _, m := range r.Measures {
		key := string(m.Key)
		read.sums[key] = make([]between, sets)
		if m.Kind == ItemMeasure {
			read.n[key] = make([]int, sets)
		} else {
			read.sums["gaps of "+key], read.means[key] = make([]between, sets), make([]between, sets)
			read.parts[key] = []string{"gaps of " + key}
		}
		for set := range sets {
			read.start(s, m, set)
		}
		for _, id := range m.Items {
			if m.Kind != ItemMeasure {
				read.parts[key] = append(read.parts[key], string(ItemMeasureKey(id)))
			}
		}
		for g, group := range r.Groups {
			set := sets - 1
			if g > 0 {
				set = 1 << (g - 1)
			}
			if e, ok := r.Cell(m.Key, group.Key).Shown(); ok {
				if items := float64(len(m.Items)); e.Limit == Exact && s.itemWise(m, set) {
					read.means[key][set] = between{items * (e.Mean - 0.05), items * (e.Mean + 0.05)}
				} else {
					read.sums[key][set] = read.sums[key][set].and(sumOf(m, e))
				}
			}
		}
	}
	for read.narrow() {
	}
	return read
}

// start is what is known of a sum before anything is shown.
func (read *reader) start(s schoolAnswers, m Measure, set int) {
	answered, missing, persons := 0, 0, 0
	s.given(m, set, func(given int) {
		answered += given
		if 2*given >= len(m.Items) {
			persons++
			missing += len(m.Items) - given
		}
	})
	key := string(m.Key)
	if m.Kind == ItemMeasure {
		read.n[key][set] = answered
		read.sums[key][set] = between{float64(answered), 5 * float64(answered)}
		return
	}
	// Who answered r of k items adds k/r times their sum to k·n·index: the sum, and 1 to 5 for each of the k − r.
	// Who answered fewer than half adds nothing to the index, and his answers are to be taken away from the items.
	lost := float64(answered + missing - persons*len(m.Items))
	read.sums["gaps of "+key][set] = between{float64(missing) - 5*lost, 5*float64(missing) - lost}
	read.sums[key][set] = between{float64(persons * len(m.Items)), 5 * float64(persons*len(m.Items))}
}

// itemWise reports whether an index of some groups is the mean of its items' means: under 20 scored, and 1 to 6 with a gap.
func (s schoolAnswers) itemWise(m Measure, set int) bool {
	scored, partial := 0, 0
	s.given(m, set, func(given int) {
		if given > 0 && given < len(m.Items) {
			partial++
		}
		if 2*given >= len(m.Items) {
			scored++
		}
	})
	return m.Kind != ItemMeasure && scored < 20 && partial > 0 && partial < 7
}

// given visits every person of some groups with the number of the measure's items that he answered.
func (s schoolAnswers) given(m Measure, set int, visit func(given int)) {
	for g, people := range s.codes {
		if set>>g&1 == 0 {
			continue
		}
		for _, p := range people {
			given := 0
			for _, id := range m.Items {
				if p[s.place(id)] != surveys.Blank {
					given++
				}
			}
			visit(given)
		}
	}
}

func (s schoolAnswers) place(id surveys.ItemID) int {
	var component, item int
	if _, err := fmt.Sscanf(string(id), "c%di%d", &component, &item); err != nil {
		panic(err)
	}
	return component*s.items + item
}

// sumOf is what a figure says of the sum of the answers behind it.
func sumOf(m Measure, e Estimate) between {
	times := float64(e.N * len(m.Items))
	if len(e.Categories) > 0 && e.N <= 100 {
		sum := 0
		for step, percent := range e.Categories {
			sum += (step + 1) * people(percent, e.N)
		}
		return between{float64(sum), float64(sum)}
	}
	switch e.Limit {
	case Exact:
		sum := between{times * (e.Mean - 0.05), times * (e.Mean + 0.05)}
		if m.Kind == ItemMeasure { // whole numbers
			sum = between{math.Ceil(sum.low - 1e-9), math.Floor(sum.high + 1e-9)}
		}
		return sum
	case CountOnly:
		return between{0, math.Inf(1)}
	}
	return between{times * e.Bounds.Low, times * e.Bounds.High}
}

// narrow goes once through every sum of two disjoint sets and of the parts of every index; it reports whether that taught anything.
func (read *reader) narrow() (learnt bool) {
	know := func(b *between, new between) {
		if new = b.and(new); new.low > b.low+1e-6 || new.high < b.high-1e-6 {
			*b, learnt = new, true
		}
	}
	for _, sums := range read.sums {
		for whole := range sums {
			for a := 1; a < whole; a++ {
				if rest := whole &^ a; a&whole == a && rest > 0 {
					know(&sums[whole], sums[a].plus(sums[rest]))
					know(&sums[a], sums[whole].less(sums[rest]))
				}
			}
		}
	}
	for _, index := range slices.Sorted(maps.Keys(read.parts)) {
		for set := range read.sums[index] {
			var all between
			for _, part := range read.parts[index] {
				all = all.plus(read.sums[part][set])
			}
			know(&read.sums[index][set], all)
			for _, part := range read.parts[index] {
				own := read.sums[part][set]
				others := between{all.low - own.low, all.high - own.high}
				know(&read.sums[part][set], read.sums[index][set].less(others))
			}
			read.narrowMeans(index, set, know)
		}
	}
	return learnt
}

// narrowMeans subtracts the other items' means from the sum of all.
func (read *reader) narrowMeans(index string, set int, know func(*between, between)) {
	sum := read.means[index][set]
	if sum == (between{}) {
		return
	}
	items := read.parts[index][1:]
	for _, one := range items {
		rest := sum
		for _, other := range items {
			if n := float64(read.n[other][set]); other != one {
				rest = rest.less(between{read.sums[other][set].low / n, read.sums[other][set].high / n})
			}
		}
		n := float64(read.n[one][set])
		know(&read.sums[one][set], between{n * rest.low, n * rest.high})
	}
}

// holds reports whether the reader still thinks possible what is true.
func (read *reader) holds(s schoolAnswers) bool {
	for key, n := range read.n {
		i := s.place(surveys.ItemID(key[len("item:"):]))
		for set := range n {
			sum := 0.0
			for g, people := range s.codes {
				for _, p := range people {
					if set>>g&1 == 1 && p[i] != surveys.Blank {
						sum += float64(p[i])
					}
				}
			}
			if known := read.sums[key][set]; sum < known.low-1e-6 || sum > known.high+1e-6 {
				return false
			}
		}
	}
	return true
}

// unanimous lists the items and sets of groups of which the sum leaves at most one person out of a side. Two outside the
// high side answer 3 at most, so that n people with two outside have at most 5n − 4 together.
func (read *reader) unanimous() []string {
	var told []string
	for key, counts := range read.n {
		for set, n := range counts {
			known := read.sums[key][set]
			if n >= 3 && (known.low > float64(5*n-4)+1e-6 || known.high < float64(n+4)-1e-6) {
				told = append(told, fmt.Sprint(key, " in ", set))
			}
		}
	}
	return told
}
