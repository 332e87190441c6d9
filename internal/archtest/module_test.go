package archtest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// pins are the versions that were measured, and must move on purpose only.
var pins = []struct{ module, version, why string }{
	{"github.com/gofiber/fiber/v2", "v2.52.15", "the last version before upstream moved on; its traps are measured"},
	{"github.com/valyala/fasthttp", "v1.77.0", "the version that Fiber asks for lets requests be smuggled"},
	{"github.com/duckdb/duckdb-go/v2", "v2.10506.0", "the version under the measured crash protocol; the next line changes the file format"},
	{"github.com/xuri/excelize/v2", "v2.11.1", "chart types changed between minor versions"},
	{"github.com/go-echarts/go-echarts/v2", "v2.6.7", "its JSON is what the static chart script reads"},
}

// topLevel is what the user asked for, and what goes with a repository.
// The last line is made by building and running, and ignored by git.
var topLevel = []string{
	"cmd", "surveys", "analytics", "reports", "internal", "go.mod", "go.sum", "Makefile", "README.md",
	"LICENSE", ".ci", ".git", ".gitignore", ".gitattributes",
	"bin", "data", "tmp", ".artifacts",
}

func TestModule(t *testing.T) {
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go mod edit -json: %v", err)
	}
	if _, err := os.Stat("../../go.mod"); err != nil { // tells the test cache to look
		t.Fatal(err)
	}
	report(t, moduleFaults(t, out))
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	report(t, topLevelFaults(names))
}

// gomod is the part of `go mod edit -json` that the rules use.
type gomod struct {
	Module          struct{ Path string }
	Require         []struct{ Path, Version string }
	Replace         []struct{ Old struct{ Path string } }
	Exclude, Ignore []struct{ Path string }
}

func moduleFaults(t *testing.T, edited []byte) []string {
	t.Helper()
	var m gomod
	if err := json.Unmarshal(edited, &m); err != nil {
		t.Fatal(err)
	}
	var faults []string
	if m.Module.Path != module {
		faults = append(faults, fmt.Sprintf("go.mod: the module is called %q, want %q", m.Module.Path, module))
	}
	for _, r := range m.Replace {
		faults = append(faults, fmt.Sprintf("go.mod replaces %s: nobody who depends on the module sees that, and no check looks there", r.Old.Path))
	}
	for _, e := range m.Exclude {
		faults = append(faults, fmt.Sprintf("go.mod excludes %s: pin the version wanted", e.Path))
	}
	for _, pin := range pins {
		found := slices.ContainsFunc(m.Require, func(r struct{ Path, Version string }) bool {
			return r.Path == pin.module && r.Version == pin.version
		})
		if !found {
			faults = append(faults, fmt.Sprintf("go.mod does not require %s %s: %s", pin.module, pin.version, pin.why))
		}
	}
	return faults
}

func topLevelFaults(names []string) []string {
	var faults []string
	for _, name := range names {
		if !slices.Contains(topLevel, name) {
			faults = append(faults, fmt.Sprintf("%s does not belong at the top level, which is the user's: %s", name, strings.Join(topLevel[:9], " ")))
		}
	}
	return faults
}

func TestModuleFaults(t *testing.T) {
	var require []string
	for _, pin := range pins {
		require = append(require, fmt.Sprintf(`{"Path":%q,"Version":%q}`, pin.module, pin.version))
	}
	all := strings.Join(require, ",")
	for _, tt := range []struct{ name, json, want string }{
		{"sound", `{"Module":{"Path":"tilstand"},"Require":[` + all + `]}`, ""},
		{"renamed", `{"Module":{"Path":"x"},"Require":[` + all + `]}`, `called "x"`},
		{"replace", `{"Module":{"Path":"tilstand"},"Require":[` + all + `],"Replace":[{"Old":{"Path":"a/b"}}]}`, "replaces a/b"},
		{"exclude", `{"Module":{"Path":"tilstand"},"Require":[` + all + `],"Exclude":[{"Path":"a/b"}]}`, "excludes a/b"},
		{"moved pin", `{"Module":{"Path":"tilstand"},"Require":[` + strings.Replace(all, "v1.77.0", "v1.51.0", 1) + `]}`, "lets requests be smuggled"},
		{"no pin", `{"Module":{"Path":"tilstand"},"Require":[` + strings.Join(require[1:], ",") + `]}`, "gofiber/fiber/v2 v2.52.15"},
	} {
		t.Run(tt.name, func(t *testing.T) { bites(t, moduleFaults(t, []byte(tt.json)), tt.want) })
	}
}

func TestTopLevelFaults(t *testing.T) {
	bites(t, topLevelFaults([]string{"surveys", "go.mod", ".git"}), "")
	bites(t, topLevelFaults([]string{"surveys", "docs"}), "docs does not belong")
	bites(t, topLevelFaults([]string{".env"}), ".env does not belong")
}
