package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"testing"
)

// Parts unpacks the file: the raw content of every part by its name, such as
// "xl/charts/chart1.xml". What stands in none of them is not in the workbook.
func Parts(t testing.TB, xlsx []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(xlsx), int64(len(xlsx)))
	if err != nil {
		t.Fatalf("unpack workbook: %v", err)
	}
	parts := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatalf("unpack %s: %v", f.Name, err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("unpack %s: %v", f.Name, err)
		}
		parts[f.Name] = string(body)
	}
	return parts
}

// node is an XML element by its local name; prefixes differ between writers.
type node struct {
	name     string
	attrs    map[string]string // by local name, except r:id, which is "r:id"
	text     string
	children []*node
}

// parseXML reads one part.
func parseXML(t testing.TB, name, body string) *node {
	t.Helper()
	root := &node{name: name}
	open := []*node{root}
	for dec := xml.NewDecoder(strings.NewReader(body)); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return root
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			child := element(token)
			top.children = append(top.children, child)
			open = append(open, child)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(token)
		}
	}
}

func element(start xml.StartElement) *node {
	n := &node{name: start.Name.Local, attrs: map[string]string{}}
	for _, a := range start.Attr {
		name := a.Name.Local
		if name == "id" && strings.HasSuffix(a.Name.Space, "/relationships") {
			name = "r:id"
		}
		n.attrs[name] = a.Value
	}
	return n
}

// all are the descendants of that name, in document order.
func (n *node) all(name string) []*node {
	if n == nil {
		return nil
	}
	var list []*node
	for _, c := range n.children {
		if c.name == name {
			list = append(list, c)
		}
		list = append(list, c.all(name)...)
	}
	return list
}

// first is the first descendant reached by the names, one step a name; nil
// where there is none.
func (n *node) first(names ...string) *node {
	for _, name := range names {
		found := n.all(name)
		if len(found) == 0 {
			return nil
		}
		n = found[0]
	}
	return n
}

// child is the direct child of that name.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// content is the text of the element, "" for nil.
func (n *node) content() string {
	if n == nil {
		return ""
	}
	return n.text
}

func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	return n.attrs[name]
}

// relations are the targets of a part's relationships by id, as part names.
func relations(t testing.TB, parts map[string]string, part string) map[string]string {
	t.Helper()
	targets := map[string]string{}
	name := path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	body, ok := parts[name]
	if !ok {
		return targets
	}
	for _, r := range parseXML(t, name, body).all("Relationship") {
		target := r.attr("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", path.Dir(part), target)
		}
		targets[r.attr("Id")] = strings.TrimPrefix(target, "/")
	}
	return targets
}
