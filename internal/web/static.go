package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
)

//go:embed static
var staticFiles embed.FS

// assets are the files that pages load: style sheets, scripts, fonts and images. Every one is served under a name that
// holds a hash of its content, so a browser may keep it for ever and never has an old one.
type assets struct {
	byName map[string]*asset // "respond.js"
	byPath map[string]*asset // "respond.3f2a9c1b4d5e.js", what follows /static/
}

// asset is one file, ready to be sent.
type asset struct {
	path        string // with hash, below /static/
	contentType string
	etag        string
	integrity   string // what a browser checks the content against
	body        []byte
	packed      []byte // gzip; nil when the file is packed by nature
}

// embeddedAssets loads the files that were built in, once per process: packing ECharts takes a tenth of a second.
var embeddedAssets = sync.OnceValue(func() *assets {
	files, err := fs.Sub(staticFiles, "static")
	if err != nil {
		panic(err)
	}
	a, err := loadAssets(files)
	if err != nil {
		panic(fmt.Sprintf("web: %v", err))
	}
	return a
})

// contentTypes are the kinds of files that are served. Others (licences, notes) stay inside.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// The style sheets that pages load. Each is put together from small files, since a phone on a bad network pays for every
// request.
const (
	appSheet  = "app.css"  // everything
	formSheet = "form.css" // what the pages for respondents need
)

// formScript is the answer form's script, put together from the files below respond/, for the same reason. They share one scope, and
// each begins with what it is for.
const formScript = "respond.js"

var formScripts = []string{"condition", "respond/device", "respond/questions", "respond/steps", "respond/review", "respond/send", "respond/begin"}

// workerScript is not among the assets: respond_worker.go serves it, at an address of its own.
const workerScript = "sw.js"

// designBase and designComponents are the files of Designsystemet in the order and layers of its own index.css, without
// the components that nothing here is made of.
var (
	designBase       = []string{"base", "heading", "label", "paragraph", "data-size-workaround"}
	designComponents = []string{
		"link", "validation-message", "button", "input", "field", "fieldset", "skip-link", "details", "dialog", "list", "card", "chip", "divider",
		"pagination", "tag", "error-summary", "toggle-group", "tooltip", "table", "breadcrumbs", "badge", "alert", "tabs", "popover",
	}
	formComponents = []string{
		"link", "validation-message", "button", "input", "field", "fieldset", "skip-link", "details", "list", "divider", "error-summary", "alert",
	}
)

