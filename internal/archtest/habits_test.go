package archtest

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestSkips(t *testing.T) {
	report(t, callFaults(realTree(t), skips))
}

func TestSleeps(t *testing.T) {
	report(t, callFaults(realTree(t), sleeps))
}

func TestUnfinished(t *testing.T) {
	report(t, unfinishedFaults(realTree(t)))
}

func TestTraces(t *testing.T) {
	report(t, traceFaults(realTree(t)))
}

func TestLockFiles(t *testing.T) {
	report(t, lockFaults(realTree(t)))
}

// habit is a call that is nearly always a mistake.
type habit struct {
	calls  []string // Name, or package.Name
	except func(pkg, source) bool
	why    string
}

// skips: a test that skips itself looks green. The test kit skips what the
// quick run leaves out, and fails instead in the run that leaves nothing out.
var skips = habit{
	calls:  []string{"Skip", "Skipf", "SkipNow"},
	except: func(p pkg, s source) bool { return !s.test || strings.HasPrefix(p.path, "internal/testkit") },
	why:    "skips itself: use testkit.Long or testkit.Missing, which fail where every test must run",
}

// sleeps: waiting for time instead of for the thing is slow and still flaky.
// Inside a synctest bubble time is not real, and sleeping is exact.
var sleeps = habit{
	calls:  []string{"time.Sleep"},
	except: func(_ pkg, s source) bool { return imports(s, "testing/synctest") },
	why:    "sleeps: wait for the event itself, or use testing/synctest",
}

func callFaults(tr tree, h habit) []string {
	var faults []string
	for _, p := range tr.packages {
		for _, s := range p.files {
			if h.except(p, s) {
				continue
			}
			ast.Inspect(s.tree, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && slices.ContainsFunc(h.calls, func(name string) bool { return called(call, name) }) {
					faults = append(faults, s.at(n)+" "+h.why)
				}
				return true
			})
		}
	}
	return faults
}

// called reports whether the call is of that name; a name with a package
// wants that package before it.
func called(call *ast.CallExpr, name string) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, method, qualified := strings.Cut(name, ".")
	if !qualified {
		return selector.Sel.Name == name
	}
	receiver, ok := selector.X.(*ast.Ident)
	return ok && receiver.Name == from && selector.Sel.Name == method
}

