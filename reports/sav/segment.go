package sav

import "fmt"

// A text of more than 255 bytes is kept in several variables of the file. Each but the last counts as 255 bytes wide and stands for 252 of the text's
// width, while the text's bytes fill 255 of each: the last of them may stay empty.
const (
	widest    = 255 // of one variable of the file
	widthOfIt = 252 // what it stands for in a longer text
)

// segment is a variable of the file.
type segment struct {
	short string // its name in the records of the old format
	of    *Variable
	first bool
	width int // 0 for a number
}

// segmentsOf are the variables of the file.
func segmentsOf(variables []Variable) []segment {
	var all []segment
	for i := range variables {
		v := &variables[i]
		if v.Kind != Text || v.Width <= widest {
			s := segment{short: fmt.Sprintf("V%d", i+1), of: v, first: true}
			if v.Kind == Text {
				s.width = v.Width
			}
			all = append(all, s)
			continue
		}
		parts := (v.Width + widthOfIt - 1) / widthOfIt
		for part := range parts {
			s := segment{short: fmt.Sprintf("V%d", i+1), of: v, first: part == 0, width: widest}
			if part > 0 {
				s.short = fmt.Sprintf("V%d_%d", i+1, part)
			}
			if part == parts-1 {
				s.width = v.Width - part*widthOfIt
			}
			all = append(all, s)
		}
	}
	return all
}

// cells is how many times eight bytes a segment takes in a row.
func (s segment) cells() int { return max(1, (s.width+7)/8) }
