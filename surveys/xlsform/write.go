package xlsform

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tilstand/internal/tabular"
	"tilstand/surveys"
)

// ErrUnwritable is an instrument that a workbook cannot hold as it is: a scale and a choice list with one key, or a text that XLSForm would
// take for a reference to an answer or a spreadsheet would not keep.
var ErrUnwritable = errors.New("the instrument cannot be written as an XLSForm")

// Write writes an instrument as a workbook that [Read] reads back with the same content hash.
func Write(w io.Writer, in *surveys.Instrument) error {
	for key := range in.Scales {
		if _, both := in.Choices[key]; both {
			return fmt.Errorf("%w: a scale and a choice list are both called %q", ErrUnwritable, key)
		}
	}
	b := writer{in: in, origin: in.Items()[0].Provenance}
	pages := []tabular.Page{b.survey(), b.choices(), b.constructs(), b.settings(), guide()}
	for _, page := range pages[:4] {
		for _, line := range page.Rows {
			for i, cell := range line.Cells {
				if text, ok := cell.(string); ok && unwritable(page.Columns[i].Heading, text) {
					return fmt.Errorf("%w: %q", ErrUnwritable, shorten(text))
				}
			}
		}
	}
	return tabular.WriteBook(w, pages)
}

// unwritable says whether a cell would not come back as it is. A condition names questions, a text may not.
func unwritable(column, text string) bool {
	return strings.ContainsAny(text, "\ufffe\uffff") || strings.Contains(text, "${") && column != "relevant" || trim(text) != text
}

type writer struct {
	in     *surveys.Instrument
	origin surveys.Provenance // what the settings say for all questions that come from there
}

func (b *writer) translated(base string, width float64) []tabular.Column {
	var columns []tabular.Column
	for _, language := range b.in.Languages {
		columns = append(columns, tabular.Column{Heading: base + "::" + cmp.Or(languageTitles[language], language), Width: width})
	}
	return columns
}

func (b *writer) cells(text surveys.Text) []any {
	var cells []any
	for _, language := range b.in.Languages {
		cells = append(cells, text[language])
	}
	return cells
}

func columns(width float64, headings ...string) []tabular.Column {
	var list []tabular.Column
	for _, heading := range headings {
		list = append(list, tabular.Column{Heading: heading, Width: width})
	}
	return list
}

// surveyRow is one row of the survey sheet.
type surveyRow struct {
	kind, name         string
	label, hint        surveys.Text
	relevant, drawn    string
	construct, reverse string
	role               string
	origin             []any
	strong             bool
}

func (b *writer) survey() tabular.Page {
	page := tabular.Page{Name: surveySheet, Columns: slices.Concat(
		columns(22, "type", "name"), b.translated("label", 42), b.translated("hint", 24), columns(28, "relevant"), columns(14, "appearance"),
		columns(18, "x::construct"), columns(11, "x::reverse", "x::role"), columns(18, provenance...))}
	for _, row := range b.rows() {
		if row.origin == nil {
			row.origin = []any{"", "", "", ""}
		}
		page.Rows = append(page.Rows, tabular.Line{Strong: row.strong, Cells: slices.Concat(
			[]any{row.kind, row.name}, b.cells(row.label), b.cells(row.hint), []any{row.relevant, row.drawn, row.construct, row.reverse, row.role}, row.origin)})
	}
	return page
}

func (b *writer) rows() []surveyRow {
	rows := []surveyRow{{kind: "note", name: "intro", label: b.in.Intro, role: "intro"}}
	for _, section := range b.in.Sections {
		rows = append(rows, surveyRow{kind: "begin_group", name: section.Key, label: section.Title, relevant: section.ShowIf, drawn: "field-list", strong: true})
		if section.Intro != nil {
			rows = append(rows, surveyRow{kind: "note", name: section.Key + "_intro", label: section.Intro, role: "intro"})
		}
		for _, item := range section.Items {
			rows = append(rows, passages(section, item.ID)...)
			rows = append(rows, b.item(item))
		}
		rows = append(rows, passages(section, "")...)
		rows = append(rows, surveyRow{kind: "end_group", strong: true})
	}
	return rows
}

func passages(section surveys.Section, before surveys.ItemID) []surveyRow {
	var rows []surveyRow
	for _, p := range section.Passages {
		if p.Before == before {
			rows = append(rows, surveyRow{kind: "note", name: p.Key, label: p.Text, relevant: p.ShowIf})
		}
	}
	return rows
}

func (b *writer) item(item surveys.Item) surveyRow {
	row := surveyRow{kind: "select_one " + item.Scale, name: string(item.ID), label: item.Text, hint: item.Hint, relevant: item.ShowIf, construct: item.Construct}
	switch item.Type {
	case surveys.ScaleItem:
		row.drawn = "likert"
	case surveys.SingleChoice:
		row.kind = "select_one " + item.Choices
	case surveys.MultipleChoice:
		row.kind = "select_multiple " + item.Choices
	}
	if item.Reverse {
		row.reverse = "yes"
	}
	own, all := item.Provenance, b.origin
	row.origin = []any{differing(own.Author, all.Author), differing(own.Licence, all.Licence), "", differing(own.Basis, all.Basis)}
	if own.Year != all.Year {
		row.origin[2] = own.Year
	}
	return row
}

func differing(own, all string) string {
	if own == all {
		return ""
	}
	return own
}

