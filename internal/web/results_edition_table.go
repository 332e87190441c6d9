package web

import (
	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// editionTables are the groups of an edition, those of a kind together.
type editionTables struct {
	Components []string
	Tables     []editionTable
	Hidden     bool
}

// editionTable is one way of lining schools up.
type editionTable struct {
	Kind      analytics.EditionGroupKind
	Name, How string
	Rows      []ownerLine
}

func newEditionTables(words i18n.Printer, view *analytics.EditionView) *editionTables {
	t := &editionTables{Components: componentNames(words, view.Components)}
	for _, row := range view.Rows {
		name, how := tableWords(words, row)
		if last := len(t.Tables) - 1; last < 0 || t.Tables[last].Name != name {
			t.Tables = append(t.Tables, editionTable{Kind: row.Kind, Name: name, How: how})
		}
		line := newTogetherLine(words, row, t.Components)
		line.Name, line.Phase = alignName(words, row.Phase, row.Semester), ""
		last := &t.Tables[len(t.Tables)-1]
		last.Rows = append(last.Rows, line)
		t.Hidden = t.Hidden || line.Overall.Hidden() || hasHidden([]ownerLine{line})
	}
	return t
}

// tableWords name and explain a way of lining schools up.
func tableWords(words i18n.Printer, row analytics.EditionRow) (name, how string) {
	switch row.Kind {
	case analytics.ByCohort:
		return row.Name, ""
	case analytics.BySemester:
		return words.T("edition.by_semester"), words.T("edition.by_semester_how")
	case analytics.ByLatest:
		return words.T("edition.by_latest"), words.T("edition.by_latest_how")
	}
	return words.T("edition.by_stage"), words.T("edition.by_stage_how")
}

// newTogetherLine is the schools together, as a line in a table.
func newTogetherLine(words i18n.Printer, row analytics.EditionRow, components []string) ownerLine {
	line := ownerLine{
		Name:    words.T("edition.together"),
		Phase:   words.T("edition.named", "number", row.Edition.Number, "date", words.Date(row.Edition.Issued.Time())),
		Overall: newFigure(words, row.Overall.Now, row.Overall.HeadCount),
	}
	if row.Schools > 0 {
		line.Closed = words.T("edition.schools", "count", row.Schools)
		line.Answered = answeredWords(words, row.Answered, row.HeadCount)
		switch row.Readers {
		case analytics.ReadersOwner:
			line.Note = words.T("edition.for_owner")
		case analytics.ReadersLeaders:
			line.Note = words.T("edition.for_leaders")
		}
	}
	if row.Waiting > 0 {
		line.Status = words.T("edition.waiting", "count", row.Waiting)
	}
	if len(row.Overall.Spread) > 0 {
		line.Spread = words.T("edition.spread", "spread", schoolSpread(words, row.Overall.Spread))
	}
	for i, cell := range row.Cells {
		line.Cells = append(line.Cells, newOwnerCell(words, components[i], cell))
	}
	return line
}

// schoolSpread is how schools' means spread: "1–2: at most 20 %, 3: 67 %, 4–5: 33 %".
func schoolSpread(words i18n.Printer, bands []analytics.Band) string {
	var parts []string
	for _, b := range bands {
		share := charts.ShareWords(words, charts.Share{From: b.From, To: b.To, Percent: b.Percent, Limit: b.Limit})
		if b.From == b.To {
			parts = append(parts, words.T("school.share_of_step", "step", b.From, "share", share))
		} else {
			parts = append(parts, words.T("school.share_of_steps", "from", b.From, "to", b.To, "share", share))
		}
	}
	return words.List(parts)
}
