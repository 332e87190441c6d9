package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// read is the whole of a table: its heading and its rows, each with its number, and what was wrong.
func read(t *testing.T, file string, o Options) (rows []string, faults Faults) {
	t.Helper()
	table, err := Read(strings.NewReader(file), o)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	rows = append(rows, "1: "+strings.Join(table.Columns(), "|"))
	for row := range table.Rows(&faults) {
		rows = append(rows, fmt.Sprintf("%d: %s", row.Number, strings.Join(row.Cells, "|")))
	}
	if table.Err() != nil {
		t.Fatal(table.Err())
	}
	return rows, faults
}

func TestReadText(t *testing.T) {
	t.Parallel()
	utf16 := "\xFF\xFEa\x00;\x00b\x00\n\x00\xE6\x00;\x002\x00\n\x00"
	for _, tt := range []struct {
		name, file string
		want       []string
	}{
		{"comma", "a,b\n1,2\n3,4\n", []string{"1: a|b", "2: 1|2", "3: 3|4"}},
		{"semicolon, with decimal commas below", "a;b\n1,5;2,5\n", []string{"1: a|b", "2: 1,5|2,5"}},
		{"tab", "a\tb\r\n1\t2\r\n", []string{"1: a|b", "2: 1|2"}},
		{"one column, commas below are none of it", "a\n\"1,2\"\n", []string{"1: a", "2: 1,2"}},
		{"delimiters inside quotation marks do not count", "\"a;;;\",b\n1,2\n", []string{"1: a;;;|b", "2: 1|2"}},
		{"mark of UTF-8", "\xEF\xBB\xBFa,b\n1,2\n", []string{"1: a|b", "2: 1|2"}},
		{"UTF-16", utf16, []string{"1: a|b", "2: æ|2"}},
		{"Windows-1252", "a,b\nl\xE6rer,1\n", []string{"1: a|b", "2: lærer|1"}},
		{"UTF-8", "a,b\nlærer,1\n", []string{"1: a|b", "2: lærer|1"}},
		{"a line sep=", "sep=;\r\na;b\r\n1;2\r\n", []string{"1: a|b", "3: 1|2"}},
		{"white space", " a , b\u00A0\n 1 ,\u00A02\n", []string{"1: a|b", "2: 1|2"}},
		{"no line break at the end", "a,b\n1,2", []string{"1: a|b", "2: 1|2"}},
		{"blank lines count and are left out", "a,b\n\n1,2\n,\n3,4\n", []string{"1: a|b", "3: 1|2", "5: 3|4"}},
		{"a line break in a cell begins no row", "a,b\n\"x\ny\",2\n3,4\n", []string{"1: a|b", "2: x\ny|2", "3: 3|4"}},
		{"empty columns at the end", "a,b,\n1,2,\n", []string{"1: a|b|", "2: 1|2|"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rows, faults := read(t, tt.file, Options{})
			if diff := cmp.Diff(tt.want, rows); diff != "" {
				t.Error(diff)
			}
			if faults.N > 0 {
				t.Error(faults.Err())
			}
		})
	}
}

// A letter of two bytes may lie across the end of what is read at once; the file is still UTF-8.
func TestReadLongUTF8(t *testing.T) {
	t.Parallel()
	for shift := range 3 {
		row := strings.Repeat("x", shift) + strings.Repeat("æ", 1000)
		rows, faults := read(t, "a\n"+strings.Repeat(row+"\n", 200), Options{})
		if len(rows) != 201 || rows[200] != "201: "+row || faults.N > 0 {
			t.Errorf("shift %d: %d rows, last %.20q, %v", shift, len(rows), rows[len(rows)-1], faults.Err())
		}
	}
}

func TestFaultyRows(t *testing.T) {
	t.Parallel()
	rows, faults := read(t, "a,b\n1,2\n3\n4,5,6\n7,x\"y\n8,toolong\n9,10\n", Options{Limits: Limits{Cell: 6}})
	if diff := cmp.Diff([]string{"1: a|b", "2: 1|2", "7: 9|10"}, rows); diff != "" {
		t.Error(diff)
	}
	want := `4 faults in what was read:
  row 3: "1 cells" the number of cells differs from that of the heading; heading: 2
  row 4: "3 cells" the number of cells differs from that of the heading; heading: 2
  row 5: a quotation mark is not closed, or stands inside a cell (inside it must be doubled)
  row 6, column b: the cell is too long; characters at most: 6`
	if diff := cmp.Diff(want, faults.Err().Error()); diff != "" {
		t.Error(diff)
	}
}

