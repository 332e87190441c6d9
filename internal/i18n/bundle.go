package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed locales
var embedded embed.FS

// Languages are the languages of the interface; the first is the default.
var Languages = []string{"nb", "nn", "en"}

// Bundle holds the catalogues. It is immutable, and safe for concurrent use.
type Bundle struct {
	catalogues map[string]*catalogue
}

// catalogue is one language's words.
type catalogue struct {
	lang     string
	messages map[string]message
	plurals  *goi18n.Localizer // words the messages that have arguments
}

// message is what the bundle knows about one key.
type message struct {
	text   string   // complete text when there are no arguments
	args   []string // argument names, sorted
	plural bool
}

// New loads the embedded catalogues. The error names every fault: an area, key, argument or plural form that one
// language has and another lacks.
func New() (*Bundle, error) {
	locales, err := fs.Sub(embedded, "locales")
	if err != nil {
		return nil, fmt.Errorf("open catalogues: %w", err)
	}
	return load(locales)
}

// load reads locales/<language>/<area>.toml from a file system rooted at locales.
func load(locales fs.FS) (*Bundle, error) {
	b := &Bundle{catalogues: map[string]*catalogue{}}
	for _, lang := range Languages {
		c, err := loadCatalogue(locales, lang)
		if err != nil {
			return nil, err
		}
		b.catalogues[lang] = c
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	return b, nil
}

func loadCatalogue(locales fs.FS, lang string) (*catalogue, error) {
	files, err := fs.Glob(locales, lang+"/*.toml")
	if err != nil {
		return nil, fmt.Errorf("list catalogue %s: %w", lang, err)
	}
	words := goi18n.NewBundle(language.Make(lang))
	c := &catalogue{lang: lang, messages: map[string]message{}, plurals: goi18n.NewLocalizer(words, lang)}
	for _, file := range files {
		if err := c.loadArea(locales, file, words); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", file, err)
		}
	}
	return c, nil
}

func (c *catalogue) loadArea(locales fs.FS, file string, words *goi18n.Bundle) error {
	raw, err := fs.ReadFile(locales, file)
	if err != nil {
		return err
	}
	found, err := parseArea(raw)
	if err != nil {
		return err
	}
	area := strings.TrimSuffix(path.Base(file), ".toml")
	for _, m := range found {
		if !strings.HasPrefix(m.ID, area+".") {
			return fmt.Errorf("key %s: keys of this file begin with %q", m.ID, area+".")
		}
		if c.messages[m.ID], err = describe(m); err != nil {
			return fmt.Errorf("key %s: %w", m.ID, err)
		}
	}
	return words.AddMessages(language.Make(c.lang), found...)
}

// parseArea reads the messages of one file. The message format's own reader is passed by: it reserves a dozen words (id,
// other, two, …) as last parts of a key, and a staff group is called "other" sooner or later. Here a table that holds one
// and other, and nothing else, is a message with a plural; every other table is a common beginning of keys.
func parseArea(raw []byte) ([]*goi18n.Message, error) {
	var tree map[string]any
	if err := toml.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	return collect("", tree)
}

func collect(prefix string, tree map[string]any) ([]*goi18n.Message, error) {
	var found []*goi18n.Message
	for name, value := range tree {
		key := prefix + name
		switch v := value.(type) {
		case string:
			found = append(found, &goi18n.Message{ID: key, Other: v})
		case map[string]any:
			if one, other, ok := pluralForms(v); ok {
				found = append(found, &goi18n.Message{ID: key, One: one, Other: other})
				continue
			}
			below, err := collect(key+".", v)
			if err != nil {
				return nil, err
			}
			found = append(found, below...)
		default:
			return nil, fmt.Errorf("key %s: a text is wanted, not a %T", key, value)
		}
	}
	return found, nil
}

func pluralForms(table map[string]any) (one, other string, ok bool) {
	one, hasOne := table["one"].(string)
	other, hasOther := table["other"].(string)
	return one, other, hasOne && hasOther && len(table) == 2
}

// argument is the one thing a message may hold beside text. Anything else between braces is a misspelling.
var argument = regexp.MustCompile(`\{\{\.([a-z][a-zA-Z0-9_]*)\}\}`)

func describe(m *goi18n.Message) (message, error) {
	if m.Other == "" {
		return message{}, errors.New("the text is empty")
	}
	both := m.One + m.Other
	if rest := argument.ReplaceAllString(both, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
		return message{}, errors.New("write an argument as {{.name}}")
	}
	names := map[string]bool{}
	for _, match := range argument.FindAllStringSubmatch(both, -1) {
		names[match[1]] = true
	}
	if m.One != "" {
		names["count"] = true
	}
	return message{text: m.Other, args: slices.Sorted(maps.Keys(names)), plural: m.One != ""}, nil
}

// check compares every language with the first and reports all differences at once.
func (b *Bundle) check() error {
	var faults []error
	first := b.catalogues[Languages[0]]
	for _, lang := range Languages[1:] {
		faults = append(faults, first.compare(b.catalogues[lang])...)
	}
	return errors.Join(faults...)
}

func (c *catalogue) compare(other *catalogue) []error {
	faults := append(other.lacks(c), c.lacks(other)...)
	for _, key := range slices.Sorted(maps.Keys(c.messages)) {
		mine, theirs := c.messages[key], other.messages[key]
		switch {
		case theirs.text == "": // said already
		case !slices.Equal(mine.args, theirs.args):
			faults = append(faults, fmt.Errorf("catalogue: arguments of %s differ: %s has %v, %s has %v", key, c.lang, mine.args, other.lang, theirs.args))
		case mine.plural != theirs.plural:
			faults = append(faults, fmt.Errorf("catalogue: only one of %s and %s has a plural of %s", c.lang, other.lang, key))
		}
	}
	return faults
}

// lacks names, in one line, the keys that another language has and this one lacks.
func (c *catalogue) lacks(other *catalogue) []error {
	var missing []string
	for _, key := range slices.Sorted(maps.Keys(other.messages)) {
		if _, ok := c.messages[key]; !ok {
			missing = append(missing, key)
		}
	}
	if missing == nil {
		return nil
	}
	return []error{fmt.Errorf("catalogue: %s lacks what %s has: %s", c.lang, other.lang, strings.Join(missing, ", "))}
}

// Keys returns the keys of the catalogue, sorted.
func (b *Bundle) Keys() []string {
	return slices.Sorted(maps.Keys(b.catalogues[Languages[0]].messages))
}

// Printer returns the printer of a language. A language we do not have is a programming error: [Match] is what turns
// a visitor's wish into one that we have.
func (b *Bundle) Printer(lang string) Printer {
	c, ok := b.catalogues[lang]
	if !ok {
		panic(fmt.Sprintf("i18n: no catalogue for language %q", lang))
	}
	return Printer{words: c}
}
