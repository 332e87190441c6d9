package charts

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Plate is a picture with all that must travel with it when it leaves its page: a title, whose it is and when, what it shows, its key, its axis, and what it
// must not be taken for. It is an SVG by itself, on light paper whatever the reader's screen is.
type Plate struct {
	Lang    string
	Title   string
	Facts   []string // beneath the title: whose, when, of how many
	Finding string
	Key     []KeyEntry
	Axis    []string   // over the pictures of the rows, from their left edge to their right
	Rows    []PlateRow // a picture of rows; or
	Whole   Drawing    // one with axes of its own
	Notes   []string   // at the foot
}

// PlateRow is a row with its picture.
type PlateRow struct {
	Name    string
	Drawing Drawing // may be of nothing; then Said has the word for why
	Said    string  // the figure in words, to the right
	Heading bool    // the row names those after it, and has nothing else
}

// Measures in pixels.
const (
	plateWidth, plateMargin  = 960.0, 32.0
	plateInner               = plateWidth - 2*plateMargin
	plateName, plateSaid     = 264.0, 176.0 // columns
	plateGap                 = 24.0
	plateBar                 = 26.0 // height of a row's picture
	plateLine                = 19.0
	wholeHeight              = 380.0
	titleSize, findingSize   = 22.0, 17.0
	rowSize, factSize        = 14.0, 14.0
	noteSize                 = 12.5
	headingSpace, blockSpace = 14.0, 20.0
)

// Typefaces of the systems that will show it: an SVG in a document loads none.
const plateFont = `system-ui, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif`

// plate is a Plate while it is set: y is how far down it has come.
type plate struct {
	paper
	y float64
}

// SVG sets the plate. It is as high as its content.
func (p Plate) SVG() []byte {
	out := plate{y: plateMargin}
	out.prose(p.Title, titleSize, `font-weight="600" fill="`+inks["ink"]+`"`)
	out.prose(strings.Join(p.Facts, " · "), factSize, `fill="`+inks["quiet"]+`"`)
	out.y += 6
	out.prose(p.Finding, findingSize, `fill="`+inks["ink"]+`"`)
	out.y += 6
	out.key(p.Key)
	if p.Whole.Empty() {
		out.axis(p.Axis)
		for _, row := range p.Rows {
			out.row(row)
		}
	} else {
		out.draw(p.Whole, place{plateMargin, out.y, plateInner, wholeHeight})
		out.y += wholeHeight
	}
	out.y += blockSpace
	for _, note := range p.Notes {
		out.prose(note, noteSize, `fill="`+inks["quiet"]+`"`)
		out.y += 4
	}
	return p.wrap(&out)
}

// wrap writes the element around what was set. Whoever cannot see the picture hears its title, and then what it shows and every row in words.
func (p Plate) wrap(in *plate) []byte {
	height := math.Ceil(in.y + plateMargin - blockSpace/2)
	var w strings.Builder
	w.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	fmt.Fprintf(&w, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" xml:lang="%s" lang="%[3]s" role="img" aria-labelledby="title desc" font-family="%s">`,
		decimal(plateWidth), decimal(height), template.HTMLEscapeString(p.Lang), template.HTMLEscapeString(plateFont))
	fmt.Fprintf(&w, `<title id="title">%s</title><desc id="desc">%s</desc>`, template.HTMLEscapeString(p.Title), template.HTMLEscapeString(p.said()))
	fmt.Fprintf(&w, `<rect width="100%%" height="100%%" fill="%s"/>`, inks["surface"])
	w.WriteString(in.String())
	w.WriteString("</svg>\n")
	return []byte(w.String())
}

// said is the picture in words.
func (p Plate) said() string {
	var parts []string
	for _, part := range append([]string{p.Finding}, p.Facts...) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	for _, row := range p.Rows {
		if row.Said != "" {
			parts = append(parts, row.Name+": "+row.Said)
		}
	}
	return strings.Join(parts, "\n")
}

// prose sets a paragraph over the width.
func (p *plate) prose(said string, size float64, attributes string) {
	for _, line := range wrapped(said, size, plateInner) {
		p.y += size * 1.35
		p.say(plateMargin, p.y-size*0.3, "start", fmt.Sprintf(`font-size="%s" %s`, decimal(size), attributes), line)
	}
}

// key sets the samples beside each other, on as many lines as they need.
func (p *plate) key(entries []KeyEntry) {
	if len(entries) == 0 {
		return
	}
	const height, between = 20.0, 22.0
	x := plateMargin
	for _, entry := range entries {
		width := entry.width + 8 + textWidth(entry.Label, rowSize)
		if x > plateMargin && x+width > plateMargin+plateInner {
			x, p.y = plateMargin, p.y+height+8
		}
		p.draw(entry.sample, place{x, p.y, entry.width, height})
		p.say(x+entry.width+8, p.y+height/2+textDrop*rowSize, "start", ordinary, entry.Label)
		x += width + between
	}
	p.y += height + blockSpace
}

var ordinary = fmt.Sprintf(`font-size="%s" fill="%s"`, decimal(rowSize), inks["ink"])

// picture is where the pictures of rows stand.
func (p *plate) picture(y float64) place {
	return place{plateMargin + plateName + plateGap, y, plateInner - plateName - plateSaid - 2*plateGap, plateBar}
}

// axis sets what the pictures of the rows run from and to.
func (p *plate) axis(labels []string) {
	if len(labels) < 2 {
		return
	}
	over := p.picture(p.y)
	for i, said := range labels {
		p.say(over.at(100*float64(i)/float64(len(labels)-1), 0).x, p.y+rowSize, "middle", fmt.Sprintf(`font-size="13" fill="%s"`, inks["quiet"]), said)
	}
	p.y += plateLine + 2
}

func (p *plate) row(row PlateRow) {
	if row.Heading {
		p.y += headingSpace + plateLine
		p.say(plateMargin, p.y-6, "start", ordinary+` font-weight="600"`, row.Name)
		return
	}
	names, said := wrapped(row.Name, rowSize, plateName), wrapped(row.Said, rowSize, plateSaid)
	height := max(plateBar, plateLine*float64(max(len(names), len(said)))) + 12
	middle := p.y + height/2
	p.lines(plateMargin, middle, names)
	p.lines(plateMargin+plateInner-plateSaid, middle, said)
	p.draw(row.Drawing, p.picture(middle-plateBar/2))
	p.y += height
	fmt.Fprintf(p, `<line x1="%s" x2="%s" y1="%s" y2="%[3]s" stroke="%s" stroke-width=".5"/>`, decimal(plateMargin), decimal(plateMargin+plateInner), decimal(p.y), inks["edge"])
}

// lines sets lines of text around a middle.
func (p *plate) lines(x, middle float64, lines []string) {
	top := middle - plateLine*float64(len(lines))/2
	for i, line := range lines {
		p.say(x, top+plateLine*(float64(i)+0.5)+textDrop*rowSize, "start", ordinary, line)
	}
}
