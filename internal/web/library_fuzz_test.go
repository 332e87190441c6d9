package web

import (
	"bytes"
	"testing"

	"tilstand/internal/i18n"
	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

// FuzzQuestionnaire uploads whatever there is. It becomes a whole instrument, or faults with places, or a problem of the field: never two of
// them, and never none.
func FuzzQuestionnaire(f *testing.F) {
	for _, in := range surveys.BuiltinInstruments() {
		var workbook bytes.Buffer
		if err := xlsform.Write(&workbook, in); err != nil {
			f.Fatal(err)
		}
		f.Add(workbook.Bytes())
		f.Add(workbook.Bytes()[:workbook.Len()/2])
	}
	for _, text := range []string{"", "PK", "PK\x03\x04", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "{}", "[]", "null", "\xff", `{"format":1,"key":"x","version":1e9}`, `{"sections":[{"items":[{"show_if":"${a} =="}]}]}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		lang := i18n.Languages[len(file)%len(i18n.Languages)]
		read := readQuestionnaire(words().Printer(lang), file)
		outcomes := 0
		if read.instrument != nil {
			outcomes++
			if _, err := surveys.ParseInstrument(asDocument(t, read.instrument)); err != nil {
				t.Fatalf("it is not whole: %v", err)
			}
		}
		if len(read.faults) > 0 {
			outcomes++
		}
		if read.problem != "" {
			outcomes++
			if problemKey(read.problem) == "wave.problem.other" {
				t.Fatalf("there are no words for %q", read.problem)
			}
		}
		if outcomes != 1 {
			t.Fatalf("it came to %d outcomes: %+v", outcomes, read)
		}
		for _, fault := range read.faults {
			if fault.Where == "" || fault.What == "" {
				t.Fatalf("a fault without place or reason: %+v", fault)
			}
		}
	})
}
