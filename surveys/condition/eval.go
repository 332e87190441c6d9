package condition

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Answers are what has been answered so far, by the id of the question. A question that is not there was left blank, was not asked, or
// comes later.
type Answers map[string]Value

// A Value is an answer, or what a part of an expression comes to. The zero Value is the empty text: no answer.
type Value struct {
	is     valueKind
	number float64 // of truth: 1 or 0
	text   string
	keys   []string
}

type valueKind uint8

const (
	isText valueKind = iota
	isNumber
	isTruth
	isKeys
)

// Code is an answer on a scale: its code.
func Code(code int8) Value { return Value{is: isNumber, number: float64(code)} }

// Choice is the answer to a single choice: the key of the option.
func Choice(key string) Value { return Value{is: isText, text: key} }

// Choices is the answer to a multiple choice: the keys of what was chosen, in the order of the list.
func Choices(keys ...string) Value { return Value{is: isKeys, keys: keys} }

// Holds evaluates the expression. It neither fails nor panics, whatever the answers are.
func (e Expr) Holds(answers Answers) bool { return e.root == nil || e.root.value(answers).truth() }

func (n *node) value(answers Answers) Value {
	switch n.op {
	case opNumber:
		return Value{is: isNumber, number: n.number}
	case opText:
		return Value{is: isText, text: n.text}
	case opRef:
		return answers[n.text]
	case opIf:
		if n.args[0].value(answers).truth() {
			return n.args[1].value(answers)
		}
		return n.args[2].value(answers)
	case opSelected:
		return truth(contains(n.args[0].value(answers).words(), n.args[1].text))
	case opCount:
		return Value{is: isNumber, number: float64(len(n.args[0].value(answers).words()))}
	case opNot:
		return truth(!n.args[0].value(answers).truth())
	case opNeg:
		return Value{is: isNumber, number: -n.args[0].value(answers).float()}
	case "and":
		return truth(n.args[0].value(answers).truth() && n.args[1].value(answers).truth())
	case "or":
		return truth(n.args[0].value(answers).truth() || n.args[1].value(answers).truth())
	}
	return operate(n.op, n.args[0].value(answers), n.args[1].value(answers))
}

// operate does comparison and arithmetic.
func operate(op string, a, b Value) Value {
	x, y := a.float(), b.float()
	switch op {
	case "=":
		return truth(equal(a, b))
	case "!=":
		return truth(!equal(a, b))
	case "<":
		return truth(x < y)
	case "<=":
		return truth(x <= y)
	case ">":
		return truth(x > y)
	case ">=":
		return truth(x >= y)
	}
	result := math.Mod(x, y)
	switch op {
	case "+":
		result = x + y
	case "-":
		result = x - y
	case "*":
		result = x * y
	case "div":
		result = x / y
	}
	return Value{is: isNumber, number: result}
}

func equal(a, b Value) bool {
	switch {
	case a.is == isTruth || b.is == isTruth:
		return a.truth() == b.truth()
	case a.is == isNumber || b.is == isNumber:
		return a.float() == b.float()
	}
	return a.string() == b.string()
}

func truth(holds bool) Value {
	if holds {
		return Value{is: isTruth, number: 1}
	}
	return Value{is: isTruth}
}

func (v Value) truth() bool {
	if v.is == isNumber || v.is == isTruth {
		return v.number != 0 && !math.IsNaN(v.number)
	}
	return v.string() != ""
}

// numeric is what XPath 1.0 reads as a number: no plus, no exponent.
var numeric = regexp.MustCompile(`^[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*$`)

func (v Value) float() float64 {
	if v.is == isNumber || v.is == isTruth {
		return v.number
	}
	if match := numeric.FindStringSubmatch(v.string()); match != nil {
		number, _ := strconv.ParseFloat(match[1], 64) // out of range it is an infinity, as in XPath
		return number
	}
	return math.NaN()
}

func (v Value) string() string {
	switch v.is {
	case isKeys:
		return strings.Join(v.keys, " ")
	case isText:
		return v.text
	}
	return plain(v.number)
}

// words are the keys of what was chosen.
func (v Value) words() []string {
	if v.is == isKeys {
		return v.keys
	}
	return strings.Fields(v.string())
}

func contains(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}
