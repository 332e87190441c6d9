package browser

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tilstand/internal/testkit"
)

// Valid gives pages to the two validators, html-validate and the Nu Html Checker (vnu), and fails the test for everything that either says,
// warnings included, but for the length of titles, which is about search engines. Pages are by name, as the server sent them. (A main heading in a template, for what the script will show, is no second
// one on the page; that there is one is held by testkit/page.)
func Valid(t testing.TB, pages map[string]string) {
	t.Helper()
	folder := t.TempDir()
	for name, html := range pages {
		if err := os.WriteFile(filepath.Join(folder, strings.ReplaceAll(name, "/", "-")+".html"), []byte(html), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	here := filepath.Join(testkit.Root(t), "internal", "testkit", "browser")
	for _, finding := range append(htmlValidate(t, here, folder), vnu(t, here, folder)...) {
		t.Error(finding)
	}
}

// judge runs a validator, which ends with 1 when it has found something.
func judge(t testing.TB, install, program string, args ...string) (said []byte) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		testkit.Missing(t, filepath.Base(program), install)
	}
	var out, diagnostics bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &out, &diagnostics
	var found *exec.ExitError
	if err := cmd.Run(); err != nil && (!errors.As(err, &found) || found.ExitCode() != 1) {
		t.Fatalf("%s: %v\n%s", program, err, diagnostics.String())
	}
	return out.Bytes()
}

func decode(t testing.TB, said []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(said, into); err != nil {
		t.Fatalf("a validator says what cannot be read: %v\n%.2000s", err, said)
	}
}

// judges is what brings the validators beside this file.
const judges = "npm ci --prefix internal/testkit/browser"

func htmlValidate(t testing.TB, here, folder string) (findings []string) {
	t.Helper()
	var files []struct {
		FilePath string
		Messages []struct {
			RuleID, Message, Selector string
			Line                      int
		}
	}
	report := filepath.Join(folder, "report.json") // to a pipe it writes no more than fits
	judge(t, judges, filepath.Join(here, "node_modules", ".bin", "html-validate"),
		"--config", filepath.Join(here, "htmlvalidate.json"), "--formatter", "json="+report, filepath.Join(folder, "*.html"))
	said, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	decode(t, said, &files)
	for _, f := range files {
		for _, m := range f.Messages {
			findings = append(findings, finding(f.FilePath, "html-validate "+m.RuleID, m.Line, m.Message+" "+m.Selector))
		}
	}
	return findings
}

func vnu(t testing.TB, here, folder string) (findings []string) {
	t.Helper()
	jar := filepath.Join(here, "node_modules", "vnu-jar", "build", "dist", "vnu.jar")
	if _, err := os.Stat(jar); err != nil {
		testkit.Missing(t, "vnu", judges)
	}
	var said struct {
		Messages []struct {
			Type, URL, Message string
			LastLine           int
		}
	}
	decode(t, judge(t, "apt-get install -y --no-install-recommends default-jre-headless",
		"java", "-jar", jar, "--format", "json", "--stdout", "--skip-non-html", folder), &said)
	for _, m := range said.Messages {
		findings = append(findings, finding(m.URL, "vnu "+m.Type, m.LastLine, m.Message))
	}
	return findings
}

func finding(file, who string, line int, what string) string {
	return fmt.Sprintf("%s, line %d: %s: %s", strings.TrimSuffix(filepath.Base(file), ".html"), line, who, what)
}
