package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tilstand/internal/testkit/page"
)

func TestEveryFileIsServed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, file := range s.assets.byName {
		href, err := s.assets.href(name)
		if err != nil {
			t.Fatal(err)
		}
		plain := s.get(href)
		sum := sha256.Sum256([]byte(plain.body))
		if hash := hex.EncodeToString(sum[:])[:16]; plain.status != 200 || !strings.Contains(href, "."+hash+".") {
			t.Errorf("%s: status %d, and the address %s does not hold the hash %s of its content", name, plain.status, href, hash)
		}
		for header, want := range map[string]string{"Content-Type": file.contentType, "Cache-Control": "public, max-age=31536000, immutable", "ETag": file.etag, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"} {
			if got := plain.header.Get(header); got != want {
				t.Errorf("%s: %s: got %q, want %q", name, header, got, want)
			}
		}
		if again := s.get(href, "If-None-Match", `"other", `+file.etag); again.status != 304 || again.body != "" {
			t.Errorf("%s: asked with its ETag: status %d, %d bytes; want 304 and none", name, again.status, len(again.body))
		}
		if packed := s.get(href, "Accept-Encoding", "gzip, br"); file.packed != nil && (packed.header.Get("Content-Encoding") != "gzip" || unpacked(t, packed.body) != plain.body) {
			t.Errorf("%s: packed, it is not the same file", name)
		}
	}
}

func unpacked(t *testing.T, body string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestOtherStaticNamesDoNotExist(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, name := range []string{"", "app.css", "app.0000000000000000.css", "vendor/VENDOR.md", "vendor/inter/LICENSE", "../templates/base.html", "%2e%2e/server.go", "css/base.css"} {
		if a := s.get("/static/" + name); a.status != 404 || strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("/static/%s: status %d, %s", name, a.status, a.header.Get("Cache-Control"))
		}
	}
}

func TestChangedContentChangesTheAddress(t *testing.T) {
	t.Parallel()
	load := func(script, font string) *assets {
		files := fstest.MapFS{"a.js": {Data: []byte(script)}, "f.woff2": {Data: []byte(font)}, "css/base.css": {Data: []byte(`@font-face { src: url("f.woff2") }`)}}
		addFormScripts(files)
		for _, name := range append(designFiles(append(designBase, designComponents...)), design("theme")) {
			files[name] = &fstest.MapFile{Data: []byte("/* " + name + " */")}
		}
		a, err := loadAssets(files)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	one, two := load("1", "1"), load("2", "2")
	for _, name := range []string{"a.js", "f.woff2", appSheet, formSheet} { // the sheets through the font they name
		if one.byName[name].path == two.byName[name].path {
			t.Errorf("%s keeps its address when its content changes", name)
		}
	}
	if sheet := string(one.byName[appSheet].body); !strings.Contains(sheet, `url("/static/`+one.byName["f.woff2"].path+`")`) {
		t.Errorf("the sheet does not name the font by its address:\n%s", sheet)
	}
}

func addFormScripts(files fstest.MapFS) {
	for _, part := range formScripts {
		files[part+".js"] = &fstest.MapFile{}
	}
}

func TestASheetThatNamesAMissingFileDoesNotLoad(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"css/base.css": {Data: []byte(`a { background: url("gone.svg") }`)}}
	addFormScripts(files)
	for _, name := range append(designFiles(append(designBase, designComponents...)), design("theme")) {
		files[name] = &fstest.MapFile{Data: []byte("a{}")}
	}
	if _, err := loadAssets(files); err == nil || !strings.Contains(err.Error(), "gone.svg") {
		t.Errorf("got %v, want an error that names gone.svg", err)
	}
}

// The first page of the answer form may weigh 60 kB, packed, with everything it loads. The style sheet is the largest
// part; the rest is left to the form itself.
func TestTheFormSheetIsLight(t *testing.T) {
	t.Parallel()
	if n := len(newSite(t).assets.byName[formSheet].packed); n > 20_000 {
		t.Errorf("form.css weighs %d bytes packed, want at most 20 000", n)
	} else {
		t.Logf("form.css weighs %d bytes packed", n)
	}
}

