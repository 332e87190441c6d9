package surveys

import (
	"testing"

	"tilstand/internal/i18n"
)

// Every description of the schema has words, and in English the very same.
func TestDescriptionsHaveWords(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	words, told := bundle.Printer("en"), map[string]string{}
	var walk func(schemaPart)
	walk = func(part schemaPart) {
		object, _ := part.value.(map[string]any)
		for name, value := range object {
			if _, inner := value.(map[string]any); inner {
				walk(schemaPart{value, append(part.tokens[:len(part.tokens):len(part.tokens)], name)})
			}
		}
		way := part.way()
		if way.english == "" {
			return
		}
		if !words.Has(way.words.Key) {
			t.Errorf("%v: there are no words %s for %q", part.tokens, way.words.Key, way.english)
		} else if got := words.Say(way.words); got != way.english {
			t.Errorf("%v: the catalogue says %q, the schema %q", part.tokens, got, way.english)
		}
		if other, twice := told[way.words.Key]; twice && other != way.english {
			t.Errorf("%s stands for %q and %q", way.words.Key, other, way.english)
		}
		told[way.words.Key] = way.english
	}
	walk(schemaPart{value: loadInstrumentSchema().plain})
	if len(told) < 60 {
		t.Errorf("%d descriptions", len(told))
	}
}
