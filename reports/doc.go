// Package reports writes what a school's view shows as an Excel workbook, to be read, printed, handed to others and pivoted.
//
// [Build] lays out: it turns an [analytics.SchoolView] into a [Book], in which sheets, tables and charts are plain data in the reader's
// language. [Write] makes the file with excelize, whose traps it knows.
//
//	err := reports.Write(w, reports.Build(view, printer))
//
// The workbook has figures from the view and from nowhere else, so it shows what the pages show. Four states stay apart on every sheet: a
// figure is a number, and a hidden one, one without data and one that was not asked each have a word of their own in its place.
// Charts follow cells on a visible sheet of their own, since a chart draws a word as zero.
//
// What a reader brings in (names of schools and owners, wordings of an instrument) becomes text cells that neither a
// spreadsheet nor its CSV export takes for a formula.
//
// Deliberately absent: formulas (previewers show nothing for them, and every number here is final), colour as the only carrier of meaning,
// rank numbers, hidden sheets, links out of the file, and the respondents, who never come this far.
package reports
