package page

import (
	"net/url"
	"testing"

	"golang.org/x/net/html"
)

// Filled is a form as a browser without scripts would send it: Values holds
// what is filled in or chosen already, hidden fields included.
type Filled struct {
	Action, Method string
	Values         url.Values
	Choices        map[string][]string // radio buttons and select boxes: name → the values on offer, in order
}

// Form reads the form that the selector matches. Change Values and post them
// to Action to fill it in. Submit buttons send nothing unless a test adds them.
func Form(t testing.TB, root *html.Node, css string) Filled {
	t.Helper()
	found := Find(t, root, css)
	if len(found) == 0 || found[0].Data != "form" {
		t.Fatalf("%s matches no form", css)
	}
	form := found[0]
	f := Filled{Action: Attr(form, "action"), Method: Attr(form, "method"), Values: url.Values{}, Choices: map[string][]string{}}
	for n := range form.Descendants() {
		if _, disabled := attr(n, "disabled"); n.Type == html.ElementNode && !disabled && Attr(n, "name") != "" {
			f.add(n)
		}
	}
	return f
}

func (f *Filled) add(n *html.Node) {
	name := Attr(n, "name")
	switch n.Data {
	case "input":
		f.input(n, name)
	case "textarea":
		f.Values.Add(name, rawText(n))
	case "select":
		f.options(n, name)
	}
}

func (f *Filled) input(n *html.Node, name string) {
	value, _ := attr(n, "value")
	switch Attr(n, "type") {
	case "submit", "button", "image", "reset", "file":
	case "radio", "checkbox":
		if _, ok := attr(n, "value"); !ok {
			value = "on"
		}
		f.Choices[name] = append(f.Choices[name], value)
		if _, checked := attr(n, "checked"); checked {
			f.Values.Add(name, value)
		}
	default:
		f.Values.Add(name, value)
	}
}

// options takes the selected option of a select box, else its first.
func (f *Filled) options(n *html.Node, name string) {
	chosen := ""
	for option := range n.Descendants() {
		if option.Type != html.ElementNode || option.Data != "option" {
			continue
		}
		value, ok := attr(option, "value")
		if !ok {
			value = Text(option)
		}
		if _, selected := attr(option, "selected"); selected || len(f.Choices[name]) == 0 {
			chosen = value
		}
		f.Choices[name] = append(f.Choices[name], value)
	}
	f.Values.Add(name, chosen)
}

func rawText(n *html.Node) string {
	text := ""
	for c := range n.ChildNodes() {
		text += c.Data
	}
	return text
}
