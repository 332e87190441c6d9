package surveys

// An ItemType says how an item is answered.
type ItemType string

const (
	// ScaleItem is answered by one step of a scale or an option outside it. It is what an item is that does not say; documents may
	// write it out as "scale".
	ScaleItem ItemType = ""
	// SingleChoice is answered by one option of a choice list.
	SingleChoice ItemType = "single"
	// MultipleChoice is answered by any number of options of a choice list.
	MultipleChoice ItemType = "multiple"
)

// An Item is one question.
//
// An item that measures a construct enters its index. One without a construct stands alone: it has results of its own, for the whole school
// only. Choices and items with a condition always stand alone, because an index compares people by the same questions on one scale.
type Item struct {
	ID         ItemID     `json:"id"`
	Type       ItemType   `json:"type,omitempty"`
	Text       Text       `json:"text"`
	Hint       Text       `json:"hint,omitempty"`      // may be nil
	Scale      string     `json:"scale,omitempty"`     // of a scale item
	Choices    string     `json:"choices,omitempty"`   // of a choice: key of its choice list
	Construct  string     `json:"construct,omitempty"` // empty: the item stands alone
	ShowIf     string     `json:"show_if,omitempty"`   // see package condition; empty: always, with its section
	Reverse    bool       `json:"reverse,omitempty"`   // the high end of the scale is the unwanted end
	Provenance Provenance `json:"provenance"`
}

// StandsAlone says whether the item enters no index.
func (i Item) StandsAlone() bool { return i.Construct == "" }

// Provenance says where an item comes from and on what terms it may be used.
type Provenance struct {
	Author  string `json:"author"`
	Licence string `json:"licence"`
	Year    int    `json:"year"`
	Basis   string `json:"basis"`
}

// A Passage is a note between the items of a section.
type Passage struct {
	Key    string `json:"key"`
	Before ItemID `json:"before"` // the item of the section that it stands before; empty: after the last
	Text   Text   `json:"text"`
	ShowIf string `json:"show_if,omitempty"`
}
