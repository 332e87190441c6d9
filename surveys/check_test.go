package surveys

import (
	"errors"
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/i18n"
)

// smallInstrument has three items: two on a scale of five with an option outside, one on a scale of four with two outside.
func smallInstrument() *Instrument {
	five := Scale{Steps: steps(5), Outside: []Step{{Code: 0}}}
	four := Scale{Steps: steps(4), Outside: []Step{{Code: 0}, {Code: 90}}}
	return &Instrument{
		Key: "small", Version: 1,
		Scales: map[string]Scale{"five": five, "four": four},
		Sections: []Section{
			{Items: []Item{{ID: "A1", Scale: "five"}, {ID: "A2", Scale: "four"}}},
			{Items: []Item{{ID: "B1", Scale: "five", Reverse: true}}},
		},
	}
}

func steps(n int) []Step {
	scale := make([]Step, n)
	for i := range scale {
		scale[i] = Step{Code: int8(i + 1), Label: i18n.Text{"nb": strconv.Itoa(i + 1)}}
	}
	return scale
}

const someID SubmissionID = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func TestCheck(t *testing.T) {
	t.Parallel()
	groups := []Group{{Number: 1, HeadCount: 9}, {Number: 2, HeadCount: 9}}
	tests := map[string]struct {
		groups []Group
		sub    Submission
		want   Response
		faults []Problem
	}{
		"everything answered":        {groups, Submission{ID: someID, Group: "2", Answers: map[string]string{"A1": "5", "A2": "90", "B1": "1"}}, Response{2, []int8{5, 90, 1}}, nil},
		"outside the scale is kept":  {nil, Submission{ID: someID, Answers: map[string]string{"A1": "0", "A2": "4"}}, Response{0, []int8{0, 4, Blank}}, nil},
		"everything blank":           {nil, Submission{ID: someID, Answers: map[string]string{"A1": ""}}, Response{0, []int8{Blank, Blank, Blank}}, nil},
		"a code of another scale":    {nil, Submission{ID: someID, Answers: map[string]string{"A1": "90", "A2": "5"}}, Response{}, []Problem{{"A1", "code"}, {"A2", "code"}}},
		"codes that look like codes": {nil, Submission{ID: someID, Answers: map[string]string{"A1": "01", "A2": "+1", "B1": " 1"}}, Response{}, []Problem{{"A1", "code"}, {"A2", "code"}, {"B1", "code"}}},
		"blank is not to be sent":    {nil, Submission{ID: someID, Answers: map[string]string{"A1": "-1"}}, Response{}, []Problem{{"A1", "code"}}},
		"256 is not 0":               {nil, Submission{ID: someID, Answers: map[string]string{"A1": "256"}}, Response{}, []Problem{{"A1", "code"}}},
		"everything wrong at once": {
			groups, Submission{ID: "short", Group: "3", Answers: map[string]string{"A1": "6", "X9": "1"}}, Response{},
			[]Problem{{"A1", "code"}, {"answers", "unknown"}, {"group", "unknown"}, {"id", "format"}},
		},
		"no group chosen":             {groups, Submission{ID: someID}, Response{}, []Problem{{"group", "missing"}}},
		"group 01":                    {groups, Submission{ID: someID, Group: "01"}, Response{}, []Problem{{"group", "unknown"}}},
		"group 257":                   {groups, Submission{ID: someID, Group: "257"}, Response{}, []Problem{{"group", "unknown"}}},
		"a group where there is none": {nil, Submission{ID: someID, Group: "1"}, Response{}, []Problem{{"group", "unknown"}}},
		"an id with a slash":          {nil, Submission{ID: "ABCDEFGHIJKLMNOPQRSTUVWX/Z"}, Response{}, []Problem{{"id", "format"}}},
		"an endless id":               {nil, Submission{ID: SubmissionID(strings.Repeat("A", 65))}, Response{}, []Problem{{"id", "format"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Check(Wave{Groups: test.groups}, smallInstrument(), test.sub)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			var faults []Problem
			if invalid, ok := errors.AsType[*Invalid](err); ok {
				faults = invalid.Problems
			} else if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.faults, faults); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What Check accepts is what was asked: a group of the wave, a code per item that its scale has or Blank. It never panics, and says
// nothing beside an error. An error holds nothing that was sent.
func FuzzCheck(f *testing.F) {
	f.Add("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "1", "A1=1&A2=90&B1=0")
	f.Add("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "", "A1=&A2=5&B1=-1&C=1")
	f.Add("", "256", "A1=257&A1=1")
	in := smallInstrument()
	waves := []Wave{{}, {Groups: []Group{{Number: 1}, {Number: 2}}}}
	f.Fuzz(func(t *testing.T, id, group, form string) {
		sub := Submission{ID: SubmissionID(id), Group: group, Answers: map[string]string{}}
		for field := range strings.SplitSeq(form, "&") {
			item, code, _ := strings.Cut(field, "=")
			sub.Answers[item] = code
		}
		before := maps.Clone(sub.Answers)
		for _, w := range waves {
			got, err := Check(w, in, sub)
			if !maps.Equal(before, sub.Answers) {
				t.Fatal("the submission was changed")
			}
			if err != nil {
				if got.Codes != nil || got.Group != 0 {
					t.Fatal("a response beside an error")
				}
				continue
			}
			if int(got.Group) > len(w.Groups) || len(w.Groups) > 0 && got.Group == 0 {
				t.Fatalf("group %d of %d", got.Group, len(w.Groups))
			}
			for i, item := range in.Items() {
				sent := sub.Answers[string(item.ID)]
				switch code := got.Codes[i]; {
				case sent == "" && code != Blank, sent != "" && strconv.Itoa(int(code)) != sent:
					t.Fatalf("%s: %q was read as %d", item.ID, sent, code)
				case code != Blank && !in.Scale(item).Accepts(code):
					t.Fatalf("%s: %d is not on its scale", item.ID, code)
				}
			}
		}
	})
}

func TestInvalidHoldsNothingSent(t *testing.T) {
	t.Parallel()
	const secret = "Kari-Nordmann"
	_, err := Check(Wave{}, smallInstrument(), Submission{ID: secret, Group: secret, Answers: map[string]string{"A1": secret, secret: secret}})
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("got %v", err)
	}
}
