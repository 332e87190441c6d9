package xlsform

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/tabular"
	"tilstand/surveys"
)

// limits of a workbook: the largest instrument has some hundred rows and fewer than fifty columns.
var limits = tabular.Limits{Bytes: 2 << 20, Rows: 2000, Columns: 400}

// Read reads a workbook. Its error is *[Faults], or one of package tabular for a file that is no workbook or too large
// (2 MB; 2,000 rows and 400 columns a sheet). What was passed over comes with the instrument and with faults alike.
func Read(data []byte) (*surveys.Instrument, []Ignored, error) { return ReadFor(data, nil) }

// ReadFor is [Read] for a programme: its components are the only ones there are. Nil leaves that open.
func ReadFor(data []byte, template *programme.Template) (*surveys.Instrument, []Ignored, error) {
	sheets, err := tabular.Book(data, limits, func(name string) bool { return kindOf(name) != "" })
	if err != nil {
		return nil, nil, fmt.Errorf("read XLSForm: %w", err)
	}
	return readSheets(sheets, template)
}

// kindOf is which of the sheets that are read has a name; empty: none of them.
func kindOf(name string) string {
	name = strings.ToLower(trim(name))
	if known[name] == nil {
		return ""
	}
	return name
}

// refusedSheets are sheets of XLSForm for something that an instrument does not have, with the reason.
var refusedSheets = map[string]string{"external_choices": "xlsform.no_external", "entities": "xlsform.no_entities", "osm": "xlsform.no_place"}

// A reader is a workbook on its way to an instrument.
type reader struct {
	findings
	in       surveys.Instrument
	tables   map[string]*table
	language string // the default one
	origin   surveys.Provenance
	scales   map[string]bool  // lists that are scales
	lists    map[string]int   // all lists, with their first row
	places   map[string]Place // by JSON pointer
	answered map[string]bool  // lists that a question names
	unread   []string         // names of rows that were refused
	foreign  bool             // a question does not say where it comes from
}

func readSheets(sheets []tabular.Sheet, template *programme.Template) (*surveys.Instrument, []Ignored, error) {
	r := &reader{
		in:       surveys.Instrument{Format: 1, Scales: map[string]surveys.Scale{}, Constructs: []surveys.Construct{}, Sections: []surveys.Section{}},
		findings: findings{order: map[string]int{}}, tables: map[string]*table{}, scales: map[string]bool{}, lists: map[string]int{},
		places: map[string]Place{}, answered: map[string]bool{},
	}
	r.open(sheets)
	r.settings()
	r.languages()
	r.choices()
	r.constructs()
	r.survey()
	r.unused()
	in := r.check(template)
	if err := r.err(); err != nil {
		return nil, r.ignored, err
	}
	return in, r.ignored, nil
}

// open understands the sheets, the settings first: they name the default language.
func (r *reader) open(sheets []tabular.Sheet) {
	found := map[string]tabular.Sheet{}
	for i, s := range sheets {
		r.order[s.Name] = i + 1
		at := spot{Place{Sheet: s.Name}, &r.findings}
		kind := kindOf(s.Name)
		switch _, twice := found[kind]; {
		case twice:
			at.note("xlsform.sheet_twice")
		case kind != "":
			found[kind] = s
		case refusedSheets[strings.ToLower(s.Name)] != "":
			at.note(refusedSheets[strings.ToLower(s.Name)])
		case nearest(strings.ToLower(s.Name), []string{surveySheet, choicesSheet, constructsSheet, settingsSheet}) != "":
			at.note("xlsform.sheet_near", "near", nearest(strings.ToLower(s.Name), []string{surveySheet, choicesSheet, constructsSheet, settingsSheet}))
		default:
			at.ignore(i18n.Sentence{Key: "xlsform.ignored_sheet"})
		}
	}
	for _, kind := range []string{settingsSheet, surveySheet, choicesSheet, constructsSheet} {
		s, ok := found[kind]
		if ok {
			r.tables[kind] = newTable(s, kind, r.language, &r.findings)
		} else if kind == surveySheet || kind == settingsSheet {
			(spot{Place{}, &r.findings}).note("xlsform.sheet_missing", "sheet", kind)
		}
		if r.tables[kind] == nil {
			r.tables[kind] = &table{kind: kind, name: kind, to: &r.findings}
		}
		if kind == settingsSheet {
			r.defaultLanguage(r.tables[kind])
		}
	}
}

