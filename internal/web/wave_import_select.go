package web

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// scaleValues are the values of a file that are no answers on a scale, to be translated.
type scaleValues struct {
	Name   string
	Fields []selectField
}

// selectField is a select box: templates/parts/input.html.
type selectField struct {
	ID, Name, Label string
	Problem         bool
	Options         []option
}

func selecting(name, label string) selectField {
	return selectField{ID: "f-" + name, Name: name, Label: label}
}

func (f selectField) with(value, label, chosen string) selectField {
	f.Options = append(f.Options, option{Value: value, Label: label, Checked: value == chosen})
	return f
}

// fillColumns offers the columns for every item and for the staff group.
func (p *waveImportPage) fillColumns(words i18n.Printer, im *importing) {
	var columns []string
	for _, c := range im.spec.Sheet.Columns {
		if c.Name != "" && !c.Free {
			columns = append(columns, c.Name)
		}
	}
	offer := func(f selectField, chosen string) selectField {
		for _, column := range columns {
			f = f.with(columnMark+column, column, chosen)
		}
		return f
	}
	for _, v := range im.plan.Instrument.Variables() {
		chosen, id := "", surveys.ItemID(v.Name)
		if column, ok := im.plan.Map.Items[id]; ok {
			chosen = columnMark + column
		} else if slices.Contains(im.plan.Map.NotAsked, id) {
			chosen = notAsked
		}
		label := v.Item.Text.In(words.Lang())
		if option := v.Option.Label.In(words.Lang()); option != "" {
			label += " " + option
		}
		f := selecting(itemPrefix+v.Name, label).
			with("", words.T("import.choose"), chosen).with(notAsked, words.T("import.not_asked"), chosen)
		f.Problem = chosen == ""
		p.Items = append(p.Items, offer(f, chosen))
	}
	chosen := ""
	if im.plan.Map.GroupColumn != "" {
		chosen = columnMark + im.plan.Map.GroupColumn
	}
	p.GroupColumn = offer(selecting(fieldGroupColumn, words.T("import.group_column")).with("", words.T("import.group_none"), chosen), chosen)
}

// fillValues offers a meaning for every value that has none by itself, and keeps the offer once it has been taken.
func (p *waveImportPage) fillValues(words i18n.Printer, im *importing) {
	values := map[string]map[string]bool{} // by scale
	missing := map[string]bool{}           // values without a staff group
	note := func(scale, value string) {
		if values[scale] == nil {
			values[scale] = map[string]bool{}
		}
		values[scale][value] = true
	}
	for _, fault := range im.plan.Faults {
		switch v, _ := im.plan.Instrument.Variable(string(fault.Item)); fault.Problem {
		case surveys.ValueUnknown:
			note(cmp.Or(v.Item.Scale, v.Name), fault.Value)
		case surveys.GroupUnknown, surveys.GroupMissing:
			missing[fault.Value] = true
		}
	}
	for scale, codes := range im.plan.Map.Codes {
		for value := range codes {
			note(scale, value)
		}
	}
	for value := range im.plan.Map.Groups {
		missing[value] = true
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		scale, ok := im.plan.Instrument.Scales[key]
		if v, choice := im.plan.Instrument.Variable(key); choice && v.Item.Type != surveys.ScaleItem {
			scale, ok = im.plan.Instrument.Answers(v), true
		}
		if ok {
			p.Scales = append(p.Scales, valuesOf(words, key, scale, offeredValues(values[key], im.plan.Map.Codes[key]), im.plan.Map.Codes[key]))
		}
	}
	if im.plan.Map.GroupColumn == "" {
		return
	}
	for _, value := range slices.Sorted(maps.Keys(missing)) {
		label := words.T("import.value", "value", value)
		if value == "" {
			label = words.T("import.value_empty")
		}
		f := selecting(groupPrefix+encodeValue(value), label).with("", words.T("import.choose"), im.plan.Map.Groups[value])
		for _, g := range programme.Builtin().StaffGroups {
			f = f.with(g.Key, g.Name.In(words.Lang()), im.plan.Map.Groups[value])
		}
		f.Problem = im.plan.Map.Groups[value] == ""
		p.GroupValues = append(p.GroupValues, f)
	}
}

// mostValues are offered for translation at a time. More are a sign that a column belongs to something else, and the next ones follow when
// these have a meaning.
const mostValues = 100

// offeredValues are those that have been translated, and of the others as many as there is room for; each part sorted.
func offeredValues(values map[string]bool, codes map[string]int8) []string {
	told := slices.Sorted(maps.Keys(codes))
	open := slices.DeleteFunc(slices.Sorted(maps.Keys(values)), func(value string) bool { return slices.Contains(told, value) })
	return append(told, open[:min(len(open), max(0, mostValues-len(told)))]...)
}

// valuesOf offers the options of a scale for each of the values.
func valuesOf(words i18n.Printer, key string, scale surveys.Scale, values []string, codes map[string]int8) scaleValues {
	first, last := scale.Steps[0].Label.In(words.Lang()), scale.Steps[len(scale.Steps)-1].Label.In(words.Lang())
	offered := scaleValues{Name: words.T("import.scale", "first", first, "last", last)}
	for _, value := range values {
		chosen := ""
		if code, ok := codes[value]; ok {
			chosen = strconv.Itoa(int(code))
		}
		f := selecting(codePrefix+key+"."+encodeValue(value), words.T("import.value", "value", value)).with("", words.T("import.choose"), chosen)
		for _, o := range slices.Concat(scale.Steps, scale.Outside) {
			f = f.with(strconv.Itoa(int(o.Code)), o.Label.In(words.Lang()), chosen)
		}
		f.Problem = chosen == ""
		offered.Fields = append(offered.Fields, f.with(strconv.Itoa(int(surveys.Blank)), words.T("import.blank"), chosen))
	}
	return offered
}
