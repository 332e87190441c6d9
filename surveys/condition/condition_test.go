package condition

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type vectors struct {
	Expressions []struct {
		Source, Canonical string
		Tree              any
		Cases             []struct {
			Answers map[string]any
			Holds   bool
		}
	}
	Refused []struct {
		Source, Reason string
		Column         int
	}
}

func readVectors(t testing.TB) vectors {
	t.Helper()
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// answers makes the answers of a vector: a number is a code, a text the key of an option, a list several.
func answers(t testing.TB, given map[string]any) Answers {
	t.Helper()
	made := Answers{}
	for id, value := range given {
		switch v := value.(type) {
		case float64:
			made[id] = Code(int8(v))
		case string:
			made[id] = Choice(v)
		case []any:
			var keys []string
			for _, key := range v {
				keys = append(keys, key.(string))
			}
			made[id] = Choices(keys...)
		default:
			t.Fatalf("%s: an answer of type %T", id, value)
		}
	}
	return made
}

// TestVectors is what the evaluator in the browser passes as well. What is expected was written down from XPath 1.0, sections 3 and
// 4, and not from what the program says.
func TestVectors(t *testing.T) {
	t.Parallel()
	v := readVectors(t)
	if len(v.Expressions) < 80 {
		t.Errorf("%d expressions; the two evaluators are compared by 80 at least", len(v.Expressions))
	}
	for _, vector := range v.Expressions {
		e, err := Parse(vector.Source)
		if err != nil {
			t.Errorf("%s: %v", vector.Source, err)
			continue
		}
		if got := e.String(); got != vector.Canonical {
			t.Errorf("%s: written as %s, want %s", vector.Source, got, vector.Canonical)
		}
		if diff := cmp.Diff(vector.Tree, treeOf(t, e)); diff != "" {
			t.Errorf("%s: tree (- want, + got):\n%s", vector.Source, diff)
		}
		for _, c := range vector.Cases {
			if got := e.Holds(answers(t, c.Answers)); got != c.Holds {
				t.Errorf("%s with %v: %t, want %t", vector.Source, c.Answers, got, c.Holds)
			}
		}
	}
	for _, vector := range v.Refused {
		e, err := Parse(vector.Source)
		refused, ok := errors.AsType[*Fault](err)
		if !ok || refused.Column != vector.Column || !strings.HasPrefix(refused.Reason, vector.Reason) {
			t.Errorf("%s: %v, want character %d: %s", vector.Source, err, vector.Column, vector.Reason)
		}
		if e.root != nil {
			t.Errorf("%s: an expression beside the fault", vector.Source)
		}
	}
}

func treeOf(t testing.TB, e Expr) any {
	t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestNoCondition(t *testing.T) {
	t.Parallel()
	var none Expr
	if !none.Holds(nil) || none.String() != "" || none.Refs() != nil {
		t.Errorf("no condition: holds %t, text %q, refs %v", none.Holds(nil), none.String(), none.Refs())
	}
	if data, err := json.Marshal(none); err != nil || string(data) != "null" {
		t.Errorf("no condition as JSON: %s, %v", data, err)
	}
}

func TestUses(t *testing.T) {
	t.Parallel()
	e, err := Parse(`selected(${m}, 'a') or ${s} != 'b' and 'c' = ${s} and ${s} != '' and ${q} = 4 and ${q} > 1`)
	if err != nil {
		t.Fatal(err)
	}
	want := []Use{
		{Ref: "m", Column: 10}, {Ref: "m", Key: "a", Column: 16},
		{Ref: "s", Column: 24}, {Ref: "s", Key: "b", Column: 32},
		{Ref: "s", Key: "c", Column: 40}, {Ref: "s", Column: 46},
		{Ref: "s", Column: 55},
		{Ref: "q", Column: 70}, {Ref: "q", Key: "4", Number: true, Column: 77},
		{Ref: "q", Column: 83},
	}
	if diff := cmp.Diff(want, e.Uses()); diff != "" {
		t.Errorf("uses (- want, + got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"m", "s", "q"}, e.Refs()); diff != "" {
		t.Errorf("refs (- want, + got):\n%s", diff)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ source, reason string }{
		"long":                 {strings.Repeat(" ", MaxLength) + "1", "longer than 1000 characters"},
		"long when written":    {"1" + strings.Repeat("+1", 400), "longer than 1000 characters when it is written out"},
		"deep parentheses":     {strings.Repeat("(", 60) + "1" + strings.Repeat(")", 60), "nested more than 50 deep"},
		"deep signs":           {strings.Repeat("-", 60) + "1", "nested more than 50 deep"},
		"deep calls":           {strings.Repeat("not(", 60) + "1" + strings.Repeat(")", 60), "nested more than 50 deep"},
		"not text":             {"\xff", "not UTF-8"},
		"a word without end":   {strings.Repeat("x", 200), "…"},
		"a number without end": {strings.Repeat("9", 500), "not a number of at most 15 digits"},
	} {
		if _, err := Parse(test.source); err == nil || !strings.Contains(err.Error(), test.reason) {
			t.Errorf("%s: %v, want …%s…", name, err, test.reason)
		}
	}
	if _, err := Parse("'" + strings.Repeat("å", MaxLength-2) + "'"); err != nil {
		t.Errorf("exactly as long as may be: %v", err)
	}
}

// TestCanonicalText writes random trees out and reads them back.
func TestCanonicalText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := Expr{someNode(t, 4)}
		if utf8.RuneCountInString(e.String()) > MaxLength {
			return // too long to be read
		}
		back, err := Parse(e.String())
		if err != nil {
			t.Fatalf("%s: %v", e, err)
		}
		if got, want := fmt.Sprint(back.root.tree()), fmt.Sprint(e.root.tree()); got != want {
			t.Fatalf("%s: read back as\n%s, want\n%s", e, got, want)
		}
		if back.String() != e.String() {
			t.Fatalf("%s was written as %s", e, back)
		}
	})
}

