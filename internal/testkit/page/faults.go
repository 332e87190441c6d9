package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Faults lists what no page of ours may have, whatever it is about. Most are
// points of WCAG 2.2 AA that automatic judges miss or that need no browser;
// the rest would be blocked by the content security policy, silently.
func Faults(t testing.TB, body string) []string {
	t.Helper()
	l := &lint{ids: map[string]int{}}
	root := Parse(t, body)
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && above(n, "template") == nil { // what lies in a template is not on the page
			l.elements = append(l.elements, n)
			if id := Attr(n, "id"); id != "" {
				l.ids[id]++
			}
		}
	}
	l.frame()
	for _, n := range l.elements {
		l.references(n)
		l.policy(n)
		l.field(n)
		l.media(n)
	}
	l.headings()
	l.radios()
	slices.Sort(l.faults)
	return slices.Compact(l.faults)
}

type lint struct {
	elements []*html.Node
	ids      map[string]int
	faults   []string
}

func (l *lint) fault(format string, args ...any) {
	l.faults = append(l.faults, fmt.Sprintf(format, args...))
}

func (l *lint) named(name string) []*html.Node {
	return slices.DeleteFunc(slices.Clone(l.elements), func(n *html.Node) bool { return n.Data != name })
}

// frame: a language, a title, one main heading, unique ids.
func (l *lint) frame() {
	if htmls := l.named("html"); len(htmls) == 0 || !slices.Contains([]string{"nb", "nn", "en", "se"}, Attr(htmls[0], "lang")) {
		l.fault("<html> has no lang, or one we do not speak (WCAG 3.1.1)")
	}
	if titles := l.named("title"); len(titles) == 0 || Text(titles[0]) == "" {
		l.fault("no title (WCAG 2.4.2)")
	}
	if n := len(l.named("h1")); n != 1 {
		l.fault("%d h1 headings, want one", n)
	}
	for id, n := range l.ids {
		if n > 1 {
			l.fault("id %q stands %d times", id, n)
		}
	}
}

// references: whatever points at an id must find it.
func (l *lint) references(n *html.Node) {
	for _, name := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage", "headers", "list", "form"} {
		for id := range strings.FieldsSeq(Attr(n, name)) {
			if l.ids[id] == 0 {
				l.fault("<%s %s=%q> points at nothing", n.Data, name, id)
			}
		}
	}
	if target := Attr(n, "href"); n.Data == "a" && len(target) > 1 && target[0] == '#' && l.ids[target[1:]] == 0 {
		l.fault("<a href=%q> points at nothing", target)
	}
}

// policy: what the content security policy blocks.
func (l *lint) policy(n *html.Node) {
	for _, a := range n.Attr {
		if a.Key == "style" {
			l.fault("<%s style=…>: the content policy drops inline styles", n.Data)
		}
		if strings.HasPrefix(a.Key, "on") {
			l.fault("<%s %s=…>: the content policy drops inline scripts", n.Data, a.Key)
		}
		if (a.Key == "href" || a.Key == "action" || a.Key == "formaction") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
			l.fault("<%s %s=%q>: a script in an address", n.Data, a.Key, a.Val)
		}
	}
	switch n.Data {
	case "style":
		l.fault("<style>: the content policy drops inline styles")
	case "script":
		if _, external := attr(n, "src"); !external && Attr(n, "type") != "application/json" {
			l.fault("<script> without src: the content policy drops inline scripts")
		}
	}
}

// field: every field that a person fills in has a name that can be heard.
func (l *lint) field(n *html.Node) {
	if n.Data != "input" && n.Data != "select" && n.Data != "textarea" {
		return
	}
	if slices.Contains([]string{"hidden", "submit", "button", "reset", "image"}, Attr(n, "type")) {
		return
	}
	if Attr(n, "aria-label") == "" && Attr(n, "aria-labelledby") == "" && !l.labelled(n) {
		l.fault("<%s name=%q> has no label (WCAG 3.3.2)", n.Data, Attr(n, "name"))
	}
}

func (l *lint) labelled(n *html.Node) bool {
	if label := above(n, "label"); label != nil && Text(label) != "" {
		return true
	}
	return slices.ContainsFunc(l.named("label"), func(label *html.Node) bool {
		return Attr(n, "id") != "" && Attr(label, "for") == Attr(n, "id") && Text(label) != ""
	})
}

// media: pictures have a text, tables say which way their headers face.
func (l *lint) media(n *html.Node) {
	switch n.Data {
	case "img":
		if _, ok := attr(n, "alt"); !ok {
			l.fault("<img src=%q> has no alt (WCAG 1.1.1)", Attr(n, "src"))
		}
	case "th":
		if Attr(n, "scope") == "" {
			l.fault("<th>%s</th> has no scope (WCAG 1.3.1)", short(Text(n)))
		}
	case "button", "a":
		if Text(n) == "" && Attr(n, "aria-label") == "" && Attr(n, "aria-labelledby") == "" && !hasNamedPicture(n) {
			l.fault("<%s> has no text (WCAG 4.1.2)", n.Data)
		}
	}
}

func hasNamedPicture(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (d.Data == "img" && Attr(d, "alt") != "" || d.Data == "svg" && Attr(d, "aria-label") != "") {
			return true
		}
	}
	return false
}

// headings: no level is left out on the way down.
func (l *lint) headings() {
	last := 0
	for _, n := range l.elements {
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			level := int(n.Data[1] - '0')
			if level > last+1 {
				l.fault("<%s>%s</%s> follows a heading of level %d", n.Data, short(Text(n)), n.Data, last)
			}
			last = level
		}
	}
}

// radios: every group of radio buttons sits in one fieldset with a legend.
func (l *lint) radios() {
	groups := map[string]*html.Node{}
	for _, n := range l.named("input") {
		if Attr(n, "type") != "radio" {
			continue
		}
		name, set := Attr(n, "name"), above(n, "fieldset")
		switch {
		case set == nil:
			l.fault("radio %q sits in no fieldset (WCAG 1.3.1)", name)
		case legend(set) == "":
			l.fault("the fieldset of radio %q has no legend (WCAG 1.3.1)", name)
		case groups[name] != nil && groups[name] != set:
			l.fault("radio %q is spread over several fieldsets (WCAG 1.3.1)", name)
		}
		groups[name] = set
	}
}

// Checked lists the radio buttons and check boxes that are chosen already, as
// "name=value". On the first view of an answer form there must be none.
func Checked(t testing.TB, root *html.Node) []string {
	t.Helper()
	var chosen []string
	for _, n := range Find(t, root, "input[checked]") {
		chosen = append(chosen, Attr(n, "name")+"="+Attr(n, "value"))
	}
	return chosen
}

func legend(set *html.Node) string {
	for c := range set.ChildNodes() {
		if c.Type == html.ElementNode && c.Data == "legend" {
			return Text(c)
		}
	}
	return ""
}

// above is the nearest ancestor of that name.
func above(n *html.Node, name string) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && p.Data == name {
			return p
		}
	}
	return nil
}
