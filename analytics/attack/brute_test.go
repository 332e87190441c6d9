package attack_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tilstand/analytics/attack"
)

// The second road: every table of answers of a small school is drawn out anew, and those that look like the document are what is
// possible. What follows from all of them is what the attack has to find about answers, and nothing else.
func TestAnswersAgainstBruteForce(t *testing.T) {
	t.Parallel()
	found := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		s := drawSmall(t)
		d := s.document()
		possible := s.alike(t, d)
		want := s.follows(possible)
		report, err := attack.Attack(t.Context(), []attack.Document{d}, attack.Options{Work: attack.DefaultWork, Insiders: everyInsider(d)})
		if err != nil || !report.Complete {
			t.Fatalf("%v, %+v", err, report)
		}
		got := map[string]bool{}
		for _, f := range report.Findings {
			if strings.Contains(f.Learnt, "all") && strings.Contains(f.Learnt, "answered") && f.Guarantee != attack.G2 {
				about := fmt.Sprint(f.Guarantee, " ", f.Atoms, " ", f.Learnt)
				if f.Guarantee == attack.G4 {
					about = fmt.Sprint("G4 ", f.Atoms, " ", f.Learnt)
				}
				got[about] = true
				found[f.Guarantee]++
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%d tables look like it; found %v, brute force %v", len(possible), got, want)
		}
	})
	if found[attack.G4] == 0 || found[attack.G5] == 0 {
		t.Errorf("findings %v: nothing is tested", found)
	}
}

// The same with the answers as an example. Of classes that nobody is in nothing can be learnt then, and of one person nothing of others.
func TestExamplesAgainstBruteForce(t *testing.T) {
	t.Parallel()
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawSmall(t)
		d := s.document()
		want := s.follows(s.alike(t, d))
		for about := range want {
			if s.fewIn(about) {
				delete(want, about)
			}
		}
		report, err := attack.Attack(t.Context(), []attack.Document{d}, attack.Options{Work: attack.DefaultWork, Insiders: s.respondents(), Examples: s.examples()})
		if err != nil || !report.Complete {
			t.Fatalf("%v, %+v", err, report)
		}
		got := map[string]bool{}
		for _, f := range report.Findings {
			if about := fmt.Sprint(f.Guarantee, " ", f.Atoms, " ", f.Learnt); f.Guarantee == attack.G5 && !s.fewIn(about) {
				got[about] = true
				found++
			}
		}
		for about := range want {
			if strings.HasPrefix(about, "G4") {
				delete(want, about) // of respondents who may not be there
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("found %v, brute force %v", got, want)
		}
	})
	if found == 0 {
		t.Error("nothing is tested")
	}
}

// fewIn reports whether a finding is about fewer than two persons.
func (s sketch) fewIn(about string) bool {
	n := 0
	for a := range s.n {
		if strings.Contains(about[:strings.Index(about, "]")+1], fmt.Sprint("a", a)) {
			n += s.n[a]
		}
	}
	return n < 2
}

// respondents are the people of a sketch as insiders, and examples their answers.
func (s sketch) respondents() (insiders []attack.Insider) {
	for i, it := range s.items {
		for a, counts := range it.answers {
			for c, n := range counts {
				if n > 0 {
					insiders = append(insiders, attack.Insider{Wave: "wave", Atom: fmt.Sprint("a", a), Item: fmt.Sprint("item:i", i), Answer: c + 1})
				}
			}
		}
	}
	return insiders
}

func (s sketch) examples() []attack.Example {
	persons := attack.Example{Wave: "wave", Measure: "answered"}
	for _, n := range s.n {
		persons.Counts = append(persons.Counts, []int{n})
	}
	examples := []attack.Example{persons}
	for i, it := range s.items {
		examples = append(examples, attack.Example{Wave: "wave", Measure: fmt.Sprint("item:i", i), Counts: it.answers})
	}
	return examples
}

// An example that does not give the figures is put aside: it hides no finding.
func TestFalseExampleIsPutAside(t *testing.T) {
	t.Parallel()
	s := sketch{k: 7, n: []int{10}, items: []asked{{[][]int{{0, 1, 0, 9}}, []form{split}}}}
	for name, counts := range map[string][][]int{
		"of other answers": {{3, 3, 2, 2}}, "of too few": {{0, 0, 0, 1}}, "of nobody": {{0, 0, 0, 0}}, "of another scale": {{1, 9}}, "of more atoms": {{0, 1, 0, 9}, {1, 0, 0, 0}},
		"of fewer than nobody": {{-1, 2, 0, 9}}, "of the truth": {{0, 1, 0, 9}},
	} {
		examples := []attack.Example{{Wave: "wave", Measure: "item:i0", Counts: counts}}
		report, err := attack.Attack(t.Context(), []attack.Document{s.document()}, attack.Options{Work: attack.DefaultWork, Examples: examples})
		if err != nil || !report.Complete {
			t.Fatalf("%s: %v, %+v", name, err, report)
		}
		if !slices.ContainsFunc(report.Findings, func(f attack.Finding) bool {
			return f.Guarantee == attack.G5 && strings.Contains(f.Learnt, "answered 4")
		}) {
			t.Errorf("example %s: found %v", name, report.Findings)
		}
	}
}

