// Package xlsform turns an XLSForm workbook into an instrument, and an instrument into a workbook that a person can go on editing.
//
// Call [Read] with the file: it returns an instrument that [surveys.ParseInstrument] has accepted, or *[Faults] with everything that is
// wrong, each with sheet, rows, column and the way out in the reader's language. [Write] is the way back. Reading what was written gives the same
// content hash.
//
// # The workbook
//
//	survey      type, name, label::<language>, hint::<language>, relevant, appearance;
//	            x::construct, x::reverse, x::role, x::author, x::licence, x::year, x::basis
//	choices     list_name, name, label::<language>; x::role
//	constructs  name, label::<language>, explanation::<language>, component
//	settings    form_title, form_id, version, default_language; x::title::<language>, x::kind, x::audience, x::minutes, x::components,
//	            and x::author, x::licence, x::year, x::basis for all questions that have none of their own
//
// A language is a code, or a name with its code: "label::nynorsk (nn)". A group is a section. A note in a group is a passage; with the role
// intro it introduces the section, and in front of the first group the questionnaire. A list of choices in which a name has the role outside
// is a scale, and its names are the codes; every other list is one of choices, in which the role exclusive marks what goes with no other.
//
// # What is refused
//
// What XLSForm can do and an instrument cannot is refused by name where it stands, and never dropped: free text, numbers, dates, places and files,
// which tell who somebody is; required questions, since everybody may leave one out; repeats, calculations, filters, media. Columns and
// sheets that XLSForm itself passes over are listed as ignored, unless their name is nearly one that is known.
//
// Deliberately absent: other file formats than .xlsx, formulas (a cell has the value that was last calculated), and any guess at a missing translation.
package xlsform
