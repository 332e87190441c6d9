package surveys

import (
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// An InstrumentKind says what an instrument is for.
type InstrumentKind string

const (
	// StateInstrument is the short questionnaire on the components of the target state, asked in every phase.
	// A component's condition comes from it alone.
	StateInstrument InstrumentKind = "state"
	// MappingInstrument is the broad questionnaire of semester A. It explains, and is never pooled into the condition.
	MappingInstrument InstrumentKind = "mapping"
)

// Limits of a questionnaire that is answered in ten minutes on a phone.
const (
	MaxItems           = 36
	MinItemsPerSection = 4
	MaxItemsPerSection = 8
	// MaxVariables keeps the places of stored codes within the byte they are stored in, with room for the local items of a school.
	MaxVariables = 150
	// MinItemsPerComponent is what an index needs to be more than the luck of one wording.
	MinItemsPerComponent = 2
)

// An ItemID names an item for good: in stored answers, across versions and as a column of data files.
type ItemID string

// An Instrument is one version of a questionnaire. It comes from [ParseInstrument] or [Builtin], is whole when it
// does, and is shared: read it, never change it.
type Instrument struct {
	Format    int                   `json:"format"`
	Key       string                `json:"key"`
	Version   int                   `json:"version"`
	Kind      InstrumentKind        `json:"kind"`
	Audience  Audience              `json:"audience,omitempty"`
	Languages []string              `json:"languages"` // nb, nn and en at least
	Title     Text                  `json:"title"`
	Intro     Text                  `json:"intro"`
	Minutes   int                   `json:"minutes"` // estimated, on a phone
	Scales    map[string]Scale      `json:"scales"`
	Choices   map[string]ChoiceList `json:"choices,omitempty"`
	// Components are those of the target state that the instrument measures; empty in a mapping instrument.
	Components []programme.ComponentKey `json:"components,omitempty"`
	Constructs []Construct              `json:"constructs"`
	Sections   []Section                `json:"sections"`

	after *succession // the version before it in the library; nil without one
}

// A Construct is something that several items measure together; they form one index.
type Construct struct {
	Key         string                 `json:"key"`
	Name        Text                   `json:"name"`
	Component   programme.ComponentKey `json:"component,omitempty"` // state instruments only
	Explanation Text                   `json:"explanation"`
}

// A Section is a part of the questionnaire, one page on a phone.
type Section struct {
	Key      string    `json:"key"`
	Title    Text      `json:"title"`
	Intro    Text      `json:"intro,omitempty"`   // may be nil
	ShowIf   string    `json:"show_if,omitempty"` // see package condition; empty: always
	Passages []Passage `json:"passages,omitempty"`
	Items    []Item    `json:"items"`
}

// A Text is one text in every language of the instrument.
type Text = i18n.Text

// Items returns all items in the order they are asked, over the sections; the index is an item's position.
func (in *Instrument) Items() []Item {
	var items []Item
	for _, section := range in.Sections {
		items = append(items, section.Items...)
	}
	return items
}

// Item returns the item with the id.
func (in *Instrument) Item(id ItemID) (Item, bool) {
	for _, section := range in.Sections {
		for _, item := range section.Items {
			if item.ID == id {
				return item, true
			}
		}
	}
	return Item{}, false
}

// Scale returns the scale that an item of the instrument is answered on; one without steps for a choice.
func (in *Instrument) Scale(item Item) Scale {
	return in.Scales[item.Scale]
}

// Construct returns the construct with the key.
func (in *Instrument) Construct(key string) (Construct, bool) {
	for _, construct := range in.Constructs {
		if construct.Key == key {
			return construct, true
		}
	}
	return Construct{}, false
}

// eachText calls visit with every text of the instrument and its JSON pointer. Optional texts that are left out come as nil.
func (in *Instrument) eachText(visit func(path string, text Text)) {
	visit("/title", in.Title)
	visit("/intro", in.Intro)
	for _, key := range sortedKeys(in.Scales) {
		for i, step := range in.Scales[key].Steps {
			visit(pointer("/scales", key, "steps", i, "label"), step.Label)
		}
		for i, option := range in.Scales[key].Outside {
			visit(pointer("/scales", key, "outside", i, "label"), option.Label)
		}
	}
	for _, key := range sortedKeys(in.Choices) {
		for i, option := range in.Choices[key].Options {
			visit(pointer("/choices", key, "options", i, "label"), option.Label)
		}
	}
	for i, construct := range in.Constructs {
		visit(pointer("/constructs", i, "name"), construct.Name)
		visit(pointer("/constructs", i, "explanation"), construct.Explanation)
	}
	for s, section := range in.Sections {
		visit(pointer("/sections", s, "title"), section.Title)
		visit(pointer("/sections", s, "intro"), section.Intro)
		for i, item := range section.Items {
			visit(pointer("/sections", s, "items", i, "text"), item.Text)
			visit(pointer("/sections", s, "items", i, "hint"), item.Hint)
		}
		for i, passage := range section.Passages {
			visit(pointer("/sections", s, "passages", i, "text"), passage.Text)
		}
	}
}
