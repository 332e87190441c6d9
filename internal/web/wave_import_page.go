package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// waveImportPage is templates/wave_import.html.
type waveImportPage struct {
	Page
	School   programme.School
	In       *entered
	What     choiceField
	Groups   []inputField
	Overlaps []overlapLine

	Broken []string // what is wrong with the file as a table
	Faults []faultLine
	More   int // faults that are not listed

	Sheet       string // packed; empty before a file has been read
	Plan        surveys.ImportPlan
	Agree       bool // look at what is proposed, and send the page
	Ready       bool
	GroupRows   []groupRows
	Ignored     string
	PlanNotes   []string
	Open        bool // the columns need attention
	Items       []selectField
	GroupColumn selectField
	GroupValues []selectField
	Scales      []scaleValues
}

// overlapLine is a wave on the same days.
type overlapLine struct {
	Href, Text string
}

// faultLine is a fault, where it is, and what would be in order.
type faultLine struct {
	Place, Text, Allowed string
}

// groupRows is how many rows came from a staff group.
type groupRows struct {
	Name        i18n.Text
	Rows, Asked int
}

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

// mostFaults are listed on the page; the command lists all.
const mostFaults = 200

func (s *Server) importPage(r *request, im *importing) (*waveImportPage, error) {
	in := im.in
	page := &waveImportPage{Page: r.page("import.title"), School: im.school, In: in, Plan: im.plan, Agree: im.agree, Ready: im.ready(), Broken: im.broken}
	page.Synthetic = im.school.Synthetic
	page.What = s.whatChoice(r, in)
	page.What.Label = "import.which"
	in.call(fieldWhat, r.words.T("import.which"))
	in.call(fieldOpened, r.words.T("import.opened"))
	in.call(fieldClosed, r.words.T("import.closed"))
	for _, g := range programme.Builtin().StaffGroups {
		name := g.Name.In(r.words.Lang())
		page.Groups = append(page.Groups, in.Named("count", countPrefix+g.Key, name))
		in.call(countPrefix+g.Key, name)
	}
	in.call(fieldMinGroup, r.words.T("wave.min_group"))
	in.call(fieldFile, r.words.T("import.file"))
	for _, w := range im.plan.Overlaps {
		page.Overlaps = append(page.Overlaps, overlapLine{"/waves/" + string(w.ID), s.overlapText(r, w)})
	}
	if im.spec.Sheet == nil {
		return page, nil
	}
	text, err := im.spec.Sheet.MarshalText()
	page.Sheet = string(text)
	if im.plan.Instrument != nil {
		page.fillFaults(r.words, im)
		page.fillNumbers(r.words, im)
		page.fillColumns(r.words, im)
		page.fillValues(r.words, im)
	}
	return page, err
}

func (s *Server) overlapText(r *request, w surveys.Wave) string {
	return r.words.T("import.overlap_wave", "what", s.nameOf(r, w), "opened", r.words.Date(w.OpensAt), "closed", r.words.Date(w.ClosesAt))
}

// fillFaults words what is wrong with the file and with what its columns are said to mean. An item whose column is missing shows that at
// its select box, and only their number is a line.
func (p *waveImportPage) fillFaults(words i18n.Printer, im *importing) {
	without := 0
	for _, fault := range im.plan.Faults {
		if fault.Problem == surveys.ItemNoColumn {
			without++
		} else {
			p.Faults = append(p.Faults, wordFault(words, im, fault))
		}
		p.Open = p.Open || len(fault.Rows) == 0
	}
	if without > 0 {
		p.Faults = slices.Insert(p.Faults, 0, faultLine{Text: words.T("import.fault.item_no_column", "count", without)})
	}
	if p.More = len(p.Faults) - mostFaults; p.More > 0 {
		p.Faults = p.Faults[:mostFaults]
	}
	p.Open = p.Open || p.Agree
}

