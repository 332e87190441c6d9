package analysis

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"

	"tilstand/analytics"
)

// Table is a part of a document as a long table, for workbooks. Columns are called by their paths in the document, with dots
// between; of a list each place has columns of its own, counted from 1.
type Table struct {
	Name    string
	About   string
	Columns []string
	Rows    [][]any // nil, string, bool, int or float64
}

// Tables are the document as long tables. Columns that are empty in every row are left out, and thresholds of trends.
func (a *Analysis) Tables() []Table {
	items := map[analytics.MeasureKey]bool{}
	for _, m := range a.Measures {
		items[m.Key] = m.isItem()
	}
	var indices, single []Estimate
	for _, e := range a.Estimates {
		if items[e.Measure] {
			single = append(single, e)
		} else {
			indices = append(indices, e)
		}
	}
	return []Table{
		tableOf("indices", "What each group answered to each index.", indices),
		tableOf("items", "What each group answered to each item.", single),
		tableOf("comparisons", "Changes between waves and differences between groups: to less from.", a.Comparisons),
		tableOf("trends", "Change over all waves at once, per wave.", a.Trends),
		tableOf("reliability", "How far an index measures one thing.", a.Reliability, "per_item"),
		tableOf("item_reliability", "How each item fits into its index.", itemsOf(a.Reliability)),
		tableOf("schools", "Units beside each other in one measure and wave: what they have in common.", a.Schools, "per_unit"),
		tableOf("units", "Each unit: funnel limits, and its mean drawn towards the others.", unitsOf(a.Schools)),
		tableOf("owners", "Means over the units of an owner, as strata.", a.Owners),
		tableOf("families", "The sets of comparisons that p values are corrected in.", a.Families),
		tableOf("measures", "Indices and items.", a.Measures),
	}
}

// reliableItem is a row of the table item_reliability.
type reliableItem struct {
	Measure analytics.MeasureKey `json:"measure"`
	Unit    string               `json:"unit"`
	Wave    string               `json:"wave"`
	Group   string               `json:"group"`
	ItemReliability
}

func itemsOf(all []Reliability) []reliableItem {
	var rows []reliableItem
	for _, r := range all {
		for _, item := range r.PerItem {
			rows = append(rows, reliableItem{r.Measure, r.Unit, r.Wave, r.Group, item})
		}
	}
	return rows
}

// comparedUnit is a row of the table units.
type comparedUnit struct {
	Measure analytics.MeasureKey `json:"measure"`
	Wave    string               `json:"wave"`
	School
}

func unitsOf(all []Schools) []comparedUnit {
	var rows []comparedUnit
	for _, s := range all {
		for _, unit := range s.PerUnit {
			rows = append(rows, comparedUnit{s.Measure, s.Wave, unit})
		}
	}
	return rows
}

// Tables are the releases as long tables: their groups, and their figures.
func (r *Releases) Tables() []Table {
	var groups []releasedGroup
	var figures []releasedFigure
	for _, one := range r.Releases {
		where := releasedWhere{one.School.Name, string(one.Wave.Phase)}
		for _, g := range one.Groups {
			row := releasedGroup{releasedWhere: where, Group: g.Key, State: g.Answered.State()}
			if g.HeadCount > 0 {
				row.HeadCount = &g.HeadCount
			}
			if e, ok := g.Answered.Shown(); ok {
				row.Answered = &e.N
			}
			if rate, ok := g.Rate(); ok {
				row.Rate = &rate
			}
			groups = append(groups, row)
		}
		for _, f := range one.Figures {
			figures = append(figures, figureOf(where, f))
		}
	}
	return []Table{
		tableOf("figures", "What readers would see of each measure in each group.", figures),
		tableOf("groups", "How many people answered.", groups),
	}
}

type releasedWhere struct {
	Unit string `json:"unit"`
	Wave string `json:"wave"`
}

type releasedGroup struct {
	releasedWhere
	Group     string          `json:"group"`
	State     analytics.State `json:"state"`
	HeadCount *int            `json:"head_count"`
	Answered  *int            `json:"answered"`
	Rate      *float64        `json:"response_rate"`
}

// releasedFigure is a row of the table figures. Mean is nil where there is only a number of answers.
type releasedFigure struct {
	releasedWhere
	Measure    analytics.MeasureKey `json:"measure"`
	Group      string               `json:"group"`
	State      analytics.State      `json:"state"`
	N          *int                 `json:"n"`
	Limit      *analytics.Limit     `json:"limit"`
	Mean       *float64             `json:"mean"`
	Bounds     *analytics.Interval  `json:"bounds"`
	Interval   *analytics.Interval  `json:"interval"`
	Claim      *analytics.Interval  `json:"claim"`
	SD         *float64             `json:"sd"`
	SDSource   string               `json:"sd_source"`
	Bands      []analytics.Band     `json:"bands"`
	Categories []int                `json:"categories"`
}

