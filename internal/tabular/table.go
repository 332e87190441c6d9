package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"unicode/utf8"
)

// Errors of a file that cannot be read as a table at all. Each says what to do.
var (
	// ErrEmpty: there is no heading.
	ErrEmpty = errors.New("the file is empty; its first row has to name the columns")
	// ErrOldWorkbook: an .xls file, or a workbook behind a password.
	ErrOldWorkbook = errors.New("the file is an old .xls workbook or has a password; open it, and save it as .xlsx without one")
	// ErrNotTable: neither text nor a workbook.
	ErrNotTable = errors.New("the file is neither CSV nor an .xlsx workbook; save the table as one of them")
	// ErrTooLarge: over one of the [Limits].
	ErrTooLarge = errors.New("the file is larger than what is read here")
	// ErrNoSheet: the workbook has no such sheet, or no visible one.
	ErrNoSheet = errors.New("the workbook has no such sheet")
)

// Limits bound what is read; a zero means the default beside it.
type Limits struct {
	Bytes   int64 // of the file: 256 MiB. A workbook may be 25 times its size when unpacked, or 16 MiB, and 1 GiB at most
	Rows    int   // with the heading: 5 million, more than a sheet can have
	Columns int   // 2,000
	Cell    int   // characters in a cell: 32,767, what a spreadsheet can hold
}

func (l Limits) orDefault() Limits {
	set := func(limit *int, value int) {
		if *limit == 0 {
			*limit = value
		}
	}
	if l.Bytes == 0 {
		l.Bytes = 256 << 20
	}
	set(&l.Rows, 5_000_000)
	set(&l.Columns, 2000)
	set(&l.Cell, 32767)
	return l
}

// Options say how to read a table. The zero value reads any.
type Options struct {
	Sheet  string // of a workbook; empty: the first that is visible
	Limits Limits
}

// A Row is one row of a table, below the heading.
type Row struct {
	Number int      // as a spreadsheet counts; the heading is 1
	Cells  []string // one for each column, without white space around; valid until the next row
}

// A Table is a file that is being read. Close it when done.
type Table struct {
	columns []string
	place   map[string]int
	limits  Limits
	source  source
	close   func() error
	err     error
}

// source gives the rows of one kind of file, one after the other, the heading first.
type source interface {
	// next returns a row as it is, possibly shorter or longer than the heading. The error is io.EOF at the end, a Fault for
	// a row that cannot be read while later ones can, or final.
	next() (Row, error)
}

// Open opens the file at path. Its errors wrap those of this package (see [ErrEmpty]) or of package os; two columns
// with one name are a *[FaultError].
func Open(path string, o Options) (*Table, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	t, err := Read(file, o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", path, err), file.Close())
	}
	inner := t.close
	t.close = func() error { return errors.Join(inner(), file.Close()) }
	return t, nil
}

// Read reads a table from r, from its beginning; r has to stay open until the table is closed. Text is read while going
// through the rows, so its size does not matter to memory. Errors as for [Open].
func Read(r io.ReadSeeker, o Options) (*Table, error) {
	limits := o.Limits.orDefault()
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if size > limits.Bytes {
		return nil, fmt.Errorf("%w: it has %d bytes, the limit is %d", ErrTooLarge, size, limits.Bytes)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	t := &Table{limits: limits, close: func() error { return nil }}
	if err := t.open(r, o.Sheet); err != nil {
		return nil, err
	}
	if err := t.heading(); err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

// open finds out from the first bytes what kind of file it is.
func (t *Table) open(r io.ReadSeeker, sheet string) (err error) {
	head := make([]byte, 8)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read table: %w", err)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read table: %w", err)
	}
	switch head = head[:n]; {
	case bytes.HasPrefix(head, workbookMark):
		t.source, t.close, err = openSheet(r, sheet, t.limits)
	case bytes.HasPrefix(head, oldWorkbookMark):
		err = ErrOldWorkbook
	default:
		t.source, err = openText(r)
	}
	return err
}

// What workbooks begin with: an archive, and the older container that a password also wraps around a new one.
var (
	workbookMark    = []byte("PK\x03\x04")
	oldWorkbookMark = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
)

// heading reads the first row that is not blank.
func (t *Table) heading() error {
	row, err := t.source.next()
	for err == nil && blank(row.Cells) {
		row, err = t.source.next()
	}
	if errors.Is(err, io.EOF) {
		return ErrEmpty
	}
	if err != nil {
		return err
	}
	if len(row.Cells) > t.limits.Columns {
		return fmt.Errorf("%w: it has %d columns, the limit is %d", ErrTooLarge, len(row.Cells), t.limits.Columns)
	}
	t.place = make(map[string]int, len(row.Cells))
	var faults Faults
	for i, cell := range row.Cells {
		name := strings.TrimSpace(cell)
		t.columns = append(t.columns, name)
		if _, taken := t.place[name]; taken && name != "" {
			faults.Add(Fault{Row: row.Number, Column: name, Problem: DuplicateColumn})
			continue
		}
		t.place[name] = i
	}
	return faults.Err()
}

// Columns are the names in the heading, in order. A column without a name is an empty string; nothing can be asked of it.
func (t *Table) Columns() []string { return t.columns }

// Column is the place of a column among the cells of a row, by its exact name.
func (t *Table) Column(name string) (place int, ok bool) {
	place, ok = t.place[name]
	return place, ok && name != ""
}

// Rows goes through the rows below the heading, once. Rows that cannot be used (a quotation mark that is not closed, more or
// fewer cells than the heading, a cell that is too long) are left out and named in faults. Ask [Table.Err] afterwards.
func (t *Table) Rows(faults *Faults) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for read := 1; ; read++ {
			row, err := t.source.next()
			if err == nil && read >= t.limits.Rows {
				err = fmt.Errorf("%w: the limit is %d rows", ErrTooLarge, t.limits.Rows)
			}
			if fault, ok := errors.AsType[Fault](err); ok {
				faults.Add(fault)
				continue
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					t.err = err
				}
				return
			}
			if blank(row.Cells) || !t.fit(&row, faults) {
				continue
			}
			if !yield(row) {
				return
			}
		}
	}
}

// fit gives the row as many cells as there are columns, or names what is wrong with it.
func (t *Table) fit(row *Row, faults *Faults) bool {
	for len(row.Cells) > len(t.columns) && strings.TrimSpace(row.Cells[len(row.Cells)-1]) == "" {
		row.Cells = row.Cells[:len(row.Cells)-1]
	}
	if len(row.Cells) != len(t.columns) {
		faults.Add(Fault{Row: row.Number, Value: fmt.Sprintf("%d cells", len(row.Cells)), Problem: Cells, Allowed: fmt.Sprint(len(t.columns))})
		return false
	}
	whole := true
	for i, cell := range row.Cells {
		row.Cells[i] = strings.TrimSpace(cell)
		if len(row.Cells[i]) > t.limits.Cell && utf8.RuneCountInString(row.Cells[i]) > t.limits.Cell {
			faults.Add(Fault{Row: row.Number, Column: t.columns[i], Problem: TooLong, Allowed: fmt.Sprint(t.limits.Cell)})
			whole = false
		}
	}
	return whole
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// Err is why [Table.Rows] ended before the end of the file; nil if it did not.
func (t *Table) Err() error { return t.err }

// Close lets go of the file.
func (t *Table) Close() error { return t.close() }
