package workbook

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Dump returns the whole workbook as text, the same for every file with the
// same content: excelize writes parts in varying order.
func Dump(t testing.TB, xlsx []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(xlsx))
	if err != nil {
		t.Fatalf("open workbook: %v", err)
	}
	defer f.Close()
	d := &dumper{t: t, f: f, charts: chartsBySheet(t, xlsx)}
	d.workbook()
	for _, sheet := range f.GetSheetList() {
		d.sheet(sheet)
	}
	return d.out.String()
}

// dumper writes one workbook. Its methods stand in the order of the text.
type dumper struct {
	t      testing.TB
	f      *excelize.File
	charts map[string][]chart
	out    strings.Builder
}

func (d *dumper) line(format string, args ...any) {
	fmt.Fprintf(&d.out, format+"\n", args...)
}

// must ends the test on an error of excelize, which here means a broken file.
func must[T any](d *dumper, what string) func(T, error) T {
	return func(v T, err error) T {
		d.t.Helper()
		if err != nil {
			d.t.Fatalf("workbook: %s: %v", what, err)
		}
		return v
	}
}

func (d *dumper) workbook() {
	props := must[*excelize.DocProperties](d, "document properties")(d.f.GetDocProps())
	d.line("workbook")
	for _, p := range []struct{ name, value string }{
		{"title", props.Title}, {"subject", props.Subject}, {"creator", props.Creator},
		{"last modified by", props.LastModifiedBy}, {"description", props.Description},
		{"keywords", props.Keywords}, {"category", props.Category}, {"language", props.Language},
		{"created", props.Created}, {"modified", props.Modified},
	} {
		if p.value != "" {
			d.line("  %s: %q", p.name, p.value)
		}
	}
	for _, p := range must[[]excelize.CustomProperty](d, "custom properties")(d.f.GetCustomProps()) {
		d.line("  property %s: %#v", p.Name, p.Value)
	}
	names := d.f.GetDefinedName()
	slices.SortFunc(names, func(a, b excelize.DefinedName) int {
		return strings.Compare(a.Scope+"\x00"+a.Name, b.Scope+"\x00"+b.Name)
	})
	for _, n := range names {
		d.line("  name %s (%s) = %s", n.Name, n.Scope, n.RefersTo)
	}
	d.line("  opens at sheet %q", d.f.GetSheetName(d.f.GetActiveSheetIndex()))
}

func (d *dumper) sheet(sheet string) {
	visible := must[bool](d, sheet)(d.f.GetSheetVisible(sheet))
	state := ""
	if !visible {
		state = ", hidden"
	}
	d.line("\nsheet %q%s", sheet, state)
	d.layout(sheet)
	d.tables(sheet)
	d.cells(sheet)
	for _, c := range d.charts[sheet] {
		d.line("%s", c)
	}
}

func (d *dumper) layout(sheet string) {
	page := must[excelize.PageLayoutOptions](d, sheet)(d.f.GetPageLayout(sheet))
	d.line("  page: %s, paper %d, fit %d×%d", value(page.Orientation), value(page.Size), value(page.FitToWidth), value(page.FitToHeight))
	if panes := must[excelize.Panes](d, sheet)(d.f.GetPanes(sheet)); panes.Freeze {
		d.line("  frozen: %d columns, %d rows", panes.XSplit, panes.YSplit)
	}
	if hf := must[*excelize.HeaderFooterOptions](d, sheet)(d.f.GetHeaderFooter(sheet)); hf != nil && hf.OddHeader+hf.OddFooter != "" {
		d.line("  header %q, footer %q", hf.OddHeader, hf.OddFooter)
	}
}

