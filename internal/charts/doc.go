// Package charts draws figures that have been released: small pictures for the rows of a table, and options for ECharts.
//
// [DotRow], [Bar] and [Accord] are the pictures that every reader gets. They are SVG made here, hold numbers and class names and nothing that a
// person wrote, need no script, and follow the reader's colours and the printer's page, since style sheets give them theirs.
// Call Picture on a filled-in value; an empty picture means that there is nothing to draw.
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
