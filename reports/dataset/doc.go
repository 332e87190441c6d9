// Package dataset is the released figures in long form: a row for each cell that is published, for people who calculate on.
//
//	set, err := dataset.OfReleases(source, dir, lined, printer)
//	defer set.Close()
//	err = dataset.WriteSPSS(w, set)
//
// [OfReleases] takes releases of schools and [OfEdition] an edition. What a column is called, holds and means stands in one table (column.go), and every
// format and the codebook are made from it; the data sheet of a school's report takes its figures from [MeanOf], too. Here are [WriteParquet] and
// [WriteSPSS], with [WriteCodebook] (DDI) and [Script] (R) beside them. What a spreadsheet opens, CSV and workbooks, is written by package reports,
// which knows its traps.
//
// An owner's table has hundreds of thousands of rows. So releases are taken one at a time, their rows lie on the disk (spool.go), and every format is written row
// by row: what a set takes of the memory does not grow with the number of schools.
//
// # Four states
//
// The column state says of every row whether there is a value (value), or why there is none (hidden, no_data, not_asked). Where there is none the
// columns value, low, high and n are empty in CSV, Excel and Parquet, and in SPSS they hold a missing value of their own for each reason
// ([Missing]). Nothing is ever written as 0. How a value is to be read stands in limit: a mean that is only known to be at least 4.5 is 4.5 with at_least.
//
// # One dialect of CSV
//
// RFC 4180 in UTF-8: commas, CRLF, quotes where they are needed, decimal points, days as 2026-12-18, and no byte order mark, which R and
// others take for a part of the first name. Excel with Norwegian settings would open it into one column. There is no second dialect for it: two files with the
// same name and other decimal signs get mixed up, and the workbook is right in every country.
//
// Text that a spreadsheet would take for a formula gets an apostrophe in front in CSV and in the workbook ([tilstand/reports.Harmless]). In Parquet
// and SPSS it is as it was written: no program runs it there.
//
// # Deliberately absent
//
// Respondents: a row is a figure of a release or an edition, and there is no way from here to an answer. Reliability and the like, which an edition's
// JSON has. Sums, means over rows, ranks.
package dataset