// value is what an optional setting holds, or its zero.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func (d *dumper) tables(sheet string) {
	for _, table := range must[[]excelize.Table](d, sheet)(d.f.GetTables(sheet)) {
		d.line("  table %s %s", table.Name, table.Range)
	}
	for _, merged := range must[[]excelize.MergeCell](d, sheet)(d.f.GetMergeCells(sheet, true)) {
		d.line("  merged %s:%s", merged.GetStartAxis(), merged.GetEndAxis())
	}
	formats := must[map[string][]excelize.ConditionalFormatOptions](d, sheet)(d.f.GetConditionalFormats(sheet))
	var ranges []string
	for r := range formats {
		ranges = append(ranges, r)
	}
	slices.Sort(ranges)
	for _, r := range ranges {
		for _, f := range formats[r] {
			d.line("  conditional %s %s", r, f.Type)
		}
	}
	for _, v := range must[[]*excelize.DataValidation](d, sheet)(d.f.GetDataValidations(sheet)) {
		d.line("  validation %s %s", v.Sqref, v.Type)
	}
	for _, c := range must[[]excelize.Comment](d, sheet)(d.f.GetComments(sheet)) {
		d.line("  comment %s %q", c.Cell, c.Text)
	}
}

// cells lists every cell that holds something, one a line, row by row, with
// the rows and columns that hide.
func (d *dumper) cells(sheet string) {
	rows := must[[][]string](d, sheet)(d.f.GetRows(sheet, excelize.Options{RawCellValue: true}))
	for y, row := range rows {
		if !must[bool](d, sheet)(d.f.GetRowVisible(sheet, y+1)) {
			d.line("  row %d hidden", y+1)
		}
		for x := range row {
			d.cell(sheet, must[string](d, sheet)(excelize.CoordinatesToCellName(x+1, y+1)))
		}
	}
	for x := range widest(rows) {
		column := must[string](d, sheet)(excelize.ColumnNumberToName(x + 1))
		if !must[bool](d, sheet)(d.f.GetColVisible(sheet, column)) {
			d.line("  column %s hidden", column)
		}
	}
}

func widest(rows [][]string) int {
	n := 0
	for _, row := range rows {
		n = max(n, len(row))
	}
	return n
}

func (d *dumper) cell(sheet, at string) {
	raw := must[string](d, at)(d.f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true}))
	formula := must[string](d, at)(d.f.GetCellFormula(sheet, at))
	if raw == "" && formula == "" {
		return
	}
	var notes strings.Builder
	if format := d.format(sheet, at); format != "General" {
		fmt.Fprintf(&notes, "  [%s]", format)
	}
	if formula != "" {
		fmt.Fprintf(&notes, "  formula =%s", formula)
	}
	if linked, target, err := d.f.GetCellHyperLink(sheet, at); err == nil && linked {
		fmt.Fprintf(&notes, "  link %s", target)
	}
	d.line("  %-5s %s%s", at, typed(must[excelize.CellType](d, at)(d.f.GetCellType(sheet, at)), raw), notes.String())
}

// typed writes a value so that its type shows: texts are quoted, numbers not.
func typed(kind excelize.CellType, raw string) string {
	switch kind {
	case excelize.CellTypeNumber, excelize.CellTypeUnset: // a cell without a type is a number
		return raw
	case excelize.CellTypeBool:
		return "bool " + raw
	case excelize.CellTypeDate:
		return "date " + raw
	case excelize.CellTypeError:
		return "error " + raw
	case excelize.CellTypeFormula:
		return fmt.Sprintf("cached text %q", raw)
	default:
		return fmt.Sprintf("%q", raw)
	}
}

// builtinFormats are the numbered formats that a workbook of ours can use;
// ECMA-376 part 1, 18.8.30, lists them all.
var builtinFormats = map[int]string{
	0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
	14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "m/d/yy h:mm", 49: "@",
}

func (d *dumper) format(sheet, at string) string {
	id := must[int](d, at)(d.f.GetCellStyle(sheet, at))
	style := must[*excelize.Style](d, at)(d.f.GetStyle(id))
	if style.CustomNumFmt != nil {
		return *style.CustomNumFmt
	}
	if name, ok := builtinFormats[style.NumFmt]; ok {
		return name
	}
	return fmt.Sprintf("format %d", style.NumFmt)
}
