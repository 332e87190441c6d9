package archtest

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestPackageComments(t *testing.T) {
	report(t, commentFaults(realTree(t)))
}

// commentFaults wants exactly one package comment in every package: what it
// is for and what to call first takes more than one sentence.
func commentFaults(tr tree) []string {
	var faults []string
	for _, p := range tr.packages {
		var where, comments []string
		for _, s := range p.files {
			if s.tree.Doc == nil {
				continue
			}
			if doc := s.tree.Doc.Text(); doc != "" {
				where, comments = append(where, s.name), append(comments, doc)
			}
		}
		switch len(comments) {
		case 0:
			faults = append(faults, fmt.Sprintf("package %s has no package comment: say what it is for, what to call first, what is deliberately absent", p.path))
		case 1:
			if why := thin(p, comments[0]); why != "" {
				faults = append(faults, fmt.Sprintf("%s: the package comment %s", where[0], why))
			}
		default:
			faults = append(faults, fmt.Sprintf("package %s has %d package comments, in %s; keep one", p.path, len(comments), strings.Join(where, ", ")))
		}
	}
	return faults
}

var (
	sentenceEnd  = regexp.MustCompile(`[.!?][)"']?(\s|$)`)
	abbreviation = regexp.MustCompile(`\b(e\.g|i\.e|etc|cf|vs)\.`)
)

// thin says what a package comment lacks.
func thin(p pkg, comment string) string {
	opening := "Package " + name(p) + " "
	if name(p) == "main" {
		opening = "Command " + path.Base(p.path) + " "
	}
	plain := abbreviation.ReplaceAllString(comment, "")
	switch {
	case !strings.HasPrefix(comment, opening):
		return fmt.Sprintf("does not begin with %q", strings.TrimSpace(opening))
	case len(sentenceEnd.FindAllString(plain, -1)) < 2:
		return "is a single sentence: say also what to call first, or what is deliberately absent"
	case len(strings.Fields(plain)) < 20:
		return "is too short to help anyone: say what the package is for, what to call first, what is deliberately absent"
	}
	return ""
}

// name is the package's name, which external tests extend.
func name(p pkg) string {
	for _, s := range p.files {
		return strings.TrimSuffix(s.tree.Name.Name, "_test")
	}
	return ""
}

func TestCommentFaults(t *testing.T) {
	const good = "// Package p keeps the school's answers. Call Open first; it takes a folder and gives back a store.\n// There is no reader here: figures come from elsewhere.\npackage p\n"
	for _, tt := range []struct {
		name  string
		files []file
		want  string
	}{
		{"good", []file{{"p/a.go", good}, {"p/b.go", "package p\n"}}, ""},
		{"command", []file{{"cmd/p/a.go", strings.NewReplacer("Package p", "Command p", "package p", "package main").Replace(good)}}, ""},
		{"none", []file{{"p/a.go", "package p\n"}}, "has no package comment"},
		{"detached", []file{{"p/a.go", strings.Replace(good, "package p\n", "\npackage p\n", 1)}}, "has no package comment"},
		{"two", []file{{"p/a.go", good}, {"p/b.go", good}}, "has 2 package comments, in p/a.go, p/b.go"},
		{"one in a test", []file{{"p/a.go", good}, {"p/b_test.go", good}}, "has 2 package comments"},
		{"one sentence", []file{{"p/a.go", "// Package p keeps, stores, holds, guards, orders, counts, sorts and in the end e.g. returns all of the school's many answers.\npackage p\n"}}, "single sentence"},
		{"few words", []file{{"p/a.go", "// Package p keeps answers. Call Open.\npackage p\n"}}, "too short"},
		{"directive only", []file{{"p/a.go", "//go:build linux\npackage p\n"}}, "has no package comment"},
		{"other name", []file{{"p/a.go", strings.Replace(good, "Package p", "Package q", 1)}}, `does not begin with "Package p"`},
	} {
		t.Run(tt.name, func(t *testing.T) { bites(t, commentFaults(made(t, tt.files...)), tt.want) })
	}
}