func TestFaultList(t *testing.T) {
	t.Parallel()
	var none Faults
	if none.Err() != nil {
		t.Error("an empty list is an error")
	}
	list := Faults{File: "p.csv"}
	for i := range 1500 {
		list.Add(Fault{Row: i + 2, Column: "Q1", Value: "7", Problem: NotAllowed, Allowed: "1, 2"})
	}
	var all Faults
	all.Merge(list)
	got := strings.Split(all.Err().Error(), "\n")
	if len(all.List) != Kept || all.N != 1500 || len(got) != 1+Printed+1 {
		t.Fatalf("%d kept of %d, %d lines", len(all.List), all.N, len(got))
	}
	if got[0] != "1500 faults in what was read:" || got[1] != `  p.csv, row 2, column Q1: "7" is not allowed; allowed: 1, 2` || got[21] != "  and 1480 more" {
		t.Errorf("%q, %q, %q", got[0], got[1], got[21])
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, file string
		limits     Limits
		want       error
	}{
		{"empty", "", Limits{}, ErrEmpty},
		{"blank", "\n \n\n", Limits{}, ErrEmpty},
		{"old workbook", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on", Limits{}, ErrOldWorkbook},
		{"binary", "\x89PNG\r\n\x1a\n\x00\x00", Limits{}, ErrNotTable},
		{"a zip that is no workbook", "PK\x03\x04 and so on", Limits{}, ErrNotTable},
		{"bytes", "a,b\n1,2\n", Limits{Bytes: 5}, ErrTooLarge},
		{"columns", "a,b,c\n1,2,3\n", Limits{Columns: 2}, ErrTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Read(strings.NewReader(tt.file), Options{Limits: tt.limits})
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	table, err := Read(strings.NewReader("a\n1\n2\n3\n"), Options{Limits: Limits{Rows: 3}})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range table.Rows(&Faults{}) {
		n++
	}
	if n != 2 || !errors.Is(table.Err(), ErrTooLarge) {
		t.Errorf("read %d rows below the heading, then %v; want 2 and %v", n, table.Err(), ErrTooLarge)
	}
	_, err = Read(strings.NewReader("a,b,a\n1,2,3\n"), Options{})
	if fault, ok := errors.AsType[*FaultError](err); !ok || fault.List[0] != (Fault{Row: 1, Column: "a", Problem: DuplicateColumn}) {
		t.Errorf("two columns with one name: %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none.csv"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestReadWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	hidden, shown := "Sheet1", "Svar"
	set := func(sheet, at string, value any) {
		if err := f.SetCellValue(sheet, at, value); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet(shown); err != nil {
		t.Fatal(err)
	}
	f.SetActiveSheet(1)
	if err := f.SetSheetVisible(hidden, false); err != nil {
		t.Fatal(err)
	}
	set(hidden, "A1", "secret")
	for i, name := range []string{"unit", "Q1", "Q2"} {
		set(shown, fmt.Sprintf("%c1", 'A'+i), name)
	}
	set(shown, "A2", " Åsen ")
	set(shown, "B2", 3)
	style, err := f.NewStyle(&excelize.Style{NumFmt: 2}) // 0.00
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle(shown, "B2", "B2", style); err != nil {
		t.Fatal(err)
	}
	set(shown, "A5", "Bø") // rows 3 and 4 are not stored, nor is what stands beside it
	set(shown, "D6", "outside")
	path := filepath.Join(t.TempDir(), "named like text.csv")
	if err := os.WriteFile(path, workbook(t, f), 0o600); err != nil {
		t.Fatal(err)
	}

	table, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var faults Faults
	var rows []string
	for row := range table.Rows(&faults) {
		rows = append(rows, fmt.Sprintf("%d: %s", row.Number, strings.Join(row.Cells, "|")))
	}
	if err := errors.Join(table.Err(), table.Close()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2: Åsen|3|", "5: Bø||"}, rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Fault{{Row: 6, Value: "4 cells", Problem: Cells, Allowed: "3"}}, faults.List); diff != "" {
		t.Error(diff)
	}
	if place, ok := table.Column("Q1"); !ok || place != 1 {
		t.Errorf("Q1 is at %d, %v", place, ok)
	}
	if _, ok := table.Column("q1"); ok {
		t.Error("there is no column q1")
	}

	named, err := Open(path, Options{Sheet: hidden})
	if err != nil {
		t.Fatal(err)
	}
	defer named.Close()
	if diff := cmp.Diff([]string{"secret"}, named.Columns()); diff != "" {
		t.Error(diff)
	}
	if _, err := Open(path, Options{Sheet: "Ark9"}); !errors.Is(err, ErrNoSheet) {
		t.Errorf("no such sheet: %v", err)
	}
}

func workbook(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Whatever is read: every row has a cell for each column, numbers grow, and no cell has white space around it.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "sep=;\na;b\n\"x\ny\";\n", "\xFF\xFEa\x00", "a\tb\n\"", "PK\x03\x04", "l\xE6,b\n1,2"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := Read(bytes.NewReader(file), Options{Limits: Limits{Bytes: 1 << 16, Rows: 1000, Columns: 50, Cell: 100}})
		if err != nil {
			return
		}
		defer table.Close()
		var faults Faults
		last := 0
		for row := range table.Rows(&faults) {
			if len(row.Cells) != len(table.Columns()) || row.Number <= last {
				t.Fatalf("row %d after %d has %d cells for %d columns", row.Number, last, len(row.Cells), len(table.Columns()))
			}
			last = row.Number
			for _, cell := range row.Cells {
				if cell != strings.TrimSpace(cell) {
					t.Fatalf("%q has white space around it", cell)
				}
			}
		}
	})
}
