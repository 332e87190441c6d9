package reports

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxCell is how many UTF-16 units a cell can hold. excelize cuts there without a sign.
const maxCell = 32767

// cutMark ends a text that did not fit.
const cutMark = " […]"

// formulaSigns are the characters with which a spreadsheet, or one that imports our cells as CSV, begins a formula; the second line are
// those that East Asian settings take for them, or that look like them.
const formulaSigns = "=+-@|%" +
	"＝＋－＠﹦﹢﹣﹫−‐‑‒–—―⁺⁻⁼₊₋₌➕➖"

// Harmless makes a text that stays a text wherever it is opened, saved and imported. Ours are string cells, which Excel never takes for a
// formula; but saved as CSV and opened again they would be. So what could begin a formula gets an apostrophe in front, after
// blanks and invisible characters that an importer may trim. Source: OWASP ASVS 5.0, 1.2.10.
func Harmless(s string) string {
	s = visible(s)
	first := strings.TrimLeftFunc(s, func(c rune) bool { return unicode.IsSpace(c) || !unicode.IsGraphic(c) })
	if first != "" && strings.ContainsRune(formulaSigns, []rune(first)[0]) {
		s = "'" + s
	}
	return fit(s, maxCell)
}

// stored is a harmless text as the file has to have it. In a workbook _x003D_ stands for an equals sign, and every other character can be
// written so by its code; excelize reads that, and does not mark what only looks like it when it writes. _x005F_ is the sign _ itself.
func stored(s string) string {
	return fit(strings.ReplaceAll(Harmless(s), "_x", "_x005F_x"), maxCell)
}

// visible removes what a reader cannot see: control characters become blanks, since they separate words, and formatting characters go,
// since they can turn the order of a text round. What is no character at all becomes the replacement character.
func visible(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case unicode.IsControl(c), c == '\u2028', c == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, c):
			return -1
		case c&0xfffe == 0xfffe:
			return unicode.ReplacementChar
		}
		return c
	}, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
}

// fit cuts a text to so many UTF-16 units, with a mark at the cut.
func fit(s string, units int) string {
	if len(s) <= units || utf16Len(s) <= units {
		return s
	}
	room := units - utf16Len(cutMark)
	for i, c := range s {
		if room -= utf16.RuneLen(c); room < 0 {
			return s[:i] + cutMark
		}
	}
	return s
}

func utf16Len(s string) int {
	n := 0
	for _, c := range s {
		n += utf16.RuneLen(c)
	}
	return n
}
