package xlsform_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/tabular"
	"tilstand/internal/testkit"
	"tilstand/surveys/xlsform"
)

// A book is a workbook as cells, to be made wrong in one place after another.
type book map[string][][]string

func bookOf(t testing.TB, data []byte) book {
	t.Helper()
	sheets, err := tabular.Book(data, tabular.Limits{}, func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	b := book{}
	for _, s := range sheets {
		b[s.Name] = s.Rows
	}
	return b
}

// set puts a value into a row (as a spreadsheet counts) under a heading; a heading that is not there is added.
func (b book) set(sheet string, row int, heading, value string) {
	at := -1
	for i, h := range b[sheet][0] {
		if h == heading {
			at = i
		}
	}
	if at < 0 {
		at = len(b[sheet][0])
		b[sheet][0] = append(b[sheet][0], heading)
	}
	for len(b[sheet]) < row {
		b[sheet] = append(b[sheet], nil)
	}
	for len(b[sheet][row-1]) <= at {
		b[sheet][row-1] = append(b[sheet][row-1], "")
	}
	b[sheet][row-1][at] = value
}

func (b book) rename(sheet, from, to string) {
	for i, h := range b[sheet][0] {
		if h == from {
			b[sheet][0][i] = to
		}
	}
}

func (b book) file(t testing.TB) []byte {
	t.Helper()
	var pages []tabular.Page
	order := []string{"survey", "choices", "constructs", "settings"}
	for _, name := range slices.SortedFunc(maps.Keys(b), func(x, y string) int {
		return cmp.Or(cmp.Compare(uint(slices.Index(order, x)), uint(slices.Index(order, y))), cmp.Compare(x, y)) // others have -1, the largest uint
	}) {
		rows := b[name]
		page := tabular.Page{Name: name}
		for _, heading := range rows[0] {
			page.Columns = append(page.Columns, tabular.Column{Heading: heading, Width: 10})
		}
		for _, row := range rows[1:] {
			var cells []any
			for _, cell := range row {
				cells = append(cells, cell)
			}
			page.Rows = append(page.Rows, tabular.Line{Cells: cells})
		}
		pages = append(pages, page)
	}
	var out bytes.Buffer
	if err := tabular.WriteBook(&out, pages); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const nn = "label::nynorsk (nn)"

// In the workbook of the mixed instrument, row 2 of survey is the introduction, 3 opens the first section, 4 to 7 are its questions, 8 ends it,
// 9 opens the second, 10 is a passage and 11 the first choice.
var edits = []struct {
	name string
	edit func(b book)
}{
	{"free text", func(b book) { b.set("survey", 5, "type", "text") }},
	{"a number, a date, a place, a picture", func(b book) {
		for i, kind := range []string{"integer", "date", "geopoint", "image"} {
			b.set("survey", 4+i, "type", kind)
		}
	}},
	{"repeats, calculations, metadata", func(b book) {
		for i, kind := range []string{"begin_repeat", "calculate", "start", "rank work"} {
			b.set("survey", 4+i, "type", kind)
		}
	}},
	{"or_other", func(b book) { b.set("survey", 11, "type", "select_one work or_other") }},
	{"required", func(b book) {
		for row := 4; row <= 7; row++ {
			b.set("survey", row, "required", "yes")
		}
		b.set("survey", 11, "required", "no")
	}},
	{"what has no counterpart", func(b book) {
		for _, column := range []string{"constraint", "calculation", "default", "choice_filter", "parameters", "media::image::English (en)", "bind::type", "repeat_count"} {
			b.set("survey", 4, column, "x")
		}
	}},
	{"misspelt columns", func(b book) {
		b.set("survey", 4, "relevent", "x")
		b.set("survey", 4, "x::constuct", "x")
		b.set("survey", 4, "remarks", "x")
	}},
	{"misspelt sheet", func(b book) { b["setings"] = b["settings"]; delete(b, "settings") }},
	{"a misspelt label column", func(b book) { b.rename("survey", nn, "lable::nynorsk (nn)") }},
	{"an unknown language", func(b book) { b.rename("survey", nn, "label::Norsk") }},
	{"a missing translation", func(b book) { b.set("survey", 6, nn, "") }},
	{"a type and a list that do not exist", func(b book) {
		b.set("survey", 4, "type", "select_on extent")
		b.set("survey", 5, "type", "select_one extend")
	}},
	{"a construct that does not exist", func(b book) { b.set("survey", 4, "x::construct", "plan") }},
	{"a scale in a multiple choice", func(b book) { b.set("survey", 4, "type", "select_multiple extent") }},
	{"groups", func(b book) {
		b.set("survey", 8, "type", "begin_group")
		b.set("survey", 8, "name", "more")
	}},
	{"a question outside groups", func(b book) { b.set("survey", 3, "type", "note") }},
	{"a condition that looks ahead", func(b book) { b.set("survey", 4, "relevant", "${work} = 'class'") }},
	{"a condition that cannot be read", func(b book) { b.set("survey", 12, "relevant", "${work} == 'class'") }},
	{"codes of a scale", func(b book) { b.set("choices", 3, "name", "two") }},
	{"settings", func(b book) {
		b.set("settings", 2, "version", "2026-11-23")
		b.set("settings", 2, "form_id", "")
		b.set("settings", 2, "x::minutes", "")
		b.set("settings", 2, "public_key", "abc")
	}},
	{"a line break and a reference in a text", func(b book) {
		b.set("survey", 4, nn, "Ei linje\nog ei til")
		b.set("survey", 5, nn, "Du svarte ${known}.")
	}},
	{"spelling of earlier years, in one language, without our columns", func(b book) {
		delete(b, "settings")
		delete(b, "constructs")
		b["survey"] = [][]string{
			{"TYPE", "Name", "label:English"},
			{"select all that apply from visits or specify other", "visits", "Where have you been?"},
			{"begin group", "home", "Home"},
			{"select one from yes_no", "alone", "Do you live alone?"},
			{"add integer prompt", "rooms", "How many rooms?"},
			{"phone number", "phone", "Your number"},
			{"end group", "", ""},
		}
		b["choices"] = [][]string{
			{"list name", "name", "label:English"}, {"yes_no", "yes", "Yes"}, {"yes_no", "no", "No"},
			{"visits", "town", "Town"}, {"visits", "sea", "Sea"},
		}
	}},
	{"everything at once", func(b book) {
		b.set("survey", 5, "type", "text")
		b.set("survey", 6, nn, "")
		b.set("survey", 7, "required", "yes")
		b.set("survey", 11, "relevant", "${work} = ")
		b.set("choices", 9, nn, "")
		b.set("settings", 2, "version", "x")
		b["notater"] = [][]string{{"Hugs"}, {"alt"}}
	}},
}

// TestFaultTexts keeps every refusal in a file that can be read from top to bottom.
func TestFaultTexts(t *testing.T) {
	t.Parallel()
	words := english(t)
	var text strings.Builder
	for _, test := range edits {
		b := bookOf(t, written(t, mixed(t)))
		delete(b, "veiledning") // the guide, which nobody reads
		test.edit(b)
		in, ignored, err := xlsform.Read(b.file(t))
		faults, ok := errors.AsType[*xlsform.Faults](err)
		if !ok || in != nil {
			t.Fatalf("%s: got %v and %v, want *Faults", test.name, in, err)
		}
		fmt.Fprintf(&text, "# %s\n%s", test.name, faults.In(words))
		for _, i := range ignored {
			fmt.Fprintln(&text, "ignored:", i.In(words))
		}
		fmt.Fprintln(&text)
	}
	testkit.Golden(t, "faults.txt", text.String())
}

// TestUnreadableFiles are no workbooks at all.
func TestUnreadableFiles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file string
		want error
	}{
		"empty":     {"", tabular.ErrEmpty},
		"text":      {"type,name,label\n", tabular.ErrNotTable},
		"truncated": {"PK\x03\x04", tabular.ErrNotTable},
		"old":       {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", tabular.ErrOldWorkbook},
		"large":     {strings.Repeat("x", 3<<20), tabular.ErrTooLarge},
	} {
		if _, _, err := xlsform.Read([]byte(test.file)); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
}

// FuzzReadCells bends a cell of a good workbook: whatever is in it, it is read or refused with a place and words.
func FuzzReadCells(f *testing.F) {
	words := english(f)
	base := written(f, mixed(f))
	f.Add("survey", uint8(4), uint8(0), "begin_repeat")
	f.Add("survey", uint8(0), uint8(2), "label::")
	f.Add("choices", uint8(3), uint8(1), "1e9")
	f.Add("settings", uint8(1), uint8(3), "no")
	f.Add("constructs", uint8(0), uint8(0), "::::")
	f.Fuzz(func(t *testing.T, sheet string, row, column uint8, value string) {
		b := bookOf(t, base)
		rows := b[sheet]
		if sheet == "veiledning" || int(row) >= len(rows) || int(column) >= len(rows[row]) {
			return
		}
		rows[row][column] = value
		in, _, err := xlsform.Read(b.file(t))
		if faults, ok := errors.AsType[*xlsform.Faults](err); ok {
			for _, fault := range faults.List {
				if fault.In(words) == "" || fault.Sheet == "" && fault.What.Key != "xlsform.sheet_missing" {
					t.Fatalf("a fault without place: %#v", fault)
				}
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		back, _, err := xlsform.Read(written(t, in))
		if err != nil || back.Hash() != in.Hash() {
			t.Fatalf("what was accepted does not come back: %v", err)
		}
	})
}

// FuzzRead reads bytes that may be anything.
func FuzzRead(f *testing.F) {
	f.Add(written(f, mixed(f)))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if in, _, err := xlsform.Read(data); (in == nil) == (err == nil) {
			t.Fatalf("got %v and %v", in, err)
		}
	})
}
