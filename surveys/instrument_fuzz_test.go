package surveys_test

import (
	"encoding/json"
	"errors"
	"testing"

	"tilstand/surveys"
)

// FuzzParseInstrument: no text makes the parser fall over; a refusal says where and why; and what is accepted is whole and comes
// back the same when it is written out.
func FuzzParseInstrument(f *testing.F) {
	f.Add(readInstrumentFile(f, "tilstand.v1"))
	f.Add(readInstrumentFile(f, "kartlegging.v1"))
	f.Add(readInstrumentFile(f, "mixed.v1"))
	f.Add(smallPaper(f).text(f))
	for _, test := range faultCases {
		p := readPaper(f, basePaper(test.base))
		test.edit(p)
		f.Add(p.text(f))
	}
	for _, text := range []string{"", "{}", "null", "[[[]]]", `{"format":1,"format":1}`, `{"version":1e999}`, "\ufeff{\"a~/b\":[{}]}", `{"title":{"nb":"\ud800"}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := surveys.ParseInstrument(data)
		if err != nil {
			checkFaults(t, err)
			return
		}
		checkWhole(t, in)
		again, err := json.Marshal(in)
		if err != nil {
			t.Fatalf("write out: %v", err)
		}
		back, err := surveys.ParseInstrument(again)
		if err != nil {
			t.Fatalf("read back: %v", err)
		}
		if in.Hash() != back.Hash() {
			t.Fatalf("hash %s became %s", in.Hash(), back.Hash())
		}
	})
}

// smallPaper is a good instrument of one section: a short text is what the fuzzer can bend in many ways.
func smallPaper(t testing.TB) paper {
	p := readPaper(t, "tilstand.v1")
	p.set("/sections", p.at("/sections").([]any)[:1])
	p.set("/constructs", p.at("/constructs").([]any)[:2])
	mapping(p)
	parse(t, p) // fails the test unless it is good
	return p
}

func checkFaults(t *testing.T, err error) {
	faulty, ok := errors.AsType[*surveys.InstrumentFaults](err)
	if !ok || len(faulty.Faults) == 0 {
		t.Fatalf("refused with %#v, want *InstrumentFaults with faults", err)
	}
	last := faulty.Faults[0]
	for _, fault := range faulty.Faults {
		if fault.Reason == "" || fault.Line < 1 || fault.Column < 1 {
			t.Fatalf("fault without reason or place: %#v", fault)
		}
		sayInAll(t, fault)
		if fault.Line < last.Line || fault.Line == last.Line && fault.Column < last.Column {
			t.Fatalf("%v comes after %v", fault, last)
		}
		last = fault
	}
}

// checkWhole is what the packages above rely on.
func checkWhole(t *testing.T, in *surveys.Instrument) {
	items := in.Items()
	if len(items) == 0 || len(items) > surveys.MaxItems {
		t.Fatalf("%d items", len(items))
	}
	if variables := in.Variables(); len(variables) < len(items) || len(variables) > surveys.MaxVariables {
		t.Fatalf("%d variables", len(variables))
	}
	for i, item := range items {
		found, ok := in.Item(item.ID)
		if !ok || found.ID != item.ID {
			t.Fatalf("item %d, %q, is not found by its id", i, item.ID)
		}
		construct, ok := in.Construct(item.Construct)
		if !item.StandsAlone() && (!ok || item.Type != surveys.ScaleItem || in.Conditional(item.ID)) {
			t.Fatalf("item %q is in an index and should not be: %#v", item.ID, item)
		}
		if !item.StandsAlone() && (construct.Component != "") != (in.Kind == surveys.StateInstrument) {
			t.Fatalf("item %q: construct %#v of a %s instrument", item.ID, construct, in.Kind)
		}
		scale := in.Scale(item)
		for k, step := range scale.Steps {
			if int(step.Code) != k+1 || step.Label["nn"] == "" {
				t.Fatalf("item %q: step %d is %#v", item.ID, k, step)
			}
		}
		for _, lang := range in.Languages {
			if item.Text[lang] == "" {
				t.Fatalf("item %q has no text in %s", item.ID, lang)
			}
		}
		if !surveys.SameMeasure(in, in, item.ID) {
			t.Fatalf("item %q does not continue itself", item.ID)
		}
	}
}
