package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// TestConditionsInTheBrowser gives the browser's evaluator the vectors that the server's passes.
func TestConditionsInTheBrowser(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	script, vectors := source(t, "internal/web/static/condition.js"), source(t, "surveys/condition/testdata/vectors.json")
	tab := b.Tab(t, s.URL, phone)
	tab.Open("/privacy")
	outcome := browser.Eval[struct {
		Cases  int
		Faults []string
	}](tab, `(() => {`+script+`
		const outcome = {Cases: 0, Faults: []};
		for (const e of (`+vectors+`).expressions) for (const c of e.cases) {
			outcome.Cases++;
			let got; try { got = condition.holds(e.tree, c.answers) } catch (fault) { got = String(fault) }
			if (got !== c.holds) outcome.Faults.push(e.source + ' with ' + JSON.stringify(c.answers) + ': ' + got + ', want ' + c.holds);
		}
		return outcome })()`)
	for _, fault := range outcome.Faults {
		t.Error(fault)
	}
	if outcome.Cases < 200 {
		t.Errorf("%d cases, want the two hundred and more of the file", outcome.Cases)
	}
}

// source is the text of a file of the source tree.
func source(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testkit.Root(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
