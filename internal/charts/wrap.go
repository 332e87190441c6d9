package charts

import "strings"

// An SVG does not break lines, and nobody knows in which typeface it will be shown. So lines are broken here, by widths that are those of the wider of the
// usual typefaces: a line may end early, and does not run out of its column.

// textWidth is about how wide a text is, in pixels.
func textWidth(said string, size float64) float64 {
	ems := 0.0
	for _, c := range said {
		ems += runeWidth(c)
	}
	return ems * size
}

// runeWidth is in parts of the size.
func runeWidth(c rune) float64 {
	switch {
	case strings.ContainsRune("ijlI.,:;'’|!()[] \u00a0\u202f", c):
		return 0.31
	case strings.ContainsRune("frt-–/", c):
		return 0.42
	case strings.ContainsRune("mwMWæÆœ%@—", c):
		return 0.9
	case c >= 'A' && c <= 'Z', c == 'Ø', c == 'Å':
		return 0.7
	case c > 0x2e80: // East Asian
		return 1
	}
	return 0.58
}

// wrapped breaks a text to a width. A word that is wider than a line stands on one of its own.
func wrapped(said string, size, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(said, func(c rune) bool { return c == ' ' || c == '\n' || c == '\t' }) {
		switch {
		case line == "":
			line = word
		case textWidth(line+" "+word, size) > width:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
