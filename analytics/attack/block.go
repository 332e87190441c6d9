package attack

import (
	"fmt"
	"slices"
	"strings"
)

// block is a wave with all that was ever released of it: one document, or several revisions. Its respondents are in no other
// block.
//
// Revisions are laid over each other by a reader who supposes the least that must have happened: where a later one has
// fewer respondents in all, some have been taken out and none put in; where it has more, the reverse; where it has as many, they are
// the same. So an atom of one document is one or more atoms here, by the documents that its people are in.
type block struct {
	docs    []*Document
	atoms   []atom
	called  map[string][]int // atoms by key
	classes []class
	groups  []group
	persons *measure   // the numbers of respondents
	others  []*measure // what was asked, in the order of the first document
	family  family
}

// atom is a set of people who are counted together and are in the same documents.
type atom struct {
	key         string
	from, until int // documents it is in: from ≤ d < until
	head        int // most people it can hold
}

// class is a set of atoms that no shown group tells apart.
type class struct {
	atoms []int
	most  int // people it can hold; unlimited if the head counts say nothing
}

// group is a published group of one document.
type group struct {
	doc      int
	key      string
	whole    set   // the classes that are inside
	inside   []int // the same as a list, not to be changed
	touched  set   // the classes that have atoms inside
	members  []int // the same as a list, not to be changed
	complete bool
}

// measure is something asked, with a cell for each group of the block.
type measure struct {
	key   string
	kind  string
	items []int // of an index: places in block.others
	steps int
	cells []Cell

	low, high []int // by class: how many people stand behind the figures
}

const answeredKey = "answered"

func newBlock(docs []*Document) (*block, error) {
	b := &block{docs: docs}
	if err := b.comparable(); err != nil {
		return nil, err
	}
	b.layAtoms()
	b.layMeasures()
	b.layClasses()
	b.layGroups()
	b.family = b.layFamily()
	return b, nil
}

// comparable refuses revisions that ask or count in another way: what they tell together is not worked out here.
func (b *block) comparable() error {
	first := b.docs[0]
	for _, d := range b.docs[1:] {
		same := slices.EqualFunc(d.Atoms, first.Atoms, func(a, b Atom) bool { return a.Key == b.Key }) &&
			slices.EqualFunc(d.Measures, first.Measures, func(a, b Measure) bool { return a.Key == b.Key && a.Steps == b.Steps }) &&
			d.Instrument == first.Instrument && d.School.ID == first.School.ID
		if !same {
			return fmt.Errorf("releases %s and %s of wave %s count or ask in different ways", first.ID, d.ID, d.Wave.ID)
		}
	}
	return nil
}

func (b *block) layAtoms() {
	joins := make([]bool, len(b.docs)+1) // between document d−1 and d people came
	leaves := make([]bool, len(b.docs)+1)
	for d := 1; d < len(b.docs); d++ {
		before, after := b.docs[d-1].Groups[0].Answered, b.docs[d].Groups[0].Answered
		joins[d] = after.N > before.N && before.State == stateValue
		leaves[d] = after.N < before.N || before.State != stateValue || after.State != stateValue
	}
	joins[0], leaves[len(b.docs)] = true, true
	b.called = map[string][]int{}
	for a, first := range b.docs[0].Atoms {
		for from := range b.docs {
			for until := from + 1; until <= len(b.docs); until++ {
				if joins[from] && leaves[until] {
					head := 0
					for _, d := range b.docs[from:until] {
						head = max(head, d.mostOf(a))
					}
					b.called[first.Key] = append(b.called[first.Key], len(b.atoms))
					b.atoms = append(b.atoms, atom{key: first.Key, from: from, until: until, head: head})
				}
			}
		}
	}
}

func (b *block) layMeasures() {
	place := map[string]int{}
	for m, asked := range b.docs[0].Measures {
		place[asked.Key] = m
	}
	groups := 0
	for _, d := range b.docs {
		groups += len(d.Groups)
	}
	b.persons = &measure{key: answeredKey}
	for _, d := range b.docs {
		for _, g := range d.Groups {
			b.persons.cells = append(b.persons.cells, g.Answered)
		}
	}
	for m, asked := range b.docs[0].Measures {
		one := &measure{key: asked.Key, kind: asked.Kind, steps: asked.Steps, cells: make([]Cell, 0, groups)}
		if asked.Kind != kindItem {
			for _, item := range asked.Items {
				if at, known := place["item:"+item]; known {
					one.items = append(one.items, at)
				}
			}
			if len(one.items) < len(asked.Items) {
				one.items = nil // no figures of its items are ever released
			}
		}
		for _, d := range b.docs {
			for g := range d.Groups {
				one.cells = append(one.cells, d.Figures[m*len(d.Groups)+g].Cell)
			}
		}
		b.others = append(b.others, one)
	}
}

