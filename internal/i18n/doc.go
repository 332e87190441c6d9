// Package i18n holds every word the user reads, in bokmål (nb), nynorsk (nn) and English (en), and writes numbers,
// dates and sorted names the Norwegian way.
//
// Call [New] once at start and [Bundle.Printer] once per request or report; a [Printer] is a small value bound to one
// language. Texts that live in data (the name of a component, an item) are a [Text]; sentences that are made below the
// web and worded above it are a [Sentence].
//
// # Catalogue
//
//	locales/<language>/<area>.toml
//
// One file per area (base, form, wave, results, report, …), so that people who work on different pages do not meet in
// one file. Every key in an area's file begins with the area's name, every line holds one key:
//
//	form.title = "Svar på undersøkinga"
//	form.minutes = "Det tek om lag {{.minutes}} minutt."
//	form.left = { one = "{{.count}} spørsmål står att.", other = "{{.count}} spørsmål står att." }
//
// An argument is written {{.name}}, nothing else of the template language is allowed. A pair of one and other is a
// message with a plural, and its argument count selects the form. A message is plain text: markup belongs in the
// templates.
//
// [New] refuses a catalogue in which the three languages do not hold the same areas, keys, arguments and plural forms.
// A test in this package reads all templates and Go files of the module: a key that is used and not defined, or
// defined and not used, fails the build.
//
// Deliberately absent: fallback from one interface language to another (a missing key is a fault, not a nuisance), the
// language tag "no" (the libraries format it as English), and a way to put markup into a message.
package i18n
