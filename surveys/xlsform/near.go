package xlsform

import "unicode/utf8"

// nearest is the name that a misspelt one is closest to: at most two letters wrong, missing, or too many, at most a third of the name. Empty when
// none is that close. Of names equally close the first is taken.
func nearest(word string, names []string) string {
	best, found := 3, ""
	for _, name := range names {
		d := distance([]rune(word), []rune(name))
		if d < best && d*3 <= max(utf8.RuneCountInString(word), utf8.RuneCountInString(name)) {
			best, found = d, name
		}
	}
	return found
}

// distance counts the letters to insert, delete, replace or swap with their neighbour to turn a into b (the restricted Damerau–Levenshtein distance).
func distance(a, b []rune) int {
	if len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b))
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
