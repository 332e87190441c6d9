package web

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"text/template/parse"
	"time"

	"tilstand/internal/i18n"
)

//go:embed templates
var templateFiles embed.FS

// pages holds every page in every language: templates/<name>.html within the frame of templates/base.html, with the parts of templates/parts at
// hand.
type pages struct {
	byLang map[string]*template.Template
}

// parsePages parses all templates; a fault in one panics, since it was built in. Each language has its own set, so that
// the words of a template are looked up in the right language without anybody passing it along. A function that is given
// is told of every template that runs.
func parsePages(bundle *i18n.Bundle, files *assets, executed func(string)) *pages {
	p := &pages{byLang: map[string]*template.Template{}}
	for _, lang := range i18n.Languages {
		p.byLang[lang] = parseLanguage(functions(bundle.Printer(lang), files), executed, pageNames()...)
	}
	return p
}

// parseLanguage makes one set of all parts and the pages. What a page defines, and the frame around it, are in the set under the name of the page:
// every page has its own "main". A set for each page, with a copy of the parts in each, took 200 MB more.
func parseLanguage(funcs template.FuncMap, executed func(string), names ...string) *template.Template {
	if executed != nil {
		funcs["executed"] = func(name string) string { executed(name); return "" }
	}
	set := template.New("parts").Funcs(funcs)
	eachFile("templates/parts/*.html", func(name, source string) { template.Must(set.New(name).Parse(source)) })
	for _, name := range names {
		addPage(set, funcs, name)
	}
	if executed != nil {
		reportExecution(set)
	}
	return set
}

// addPage adds a page and its frame.
func addPage(set *template.Template, funcs template.FuncMap, page string) {
	own := template.New(page).Funcs(funcs)
	for _, file := range []string{frame, page + ".html"} {
		eachFile("templates/"+file, func(name, source string) { template.Must(own.New(name).Parse(source)) })
	}
	names := map[string]bool{}
	for _, tmpl := range own.Templates() {
		names[tmpl.Name()] = true
	}
	delete(names, page) // the root, which holds the others together
	for name := range names {
		tree := own.Lookup(name).Tree
		eachCall(tree.Root, func(call *parse.TemplateNode) {
			if names[call.Name] {
				call.Name = page + "/" + call.Name
			}
		})
		template.Must(set.AddParseTree(page+"/"+name, tree))
	}
}

// frame is the template that is around the "main" of every page.
const frame = "base.html"

// eachCall visits every {{template}} under a node.
func eachCall(node parse.Node, visit func(*parse.TemplateNode)) {
	branches := func(b *parse.BranchNode) {
		eachCall(b.List, visit)
		if b.ElseList != nil {
			eachCall(b.ElseList, visit)
		}
	}
	switch n := node.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			eachCall(child, visit)
		}
	case *parse.IfNode:
		branches(&n.BranchNode)
	case *parse.RangeNode:
		branches(&n.BranchNode)
	case *parse.WithNode:
		branches(&n.BranchNode)
	case *parse.TemplateNode:
		visit(n)
	}
}

// eachFile reads the templates of a pattern without the white space at the beginning and the end of lines: it is for those who read
// the source. The lines stay, so that a fault is found where it is said to be.
func eachFile(pattern string, parse func(name, source string)) {
	names, err := fs.Glob(templateFiles, pattern)
	if err != nil {
		panic(err) // the patterns are constants
	}
	for _, name := range names {
		source, err := fs.ReadFile(templateFiles, name)
		if err != nil {
			panic(err) // it has just been listed
		}
		parse(path.Base(name), string(lineEnds.ReplaceAll(source, []byte("\n"))))
	}
}

var lineEnds = regexp.MustCompile(`[ \t]*\n[ \t]*`)

// pageNames lists the pages: all templates but the frame.
func pageNames() []string {
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	var names []string
	for _, file := range files {
		if name := strings.TrimSuffix(path.Base(file), ".html"); name+".html" != frame {
			names = append(names, name)
		}
	}
	return names
}

// reportExecution makes every template of a set begin by telling its name, for the test that no template goes untested.
func reportExecution(set *template.Template) {
	for _, tmpl := range set.Templates() {
		if tmpl.Tree == nil || tmpl.Tree.Root == nil {
			continue
		}
		call := fmt.Sprintf("{{executed %q}}", templateName(tmpl))
		told := template.Must(template.New("told").Funcs(template.FuncMap{"executed": func(string) string { return "" }}).Parse(call))
		tmpl.Tree.Root.Nodes = append([]parse.Node{told.Tree.Root.Nodes[0]}, tmpl.Tree.Root.Nodes...)
	}
}

// templateName names a template with its file, since every page has its own "main".
func templateName(tmpl *template.Template) string {
	return tmpl.Tree.ParseName + " " + path.Base(tmpl.Name())
}

// execute renders a page.
func (p *pages) execute(w io.Writer, lang, name string, page pageData) error {
	tmpl := p.byLang[lang].Lookup(name + "/" + frame)
	if tmpl == nil {
		return fmt.Errorf("there is no templates/%s.html", name)
	}
	return tmpl.Execute(w, page)
}

// functions are what templates may call, in one language. Few, and pure: a template that needs a calculation lacks a field.
func functions(words i18n.Printer, files *assets) template.FuncMap {
	return template.FuncMap{
		"t":            words.T,   // {{t "results.n" "count" .N}}
		"say":          words.Say, // an i18n.Sentence
		"text":         func(t i18n.Text) string { return t.In(words.Lang()) },
		"date":         func(t time.Time) string { return words.Date(t) },
		"datetime":     func(t time.Time) string { return words.DateTime(t) },
		"asset":        files.href,   // {{asset "icon.svg"}}
		"script":       files.script, // {{script "charts.js"}}
		"sheet":        files.sheet,  // {{sheet "app.css"}}
		"languageName": func(lang string) string { return languageNames[lang] },
	}
}
