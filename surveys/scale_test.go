package surveys_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/surveys"
)

func TestScaleReportable(t *testing.T) {
	t.Parallel()
	for steps := range 12 {
		scale := surveys.Scale{Steps: make([]surveys.Step, steps)}
		want := steps == 4 || steps == 5 || steps == 6 // the product's rule: results are shown for 4 to 6 steps
		if got := scale.Reportable(); got != want {
			t.Errorf("a scale of %d steps: Reportable() = %t", steps, got)
		}
	}
}

func TestScaleCodes(t *testing.T) {
	t.Parallel()
	scale := surveys.Scale{
		Steps:   []surveys.Step{{Code: 1}, {Code: 2}, {Code: 3}, {Code: 4}},
		Outside: []surveys.Step{{Code: 0}, {Code: 90}},
	}
	if diff := cmp.Diff([]int8{1, 2, 3, 4, 0, 90}, scale.Codes()); diff != "" {
		t.Errorf("codes in the order they are read (- want, + got):\n%s", diff)
	}
	tests := []struct {
		code              int8
		measures, accepts bool
	}{
		{code: -1},
		{code: 0, accepts: true},
		{code: 1, measures: true, accepts: true},
		{code: 4, measures: true, accepts: true},
		{code: 5},
		{code: 90, accepts: true},
		{code: 91},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.code), func(t *testing.T) {
			if got := scale.Measures(test.code); got != test.measures {
				t.Errorf("Measures = %t", got)
			}
			if got := scale.Accepts(test.code); got != test.accepts {
				t.Errorf("Accepts = %t", got)
			}
		})
	}
}
