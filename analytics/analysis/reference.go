package analysis

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/programme"
	"tilstand/internal/tabular"
)

// Reference is a named group of persons, frozen once, against which scores are standardised: mean 500 and standard deviation
// 100 are theirs. Estimated anew for every wave, change would disappear.
type Reference struct {
	Name     string                                    `json:"name"`
	Scale    ReferenceScale                            `json:"scale"`
	Measures map[analytics.MeasureKey]ReferenceMeasure `json:"measures"`
}

// ReferenceScale is the scale that the reference's numbers are on. Measures on another one are not standardised.
type ReferenceScale struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// ReferenceMeasure is what is known of a measure in the reference, in the units of its scale.
type ReferenceMeasure struct {
	Mean float64 `json:"mean"` // of persons
	SD   float64 `json:"sd"`   // of persons
	// WithinSD is the standard deviation of persons pooled within schools; it stands in for a small group's own. 0: not known.
	WithinSD float64 `json:"within_sd,omitempty"`
	// Tau2 is the variance between the true means of schools; it serves where there are too few schools to estimate it. nil:
	// not known.
	Tau2 *float64 `json:"tau2,omitempty"`
}

// ParseReference reads a reference document, and names all that is wrong with it.
func ParseReference(document []byte) (*Reference, error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.DisallowUnknownFields()
	var r Reference
	if err := decoder.Decode(&r); err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("reference: something follows the document")
	}
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf("reference: "+format, args...)) }
	if r.Name == "" {
		fault("it needs a name: figures on its scale are printed with it")
	}
	if !(r.Scale.Max > r.Scale.Min) {
		fault("scale: max %v is not above min %v", r.Scale.Max, r.Scale.Min)
	}
	if len(r.Measures) == 0 {
		fault("it has no measures")
	}
	for key, m := range r.Measures {
		if m.Mean < r.Scale.Min || m.Mean > r.Scale.Max {
			fault("%s: mean %v is off the scale", key, m.Mean)
		}
		if !(m.SD > 0) {
			fault("%s: sd %v is not positive", key, m.SD)
		}
		if m.WithinSD < 0 || m.Tau2 != nil && *m.Tau2 < 0 {
			fault("%s: within_sd and tau2 cannot be negative", key)
		}
	}
	return &r, errors.Join(faults...)
}

// of is what the reference knows of a measure.
func (r *Reference) of(m Measure) (known ReferenceMeasure, ok bool) {
	if r == nil || !m.scored() || r.Scale != (ReferenceScale{float64(m.Min), float64(m.Max)}) {
		return ReferenceMeasure{}, false
	}
	known, ok = r.Measures[m.Key]
	return known, ok
}

// standard is the reference as the formulas take it.
func (r *Reference) standard(m Measure) (s stat.Reference, ok bool) {
	known, ok := r.of(m)
	return stat.Reference{Name: r.name(), Mean: known.Mean, SD: known.SD}, ok
}

func (r *Reference) name() string {
	if r == nil {
		return ""
	}
	return r.Name
}

// Targets are the levels to reach, in the units of the scale, by measure and wave; wave "" is every wave.
type Targets map[TargetKey]float64

// TargetKey is what a target is set for.
type TargetKey struct {
	Measure analytics.MeasureKey
	Wave    string
}

// ReadTargets reads a table with the columns measure, target and, if targets differ by wave, wave. Measures are named by their keys.
func ReadTargets(t *tabular.Table) (Targets, error) {
	faults := tabular.Faults{File: "targets"}
	measure, okMeasure := t.Column("measure")
	target, okTarget := t.Column("target")
	wave, waves := t.Column("wave")
	for name, ok := range map[string]bool{"measure": okMeasure, "target": okTarget} {
		if !ok {
			faults.Add(tabular.Fault{Row: 1, Column: name, Problem: tabular.UnknownColumn})
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	all := Targets{}
	for row := range t.Rows(&faults) {
		key := TargetKey{Measure: analytics.MeasureKey(row.Cells[measure])}
		if waves {
			key.Wave = row.Cells[wave]
		}
		level, err := strconv.ParseFloat(row.Cells[target], 64)
		if err != nil {
			faults.Add(tabular.Fault{Row: row.Number, Column: "target", Value: row.Cells[target], Problem: tabular.NotAllowed, Allowed: "a number on the scale"})
			continue
		}
		if _, taken := all[key]; taken {
			faults.Add(tabular.Fault{Row: row.Number, Column: "measure", Value: row.Cells[measure], Problem: tabular.Duplicate})
		}
		all[key] = level
	}
	if err := t.Err(); err != nil {
		return nil, fmt.Errorf("read targets: %w", err)
	}
	return all, faults.Err()
}

// The sources of a target.
const (
	givenTarget     = "given"
	programmeTarget = "programme"
)

// targetOf is the level to reach: what was given, or what the programme sets for a component in one of its phases.
func (d *Dataset) targetOf(m Measure, wave string) (level float64, source string, ok bool) {
	for _, key := range []TargetKey{{m.Key, wave}, {m.Key, ""}} {
		if level, ok := d.options.Targets[key]; ok {
			return level, givenTarget, true
		}
	}
	if m.Kind != analytics.ComponentMeasure {
		return 0, "", false
	}
	for _, component := range programme.Builtin().Components {
		if component.Key == m.Component {
			level, ok := component.Levels[programme.PhaseKey(wave)]
			return level, programmeTarget, ok
		}
	}
	return 0, "", false
}
