package roll

import (
	"errors"
	"io"
	"slices"

	"tilstand/internal/programme"
	"tilstand/internal/tabular"
)

// readTable reads a table with a row for each school.
func readTable(r io.ReadSeeker, limits Limits) (file *File, err error) {
	table, err := tabular.Read(r, tabular.Options{Limits: limits})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	file = new(File)
	columns := make([]Column, len(table.Columns())) // without a field where it says nothing here
	var taken []string
	for i, heading := range table.Columns() {
		c, ok := columnCalled(heading)
		switch {
		case !ok || slices.Contains(taken, c.Field):
			if heading != "" {
				file.Ignored = append(file.Ignored, heading)
			}
		default:
			columns[i], taken, file.Headings = c, append(taken, c.Field), append(file.Headings, heading)
		}
	}
	if !slices.Contains(taken, "orgnr") {
		return nil, ErrNoSchools
	}
	for row := range table.Rows(&file.Faults) {
		if e, ok := entryOf(row, columns); ok {
			file.Roll.Entries = append(file.Roll.Entries, e)
		}
	}
	return file, table.Err()
}

// entryOf reads a row. ok is false where no column that is used says anything.
func entryOf(row tabular.Row, columns []Column) (e programme.RollEntry, ok bool) {
	e.Row = row.Number
	for i, cell := range row.Cells {
		c := columns[i]
		if cell == "" || c.Field == "" {
			continue
		}
		ok = true
		if problem := c.read(&e, cell); problem != "" {
			e.Problems = append(e.Problems, programme.Problem{Field: c.Field, Code: problem, Detail: cell})
		}
	}
	return e, ok
}