// drawSmall makes a school of up to three groups and seven people on four steps, shown in any way, most of them forbidden.
func drawSmall(t *rapid.T) sketch {
	atoms := rapid.IntRange(1, 3).Draw(t, "atoms")
	s := sketch{k: 1, n: make([]int, atoms)}
	it := asked{}
	for a := range atoms {
		s.n[a] = rapid.IntRange(1, []int{0, 7, 3, 2}[atoms]).Draw(t, "n")
		counts := make([]int, 4)
		for range s.n[a] {
			counts[rapid.IntRange(0, 3).Draw(t, "answer")]++
		}
		it.answers = append(it.answers, counts)
		s.groups = append(s.groups, []int{a})
	}
	if atoms == 3 && rapid.Bool().Draw(t, "overlap") {
		s.groups = append(s.groups, []int{0, 1})
	}
	for g := range len(s.groups) + 1 {
		f := form(rapid.IntRange(0, 3).Draw(t, "form"))
		it.forms = append(it.forms, f)
		if f == withheld || rapid.IntRange(0, 3).Draw(t, "hide") == 0 {
			s.hidden = append(s.hidden, g)
		}
	}
	s.items = []asked{it}
	return s
}

// alike lists every table of up to eight people that gives the same document. A group without answers to the item is withheld.
func (s sketch) alike(t *rapid.T, d attack.Document) [][][]int {
	var tables [][][]int
	most := 8
	if c := d.Figures[0].Cell; c.State == "value" {
		most = c.N
	} else if a := d.Groups[0].Answered; a.State == "value" {
		most = a.N
	}
	table := make([][]int, len(s.n))
	for a := range table {
		table[a] = make([]int, 4)
	}
	var fill func(cell, left int)
	fill = func(cell, left int) {
		if cell == 4*len(table) {
			if s.looksLike(table, d) {
				tables = append(tables, clone(table))
			}
			return
		}
		for n := 0; n <= left; n++ {
			table[cell/4][cell%4] = n
			fill(cell+1, left-n)
		}
		table[cell/4][cell%4] = 0
	}
	fill(0, most)
	if len(tables) == 0 {
		t.Fatal("not even the truth looks like the document")
	}
	return tables
}

func clone(table [][]int) [][]int {
	c := make([][]int, len(table))
	for i := range table {
		c[i] = slices.Clone(table[i])
	}
	return c
}

// looksLike compares what is shown of the item, and that no more answered it than answered at all.
func (s sketch) looksLike(table [][]int, d attack.Document) bool {
	for g := range d.Groups {
		counts := make([]int, 4)
		atoms := s.groupAtoms(g)
		n := 0
		for _, a := range atoms {
			for c, m := range table[a] {
				counts[c] += m
				n += m
			}
		}
		shown := d.Figures[g].Cell
		if shown.State == "value" && (n != shown.N || !reflect.DeepEqual(cell(s.items[0].forms[g], counts), shown)) {
			return false
		}
	}
	return s.enoughPersons(table, d)
}

func (s sketch) groupAtoms(g int) []int {
	if g > 0 {
		return s.groups[g-1]
	}
	all := make([]int, len(s.n))
	for a := range all {
		all[a] = a
	}
	return all
}

// enoughPersons looks for numbers of persons, at least those of the answers, that add up to the numbers shown.
func (s sketch) enoughPersons(table [][]int, d attack.Document) bool {
	least := make([]int, len(table))
	for a, counts := range table {
		for _, n := range counts {
			least[a] += n
		}
	}
	persons := slices.Clone(least)
	var fill func(a int) bool
	fill = func(a int) bool {
		if a == len(persons) {
			for g, group := range d.Groups {
				sum := 0
				for _, a := range s.groupAtoms(g) {
					sum += persons[a]
				}
				if group.Answered.State == "value" && sum != group.Answered.N {
					return false
				}
			}
			return true
		}
		for persons[a] = least[a]; persons[a] <= 8; persons[a]++ {
			if fill(a + 1) {
				return true
			}
		}
		persons[a] = least[a]
		return false
	}
	return fill(0)
}

// follows lists what is true of all tables and must not be known, in the words of the attack. Atoms that no shown group tells apart are
// one.
func (s sketch) follows(tables [][][]int) map[string]bool {
	told := map[string]bool{}
	masks := map[string][]bool{
		"1": {true, false, false, false}, "2": {false, true, false, false}, "3": {false, false, true, false}, "4": {false, false, false, true},
		"1 to 2": {true, true, false, false}, "3 to 4": {false, false, true, true},
	}
	for _, class := range s.classes() {
		names := []string{}
		for _, a := range class {
			names = append(names, fmt.Sprint("a", a))
		}
		for words, in := range masks {
			most, size := 0, 0
			for _, table := range tables {
				out, n := outsideOf(table, class, in)
				most, size = max(most, out), max(size, n)
			}
			switch {
			case most == 0 && size > 0:
				told[fmt.Sprint("G5 ", names, " all answered ", words)] = true
			case most == 1 && size > 1:
				told[fmt.Sprint("G5 ", names, " all, or all but one, answered ", words)] = true
			case size > 0 && s.someoneKnows(tables, class, in):
				told[fmt.Sprint("G4 ", names, " all others answered ", words)] = true
			}
		}
	}
	return told
}

