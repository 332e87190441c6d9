package surveys

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"tilstand/internal/programme"
)

// An ImportMap says what the columns of a file and the values in them mean. As JSON it is the mapping file of `tilstand import responses`:
//
//	{
//	  "items": {"promote-1": "Q1", "promote-2": "Q2"},
//	  "codes": {"extent": {"Strongly agree": 5, "n/a": 0, "99": -1}, "promote-2": {"yes": 5}},
//	  "group_column": "Position",
//	  "groups": {"Teacher": "teachers", "": "other"}
//	}
//
// What is obvious need not be said: a column that is called by an item's id or by its words in any language, a value that is a code or the
// label of an option, a group that is called by its key or name.
type ImportMap struct {
	// Items gives our items their columns, by heading. Each option of a multiple choice has a column of its own, and is named as
	// [Variable] names it.
	Items map[ItemID]string `json:"items,omitempty"`
	// NotAsked are items that the earlier survey did not have. They are missing from the wave's results, and an index that lacks one of
	// its items does not continue the series.
	NotAsked []ItemID `json:"not_asked,omitempty"`
	// Codes translates values of the file: for one item, for all items of a scale, or for all ("*"); what is nearest to the item counts.
	// -1 is no answer.
	Codes map[string]map[string]int8 `json:"codes,omitempty"`
	// GroupColumn is the heading of the column that tells a respondent's staff group; empty when there is none.
	GroupColumn string `json:"group_column,omitempty"`
	// Groups translates its values to keys of staff groups; "" is an empty cell.
	Groups map[string]string `json:"groups,omitempty"`
}

// ParseImportMap reads a mapping file. A field that it does not know is an error: it is a spelling mistake.
func ParseImportMap(data []byte) (ImportMap, error) {
	var m ImportMap
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return ImportMap{}, fmt.Errorf("read mapping: %w", err)
	}
	return m, nil
}

// with fills in what m leaves open from other.
func (m ImportMap) with(other ImportMap) ImportMap {
	items := maps.Clone(other.Items)
	for id := range items {
		if slices.Contains(m.NotAsked, id) || slices.Contains(slices.Collect(maps.Values(m.Items)), items[id]) {
			delete(items, id)
		}
	}
	if items == nil {
		items = map[ItemID]string{}
	}
	maps.Copy(items, m.Items)
	m.Items = items
	return m
}

// obviousItems finds the columns that are called by an item's id, or by its words in one of the languages. A column that two items could
// mean, and an item that two columns could, are left to a person.
func obviousItems(in *Instrument, sheet *Sheet) ImportMap {
	meant := map[string][]ItemID{} // normal name → items
	for _, v := range in.Variables() {
		names := map[string]bool{plainName(v.Name): true}
		for lang, text := range v.Item.Text {
			if v.Item.Type == MultipleChoice {
				text += ": " + v.Option.Label[lang]
			}
			names[plainName(text)] = true
		}
		for name := range names {
			meant[name] = append(meant[name], ItemID(v.Name))
		}
	}
	found := map[ItemID][]string{}
	for _, c := range sheet.Columns {
		if ids := meant[plainName(c.Name)]; len(ids) == 1 {
			found[ids[0]] = append(found[ids[0]], c.Name)
		}
	}
	m := ImportMap{Items: map[ItemID]string{}}
	for id, columns := range found {
		if len(columns) == 1 {
			m.Items[id] = columns[0]
		}
	}
	return m
}

// proposal is what looks likely and is not said: as many numbered columns (Q1, Q2, …) as there are items, in the order they are asked, and
// a column in which every value is a staff group. A person has to agree: the same numbers may stand for other questions.
func proposal(in *Instrument, t *programme.Template, sheet *Sheet, said ImportMap) ImportMap {
	var m ImportMap
	if len(said.Items) == 0 {
		m.Items = numberedItems(in, sheet)
	}
	if said.GroupColumn == "" {
		m.GroupColumn = groupColumn(t, sheet, said)
	}
	return m
}

