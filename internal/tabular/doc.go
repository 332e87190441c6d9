// Package tabular reads a table that somebody has on file, CSV or XLSX, row by row, and says of everything that is wrong
// with it which row, which column, which value, and what would be allowed.
//
// # What to call first
//
// [Open] a file, or [Read] what was uploaded; ask the [Table] for its columns; go through [Table.Rows] once, adding whatever is
// not as it should be to a [Faults] list; ask [Table.Err] whether the end was reached; then [Faults.Err].
//
//	table, err := tabular.Open("answers.csv", tabular.Options{})
//	…
//	var faults tabular.Faults
//	for row := range table.Rows(&faults) {
//		if code := row.Cells[column]; !known(code) {
//			faults.Add(tabular.Fault{Row: row.Number, Column: "Q1", Value: code, Problem: tabular.NotAllowed, Allowed: "1, 2, 3, 4"})
//		}
//	}
//	if err := table.Err(); err != nil { … }
//	if err := faults.Err(); err != nil { … } // all of them at once
//
// # What comes out
//
// Which kind of file it is is seen from its content and not from its name. Of text the delimiter (comma, semicolon or tab) is taken
// from the heading, the encoding from the bytes: UTF-8 or UTF-16 with or without its mark, and Windows-1252 where it is
// not valid UTF-8, as older spreadsheets write it. A line "sep=;" at the top is understood. Cells come without white space
// around them. Rows that are blank are left out; rows are numbered as a spreadsheet numbers them, the heading being 1.
//
// Of a workbook the first visible sheet is read, or the one that is named. Cells have their stored values: a number as it is
// and not as it is formatted, a formula as it was last calculated, and a date as the number of days that a spreadsheet keeps;
// where a date matters, let it be text.
//
// # Whole workbooks
//
// [Book] reads the sheets of a small workbook as they are, for a format in which sheets refer to each other; [WriteBook] writes such a
// workbook for somebody to go on editing.
//
// # Limits
//
// Size, rows, columns and length of a cell are limited ([Limits]), and so is what a workbook becomes when unpacked, so
// that a mistaken or malicious file costs little.
//
// Deliberately absent: writing reports (that is package reports), guessing the types of columns, the meaning of any of them, and
// old .xls files, which are refused with the advice to save them anew.
package tabular
