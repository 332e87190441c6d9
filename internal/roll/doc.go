// Package roll reads files that list schools: a table, CSV or XLSX, and a saved answer of the national school register (Nasjonalt
// skoleregister, NSR). What comes out is a [programme.Roll], whichever it was.
//
// Call [Read] with what was uploaded. Whatever a cell holds that cannot be read is a problem of its entry, with its row; a file that is no
// list of schools at all is an error. Then [programme.Store.PlanRoll] says what the roll would do.
//
// # Tables
//
// A row for each school, a column for each thing that is said of it, in any order, called in bokmål, nynorsk or English; [Columns] lists the names. Only
// the organisation number is needed for schools that are registered already: a cell that is empty, and a column that is not there, say
// nothing, and what they are silent about stays as it is. [WriteTemplate] writes a workbook to fill in.
//
// # The national register
//
// Its interface answers with a list of units (address …/v4/enheter, fields EnhetListe, slim) or with one unit in full (…/v4/enhet/NUMBER); a
// file holds one such answer, several of them one after the other, or an array of units. Version 3 calls some fields otherwise, and is
// read too. What is known of the format is from programs that read it, not from its documentation:
//
//   - Owners, the written form (Maalform) and the staff count (AntallAnsatte) are in full answers alone. So a list can tell of new
//     names, municipalities and closures, and new schools need the full answers.
//   - The owner is the unit in ForeldreRelasjoner whose Relasjonstype is called Eierstruktur. Its kind is not there: it is private with a
//     private school, the county or the municipality where it has the number of one, and else the municipality for a school with lower grades and the
//     county for one without.
//   - A unit that has closed has ErAktiv false, a day (UtgaattDato) and a reason (Utgaattype): F is a merger. Into which school is never
//     said; somebody who knows says so afterwards.
//   - Units that are no schools, and Norwegian schools abroad, whose numbers begin with a letter, are left out and counted.
//
// Deliberately absent: asking the register over the network. The service asks nobody.
package roll
