package xlsform

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// constructs reads what the questions measure.
func (r *reader) constructs() {
	t := r.tables[constructsSheet]
	for row := range t.rows() {
		path := fmt.Sprintf("/constructs/%d", len(r.in.Constructs))
		r.places[path] = t.row(row).Place
		r.places[path+"/key"] = t.at(row, "name").Place
		r.places[path+"/component"] = t.at(row, "component").Place
		r.in.Constructs = append(r.in.Constructs, surveys.Construct{
			Key: t.get(row, "name"), Component: programme.ComponentKey(t.get(row, "component")),
			Name:        r.text(t, row, "label", path+"/name", false),
			Explanation: r.text(t, row, "explanation", path+"/explanation", false),
		})
	}
}

// survey reads the questionnaire from the top down.
func (r *reader) survey() {
	t := r.tables[surveySheet]
	open := -1 // the row in which the section was opened
	for row := range t.rows() {
		if !t.has("type") {
			return
		}
		text := t.get(row, "type")
		kind := readType(text)
		switch {
		case text == "":
			t.at(row, "type").note("xlsform.cell_missing", "column", "type")
		case kind.kind == rowUnknown:
			t.at(row, "type").note("xlsform.type_unknown", "type", text, "near", nearestType(text))
			r.passOver(t, row)
		case kind.kind == rowRefused:
			t.at(row, "type").note(kind.why)
			r.passOver(t, row)
		case kind.kind == rowBegin && open >= 0:
			t.at(row, "type").note("xlsform.group_nested", "row", open+1)
		case kind.kind == rowBegin:
			open = row
			r.section(t, row)
		case kind.kind == rowEnd && open < 0:
			t.at(row, "type").note("xlsform.group_end")
		case kind.kind == rowEnd:
			open = -1
		case kind.kind == rowNote && len(r.in.Sections) == 0 && r.in.Intro == nil:
			r.common(t, row, true)
			r.places["/intro"] = t.row(row).Place
			if role := strings.ToLower(t.get(row, "x::role")); role != "" && role != "intro" {
				t.at(row, "x::role").note("xlsform.role_note", "value", role)
			}
			if t.get(row, "relevant") != "" {
				t.at(row, "relevant").note("xlsform.intro_first")
			}
			r.in.Intro = r.text(t, row, "label", "/intro", false)
		case open < 0:
			t.row(row).note("xlsform.group_none")
			r.answer(t, row, kind, &surveys.Item{})
		case kind.kind == rowNote:
			r.note(t, row)
		default:
			r.item(t, row, kind)
		}
	}
	if open >= 0 {
		t.at(open, "type").note("xlsform.group_open")
	}
	if r.in.Intro == nil && t.has("type") {
		t.whole().note("xlsform.intro_missing")
	}
}

// passOver keeps the name and the list of a row that is not read in mind, so that nobody is told of what follows from that.
func (r *reader) passOver(t *table, row int) {
	if name := t.get(row, "name"); name != "" {
		r.unread = append(r.unread, name)
	}
	if words := strings.Fields(t.get(row, "type")); len(words) > 1 {
		r.answered[words[1]] = true
	}
}

func nearestType(text string) string {
	first, _, _ := strings.Cut(strings.ToLower(text), " ")
	if near := nearest(first, typeNames); near != "" {
		return near
	}
	return strings.Join(typeNames, ", ")
}

func (r *reader) section(t *table, row int) {
	path := fmt.Sprintf("/sections/%d", len(r.in.Sections))
	r.places[path] = t.row(row).Place
	r.places[path+"/key"] = t.at(row, "name").Place
	r.places[path+"/show_if"] = t.at(row, "relevant").Place
	r.common(t, row, true)
	if role := t.get(row, "x::role"); role != "" {
		t.at(row, "x::role").note("xlsform.role_note", "value", role)
	}
	r.in.Sections = append(r.in.Sections, surveys.Section{
		Key: t.get(row, "name"), Title: r.text(t, row, "label", path+"/title", false), ShowIf: t.get(row, "relevant"), Items: []surveys.Item{},
	})
}

// common is what rows of every type are asked: how they are drawn, and what has no meaning for them.
func (r *reader) common(t *table, row int, questionless bool) {
	if a := t.get(row, "appearance"); a != "" && !drawing(a) {
		t.at(row, "appearance").note("xlsform.no_appearance", "value", a)
	}
	if !questionless {
		return
	}
	for _, base := range append([]string{"x::construct", "x::reverse"}, provenance...) {
		if t.get(row, base) != "" {
			t.at(row, base).note("xlsform.questions_only", "column", base)
		}
	}
	for _, c := range t.columns {
		if c.base == "hint" && t.cell(row, c.index) != "" {
			t.spot(row, c.index, c.heading).note("xlsform.questions_only", "column", "hint")
		}
	}
}

