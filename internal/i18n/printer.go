package i18n

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
)

// Printer words keys, numbers and dates in one language. It is a small value, safe for concurrent use; the zero
// Printer is not usable.
type Printer struct {
	words *catalogue
}

// Lang returns the printer's language: "nb", "nn" or "en", fit for a lang attribute.
func (p Printer) Lang() string { return p.words.lang }

// T returns the text of a key. The arguments are alternating names and values:
//
//	p.T("form.left", "count", 3)
//
// A float64 is written with one decimal, an int in plain digits, a [Text] or [Sentence] in the printer's language, a
// string as it stands; format anything else first. The argument count, an int, selects the plural form.
//
// An unknown key, a missing, superfluous or unprintable argument is a programming error and panics: a page that
// fails is found, a page with a hole in a sentence is not. The tests of this package read the sources for such keys.
func (p Printer) T(key string, args ...any) string {
	if len(args) == 0 {
		return p.word(key, nil)
	}
	named := make(map[string]any, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok || i+1 == len(args) {
			panic(fmt.Sprintf("i18n: arguments of %s must be alternating names and values", key))
		}
		named[name] = args[i+1]
	}
	return p.word(key, named)
}

// Say returns the text of a sentence; its rules are those of [Printer.T].
func (p Printer) Say(s Sentence) string { return p.word(s.Key, s.Args) }

// Has reports whether a key exists, for callers whose keys come from data.
func (p Printer) Has(key string) bool {
	_, ok := p.words.messages[key]
	return ok
}

func (p Printer) word(key string, args map[string]any) string {
	m, ok := p.words.messages[key]
	if !ok {
		panic(fmt.Sprintf("i18n: no text for key %q", key))
	}
	if given := slices.Sorted(maps.Keys(args)); !slices.Equal(given, m.args) {
		panic(fmt.Sprintf("i18n: key %s takes the arguments %v, got %v", key, m.args, given))
	}
	if len(m.args) == 0 {
		return m.text
	}
	return p.fill(key, m, args)
}

func (p Printer) fill(key string, m message, args map[string]any) string {
	config := goi18n.LocalizeConfig{MessageID: key}
	if m.plural {
		config.PluralCount = args["count"]
	}
	printed := make(map[string]any, len(args))
	for name, value := range args {
		printed[name] = p.argument(key, name, value)
	}
	config.TemplateData = printed
	text, err := p.words.plurals.Localize(&config)
	if err != nil {
		panic(fmt.Sprintf("i18n: key %s: %v", key, err))
	}
	return text
}

func (p Printer) argument(key, name string, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case float64:
		return p.Number(v, 1)
	case Text:
		return v.In(p.Lang())
	case Sentence:
		return p.Say(v)
	default:
		panic(fmt.Sprintf("i18n: key %s: argument %s is a %T; format it first", key, name, value))
	}
}
