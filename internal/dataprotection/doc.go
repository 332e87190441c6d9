// Package dataprotection writes the documents that a controller needs before schools are asked: the record of processing (GDPR article 30), a
// draft of the impact assessment (article 35), and the information letter to those who are asked.
//
// [FactsOf] gathers what is so in an installation: its settings, and the limits that the program's own packages work by. [Record], [Assessment]
// and [Letter] turn them into a [Document] in the reader's language. Every number and name in a document is a fact that was handed over, so a
// document cannot say anything else than what the software does; a test changes each fact and looks for the change.
//
// # Formats
//
// A document is data: parts with a heading, sentences and a table. Package web shows it as a page that prints well, and hands it out as an HTML
// file, which word processors open with headings and tables to go on writing in; package reports writes record and assessment as a workbook,
// since data protection officers keep such records as tables. A text document of its own kind would need a library for what HTML does.
//
// # Drafts
//
// What the law asks a person to decide is not decided here: legal grounds are suggestions, and what is to be assessed or filled in stands in
// brackets. Each document says so on top.
//
// Deliberately absent: rights and wrongs of other countries; documents about services that an operator runs beside this one; and any
// figure of a survey.
package dataprotection
