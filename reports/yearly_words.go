package reports

import (
	"strings"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/internal/oversight"
	"tilstand/internal/programme"
)

// Paper is an owner's yearly summary in words, in a reader's language: the page, the PDF and the workbook all print these sentences. Figures of components
// are in the rows that [Yearly.Stage] and [Yearly.Years] name.
type Paper struct {
	Title, For, Basis string
	Why               []string // what is done, and why
	Participation     []string
	Condition         string // above the table of the condition, or why there is none
	Movement          string // above the table of movement, or why there is none
	Careful           string // how to read it; empty where there is none
	Moves             []Move // one for each component where there is one
	Hidden            []string
	Work              []string
	Plans             string // the heading of the lines that the owner fills in
	Method            []string
}

// Paper words the summary.
func (y Yearly) Paper(p i18n.Printer) Paper {
	kind := string(y.Owner.Kind)
	paper := Paper{
		Title: p.T("yearly.title", "owner", y.Owner.Name), For: p.T("yearly.for." + kind), Basis: y.basis(p),
		Why:    []string{p.T("yearly.right"), p.T("yearly.duty." + kind), p.T("yearly.course")},
		Plans:  p.T("yearly.plans", "owner", y.Owner.Name),
		Method: []string{p.T("yearly.method.asked"), p.T("yearly.method.interval"), p.T("yearly.method.not")},
	}
	paper.Participation, paper.Hidden, paper.Work = y.participation(p), y.hidden(p), y.work(p)
	paper.Condition, paper.Movement = y.condition(p), p.T("yearly.movement.none")
	if before, now := y.Years(); now != nil {
		paper.Movement = p.T("yearly.movement.how", "before", y.half(p, before), "now", y.half(p, now), "then", before.Schools, "schools", now.Schools)
		paper.Careful = p.T("yearly.movement.careful")
		for i := range now.Cells {
			paper.Moves = append(paper.Moves, MoveOf(before.Cells[i], now.Cells[i]))
		}
	}
	return paper
}

func (y Yearly) basis(p i18n.Printer) string {
	if y.Edition == nil {
		return p.T("yearly.basis_none", "date", p.Date(y.On))
	}
	return p.T("yearly.basis", "number", y.Edition.Edition.Number, "date", p.Date(y.Edition.Edition.Issued.Time()), "today", p.Date(y.On))
}

// half is a half of a year inside a sentence.
func (y Yearly) half(p i18n.Printer, row *analytics.EditionRow) string {
	year, half, _ := strings.Cut(row.Semester, "-")
	if half == "1" {
		return p.T("yearly.spring", "year", year)
	}
	return p.T("yearly.autumn", "year", year)
}

// Halves are the heads of the columns of the two halves; empty where there are not two.
func (y Yearly) Halves(p i18n.Printer) (before, now string) {
	a, b := y.Years()
	if b == nil {
		return "", ""
	}
	r := base{p: p}
	return r.groupName(nil, a.Semester), r.groupName(nil, b.Semester)
}

// participation is how many schools and how many of their staff.
func (y Yearly) participation(p i18n.Printer) []string {
	said := []string{p.T("yearly.schools", "owner", y.Owner.Name, "count", y.Schools)}
	if where := y.where(p); where != "" {
		said[0] += " " + p.T("yearly.where", "where", where)
	}
	if y.Edition == nil {
		return append(said, y.sharing(p))
	}
	sharing := p.T("yearly.shared", "count", y.Edition.Edition.Sharing)
	if row := y.Latest(); row != nil {
		if e, ok := row.Answered.Shown(); ok {
			sharing += " " + p.T("yearly.answered", "schools", row.Schools, "n", e.N, "asked", row.HeadCount, "rate", p.Percent(float64(e.N)/float64(max(row.HeadCount, 1))))
		}
	}
	return append(said, sharing)
}

// sharing is how many share now, for who has no edition.
func (y Yearly) sharing(p i18n.Printer) string {
	if y.Sharing == 0 {
		return p.T("yearly.nobody_shares")
	}
	return p.T("yearly.share_now", "count", y.Sharing)
}

// where is how many schools are at each place in the course.
func (y Yearly) where(p i18n.Printer) string {
	var parts []string
	for _, s := range y.Stops {
		parts = append(parts, p.T("yearly.at", "count", s.Schools, "place", stopName(p, s.Key)))
	}
	return p.List(parts)
}

