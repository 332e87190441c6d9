package web

import (
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// spreadRow is how the answers to an item spread, as a row of a table: the pieces cover the steps of the scale from left to right.
type spreadRow struct {
	Name   string
	Detail string // when, or how alike the answers are
	Pieces []spreadPiece
	Figure figure
	Steps  int // what a row without pieces has to cover
}

// Width is what a row without a figure covers: the steps, the mean and the number of answers.
func (r spreadRow) Width() int { return r.Steps + 2 }

// spreadPiece is the share of one step, or of several together.
type spreadPiece struct {
	Span int // steps that it covers
	Text string
}

func newSpreadRow(words i18n.Printer, name, detail string, cell analytics.Cell, headCount, steps int) spreadRow {
	row := spreadRow{Name: name, Detail: detail, Figure: newFigure(words, cell, headCount), Steps: steps}
	for _, s := range charts.Shares(cell, steps) {
		row.Pieces = append(row.Pieces, spreadPiece{Span: s.To - s.From + 1, Text: charts.ShareWords(words, s)})
	}
	return row
}

// spreadWords is the same in one line, for whoever cannot see the picture: "1: 3 %, 2: 12 %, …".
func spreadWords(words i18n.Printer, cell analytics.Cell, steps int) string {
	var parts []string
	for _, s := range charts.Shares(cell, steps) {
		share := charts.ShareWords(words, s)
		if s.From == s.To {
			parts = append(parts, words.T("school.share_of_step", "step", s.From, "share", share))
		} else {
			parts = append(parts, words.T("school.share_of_steps", "from", s.From, "to", s.To, "share", share))
		}
	}
	return words.List(parts)
}

// scaleKey explains the colours of a scale.
type scaleKey struct {
	Steps   []toneKey
	Numbers bool // the labels are numbers
}

// toneKey is one colour, and what it stands for.
type toneKey struct {
	Tone  string
	Label string
}

// newScaleKey explains the steps of a scale by their labels; without labels by their numbers, for items whose labels differ.
func newScaleKey(steps int, labels []string) scaleKey {
	key := scaleKey{Numbers: labels == nil}
	for i, tone := range charts.Tones(steps) {
		label := strconv.Itoa(i + 1)
		if labels != nil {
			label = labels[i]
		}
		key.Steps = append(key.Steps, toneKey{Tone: string(tone), Label: label})
	}
	return key
}
