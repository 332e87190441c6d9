package reports

import (
	"strings"
	"testing"

	"tilstand/internal/i18n"
)

// Every part of the page has its words in every language, an anchor of its own, and all that reports say is there.
func TestMethods(t *testing.T) {
	t.Parallel()
	bundle, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages {
		anchors := map[string]string{}
		for _, chapter := range Methods(bundle.Printer(lang)) {
			anchors[chapter.Anchor] = chapter.Head + chapter.Lead
			for _, part := range chapter.Parts {
				if part.Head == "" || part.Text == "" {
					t.Errorf("%s, %s: %+v says nothing", lang, chapter.Anchor, part)
				}
				if anchors[part.Anchor] != "" {
					t.Errorf("%s: two parts at #%s", lang, part.Anchor)
				}
				anchors[part.Anchor] = part.Text
			}
		}
		for anchor, words := range map[string]string{"change": "0,2", "hidden": "7", "bands": "0,5", "reliability": "200", "withheld": "5"} {
			if lang == "en" {
				words = strings.ReplaceAll(words, ",", ".")
			}
			if !strings.Contains(anchors[anchor], words) {
				t.Errorf("%s #%s lacks %s: %s", lang, anchor, words, anchors[anchor])
			}
		}
		r := &report{base: base{p: bundle.Printer(lang)}, v: broken()}
		for _, part := range r.methodParts() {
			if anchors[part.Anchor] == "" {
				t.Errorf("%s: a report says how it is with %s, and the page does not", lang, part.Anchor)
			}
		}
	}
}
