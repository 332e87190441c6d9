// Package charts draws figures that have been released: pictures for tables and for files, and options for ECharts.
//
// [DotRow], [Bar], [Portion] and [Accord] are pictures for the rows of a table; [Development] and [Funnel] have axes of their own. Call Drawing on a
// filled-in value, and Markup on the [Drawing]: SVG that holds numbers and class names, needs no script, and follows the reader's colours and the
// printer's page, since style sheets give it theirs. An empty Drawing means that there is nothing to draw. A [KeyEntry] explains a mark.
//
// A [Plate] is a picture that leaves its page, as a file: an SVG by itself, in colours of its own, with title, key, axis and figures in words.
//
// [Development] and [Distribution] add something to point at. Call Chart; put the result into a script element of the type
// application/json, as a value and not as markup, and static/charts.js draws it. A [Chart] holds data only: functions are named
// "fn:…" and colours "var:…", both looked up in closed tables there.
//
// A cell that is not shown leaves no trace in a picture: no mark, no place held for one, no number in an attribute. The word for it belongs to the
// table around the picture, which holds every number that a picture shows; so pictures are hidden from screen readers.
//
// # What is deliberately absent
//
// The renderer of go-echarts, which lets markup through and loads scripts from elsewhere; gauges, radar charts, pies, and anything that puts schools in
// an order. Arrows and smoothed lines, which claim more than a handful of surveys can carry.
package charts
