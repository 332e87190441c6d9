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

// pages holds every page's template in every language: templates/<name>.html within the frame of templates/base.html,
// with the parts of templates/parts at hand.
type pages struct {
	byLang map[string]map[string]*template.Template
}

// parsePages parses all templates; a fault in one panics, since it was built in. Each language has its own set, so that
// the words of a template are looked up in the right language without anybody passing it along. A function that is given
// is told of every template that runs.
func parsePages(bundle *i18n.Bundle, files *assets, executed func(string)) *pages {
	p := &pages{byLang: map[string]map[string]*template.Template{}}
	for _, lang := range i18n.Languages {
		p.byLang[lang] = parseLanguage(functions(bundle.Printer(lang), files), executed)
	}
	return p
}

func parseLanguage(funcs template.FuncMap, executed func(string)) map[string]*template.Template {
	if executed != nil {
		funcs["executed"] = func(name string) string { executed(name); return "" }
	}
	frame := parseInto(template.New("base.html").Funcs(funcs), "templates/base.html", "templates/parts/*.html")
	set := map[string]*template.Template{}
	for _, name := range pageNames() {
		page := parseInto(template.Must(frame.Clone()), "templates/"+name+".html")
		if executed != nil {
			reportExecution(page)
		}
		set[name] = page
	}
	return set
}

// parseInto adds the templates of files to a set, without the white space at the beginning and the end of lines: it is for those who read
// the source. The lines stay, so that a fault is found where it is said to be.
func parseInto(set *template.Template, patterns ...string) *template.Template {
	for _, pattern := range patterns {
		names, err := fs.Glob(templateFiles, pattern)
		if err != nil {
			panic(err) // the patterns are constants
		}
		for _, name := range names {
			source, err := fs.ReadFile(templateFiles, name)
			if err != nil {
				panic(err) // it has just been listed
			}
			tmpl := set
			if base := path.Base(name); base != set.Name() {
				tmpl = set.New(base)
			}
			template.Must(tmpl.Parse(string(lineEnds.ReplaceAll(source, []byte("\n")))))
		}
	}
	return set
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
		if name := strings.TrimSuffix(path.Base(file), ".html"); name != "base" {
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
func templateName(tmpl *template.Template) string { return tmpl.Tree.ParseName + " " + tmpl.Name() }

// execute renders a page.
func (p *pages) execute(w io.Writer, lang, name string, page pageData) error {
	tmpl, ok := p.byLang[lang][name]
	if !ok {
		return fmt.Errorf("there is no templates/%s.html", name)
	}
	return tmpl.ExecuteTemplate(w, "base.html", page)
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
