// Package workbook shows an .xlsx file as text that a reviewer can read and a
// golden file can hold. Call Dump for everything a reader of the workbook
// sees, and what hides from them: every sheet (hidden ones, too), every cell
// with its type and number format, merges, tables, print set-up, charts with
// the ranges they follow, defined names and document properties. Call Parts
// for the raw XML when a test asks what only the file can answer: that a
// hidden value stands nowhere, for instance in a chart's cache.
//
// Values are shown as they are stored, never as formatted: 3.8 with the format
// 0.0 is a number, "3,8" is a text, and a golden file must tell them apart.
// Colours and fonts are left out; they are for eyes, and would bury the rest.
package workbook