func imports(s source, want string) bool {
	return slices.ContainsFunc(s.tree.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"`+want+`"` })
}

// unfinished marks work that was left for later; it belongs in an issue.
var unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)

func unfinishedFaults(tr tree) []string {
	var faults []string
	for _, p := range tr.packages {
		for _, s := range p.files {
			for _, group := range s.tree.Comments {
				if word := unfinished.FindString(group.Text()); word != "" {
					faults = append(faults, fmt.Sprintf("%s: %s: finish it or write an issue", s.at(group), word))
				}
			}
		}
	}
	for _, f := range tr.texts {
		if vendored(f.name) || !slices.Contains([]string{".sql", ".html", ".css", ".js", ".toml"}, path.Ext(f.name)) {
			continue
		}
		if word := unfinished.FindString(f.body); word != "" {
			faults = append(faults, fmt.Sprintf("%s: %s: finish it or write an issue", f.name, word))
		}
	}
	return faults
}

// vendored files are kept as their authors wrote them.
func vendored(name string) bool {
	return strings.Contains(name, "/vendor/") || strings.HasSuffix(name, ".min.js") || strings.HasSuffix(name, ".min.css")
}

// traces are names that say on which machine, or through which mirror, a file
// was made. The words are put together here so that this file has none.
var traces = regexp.MustCompile(`(?i)(^|[\s"'(=:])/(root/|home/\w|Users/\w|work/(main|shared))|registry\.` + `npmjs|proxy\.` + `golang`)

func traceFaults(tr tree) []string {
	var faults []string
	for _, p := range tr.packages {
		for _, s := range p.files {
			for _, l := range s.literals() {
				if trace := traces.FindString(l.value); trace != "" {
					faults = append(faults, fmt.Sprintf("%s names %q, which is one machine's", l.at, trace))
				}
			}
			for _, group := range s.tree.Comments {
				if trace := traces.FindString(group.Text()); trace != "" {
					faults = append(faults, fmt.Sprintf("%s names %q, which is one machine's", s.at(group), trace))
				}
			}
		}
	}
	for _, f := range tr.texts {
		if vendored(f.name) {
			continue
		}
		if trace := traces.FindString(f.body); trace != "" {
			faults = append(faults, fmt.Sprintf("%s names %q, which is one machine's", f.name, trace))
		}
	}
	return faults
}

// lockFaults holds that a lock file pins versions and content, not the place
// where somebody once downloaded them.
func lockFaults(tr tree) []string {
	var faults []string
	for _, f := range tr.texts {
		if path.Base(f.name) != "package-lock.json" {
			continue
		}
		var lock struct {
			Packages map[string]struct{ Version, Resolved, Integrity string }
		}
		if err := json.Unmarshal([]byte(f.body), &lock); err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", f.name, err))
			continue
		}
		for name, p := range lock.Packages {
			switch {
			case p.Resolved != "":
				faults = append(faults, fmt.Sprintf("%s: %s records a download address; .npmrc beside it says omit-lockfile-registry-resolved=true", f.name, name))
			case name != "" && p.Integrity == "":
				faults = append(faults, fmt.Sprintf("%s: %s has no checksum", f.name, name))
			}
		}
	}
	return faults
}

func TestHabitFaults(t *testing.T) {
	const skip = "package p\nimport \"testing\"\nfunc TestX(t *testing.T) { t.Skipf(\"no\") }\n"
	bites(t, callFaults(made(t, file{"surveys/a_test.go", skip}), skips), "surveys/a_test.go:3 skips itself")
	bites(t, callFaults(made(t, file{"internal/testkit/browser/a_test.go", skip}), skips), "")
	bites(t, callFaults(made(t, file{"surveys/a.go", "package p\nfunc f() { rows.Skip() }\n"}), skips), "")

	const sleep = "package p\nimport \"time\"\nfunc f() { time.Sleep(1) }\n"
	bites(t, callFaults(made(t, file{"surveys/a.go", sleep}), sleeps), "wait for the event itself")
	bites(t, callFaults(made(t, file{"surveys/a_test.go", strings.Replace(sleep, "import", "import _ \"testing/synctest\"\nimport", 1)}), sleeps), "")
	bites(t, callFaults(made(t, file{"surveys/a.go", strings.Replace(sleep, "time.Sleep", "bed.Sleep", 1)}), sleeps), "")
}

func TestUnfinishedFaults(t *testing.T) {
	const todo = "TO" + "DO"
	bites(t, unfinishedFaults(made(t, file{"a/a.go", "package a\n\n// " + todo + " later\n"})), "a/a.go:3: "+todo)
	bites(t, unfinishedFaults(made(t, file{"a/a.go", "package a\n\nvar x = `" + todo + "`\n"})), "")
	bites(t, unfinishedFaults(made(t, file{"a/x.sql", "-- " + todo})), "a/x.sql: "+todo)
	bites(t, unfinishedFaults(made(t, file{"a/static/x.min.js", "//" + todo})), "")
}

func TestTraceFaults(t *testing.T) {
	const home, mirror = "/" + "home/me/x", "https://registry." + "npmjs.org"
	bites(t, traceFaults(made(t, file{"a/a.go", "package a\nvar x = `" + home + "`\n"})), "one machine's")
	bites(t, traceFaults(made(t, file{"a/a.go", "package a\n\n// see " + home + "\n"})), "one machine's")
	bites(t, traceFaults(made(t, file{"a/x.json", `{"a":"` + mirror + `"}`})), "one machine's")
	bites(t, traceFaults(made(t, file{"a/a.go", "package a\nvar x = `/school/root/ /homework`\n"})), "")
}

func TestLockFaults(t *testing.T) {
	lock := func(p string) tree {
		return made(t, file{"x/package-lock.json", `{"packages":{"":{"version":"1"},"node_modules/a":{` + p + `}}}`})
	}
	bites(t, lockFaults(lock(`"version":"1.0.0","integrity":"sha512-x"`)), "")
	bites(t, lockFaults(lock(`"version":"1.0.0","integrity":"sha512-x","resolved":"https://x"`)), "records a download address")
	bites(t, lockFaults(lock(`"version":"1.0.0"`)), "no checksum")
	bites(t, lockFaults(made(t, file{"x/package-lock.json", `{`})), "unexpected end")
}
