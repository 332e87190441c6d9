package analysis

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"tilstand/analytics/stat"
	"tilstand/surveys"
)

// Schema is the JSON Schema of an [Analysis] as a document.
//
//go:embed analysis.schema.json
var Schema string

// Format is the version of the document.
const Format = 1

// Analysis is every estimate of a file of responses, in full precision. It has passed no gate: it is for who holds the
// responses anyway.
type Analysis struct {
	Format     int           `json:"format"`
	Level      float64       `json:"level"` // of all intervals that are not of a family
	Instrument InstrumentRef `json:"instrument"`
	Data       Data          `json:"data"`
	Notes      []string      `json:"notes"` // what a reader has to know before any figure
	Measures   []Measure     `json:"measures"`

	Estimates   []Estimate    `json:"estimates"`
	Alone       []Alone       `json:"alone"` // items that are in no measure
	Reliability []Reliability `json:"reliability"`
	Comparisons []Comparison  `json:"comparisons"`
	Trends      []Trend       `json:"trends"`
	Schools     []Schools     `json:"schools"`
	Owners      []OwnerMean   `json:"owners"`
	Families    []Family      `json:"families"`
}

// InstrumentRef is what was asked.
type InstrumentRef struct {
	Key     string                 `json:"key"`
	Version int                    `json:"version"`
	Hash    string                 `json:"hash"`
	Kind    surveys.InstrumentKind `json:"kind"`
}

// Data is what was read.
type Data struct {
	Responses      int      `json:"responses"`
	Population     *int     `json:"population"` // people invited, all units and waves; null: not known
	Units          []string `json:"units"`
	Waves          []string `json:"waves"` // in the order of comparisons and trends
	Owners         []string `json:"owners"`
	Groups         []Group  `json:"groups"`
	UnusedColumns  []string `json:"unused_columns"`
	RelevantPoints float64  `json:"relevant_points"` // the smallest relevant difference, on 0–100
	Reference      string   `json:"reference,omitempty"`
}

// Analyse makes every estimate. Its cost grows with groups, waves, units and items, and not with responses.
func (d *Dataset) Analyse() *Analysis {
	a := &Analysis{
		Format: Format, Level: stat.Level,
		Instrument: InstrumentRef{d.instrument.Key, d.instrument.Version, d.instrument.Hash(), d.instrument.Kind},
		Data:       d.data(), Notes: d.notes(), Measures: d.questions.measures,
		Estimates: d.estimates(), Alone: d.alone(), Reliability: d.reliabilities(), Comparisons: d.comparisons(),
		Trends: d.trends(), Schools: d.schools(), Owners: d.ownerMeans(),
	}
	var corrected []Corrected
	for _, c := range a.Comparisons {
		corrected = append(corrected, c.Corrected)
	}
	for _, t := range a.Trends {
		corrected = append(corrected, t.Corrected)
	}
	a.Families = families(corrected...)
	return a
}

func (d *Dataset) data() Data {
	data := Data{
		Responses: d.responses, Units: []string{}, Waves: []string{}, Owners: []string{}, Groups: d.groups,
		UnusedColumns: append([]string{}, d.unused...), RelevantPoints: d.options.relevant(), Reference: d.options.Reference.name(),
	}
	data.Population = count(d.populationOf(scope{everyone, everyone, 0}))
	for _, u := range d.units.sorted() {
		data.Units = append(data.Units, d.units.name(u))
	}
	for _, w := range d.waveOrder() {
		data.Waves = append(data.Waves, d.waves.name(w))
	}
	for _, o := range d.owners.sorted() {
		data.Owners = append(data.Owners, d.owners.name(o))
	}
	return data
}

// notes say what the figures cannot say themselves.
func (d *Dataset) notes() []string {
	notes := []string{"Raw estimates: they have passed no disclosure control and are for who holds the responses anyway."}
	note := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	switch {
	case !d.population:
		note("The number of people invited is not known. No finite population is corrected for: descriptive intervals equal analytic ones, shares have Wilson's interval, and there are no response rates.")
	case !d.crossed:
		note("The file of people invited leaves out some columns; groups of those have no finite population.")
	}
	if d.options.Unit != "" {
		note("Rows of unit %q take the people of all units as one sample. For a mean over the staffs of several units see owners, where units are strata.", All)
	}
	if d.options.Wave != "" && len(d.waves.list) > 1 {
		order := []string{}
		for _, w := range d.waveOrder() {
			order = append(order, d.waves.name(w))
		}
		note("Waves are compared in the order %s.", strings.Join(order, ", "))
	}
	for _, column := range d.options.By {
		n := 0
		for _, g := range d.groups {
			if g.Column == column {
				n++
			}
		}
		if n > mostCompared {
			note("The %d groups of %s are not compared with each other: more than %d make too many pairs.", n, column, mostCompared)
		}
	}
	if d.options.Plan != nil {
		note("Groups of a plan are not compared with each other: they may overlap.")
	}
	if d.options.Reference != nil && !slices.ContainsFunc(d.questions.measures, func(m Measure) bool { _, ok := d.options.Reference.of(m); return ok }) {
		note("The reference %s knows none of the measures on their scales; there is no 500-scale.", d.options.Reference.Name)
	}
	if len(d.unused) > 0 {
		note("Columns of the file that were not used: %s.", strings.Join(d.unused, ", "))
	}
	return notes
}

// Rows is how many rows its tables have, for who has to decide whether a workbook is of use.
func (a *Analysis) Rows() int {
	return len(a.Estimates) + len(a.Reliability) + len(a.Comparisons) + len(a.Trends) + len(a.Schools)*len(a.Data.Units) + len(a.Owners)
}

// Write writes the document; a row of a table is a line.
func (a *Analysis) Write(w io.Writer) error {
	if err := writeDocument(w, a, false); err != nil {
		return fmt.Errorf("write analysis: %w", err)
	}
	return nil
}
