package surveys

import (
	"crypto/rand"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/audit"
)

// mixedInstrument has everything that the format has: items known, used, shared, renewed on a scale; work, a single choice of three;
// channels, a multiple choice of four, the last exclusive; meetings, when channels has "meeting"; time; and breaks in a section for those
// whose work is "outside" or "both".
func mixedInstrument(t testing.TB) *Instrument {
	t.Helper()
	data, err := os.ReadFile("testdata/mixed.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	in, err := ParseInstrument(data)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestVariables(t *testing.T) {
	t.Parallel()
	var names []string
	for _, v := range mixedInstrument(t).Variables() {
		names = append(names, v.Name)
	}
	want := []string{
		"known", "used", "shared", "renewed", "work", "channels/meeting", "channels/minutes", "channels/leader", "channels/none",
		"meetings", "time", "breaks",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("variables (- want, + got):\n%s", diff)
	}
	for _, in := range BuiltinInstruments() {
		if in.Version == 1 && in.Choices == nil && len(in.Variables()) != len(in.Items()) {
			t.Errorf("%s: %d variables of %d items", in.Key, len(in.Variables()), len(in.Items()))
		}
	}
}

func TestCheckChoices(t *testing.T) {
	t.Parallel()
	const b, n = Blank, NotShown
	in := mixedInstrument(t)
	tests := map[string]struct {
		answers map[string]string
		want    []int8
		faults  []Problem
	}{
		"nothing answered":         {nil, []int8{b, b, b, b, b, b, b, b, b, n, b, n}, nil},
		"one of several":           {map[string]string{"channels": "2"}, []int8{b, b, b, b, b, 0, 1, 0, 0, n, b, n}, nil},
		"shown and answered":       {map[string]string{"channels": "1 3", "meetings": "4"}, []int8{b, b, b, b, b, 1, 0, 1, 0, 4, b, n}, nil},
		"shown and left blank":     {map[string]string{"channels": "1", "work": "2"}, []int8{b, b, b, b, 2, 1, 0, 0, 0, b, b, b}, nil},
		"answered and not shown":   {map[string]string{"channels": "2", "meetings": "4", "breaks": "1"}, []int8{b, b, b, b, b, 0, 1, 0, 0, n, b, n}, nil},
		"nonsense and not shown":   {map[string]string{"meetings": "what"}, []int8{b, b, b, b, b, b, b, b, b, n, b, n}, nil},
		"a section that is shown":  {map[string]string{"work": "3", "breaks": "1"}, []int8{b, b, b, b, 3, b, b, b, b, n, b, 1}, nil},
		"the exclusive one alone":  {map[string]string{"channels": "4"}, []int8{b, b, b, b, b, 0, 0, 0, 1, n, b, n}, nil},
		"in another order":         {map[string]string{"channels": "3 1"}, []int8{b, b, b, b, b, 1, 0, 1, 0, b, b, n}, nil},
		"the exclusive one beside": {map[string]string{"channels": "1 4"}, nil, []Problem{{"channels", "exclusive"}}},
		"one of them twice":        {map[string]string{"channels": "1 1"}, nil, []Problem{{"channels", "code"}}},
		"two spaces":               {map[string]string{"channels": "1  3"}, nil, []Problem{{"channels", "code"}}},
		"a space at the end":       {map[string]string{"channels": "1 "}, nil, []Problem{{"channels", "code"}}},
		"no option":                {map[string]string{"channels": "5", "work": "4"}, nil, []Problem{{"channels", "code"}, {"work", "code"}}},
		"nought":                   {map[string]string{"channels": "0", "work": "0"}, nil, []Problem{{"channels", "code"}, {"work", "code"}}},
		"two of a single choice":   {map[string]string{"work": "1 2"}, nil, []Problem{{"work", "code"}}},
		"a key for a code":         {map[string]string{"work": "class"}, nil, []Problem{{"work", "code"}}},
		"not shown is not sent":    {map[string]string{"known": "100"}, nil, []Problem{{"known", "code"}}},
		"an option as a field":     {map[string]string{"channels/meeting": "1"}, nil, []Problem{{"answers", "unknown"}}},
	}
	for name, test := range tests {
		got, err := Check(Wave{}, in, Submission{ID: someID, Answers: test.answers})
		if diff := cmp.Diff(test.want, got.Codes); diff != "" {
			t.Errorf("%s: codes (- want, + got):\n%s", name, diff)
		}
		var faults []Problem
		if wrong, ok := errors.AsType[*Invalid](err); ok {
			faults = wrong.Problems
		}
		if diff := cmp.Diff(test.faults, faults); diff != "" {
			t.Errorf("%s: problems (- want, + got):\n%s", name, diff)
		}
	}
}

// TestCheckFitsVariables: whatever is answered, there is a code for every variable, and each is one that the variable accepts, blank, or
// not shown; an item without a condition is always shown.
func TestCheckFitsVariables(t *testing.T) {
	t.Parallel()
	in := mixedInstrument(t)
	rapid.Check(t, func(t *rapid.T) {
		answers := map[string]string{}
		for _, item := range in.Items() {
			code := rapid.IntRange(-1, 5)
			sent := rapid.SliceOfN(code, 0, 3).Draw(t, string(item.ID))
			var words []string
			for _, one := range sent {
				words = append(words, strconv.Itoa(one))
			}
			answers[string(item.ID)] = strings.Join(words, " ")
		}
		got, err := Check(Wave{}, in, Submission{ID: someID, Answers: answers})
		if err != nil {
			return
		}
		variables := in.Variables()
		if len(got.Codes) != len(variables) {
			t.Fatalf("%d codes for %d variables", len(got.Codes), len(variables))
		}
		for i, v := range variables {
			if code := got.Codes[i]; code == NotShown && !in.Conditional(v.Item.ID) || code != NotShown && code != Blank && !in.Accepts(v, code) {
				t.Fatalf("%s: code %d", v.Name, code)
			}
		}
	})
}

// TestDependsOn follows conditions to the items that they look at, and on to those that decide about these.
func TestDependsOn(t *testing.T) {
	t.Parallel()
	in := mixedInstrument(t)
	in.Sections[2].ShowIf = "${meetings} > 2"
	in.Sections[2].Items[0].ShowIf = "${work} != ''"
	for id, want := range map[ItemID][]ItemID{
		"known": nil, "meetings": {"channels"}, "breaks": {"work", "channels", "meetings"},
	} {
		if diff := cmp.Diff(want, in.DependsOn(id)); diff != "" {
			t.Errorf("%s depends on (- want, + got):\n%s", id, diff)
		}
	}
}

// TestSealChoices takes choices through intake and seal: what comes out is what went in, and what was not asked has a row of its own while
// what was left blank has none.
func TestSealChoices(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	in := mixedInstrument(t)
	in.Key, in.Version = MappingSurvey, 2 // as if it were the next version of what the programme asks
	g.publish(t, in)
	spec := g.spec()
	spec.Instrument = MappingSurvey
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for n := range 12 {
		sub := Submission{
			Code: w.Code, ID: SubmissionID(rand.Text()), Group: "1",
			Answers: map[string]string{"known": "4", "work": strconv.Itoa(1 + n%3), "breaks": "2"},
		}
		if n%2 == 0 {
			sub.Answers["channels"], sub.Answers["meetings"] = "1 2", "5"
		}
		g.submit(t, sub)
		r, err := Check(w, in, sub)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, content(r))
	}
	g.finish(t, w)
	var got []string
	for _, r := range g.sealed(t, w) {
		got = append(got, content(r))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("responses (- want, + got):\n%s", diff)
	}
	const notShown = "select count(*) from answer where item = 11 and code = 100" // breaks, for whom works in the classroom
	if n := rows[int](t, g.folder.Record, notShown)[0]; n != 4 {
		t.Errorf("%d respondents were not asked where they are during breaks, want 4", n)
	}
}
