package web

import (
	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// courseSection is the way through the course: the overall index and every component, from the preparation to the last phase.
type courseSection struct {
	Charts []courseChart // empty until two waves can be seen in one
	Heads  []courseHead
	Rows   []courseRow
	Reach  []string // where the pace leads, for the components of which that can be said
}

// courseChart is the chart of one measure.
type courseChart struct {
	ID, Name string
	Chart    charts.Chart
}

// courseHead is a column of the table: a wave, or a phase without one.
type courseHead struct {
	Name, Date string // no date where nothing was measured
}

// courseRow is the way of one measure.
type courseRow struct {
	Name  string
	Cells []courseCell
}

// courseCell is a figure and the target it was to reach.
type courseCell struct {
	Label    string // its column, where the table is read row by row
	Measured bool
	Figure   figure
	Target   string // empty without one
	Break    string // why the series does not continue; empty where it does
}

// courseStop is a place along the course: an index into the view's waves, or a phase that was not measured.
type courseStop struct {
	phase analytics.PhaseHead
	wave  int // -1 where nothing was measured
}

func newCourseSection(words i18n.Printer, view *analytics.SchoolView) *courseSection {
	if view.Now == nil {
		return nil
	}
	stops := courseStops(view)
	section := &courseSection{Reach: reachWords(words, view.Rows)}
	for _, stop := range stops {
		head := courseHead{Name: phaseTitle(words, stop.phase)}
		if stop.wave >= 0 {
			head.Date = closedOn(words, view.Waves[stop.wave])
		}
		section.Heads = append(section.Heads, head)
	}
	for _, row := range append([]analytics.Row{*view.Overall}, view.Rows...) {
		points := coursePoints(words, view, row, stops)
		section.Rows = append(section.Rows, newCourseRow(words, row, points, section.Heads))
		if drawable(points) {
			section.Charts = append(section.Charts, courseChart{
				ID: "course-" + rowID(row), Name: rowName(words, row), Chart: charts.Development{Steps: row.Steps, Points: points}.Chart(words),
			})
		}
	}
	return section
}

// courseStops lines up the waves until now, phase by phase. A phase without a wave has a place if a target leads there.
func courseStops(view *analytics.SchoolView) []courseStop {
	var stops []courseStop
	for _, phase := range view.Phases {
		measured := false
		for i, wave := range view.Waves {
			if wave.Phase.Key == phase.Key {
				stops, measured = append(stops, courseStop{phase, i}), true
			}
			if wave.ID == view.Now.ID {
				break
			}
		}
		if !measured && targeted(view, phase) {
			stops = append(stops, courseStop{phase, -1})
		}
	}
	return stops
}

func targeted(view *analytics.SchoolView, phase analytics.PhaseHead) bool {
	for _, row := range view.Rows {
		if levelAt(row, phase) != nil {
			return true
		}
	}
	return false
}

func levelAt(row analytics.Row, phase analytics.PhaseHead) *float64 {
	for i, p := range row.Path {
		if p.Phase.Key == phase.Key {
			return &row.Path[i].Level
		}
	}
	return nil
}

// coursePoints are the stops of one measure. A wave is shown against the target that was set when it was opened, a phase to come
// against the one that is set now.
func coursePoints(words i18n.Printer, view *analytics.SchoolView, row analytics.Row, stops []courseStop) []charts.Point {
	points := make([]charts.Point, len(stops))
	for i, stop := range stops {
		points[i] = charts.Point{Label: stop.phase.Short.In(words.Lang()), Title: stop.phase.Name.In(words.Lang())}
		if stop.wave < 0 {
			points[i].Target = levelAt(row, stop.phase)
			continue
		}
		at := pointAt(row, stop.wave)
		head := view.Waves[stop.wave]
		points[i].Title = words.T("school.wave_named", "phase", phaseTitle(words, stop.phase), "date", closedOn(words, head))
		points[i].Cell, points[i].HeadCount, points[i].Break, points[i].Target = &at.Cell, at.HeadCount, at.Break, at.Target
		if at.Break {
			points[i].Why = words.Say(at.BreakWords())
		}
	}
	return points
}

// pointAt is the row at a wave: an earlier one, or else now.
func pointAt(row analytics.Row, wave int) analytics.Point {
	for _, p := range row.Earlier {
		if p.Wave == wave {
			return p
		}
	}
	return analytics.Point{Wave: wave, HeadCount: row.HeadCount, Cell: row.Now, Target: row.Target}
}

// drawable: one figure alone is better read from the table.
func drawable(points []charts.Point) bool {
	shown := 0
	for _, p := range points {
		if p.Cell != nil && p.Cell.State() == analytics.Value {
			shown++
		}
	}
	return shown >= 2
}

func newCourseRow(words i18n.Printer, row analytics.Row, points []charts.Point, heads []courseHead) courseRow {
	out := courseRow{Name: rowName(words, row)}
	for i, p := range points {
		cell := courseCell{Label: heads[i].Name, Measured: p.Cell != nil, Break: p.Why}
		if p.Cell != nil {
			cell.Figure = newFigure(words, *p.Cell, p.HeadCount)
		}
		if p.Target != nil {
			cell.Target = words.Number(*p.Target, 1)
		}
		out.Cells = append(out.Cells, cell)
	}
	return out
}
