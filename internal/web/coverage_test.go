package web

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"text/template/parse"
)

// untested are the templates that need not be executed by a test, each with its reason.
var untested = map[string]string{
	"yearly.html yearly-figure": "a paper with two halves of a year is that of the demo, which the browser judges",
}

// killTests are what the unit phase leaves out, of which there are none in this package.
const killTests = "^TestKill"

// TestMain fails a complete run in which some template was never executed: a page that no test has seen is a page that
// nobody has seen.
func TestMain(m *testing.M) {
	flag.Parse()
	status := m.Run()
	os.RemoveAll(removeAfterwards)
	if partial := flag.Lookup("test.run").Value.String() + strings.TrimSuffix(flag.Lookup("test.skip").Value.String(), killTests) + flag.Lookup("test.list").Value.String() + flag.Lookup("test.fuzz").Value.String(); status == 0 && partial == "" {
		if missing := neverExecuted(); len(missing) > 0 {
			fmt.Println("templates that no test executed: " + strings.Join(missing, ", "))
			status = 1
		}
	}
	os.Exit(status)
}

// neverExecuted lists the templates with a body that did not run, as "file name".
func neverExecuted() []string {
	seen := executed.names()
	all := map[string]bool{}
	for _, tmpl := range parseLanguage(functions(words().Printer("nb"), embeddedAssets()), nil, pageNames()...).Templates() {
		if tmpl.Tree != nil && !parse.IsEmptyTree(tmpl.Tree.Root) {
			all[templateName(tmpl)] = true
		}
	}
	missing := slices.Sorted(maps.Keys(all))
	return slices.DeleteFunc(missing, func(name string) bool {
		_, excused := untested[name]
		return seen[name] || excused
	})
}
