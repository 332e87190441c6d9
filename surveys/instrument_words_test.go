package surveys_test

import (
	"encoding/json"
	"os"
	"sync"
	"testing"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

var catalogue = sync.OnceValue(func() *i18n.Bundle {
	bundle, err := i18n.New()
	if err != nil {
		panic(err)
	}
	return bundle
})

// sayInAll sees to it that a fault has words in every language, and in English the same as for logs and the command line.
func sayInAll(t testing.TB, fault surveys.Fault) {
	t.Helper()
	for _, lang := range i18n.Languages {
		words := catalogue().Printer(lang).Say(fault.What) // panics without words, or with other arguments than they take
		if lang == "en" && words != fault.Reason {
			t.Errorf("the catalogue says %q, the reason is %q", words, fault.Reason)
		}
		if lang != "en" && words == fault.Reason {
			t.Errorf("in %s it is in English: %q", lang, words)
		}
	}
}

// Whatever is wrong with a condition is said in every language as well.
func TestConditionsAreRefusedInAllLanguages(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("condition/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Refused []struct{ Source string }
	}
	if err := json.Unmarshal(data, &vectors); err != nil || len(vectors.Refused) < 20 {
		t.Fatalf("%d conditions that are refused, %v", len(vectors.Refused), err)
	}
	said := map[string]bool{}
	for _, vector := range vectors.Refused {
		p := readPaper(t, "kartlegging.v1")
		p.set("/sections/0/items/0/show_if", vector.Source)
		for _, fault := range surveys.CheckInstrument(p.text(t), nil).Faults {
			sayInAll(t, fault)
			said[fault.What.Key] = true
		}
	}
	if !said["instrument.condition_unread"] {
		t.Error("none of the conditions was refused as one that cannot be read")
	}
}
