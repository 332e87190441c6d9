// Package sav writes SPSS system files (.sav), which SPSS, PSPP, R (haven), Stata and Python read with names, labels and missing values.
//
//	err := sav.Write(w, sav.File{Label: "…", Made: day, Variables: variables}, rows)
//
// A row has a [Value] for each variable. The files are little-endian, compressed byte by byte, in UTF-8, with the records of type 7 for long names,
// long strings, labels of long strings, the encoding and the number of cases. The layout follows the chapter "System File Format" of the PSPP
// developer's guide, which describes the format from the outside; what readers make of the files is tested with PSPP and haven.
//
// The same file and rows make the same bytes.
//
// Deliberately absent: reading; encodings other than UTF-8; ranges of missing values, and missing values of texts; multiple response sets; weights; the
// form that is compressed with zlib, which older programs do not read.
package sav
