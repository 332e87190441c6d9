package charts

import (
	"html/template"
	"math"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// Funnel draws schools by how many answered and what their mean is, between the limits within which schools of that size are expected.
// Every school has a letter in the order of the table under it, since names would cover each other; a letter is no rank.
type Funnel struct {
	View *analytics.FunnelView
}

// Letter is the mark of the i-th school: A to Z, then AA, AB and so on.
func Letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return Letter(i/26-1) + Letter(i%26)
}

// The inside of the picture in per cent of it; around it is room for the numbers of the axes.
const (
	funnelLeft, funnelWidth = 7.0, 89.0
	funnelTop, funnelHeight = 8.0, 80.0
	funnelDot               = 6
	curvePoints             = 40
)

// frame is what the axes run over.
type frame struct {
	most      float64 // answers; they begin at 0
	low, high float64 // means
}

// Picture is the drawing on a page, with numbers in its language.
func (f Funnel) Picture(words i18n.Printer) template.HTML { return f.Drawing(words).Markup() }

// Drawing is the funnel; of nothing without schools. It is wide and not high, and the table under it has every number.
func (f Funnel) Drawing(words i18n.Printer) Drawing {
	if f.View == nil || len(f.View.Points) == 0 {
		return Drawing{}
	}
	in := f.frame()
	d := Drawing{class: "funnel"}
	for mean := in.low; mean < in.high+0.25; mean += 0.5 {
		d.line("grid", funnelLeft, funnelLeft+funnelWidth, in.y(mean), in.y(mean))
		d.text("axis", "end", funnelLeft-1, in.y(mean), words.Number(mean, 1))
	}
	for n := 0.0; n <= in.most; n += in.most / 5 {
		d.text("axis", "middle", in.x(n), funnelTop+funnelHeight+5, words.Number(n, 0))
	}
	d.text("axis", "end", funnelLeft+funnelWidth, funnelTop+funnelHeight+9.5, words.T("edition.n"))
	d.text("axis", "start", 0, funnelTop-5, words.T("edition.mean"))
	d.line("centre", funnelLeft, funnelLeft+funnelWidth, in.y(f.View.Centre), in.y(f.View.Centre))
	d.limits(f, in)
	for i, p := range f.View.Points {
		x, y := in.x(float64(p.N)), in.y(p.Mean)
		d.dotAt(string(p.Verdict), x, y, funnelDot)
		d.shapes = append(d.shapes, label{class: "name", anchor: "start", x: x, y: y, after: funnelDot + 3, text: Letter(i)})
	}
	return d
}

// frame covers every school and the limits of the smallest of them, in whole halves of a step.
func (f Funnel) frame() frame {
	in := frame{low: f.View.Centre, high: f.View.Centre}
	for _, p := range f.View.Points {
		in.most = math.Max(in.most, float64(p.N))
		in.low = math.Min(in.low, math.Min(p.Mean, p.Outer.Low))
		in.high = math.Max(in.high, math.Max(p.Mean, p.Outer.High))
	}
	in.most = math.Ceil(in.most*1.05/25) * 25 // fifths of it are whole numbers
	in.low, in.high = math.Floor(in.low*2)/2, math.Ceil(in.high*2)/2
	return in
}

func (in frame) x(n float64) float64 { return funnelLeft + funnelWidth*n/in.most }

func (in frame) y(mean float64) float64 {
	return funnelTop + funnelHeight*(in.high-mean)/(in.high-in.low)
}

// limits draws within which means schools of each size are expected, from the smallest school to the end of the axis.
func (d *Drawing) limits(f Funnel, in frame) {
	fewest := in.most
	for _, p := range f.View.Points {
		fewest = math.Min(fewest, float64(p.N))
	}
	var curves [4][]point
	step, before := (in.most-fewest)/curvePoints, -1
	for i := range curvePoints + 1 {
		n := int(math.Round(fewest + step*float64(i)))
		if n == before {
			continue
		}
		before = n
		inner, outer := f.View.Limits(n)
		for c, limit := range []float64{outer.Low, inner.Low, inner.High, outer.High} {
			curves[c] = append(curves[c], point{in.x(float64(n)), in.y(limit)})
		}
	}
	for c, class := range []string{"outer", "inner", "inner", "outer"} {
		d.path(class, curves[c])
	}
}
