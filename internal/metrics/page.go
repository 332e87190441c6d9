package metrics

import (
	"bytes"
	"strconv"
	"strings"
)

// ContentType is what a [Page] is.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// Page is a text in Prometheus' exposition format. Samples of one name are written one after another.
type Page struct {
	text bytes.Buffer
	last string
}

// Bytes is the text so far.
func (p *Page) Bytes() []byte { return p.text.Bytes() }

// Count writes the value of a counter. Labels come in pairs: name, value.
func (p *Page) Count(name, help string, value uint64, labels ...string) {
	p.begin(name, help, "counter")
	p.sample(name, float64(value), labels)
}

// Gauge writes a value that goes up and down.
func (p *Page) Gauge(name, help string, value float64, labels ...string) {
	p.begin(name, help, "gauge")
	p.sample(name, value, labels)
}

// Histogram writes durations, seconds.
func (p *Page) Histogram(name, help string, d Durations, labels ...string) {
	p.begin(name, help, "histogram")
	for i, n := range d.UpTo {
		bound := "+Inf"
		if i < len(Bounds) {
			bound = number(Bounds[i])
		}
		p.sample(name+"_bucket", float64(n), append(labels[:len(labels):len(labels)], "le", bound))
	}
	p.sample(name+"_sum", d.Total, labels)
	p.sample(name+"_count", float64(d.Count()), labels)
}

func (p *Page) begin(name, help, kind string) {
	if name == p.last {
		return
	}
	p.last = name
	p.text.WriteString("# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n")
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func (p *Page) sample(name string, value float64, labels []string) {
	p.text.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		p.text.WriteByte("{,"[min(i, 1)])
		p.text.WriteString(labels[i] + `="` + escape.Replace(labels[i+1]) + `"`)
	}
	if len(labels) > 0 {
		p.text.WriteByte('}')
	}
	p.text.WriteString(" " + number(value) + "\n")
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
