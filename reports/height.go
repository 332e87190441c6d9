package reports

import (
	"math"
	"strings"
	"unicode"
)

// Rows get a height, because programs do not agree on whether a row without one grows with its text. What a text takes is estimated
// from the widths of Arial's letters, rather generously: a little air does no harm, a cut line does.

// looks in points: the letters, and whether the text wraps in its column.
var letters = map[Look]struct {
	size  float64
	bold  bool
	wraps bool
}{
	Plain:      {size: 10},
	Title:      {size: 20, bold: true},
	Subtitle:   {size: 13},
	Heading:    {size: 13, bold: true},
	Lead:       {size: 10},
	Label:      {size: 10, bold: true, wraps: true},
	Prose:      {size: 10, wraps: true},
	Warning:    {size: 10, bold: true},
	Anchor:     {size: 10, wraps: true},
	ColumnHead: {size: 10, bold: true, wraps: true},
	FigureHead: {size: 10, bold: true, wraps: true},
	Body:       {size: 10, wraps: true},
	ID:         {size: 10},
	Figure:     {size: 10, wraps: true},
	Marker:     {size: 10, wraps: true},
	Aside:      {size: 10, wraps: true},
	Banner:     {size: 10},
}

const (
	leastHeight = 15    // points, of a row of one line
	lineHeight  = 1.275 // of the letters' size
	padding     = 2.25  // points over and under the lines
	kept        = 1.5   // digits that a cell keeps free, with its indent
	caution     = 1.06  // programs do not space letters alike
	unitSize    = 11    // points: column widths are counted in digits of this size
	mostHeight  = 409   // points: the highest that a row can be
)

// height is how high a row has to be, in points.
func (s Sheet) height(row []Cell) float64 {
	most := float64(leastHeight)
	for i, c := range row {
		if c.Kind == Text && i < len(s.Widths) {
			l := letters[c.Look]
			lines := 1
			if l.wraps {
				lines = linesOf(c.Text, s.Widths[i]-kept, digits(c.Look))
			}
			most = max(most, math.Ceil(float64(lines)*l.size*lineHeight+padding))
		}
		if c.Look == Banner {
			most = max(most, bannerHeight)
		}
	}
	return min(most, mostHeight)
}

// linesOf is how many lines a text takes in so many digits, broken between words.
func linesOf(s string, room float64, width func(string) float64) int {
	lines, used := 1, 0.0
	for word := range strings.FieldsSeq(s) {
		w := width(word)
		if used > 0 && used+width(" ")+w > room {
			lines, used = lines+1, 0
		}
		for ; w > room && room > 0; w -= room { // a word longer than the column is broken in itself
			lines++
		}
		if used > 0 {
			used += width(" ")
		}
		used += w
	}
	return lines
}

// digits measures a text in a look, in digits of unitSize.
func digits(look Look) func(string) float64 {
	l := letters[look]
	scale := caution * l.size / unitSize
	if l.bold {
		scale *= 1.1
	}
	return func(s string) float64 {
		width := 0.0
		for _, c := range s {
			width += letter(c)
		}
		return width * scale
	}
}

// letter is the width of a letter in digits, after Arial's own measures, in which an i is 0.4 and a W 1.7.
func letter(c rune) float64 {
	for _, class := range letterClasses {
		if strings.ContainsRune(class.letters, c) {
			return class.width
		}
	}
	switch {
	case unicode.IsUpper(c):
		return 1.3
	case c < unicode.MaxLatin1:
		return 1
	}
	return 2
}

var letterClasses = []struct {
	width   float64
	letters string
}{
	{0.4, "ijl'|’"},
	{0.5, "ft I.,:;!/[]"},
	{0.6, "r-()\"“”"},
	{0.9, "ckszxyvJ"},
	{1, "–«»−"},
	{1.5, "mM"},
	{1.7, "wW@%æœÆ—…"},
}
