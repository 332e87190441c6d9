package page

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// selector is a chain of compound steps, the last one first to be matched.
type selector []step

// step is one compound selector and how it hangs on the one before.
type step struct {
	child   bool // ">": directly below
	element string
	tests   []func(*html.Node) bool
}

var (
	compound = regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9-]*|\*)?((?:#[\w-]+|\.[\w-]+|\[[\w-]+(?:=(?:"[^"]*"|'[^']*'|[\w./:-]+))?\])*)$`)
	simple   = regexp.MustCompile(`#[\w-]+|\.[\w-]+|\[[\w-]+(?:=(?:"[^"]*"|'[^']*'|[\w./:-]+))?\]`)
	pieces   = regexp.MustCompile(`(?:[^\s>\["']|\[(?:"[^"]*"|'[^']*'|[^\]"'])*\])+|>`)
)

// parseSelector understands the selectors that the package comment lists.
func parseSelector(s string) (selector, error) {
	if left := pieces.ReplaceAllString(s, ""); strings.TrimSpace(left) != "" {
		return nil, fmt.Errorf("selector %q: %q is not understood", s, left)
	}
	var steps selector
	child := false
	for _, piece := range pieces.FindAllString(s, -1) {
		if piece == ">" {
			child = true
			continue
		}
		parts := compound.FindStringSubmatch(piece)
		if parts == nil {
			return nil, fmt.Errorf("selector %q: %q is not understood", s, piece)
		}
		next := step{child: child, element: strings.ToLower(parts[1])}
		for _, part := range simple.FindAllString(parts[2], -1) {
			next.tests = append(next.tests, test(part))
		}
		steps = append(steps, next)
		child = false
	}
	if len(steps) == 0 || child {
		return nil, fmt.Errorf("selector %q is not understood", s)
	}
	return steps, nil
}

// test is one #id, .class or [attribute] of a step.
func test(part string) func(*html.Node) bool {
	switch part[0] {
	case '#':
		return func(n *html.Node) bool { return Attr(n, "id") == part[1:] }
	case '.':
		return func(n *html.Node) bool { return slices.Contains(strings.Fields(Attr(n, "class")), part[1:]) }
	}
	name, value, valued := strings.Cut(strings.Trim(part, "[]"), "=")
	value = strings.Trim(value, `"'`)
	return func(n *html.Node) bool {
		got, ok := attr(n, name)
		return ok && (!valued || got == value)
	}
}

// matches reports whether the last step is n and the others lie above it.
func (s selector) matches(n *html.Node) bool {
	last := s[len(s)-1]
	if !last.matches(n) {
		return false
	}
	rest := s[:len(s)-1]
	if len(rest) == 0 {
		return true
	}
	for above := n.Parent; above != nil; above = above.Parent {
		if rest.matches(above) {
			return true
		}
		if last.child {
			return false
		}
	}
	return false
}

func (s step) matches(n *html.Node) bool {
	if n.Type != html.ElementNode || s.element != "" && s.element != "*" && s.element != n.Data {
		return false
	}
	return !slices.ContainsFunc(s.tests, func(test func(*html.Node) bool) bool { return !test(n) })
}

// find lists the matching elements below n, in document order.
func (s selector) find(n *html.Node) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if s.matches(d) {
			found = append(found, d)
		}
	}
	return found
}
