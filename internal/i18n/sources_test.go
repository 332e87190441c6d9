package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	templates "text/template/parse"
)

// These tests read the module's own sources, so that a misspelt key, a forgotten one or a wrong argument fails the build
// rather than a page. What they go by is that a key is written as a string of the form area.rest; a key that is put
// together begins with a string that ends in a dot or an underscore ("wave.state." + state), and stands for all keys
// that begin so.

// module is the root of the source tree, seen from this package.
const module = "../.."

// use is one place in the sources where a key stands.
type use struct {
	at   string
	key  string
	args []string // names of the arguments; nil when they are not written beside the key
	call bool     // the key stands in a call that words it, so args are all there are
}

func TestEveryUsedKeyExists(t *testing.T) {
	t.Parallel()
	b := mustNew(t)
	for _, u := range usesOfKeys(t, b) {
		m, known := b.catalogues[Languages[0]].messages[u.key]
		switch {
		case isBeginning(u.key) && len(b.beginningWith(u.key)) == 0:
			t.Errorf("%s: no key begins with %s", u.at, u.key)
		case isBeginning(u.key):
		case !known:
			t.Errorf("%s: there is no text for %s", u.at, u.key)
		case u.call && !slices.Equal(u.args, m.args):
			t.Errorf("%s: %s takes the arguments %v, and is given %v", u.at, u.key, m.args, u.args)
		}
	}
}

func TestEveryKeyIsUsed(t *testing.T) {
	t.Parallel()
	b := mustNew(t)
	unused := map[string]bool{}
	for _, key := range b.Keys() {
		unused[key] = true
	}
	for _, u := range usesOfKeys(t, b) {
		delete(unused, u.key)
		if isBeginning(u.key) {
			for _, key := range b.beginningWith(u.key) {
				delete(unused, key)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(unused)) {
		t.Errorf("%s is used nowhere: delete it from all languages", key)
	}
}

func mustNew(t *testing.T) *Bundle {
	t.Helper()
	b, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func isBeginning(key string) bool { return strings.HasSuffix(key, ".") || strings.HasSuffix(key, "_") }

func (b *Bundle) beginningWith(prefix string) []string {
	return slices.DeleteFunc(b.Keys(), func(key string) bool { return !strings.HasPrefix(key, prefix) })
}

// usesOfKeys finds every use in the program's Go files and templates; tests do not count.
func usesOfKeys(t *testing.T, b *Bundle) []use {
	t.Helper()
	looks := keyPattern(b)
	var uses []use
	err := fs.WalkDir(os.DirFS(module), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := path.Base(name); name != "." && strings.HasPrefix(base, ".") || base == "testdata" || base == "vendor" || base == "node_modules" || base == "testkit" {
				return fs.SkipDir
			}
			return nil
		}
		var found []use
		switch {
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, "internal/i18n/locales"):
			found, err = usesInGo(name, looks)
		case strings.HasSuffix(name, ".html"):
			found, err = usesInTemplate(name, looks)
		}
		uses = append(uses, found...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return uses
}

// keyPattern recognises what looks like a key: an area that we have, a dot, and small letters.
func keyPattern(b *Bundle) *regexp.Regexp {
	areas := map[string]bool{}
	for _, key := range b.Keys() {
		area, _, _ := strings.Cut(key, ".")
		areas[area] = true
	}
	return regexp.MustCompile(`^(` + strings.Join(slices.Sorted(maps.Keys(areas)), "|") + `)\.[a-z][a-z0-9_.]*$`)
}

// fileName recognises names of files, which look like keys: form.css.
var fileName = regexp.MustCompile(`\.(html|css|js|json|svg|toml|xlsx|csv|png|pdf|txt|sql|go|tmpl|webmanifest|duckdb)$`)

func looksLikeKey(looks *regexp.Regexp, s string) bool {
	return looks.MatchString(s) && !fileName.MatchString(s)
}

func usesInGo(name string, looks *regexp.Regexp) ([]use, error) {
	files := token.NewFileSet()
	source, err := os.ReadFile(path.Join(module, name))
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var uses []use
	inCall := map[ast.Expr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if u, ok := wordingCall(n, looks); ok {
				u.at = files.Position(n.Pos()).String()
				uses = append(uses, u)
				inCall[n.Args[0]] = true
			}
		case *ast.BasicLit:
			if key, ok := literal(n); ok && !inCall[n] && looksLikeKey(looks, key) {
				uses = append(uses, use{at: files.Position(n.Pos()).String(), key: key})
			}
		}
		return true
	})
	return uses, nil
}

// wordingCall recognises words.T("key", "name", value, …) and r.note("key", …), whose arguments can be checked.
func wordingCall(call *ast.CallExpr, looks *regexp.Regexp) (use, bool) {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || (method.Sel.Name != "T" && method.Sel.Name != "note") || len(call.Args) == 0 || call.Ellipsis.IsValid() {
		return use{}, false
	}
	key, ok := literal(call.Args[0])
	if !ok || !looksLikeKey(looks, key) {
		return use{}, false
	}
	u := use{key: key, call: true}
	for i := 1; i < len(call.Args); i += 2 {
		name, ok := literal(call.Args[i])
		if !ok {
			return use{}, false // names that are not written out are checked when they are used
		}
		u.args = append(u.args, name)
	}
	slices.Sort(u.args)
	return u, true
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func usesInTemplate(name string, looks *regexp.Regexp) ([]use, error) {
	source, err := os.ReadFile(path.Join(module, name))
	if err != nil {
		return nil, err
	}
	tree := templates.New(name)
	tree.Mode = templates.SkipFuncCheck
	set := map[string]*templates.Tree{}
	if _, err := tree.Parse(string(source), "", "", set); err != nil {
		return nil, err
	}
	var uses []use
	for _, one := range set {
		walk(one.Root, func(n templates.Node) {
			switch n := n.(type) {
			case *templates.CommandNode:
				if u, ok := templateCall(n, looks); ok {
					u.at = fmt.Sprintf("%s (%s)", name, n)
					uses = append(uses, u)
				}
			case *templates.StringNode:
				if looksLikeKey(looks, n.Text) {
					uses = append(uses, use{at: fmt.Sprintf("%s (%s)", name, n), key: n.Text})
				}
			}
		})
	}
	return uses, nil
}

// templateCall recognises {{t "key" "name" value …}}.
func templateCall(command *templates.CommandNode, looks *regexp.Regexp) (use, bool) {
	name, ok := command.Args[0].(*templates.IdentifierNode)
	if !ok || name.Ident != "t" || len(command.Args) < 2 {
		return use{}, false
	}
	key, ok := command.Args[1].(*templates.StringNode)
	if !ok || !looksLikeKey(looks, key.Text) {
		return use{}, false
	}
	u := use{key: key.Text, call: true}
	for i := 2; i < len(command.Args); i += 2 {
		if argument, ok := command.Args[i].(*templates.StringNode); ok {
			u.args = append(u.args, argument.Text)
		}
	}
	slices.Sort(u.args)
	return u, true
}

// walk visits a template's nodes, branches and pipelines included.
func walk(n templates.Node, visit func(templates.Node)) {
	visit(n)
	switch n := n.(type) {
	case *templates.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			walk(child, visit)
		}
	case *templates.ActionNode:
		walk(n.Pipe, visit)
	case *templates.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, visit)
		}
	case *templates.IfNode:
		walkBranch(&n.BranchNode, visit)
	case *templates.RangeNode:
		walkBranch(&n.BranchNode, visit)
	case *templates.WithNode:
		walkBranch(&n.BranchNode, visit)
	case *templates.PipeNode:
		for _, command := range n.Cmds {
			walk(command, visit)
		}
	case *templates.CommandNode:
		for _, argument := range n.Args {
			walk(argument, visit)
		}
	}
}

