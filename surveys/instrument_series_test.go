package surveys_test

import (
	"testing"

	"tilstand/surveys"
)

// TestSameMeasure changes a second version of the state survey in one way and asks what continues. Item 1 is
// promote_relations, the second of the first section, on the scale "extent".
func TestSameMeasure(t *testing.T) {
	t.Parallel()
	const item = surveys.ItemID("promote_relations")
	tests := []struct {
		name string
		edit func(paper)
		item surveys.ItemID
		want bool
	}{
		{"nothing but the version", func(paper) {}, item, true},
		{"a typo in the item", func(p paper) { p.set("/sections/0/items/1/text/nb", "I hvilken grad …?") }, item, false}, // unless a person declares the meaning unchanged: see library_test.go
		{"a label", func(p paper) { p.set("/scales/extent/steps/2/label/nb", "I en viss grad") }, item, false},
		{"another item in its place in another section", func(p paper) { p.set("/sections/1/items/0/id", "uncover_talk") }, item, true},
		{"a further item after it", func(p paper) {
			further := p.copied("/sections/0/items/4").(map[string]any)
			further["id"] = "further"
			p.set("/sections/0/items/5", further)
		}, item, true},
		{"a new id", func(p paper) { p.set("/sections/0/items/1/id", "promote_bonds") }, item, false},
		{"another scale", func(p paper) { p.set("/sections/0/items/1/scale", "frequency") }, item, false},
		{"one step fewer", func(p paper) { p.drop("/scales/extent/steps/4"); p.drop("/scales/frequency/steps/4") }, item, false},
		{"a further option outside", func(p paper) {
			option := p.copied("/scales/extent/outside/0").(map[string]any)
			option["code"] = 90
			p.set("/scales/extent/outside/1", option)
		}, item, false},
		{"the other direction", func(p paper) { p.set("/sections/0/items/1/reverse", true) }, item, false},
		{"the item before it is gone", func(p paper) { p.drop("/sections/0/items/0") }, item, false},
		{"its section comes later", func(p paper) {
			sections := p.at("/sections").([]any)
			sections[0], sections[1] = sections[1], sections[0]
		}, item, false},
		{"another instrument", func(p paper) { p.set("/key", "other") }, item, false},
		{"another kind", func(p paper) { mapping(p) }, item, false},
		{"an item neither has", func(paper) {}, "promote_bonds", false},
	}
	first := parse(t, readPaper(t, "tilstand.v1"))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := readPaper(t, "tilstand.v1")
			p.set("/version", 2)
			test.edit(p)
			second := parse(t, p)
			if got := surveys.SameMeasure(first, second, test.item); got != test.want {
				t.Errorf("SameMeasure = %t", got)
			}
			if got := surveys.SameMeasure(second, first, test.item); got != test.want {
				t.Errorf("SameMeasure the other way round = %t", got)
			}
		})
	}
}

// mapping makes a mapping instrument of the state survey.
func mapping(p paper) {
	p.set("/kind", "mapping")
	p.drop("/components")
	for i := range p.at("/constructs").([]any) {
		delete(p.at("/constructs").([]any)[i].(map[string]any), "component")
	}
}

func parse(t testing.TB, p paper) *surveys.Instrument {
	t.Helper()
	in, err := surveys.ParseInstrument(p.text(t))
	if err != nil {
		t.Fatalf("the edited instrument is not a good one: %v", err)
	}
	return in
}

// TestSameChoice asks the same of choices and of items with conditions.
func TestSameChoice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(paper)
		item surveys.ItemID
		want bool
	}{
		{"nothing but the version", func(paper) {}, "work", true},
		{"a label", func(p paper) { p.set("/choices/work/options/0/label/en", "In class, mostly") }, "work", false}, // unless a person declares the meaning unchanged
		{"another key", func(p paper) { p.set("/choices/work/options/0/key", "room") }, "work", false},
		{"one option fewer", func(p paper) { p.drop("/choices/channels/options/2"); p.set("/choices/channels/options/2/code", 3) }, "channels", false},
		{"options that changed places", func(p paper) {
			p.set("/choices/work/options/0/key", "both")
			p.set("/choices/work/options/2/key", "class")
		}, "work", false},
		{"no longer exclusive", func(p paper) { p.set("/choices/channels/options/3/exclusive", false) }, "channels", false},
		{"another type", func(p paper) { p.set("/sections/1/items/0/type", "multiple") }, "work", false},
		{"another condition", func(p paper) { p.set("/sections/1/items/2/show_if", "selected(${channels}, 'minutes')") }, "meetings", false},
		{"the same condition", func(p paper) { p.set("/sections/1/items/2/show_if", "(selected(${channels},'meeting'))") }, "meetings", true},
		{"another condition of its section", func(p paper) { p.set("/sections/2/show_if", "${work} = 'both'") }, "breaks", false},
	}
	first := parse(t, readPaper(t, "mixed.v1"))
	for _, test := range tests {
		p := readPaper(t, "mixed.v1")
		p.set("/version", 2)
		test.edit(p)
		second := parse(t, p)
		if one, other := surveys.SameMeasure(first, second, test.item), surveys.SameMeasure(second, first, test.item); one != test.want || other != test.want {
			t.Errorf("%s: SameMeasure = %t, and %t the other way round", test.name, one, other)
		}
	}
}
