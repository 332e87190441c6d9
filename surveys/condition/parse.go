package condition

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of what is parsed. A condition of a questionnaire is a line; what is longer cannot be explained to who is asked.
const (
	MaxLength = 1000 // characters
	maxNested = 50
)

// A Fault says what is wrong with an expression. It is the error of [Parse].
type Fault struct {
	Column int    // character at which it shows, counted from 1
	Reason string // what is wrong and, where there is one, the way out; English, without full stop
	Code   string // names the reason, for those who word it in other languages
	Args   []any  // what the reason quotes, in its order: strings, ints, and a Wanted at the end of "ends" and "stands"
}

// Wanted is what should have stood where something else does.
type Wanted struct {
	Code string
	Args []any
}

// Error is the fault on one line.
func (f *Fault) Error() string { return fmt.Sprintf("character %d: %s", f.Column, f.Reason) }

func fault(column int, code, format string, args ...any) *Fault {
	shown := slices.Clone(args)
	for i := range shown {
		if s, ok := shown[i].(string); ok && strings.Contains(format, "%q") {
			shown[i] = visible(s)
		}
	}
	return &Fault{Column: column, Reason: fmt.Sprintf(format, args...), Code: code, Args: shown}
}

// visible writes out what cannot be seen, as the reason does.
func visible(s string) string {
	quoted := strconv.Quote(s)
	return quoted[1 : len(quoted)-1]
}

// Parse reads an expression. Its error is a *[Fault] with the first thing that is wrong.
func Parse(source string) (Expr, error) {
	root, err := parse(source)
	if err != nil { // a nil *Fault must not become an error
		return Expr{}, err
	}
	e := Expr{root}
	if utf8.RuneCountInString(e.String()) > MaxLength { // what is stored is the canonical text, and it has to be read again
		return Expr{}, fault(MaxLength+1, "long_written", "the expression is longer than %d characters when it is written out", MaxLength)
	}
	return e, nil
}

