package reports

import (
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"
)

// asideTable is a table's part of the file while others are added.
type asideTable struct {
	name, part string
	content    any
}

// table adds a named table. For each one excelize reads all that are there, twice, which for the thirty of a school is half of the time that a
// workbook takes (BenchmarkReport). So what is there is set aside, and a stub with its number, which is what the next one needs, stands in its place.
func (w *writer) table(sheet string, t Table) error {
	if slices.ContainsFunc(w.tables, func(other asideTable) bool { return other.name == t.Name }) {
		return excelize.ErrExistsTableName
	}
	stripes := false
	err := w.f.AddTable(sheet, &excelize.Table{
		Range:          cellName(1, t.First) + ":" + cellName(t.Columns, t.Last),
		Name:           t.Name,
		StyleName:      "TableStyleLight1",
		ShowRowStripes: &stripes, // LibreOffice does not draw styles of tables; cells have their own
	})
	if err != nil {
		return err
	}
	number := len(w.tables) + 1
	aside := asideTable{name: t.Name, part: fmt.Sprintf("xl/tables/table%d.xml", number)}
	content, there := w.f.Pkg.Load(aside.part)
	if !there {
		return fmt.Errorf("%s is not in the file", aside.part)
	}
	aside.content = content
	w.tables = append(w.tables, aside)
	w.f.Pkg.Store(aside.part, fmt.Appendf(nil, `<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="%d"/>`, number))
	return nil
}

// putTablesBack ends what [writer.table] began.
func (w *writer) putTablesBack() {
	for _, t := range w.tables {
		w.f.Pkg.Store(t.part, t.content)
	}
}
