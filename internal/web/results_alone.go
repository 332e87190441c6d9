package web

import (
	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// aloneSection is the questions of a survey that are in no measure.
type aloneSection struct {
	ID, Wave string
	Rows     []aloneRow
	Hidden   *explanation
}

// aloneRow is one of them.
type aloneRow struct {
	ID      string // of the heading
	Text    string
	How     string // how it was answered, and by how many
	State   string // as in a figure
	Word    string // for why there are no figures; empty where there are
	Answers []aloneAnswer
}

// aloneAnswer is an answer and the share of those who gave it.
type aloneAnswer struct {
	Label, Share string
	Picture      picture
}

// newAloneSections are those of the state survey, the mapping survey and the surveys of others that have such questions.
func newAloneSections(words i18n.Printer, view *analytics.SchoolView) (sections []aloneSection) {
	if view.Now != nil && len(view.Alone) > 0 {
		sections = append(sections, newAloneSection(words, "alone_state", *view.Now, view.Alone))
	}
	if m := view.Mapping; m != nil && len(m.Alone) > 0 {
		sections = append(sections, newAloneSection(words, "alone_mapping", m.Wave, m.Alone))
	}
	for _, others := range view.Others {
		if len(others.Alone) > 0 {
			section := newAloneSection(words, "alone_"+others.Audience.Key(), others.Wave, others.Alone)
			section.Wave = words.T("wave.what_name", "kind", others.Title, "phase", section.Wave)
			sections = append(sections, section)
		}
	}
	return sections
}

func newAloneSection(words i18n.Printer, id string, wave analytics.WaveHead, rows []analytics.AloneRow) aloneSection {
	s := aloneSection{ID: id, Wave: words.T("school.wave_named", "phase", phaseTitle(words, wave.Phase), "date", closedOn(words, wave))}
	for _, row := range rows {
		if row.Cell.State() == analytics.Hidden {
			s.Hidden = &explanation{}
		}
		s.Rows = append(s.Rows, newAloneRow(words, id, row))
	}
	return s
}

func newAloneRow(words i18n.Printer, section string, row analytics.AloneRow) aloneRow {
	r := aloneRow{ID: section + "-" + string(row.Item), Text: row.Text.In(words.Lang()), State: row.Cell.State().String()}
	e, ok := row.Cell.Shown()
	if !ok {
		r.Word = words.Say(row.Cell.State().Label())
		return r
	}
	r.How = words.T("school.alone_answers", "count", e.N)
	if row.Type == string(surveys.MultipleChoice) {
		r.How += " " + words.T("school.alone_several")
	}
	if len(row.DependsOn) > 0 {
		r.How += " " + words.T("school.alone_some")
	}
	if len(e.Bands) == 0 {
		r.Word, r.State = words.T("school.alone_number_only"), ""
	}
	for _, b := range e.Bands {
		r.Answers = append(r.Answers, aloneAnswer{
			Label:   bandLabel(words, row, b),
			Share:   charts.ShareWords(words, charts.Share{Percent: b.Percent, Limit: b.Limit}),
			Picture: charts.Portion{Percent: b.Percent, Limit: b.Limit}.Picture(),
		})
	}
	return r
}

// bandLabel is an answer in words; a run of steps by its ends.
func bandLabel(words i18n.Printer, row analytics.AloneRow, b analytics.Band) string {
	label := func(place int) string { return row.Answers[place-1].In(words.Lang()) }
	if b.From == b.To {
		return label(b.From)
	}
	return words.T("school.alone_run", "from", label(b.From), "to", label(b.To))
}