func parse(source string) (*node, *Fault) {
	switch {
	case !utf8.ValidString(source):
		return nil, fault(1, "encoding", "the expression is not UTF-8 text")
	case utf8.RuneCountInString(source) > MaxLength:
		return nil, fault(MaxLength+1, "long", "the expression is longer than %d characters", MaxLength)
	}
	p := &parser{lexer: lexer{source: []rune(source)}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.kind == end {
		return nil, fault(p.column, "empty", "the expression is empty")
	}
	root, err := p.binary(0)
	if err != nil {
		return nil, err
	}
	if p.kind != end {
		return nil, p.unexpected("operator", "an operator such as = or 'and'")
	}
	return root, nil
}

// parser is a recursive descent over the tokens; the token it stands on is embedded.
type parser struct {
	lexer
	token
	nested int
}

func (p *parser) advance() (err *Fault) {
	p.token, err = p.lexer.next()
	return err
}

// levels are the operators with two sides, from the loosest to the tightest.
var levels = [][]string{{"or"}, {"and"}, {"=", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "div", "mod"}}

// binary reads operators of the level and what binds tighter.
func (p *parser) binary(level int) (*node, *Fault) {
	if level == len(levels) {
		return p.signed()
	}
	left, err := p.binary(level + 1)
	for err == nil && (p.kind == operator || p.kind == name) && slices.Contains(levels[level], p.text) {
		op, column := p.text, p.column
		if err = p.advance(); err != nil {
			break
		}
		var right *node
		if right, err = p.binary(level + 1); err == nil {
			left = &node{op: op, args: []*node{left, right}, column: column}
		}
	}
	return left, err
}

func (p *parser) signed() (*node, *Fault) {
	if p.kind != operator || p.text != "-" {
		return p.primary()
	}
	column := p.column
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer p.shallower()
	if err := p.advance(); err != nil {
		return nil, err
	}
	value, err := p.signed()
	return &node{op: opNeg, args: []*node{value}, column: column}, err
}

func (p *parser) primary() (*node, *Fault) {
	at := p.token
	switch {
	case at.kind == number:
		return p.number()
	case at.kind == text:
		return &node{op: opText, text: at.text, column: at.column}, p.advance()
	case at.kind == reference:
		return &node{op: opRef, text: at.text, column: at.column}, p.advance()
	case at.kind == name:
		return p.call()
	case at.kind == operator && at.text == "(":
		args, err := p.arguments(1)
		if err != nil {
			return nil, err
		}
		return args[0], nil
	}
	return nil, p.unexpected("value", "a value: ${id}, a number, a text in quotes or a function")
}

// literal is a number as it may be written: 15 digits are what a double holds exactly.
var literal = regexp.MustCompile(`^([0-9]{1,15}(\.[0-9]{1,15})?|\.[0-9]{1,15})$`)

func (p *parser) number() (*node, *Fault) {
	at := p.token
	value, err := strconv.ParseFloat(at.text, 64)
	if err != nil || !literal.MatchString(at.text) {
		return nil, fault(at.column, "number", "%q is not a number of at most 15 digits; write it as 12 or 0.5", shorten(at.text))
	}
	return &node{op: opNumber, number: value, column: at.column}, p.advance()
}

// functions are what may be called, with the number of arguments.
var functions = map[string]int{opNot: 1, opIf: 3, opSelected: 2, opCount: 1}

func (p *parser) call() (*node, *Fault) {
	at := p.token
	count, known := functions[at.text]
	if lower := strings.ToLower(at.text); !known && (functions[lower] > 0 || slices.Contains([]string{"and", "or", "div", "mod"}, lower)) {
		if lower == at.text {
			return nil, p.unexpected("value", "a value: ${id}, a number, a text in quotes or a function")
		}
		return nil, fault(at.column, "case", "%q is written in lower case here: %s", at.text, lower)
	}
	if !known {
		return nil, fault(at.column, "name", "%q is not known here; there are not(), if(), selected() and count-selected(), texts stand in quotes, and questions are named as ${id}", shorten(at.text))
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.kind != operator || p.text != "(" {
		return nil, p.unexpected("parenthesis", "a parenthesis after "+at.text, at.text)
	}
	args, err := p.arguments(count)
	if err != nil {
		return nil, err
	}
	if err := checkCall(at.text, args); err != nil {
		return nil, err
	}
	return &node{op: at.text, args: args, column: at.column}, nil
}

// checkCall sees to it that what asks about options is about a question and an option.
func checkCall(function string, args []*node) *Fault {
	if (function == opSelected || function == opCount) && args[0].op != opRef {
		return fault(args[0].column, "one_question", "%s() asks about one question; write it as ${id}", function)
	}
	if function == opSelected && args[1].op != opText {
		return fault(args[1].column, "one_option", "selected() asks about one option; write its key in quotes")
	}
	return nil
}

// arguments reads count values in parentheses.
func (p *parser) arguments(count int) ([]*node, *Fault) {
	open := p.column
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer p.shallower()
	var args []*node
	for i := range count {
		if err := p.advance(); err != nil { // past the parenthesis or comma
			return nil, err
		}
		value, err := p.binary(0)
		if err != nil {
			return nil, err
		}
		args = append(args, value)
		switch last := i == count-1; {
		case p.kind == end:
			return nil, fault(open, "open", "the parenthesis that opens here is not closed")
		case last && (p.kind != operator || p.text != ")"):
			return nil, p.unexpected("closing", "a closing parenthesis")
		case !last && (p.kind != operator || p.text != ","):
			return nil, p.unexpected("comma", fmt.Sprintf("a comma: %d values are needed", count), count)
		}
	}
	return args, p.advance()
}

func (p *parser) deeper() *Fault {
	if p.nested++; p.nested > maxNested {
		return fault(p.column, "nested", "parentheses are nested more than %d deep", maxNested)
	}
	return nil
}

func (p *parser) shallower() { p.nested-- }

// unexpected says that something else should stand here: in English, and by the code of what is wanted.
func (p *parser) unexpected(code, english string, args ...any) *Fault {
	wanted := Wanted{code, args}
	if p.kind == end {
		return &Fault{p.column, "the expression ends where there should be " + english, "ends", []any{wanted}}
	}
	stands := shorten(p.token.text)
	return &Fault{p.column, fmt.Sprintf("%q stands where there should be %s", stands, english), "stands", []any{visible(stands), wanted}}
}

// shorten keeps a quoted word from filling the page.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
