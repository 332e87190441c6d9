package charts

import (
	"fmt"
	"html/template"
	"strings"
)

// Colours on light paper. They are those of the style sheets for light screens, which a test holds them to.
var inks = map[string]string{
	"ink": "#1b1b1b", "quiet": "#4a4c50", "edge": "#bbbcbd", "surface": "#fff",
	"now": "#0072b2", "before": "#555", "target": "#b34700",
	"low-2": "#b35806", "low-1": "#f1a340", "low-0": "#fbd9a0", "mid": "#d9d9d9", "high-0": "#cdd3ee", "high-1": "#998ec3", "high-2": "#542788",
	"on-low-2": "#fff", "on-low-1": "#1b1b1b", "on-low-0": "#1b1b1b", "on-mid": "#1b1b1b", "on-high-0": "#1b1b1b", "on-high-1": "#1b1b1b", "on-high-2": "#fff",
}

// looks are what the style sheets give the shapes of a drawing, by its class and theirs. On paper it stands in the attributes of each shape, since
// programs that take in an SVG read style sheets in it badly or not at all.
var looks = inked(map[string]string{
	"dots scale": `stroke="{edge}" stroke-width="1.5"`, "dots tick": `stroke="{edge}" stroke-width="1.5"`,
	"dots interval": `stroke="{now}" stroke-width="5" stroke-opacity=".55"`, "dots now": `fill="{now}"`,
	"dots now-range": `stroke="{now}" stroke-width="9" stroke-opacity=".45"`, "dots now-range-end": `stroke="{now}" stroke-width="3"`,
	"dots before":       `fill="{surface}" stroke="{before}" stroke-width="2.5"`,
	"dots before-range": `stroke="{before}" stroke-width="3" stroke-opacity=".6"`, "dots before-range-end": `stroke="{before}" stroke-width="2"`,
	"dots target": `stroke="{target}" stroke-width="3.5" stroke-dasharray="5 3"`,

	"spread zero": `stroke="{ink}" stroke-width="1.5"`,
	"spread open": `fill="none" stroke="{edge}" stroke-dasharray="3 3"`,

	"accord on": `fill="{before}" stroke="{before}"`, "accord off": `fill="none" stroke="{edge}"`,

	"funnel grid": `stroke="{edge}"`, "funnel axis": `fill="{quiet}" font-size="13"`, "funnel name": `fill="{ink}" font-size="13" font-weight="600"`,
	"funnel centre": `stroke="{ink}" stroke-width="2" stroke-dasharray="6 4"`,
	"funnel inner":  `fill="none" stroke="{before}" stroke-width="1.75"`, "funnel outer": `fill="none" stroke="{before}" stroke-width="1.75" stroke-dasharray="3 3"`,
	"funnel inside": `fill="{now}" stroke="{surface}" stroke-width="1.5"`, "funnel high": `fill="{now}" stroke="{surface}" stroke-width="1.5"`,
	"funnel low": `fill="{now}" stroke="{surface}" stroke-width="1.5"`, "funnel above": `fill="{now}" stroke="{ink}" stroke-width="2.5"`,
	"funnel below": `fill="{now}" stroke="{ink}" stroke-width="2.5"`,

	"course grid": `stroke="{edge}"`, "course axis": `fill="{ink}" font-size="13"`, "course band": `fill="{now}" fill-opacity=".2"`,
	"course line": `fill="none" stroke="{now}" stroke-width="2.5"`, "course now": `fill="{now}"`,
	"course path": `fill="none" stroke="{target}" stroke-width="2" stroke-dasharray="7 4"`, "course target": `stroke="{target}" stroke-width="3"`,
	"course range": `stroke="{now}" stroke-width="5" stroke-opacity=".55"`, "course range-end": `stroke="{now}" stroke-width="2"`,
	"course break": `stroke="{before}" stroke-width="1.5" stroke-dasharray="2 4"`,
})

// inked sets colours for their names, and adds the steps of scales and the numbers on them.
func inked(looks map[string]string) map[string]string {
	for _, tone := range append([]Tone{"mid"}, tones[6]...) {
		looks["spread "+string(tone)] = `fill="{` + string(tone) + `}" stroke="{surface}"`
		looks["spread on-"+string(tone)] = `fill="{on-` + string(tone) + `}" font-size="13" font-weight="500"`
	}
	for name, look := range looks {
		for ink, colour := range inks {
			look = strings.ReplaceAll(look, "{"+ink+"}", colour)
		}
		looks[name] = look
	}
	return looks
}

// look are the attributes of a shape. A class without any would be drawn black: that is a fault of this package.
func look(drawing, class string) string {
	kind, _, _ := strings.Cut(drawing, " ")
	attributes, ok := looks[kind+" "+class]
	if !ok {
		panic("charts: " + drawing + " " + class + " has no look on paper")
	}
	return attributes
}

// place is a part of the paper, in pixels.
type place struct{ x, y, width, height float64 }

// at is where a place in per cent lies.
func (p place) at(x, y float64) point {
	return point{p.x + p.width*x/100, p.y + p.height*y/100}
}

// paper is an SVG that stands by itself: every place in pixels, every colour in an attribute.
type paper struct{ strings.Builder }

// draw puts a drawing at a place.
func (p *paper) draw(d Drawing, at place) {
	for _, s := range d.shapes {
		s.onPaper(p, d.class, at)
	}
	if strings.HasPrefix(d.class, "spread") {
		fmt.Fprintf(p, `<rect x="%s" y="%s" width="%s" height="%s" fill="none" stroke="%s"/>`, decimal(at.x), decimal(at.y), decimal(at.width), decimal(at.height), inks["edge"])
	}
}

// say writes a line of text; its place is that of the base line.
func (p *paper) say(x, y float64, anchor, attributes, said string) {
	fmt.Fprintf(p, `<text x="%s" y="%s" text-anchor="%s" %s>%s</text>`, decimal(x), decimal(y), anchor, attributes, template.HTMLEscapeString(said))
}

func (l line) onPaper(p *paper, drawing string, at place) {
	from, to := at.at(l.x1, l.y1), at.at(l.x2, l.y2)
	fmt.Fprintf(p, `<line x1="%s" y1="%s" x2="%s" y2="%s" %s/>`, decimal(from.x), decimal(from.y), decimal(to.x), decimal(to.y), look(drawing, l.class))
}

func (d dot) onPaper(p *paper, drawing string, at place) {
	c := at.at(d.x, d.y)
	fmt.Fprintf(p, `<circle cx="%s" cy="%s" r="%s" %s/>`, decimal(c.x), decimal(c.y), decimal(d.radius), look(drawing, d.class))
}

func (b box) onPaper(p *paper, drawing string, at place) {
	fmt.Fprintf(p, `<rect x="%s" y="%s" width="%s" height="%s" %s/>`, decimal(at.at(b.x, 0).x), decimal(at.y), decimal(at.width*b.width/100), decimal(at.height), look(drawing, b.class))
}

// textDrop is how far below the middle of a line its base line lies, in parts of the size.
const textDrop, smallText = 0.35, 13.0

func (l label) onPaper(p *paper, drawing string, at place) {
	c := at.at(l.x, l.y)
	p.say(c.x+l.after, c.y+textDrop*smallText, l.anchor, look(drawing, l.class), l.text)
}

func (q path) onPaper(p *paper, drawing string, at place) {
	fmt.Fprintf(p, `<path d="%s" %s/>`, q.run(func(in point) point { return at.at(in.x, in.y) }), look(drawing, q.class))
}