// stopName is a place in the course inside a sentence.
func stopName(p i18n.Printer, key string) string {
	switch oversight.Place(key) {
	case oversight.Undated:
		return p.T("yearly.place.undated")
	case oversight.Before:
		return p.T("yearly.place.before")
	case oversight.Finished:
		return p.T("yearly.place.finished")
	}
	return p.T("yearly.place.phase", "phase", stopPhase(p, programme.PhaseKey(key)))
}

// stopPhase is a phase inside a sentence: "semester B".
func stopPhase(p i18n.Printer, key programme.PhaseKey) string {
	phase, _ := programme.Builtin().Phase(key)
	name, _, _ := strings.Cut(phase.Name.In(p.Lang()), ":")
	return strings.ToLower(name[:1]) + name[1:] // the first letters are ASCII
}

// condition sums the table of the condition up, or says why there is none and what can be done instead.
func (y Yearly) condition(p i18n.Printer) string {
	row := y.Stage()
	switch {
	case row == nil && y.Edition != nil:
		return p.T("yearly.condition.small", "least", analytics.MinPublicSchools)
	case row == nil && y.Sharing >= analytics.MinOwnerSchools:
		return p.T("yearly.condition.no_edition")
	case row == nil && y.Schools < analytics.MinPublicSchools:
		return p.T("yearly.condition.few", "least", analytics.MinPublicSchools)
	case row == nil:
		return p.T("yearly.condition.few_share", "least", analytics.MinPublicSchools)
	}
	reached, missed, unsure := 0, 0, 0
	for _, c := range row.Cells {
		if c.Gap == nil {
			continue
		}
		switch c.Gap.Verdict {
		case stat.TargetReached, stat.TargetAbout:
			reached++
		case stat.TargetNotReached:
			missed++
		default:
			unsure++
		}
	}
	how := p.T("yearly.condition.how", "phase", stopPhase(p, row.Phase.Key), "schools", row.Schools)
	switch all := reached + missed + unsure; all {
	case 0:
		return how + " " + p.T("yearly.condition.no_target")
	case reached:
		return how + " " + p.T("yearly.condition.all_reached", "all", all)
	case missed:
		return how + " " + p.T("yearly.condition.all_missed", "all", all)
	default:
		var parts []string
		for _, part := range []struct {
			key string
			n   int
		}{{"yearly.sum.reached", reached}, {"yearly.sum.missed", missed}, {"yearly.sum.unsure", unsure}} {
			if part.n > 0 {
				parts = append(parts, p.T(part.key, "n", part.n))
			}
		}
		return how + " " + p.T("yearly.condition.sum", "all", all, "parts", p.List(parts))
	}
}

// hidden is what does not stand in the paper, and why.
func (y Yearly) hidden(p i18n.Printer) []string {
	said := []string{p.T("yearly.hidden.public", "least", analytics.MinPublicSchools)}
	if n := y.Schools - y.Sharing; n > 0 {
		said = append(said, p.T("yearly.hidden.not_sharing", "count", n))
	}
	if row := y.Stage(); row != nil {
		if row.Waiting > 0 {
			said = append(said, p.T("yearly.hidden.waiting", "count", row.Waiting))
		}
		gone := 0
		for _, c := range row.Cells {
			if c.Now.State() == analytics.Hidden {
				gone++
			}
		}
		if gone > 0 {
			said = append(said, p.T("yearly.hidden.components", "count", gone, "marker", p.Say(analytics.Hidden.Label())))
		}
	}
	return said
}

// work is what the schools have concluded and chosen.
func (y Yearly) work(p i18n.Printer) []string {
	if y.Work.Schools == 0 {
		return []string{p.T("yearly.work.none")}
	}
	said := []string{p.T("yearly.work.signed", "count", y.Work.Schools, "date", p.Date(y.On))}
	if len(y.Work.Chosen) == 0 {
		return append(said, p.T("yearly.work.few", "least", analytics.MinOwnerSchools))
	}
	var most []string
	for _, c := range y.Work.Chosen[:min(3, len(y.Work.Chosen))] {
		component, _ := programme.Builtin().Component(c.Component)
		most = append(most, p.T("yearly.work.component", "name", component.Name.In(p.Lang()), "count", c.Schools))
	}
	return append(said, p.T("yearly.work.most", "components", p.List(most)))
}
