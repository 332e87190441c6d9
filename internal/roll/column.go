package roll

import (
	"io"
	"slices"
	"strings"

	"tilstand/internal/programme"
	"tilstand/internal/tabular"
)

// A Column is one thing that a table can say of a school.
type Column struct {
	Field string            // as in the problems of an entry
	Names map[string]string // by language, what a template calls it
	also  []string          // other names that are understood
	read  func(e *programme.RollEntry, cell string) (problem string)
}

// Columns are all columns, in the order of the template.
var Columns = []Column{
	{"orgnr", names("Organisasjonsnummer", "Organisasjonsnummer", "Organisation number"), []string{"orgnr", "org.nr", "org.nr.", "orgnummer", "skolens organisasjonsnummer"},
		text(func(e *programme.RollEntry) *string { return &e.Orgnr })},
	{"name", names("Navn", "Namn", "Name"), []string{"skole", "skule", "skolenavn", "skulenamn", "skolenamn", "school"},
		text(func(e *programme.RollEntry) *string { return &e.Name })},
	{"municipality", names("Kommunenummer", "Kommunenummer", "Municipality number"), []string{"kommunenr", "kommunenr.", "municipality"}, readMunicipality},
	{"written_form", names("Målform", "Målform", "Written form"), []string{"maalform", "skriftspråk"}, readWrittenForm},
	{"staff", names("Ansatte", "Tilsette", "Staff"), []string{"antall ansatte", "talet på tilsette", "tal på tilsette", "number of staff"}, readStaff},
	{"owner_orgnr", names("Eierens organisasjonsnummer", "Eigaren sitt organisasjonsnummer", "Owner's organisation number"), []string{"eier orgnr", "eigar orgnr", "eiers organisasjonsnummer", "owner orgnr"},
		text(func(e *programme.RollEntry) *string { return &e.Owner.Orgnr })},
	{"owner_name", names("Eier", "Eigar", "Owner"), []string{"skoleeier", "skuleeigar", "skoleeigar", "owner name"},
		text(func(e *programme.RollEntry) *string { return &e.Owner.Name })},
	{"owner_kind", names("Eiertype", "Eigartype", "Owner type"), []string{"slags eier", "slags eigar"}, readKind},
	{"from", names("Gjelder fra", "Gjeld frå", "From"), []string{"fra", "frå"}, readFrom},
	{"closed", names("Lagt ned", "Lagd ned", "Closed"), []string{"nedlagt", "nedlagd"}, readClosed},
	{"into", names("Slått sammen med", "Slått saman med", "Merged into"), []string{"sammenslått med", "samanslått med"}, readInto},
	{"previous", names("Tidligere organisasjonsnummer", "Tidlegare organisasjonsnummer", "Previous organisation number"), nil,
		text(func(e *programme.RollEntry) *string { return &e.Previous })},
}

func names(nb, nn, en string) map[string]string {
	return map[string]string{"nb": nb, "nn": nn, "en": en}
}

// columnCalled is the column with a heading, in any of the languages, capital letters and underscores aside.
func columnCalled(heading string) (Column, bool) {
	wanted := plain(heading)
	at := slices.IndexFunc(Columns, func(c Column) bool {
		for _, name := range c.Names {
			if plain(name) == wanted {
				return true
			}
		}
		return slices.Contains(c.also, wanted) || c.Field == strings.ReplaceAll(wanted, " ", "_")
	})
	if at < 0 {
		return Column{}, false
	}
	return Columns[at], true
}

func plain(heading string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(heading, "_", " "))), " ")
}

// WriteTemplate writes a workbook with the columns and no schools.
func WriteTemplate(w io.Writer, lang, sheet string) error {
	page := tabular.Page{Name: sheet}
	for _, c := range Columns {
		page.Columns = append(page.Columns, tabular.Column{Heading: c.Names[lang], Width: 22})
	}
	return tabular.WriteBook(w, []tabular.Page{page})
}
