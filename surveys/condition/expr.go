package condition

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// An Expr is a parsed expression. The zero Expr is no condition: it holds always, and its text is empty.
type Expr struct{ root *node }

// A node of the tree. Leaves have no args; op tells which of number and text counts.
type node struct {
	op     string
	number float64
	text   string // of a text, or the id of a reference
	args   []*node
	column int // where it stands in the source; no part of what the expression means
}

const (
	opNumber   = "number"
	opText     = "text"
	opRef      = "ref"
	opNeg      = "neg"
	opNot      = "not"
	opIf       = "if"
	opSelected = "selected"
	opCount    = "count-selected"
)

// A Use is a place in an expression where a question is named, or where one of its options is.
type Use struct {
	Ref    string // id of the question
	Key    string // what its answer is compared with by = or !=, or looked for by selected(); empty for the question itself
	Number bool   // the key is written as a number, and is compared as one
	Column int    // character, counted from 1
}

// Refs returns the ids of the questions that the expression depends on, each once, in the order they are named.
func (e Expr) Refs() []string {
	var refs []string
	for _, use := range e.Uses() {
		if !slices.Contains(refs, use.Ref) {
			refs = append(refs, use.Ref)
		}
	}
	return refs
}

// Uses returns every place where a question or one of its options is named, from left to right: first the question, then the option. Comparing with the empty text
// names no option.
func (e Expr) Uses() []Use {
	var uses []Use
	e.root.visit(func(n *node) {
		switch n.op {
		case opRef:
			uses = append(uses, Use{Ref: n.text, Column: n.column})
		case opSelected, "=", "!=":
			for i, side := range n.args {
				other := n.args[1-i]
				if side.op != opRef || n.op == opSelected && i > 0 {
					continue
				}
				switch {
				case other.op == opText && other.text != "":
					uses = append(uses, Use{Ref: side.text, Key: other.text, Column: other.column})
				case other.op == opNumber:
					uses = append(uses, Use{Ref: side.text, Key: plain(other.number), Number: true, Column: other.column})
				}
			}
		}
	})
	slices.SortStableFunc(uses, func(a, b Use) int { return a.Column - b.Column })
	return uses
}

// visit calls see with the node and all below it.
func (n *node) visit(see func(*node)) {
	if n == nil {
		return
	}
	see(n)
	for _, arg := range n.args {
		arg.visit(see)
	}
}

// String is the canonical text: one space around operators and after commas, no parentheses that change nothing, texts in
// single quotes unless they hold one. Parsing it gives the same tree.
func (e Expr) String() string {
	if e.root == nil {
		return ""
	}
	var w strings.Builder
	e.root.write(&w)
	return w.String()
}

func (n *node) write(w *strings.Builder) {
	switch n.op {
	case opNumber:
		w.WriteString(plain(n.number))
	case opText:
		quote := "'"
		if strings.Contains(n.text, quote) {
			quote = `"`
		}
		w.WriteString(quote + n.text + quote)
	case opRef:
		w.WriteString("${" + n.text + "}")
	case opNeg:
		w.WriteByte('-')
		n.args[0].grouped(w, n.args[0].level() < n.level())
	case opNot, opIf, opSelected, opCount:
		w.WriteString(n.op + "(")
		for i, arg := range n.args {
			if i > 0 {
				w.WriteString(", ")
			}
			arg.write(w)
		}
		w.WriteByte(')')
	default:
		n.args[0].grouped(w, n.args[0].level() < n.level())
		w.WriteString(" " + n.op + " ")
		n.args[1].grouped(w, n.args[1].level() <= n.level())
	}
}

func (n *node) grouped(w *strings.Builder, parentheses bool) {
	if parentheses {
		w.WriteByte('(')
		defer w.WriteByte(')')
	}
	n.write(w)
}

// level is how tightly the node holds together: the place of its operator in levels, more for a sign and most for the rest.
func (n *node) level() int {
	for level, ops := range levels {
		if slices.Contains(ops, n.op) {
			return level
		}
	}
	if n.op == opNeg {
		return len(levels)
	}
	return len(levels) + 1
}

// MarshalJSON writes the tree as the package comment describes it; null for no condition.
func (e Expr) MarshalJSON() ([]byte, error) { return json.Marshal(e.root.tree()) }

func (n *node) tree() any {
	if n == nil {
		return nil
	}
	switch n.op {
	case opNumber:
		return map[string]any{"number": n.number}
	case opText:
		return map[string]any{"text": n.text}
	case opRef:
		return map[string]any{"ref": n.text}
	}
	args := make([]any, len(n.args))
	for i, arg := range n.args {
		args[i] = arg.tree()
	}
	return map[string]any{"op": n.op, "args": args}
}

// plain writes a number without exponent.
func plain(number float64) string { return strconv.FormatFloat(number, 'f', -1, 64) }
