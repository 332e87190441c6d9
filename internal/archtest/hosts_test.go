package archtest

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// hosts are the names that may stand in an address, each with its reason. No
// page, script or style may name another: no request ever goes to another
// host, and the surest way is to know none.
var hosts = []struct {
	host  string // and the names below it
	files string // a path prefix; "" is everywhere
	why   string
}{
	{"www.w3.org", "", "names of XML namespaces, never fetched"},
	{"json-schema.org", "", "names of JSON Schema dialects, never fetched"},
	{"schemas.openxmlformats.org", "reports/", "names of XML namespaces, never fetched"},
	{"www.apache.org", "internal/web/static/vendor/echarts/", "its licence notice"},
	{"github.com", "internal/web/static/vendor/echarts/", "its licence notice, and a hint in an error message"},
	{"127.0.0.1", "cmd/tilstand/", "the address that serve prints"},
	{"lovdata.no", "internal/programme/templates/", "links that a reader may follow, to the law itself"},
	{"auth.dataporten.no", "internal/settings/oidc.go", "Feide: the server asks it, and browsers go there, when an operator says so"},
	{"groups-api.dataporten.no", "internal/settings/oidc.go", "likewise"},
	{"login.microsoftonline.com", "internal/settings/oidc.go", "Entra ID, likewise"},
	{"example.org", "", "help texts and messages"},
	{"example.no", "", "help texts and messages"},
}

func TestHosts(t *testing.T) {
	report(t, hostFaults(realTree(t)))
}

var (
	absolute         = regexp.MustCompile(`(?i)\b(?:https?|wss?|ftp):(?:\\?/){2}([^\s"'<>/?#)\\` + "`" + `]+)`)
	protocolRelative = regexp.MustCompile(`(?i)["'(=]\s*//([a-z0-9-]+(?:\.[a-z0-9-]+)+)`)
)

// hostFaults looks through everything that can end up in a browser: embedded
// files and the strings of production code.
func hostFaults(tr tree) []string {
	var faults []string
	for _, f := range tr.texts {
		if servable(f.name) {
			faults = append(faults, hostsIn(f.name, f.body, absolute, protocolRelative)...)
		}
	}
	for _, p := range tr.packages {
		if slices.Contains(paths(testTable), p.path) {
			continue
		}
		for _, s := range p.production() {
			for _, l := range s.literals() {
				faults = append(faults, hostsIn(l.at, l.value, absolute)...)
			}
		}
	}
	return faults
}

func servable(name string) bool {
	return !strings.Contains(name, "/testdata/") && !strings.HasPrefix(name, "internal/testkit/") &&
		!slices.Contains([]string{".sql", ".txt"}, path.Ext(name))
}

func hostsIn(at, body string, patterns ...*regexp.Regexp) []string {
	var faults []string
	for _, pattern := range patterns {
		for _, match := range pattern.FindAllStringSubmatch(body, -1) {
			if host := match[1]; isHost(host) && !hostAllowed(at, host) {
				faults = append(faults, fmt.Sprintf("%s names the host %s: no request goes to another host (internal/archtest/hosts_test.go lists names that are never fetched)", at, host))
			}
		}
	}
	return faults
}

// isHost leaves out placeholders of templates and formats, and names without
// a dot, which no public host has.
func isHost(name string) bool {
	return strings.Contains(name, ".") && !strings.ContainsAny(name, "{}%$")
}

func hostAllowed(at, host string) bool {
	name, _, _ := strings.Cut(host, ":")
	for _, h := range hosts {
		if (h.host == name || strings.HasSuffix(name, "."+h.host)) && strings.HasPrefix(at, h.files) {
			return true
		}
	}
	return false
}

func TestHostFaults(t *testing.T) {
	for _, tt := range []struct {
		name string
		file file
		want string
	}{
		{"our own", file{"internal/web/templates/a.html", `<a href="/s/x">//</a> <script src="/static/a.js"></script>`}, ""},
		{"namespace", file{"internal/web/static/a.svg", `<svg xmlns="http://www.w3.org/2000/svg">`}, ""},
		{"script", file{"internal/web/templates/a.html", `<script src="https://cdn.example.com/a.js">`}, "cdn.example.com"},
		{"protocol-relative", file{"internal/web/templates/a.html", `<script src="//cdn.example.com/a.js">`}, "cdn.example.com"},
		{"font", file{"internal/web/static/a.css", `@font-face{src:url(//fonts.example.com/x)}`}, "fonts.example.com"},
		{"escaped in JSON", file{"internal/i18n/locales/nb/a.json", `{"a":"https:\/\/x.example.com\/b"}`}, "x.example.com"},
		{"socket", file{"internal/web/static/a.js", `new WebSocket("wss://x.example.com")`}, "x.example.com"},
		{"comment in a script", file{"internal/web/static/a.js", "// see x.y\nvar a = 1 //not.a.host"}, ""},
		{"placeholder", file{"internal/web/templates/a.html", `<a href="https://{{.Host}}/">`}, ""},
		{"Go string", file{"internal/charts/a.go", "package charts\nvar x = \"https://cdn.example.com\"\n"}, "internal/charts/a.go:2 names the host cdn.example.com"},
		{"Go comment", file{"internal/charts/a.go", "package charts\n\n// from https://doi.example.com\nvar x = 1\n"}, ""},
		{"socket client without a dot", file{"cmd/tilstand/a.go", "package main\nvar x = \"http://tilstand/close\"\n"}, ""},
		{"allowed elsewhere only", file{"internal/web/a.go", "package web\nvar x = \"http://127.0.0.1:80\"\n"}, "127.0.0.1"},
		{"a test may", file{"internal/web/a_test.go", "package web\nvar x = \"https://evil.example.com\"\n"}, ""},
		{"test data may", file{"reports/testdata/a.json", `"https://evil.example.com"`}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) { bites(t, hostFaults(made(t, tt.file)), tt.want) })
	}
}