// loadAssets reads the served files of a file system, and puts the style sheets together.
func loadAssets(files fs.FS) (*assets, error) {
	a := &assets{byName: map[string]*asset{}, byPath: map[string]*asset{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || contentTypes[path.Ext(name)] == "" || path.Ext(name) == ".css" || name == workerScript || name == "condition.js" || path.Dir(name) == "respond" {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		return a.add(name, body)
	})
	if err != nil {
		return nil, fmt.Errorf("load static files: %w", err)
	}
	if err := a.addFormScript(files); err != nil {
		return nil, err
	}
	return a, a.addSheets(files)
}

// addFormScript wraps the parts of the form's script in one function, so that nothing of it can be reached from outside.
func (a *assets) addFormScript(files fs.FS) error {
	script := bytes.NewBufferString("(function () {\n\"use strict\";\n")
	for _, part := range formScripts {
		body, err := fs.ReadFile(files, part+".js")
		if err != nil {
			return fmt.Errorf("put %s together: %w", formScript, err)
		}
		script.Write(withoutComments(body))
	}
	script.WriteString("})();\n")
	return a.add(formScript, script.Bytes())
}

// withoutComments drops the lines of a script that hold nothing but a comment: they are for those who read the source, and a phone
// pays for every byte.
func withoutComments(script []byte) []byte { return commentLine.ReplaceAll(script, nil) }

var commentLine = regexp.MustCompile(`(?m)^[ \t]*//.*\n`)

func (a *assets) addSheets(files fs.FS) error {
	own, err := fs.Glob(files, "css/*.css")
	if err != nil {
		return fmt.Errorf("list style sheets: %w", err)
	}
	isForm := func(name string) bool { return name == "css/base.css" || name == "css/form.css" }
	for name, parts := range map[string]struct{ components, own []string }{
		appSheet:  {designComponents, slices.DeleteFunc(slices.Clone(own), func(name string) bool { return name == "css/form.css" })},
		formSheet: {formComponents, slices.DeleteFunc(slices.Clone(own), func(name string) bool { return !isForm(name) })},
	} {
		sheet, err := assemble(files, parts.components, parts.own)
		if err != nil {
			return fmt.Errorf("style sheet %s: %w", name, err)
		}
		if sheet, err = a.hashReferences(sheet); err != nil {
			return fmt.Errorf("style sheet %s: %w", name, err)
		}
		if err := a.add(name, sheet); err != nil {
			return err
		}
	}
	return nil
}

// assemble writes one style sheet: Designsystemet in its layers, its theme, and our own files in a layer above, base.css
// first.
func assemble(files fs.FS, components, own []string) ([]byte, error) {
	var sheet bytes.Buffer
	sheet.WriteString("@layer ds.theme, ds.base, ds.components, app;\n")
	layer := func(name string, parts []string) error {
		fmt.Fprintf(&sheet, "@layer %s{", name)
		defer sheet.WriteString("}\n")
		for _, part := range parts {
			body, err := fs.ReadFile(files, part)
			if err != nil {
				return err
			}
			sheet.Write(body)
		}
		return nil
	}
	theme, err := fs.ReadFile(files, design("theme"))
	if err != nil {
		return nil, err
	}
	sheet.Write(theme) // names its layers itself
	if err := layer("ds.base", designFiles(designBase)); err != nil {
		return nil, err
	}
	if err := layer("ds.components", designFiles(components)); err != nil {
		return nil, err
	}
	if err := layer("app", own); err != nil {
		return nil, err
	}
	return sheet.Bytes(), nil
}

func design(name string) string { return "vendor/designsystemet/" + name + ".css" }

func designFiles(names []string) []string {
	files := make([]string, len(names))
	for i, name := range names {
		files[i] = design(name)
	}
	return files
}

// reference is a style sheet's reference to a file of ours: url("name").
var reference = regexp.MustCompile(`url\("([a-z0-9][a-z0-9./_-]*)"\)`)

// hashReferences turns the names of our files into their hashed addresses.
func (a *assets) hashReferences(sheet []byte) ([]byte, error) {
	var missing error
	out := reference.ReplaceAllFunc(sheet, func(match []byte) []byte {
		href, err := a.href(string(reference.FindSubmatch(match)[1]))
		if err != nil {
			missing = err
		}
		return []byte(`url("` + href + `")`)
	})
	return out, missing
}

func (a *assets) add(name string, body []byte) error {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])[:16]
	ext := path.Ext(name)
	file := &asset{
		path:        strings.TrimSuffix(name, ext) + "." + hash + ext,
		contentType: contentTypes[ext],
		etag:        `"` + hash + `"`,
		integrity:   "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
		body:        body,
	}
	if ext != ".woff2" {
		packed, err := packBest(body)
		if err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
		file.packed = packed
	}
	a.byName[name], a.byPath[file.path] = file, file
	return nil
}

// href returns the address of a file of ours.
func (a *assets) href(name string) (string, error) {
	file, ok := a.byName[name]
	if !ok {
		return "", fmt.Errorf("there is no static file %s", name)
	}
	return "/static/" + file.path, nil
}

// script writes the element that loads a script, after the page has been read.
func (a *assets) script(name string) (template.HTML, error) {
	return a.element(`<script src="/static/%s" integrity="%s" defer></script>`, name)
}

// sheet writes the element that loads a style sheet.
func (a *assets) sheet(name string) (template.HTML, error) {
	return a.element(`<link rel="stylesheet" href="/static/%s" integrity="%s">`, name)
}

// element writes an element of an asset's address and integrity. Neither needs escaping: they are made of names in this package.
func (a *assets) element(format, name string) (template.HTML, error) {
	file, ok := a.byName[name]
	if !ok {
		return "", fmt.Errorf("there is no static file %s", name)
	}
	return template.HTML(fmt.Sprintf(format, file.path, file.integrity)), nil
}

// static serves the files. An old hash is not found rather than answered with new content: the page that asks for it is
// old, too.
func (s *Server) static(_ context.Context, r *request) (reply, error) {
	file, ok := s.assets.byPath[r.param("*1")]
	if !ok {
		return nil, errNotFound
	}
	return staticReply{file}, nil
}

type staticReply struct{ file *asset }

func (x staticReply) send(_ *Server, c *fiber.Ctx, r *request) error {
	c.Set("Cache-Control", "public, max-age=31536000, immutable")
	c.Set("ETag", x.file.etag)
	c.Append("Vary", "Accept-Encoding")
	if strings.Contains(r.ifNoneMatch, x.file.etag) {
		c.Status(fiber.StatusNotModified)
		return nil
	}
	c.Set("Content-Type", x.file.contentType)
	if x.file.packed != nil && r.takesGzip {
		c.Set("Content-Encoding", "gzip")
		return c.Send(x.file.packed)
	}
	return c.Send(x.file.body)
}