func figureOf(where releasedWhere, f analytics.Figure) releasedFigure {
	row := releasedFigure{releasedWhere: where, Measure: f.Measure, Group: f.Group, State: f.Cell.State()}
	e, ok := f.Cell.Shown()
	if !ok {
		return row
	}
	row.N, row.Limit, row.Bounds, row.Interval, row.Claim = &e.N, &e.Limit, e.Bounds, e.Interval, e.Claim
	row.SDSource, row.Bands, row.Categories = e.SDSource, e.Bands, e.Categories
	if e.Limit != analytics.CountOnly {
		row.Mean = &e.Mean
	}
	if e.SD > 0 {
		row.SD = &e.SD
	}
	return row
}

// tableOf lays rows out by the names that their fields have in the document.
func tableOf[Row any](name, about string, rows []Row, without ...string) Table {
	l := layout{without: without, places: map[string]int{}, lengths: map[string]int{}}
	for _, row := range rows {
		l.measure("", reflect.ValueOf(row))
	}
	t := Table{Name: name, About: about}
	for _, row := range rows {
		l.cells = nil
		l.row("", reflect.TypeFor[Row](), reflect.ValueOf(row))
		t.Rows = append(t.Rows, l.cells)
	}
	t.Columns = l.columns
	return t.withoutEmpty()
}

// layout flattens rows. Every row gets the same columns, so that what is nil in one has empty cells.
type layout struct {
	without []string
	lengths map[string]int // of lists, the longest
	places  map[string]int
	columns []string
	cells   []any
}

// measure finds the longest list at each path.
func (l *layout) measure(path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			l.measure(path, v.Elem())
		}
	case reflect.Struct:
		for _, f := range fieldsOf(v.Type()) {
			l.measure(under(path, f.name), v.FieldByIndex(f.index))
		}
	case reflect.Slice:
		l.lengths[path] = max(l.lengths[path], v.Len())
	}
}

// row adds the cells of a value, or as many empty ones if there is none.
func (l *layout) row(path string, of reflect.Type, v reflect.Value) {
	for _, skipped := range l.without {
		if path == skipped {
			return
		}
	}
	if of.Kind() == reflect.Pointer {
		if v.IsValid() && v.IsNil() {
			v = reflect.Value{}
		}
		if v.IsValid() {
			v = v.Elem()
		}
		l.row(path, of.Elem(), v)
		return
	}
	switch {
	case of.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		l.cell(path, v)
	case of.Kind() == reflect.Struct:
		for _, f := range fieldsOf(of) {
			var inner reflect.Value
			if v.IsValid() {
				inner = v.FieldByIndex(f.index)
			}
			l.row(under(path, f.name), f.of, inner)
		}
	case of.Kind() == reflect.Slice && of.Elem().Kind() == reflect.Struct:
		for i := range l.lengths[path] {
			var inner reflect.Value
			if v.IsValid() && i < v.Len() {
				inner = v.Index(i)
			}
			l.row(fmt.Sprintf("%s.%d", path, i+1), of.Elem(), inner)
		}
	case of.Kind() == reflect.Slice && of.Elem().Kind() == reflect.Float64:
	default:
		l.cell(path, v)
	}
}

func (l *layout) cell(path string, v reflect.Value) {
	if _, known := l.places[path]; !known {
		l.places[path] = len(l.columns)
		l.columns = append(l.columns, path)
	}
	l.cells = append(l.cells, plain(v))
}

// plain is a value as a cell takes it.
func plain(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	if text, ok := v.Interface().(encoding.TextMarshaler); ok {
		written, err := text.MarshalText()
		if err != nil {
			return nil
		}
		return string(written)
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int8:
		return int(v.Int())
	case reflect.Float64:
		return v.Float()
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, fmt.Sprint(v.Index(i).Interface()))
		}
		return strings.Join(parts, " ")
	}
	panic(fmt.Sprintf("analysis: a %s has no place in a table", v.Type()))
}

// field is one that is in the document.
type field struct {
	name  string
	index []int
	of    reflect.Type
}

// fieldsOf are those of a struct, embedded ones among them.
func fieldsOf(of reflect.Type) []field {
	var all []field
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				all = append(all, inner)
			}
		case f.IsExported() && name != "-":
			all = append(all, field{name, []int{i}, f.Type})
		}
	}
	return all
}

func under(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// withoutEmpty leaves out columns in which nothing stands.
func (t Table) withoutEmpty() Table {
	var kept []int
	for c := range t.Columns {
		for _, row := range t.Rows {
			if row[c] != nil && row[c] != "" {
				kept = append(kept, c)
				break
			}
		}
	}
	slim := Table{Name: t.Name, About: t.About}
	for _, c := range kept {
		slim.Columns = append(slim.Columns, t.Columns[c])
	}
	for _, row := range t.Rows {
		var cells []any
		for _, c := range kept {
			cells = append(cells, row[c])
		}
		slim.Rows = append(slim.Rows, cells)
	}
	return slim
}
