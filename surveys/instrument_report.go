package surveys

import (
	"errors"
	"fmt"
	"strings"

	"tilstand/internal/programme"
)

// A CheckReport is what there is to say about an instrument document: the text of 'tilstand instrument check FILE'.
type CheckReport struct {
	Instrument *Instrument // nil when there are faults
	Faults     []Fault     // in document order; empty when the document is good
}

// CheckInstrument reads a document as [ParseInstrument] does and also compares its components with those of the programme.
// Nil leaves that comparison out.
func CheckInstrument(data []byte, template *programme.Template) CheckReport {
	instrument, err := parseInstrument(data, template)
	if faulty, ok := errors.AsType[*InstrumentFaults](err); ok {
		return CheckReport{Faults: faulty.Faults}
	}
	return CheckReport{Instrument: instrument}
}

// OK says whether the document can be used.
func (r CheckReport) OK() bool { return len(r.Faults) == 0 }

// String is the report as text for a terminal, with a line per fault and a line break at the end.
func (r CheckReport) String() string {
	if r.OK() {
		return r.summary()
	}
	var text strings.Builder
	for _, fault := range r.Faults {
		fmt.Fprintln(&text, fault)
	}
	if len(r.Faults) == 1 {
		fmt.Fprintln(&text, "1 fault: the instrument cannot be used yet.")
	} else {
		fmt.Fprintf(&text, "%d faults: the instrument cannot be used yet.\n", len(r.Faults))
	}
	return text.String()
}

func (r CheckReport) summary() string {
	in := r.Instrument
	var text strings.Builder
	fmt.Fprintf(&text, "%s version %d (%s): %d items in %d sections, %d constructs, about %d minutes, in %s.\n",
		in.Key, in.Version, in.Kind, len(in.Items()), len(in.Sections), len(in.Constructs), in.Minutes, strings.Join(in.Languages, ", "))
	for _, key := range sortedKeys(in.Scales) {
		if n := len(in.Scales[key].Steps); !in.Scales[key].Reportable() {
			fmt.Fprintf(&text, "Note: scale %q has %d steps; of its items only the number of answers will be shown.\n", key, n)
		}
	}
	if n := in.standalone(); n > 0 {
		fmt.Fprintf(&text, "Note: %d items stand alone; their results are shown for the whole school only.\n", n)
	}
	fmt.Fprintf(&text, "Content hash %s\n", in.Hash())
	return text.String()
}

// standalone counts the items that stand alone.
func (in *Instrument) standalone() int {
	n := 0
	for _, item := range in.Items() {
		if item.StandsAlone() {
			n++
		}
	}
	return n
}
