package web

import (
	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// ownerLocal is one of the owner's local questions, school by school. The schools stand in alphabetical order, each with the figures of its own
// release: there is nothing to be first in.
type ownerLocal struct {
	ID, Text string
	Rows     []ownerLocalRow
}

type ownerLocalRow struct {
	aloneRow
	School, Href, Wave string
}

func newOwnerLocals(words i18n.Printer, view *analytics.OwnerView) (locals []ownerLocal) {
	for _, item := range view.Local {
		local := ownerLocal{ID: "local-" + string(item.Item), Text: item.Text.In(words.Lang())}
		for _, school := range item.Schools {
			row := analytics.AloneRow{AloneFigure: analytics.AloneFigure{Item: item.Item, Type: item.Type, Cell: school.Cell}, Text: item.Text, Answers: item.Answers}
			local.Rows = append(local.Rows, ownerLocalRow{
				newAloneRow(words, local.ID, row), school.School.Name, "/schools/" + school.School.Orgnr,
				words.T("school.wave_named", "phase", phaseTitle(words, school.Wave.Phase), "date", closedOn(words, school.Wave)),
			})
		}
		locals = append(locals, local)
	}
	return locals
}
