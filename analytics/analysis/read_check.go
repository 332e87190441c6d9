package analysis

import (
	"fmt"
	"slices"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/tabular"
)

// checkWaves wants every wave to have a place in the order that was asked for.
func (d *Dataset) checkWaves(faults *tabular.Faults) {
	if len(d.options.Waves) == 0 {
		return
	}
	for _, wave := range d.waves.list {
		if !slices.Contains(d.options.Waves, wave) {
			faults.Add(tabular.Fault{Column: d.options.Wave, Value: wave, Problem: tabular.Unknown, Allowed: strings.Join(d.options.Waves, ", ")})
		}
	}
}

// checkPlan wants labels of atoms to be told apart, and every atom to be in the plan, if there is one.
func (d *Dataset) checkPlan(faults *tabular.Faults) {
	column := strings.Join(d.options.By, "/")
	seen := map[string]bool{}
	for _, values := range d.values {
		label := atomLabel(values)
		if seen[label] {
			faults.Add(tabular.Fault{Column: column, Value: label, Problem: tabular.Duplicate, Allowed: "another combination of values, which has the same label"})
		}
		seen[label] = true
	}
	if d.options.Plan == nil {
		return
	}
	var labels []string
	for _, atom := range d.options.Plan.Atoms {
		labels = append(labels, atom.Label)
	}
	for _, values := range d.values {
		if label := atomLabel(values); !slices.Contains(labels, label) {
			faults.Add(tabular.Fault{File: "plan", Column: column, Value: label, Problem: tabular.Unknown, Allowed: strings.Join(labels, ", ")})
		}
	}
}

// checkTargets wants targets of measures that there are, on their scales.
func (d *Dataset) checkTargets(faults *tabular.Faults) {
	measures := map[analytics.MeasureKey]Measure{}
	for _, m := range d.questions.measures {
		measures[m.Key] = m
	}
	for key, level := range d.options.Targets {
		m, ok := measures[key.Measure]
		switch {
		case !ok:
			faults.Add(tabular.Fault{File: "targets", Column: "measure", Value: string(key.Measure), Problem: tabular.Unknown})
		case level < float64(m.Min) || level > float64(m.Max):
			faults.Add(tabular.Fault{File: "targets", Column: "target", Value: fmt.Sprint(level), Problem: tabular.NotAllowed, Allowed: fmt.Sprintf("%d to %d", m.Min, m.Max)})
		}
	}
}
