// Package condition says when a question is asked: the expressions in "show_if" of an instrument, and "relevant" of an XLSForm.
//
// Call [Parse] first. It turns the text into an [Expr] or says what is wrong and at which character ([*Fault]). [Expr.Holds] evaluates
// it against what has been answered so far. [Expr.String] is the canonical text, and marshalling as JSON gives the tree that travels to
// the browser, where static/condition.js evaluates it: nothing is parsed there, and nothing is handed to eval.
//
// # Syntax
//
// The subset of XPath 1.0 that questionnaires need, spelled as in XLSForm:
//
//	${id}                            the answer to the question with this id
//	12   0.5   'text'   "text"       numbers and texts
//	=  !=  <  <=  >  >=              comparison
//	+  -  *  div  mod                arithmetic; - also in front of a value
//	and  or  not(x)                  logic
//	if(x, a, b)                      a when x holds, else b
//	selected(${id}, 'key')           whether the option was chosen
//	count-selected(${id})            how many were
//	( )                              grouping
//
// From loosest to tightest: or; and; = !=; < <= > >=; + -; * div mod; the sign. Operators of one level group from the left. Keywords are
// lower case. Everything else is refused by name: other functions, the "." of a constraint, ==, && and curly quotes.
//
// # Meaning
//
// That of XPath 1.0, with these values for a reference: an answer on a scale is its code as a number; a single choice is the key of its
// option, a text; a multiple choice is the keys of what was chosen in the order of the list, with one space between. What was left blank,
// was not asked or comes later is the empty text, so ” as a text and NaN as a number.
//
//   - Two values are compared as truth values if one of them is one, else as numbers if one of them is a number, else as texts;
//     < <= > >= always compare numbers.
//   - A text is a number when it is written as one: an optional minus, digits, and an optional point with digits, white space around
//     it allowed. Every other text is NaN, which equals nothing (so "!=" holds) and is neither smaller nor greater than anything.
//   - Truth is the number 1 or 0. As truth, 0, NaN and the empty text are false and everything else is true.
//   - mod takes the sign of the dividend. Dividing by nought gives an infinity or NaN and never fails.
//
// One trap follows from it and is meant: on a scale, "don't know" is the code 0, so ${q} <= 2 holds for it as well. Write
// ${q} >= 1 and ${q} <= 2.
//
// # The tree as JSON
//
// One object per node, with one of these shapes; args are nodes:
//
//	{"number": 12}   {"text": "minutes"}   {"ref": "q1"}
//	{"op": "and", "args": [ …, … ]}
//
// An op is one of the operators above ("or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod") with two args, "neg" or "not" with
// one, "if" with three, "selected" with a reference and a text, "count-selected" with a reference.
//
// # Test vectors
//
// testdata/vectors.json is passed by both evaluators. It is an object:
//
//	"expressions": [ {"source", "canonical", "tree", "cases": [ {"answers": { id: 3 | "key" | ["key", …] }, "holds": true} ]} ]
//	"refused":     [ {"source", "column", "reason"} ]     reason is the beginning of the words
//
// An answer is a number for a scale, a text for a single choice and a list of keys for a multiple one; what is not there was left blank.
//
// Deliberately absent: variables, dates, regular expressions, text functions and anything else by which an expression could depend
// on more than the answers given before it.
package condition
