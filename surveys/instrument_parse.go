package surveys

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"tilstand/internal/programme"
	"tilstand/surveys/condition"
)

// ParseInstrument reads an instrument document (format 1, see instruments/instrument.schema.json). It returns a whole instrument or
// *[InstrumentFaults] with every fault of the document: what is not JSON, what the schema refuses, and what no schema can say: references,
// languages, codes, numbers of items.
//
// Whether the components are those of the programme is not asked here; [CheckInstrument] and the opening of a wave do, who know it.
func ParseInstrument(data []byte) (*Instrument, error) {
	return parseInstrument(data, nil)
}

func parseInstrument(data []byte, template *programme.Template) (*Instrument, error) {
	doc := readDocument(data)
	if doc.value == nil && len(doc.faults.faults) > 0 {
		return nil, doc.faults.err(doc.places)
	}
	doc.faults.nextLayer()
	loadInstrumentSchema().check(doc.value, &doc.faults)
	doc.faults.nextLayer()
	instrument, err := decodeInstrument(data)
	instrumentCheck{instrument, template, &doc.faults}.run()
	if err != nil && len(doc.faults.faults) == 0 {
		doc.faults.tell("", "instrument.document_format", "the document does not fit the format: %s", err)
	}
	if err := doc.faults.err(doc.places); err != nil {
		return nil, err
	}
	instrument.simplify()
	return instrument, nil
}

// decodeInstrument fills an instrument as far as the document allows. A value of the wrong type is passed over (the schema has
// its fault already), so that everything else is checked in the same run.
func decodeInstrument(data []byte) (*Instrument, error) {
	var instrument Instrument
	err := json.Unmarshal(trimMark(data), &instrument)
	instrument.compose()
	instrument.leaveOut()
	return &instrument, err
}

// leaveOut takes out what says the same as nothing: it would make another hash of the same questionnaire.
func (in *Instrument) leaveOut() {
	if in.Audience == "staff" {
		in.Audience = Staff
	}
	for s := range in.Sections {
		for i := range in.Sections[s].Items {
			if item := &in.Sections[s].Items[i]; item.Type == "scale" {
				item.Type = ScaleItem
			}
		}
	}
}

// simplify writes the conditions of an instrument without faults in their canonical form, and its passages in the order in which they stand
// on the form, for the same reason.
func (in *Instrument) simplify() {
	plain := func(source *string) {
		if e, err := condition.Parse(*source); err == nil {
			*source = e.String()
		}
	}
	for s := range in.Sections {
		section := &in.Sections[s]
		plain(&section.ShowIf)
		for i := range section.Items {
			plain(&section.Items[i].ShowIf)
		}
		for i := range section.Passages {
			plain(&section.Passages[i].ShowIf)
		}
		slices.SortStableFunc(section.Passages, func(a, b Passage) int { return cmp.Compare(section.placeOf(a), section.placeOf(b)) })
	}
}

// placeOf is how many items stand above a passage.
func (s Section) placeOf(p Passage) int {
	if p.Before == "" {
		return len(s.Items)
	}
	return slices.IndexFunc(s.Items, func(i Item) bool { return i.ID == p.Before })
}

// compose puts letters and their marks together (Unicode NFC): an "å" typed on one machine and one typed on another look
// alike, and must be the same text with the same hash.
func (in *Instrument) compose() {
	in.eachText(func(_ string, text Text) {
		for lang, words := range text {
			text[lang] = norm.NFC.String(words)
		}
	})
}

// trimMark takes away the byte order mark that some editors on Windows put first.
func trimMark(data []byte) []byte {
	return bytes.TrimPrefix(data, []byte("\ufeff"))
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// quotedList writes names for a reason: "a", "b", "c".
func quotedList[T any](values []T, name func(T) string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = strconv.Quote(name(value))
	}
	return strings.Join(quoted, ", ")
}

func itself(name string) string { return name }