func someNode(t *rapid.T, depth int) *node {
	ops := []string{opNumber, opText, opRef}
	if depth > 0 {
		ops = append(ops, opNeg, opNot, opIf, opSelected, opCount)
		for _, level := range levels {
			ops = append(ops, level...)
		}
	}
	ref := func() *node {
		return &node{op: opRef, text: rapid.StringMatching(`[a-z][a-z0-9_.-]{0,3}`).Draw(t, "id")}
	}
	some := func() *node { return someNode(t, depth-1) }
	switch op := rapid.SampledFrom(ops).Draw(t, "op"); op {
	case opNumber:
		return &node{op: op, number: float64(rapid.IntRange(0, 99999).Draw(t, "number")) / 100}
	case opText:
		return &node{op: op, text: rapid.StringMatching(`[a-zæ' ]{0,4}|[a-zå" ]{0,4}`).Draw(t, "text")}
	case opRef:
		return ref()
	case opSelected:
		return &node{op: op, args: []*node{ref(), {op: opText, text: rapid.StringMatching(`[a-z]{1,3}`).Draw(t, "key")}}}
	case opCount:
		return &node{op: op, args: []*node{ref()}}
	case opNeg, opNot:
		return &node{op: op, args: []*node{some()}}
	case opIf:
		return &node{op: op, args: []*node{some(), some(), some()}}
	default:
		return &node{op: op, args: []*node{some(), some()}}
	}
}

// FuzzParse: no text makes the parser or the evaluator fall over; a refusal says where, within the text; what is accepted has a canonical
// text that means the same.
func FuzzParse(f *testing.F) {
	v := readVectors(f)
	for _, vector := range v.Expressions {
		f.Add(vector.Source)
	}
	for _, vector := range v.Refused {
		f.Add(vector.Source)
	}
	given := []Answers{nil, {"a": Code(3), "s": Choice("minutes"), "m": Choices("a", "b")}}
	f.Fuzz(func(t *testing.T, source string) {
		e, err := Parse(source)
		if err != nil {
			refused, ok := errors.AsType[*Fault](err)
			if !ok || refused.Reason == "" || refused.Column < 1 || refused.Column > max(utf8.RuneCountInString(source), MaxLength)+1 {
				t.Fatalf("refused with %#v", err)
			}
			return
		}
		back, err := Parse(e.String())
		if err != nil {
			t.Fatalf("%q, the canonical text of %q: %v", e, source, err)
		}
		one, _ := json.Marshal(e)
		other, _ := json.Marshal(back)
		if back.String() != e.String() || !bytes.Equal(one, other) {
			t.Fatalf("%q: %q became %q", source, e, back)
		}
		for _, answers := range given {
			if e.Holds(answers) != back.Holds(answers) {
				t.Fatalf("%q: the canonical text means something else", source)
			}
		}
	})
}
