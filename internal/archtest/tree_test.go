package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "tilstand"

// tree is what the rules look at: the packages as the go tool sees them, and
// every other text file that ends up in a page, a query or a build.
type tree struct {
	packages []pkg
	texts    []file
}

// pkg is one package, its path relative to the module ("analytics/stat").
type pkg struct {
	path        string
	imports     []string // by production files, as written
	testImports []string // by test files, in-package and external
	files       []source
}

// source is one parsed Go file; name is slash-separated below the root.
type source struct {
	name string
	test bool
	set  *token.FileSet
	tree *ast.File
}

// file is one file as text; name is slash-separated below the root.
type file struct{ name, body string }

// at is the position of a node as a reader wants it: file and line.
func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.name, s.set.Position(n.Pos()).Line)
}

// literal is one string in a Go file, unquoted, and where it stands.
type literal struct{ at, value string }

// literals are the strings of the file; an import path is none.
func (s source) literals() []literal {
	var list []literal
	ast.Inspect(s.tree, func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if value, err := strconv.Unquote(lit.Value); err == nil {
				list = append(list, literal{s.at(lit), value})
			}
		}
		return true
	})
	return list
}

// production are the files that are built into the program.
func (p pkg) production() []source {
	return slices.DeleteFunc(slices.Clone(p.files), func(s source) bool { return s.test })
}

// load reads the real tree once for all tests.
var load = sync.OnceValues(func() (tree, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return tree{}, err
	}
	packages, err := listPackages(root)
	if err != nil {
		return tree{}, err
	}
	texts, err := readTexts(root)
	return tree{packages, texts}, err
})

// realTree is the tree this test runs in.
func realTree(t *testing.T) tree {
	t.Helper()
	tr, err := load()
	if err != nil {
		t.Fatalf("read the source tree: %v", err)
	}
	return tr
}

// listed is the part of `go list -json` that the rules use.
type listed struct {
	ImportPath, Dir                                               string
	GoFiles, CgoFiles, IgnoredGoFiles                             []string
	TestGoFiles, XTestGoFiles, Imports, TestImports, XTestImports []string
}

// listPackages asks the go tool, whose word on what belongs to a package is
// final; -e keeps a package that does not compile yet from hiding the others.
func listPackages(root string) ([]pkg, error) {
	var stderr bytes.Buffer
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,GoFiles,CgoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports", "./...")
	cmd.Dir, cmd.Stderr = root, &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, stderr.String())
	}
	var packages []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		p, err := parsePackage(root, l)
		if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
}

func parsePackage(root string, l listed) (pkg, error) {
	p := pkg{
		path:        strings.TrimPrefix(l.ImportPath, module+"/"),
		imports:     l.Imports,
		testImports: append(l.TestImports, l.XTestImports...),
	}
	dir, err := filepath.Rel(root, l.Dir)
	if err != nil {
		return p, err
	}
	for _, group := range []struct {
		test  bool
		names []string
	}{
		{false, slices.Concat(l.GoFiles, l.CgoFiles, l.IgnoredGoFiles)},
		{true, slices.Concat(l.TestGoFiles, l.XTestGoFiles)},
	} {
		for _, name := range group.names {
			body, err := os.ReadFile(filepath.Join(l.Dir, name))
			if errors.Is(err, fs.ErrNotExist) {
				continue // removed since it was listed; the compiler will tell
			} else if err != nil {
				return p, err
			}
			s, err := parseSource(path.Join(filepath.ToSlash(dir), name), group.test, body)
			if err != nil {
				return p, err
			}
			p.files = append(p.files, s)
		}
	}
	return p, nil
}

func parseSource(name string, test bool, body []byte) (source, error) {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, name, body, parser.ParseComments|parser.SkipObjectResolution)
	return source{name, test, set, f}, err
}

// textKinds are the files, besides Go, that end up in pages, queries or builds.
var textKinds = []string{".html", ".tmpl", ".js", ".mjs", ".css", ".svg", ".json", ".toml", ".sql", ".webmanifest", ".txt"}

// readTexts walks the whole tree, which also makes the go tool's test cache
// notice a new file: it remembers the folders a test has opened.
func readTexts(root string) ([]file, error) {
	var texts []file
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if skipFolder(rel) {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(textKinds, path.Ext(rel)) {
			return nil
		}
		body, err := os.ReadFile(name)
		texts = append(texts, file{rel, string(body)})
		return err
	})
	return texts, err
}

// skipFolder leaves out what is generated, or belongs to version control.
func skipFolder(rel string) bool {
	return path.Base(rel) == "node_modules" || slices.Contains([]string{".git", ".artifacts", "bin", "data", "tmp"}, rel)
}

// report fails the test with one line a fault.
func report(t *testing.T, faults []string) {
	t.Helper()
	slices.Sort(faults)
	for _, fault := range slices.Compact(faults) {
		t.Error(fault)
	}
}

// made builds a small tree for the tests that a rule bites.
func made(t *testing.T, files ...file) tree {
	t.Helper()
	byPath := map[string]*pkg{}
	var tr tree
	var order []string
	for _, f := range files {
		if path.Ext(f.name) != ".go" {
			tr.texts = append(tr.texts, f)
			continue
		}
		dir := path.Dir(f.name)
		if byPath[dir] == nil {
			byPath[dir] = &pkg{path: dir}
			order = append(order, dir)
		}
		byPath[dir].add(t, f)
	}
	for _, dir := range order {
		tr.packages = append(tr.packages, *byPath[dir])
	}
	return tr
}

func (p *pkg) add(t *testing.T, f file) {
	t.Helper()
	s, err := parseSource(f.name, strings.HasSuffix(f.name, "_test.go"), []byte(f.body))
	if err != nil {
		t.Fatal(err)
	}
	p.files = append(p.files, s)
	for _, spec := range s.tree.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if s.test {
			p.testImports = append(p.testImports, imported)
		} else {
			p.imports = append(p.imports, imported)
		}
	}
}

// bites asserts that a rule finds exactly one fault, which contains want; an
// empty want asserts that the rule is content.
func bites(t *testing.T, faults []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(faults) > 0:
		t.Errorf("found fault with a sound tree: %q", faults)
	case want != "" && (len(faults) != 1 || !strings.Contains(faults[0], want)):
		t.Errorf("faults %q, want one that says %q", faults, want)
	}
}
