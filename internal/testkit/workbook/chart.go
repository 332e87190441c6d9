package workbook

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// chart is what a reader of the workbook gets from one chart, as text.
type chart struct {
	anchor, alt, title string
	plots              []string // one a plot type, in drawing order
	axes               []string
}

func (c chart) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "  chart at %s %q", c.anchor, c.title)
	fmt.Fprintf(&b, "\n    alt text %q", c.alt)
	for _, line := range append(c.plots, c.axes...) {
		fmt.Fprintf(&b, "\n    %s", line)
	}
	return b.String()
}

// chartsBySheet follows sheet → drawing → chart through the file's relations.
func chartsBySheet(t testing.TB, xlsx []byte) map[string][]chart {
	t.Helper()
	const workbook = "xl/workbook.xml"
	parts := Parts(t, xlsx)
	targets := relations(t, parts, workbook)
	charts := map[string][]chart{}
	for _, sheet := range parseXML(t, workbook, parts[workbook]).all("sheet") {
		part := targets[sheet.attr("r:id")]
		for _, drawing := range relations(t, parts, part) {
			if strings.HasPrefix(drawing, "xl/drawings/drawing") {
				charts[sheet.attr("name")] = append(charts[sheet.attr("name")], chartsOf(t, parts, drawing)...)
			}
		}
	}
	return charts
}

func chartsOf(t testing.TB, parts map[string]string, drawing string) []chart {
	t.Helper()
	targets := relations(t, parts, drawing)
	var list []chart
	for _, anchor := range parseXML(t, drawing, parts[drawing]).first("wsDr").children {
		reference := anchor.first("graphicFrame", "chart")
		if reference == nil {
			continue
		}
		part := targets[reference.attr("r:id")]
		c := readChart(parseXML(t, part, parts[part]))
		c.anchor = position(anchor.child("from")) + ":" + position(anchor.child("to"))
		c.alt = anchor.first("cNvPr").attr("descr")
		list = append(list, c)
	}
	return list
}

// position names the cell of a corner, which the file counts from zero.
func position(corner *node) string {
	column, errColumn := strconv.Atoi(corner.child("col").content())
	row, errRow := strconv.Atoi(corner.child("row").content())
	if errColumn != nil || errRow != nil {
		return "nowhere"
	}
	cell, err := excelize.CoordinatesToCellName(column+1, row+1)
	if err != nil {
		return "nowhere"
	}
	return cell
}

func readChart(part *node) chart {
	body := part.first("chartSpace").child("chart")
	area := body.child("plotArea")
	c := chart{title: words(body.child("title"))}
	for _, plot := range area.children {
		switch {
		case strings.HasSuffix(plot.name, "Chart"):
			c.plots = append(c.plots, readPlot(plot)...)
		case strings.HasSuffix(plot.name, "Ax"):
			c.axes = append(c.axes, readAxis(plot))
		}
	}
	return c
}

func readPlot(plot *node) []string {
	head := plot.name
	for _, setting := range []string{"barDir", "grouping"} {
		if v := plot.child(setting).attr("val"); v != "" {
			head += " " + v
		}
	}
	lines := []string{head}
	for _, series := range plot.all("ser") {
		lines = append(lines, fmt.Sprintf("  series %s: categories %s, values %s",
			source(series.child("tx")), source(either(series, "cat", "xVal")), source(either(series, "val", "yVal"))))
	}
	return lines
}

func either(n *node, a, b string) *node {
	if found := n.child(a); found != nil {
		return found
	}
	return n.child(b)
}

// source is where a series takes its data from: a range of cells, or literal
// values, which a reviewer should question.
func source(n *node) string {
	if f := n.first("f"); f != nil {
		cached := ""
		if values := n.all("pt"); len(values) > 0 {
			cached = fmt.Sprintf(" (%d cached)", len(values))
		}
		return f.content() + cached
	}
	if v := n.first("v"); v != nil {
		return fmt.Sprintf("literal %q", v.content())
	}
	return "none"
}

func readAxis(axis *node) string {
	line := "axis " + axis.name
	if title := words(axis.child("title")); title != "" {
		line += fmt.Sprintf(" %q", title)
	}
	scaling := axis.child("scaling")
	for _, bound := range []string{"min", "max"} {
		if v := scaling.child(bound).attr("val"); v != "" {
			line += " " + bound + " " + v
		}
	}
	if format := axis.child("numFmt").attr("formatCode"); format != "" {
		line += " [" + format + "]"
	}
	return line
}

// words joins the runs of a title.
func words(title *node) string {
	var b strings.Builder
	for _, run := range title.all("t") {
		b.WriteString(run.content())
	}
	return b.String()
}
