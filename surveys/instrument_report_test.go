package surveys_test

import (
	"strings"
	"testing"

	"tilstand/internal/programme"
	"tilstand/internal/testkit"
	"tilstand/surveys"
)

// TestCheckInstrument holds what 'tilstand instrument check' prints.
func TestCheckInstrument(t *testing.T) {
	t.Parallel()
	good := readPaper(t, "tilstand.v1")
	coarse := readPaper(t, "kartlegging.v1")
	coarse.set("/scales/coarse", coarse.copied("/scales/extent"))
	coarse.set("/scales/coarse/steps", coarse.at("/scales/extent/steps").([]any)[:3])
	coarse.set("/sections/0/items/0/scale", "coarse")
	single := readPaper(t, "tilstand.v1")
	single.drop("/minutes")
	foreign := readPaper(t, "tilstand.v1")
	foreign.set("/components/0", "promotion")
	foreign.set("/constructs/0/component", "promotion")
	foreign.drop("/sections/0/items/0/text/nn")

	var text strings.Builder
	for _, check := range []struct {
		name  string
		paper paper
		ok    bool
	}{
		{"a good instrument", good, true},
		{"a scale that is too coarse to show", coarse, true},
		{"one fault", single, false},
		{"a component that the programme does not have", foreign, false},
	} {
		report := surveys.CheckInstrument(check.paper.text(t), programme.Builtin())
		if report.OK() != check.ok || (report.Instrument != nil) != check.ok {
			t.Errorf("%s: OK = %t, instrument %v", check.name, report.OK(), report.Instrument)
		}
		text.WriteString("# " + check.name + "\n" + report.String() + "\n")
	}
	testkit.Golden(t, "instrument_check.txt", text.String())
}
