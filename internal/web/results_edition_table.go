package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// editionExhibits are the groups of an edition, those of a kind beside each other in one exhibit: a row for overall and every component, a column for
// every group. Their files have the address of the edition, which never changes, also where a page shows it as the last one.
func editionExhibits(words i18n.Printer, scope editionScope, view *analytics.EditionView) exhibits {
	number := strconv.Itoa(view.Edition.Number)
	of := words.T("edition.title_programme", "number", view.Edition.Number)
	if view.Scope.Kind == analytics.OwnerScope {
		of = words.T("edition.title_owner", "number", view.Edition.Number, "owner", view.Scope.Name)
	}
	all := exhibits{Name: scope.file + "-" + number, Of: []string{of, words.Date(view.Edition.Issued.Time())}, Synthetic: view.Synthetic}
	var kind []analytics.EditionRow
	for i, row := range view.Rows {
		kind = append(kind, row)
		if last := i == len(view.Rows)-1; last || !sameKind(row, view.Rows[i+1]) {
			e := newEditionExhibit(words, view, kind)
			e.ID += "-" + strconv.Itoa(len(all.List)+1)
			all.List, kind = append(all.List, e.filed(func(rest string) string { return scope.address() + "/" + number + rest })), nil
		}
	}
	return all
}

// sameKind reports whether two groups stand in one exhibit: both are stages, half-years, or stages of one cohort.
func sameKind(a, b analytics.EditionRow) bool {
	return a.Kind == b.Kind && (a.Kind != analytics.ByCohort || a.Name == b.Name)
}

func newEditionExhibit(words i18n.Printer, view *analytics.EditionView, groups []analytics.EditionRow) exhibit {
	if groups[0].Kind == analytics.BySemester { // the newest comes first there
		groups = slices.Clone(groups)
		slices.Reverse(groups)
	}
	name, how := kindWords(words, groups[0])
	last := lastShown(groups)
	e := exhibit{
		ID: "by-" + string(groups[0].Kind), Section: true, Title: name, Finding: editionFinding(words, view.Components, groups[last]),
		HowTo: words.T("edition.picture_how", "group", groupName(words, groups[last])), Caveat: how, Method: "together",
		Table: exhibitTable{First: words.T("school.component")},
	}
	if groups[last].Schools > 0 {
		e.Answered = words.T("edition.answered", "group", groupName(words, groups[last]), "schools", words.T("edition.schools", "count", groups[last].Schools),
			"answered", answeredWords(words, groups[last].Answered, groups[last].HeadCount))
	}
	overall, spread := exhibitRow{Name: words.T("school.overall"), Strong: true}, exhibitRow{Name: words.T("edition.spread")}
	targets, spreads := false, false
	for _, g := range groups {
		said := newTogetherWords(words, g)
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: groupName(words, g), Detail: strings.Join(present(said.Schools, said.Answered, said.Readers, said.Waiting), ". ")})
		overall.Cells = append(overall.Cells, figureCell(newFigure(words, g.Overall.Now, g.Overall.HeadCount)))
		spread.Cells = append(spread.Cells, exhibitCell{Text: cmp.Or(schoolSpread(words, g.Overall.Spread), "–")})
		spreads = spreads || len(g.Overall.Spread) > 0
	}
	overall.Drawing = charts.DotRow{Steps: groups[last].Overall.Steps, Now: groups[last].Overall.Now}.Drawing()
	e.Table.Rows = []exhibitRow{overall}
	for i, c := range view.Components {
		now := groups[last].Cells[i]
		row := exhibitRow{Name: c.Name.In(words.Lang()), Drawing: charts.DotRow{Steps: now.Steps, Now: now.Now, Target: now.Target}.Drawing()}
		for _, g := range groups {
			row.Cells = append(row.Cells, againstTarget(words, g.Cells[i]))
			targets = targets || g.Cells[i].Target != nil
		}
		e.Table.Rows = append(e.Table.Rows, row)
	}
	if spreads {
		e.Table.Rows = append(e.Table.Rows, spread)
	}
	e.Axis, e.Key = axis(groups[last].Overall.Steps), dotKey(words, false, targets)
	if slices.ContainsFunc(e.Table.Rows, func(r exhibitRow) bool {
		return slices.ContainsFunc(r.Cells, func(c exhibitCell) bool { return c.State == analytics.Hidden.String() })
	}) {
		e.Hidden = &explanation{Why: words.T("edition.hidden")}
	}
	return e
}

