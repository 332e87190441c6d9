package web

import (
	"slices"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
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
	Owners  bool   // a local question of the owner's
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

// newAloneSections are those of the state survey, the mapping survey and the surveys of others that have such questions, either the
// questionnaires' own or local ones. id is of the part of the page.
func newAloneSections(words i18n.Printer, id string, view *analytics.SchoolView, wanted func(analytics.AloneRow) bool) (sections []aloneSection) {
	add := func(survey, title string, wave analytics.WaveHead, rows []analytics.AloneRow) {
		rows = slices.DeleteFunc(slices.Clone(rows), func(row analytics.AloneRow) bool { return !wanted(row) })
		if len(rows) == 0 {
			return
		}
		section := newAloneSection(words, id+"_"+survey, wave, rows)
		if title != "" {
			section.Wave = words.T("wave.what_name", "kind", title, "phase", section.Wave)
		}
		sections = append(sections, section)
	}
	if view.Now != nil {
		add("state", "", *view.Now, view.Alone)
	}
	if m := view.Mapping; m != nil {
		add("mapping", "", m.Wave, m.Alone)
	}
	for _, others := range view.Others {
		add(others.Audience.Key(), others.Title.In(words.Lang()), others.Wave, others.Alone)
	}
	return sections
}

func ofTheQuestionnaire(row analytics.AloneRow) bool { return row.Local == "" }
func ofSchoolOrOwner(row analytics.AloneRow) bool    { return row.Local != "" }

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
	r := aloneRow{ID: section + "-" + string(row.Item), Text: row.Text.In(words.Lang()), Owners: row.Local == programme.ScopeOwner, State: row.Cell.State().String()}
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
