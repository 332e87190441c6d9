package charts

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// drawing writes an SVG element. Its shapes take numbers and class names from this package alone, which is what makes the result safe to
// hand out as markup.
//
// Places along the picture are in per cent of its width and sizes in pixels, so that a picture can be as wide as its column while its dots
// stay round; a viewBox would scale both.
type drawing struct {
	class string
	marks strings.Builder
}

func (d *drawing) line(class string, x1, x2, y1, y2 float64) {
	fmt.Fprintf(&d.marks, `<line class="%s" x1="%s" x2="%s" y1="%s" y2="%s"/>`, class, percent(x1), percent(x2), percent(y1), percent(y2))
}

func (d *drawing) dot(class string, x, radius float64) {
	fmt.Fprintf(&d.marks, `<circle class="%s" cx="%s" cy="50%%" r="%s"/>`, class, percent(x), decimal(radius))
}

func (d *drawing) box(class string, x, width float64) {
	fmt.Fprintf(&d.marks, `<rect class="%s" x="%s" width="%s" height="100%%"/>`, class, percent(x), percent(width))
}

func (d *drawing) number(class string, x float64, n int) {
	fmt.Fprintf(&d.marks, `<text class="%s" x="%s" y="50%%" dy=".35em" text-anchor="middle">%d</text>`, class, percent(x), n)
}

func (d *drawing) markup() template.HTML {
	return template.HTML(`<svg class="` + d.class + `" aria-hidden="true" focusable="false">` + d.marks.String() + `</svg>`)
}

func percent(x float64) string { return decimal(x) + "%" }

// decimal writes at most two decimals: a hundredth of a per cent of a column is less than a pixel.
func decimal(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