func walkBranch(n *templates.BranchNode, visit func(templates.Node)) {
	walk(n.Pipe, visit)
	walk(n.List, visit)
	if n.ElseList != nil {
		walk(n.ElseList, visit)
	}
}

// What the tests above rest on: each kind of use is found, with its arguments.
func TestUsesAreFound(t *testing.T) {
	t.Parallel()
	looks := regexp.MustCompile(`^(form|wave)\.[a-z][a-z0-9_.]*$`)
	dir := t.TempDir()
	write := func(name, body string) string {
		if err := os.WriteFile(path.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		// The finders take names below the module's root; a path that climbs out of it is one, too.
		return path.Join("../../../../../../../../../..", dir, name)
	}
	inGo, err := usesInGo(write("a.go", `package a
var table = []string{"form.title", "form.css", "elsewhere.x"}
func f() { words.T("form.left", "count", n, "all", m); r.note("wave.opened"); words.T("wave.state." + s) }`), looks)
	if err != nil {
		t.Fatal(err)
	}
	inTemplate, err := usesInTemplate(write("a.html", `{{define "main"}}{{if .X}}{{t "form.left" "count" .N}}{{else}}{{template "p" "form.hint"}}{{end}}{{t (print "wave.state." .S)}}{{end}}`), looks)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"form.hint [] false", "form.left [all count] true", "form.left [count] true", "form.title [] false", "wave.opened [] true", "wave.state. [] false", "wave.state. [] false",
	}
	var got []string
	for _, u := range append(inGo, inTemplate...) {
		if line := fmt.Sprintf("%s %v %v", u.key, u.args, u.call); u.key != "form.left" || u.call { // the string in a call is found a second time
			got = append(got, line)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