func numberedItems(in *Instrument, sheet *Sheet) map[ItemID]string {
	items := in.Variables()
	columns := make([]string, len(items))
	for _, c := range sheet.Columns {
		n, ok := numberIn(c.Name)
		if !ok {
			continue
		}
		if n < 1 || n > len(items) || columns[n-1] != "" {
			return nil
		}
		columns[n-1] = c.Name
	}
	if slices.Contains(columns, "") {
		return nil
	}
	proposed := map[ItemID]string{}
	for i, v := range items {
		proposed[ItemID(v.Name)] = columns[i]
	}
	return proposed
}

// numberIn reads the number of a question from a heading such as "Q7", "s07" or "Spm. 7".
func numberIn(heading string) (int, bool) {
	name := plainName(heading)
	for _, word := range []string{"question", "spørsmål", "spm", "item", "q", "s"} {
		if rest, ok := strings.CutPrefix(name, word); ok {
			n, err := strconv.Atoi(strings.Trim(rest, " ._-"))
			return n, err == nil
		}
	}
	return 0, false
}

func groupColumn(t *programme.Template, sheet *Sheet, said ImportMap) string {
	for _, c := range sheet.Columns {
		taken := slices.Contains(slices.Collect(maps.Values(said.Items)), c.Name)
		if taken || c.Name == "" || len(c.Values) == 0 {
			continue
		}
		if !slices.ContainsFunc(c.Values, func(value string) bool { return obviousGroup(t, value) == "" }) {
			return c.Name
		}
	}
	return ""
}

// obviousGroup is the key of the staff group that is called so, by its key or its name in one of the languages.
func obviousGroup(t *programme.Template, value string) string {
	for _, g := range t.StaffGroups {
		if plainName(value) == plainName(g.Key) {
			return g.Key
		}
		for _, name := range g.Name {
			if plainName(value) == plainName(name) {
				return g.Key
			}
		}
	}
	return ""
}

// everyItem is the key in Codes for what holds for all items.
const everyItem = "*"

// codeOf finds what a value of the file means as an answer to the item: as it is mapped, or as the code or label of an option. A label
// that two options have in different languages means neither.
func (m ImportMap) codeOf(in *Instrument, v Variable, value string) (int8, bool) {
	scale := in.Answers(v)
	for _, key := range []string{v.Name, v.Item.Scale, everyItem} {
		code, ok := m.Codes[key][value]
		if ok && (v.Item.Type == ScaleItem || code == Blank || scale.Accepts(code)) { // what holds for every scale may be nothing to a choice
			return code, true
		}
	}
	if value == "" {
		return Blank, true
	}
	if code, ok := scale.read(strings.TrimSuffix(value, ".0")); ok {
		return code, true
	}
	code, found := Blank, false
	for _, option := range slices.Concat(scale.Steps, scale.Outside) {
		for _, label := range option.Label {
			if plainName(label) == plainName(value) {
				if found && code != option.Code {
					return Blank, false
				}
				code, found = option.Code, true
			}
		}
	}
	return code, found
}

// groupOf finds the key of the staff group that a value of the file means; "" when it means none.
func (m ImportMap) groupOf(t *programme.Template, value string) string {
	if key, ok := m.Groups[value]; ok {
		return key
	}
	return obviousGroup(t, value)
}

// plainName is a name without what people and programs do to names: capitals, white space, composed letters, typographic quotes, and a
// full stop or colon at the end.
func plainName(name string) string {
	name = strings.Join(strings.Fields(quotes.Replace(norm.NFC.String(name))), " ")
	return strings.TrimRight(strings.ToLower(name), ".: ")
}

var quotes = strings.NewReplacer("«", `"`, "»", `"`, "“", `"`, "”", `"`, "„", `"`, "’", "'", "‘", "'", "\u00a0", " ")