// choices writes the lists in the order in which the questions name them.
func (b *writer) choices() tabular.Page {
	page := tabular.Page{Name: choicesSheet, Columns: slices.Concat(columns(22, "list_name"), columns(14, "name"), b.translated("label", 34), columns(12, "x::role"))}
	add := func(list string, name any, label surveys.Text, role string) {
		page.Rows = append(page.Rows, tabular.Line{Cells: slices.Concat([]any{list, name}, b.cells(label), []any{role})})
	}
	written := map[string]bool{}
	for _, item := range b.in.Items() {
		list := item.Scale + item.Choices // an item has one of them
		if written[list] {
			continue
		}
		written[list] = true
		for _, step := range b.in.Scale(item).Steps {
			role := ""
			if step.Code == b.in.Scale(item).Neutral {
				role = "neutral"
			}
			add(list, int(step.Code), step.Label, role)
		}
		for _, step := range b.in.Scale(item).Outside {
			add(list, int(step.Code), step.Label, "outside")
		}
		for _, option := range b.in.ChoiceList(item).Options {
			role := ""
			if option.Exclusive {
				role = "exclusive"
			}
			add(list, option.Key, option.Label, role)
		}
	}
	return page
}

func (b *writer) constructs() tabular.Page {
	page := tabular.Page{Name: constructsSheet, Columns: slices.Concat(columns(18, "name"), b.translated("label", 26), b.translated("explanation", 44), columns(16, "component"))}
	for _, c := range b.in.Constructs {
		page.Rows = append(page.Rows, tabular.Line{Cells: slices.Concat([]any{c.Key}, b.cells(c.Name), b.cells(c.Explanation), []any{string(c.Component)})})
	}
	return page
}

func (b *writer) settings() tabular.Page {
	in := b.in
	first := in.Languages[0]
	page := tabular.Page{Name: settingsSheet, Columns: slices.Concat(columns(40, "form_title"), columns(18, "form_id", "version", "default_language"))}
	cells := []any{in.Title[first], in.Key, in.Version, cmp.Or(languageTitles[first], first)}
	for _, language := range in.Languages[1:] {
		page.Columns = append(page.Columns, tabular.Column{Heading: "x::title::" + cmp.Or(languageTitles[language], language), Width: 40})
		cells = append(cells, in.Title[language])
	}
	var components []string
	for _, key := range in.Components {
		components = append(components, string(key))
	}
	page.Columns = append(page.Columns, columns(18, "x::kind", "x::audience", "x::minutes", "x::components", "x::author", "x::licence", "x::year", "x::basis")...)
	cells = append(cells, string(in.Kind), string(in.Audience), in.Minutes, strings.Join(components, " "), b.origin.Author, b.origin.Licence, b.origin.Year, b.origin.Basis)
	page.Rows = []tabular.Line{{Cells: cells}}
	return page
}

// guide is a sheet of help for who edits the workbook. It is in Norwegian, as those are who write questionnaires here; reading passes over it.
func guide() tabular.Page {
	page := tabular.Page{Name: "veiledning", Columns: []tabular.Column{{Heading: "Ark og kolonne", Width: 30}, {Heading: "Slik bruker du den", Width: 90}}}
	for _, line := range [][2]string{
		{"survey", "Ett spørsmål på hver rad, i den rekkefølgen de stilles. begin_group og end_group rammer inn en del; hver del er én side på telefonen."},
		{"survey: type", "select_one LISTE: ett svar. select_multiple LISTE: flere svar. note: en tekst mellom spørsmålene. Det finnes ikke fritekst, tall eller datoer, fordi slike svar kan røpe hvem som har svart."},
		{"survey: name", "Spørsmålets faste navn: små bokstaver a–z, tall og _. Bruk aldri et navn om igjen til et annet spørsmål."},
		{"survey: label, hint", "Teksten og en hjelpetekst, i én kolonne for hvert språk. Bokmål, nynorsk og engelsk må alltid være med."},
		{"survey: relevant", "Når spørsmålet skal vises, for eksempel ${known} >= 4 eller selected(${channels}, 'meeting'). Tomt betyr alltid."},
		{"survey: x::construct", "Hva spørsmålet måler, et navn fra arket constructs. Tomt betyr at det står alene. Spørsmål som bare noen får, og valg fra en liste, står alltid alene."},
		{"survey: x::reverse", "yes når den høye enden av skalaen er den uønskede."},
		{"survey: x::role", "intro på en note gjør den til innledning: til hele skjemaet før første del, ellers til delen."},
		{"survey: x::author og de neste", "Hvem som har skrevet spørsmålet, på hvilke vilkår, når og på hvilket grunnlag. Tomt betyr det som står i settings."},
		{"choices", "Svarene, liste for liste. I en skala er name kodene 1, 2, 3 … fra lav til høy, og til slutt minst ett svar utenfor skalaen, med kode 0 eller 90–99 og x::role outside. Det midterste trinnet har x::role neutral der det ikke tar side, som «verken enig eller uenig». I andre lister er name et kort navn; exclusive betyr at svaret ikke kan kombineres med andre."},
		{"settings", "Én rad for hele skjemaet. Enhver endring etter at noen har svart, krever et nytt tall i version."},
	} {
		page.Rows = append(page.Rows, tabular.Line{Cells: []any{line[0], line[1]}})
	}
	return page
}
