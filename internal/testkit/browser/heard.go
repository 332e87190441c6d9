package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// Heard lists what assistive technology is told about the page as it stands, in reading order: a line for each node of the accessibility
// tree that says something, with its role, name, states and description.
//
//	heading "Fremme og forebygge" level=2
//	group "Hvilken personalgruppe …" description="Velg …"
//	radio "Lærere" invalid=true checked=false
//
// Plain text stands as it is; what only holds others (a paragraph, a list) is left out.
func (tab *Tab) Heard() []string {
	tab.t.Helper()
	var nodes []*accessibility.Node
	tab.Do("read the accessibility tree", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		tree, err := cdp.Call(ctx, t, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		nodes = tree.Nodes
		return chromedp.Void{}, err
	})
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID] = n
	}
	var lines []string
	var walk func(n *accessibility.Node)
	walk = func(n *accessibility.Node) {
		if line := heard(n); line != "" {
			lines = append(lines, line)
		}
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				walk(child)
			}
		}
	}
	if len(nodes) > 0 {
		walk(nodes[0])
	}
	return lines
}

// spoken are the states that are part of what is heard; the rest is about layout and focus.
var spoken = []accessibility.PropertyName{"checked", "invalid", "live", "expanded", "required", "disabled"}

// silent are the roles that only hold others, and the parts that text is split into.
var silent = []string{"none", "generic", "paragraph", "InlineTextBox", "LineBreak", "LabelText", "Legend", "list", "ListMarker", "RootWebArea", "listitem"}

func heard(n *accessibility.Node) string {
	role, name := wordOf(n.Role), wordOf(n.Name)
	switch {
	case n.Ignored || slices.Contains(silent, role):
		return ""
	case role == "StaticText":
		return name
	}
	line := strings.TrimSpace(fmt.Sprintf("%s %q", role, name))
	for _, p := range n.Properties {
		isSpoken := slices.Contains(spoken, p.Name) || p.Name == "level" && role == "heading"
		if value := wordOf(p.Value); isSpoken && value != "" && (p.Name != "invalid" || value != "false") {
			line += fmt.Sprintf(" %s=%s", p.Name, value)
		}
	}
	if description := wordOf(n.Description); description != "" {
		line += fmt.Sprintf(" description=%q", description)
	}
	return line
}

// wordOf is a value of the tree as text.
func wordOf(v *accessibility.Value) string {
	if v == nil || len(v.Value) == 0 {
		return ""
	}
	var text string
	if json.Unmarshal([]byte(v.Value), &text) == nil {
		return text
	}
	return string(v.Value)
}
