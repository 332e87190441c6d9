package page

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Check is one assertion about an element and what lies below it.
type Check func(n *html.Node) error

// Verify parses a page and fails the test for every check that does not hold.
// When one fails, the page is logged once.
func Verify(t testing.TB, body string, checks ...Check) {
	t.Helper()
	root := Parse(t, body)
	failed := false
	for _, check := range checks {
		if err := check(root); err != nil {
			failed = true
			t.Error(err)
		}
	}
	if failed {
		t.Logf("the page was:\n%s", body)
	}
}

// Parse reads a page as a browser would; the result is the document.
func Parse(t testing.TB, body string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatalf("parse page: %v", err)
	}
	return root
}

// Find lists the elements that the selector matches, in document order.
func Find(t testing.TB, root *html.Node, css string) []*html.Node {
	t.Helper()
	s, err := parseSelector(css)
	if err != nil {
		t.Fatal(err)
	}
	return s.find(root)
}

// In applies the checks to the first element that the selector matches; there
// must be one.
func In(css string, checks ...Check) Check {
	return within(css, func(found []*html.Node) error {
		if len(found) == 0 {
			return fmt.Errorf("nothing matches %s", css)
		}
		return all(found[0], checks)
	})
}

// Each applies the checks to all elements that the selector matches; there
// must be at least one, or the check would hold by accident.
func Each(css string, checks ...Check) Check {
	return within(css, func(found []*html.Node) error {
		if len(found) == 0 {
			return fmt.Errorf("nothing matches %s", css)
		}
		for i, n := range found {
			if err := all(n, checks); err != nil {
				return fmt.Errorf("%s, number %d: %w", css, i+1, err)
			}
		}
		return nil
	})
}

// Count wants exactly so many elements.
func Count(css string, want int) Check {
	return within(css, func(found []*html.Node) error {
		if len(found) != want {
			return fmt.Errorf("%d elements match %s, want %d", len(found), css, want)
		}
		return nil
	})
}

// Not wants no element that the selector matches.
func Not(css string) Check {
	return Count(css, 0)
}

// HasText wants the element's text, white space folded, to contain want.
func HasText(want string) Check {
	return func(n *html.Node) error {
		if got := Text(n); !strings.Contains(got, want) {
			return fmt.Errorf("the text %q lacks %q", short(got), want)
		}
		return nil
	}
}

// IsText wants the element's text, white space folded, to be want.
func IsText(want string) Check {
	return func(n *html.Node) error {
		if got := Text(n); got != want {
			return fmt.Errorf("the text is %q, want %q", short(got), want)
		}
		return nil
	}
}

// LacksText wants a text nowhere below the element, attributes and scripts
// included: what is hidden must not be in the source either.
func LacksText(secret string) Check {
	return func(n *html.Node) error {
		var b strings.Builder
		if err := html.Render(&b, n); err != nil {
			return err
		}
		source := b.String()
		if strings.Contains(source, secret) || strings.Contains(html.UnescapeString(source), secret) {
			return fmt.Errorf("%q stands in the source", secret)
		}
		return nil
	}
}

// HasAttr wants the attribute to be there, whatever its value.
func HasAttr(name string) Check {
	return func(n *html.Node) error {
		if _, ok := attr(n, name); !ok {
			return fmt.Errorf("<%s> lacks the attribute %s", n.Data, name)
		}
		return nil
	}
}

// AttrIs wants the attribute to have that value.
func AttrIs(name, want string) Check {
	return func(n *html.Node) error {
		if got, ok := attr(n, name); !ok || got != want {
			return fmt.Errorf("<%s> has %s=%q, want %q", n.Data, name, got, want)
		}
		return nil
	}
}

// Text is the text below an element as a reader gets it: white space folded,
// scripts, styles and templates left out.
func Text(n *html.Node) string {
	var b strings.Builder
	collectText(&b, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func collectText(b *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "template") {
		return
	}
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && !inline[c.Data] {
			b.WriteString(" ")
		}
		collectText(b, c)
		if c.Type == html.ElementNode && !inline[c.Data] {
			b.WriteString(" ")
		}
	}
}

// inline are the elements that do not part words.
var inline = map[string]bool{
	"a": true, "abbr": true, "b": true, "cite": true, "code": true, "dfn": true, "em": true, "i": true,
	"kbd": true, "mark": true, "q": true, "s": true, "small": true, "span": true, "strong": true, "sub": true,
	"sup": true, "time": true, "u": true, "var": true, "wbr": true,
}

// Attr is the value of an attribute, "" where there is none.
func Attr(n *html.Node, name string) string {
	value, _ := attr(n, name)
	return value
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

func within(css string, judge func([]*html.Node) error) Check {
	s, err := parseSelector(css)
	return func(n *html.Node) error {
		if err != nil {
			return err
		}
		if err := judge(s.find(n)); err != nil {
			return fmt.Errorf("in %s: %w", css, err)
		}
		return nil
	}
}

func all(n *html.Node, checks []Check) error {
	for _, check := range checks {
		if err := check(n); err != nil {
			return err
		}
	}
	return nil
}

// short keeps a failure readable.
func short(s string) string {
	if runes := []rune(s); len(runes) > 200 {
		return string(runes[:200]) + "…"
	}
	return s
}