var (
	classRule = regexp.MustCompile(`\.(ds-[a-z-]+)`)
	classUse  = regexp.MustCompile(`class="([^"]*)"`)
)

// Designsystemet is vendored in parts. A class that a template uses must be among them, and among those of the light
// sheet on a respondent's page.
func TestTemplatesUseStylesThatAreThere(t *testing.T) {
	t.Parallel()
	a := embeddedAssets()
	known := func(sheet string) map[string]bool {
		rules := map[string]bool{}
		for _, match := range classRule.FindAllStringSubmatch(string(a.byName[sheet].body), -1) {
			rules[match[1]] = true
		}
		return rules
	}
	app, form := known(appSheet), known(formSheet)
	for file, source := range templateSources(t) {
		rules := app
		if strings.HasPrefix(path.Base(file), "respond") || path.Base(file) == "error.html" {
			rules = form
		}
		for _, match := range classUse.FindAllStringSubmatch(source, -1) {
			for _, class := range strings.Fields(match[1]) {
				if strings.HasPrefix(class, "ds-") && !rules[class] {
					t.Errorf("%s: class %s has no rule in its style sheet", file, class)
				}
			}
		}
	}
}

func templateSources(t *testing.T) map[string]string {
	t.Helper()
	sources := map[string]string{}
	err := fs.WalkDir(templateFiles, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(templateFiles, name)
		sources[name] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

var vendorLine = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| `([0-9a-f]{64})` \\|")

// VENDOR.md says what came from where; a file that was changed by hand, or that nobody wrote down, is found here.
func TestVendoredFilesAreWhatTheySay(t *testing.T) {
	t.Parallel()
	notes, err := fs.ReadFile(staticFiles, "static/vendor/VENDOR.md")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]string{"VENDOR.md": ""}
	for _, match := range vendorLine.FindAllStringSubmatch(string(notes), -1) {
		written[match[1]] = match[2]
	}
	var there []string
	err = fs.WalkDir(staticFiles, "static/vendor", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		there = append(there, strings.TrimPrefix(name, "static/vendor/"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range there {
		body, err := fs.ReadFile(staticFiles, "static/vendor/"+name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(body)); written[name] != sum && written[name] != "" {
			t.Errorf("%s is not what VENDOR.md says: its sha256 is %s", name, sum)
		} else if _, ok := written[name]; !ok {
			t.Errorf("VENDOR.md does not mention %s (sha256 %s)", name, sum)
		}
	}
	for name := range written {
		if !slices.Contains(there, name) {
			t.Errorf("VENDOR.md mentions %s, which is not there", name)
		}
	}
}

// No request ever goes to another host: no style sheet, script or template names one to load from.
func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, file := range s.assets.byName {
		if path.Ext(name) == ".css" && (bytes.Contains(file.body, []byte("url(http")) || bytes.Contains(file.body, []byte("url(//")) || bytes.Contains(file.body, []byte("@import"))) {
			t.Errorf("%s loads from elsewhere", name)
		}
	}
	for _, address := range []string{"/", "/login", "/privacy", "/accessibility", "/nowhere"} {
		root := page.Parse(t, s.get(address).body)
		for _, selector := range []string{"[src]", "link[href]"} {
			for _, n := range page.Find(t, root, selector) {
				for _, attribute := range []string{"src", "href"} {
					if value := page.Attr(n, attribute); value != "" && !strings.HasPrefix(value, "/static/") {
						t.Errorf("%s loads %s", address, value)
					}
				}
			}
		}
	}
}

func TestPagesArePacked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	plain := s.get("/")
	packed := s.get("/", "Accept-Encoding", "gzip")
	if packed.header.Get("Content-Encoding") != "gzip" || packed.header.Get("Vary") != "Accept-Encoding" || unpacked(t, packed.body) != plain.body {
		t.Errorf("the start page is not the same when packed")
	}
	if short := s.get("/healthz", "Accept-Encoding", "gzip"); short.header.Get("Content-Encoding") != "" {
		t.Error("three bytes were packed")
	}
}
