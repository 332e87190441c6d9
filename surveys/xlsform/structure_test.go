package xlsform_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

// TestRandomStructure builds questionnaires from nothing: any number of parts, questions of every type in any order, notes anywhere, and
// conditions on whatever came before. They come back with the same content hash.
func TestRandomStructure(t *testing.T) {
	t.Parallel()
	words := english(t)
	rapid.Check(t, func(t *rapid.T) {
		data, err := json.Marshal(build(t))
		if err != nil {
			t.Fatal(err)
		}
		in, err := surveys.ParseInstrument(data)
		if err != nil {
			t.Fatalf("%v in\n%s", err, data)
		}
		var b bytes.Buffer
		if err := xlsform.Write(&b, in); err != nil {
			t.Fatal(err)
		}
		back, _, err := xlsform.Read(b.Bytes())
		if faults, ok := errors.AsType[*xlsform.Faults](err); ok {
			t.Fatalf("refused:\n%s", faults.In(words))
		}
		if err != nil {
			t.Fatal(err)
		}
		if back.Hash() != in.Hash() {
			got, _ := json.Marshal(back)
			want, _ := json.Marshal(in)
			t.Fatalf("came back as\n%s\nwant\n%s", got, want)
		}
	})
}

// A builder makes an instrument, part by part.
type builder struct {
	*rapid.T
	in       surveys.Instrument
	made     int            // names so far
	before   []surveys.Item // what conditions may look back at
	multiple []string       // choice lists with an option that goes with no other
	single   []string
	scales   []string
}

func build(t *rapid.T) *surveys.Instrument {
	b := &builder{T: t, in: surveys.Instrument{Format: 1, Key: "built", Kind: surveys.MappingInstrument, Scales: map[string]surveys.Scale{}, Choices: map[string]surveys.ChoiceList{}, Constructs: []surveys.Construct{}}}
	b.in.Languages = rapid.Permutation(append([]string{"nb", "nn", "en"}, rapid.SampledFrom([][]string{nil, {"se"}, {"pl", "uk"}}).Draw(t, "more")...)).Draw(t, "languages")
	b.in.Version, b.in.Minutes = b.from(1, 9999), b.from(1, 15)
	b.in.Audience = rapid.SampledFrom([]surveys.Audience{surveys.Staff, surveys.Parents, surveys.Pupils}).Draw(t, "audience")
	b.in.Title, b.in.Intro = b.text(), b.text()
	for range b.from(1, 4) {
		b.section()
	}
	return &b.in
}

func (b *builder) from(low, high int) int { return rapid.IntRange(low, high).Draw(b.T, "number") }
func (b *builder) maybe() bool            { return rapid.Bool().Draw(b.T, "maybe") }

func (b *builder) name() string {
	b.made++
	return fmt.Sprint(rapid.SampledFrom([]string{"q", "true", "label", "end_group", "or", "x_", "group"}).Draw(b.T, "name"), b.made)
}

func (b *builder) text() surveys.Text {
	text := surveys.Text{}
	for _, language := range b.in.Languages {
		text[language] = rapid.SampledFrom([]string{"Møtene våre", "1", "=1+1", "Ja / nei", "TRUE", "2026-11-23", "«a», 'b'", "note"}).Draw(b.T, "text")
	}
	return text
}

// section adds a part: one whose questions all stand alone, perhaps with a condition, or one with a construct, which asks everybody.
func (b *builder) section() {
	section := surveys.Section{Key: b.name(), Title: b.text()}
	if b.maybe() {
		section.Intro = b.text()
	}
	measured, construct := b.maybe(), ""
	scale := ""
	n := b.from(1, 5)
	if measured {
		n, construct, scale = b.from(surveys.MinItemsPerSection, 6), b.name(), b.scale()
		b.in.Constructs = append(b.in.Constructs, surveys.Construct{Key: construct, Name: b.text(), Explanation: b.text()})
	} else {
		section.ShowIf = b.condition()
	}
	for i := range n {
		item := surveys.Item{ID: surveys.ItemID(b.name()), Text: b.text(), Provenance: b.origin()}
		if b.maybe() {
			item.Hint = b.text()
		}
		if measured && (i == 0 || b.maybe()) {
			item.Scale, item.Construct, item.Reverse = scale, construct, b.maybe()
		} else {
			item.ShowIf = b.condition()
			b.answers(&item)
		}
		section.Passages = append(section.Passages, b.passages(string(item.ID))...)
		section.Items = append(section.Items, item)
		b.before = append(b.before, item)
	}
	section.Passages = append(section.Passages, b.passages("")...)
	if len(section.Passages) > 0 {
		section.Passages = rapid.Permutation(section.Passages[:min(8, len(section.Passages))]).Draw(b.T, "order of notes")
	}
	b.in.Sections = append(b.in.Sections, section)
}

