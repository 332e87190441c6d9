package analysis

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
)

// tableOf lays rows out by the names that their fields have in the document.
func tableOf[Row any](name, about string, rows []Row, without ...string) Table {
	l := layout{without: without, places: map[string]int{}, lengths: map[string]int{}, known: map[reflect.Type][]field{}}
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
	known   map[reflect.Type][]field // what fieldsOf found
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
		for _, f := range l.fields(v.Type()) {
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
		for _, f := range l.fields(of) {
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

// fields are [fieldsOf], found once for each type.
func (l *layout) fields(of reflect.Type) []field {
	known, ok := l.known[of]
	if !ok {
		known = fieldsOf(of)
		l.known[of] = known
	}
	return known
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
