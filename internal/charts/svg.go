package charts

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// Drawing is a picture before it is written: shapes in their order. On a page it becomes markup that the style sheets colour, see Markup; outside of
// pages it stands on a [Plate], which has colours of its own. The zero Drawing is of nothing.
//
// Places are in per cent of the picture, along and down, and sizes in pixels, so that a picture can be as wide as its column while its dots stay round;
// a viewBox would scale both. Shapes take numbers, and class names of this package alone; text is escaped where it is written. That is what makes the
// result safe to hand out as markup.
type Drawing struct {
	class  string
	shapes []shape
}

// shape is a part of a drawing: it is written for a page, and for paper at a place there.
type shape interface {
	onPage(w *strings.Builder)
	onPaper(p *paper, drawing string, at place)
}

// Empty reports whether there is nothing to draw.
func (d Drawing) Empty() bool { return d.class == "" }

// Markup is the drawing for a page, empty for nothing. It is hidden from screen readers, since the table around it says the same.
func (d Drawing) Markup() template.HTML {
	if d.Empty() {
		return ""
	}
	var w strings.Builder
	w.WriteString(`<svg class="` + d.class + `" aria-hidden="true" focusable="false">`)
	for _, s := range d.shapes {
		s.onPage(&w)
	}
	w.WriteString(`</svg>`)
	return template.HTML(w.String())
}

func (d *Drawing) line(class string, x1, x2, y1, y2 float64) {
	d.shapes = append(d.shapes, line{class, x1, x2, y1, y2})
}

// dot stands in the middle of a row.
func (d *Drawing) dot(class string, x, radius float64) { d.dotAt(class, x, 50, radius) }

func (d *Drawing) dotAt(class string, x, y, radius float64) {
	d.shapes = append(d.shapes, dot{class, x, y, radius})
}

// box is as high as the drawing.
func (d *Drawing) box(class string, x, width float64) {
	d.shapes = append(d.shapes, box{class, x, width})
}

func (d *Drawing) number(class string, x float64, n int) {
	d.shapes = append(d.shapes, label{class: class, anchor: "middle", x: x, y: 50, text: strconv.Itoa(n)})
}

func (d *Drawing) text(class, anchor string, x, y float64, said string) {
	d.shapes = append(d.shapes, label{class: class, anchor: anchor, x: x, y: y, text: said})
}

// path joins points; an area is filled and closed.
func (d *Drawing) path(class string, points []point) {
	d.shapes = append(d.shapes, path{class: class, points: points})
}

func (d *Drawing) area(class string, points []point) {
	d.shapes = append(d.shapes, path{class: class, points: points, closed: true})
}

type line struct {
	class          string
	x1, x2, y1, y2 float64
}

func (l line) onPage(w *strings.Builder) {
	fmt.Fprintf(w, `<line class="%s" x1="%s" x2="%s" y1="%s" y2="%s"/>`, l.class, percent(l.x1), percent(l.x2), percent(l.y1), percent(l.y2))
}

type dot struct {
	class        string
	x, y, radius float64
}

func (d dot) onPage(w *strings.Builder) {
	fmt.Fprintf(w, `<circle class="%s" cx="%s" cy="%s" r="%s"/>`, d.class, percent(d.x), percent(d.y), decimal(d.radius))
}

type box struct {
	class    string
	x, width float64
}

func (b box) onPage(w *strings.Builder) {
	fmt.Fprintf(w, `<rect class="%s" x="%s" width="%s" height="100%%"/>`, b.class, percent(b.x), percent(b.width))
}

// label is text at a place, or beside a dot there: then it begins after so many pixels.
type label struct {
	class, anchor string
	x, y, after   float64
	text          string
}

func (l label) onPage(w *strings.Builder) {
	beside := ""
	if l.after != 0 {
		beside = ` dx="` + decimal(l.after) + `"`
	}
	fmt.Fprintf(w, `<text class="%s" x="%s" y="%s"%s dy=".35em" text-anchor="%s">%s</text>`, l.class, percent(l.x), percent(l.y), beside, l.anchor, template.HTMLEscapeString(l.text))
}

type point struct{ x, y float64 }

type path struct {
	class  string
	points []point
	closed bool
}

// onPage draws a path in a picture of its own that is stretched over the whole, because a path knows no per cent.
func (p path) onPage(w *strings.Builder) {
	w.WriteString(`<svg width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none">`)
	fmt.Fprintf(w, `<path class="%s" d="%s" vector-effect="non-scaling-stroke"/></svg>`, p.class, p.run(func(at point) point { return at }))
}

// run is the path as SVG writes it.
func (p path) run(to func(point) point) string {
	var d strings.Builder
	for i, at := range p.points {
		at = to(at)
		step := "L"
		if i == 0 {
			step = "M"
		}
		d.WriteString(step + decimal(at.x) + " " + decimal(at.y))
	}
	if p.closed {
		d.WriteString("Z")
	}
	return d.String()
}

func percent(x float64) string { return decimal(x) + "%" }

// decimal writes at most two decimals: a hundredth of a per cent of a column is less than a pixel.
func decimal(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
