package surveys

import (
	"slices"

	"tilstand/internal/programme"
)

// Untranslated lists where the instrument has no text in a language: JSON pointers to the texts, in the order of the document.
func (in *Instrument) Untranslated(lang string) []string {
	var missing []string
	in.eachText(func(path string, text Text) {
		if text != nil && text[lang] == "" {
			missing = append(missing, path)
		}
	})
	return missing
}

// Complete lists the languages in which every text of the instrument is written, in the order in which it declares them.
func (in *Instrument) Complete() []string {
	return slices.DeleteFunc(slices.Clone(in.Languages), func(lang string) bool { return len(in.Untranslated(lang)) > 0 })
}

// Faults is everything that keeps the version from being published, as [CheckInstrument] tells it of a document. What is public has none.
func (e LibraryEntry) Faults(template *programme.Template) []Fault {
	if e.public() {
		return nil
	}
	return CheckInstrument(e.canonical(), template).Faults
}