// note reads a note inside a section: its introduction, or a passage before the question that comes next.
func (r *reader) note(t *table, row int) {
	s := len(r.in.Sections) - 1
	section := &r.in.Sections[s]
	r.common(t, row, true)
	role := strings.ToLower(t.get(row, "x::role"))
	if role == "intro" {
		if section.Intro != nil || len(section.Items) > 0 || t.get(row, "relevant") != "" {
			t.at(row, "x::role").note("xlsform.intro_first")
		}
		section.Intro = r.text(t, row, "label", fmt.Sprintf("/sections/%d/intro", s), false)
		return
	}
	if role != "" {
		t.at(row, "x::role").note("xlsform.role_note", "value", role)
	}
	path := fmt.Sprintf("/sections/%d/passages/%d", s, len(section.Passages))
	r.places[path] = t.row(row).Place
	r.places[path+"/key"] = t.at(row, "name").Place
	r.places[path+"/show_if"] = t.at(row, "relevant").Place
	section.Passages = append(section.Passages, surveys.Passage{
		Key: t.get(row, "name"), Text: r.text(t, row, "label", path+"/text", false), ShowIf: t.get(row, "relevant"),
	})
}

// item reads a question. The passages above it that stand before nothing yet stand before it.
func (r *reader) item(t *table, row int, kind rowType) {
	s := len(r.in.Sections) - 1
	section := &r.in.Sections[s]
	path := fmt.Sprintf("/sections/%d/items/%d", s, len(section.Items))
	r.common(t, row, false)
	for member, base := range map[string]string{
		"": "type", "/id": "name", "/show_if": "relevant", "/construct": "x::construct", "/reverse": "x::reverse", "/scale": "type", "/choices": "type",
		"/provenance/author": "x::author", "/provenance/licence": "x::licence", "/provenance/year": "x::year", "/provenance/basis": "x::basis",
	} {
		r.places[path+member] = t.at(row, base).Place
	}
	item := surveys.Item{
		ID: surveys.ItemID(t.get(row, "name")), Text: r.text(t, row, "label", path+"/text", false), Hint: r.text(t, row, "hint", path+"/hint", true),
		ShowIf: t.get(row, "relevant"), Construct: t.get(row, "x::construct"), Provenance: r.provenance(t, row, r.origin),
	}
	r.original(&item.Provenance)
	r.answer(t, row, kind, &item)
	if role := t.get(row, "x::role"); role != "" {
		t.at(row, "x::role").note("xlsform.role_note", "value", role)
	}
	switch reverse := t.get(row, "x::reverse"); {
	case isYes(reverse):
		item.Reverse = true
	case reverse != "" && !isNo(reverse):
		t.at(row, "x::reverse").note("xlsform.yes_no", "value", reverse)
	}
	if item.Construct != "" && !slices.ContainsFunc(r.in.Constructs, func(c surveys.Construct) bool { return c.Key == item.Construct }) {
		t.at(row, "x::construct").note("xlsform.construct_unknown", "value", item.Construct)
	}
	for i := range section.Passages {
		if section.Passages[i].Before == "" {
			section.Passages[i].Before = item.ID
		}
	}
	section.Items = append(section.Items, item)
}

// original sees to it that a question says where it comes from. It is told once, since one row of the settings can mend it for all.
func (r *reader) original(p *surveys.Provenance) {
	if p.Author != "" && p.Licence != "" && p.Year != 0 && p.Basis != "" {
		return
	}
	if !r.foreign {
		r.tables[settingsSheet].whole().note("xlsform.provenance_missing")
	}
	r.foreign = true
	*p = surveys.Provenance{Author: "?", Licence: "?", Year: 2000, Basis: "?"} // nothing comes of it; the check has no need to say it again
}

// answer is the list that a question is answered from.
func (r *reader) answer(t *table, row int, kind rowType, item *surveys.Item) {
	if kind.list == "" { // a note
		return
	}
	at := t.at(row, "type")
	r.answered[kind.list] = true
	if kind.other {
		at.note("xlsform.no_other")
	}
	_, ok := r.lists[kind.list]
	switch {
	case !ok:
		near := nearest(kind.list, slices.Sorted(maps.Keys(r.lists)))
		r.answered[near] = true
		if near == "" {
			near = "–"
		}
		at.note("xlsform.list_unknown", "list", kind.list, "near", near)
	case r.scales[kind.list] && kind.kind == rowMultiple:
		at.note("xlsform.scale_multiple", "list", kind.list)
	case r.scales[kind.list]:
		item.Scale = kind.list
	case item.Construct != "":
		t.at(row, "x::construct").note("xlsform.construct_choice", "list", kind.list)
		fallthrough
	default:
		item.Choices, item.Type = kind.list, surveys.SingleChoice
		if kind.kind == rowMultiple {
			item.Type = surveys.MultipleChoice
		}
	}
}
