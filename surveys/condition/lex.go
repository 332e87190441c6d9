package condition

import (
	"strings"
	"unicode"
)

type kind uint8

const (
	end kind = iota
	number
	text
	reference
	name
	operator // also the comma and parentheses
)

// A token is a piece of the source. Its text is the number's digits, the words of a text, the id of a reference, else itself.
type token struct {
	kind   kind
	text   string
	column int // of its first character, counted from 1
}

// lexer cuts a source into tokens.
type lexer struct {
	source []rune
	at     int
}

// operators, the longer before those they begin with.
var operators = []string{"!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ","}

// lookalikes are what people write who know another language, and what they should write here.
var lookalikes = []struct{ wrong, right string }{
	{"==", "="}, {"&&", "'and'"}, {"||", "'or'"}, {"<>", "!="}, {"!", "not(…)"}, {"≤", "<="}, {"≥", ">="}, {"≠", "!="}, {"/", "'div'"},
	{"‘", "'"}, {"’", "'"}, {"“", `"`}, {"”", `"`}, {"–", "-"},
}

func (l *lexer) next() (token, *Fault) {
	for l.at < len(l.source) && unicode.IsSpace(l.source[l.at]) {
		l.at++
	}
	column := l.at + 1
	if l.at == len(l.source) {
		return token{kind: end, column: column}, nil
	}
	switch r := l.source[l.at]; {
	case isDigit(r), r == '.' && l.at+1 < len(l.source) && isDigit(l.source[l.at+1]):
		return token{number, l.while(func(r rune) bool { return isDigit(r) || r == '.' }), column}, nil
	case r == '\'' || r == '"':
		return l.quoted(r, column)
	case r == '$':
		return l.reference(column)
	case isLetter(r):
		return token{name, l.while(func(r rune) bool { return isLetter(r) || isDigit(r) || r == '-' || r == '_' }), column}, nil
	}
	rest := string(l.source[l.at:min(l.at+2, len(l.source))])
	for _, pair := range lookalikes {
		if strings.HasPrefix(rest, pair.wrong) && !strings.HasPrefix(rest, "!=") {
			return token{}, fault(column, "lookalike", "%s is not known here; write %s", pair.wrong, pair.right)
		}
	}
	for _, op := range operators {
		if strings.HasPrefix(rest, op) {
			l.at += len(op)
			return token{operator, op, column}, nil
		}
	}
	if rest[0] == '.' {
		return token{}, fault(column, "point", "a lone point, the question itself, has no meaning here; name an earlier question as ${id}")
	}
	return token{}, fault(column, "unknown", "%q is not known here", string(l.source[l.at]))
}

// quoted reads a text up to the same quote again; as in XPath there is no way to write that quote inside it.
func (l *lexer) quoted(quote rune, column int) (token, *Fault) {
	l.at++
	words := l.while(func(r rune) bool { return r != quote })
	if l.at == len(l.source) {
		return token{}, fault(column, "quote", "the text that begins here has no closing quote")
	}
	l.at++
	return token{text, words, column}, nil
}

func (l *lexer) reference(column int) (token, *Fault) {
	l.at++
	if l.at == len(l.source) || l.source[l.at] != '{' {
		return token{}, fault(column, "braces", "a question is named as ${id}, with braces")
	}
	l.at++
	id := strings.TrimSpace(l.while(func(r rune) bool { return r != '}' }))
	if l.at == len(l.source) {
		return token{}, fault(column, "brace", "the reference that begins here has no closing brace")
	}
	l.at++
	if id == "" || strings.ContainsFunc(id, func(r rune) bool { return !isLetter(r) && !isDigit(r) && !strings.ContainsRune("_-.", r) }) {
		return token{}, fault(column, "id", "%q is not the id of a question", id)
	}
	return token{reference, id, column}, nil
}

// while takes the characters from here on that belong.
func (l *lexer) while(belongs func(rune) bool) string {
	from := l.at
	for l.at < len(l.source) && belongs(l.source[l.at]) {
		l.at++
	}
	return string(l.source[from:l.at])
}

func isDigit(r rune) bool  { return '0' <= r && r <= '9' }
func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
