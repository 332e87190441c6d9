package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

const printed = `goos: linux
pkg: tilstand/internal/web
BenchmarkAnswerOverHTTP/durable/256-2   80000   43000 ns/op   23000 answers/s   32.04 p99-ms   12647 B/op
BenchmarkAnswerOverHTTP/bare/256-2     250000   17250 ns/op   57500 answers/s   11.00 p99-ms
BenchmarkCountry/open-2                   600   50 ns/op   61.5 school-p95-ms
--- BENCH: something else
PASS
ok   tilstand/internal/web  12.3s
pkg: tilstand/analytics
BenchmarkClose-2   40   28412345 ns/op
`

func TestTable(t *testing.T) {
	t.Parallel()
	measured, err := read(strings.NewReader(printed))
	if err != nil {
		t.Fatal(err)
	}
	got := table([]figure{
		{what: "by link", of: metric{"web.AnswerOverHTTP/durable/256", "answers/s"}, beside: metric{"web.AnswerOverHTTP/bare/256", "answers/s"}, who: "a bare handler", atLeast: 0.4},
		{what: "too many", of: metric{"web.AnswerOverHTTP/durable/256", "answers/s"}, atLeast: 23_001},
		{what: "schools", of: metric{"web.Country/open", "school-p95-ms"}, atMost: 60},
		{what: "did not run", of: metric{"web.Country/open", "owner-p95-ms"}, atMost: 60},
		{what: "beside did not run", of: metric{"analytics.Close", "ns/op"}, beside: metric{"analytics.Other", "ns/op"}},
		{what: "closing", of: metric{"analytics.Close", "ns/op"}},
	}, measured)
	want := `| what | figure | in the same run | limit | |
|---|---|---|---|---|
| by link | 23,000 a second | 0.4 of a bare handler | ≥ 0.4 | holds |
| too many | 23,000 a second |  | ≥ 23,001 | missed |
| schools | 61.5 ms |  | ≤ 60 | missed |
| closing | 28.4 ms |  |  |  |
`
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

// A line of the book whose benchmark or unit does not exist would never be missed.
func TestTheBookIsOfBenchmarksThatExist(t *testing.T) {
	t.Parallel()
	benchmarks, texts := benchmarks(t)
	for _, f := range book {
		for _, m := range []metric{f.of, f.beside} {
			if m == (metric{}) {
				continue
			}
			name, _, _ := strings.Cut(m.bench, "/")
			file, ok := benchmarks[name]
			if !ok {
				t.Errorf("%s: there is no benchmark %s", f.what, name)
				continue
			}
			unit := m.unit[strings.LastIndex(m.unit, "-p")+1:] // "school-p95-ms" is put together
			if m.unit != "ns/op" && !strings.Contains(texts[file], `"`+unit+`"`) {
				t.Errorf("%s: %s reports no %s", f.what, name, m.unit)
			}
		}
		if f.atLeast > 0 && f.atMost > 0 || (f.beside == metric{}) != (f.who == "") {
			t.Errorf("%s: one limit, and a name for what is beside", f.what)
		}
	}
}

// benchmarks finds the file of each, and the text of the test files of its package.
func benchmarks(t *testing.T) (files, texts map[string]string) {
	t.Helper()
	files, texts = map[string]string{}, map[string]string{}
	root := filepath.Join("..", "..", "..")
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			return err
		}
		pkg := path.Base(filepath.ToSlash(filepath.Dir(file)))
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if name, ok := strings.CutPrefix(n.Name.Name, "Benchmark"); ok && n.Recv == nil {
					files[pkg+"."+name] = pkg
				}
			case *ast.BasicLit:
				texts[pkg] += n.Value
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, texts
}
