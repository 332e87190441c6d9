package attack_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"tilstand/analytics/attack"
)

// sketch is a release in the making: groups of atoms, and for each item what everybody answered, or what is shown as it stands.
type sketch struct {
	k      int
	heads  []int   // of each atom; 100 where it is left out
	groups [][]int // atoms of each group after the whole school
	hidden []int   // groups whose numbers of persons are withheld; 0 is the whole school
	n      []int   // persons by atom
	items  []asked
}

// asked is an item: answers by atom and category, and how it is shown in each group.
type asked struct {
	answers [][]int
	forms   []form
}

// form is how much is shown of an item in a group.
type form int

const (
	withheld form = iota
	counted       // the number of answers
	banded        // bands and mean by the published rules
	split         // and the categories, whatever the rules say
)

// document draws the sketch out.
func (s sketch) document() attack.Document {
	d := attack.Document{
		Format: 1, ID: "release", Revision: 1, MinGroup: s.k,
		Wave: attack.Wave{ID: "wave"}, School: attack.School{ID: "school", Orgnr: "974600951"},
	}
	whole := make([]int, len(s.n))
	for a := range s.n {
		whole[a] = a
		head := 100
		if s.heads != nil {
			head = s.heads[a]
		}
		d.Atoms = append(d.Atoms, attack.Atom{Key: fmt.Sprint("a", a), HeadCount: head})
	}
	groups := append([][]int{whole}, s.groups...)
	for g, atoms := range groups {
		group := attack.Group{Key: fmt.Sprint("g", g), Answered: attack.Cell{State: "hidden"}}
		n := 0
		for _, a := range atoms {
			group.Atoms = append(group.Atoms, d.Atoms[a].Key)
			group.HeadCount += d.Atoms[a].HeadCount
			n += s.n[a]
		}
		if !slices.Contains(s.hidden, g) {
			group.Answered = attack.Cell{State: "value", N: n, Limit: "count"}
		}
		d.Groups = append(d.Groups, group)
	}
	for i, it := range s.items {
		key := fmt.Sprint("i", i)
		d.Measures = append(d.Measures, attack.Measure{Key: "item:" + key, Kind: "item", Items: []string{key}, Steps: len(it.answers[0])})
		for g, atoms := range groups {
			counts := make([]int, len(it.answers[0]))
			for _, a := range atoms {
				for c, n := range it.answers[a] {
					counts[c] += n
				}
			}
			d.Figures = append(d.Figures, attack.Figure{Measure: "item:" + key, Group: d.Groups[g].Key, Cell: cell(it.forms[g], counts)})
		}
	}
	return d
}

// cell shows counts by the published rules.
func cell(f form, counts []int) attack.Cell {
	n, sum := 0, 0
	for c, m := range counts {
		n, sum = n+m, sum+(c+1)*m
	}
	if f == withheld || n == 0 {
		return attack.Cell{State: "hidden"}
	}
	shown := attack.Cell{State: "value", N: n, Limit: "count"}
	if f == counted {
		return shown
	}
	steps := len(counts)
	upper := 80
	switch {
	case n < 5: // no group so small is shown, and the rules have no caps for it
		upper = 1000
	case n < 10:
		upper = 100 * (n - 2) / n / 5 * 5
	case n > 40:
		upper = 95
	case n > 20:
		upper = 90
	}
	ends := map[int][]int{4: {2, 4}, 5: {2, 3, 5}, 6: {2, 4, 6}}[steps]
	from, middle := 1, false
	for b, to := range ends {
		inside := 0
		for _, m := range counts[from-1 : to] {
			inside += m
		}
		band := attack.Band{From: from, To: to, Limit: "exact", Percent: int(math.Floor(100*float64(inside)/float64(n) + 0.5))}
		switch {
		case 100*inside >= upper*n:
			band.Limit, band.Percent = "at_least", upper
			middle = middle || b == 1 && len(ends) == 3
		case 100*inside <= (100-upper)*n:
			band.Limit, band.Percent = "at_most", 100-upper
		}
		shown.Bands = append(shown.Bands, band)
		from = to + 1
	}
	near := map[int][2]int{4: {2, 3}, 5: {3, 3}, 6: {4, 3}}[steps]
	high := math.Floor(float64(10*(steps*(n-2)+near[0]+1)) / float64(n))
	low := math.Ceil(float64(10*(n-2+near[1]+steps)) / float64(n))
	if n < 5 {
		low, high = 0, 1000
	}
	switch tenth := 10 * float64(sum) / float64(n); {
	case middle:
		shown.Limit, shown.Mean = "middle", float64(steps+1)/2
		shown.Bounds = &attack.Interval{Low: 1, High: float64(steps)}
	case tenth >= high-1e-9:
		shown.Limit, shown.Mean, shown.Bounds = "at_least", high/10, &attack.Interval{Low: high / 10, High: float64(steps)}
	case tenth <= low+1e-9:
		shown.Limit, shown.Mean, shown.Bounds = "at_most", low/10, &attack.Interval{Low: 1, High: low / 10}
	default:
		shown.Limit, shown.Mean = "exact", math.Floor(tenth+0.5+1e-9)/10
	}
	if f == split {
		for _, m := range counts {
			shown.Categories = append(shown.Categories, int(math.Floor(100*float64(m)/float64(n)+0.5)))
		}
	}
	return shown
}

// everyInsider is one respondent for every answer to every item in every atom.
func everyInsider(d attack.Document) (insiders []attack.Insider) {
	for _, m := range d.Measures {
		for _, a := range d.Atoms {
			for answer := range m.Steps {
				insiders = append(insiders, attack.Insider{Wave: d.Wave.ID, Atom: a.Key, Item: m.Key, Answer: answer + 1})
			}
		}
	}
	return insiders
}

// attacked reads the documents as a reader would and attacks them.
func attacked(t testing.TB, docs ...attack.Document) attack.Report {
	t.Helper()
	var read []attack.Document
	for _, d := range docs {
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		one, err := attack.Read(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, one)
	}
	report, err := attack.Attack(t.Context(), read, attack.Options{Work: attack.DefaultWork})
	if err != nil {
		t.Fatal(err)
	}
	return report
}
