package settings

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"tilstand/internal/i18n"
)

// Invalid says everything that is wrong with a file.
type Invalid struct {
	Faults []i18n.Sentence
}

// Error names the keys; what people read are the faults, in their language.
func (e *Invalid) Error() string {
	named := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		named[i] = f.Key
	}
	return File + ": " + strings.Join(named, ", ")
}

const (
	maxName = 200 // characters of any one text: it has to stand in a table
	maxRows = 50  // processors
)

// Parse reads the text of a settings file. The error is an *[Invalid].
func Parse(text string) (Settings, error) {
	document, err := decode(text)
	if err != nil {
		return Settings{}, err
	}
	s, _, err := parse(document, true)
	return s, err
}

func decode(text string) (map[string]any, error) {
	document := map[string]any{}
	if _, err := toml.Decode(text, &document); err != nil {
		line, said := 0, err.Error()
		if broken, ok := errors.AsType[toml.ParseError](err); ok {
			line, said = broken.Position.Line, broken.Message
		}
		return nil, &Invalid{[]i18n.Sentence{{Key: "settings.syntax", Args: map[string]any{"line": line, "said": said}}}}
	}
	return document, nil
}

// parse reads a document. Somebody must be named as responsible in it, or may be. It also returns the paths that it asked for, for the tests of [Keys].
func parse(document map[string]any, named bool) (Settings, []string, error) {
	r := &reader{}
	top := r.section("", document)
	s := Default()
	s.Listen, s.BaseURL, s.TLS = top.serves(), top.base("base_url"), top.tls()
	s.Controller = top.party("controller", named)
	s.Officer = top.party("officer", false)
	s.Operator = top.party("operator", false)
	hosting := top.table("hosting", named)
	if s.Hosting = hosting.text("place", true); hosting.absent {
		s.Hosting = nil
	}
	for _, row := range hosting.list("processor") {
		s.Processors = append(s.Processors, Processor{Name: row.line("name", true), Task: row.text("task", true), Place: row.text("place", true)})
		row.done()
	}
	hosting.done()
	answers := top.table("answers", false)
	s.Months = answers.number("months", LeastMonths, MostMonths, DefaultMonths)
	s.Floor = answers.number("floor", 0, MostFloor, DefaultFloor)
	answers.done()
	web := top.table("web", false)
	s.Statement = web.address("accessibility_statement")
	s.Proxies = web.networks("trusted_proxies")
	web.done()
	s.Mail = top.mail()
	s.OIDC = top.oidc()
	s.Backup = top.backup()
	s.Metrics = top.metrics()
	s.Limits = top.limits()
	s.Standby = top.standby()
	top.done()
	if len(r.faults) > 0 {
		return Settings{}, r.asked, &Invalid{r.faults}
	}
	return s, r.asked, nil
}

// reader collects what is wrong, and which values were asked for.
type reader struct {
	faults []i18n.Sentence
	asked  []string
}

func (r *reader) refuse(key, fault string, args ...any) {
	said := map[string]any{"key": key}
	for i := 0; i < len(args); i += 2 {
		said[args[i].(string)] = args[i+1]
	}
	r.faults = append(r.faults, i18n.Sentence{Key: fault, Args: said})
}

// section is a table of the file. One that is not there reads as empty; when it has to be there the keys that it must have are missing.
type section struct {
	*reader
	prefix string
	values map[string]any // what has not been asked for yet
	absent bool           // and need not be there
}

func (r *reader) section(prefix string, values map[string]any) section {
	return section{reader: r, prefix: prefix, values: maps.Clone(values)}
}

// take returns a value once.
func (s section) take(key string) (value any, there bool) {
	s.asked = append(s.asked, s.prefix+key)
	value, there = s.values[key]
	delete(s.values, key)
	return value, there
}

func (s section) table(key string, required bool) section {
	value, there := s.take(key)
	values, ok := value.(map[string]any)
	if there && !ok {
		s.refuse(s.prefix+key, "settings.no_table")
	}
	table := s.section(s.prefix+key+".", values)
	table.absent = there && !ok || !there && !required
	return table
}

func (s section) list(key string) (rows []section) {
	value, there := s.take(key)
	tables, ok := value.([]map[string]any)
	if there && !ok {
		s.refuse(s.prefix+key, "settings.no_list")
	}
	if len(tables) > maxRows {
		s.refuse(s.prefix+key, "settings.too_many", "most", maxRows)
		return nil
	}
	for i, values := range tables {
		rows = append(rows, s.section(fmt.Sprintf("%s%s[%d].", s.prefix, key, i+1), values))
	}
	return rows
}

func (s section) party(key string, required bool) Party {
	t := s.table(key, required)
	p := Party{Name: t.line("name", true), Contact: t.line("contact", true)}
	t.done()
	return p
}

// line is a text without line breaks.
func (s section) line(key string, required bool) string {
	value, there := s.take(key)
	text, ok := value.(string)
	switch {
	case !there && (!required || s.absent):
	case there && !ok:
		s.refuse(s.prefix+key, "settings.no_text")
	case strings.TrimSpace(text) == "":
		s.refuse(s.prefix+key, "settings.missing")
	case !fits(text):
		s.refuse(s.prefix+key, "settings.no_line", "most", maxName)
	}
	return strings.TrimSpace(text)
}

func fits(text string) bool {
	return len([]rune(text)) <= maxName && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// text is a line, or one in each language: {nb = "…", nn = "…", en = "…"}.
func (s section) text(key string, required bool) i18n.Text {
	languages, ok := s.values[key].(map[string]any)
	if !ok {
		line := s.line(key, required)
		text := i18n.Text{}
		for _, lang := range i18n.Languages {
			text[lang] = line
		}
		return text
	}
	s.take(key)
	text := i18n.Text{}
	each := s.section(s.prefix+key+".", languages)
	for _, lang := range i18n.Languages {
		text[lang] = each.line(lang, true)
	}
	each.done()
	return text
}

func (s section) number(key string, least, most, otherwise int) int {
	value, there := s.take(key)
	if !there {
		return otherwise
	}
	n, ok := value.(int64)
	if !ok || n < int64(least) || n > int64(most) {
		s.refuse(s.prefix+key, "settings.no_number", "least", least, "most", most)
	}
	return int(n)
}

func (s section) address(key string) string {
	text := s.line(key, false)
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		s.refuse(s.prefix+key, "settings.no_address")
	}
	return text
}

// done refuses keys that nothing asked for: a misspelt one must not be passed over.
func (s section) done() {
	for _, key := range slices.Sorted(maps.Keys(s.values)) {
		s.refuse(s.prefix+key, "settings.unknown")
	}
}
