package web

import (
	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// ownerPage is templates/results_owner.html.
type ownerPage struct {
	Page
	Owner      analytics.OwnerRef
	Components []string
	Sharing    []ownerLine // schools with figures, by name
	Waiting    []ownerLine // schools that share and have no figures yet, and schools that do not share
	Remarks    []string
	Hidden     *explanation
}

// ownerLine is a school.
type ownerLine struct {
	Name, Href string
	Phase      string
	Closed     string
	Answered   string
	Overall    figure
	Cells      []ownerCell
	Status     string // of a school without figures
}

// ownerCell is a component's condition at a school.
type ownerCell struct {
	Component string
	Picture   picture
	Figure    figure
	Target    string
	Distance  distance
}

func newOwnerPage(words i18n.Printer, view *analytics.OwnerView) *ownerPage {
	p := &ownerPage{Page: Page{Title: words.T("school.owner_title", "owner", view.Owner.Name)}, Owner: view.Owner}
	for _, c := range view.Components {
		p.Components = append(p.Components, c.Name.In(words.Lang()))
	}
	for _, school := range view.Schools {
		p.Synthetic = p.Synthetic || school.School.Synthetic
		line := newOwnerLine(words, school, p.Components)
		if school.Now == nil {
			p.Waiting = append(p.Waiting, line)
			continue
		}
		for _, c := range line.Cells {
			if c.Figure.Hidden() {
				p.Hidden = &explanation{}
			}
		}
		p.Sharing = append(p.Sharing, line)
	}
	for _, note := range view.Notes {
		p.Remarks = append(p.Remarks, words.Say(note))
	}
	return p
}

func newOwnerLine(words i18n.Printer, school analytics.OwnerSchool, components []string) ownerLine {
	line := ownerLine{Name: school.School.Name, Href: "/schools/" + school.School.Orgnr, Status: words.T(sharingKey(school), "status", statusWords(school))}
	if school.Now == nil {
		return line
	}
	line.Phase, line.Closed = phaseTitle(words, school.Now.Phase), closedOn(words, *school.Now)
	line.Answered = answeredWords(words, school.Now.Answered, school.Now.HeadCount)
	line.Overall = newFigure(words, *school.Overall, school.Now.HeadCount)
	for i, row := range school.Rows {
		line.Cells = append(line.Cells, newOwnerCell(words, components[i], row, school.Now.HeadCount))
	}
	return line
}

func newOwnerCell(words i18n.Printer, component string, row analytics.OwnerRow, headCount int) ownerCell {
	c := ownerCell{Component: component, Figure: newFigure(words, row.Now, headCount), Distance: newDistance(words, row.Gap, analytics.Everyone(row.Now, headCount))}
	c.Picture = charts.DotRow{Steps: row.Steps, Now: row.Now, Target: row.Target}.Picture()
	if row.Target != nil {
		c.Target = words.Number(*row.Target, 1)
	}
	return c
}

// sharingKey says why a school has no figures here.
func sharingKey(school analytics.OwnerSchool) string {
	if school.Shared {
		return "school.shares"
	}
	return "school.shares_not"
}

// statusWords is how far a school is.
func statusWords(school analytics.OwnerSchool) i18n.Sentence {
	switch school.Status {
	case analytics.Closed:
		return i18n.Sentence{Key: "school.status.closed"}
	case analytics.Started:
		return i18n.Sentence{Key: "school.status.started"}
	default:
		return i18n.Sentence{Key: "school.status.not_started"}
	}
}
