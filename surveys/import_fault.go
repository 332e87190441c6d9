package surveys

import (
	"fmt"
	"strconv"
	"strings"
)

// An ImportProblem is a kind of fault in a file of earlier answers or in its mapping. It is a stable code that a page has words for.
type ImportProblem string

// The problems of a file and its mapping.
const (
	NoAnswers      ImportProblem = "no_answers"       // no row holds an answer
	ItemNoColumn   ImportProblem = "item_no_column"   // Item has no column
	ItemUnknown    ImportProblem = "item_unknown"     // the mapping names Item, and the instrument does not have it
	ItemBoth       ImportProblem = "item_both"        // Item has a column and is said not to have been asked
	ColumnUnknown  ImportProblem = "column_unknown"   // the file has no such column; Allowed are those it has
	ColumnTwice    ImportProblem = "column_twice"     // the column stands for several things
	ColumnFree     ImportProblem = "column_free"      // the column has too many different values to be a choice
	ValueUnknown   ImportProblem = "value_unknown"    // Value is no answer to Item; Allowed are those
	GroupUnknown   ImportProblem = "group_unknown"    // Value is no staff group; Allowed are those
	GroupMissing   ImportProblem = "group_missing"    // nothing says the staff group; Allowed are those
	CodeKeyUnknown ImportProblem = "code_key_unknown" // the mapping has codes for Value, which is neither item nor scale
	CodeUnknown    ImportProblem = "code_unknown"     // the mapping turns Value into a code that is not on the scale; Allowed are those
)

// An ImportFault is one thing that is wrong, and everywhere it is: a value that stands in twenty rows is one fault.
type ImportFault struct {
	Problem ImportProblem `json:"problem"`
	Column  string        `json:"column,omitempty"`
	Item    ItemID        `json:"item,omitempty"`
	Value   string        `json:"value,omitempty"`
	Rows    []int         `json:"rows,omitempty"` // as a spreadsheet counts; empty when the column or the mapping is at fault
	Allowed []string      `json:"allowed,omitempty"`
}

// english words what is wrong: before and after what is quoted.
var importEnglish = map[ImportProblem]string{
	NoAnswers:      "there is no row with an answer",
	ItemNoColumn:   "no column; name one under \"items\", or list the item under \"not_asked\"",
	ItemUnknown:    "the mapping names an item that the survey does not have",
	ItemBoth:       "the mapping gives it a column and says that it was not asked",
	ColumnUnknown:  "the file has no such column",
	ColumnTwice:    "the column stands for more than one thing",
	ColumnFree:     "the column has too many different values to be the answers to a question or a staff group",
	ValueUnknown:   "is not an answer to this question; translate it under \"codes\"",
	GroupUnknown:   "is not a staff group; translate it under \"groups\"",
	GroupMissing:   "the staff group is missing; translate \"\" under \"groups\"",
	CodeKeyUnknown: "stands under \"codes\", and is neither an item nor a scale",
	CodeUnknown:    "is translated to a code that is not on the scale",
}

// String says it in English: `rows 4, 17, column Q1 (promote_plan): "7" is not an answer to this question; …; allowed: 1, 2, 3, 4, 5, 0`.
func (f ImportFault) String() string {
	var place []string
	if len(f.Rows) > 0 {
		place = append(place, rowsInWords(f.Rows))
	}
	switch {
	case f.Column != "" && f.Item != "":
		place = append(place, fmt.Sprintf("column %s (%s)", f.Column, f.Item))
	case f.Column != "":
		place = append(place, "column "+f.Column)
	case f.Item != "":
		place = append(place, "item "+string(f.Item))
	}
	var b strings.Builder
	if len(place) > 0 {
		b.WriteString(strings.Join(place, ", ") + ": ")
	}
	if f.Value != "" {
		fmt.Fprintf(&b, "%q ", shortened(f.Value))
	}
	b.WriteString(importEnglish[f.Problem])
	if len(f.Allowed) > 0 {
		b.WriteString("; allowed: " + strings.Join(f.Allowed, ", "))
	}
	return b.String()
}

func rowsInWords(rows []int) string {
	numbers := make([]string, len(rows))
	for i, row := range rows {
		numbers[i] = strconv.Itoa(row)
	}
	word := "rows "
	if len(rows) == 1 {
		word = "row "
	}
	return word + strings.Join(numbers, ", ")
}

// shortened keeps enough of a value to find it.
func shortened(value string) string {
	const most = 40
	runes := []rune(value)
	if len(runes) <= most {
		return value
	}
	return string(runes[:most-1]) + "…"
}