func (r *reader) defaultLanguage(t *table) {
	for row := range t.rows() {
		if text := t.get(row, "default_language"); text != "" {
			code, ok := languageOf(text)
			if !ok {
				t.at(row, "default_language").note("xlsform.language_unknown", "language", text)
				return
			}
			r.language = code
		}
		return
	}
}

// languages are those of the labels in the survey sheet, in the order of the columns.
func (r *reader) languages() {
	t := r.tables[surveySheet]
	for _, c := range t.columns {
		if c.base == "label" {
			r.in.Languages = append(r.in.Languages, c.language)
		}
	}
	for _, language := range []string{"nb", "nn", "en"} {
		if t.has("type") && !slices.Contains(r.in.Languages, language) {
			t.whole().note("xlsform.language_absent", "column", "label::"+languageTitles[language])
		}
	}
}

// languageTitles are how the languages of every instrument are written in headings.
var languageTitles = map[string]string{"nb": "bokmål (nb)", "nn": "nynorsk (nn)", "en": "English (en)"}

// text is a text in all languages. One of which nothing is written is nil, and a fault unless it may be left out.
func (r *reader) text(t *table, row int, base, path string, optional bool) surveys.Text {
	text := surveys.Text{}
	for _, c := range t.columns {
		value := ""
		if c.base == base {
			value = t.cell(row, c.index)
		}
		if value == "" {
			continue
		}
		at := t.spot(row, c.index, c.heading)
		r.places[path+"/"+c.language] = at.Place
		if strings.ContainsAny(value, "\n\r\t") {
			at.note("xlsform.line_break")
		}
		if strings.Contains(value, "${") {
			at.note("xlsform.no_piping")
		}
		text[c.language] = value
	}
	if len(text) == 0 {
		if !optional {
			t.at(row, base).note("xlsform.text_missing", "column", base)
		}
		return nil
	}
	for _, language := range r.in.Languages {
		if text[language] != "" {
			continue
		}
		at := t.row(row)
		if c := t.in(base, language); c != nil {
			at = t.spot(row, c.index, c.heading)
		}
		at.note("xlsform.translation_missing", "column", base, "language", language)
	}
	return text
}

// whole reads a whole number from 0 on; what is none is 0, with a fault.
func (r *reader) whole(t *table, row int, base, path, allowed string) int {
	r.places[path] = t.at(row, base).Place
	text := t.get(row, base)
	if text == "" {
		t.at(row, base).note("xlsform.cell_missing", "column", base)
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 9999 {
		t.at(row, base).note("xlsform.number", "value", text, "column", base, "allowed", allowed)
		return 0
	}
	return n
}

// unused are lists that no question names.
func (r *reader) unused() {
	t := r.tables[choicesSheet]
	for list, row := range r.lists {
		if !r.answered[list] {
			t.at(row, "list_name").note("xlsform.list_unused", "list", list)
		}
	}
}

// check hands the instrument to the format's own check, and says where in the workbook each of its faults is. Beside faults of our own only
// those are told that are about a cell in a row without: the rest may follow from what was refused, above all that nothing uses a list or a construct.
func (r *reader) check(template *programme.Template) *surveys.Instrument {
	data, err := json.Marshal(&r.in)
	if err != nil {
		panic(fmt.Sprintf("xlsform: write instrument: %v", err)) // strings and numbers cannot fail
	}
	report := surveys.CheckInstrument(data, template)
	own := slices.Clone(r.faults)
	for _, fault := range report.Faults {
		place, exact := r.placeOf(fault.Path)
		if slices.ContainsFunc(r.unread, func(name string) bool { return strings.Contains(fault.Reason, strconv.Quote(name)) }) {
			continue // a condition on a row that was refused
		}
		if len(own) > 0 && (!exact || strings.Count(fault.Path, "/") == 2 || slices.ContainsFunc(own, func(o Fault) bool { return o.Sheet == place.Sheet && slices.Contains(o.Rows, place.first()) })) {
			continue
		}
		r.faults = append(r.faults, Fault{place, fault.What})
	}
	return report.Instrument
}

// placeOf is the cell that a JSON pointer leads to, or the closest one around it.
func (r *reader) placeOf(path string) (place Place, exact bool) {
	for at := path; at != ""; at = at[:strings.LastIndexByte(at, '/')] {
		if place, ok := r.places[at]; ok {
			return place, at == path
		}
	}
	return Place{}, false
}
