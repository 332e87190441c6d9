package browser

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tilstand/internal/testkit"
)

// judgeJS finds what axe-core does not look for.
//
//go:embed judge.js
var judgeJS string

// Judge looks at the page as it stands and fails the test for every violation
// of WCAG 2.0, 2.1 and 2.2 at levels A and AA and of good practice that
// axe-core finds, for sideways scrolling (with the reader's own text spacing,
// too), and for radio buttons outside a fieldset with a legend. The name tells
// the failures apart: "form, 320 px, dark, nn".
func (tab *Tab) Judge(name string) {
	tab.t.Helper()
	faults := append(tab.Axe(), tab.Layout()...)
	for _, fault := range faults {
		tab.t.Errorf("%s: %s", name, fault)
	}
	if len(faults) > 0 {
		tab.Screenshot("judged " + name)
	}
}

// Axe lists what axe-core finds, one line an element.
func (tab *Tab) Axe() []string {
	tab.t.Helper()
	if !Eval[bool](tab, `typeof axe === 'object'`) {
		Eval[struct{}](tab, axe(tab.t))
	}
	return Eval[[]string](tab, `axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag',
		values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}).then(r => r.violations.flatMap(v =>
		v.nodes.map(n => 'axe ' + v.id + ' (' + v.impact + '): ' + v.help + ': ' + n.html.slice(0, 300) + ' · ' + n.failureSummary.replace(/\s+/g, ' '))))`)
}

// axe is the source of axe-core, which npm has put beside this file.
func axe(t testing.TB) string {
	t.Helper()
	folder := filepath.Join(testkit.Root(t), "internal", "testkit", "browser")
	source, err := os.ReadFile(filepath.Join(folder, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		testkit.Missing(t, "axe-core", "npm ci --prefix internal/testkit/browser")
	}
	return string(source)
}

// Layout lists sideways scrolling, as the page stands and with the text
// spacing that WCAG 1.4.12 lets a reader set, and radio buttons without a
// group that is named.
func (tab *Tab) Layout() []string {
	tab.t.Helper()
	return Eval[[]string](tab, judgeJS)
}

// Checked lists the radio buttons and check boxes that are chosen, as
// "name=value". On the first view of an answer form there must be none.
func (tab *Tab) Checked() []string {
	tab.t.Helper()
	return Eval[[]string](tab, `[...document.querySelectorAll('input:checked')].map(e => e.name + '=' + e.value)`)
}

// quote writes a text as a JavaScript literal.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil { // a string always can be
		panic(fmt.Sprintf("quote %q: %v", s, err))
	}
	return string(b)
}