func outsideOf(table [][]int, class []int, in []bool) (out, n int) {
	for _, a := range class {
		for c, m := range table[a] {
			n += m
			if !in[c] {
				out += m
			}
		}
	}
	return out, n
}

// someoneKnows reports whether a respondent, by his own answer, knows that all others chose alike, where there can be others.
func (s sketch) someoneKnows(tables [][][]int, class []int, in []bool) bool {
	for _, home := range s.classes() {
		for answer := range 4 {
			own, self := 0, 0
			if slices.Equal(home, class) {
				self = 1
				if !in[answer] {
					own = 1
				}
			}
			there, doubt, size := false, false, 0
			for _, table := range tables {
				out, n := outsideOf(table, class, in)
				size = max(size, n)
				me := 0
				for _, a := range home {
					me += table[a][answer]
				}
				if me > 0 {
					there = true
					doubt = doubt || out > own
				}
			}
			if there && !doubt && size > self {
				return true
			}
		}
	}
	return false
}

// classes puts atoms together that are in the same groups of which something is shown.
func (s sketch) classes() [][]int {
	var keys []string
	var classes [][]int
	for a := range s.n {
		key := ""
		for g := range len(s.groups) + 1 {
			if (s.items[0].forms[g] != withheld || !slices.Contains(s.hidden, g)) && slices.Contains(s.groupAtoms(g), a) {
				key += fmt.Sprint(g, " ")
			}
		}
		if at := slices.Index(keys, key); at >= 0 {
			classes[at] = append(classes[at], a)
			continue
		}
		keys, classes = append(keys, key), append(classes, []int{a})
	}
	return classes
}

// Head counts of withheld groups against every table that adds up.
func TestHeadCountsAgainstBruteForce(t *testing.T) {
	t.Parallel()
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		const k = 4
		atoms := rapid.IntRange(2, 4).Draw(t, "atoms")
		s := sketch{k: k, n: rapid.SliceOfN(rapid.IntRange(0, 5), atoms, atoms).Draw(t, "n")}
		for range rapid.IntRange(1, 5).Draw(t, "groups") {
			members := rapid.SliceOfNDistinct(rapid.IntRange(0, atoms-1), 1, atoms, rapid.ID).Draw(t, "members")
			s.groups = append(s.groups, members)
			if rapid.Bool().Draw(t, "hide") {
				s.hidden = append(s.hidden, len(s.groups))
			}
		}
		d := s.document()
		for g := range d.Groups { // a shown group has respondents, or is said to have none
			if d.Groups[g].Answered.State == "value" && d.Groups[g].Answered.N == 0 {
				d.Groups[g].Answered = attack.Cell{State: "no_data"}
			}
		}
		low, high := map[string]int{}, map[string]int{}
		s.headTables(d, func(n []int) {
			for g, group := range d.Groups {
				sum := 0
				for _, a := range s.groupAtoms(g) {
					sum += n[a]
				}
				if _, seen := low[group.Key]; !seen {
					low[group.Key], high[group.Key] = sum, sum
				}
				low[group.Key], high[group.Key] = min(low[group.Key], sum), max(high[group.Key], sum)
			}
		})
		want := map[string]bool{}
		for g, group := range d.Groups {
			if slices.Contains(s.hidden, g) && high[group.Key]-low[group.Key] < k {
				want[fmt.Sprintf("group %q is withheld and has %d to %d persons", group.Key, low[group.Key], high[group.Key])] = true
			}
		}
		got := map[string]bool{}
		for _, f := range attackedQuietly(t, d).Findings {
			if f.Guarantee == attack.G3 {
				got[f.Learnt] = true
				found++
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("found %v, brute force %v", got, want)
		}
	})
	if found == 0 {
		t.Error("nothing is tested")
	}
}

// headTables visits every table of persons that gives the shown numbers; the whole school's is always shown.
func (s sketch) headTables(d attack.Document, visit func(n []int)) {
	n := make([]int, len(s.n))
	var fill func(a, left int)
	fill = func(a, left int) {
		if a == len(n) {
			for g, group := range d.Groups {
				sum := 0
				for _, a := range s.groupAtoms(g) {
					sum += n[a]
				}
				if group.Answered.State != "hidden" && sum != group.Answered.N {
					return
				}
			}
			visit(n)
			return
		}
		for n[a] = 0; n[a] <= left; n[a]++ {
			fill(a+1, left-n[a])
		}
		n[a] = 0
	}
	fill(0, d.Groups[0].Answered.N)
}

func attackedQuietly(t *rapid.T, docs ...attack.Document) attack.Report {
	report, err := attack.Attack(t.Context(), docs, attack.Options{Work: attack.DefaultWork})
	if err != nil || !report.Complete {
		t.Fatalf("%v, %v", err, report.Incomplete)
	}
	return report
}