// atomsOf is the set of atoms of a document's group.
func (b *block) atomsOf(doc int, g Group) set {
	s := newSet(len(b.atoms))
	for _, key := range g.Atoms {
		for _, i := range b.called[key] {
			if a := b.atoms[i]; a.from <= doc && doc < a.until {
				s.add(i)
			}
		}
	}
	return s
}

// layClasses puts atoms together that are in the same shown groups. An atom with a head count of one is a class by itself: who is
// in it knows that he is alone.
func (b *block) layClasses() {
	signature := make([]strings.Builder, len(b.atoms))
	at := 0
	for d, doc := range b.docs {
		for _, g := range doc.Groups {
			atoms := b.atomsOf(d, g)
			if b.anythingShown(at) {
				for i := range b.atoms {
					if atoms.has(i) {
						fmt.Fprint(&signature[i], at, " ")
					}
				}
			}
			at++
		}
	}
	place := map[string]int{}
	bounded := b.headCountsBind()
	for i, a := range b.atoms {
		key := signature[i].String()
		if bounded && a.head == 1 {
			key = fmt.Sprint("alone ", i)
		}
		c, seen := place[key]
		if !seen {
			c = len(b.classes)
			place[key] = c
			b.classes = append(b.classes, class{})
		}
		b.classes[c].atoms = append(b.classes[c].atoms, i)
		b.classes[c].most += a.head
	}
	if !bounded {
		for c := range b.classes {
			b.classes[c].most = unlimited
		}
	}
}

// anythingShown reports whether a number is told of the group with that place among all groups.
func (b *block) anythingShown(at int) bool {
	if tells(b.persons.cells[at]) {
		return true
	}
	return slices.ContainsFunc(b.others, func(m *measure) bool { return tells(m.cells[at]) })
}

func tells(c Cell) bool { return c.State == stateValue || c.State == stateNoData }

// headCountsBind reports whether no group can have more respondents than people. Where one has, its document says nothing of
// any group but the whole.
func (b *block) headCountsBind() bool {
	at := 0
	for _, d := range b.docs {
		shown := len(d.Groups) == 1
		for i := range d.Groups {
			shown = shown || i > 0 && tells(b.persons.cells[at+i])
		}
		if !shown {
			return false
		}
		at += len(d.Groups)
	}
	return true
}

func (b *block) layGroups() {
	for d, doc := range b.docs {
		for _, g := range doc.Groups {
			atoms := b.atomsOf(d, g)
			laid := group{doc: d, key: g.Key, whole: newSet(len(b.classes)), touched: newSet(len(b.classes))}
			for c, class := range b.classes {
				inside := 0
				for _, a := range class.atoms {
					if atoms.has(a) {
						inside++
					}
				}
				if inside > 0 {
					laid.touched.add(c)
				}
				if inside == len(class.atoms) {
					laid.whole.add(c)
				}
			}
			laid.inside, laid.members = laid.whole.members(), laid.touched.members()
			laid.complete = len(laid.inside) == len(laid.members)
			b.groups = append(b.groups, laid)
		}
	}
}

// names are the atoms of classes as the documents call them.
func (b *block) names(classes set) []string {
	var names []string
	for _, c := range classes.members() {
		for _, a := range b.classes[c].atoms {
			name := b.atoms[a].key
			if len(b.docs) > 1 {
				name = fmt.Sprintf("%s in revisions %d to %d", name, b.docs[b.atoms[a].from].Revision, b.docs[b.atoms[a].until-1].Revision)
			}
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (b *block) minGroup() int {
	k := 0
	for _, d := range b.docs {
		k = max(k, d.MinGroup)
	}
	return k
}

func (b *block) one(c int) set {
	s := newSet(len(b.classes))
	s.add(c)
	return s
}
