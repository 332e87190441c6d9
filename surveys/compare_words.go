package surveys

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// An Edit is what happened to a piece of a text.
type Edit string

// What can happen.
const (
	Kept    Edit = ""
	Removed Edit = "removed"
	Added   Edit = "added"
)

// A Piece is some words of a text with the space around them, and what happened to them.
type Piece struct {
	Edit Edit
	Text string
}

// CompareWords tells word by word what makes one text of another: the pieces that were kept and removed, one after the other, are the text
// before, those that were kept and added the text after. What was removed stands before what took its place.
//
// Words are compared, not letters: "skolen" for "skulen" is read as another word, and not as another letter in the middle of one.
func CompareWords(before, after string) []Piece {
	x, y := wordsOf(before), wordsOf(after)
	common := commonWords(x, y)
	var pieces []Piece
	add := func(edit Edit, word string) {
		if n := len(pieces); n > 0 && pieces[n-1].Edit == edit {
			pieces[n-1].Text += word
		} else {
			pieces = append(pieces, Piece{edit, word})
		}
	}
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		switch {
		case i < len(x) && j < len(y) && x[i] == y[j]:
			add(Kept, x[i])
			i, j = i+1, j+1
		case i < len(x) && (j == len(y) || common[i+1][j] >= common[i][j+1]):
			add(Removed, x[i])
			i++
		default:
			add(Added, y[j])
			j++
		}
	}
	return pieces
}

// wordsOf cuts a text into words, spaces and marks, which together are the text.
func wordsOf(text string) []string {
	var words []string
	for len(text) > 0 {
		first, end := utf8.DecodeRuneInString(text)
		for inWord(first) && end < len(text) {
			next, size := utf8.DecodeRuneInString(text[end:])
			if !inWord(next) {
				break
			}
			end += size
		}
		words, text = append(words, text[:end]), text[end:]
	}
	return words
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || r == '-'
}

// commonWords[i][j] is the length of the longest common subsequence of x from i and y from j. Texts are at most a thousand characters.
func commonWords(x, y []string) [][]int {
	table := make([][]int, len(x)+1)
	for i := range table {
		table[i] = make([]int, len(y)+1)
	}
	for i, word := range slices.Backward(x) {
		for j, other := range slices.Backward(y) {
			if word == other {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}
