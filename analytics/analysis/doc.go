// Package analysis makes every estimate of a file of responses, without a server and without a database: the engine behind the
// command "tilstand analyse".
//
// # What to call first
//
// [Read] takes an instrument, a table of responses and, if it is known, one of the people invited, and gives a [Dataset] or
// everything that is wrong in both tables. Then
//
//   - [Dataset.Analyse] makes an [Analysis]: every estimate of package stat, by item and index, group, wave, unit and comparison, in
//     full precision. It passes no gate. That is the one exception to the rule that figures leave the service in releases only, and
//     it is one by its nature: whoever has the file has the answers.
//   - [Dataset.Releases] makes what readers would get of the same file: releases that have passed the gate.
//
// Responses are added up as they are read, to histograms, frequency tables of index scores and cross products; everything else is
// made from these, so 66,000 responses cost little more than 60.
//
// # What the document says
//
// An Analysis is a document with a published schema ([Schema]): long tables, of which each row says what it is about (measure,
// unit, wave, group) and in which state it is. A figure that there is none of is null, and never 0. Comparisons and trends carry
// the name and size of the family of tests they belong to, and p values corrected in it.
//
// # Choices
//
//   - Without people invited there is no finite population: descriptive and analytic intervals are then the same, and nothing
//     pretends a correction.
//   - The p value of a comparison is that of the exact permutation test up to 40 answers and Welch's above; both are given.
//   - Changes are those between neighbouring waves and from the first to the last. Groups are compared within a column.
//   - An index exists where its items have as many steps; scales with other numbers of steps than a release allows have their
//     figures here.
//
// Deliberately absent: weights, imputation, models with covariates, and any road from here to a page of the service.
package analysis