// againstTarget is a figure with its target and where it stands against it.
func againstTarget(words i18n.Printer, row analytics.OwnerRow) exhibitCell {
	cell := figureCell(newFigure(words, row.Now, row.HeadCount))
	if row.Gap == nil {
		return cell
	}
	d := newDistance(words, row.Gap, analytics.Everyone(row.Now, row.HeadCount))
	cell.Detail = strings.Join(present(cell.Detail, words.T("edition.against", "target", words.Number(*row.Target, 1), "verdict", d.Verdict, "distance", d.Text)), ". ")
	return cell
}

// lastShown is the group that an exhibit draws and speaks of: the last whose figures are shown, or the last.
func lastShown(groups []analytics.EditionRow) int {
	for i, g := range slices.Backward(groups) {
		if g.Overall.Now.State() == analytics.Value {
			return i
		}
	}
	return len(groups) - 1
}

// editionFinding says at which components the schools of a group are surely under the target, and where most is missing.
func editionFinding(words i18n.Printer, components []analytics.ComponentHead, g analytics.EditionRow) string {
	group := groupName(words, g)
	if g.Overall.Now.State() != analytics.Value {
		return words.T("edition.finding.none", "group", group)
	}
	mean := newFigure(words, g.Overall.Now, g.Overall.HeadCount).Text
	keys, judged := g.Missed()
	var missed []string
	for _, key := range keys {
		missed = append(missed, componentName(words, components, key))
	}
	switch {
	case judged == 0:
		return words.T("edition.finding.no_target", "group", group, "mean", mean)
	case len(missed) == 0:
		return words.T("edition.finding.near", "group", group, "mean", mean)
	case len(missed) == judged:
		return words.T("edition.finding.all", "group", group, "mean", mean, "count", judged)
	}
	return words.T("edition.finding.missed", "group", group, "mean", mean, "components", words.List(missed), "count", len(missed), "all", judged)
}

// kindWords name and explain a way of lining schools up.
func kindWords(words i18n.Printer, row analytics.EditionRow) (name, how string) {
	switch row.Kind {
	case analytics.ByCohort:
		return row.Name, words.T("edition.by_cohort_how")
	case analytics.BySemester:
		return words.T("edition.by_semester"), words.T("edition.by_semester_how")
	case analytics.ByLatest:
		return words.T("edition.by_latest"), words.T("edition.by_latest_how")
	}
	return words.T("edition.by_stage"), words.T("edition.by_stage_how")
}

func groupName(words i18n.Printer, row analytics.EditionRow) string {
	return alignName(words, row.Phase, row.Semester)
}

// togetherWords are what must be known of schools together: how many they are, how many answered, who may read it, and who waits. Empty where there is nothing.
type togetherWords struct{ Schools, Answered, Readers, Waiting string }

func newTogetherWords(words i18n.Printer, row analytics.EditionRow) togetherWords {
	var said togetherWords
	if row.Schools > 0 {
		said.Schools = words.T("edition.schools", "count", row.Schools)
		said.Answered = answeredWords(words, row.Answered, row.HeadCount)
		switch row.Readers {
		case analytics.ReadersOwner:
			said.Readers = words.T("edition.for_owner")
		case analytics.ReadersLeaders:
			said.Readers = words.T("edition.for_leaders")
		}
	}
	if row.Waiting > 0 {
		said.Waiting = words.T("edition.waiting", "count", row.Waiting)
	}
	return said
}

// schoolSpread is how schools' means spread: "1–2: at most 20 %, 3: 67 %, 4–5: 33 %"; empty without bands.
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
