package analysis

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
)

// writeDocument writes a document field by field, and of a list element by element: it is never in memory as text. Rows of tables
// stand on a line each, so that a line-based tool can look for one; what is not a row is indented.
func writeDocument(w io.Writer, document any, indentElements bool) error {
	v := reflect.ValueOf(document).Elem()
	out := &documentWriter{w: w}
	out.encoder = json.NewEncoder(&out.buffer)
	out.encoder.SetEscapeHTML(false)
	out.text("{\n")
	for i, f := range fieldsOf(v.Type()) {
		if i > 0 {
			out.text(",\n")
		}
		out.text(fmt.Sprintf(" %q: ", f.name))
		value := v.FieldByIndex(f.index)
		if value.Kind() == reflect.Slice {
			out.list(value, indentElements)
			continue
		}
		out.value(value, false)
	}
	out.text("\n}\n")
	return out.err
}

type documentWriter struct {
	w       io.Writer
	buffer  bytes.Buffer
	encoder *json.Encoder
	err     error
}

func (d *documentWriter) list(v reflect.Value, indent bool) {
	d.text("[")
	for i := range v.Len() {
		if i > 0 {
			d.text(",")
		}
		d.text("\n  ")
		d.value(v.Index(i), indent)
	}
	if v.Len() > 0 {
		d.text("\n ")
	}
	d.text("]")
}

func (d *documentWriter) value(v reflect.Value, indent bool) {
	if d.err != nil {
		return
	}
	d.buffer.Reset()
	if d.err = d.encoder.Encode(v.Interface()); d.err != nil {
		return
	}
	written := bytes.TrimRight(d.buffer.Bytes(), "\n")
	if indent {
		var lines bytes.Buffer
		if d.err = json.Indent(&lines, written, "  ", " "); d.err != nil {
			return
		}
		written = lines.Bytes()
	}
	_, d.err = d.w.Write(written)
}

func (d *documentWriter) text(s string) {
	if d.err == nil {
		_, d.err = io.WriteString(d.w, s)
	}
}
