package i18n

// Text is one text in several languages, keyed by language ("nb", "nn", "en"): the name of a component, the wording
// of an item. Texts of the interface itself are keys in the catalogue.
type Text map[string]string

// nearest lists, for each language, where a reader is best served when the text is missing in it.
var nearest = map[string][]string{
	"nb": {"nb", "nn", "en"},
	"nn": {"nn", "nb", "en"},
	"en": {"en", "nb", "nn"},
}

// In returns the text in a language, or in the nearest language that has it; "" when none has.
func (t Text) In(lang string) string { return t[t.Nearest(lang)] }

// Nearest is the language that In gives the text in; "" when there is no text.
func (t Text) Nearest(lang string) string {
	for _, l := range nearest[lang] {
		if t[l] != "" {
			return l
		}
	}
	return ""
}

// Sentence is a sentence as data: made where the figures are, worded by [Printer.Say] where the language is known.
// An argument may be anything [Printer.T] takes, and also a [Text] or another Sentence.
type Sentence struct {
	Key  string         `json:"key"`
	Args map[string]any `json:"args,omitempty"`
}
