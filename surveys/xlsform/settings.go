package xlsform

import (
	"strings"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// settings reads the one row of the settings sheet.
func (r *reader) settings() {
	t := r.tables[settingsSheet]
	first := -1
	for row := range t.rows() {
		if first >= 0 {
			t.row(row).note("xlsform.settings_rows")
			continue
		}
		first = row
	}
	if first < 0 {
		if len(t.columns) > 0 {
			t.whole().note("xlsform.settings_empty")
		}
		return
	}
	r.identity(t, first)
	r.title(t, first)
	r.origin = r.provenance(t, first, surveys.Provenance{})
}

func (r *reader) identity(t *table, row int) {
	in := &r.in
	in.Key = t.get(row, "form_id")
	r.places["/key"] = t.at(row, "form_id").Place
	if in.Key == "" {
		t.at(row, "form_id").note("xlsform.cell_missing", "column", "form_id")
	}
	in.Version = r.whole(t, row, "version", "/version", "1–9999")
	in.Minutes = r.whole(t, row, "x::minutes", "/minutes", "1–15")
	in.Kind = surveys.MappingInstrument
	r.places["/kind"] = t.at(row, "x::kind").Place
	if kind := t.get(row, "x::kind"); kind != "" {
		in.Kind = surveys.InstrumentKind(strings.ToLower(kind))
	}
	r.places["/audience"] = t.at(row, "x::audience").Place
	in.Audience = surveys.Audience(strings.ToLower(t.get(row, "x::audience")))
	r.places["/components"] = t.at(row, "x::components").Place
	for _, key := range strings.FieldsFunc(t.get(row, "x::components"), func(c rune) bool { return c == ',' || c == ' ' || c == ';' }) {
		in.Components = append(in.Components, programme.ComponentKey(key))
	}
}

// title is form_title in the default language and x::title in the others.
func (r *reader) title(t *table, row int) {
	r.places["/title"] = t.at(row, "form_title").Place
	r.in.Title = surveys.Text{}
	for _, c := range t.columns {
		if c.base == "x::title" && t.cell(row, c.index) != "" {
			r.in.Title[c.language] = t.cell(row, c.index)
			r.places["/title/"+c.language] = t.spot(row, c.index, c.heading).Place
		}
	}
	title := t.get(row, "form_title")
	switch {
	case title == "":
	case r.language == "":
		t.at(row, "form_title").note("xlsform.default_missing")
	case r.in.Title[r.language] != "" && r.in.Title[r.language] != title:
		t.at(row, "form_title").note("xlsform.title_twice")
	default:
		r.in.Title[r.language] = title
		r.places["/title/"+r.language] = t.at(row, "form_title").Place
	}
}

// provenance reads the origin of what stands in a row; what is left empty is as given.
func (r *reader) provenance(t *table, row int, p surveys.Provenance) surveys.Provenance {
	for base, field := range map[string]*string{"x::author": &p.Author, "x::licence": &p.Licence, "x::basis": &p.Basis} {
		if text := t.get(row, base); text != "" {
			*field = text
		}
	}
	if t.get(row, "x::year") != "" {
		p.Year = r.whole(t, row, "x::year", "/x-year", "1950–2100")
	}
	return p
}