func (b *builder) passages(before string) []surveys.Passage {
	var list []surveys.Passage
	for range max(0, b.from(-2, 2)) {
		list = append(list, surveys.Passage{Key: b.name(), Before: surveys.ItemID(before), Text: b.text(), ShowIf: b.condition()})
	}
	return list
}

func (b *builder) origin() surveys.Provenance {
	return surveys.Provenance{
		Author: rapid.SampledFrom([]string{"Bø skole", "Kari"}).Draw(b.T, "author"), Licence: "CC0",
		Year: b.from(2025, 2026), Basis: rapid.SampledFrom([]string{"own", "2026"}).Draw(b.T, "basis"),
	}
}

// answers gives an item that stands alone what it is answered from: a list that there is, or a new one.
func (b *builder) answers(item *surveys.Item) {
	switch b.from(0, 2) {
	case 0:
		item.Scale = b.scale()
	case 1:
		item.Type, item.Choices = surveys.SingleChoice, b.list(&b.single, false)
	case 2:
		item.Type, item.Choices = surveys.MultipleChoice, b.list(&b.multiple, b.maybe())
	}
}

func (b *builder) scale() string {
	if len(b.scales) > 0 && b.maybe() {
		return rapid.SampledFrom(b.scales).Draw(b.T, "scale")
	}
	key, scale := b.name(), surveys.Scale{Outside: []surveys.Step{{Code: rapid.SampledFrom([]int8{0, 90, 99}).Draw(b.T, "outside"), Label: b.text()}}}
	for i := range b.from(surveys.MinReportableSteps, surveys.MaxReportableSteps) {
		scale.Steps = append(scale.Steps, surveys.Step{Code: int8(i + 1), Label: b.text()})
	}
	b.in.Scales[key], b.scales = scale, append(b.scales, key)
	return key
}

func (b *builder) list(known *[]string, exclusive bool) string {
	if len(*known) > 0 && b.maybe() {
		return rapid.SampledFrom(*known).Draw(b.T, "list")
	}
	key, list := b.name(), surveys.ChoiceList{}
	for i := range b.from(2, 5) {
		option := rapid.SampledFrom([]string{"a", "1", "0", "x.y", "TRUE-", "1e"}).Draw(b.T, "option") + fmt.Sprint(i)
		list.Options = append(list.Options, surveys.Option{Code: int8(i + 1), Key: option, Label: b.text()})
	}
	list.Options[len(list.Options)-1].Exclusive = exclusive
	b.in.Choices[key], *known = list, append(*known, key)
	return key
}

// condition is nothing, or what may be said of one or two questions that came before.
func (b *builder) condition() string {
	if len(b.before) == 0 || b.maybe() {
		return ""
	}
	one := b.simple()
	switch b.from(0, 3) {
	case 0:
		return "not(" + one + ")"
	case 1:
		return one + " and " + b.simple()
	case 2:
		return "(" + one + " or " + b.simple() + ") and " + b.simple()
	default:
		return one
	}
}

func (b *builder) simple() string {
	item := rapid.SampledFrom(b.before).Draw(b.T, "hangs on")
	switch item.Type {
	case surveys.ScaleItem:
		return fmt.Sprintf("${%s} %s %d", item.ID, rapid.SampledFrom([]string{"=", "!=", "<", ">="}).Draw(b.T, "operator"), b.from(1, 2))
	case surveys.SingleChoice:
		return fmt.Sprintf("${%s} = '%s'", item.ID, b.option(item))
	default:
		return rapid.SampledFrom([]string{
			fmt.Sprintf("selected(${%s}, '%s')", item.ID, b.option(item)), fmt.Sprintf("count-selected(${%s}) > 1", item.ID),
		}).Draw(b.T, "several")
	}
}

func (b *builder) option(item surveys.Item) string {
	return rapid.SampledFrom(b.in.Choices[item.Choices].Options).Draw(b.T, "chosen").Key
}
