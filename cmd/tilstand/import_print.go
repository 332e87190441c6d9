package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// printImport says what an import comes to: numbers of rows, which whoever has the file can count, and nothing that was answered.
func printImport(out io.Writer, spec surveys.ImportSpec, plan surveys.ImportPlan, hints []string) error {
	w := plan.Wave
	phase, _ := programme.Builtin().Phase(w.Phase)
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(table, "  %s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	line("school", "%s", w.SchoolName)
	line("survey", "%s (%s, version %d), %s", plan.Instrument.Title.In("en"), w.Instrument, w.InstrumentVersion, phase.Name.In("en"))
	line("open", "from %s to %s", dayOf(w.OpensAt), dayOf(w.ClosesAt))
	line("answers", "%d rows, of %d who were asked", plan.Rows, w.HeadCount)
	if plan.Empty > 0 {
		line("left out", "%d rows without an answer", plan.Empty)
	}
	for _, g := range plan.Groups {
		line("group", "%s: %d rows, of %d who were asked", g.Key, g.Rows, g.HeadCount)
	}
	if len(plan.Groups) == 0 {
		line("groups", "none; results are for the whole staff. A column that tells the group is named by -group-column")
	}
	for _, likely := range proposalInWords(plan) {
		line("hint", "%s", likely)
	}
	for _, note := range importNotes(plan) {
		line("note", "%s", note)
	}
	line("minimum group", "%d", w.MinGroup)
	asked, named := 0, 0
	for _, v := range plan.Instrument.Variables() {
		column, ok := plan.Map.Items[surveys.ItemID(v.Name)]
		switch {
		case !ok:
			line("item", "%s: was not asked", v.Name)
		case column != v.Name:
			line("item", "%s: column %s", v.Name, column)
		default:
			named++
		}
		if ok {
			asked++
		}
	}
	line("items", "%d, of them %d in columns with their own id", asked, named)
	if len(plan.Ignored) > 0 {
		line("ignored", "columns %s: nothing of them is stored", strings.Join(plan.Ignored, ", "))
	}
	if spec.Opened.IsZero() {
		line("hint", "the first day is not known; it is given by -opened")
	}
	for _, hint := range hints {
		line("hint", "%s", hint)
	}
	return table.Flush()
}

func importNotes(plan surveys.ImportPlan) []string {
	var notes []string
	for _, note := range plan.Notes {
		switch note {
		case surveys.NoteMerged:
			notes = append(notes, fmt.Sprintf("groups with fewer than %d people are laid together: %s", plan.Wave.MinGroup, groupNames(plan.Wave)))
		case surveys.NoteNoBreakdown:
			notes = append(notes, "no results by group")
		}
	}
	if plan.Rows < plan.Wave.MinGroup {
		notes = append(notes, fmt.Sprintf("fewer than %d answers: no figure will be shown", plan.Wave.MinGroup))
	}
	return notes
}

func groupNames(w surveys.Wave) string {
	var names []string
	for _, g := range w.Groups {
		names = append(names, fmt.Sprintf("%s (%d)", g.Name.In("en"), g.HeadCount))
	}
	return strings.Join(names, ", ")
}

// dayOf is the Norwegian day of t.
func dayOf(t time.Time) string { return t.In(i18n.Oslo).Format(time.DateOnly) }
