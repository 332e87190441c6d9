package surveys

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"

	"tilstand/internal/programme"
)

// Limits of local items. The owner's and the school's count apart, and both together with the instrument keep to MaxAsked: the longest
// instrument has room for five, which makes a quarter of an hour of it. Two full supplements of choices fit after [MaxVariables] into
// the byte that counts variables.
const (
	MaxLocalItems   = 5
	MaxAsked        = MaxItems + MaxLocalItems
	MaxLocalOptions = 10
	maxLocalText    = 240 // characters, as of every item
	maxLocalLabel   = 100
)

// LocalPrefix begins the id of every local item, and of no item of an instrument.
const LocalPrefix = "l_"

// ErrChanged says that what was edited has been changed by somebody else in the meantime.
var ErrChanged = errors.New("this has been changed since it was read: read it again, and change that")

// A SupplementKey says whose local items come after which instrument.
type SupplementKey struct {
	Scope      programme.Scope // ScopeSchool or ScopeOwner
	ID         string          // of the school or the owner
	Instrument string          // key
}

// A Supplement is the local items of a school or an owner, which come after an instrument in the waves that are opened from now on: an owner's in those of
// all its schools, a school's in its own. It can be edited at any time; a wave keeps those that it was opened with.
type Supplement struct {
	SupplementKey
	Revision int // 0 when there never was one
	Items    []LocalItem
}

// A LocalItem is a question that stands alone, without a condition and without free text.
//
// Its id is made of what it says, and for whom: the same id is the same question to the letter, so what has been asked once is never
// mixed with what it was changed into.
type LocalItem struct {
	ID      ItemID   `json:"id"`
	Type    ItemType `json:"type,omitempty"`
	Text    Text     `json:"text"`              // in bokmål or nynorsk at least
	Scale   *Scale   `json:"scale,omitempty"`   // of a scale item: one of [OfferedScales]
	Options []Option `json:"options,omitempty"` // of a choice, numbered by the store
}

// texts are all texts of the item with their fields, as the form has them.
func (i LocalItem) texts() (texts []Text, fields []string) {
	texts, fields = []Text{i.Text}, []string{"text"}
	for n, option := range i.Options {
		texts, fields = append(texts, option.Label), append(fields, fmt.Sprintf("options.%d", n))
	}
	return texts, fields
}

// Languages are those of nb, nn and en in which the item is written. Who reads another reads the nearest of them.
func (i LocalItem) Languages() []string {
	return slices.DeleteFunc(slices.Clone(requiredLanguages), func(lang string) bool { return i.Text[lang] == "" })
}

// An OfferedScale is a scale that a local item can be answered on.
type OfferedScale struct {
	Key string
	Scale
}

// OfferedScales are the scales of the instrument whose results can be shown, and a few others.
func OfferedScales(in *Instrument) []OfferedScale {
	var offered []OfferedScale
	for _, scales := range []map[string]Scale{in.Scales, localWords().Scales} {
		for _, key := range slices.Sorted(maps.Keys(scales)) {
			if scales[key].Reportable() && !slices.ContainsFunc(offered, func(o OfferedScale) bool { return o.Key == key }) {
				offered = append(offered, OfferedScale{key, scales[key]})
			}
		}
	}
	return offered
}

// Same says whether the scale is another one to the letter.
func (o OfferedScale) Same(scale Scale) bool { return sameScale(o.Scale, scale) }

func sameScale(a, b Scale) bool { return reflect.DeepEqual(a, b) }

// localTexts is supplement.json: how the sections of local items are introduced, and the scales that are offered beside the instrument's.
type localTexts struct {
	Sections map[programme.Scope]struct{ Title, Intro Text }
	Scales   map[string]Scale
}

//go:embed supplement.json
var localFile []byte

var localWords = sync.OnceValue(func() (words localTexts) {
	if err := json.Unmarshal(localFile, &words); err != nil {
		panic(fmt.Sprintf("surveys: supplement.json: %v", err))
	}
	return words
})