func wordFault(words i18n.Printer, im *importing, fault surveys.ImportFault) faultLine {
	line := faultLine{Place: words.T("import.at_column", "column", fault.Column)}
	if n := len(fault.Rows); n > 0 {
		line.Place = words.T("import.at_rows", "count", n, "rows", numbersInWords(words, fault.Rows), "column", fault.Column)
	}
	switch fault.Problem {
	case surveys.NoAnswers:
		return faultLine{Text: words.T("import.fault.no_answers")}
	case surveys.ValueUnknown:
		item, _ := im.plan.Instrument.Item(fault.Item)
		line.Text = words.T("import.fault.value", "value", fault.Value)
		line.Allowed = words.T("import.allowed", "answers", strings.Join(optionLabels(words, im.plan.Instrument.Scale(item)), ", "))
	case surveys.GroupUnknown:
		line.Text = words.T("import.fault.group", "value", fault.Value)
	case surveys.GroupMissing:
		line.Text = words.T("import.fault.group_missing")
	case surveys.ColumnUnknown:
		line.Text = words.T("import.fault.column_unknown")
	case surveys.ColumnTwice:
		line.Text = words.T("import.fault.column_twice")
	case surveys.ColumnFree:
		line.Text = words.T("import.fault.column_free")
	default: // a mapping that this page cannot have made
		line = faultLine{Text: words.T("import.fault.other", "name", cmp.Or(string(fault.Item), fault.Value))}
	}
	return line
}

// numbersInWords lists rows, which ascend: "4, 10–12 og 15".
func numbersInWords(words i18n.Printer, rows []int) string {
	var texts []string
	for first := 0; first < len(rows); {
		last := first
		for last+1 < len(rows) && rows[last+1] == rows[last]+1 {
			last++
		}
		switch last - first {
		case 0:
			texts = append(texts, strconv.Itoa(rows[first]))
		case 1:
			texts = append(texts, strconv.Itoa(rows[first]), strconv.Itoa(rows[last]))
		default:
			texts = append(texts, fmt.Sprintf("%d–%d", rows[first], rows[last]))
		}
		first = last + 1
	}
	return words.List(texts)
}

// optionLabels are the codes of a scale and what they mean: "1 (I svært liten grad)".
func optionLabels(words i18n.Printer, scale surveys.Scale) []string {
	var labels []string
	for _, o := range slices.Concat(scale.Steps, scale.Outside) {
		labels = append(labels, fmt.Sprintf("%d (%s)", o.Code, o.Label.In(words.Lang())))
	}
	return labels
}

// fillNumbers says what would be stored: numbers of rows, which whoever has the file can count.
func (p *waveImportPage) fillNumbers(words i18n.Printer, im *importing) {
	for _, g := range im.plan.Groups {
		group, _ := programme.Builtin().StaffGroup(g.Key)
		p.GroupRows = append(p.GroupRows, groupRows{group.Name, g.Rows, g.HeadCount})
	}
	p.Ignored = words.List(im.plan.Ignored)
	for _, note := range im.plan.Notes {
		if key, ok := noteKeys[note]; ok && note != surveys.NoteNothingShown {
			p.PlanNotes = append(p.PlanNotes, words.T(key, "min", im.spec.MinGroup))
		}
	}
	if im.plan.Rows < im.spec.MinGroup {
		p.PlanNotes = append(p.PlanNotes, words.T("import.few", "min", im.spec.MinGroup))
	}
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
	for _, item := range im.plan.Instrument.Items() {
		chosen := ""
		if column, ok := im.plan.Map.Items[item.ID]; ok {
			chosen = columnMark + column
		} else if slices.Contains(im.plan.Map.NotAsked, item.ID) {
			chosen = notAsked
		}
		f := selecting(itemPrefix+string(item.ID), item.Text.In(words.Lang())).
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
		switch item, _ := im.plan.Instrument.Item(fault.Item); fault.Problem {
		case surveys.ValueUnknown:
			note(item.Scale, fault.Value)
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
		if scale, ok := im.plan.Instrument.Scales[key]; ok {
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
