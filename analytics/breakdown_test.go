package analytics

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"tilstand/analytics/disclosure"
	"tilstand/surveys"
)

// Two questions about the respondents at once: stage (lower, upper) and contract (full, part), each with a total of its own.
func crossed(t *testing.T, headCounts []int) Breakdown {
	t.Helper()
	plan := disclosure.Plan{
		Atoms: []disclosure.Atom{{Label: "lower/full"}, {Label: "lower/part"}, {Label: "upper/full"}, {Label: "upper/part"}},
		Groups: []disclosure.Group{
			{Label: TotalGroup, Atoms: []int{0, 1, 2, 3}},
			{Label: "stage=lower", Level: 1, Atoms: []int{0, 1}}, {Label: "stage=upper", Level: 1, Atoms: []int{2, 3}},
			{Label: "contract=full", Level: 1, Atoms: []int{0, 2}}, {Label: "contract=part", Level: 1, Atoms: []int{1, 3}},
		},
	}
	b, err := NewBreakdown(plan, headCounts, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func crossedResponses(n ...int) []AtomResponse {
	var responses []AtomResponse
	for atom, people := range n {
		for i := range people {
			codes := make([]int8, len(smallInstrument().Items()))
			for item := range codes {
				codes[item] = int8(1 + (atom+i+item)%5)
			}
			responses = append(responses, AtomResponse{Atom: atom, Codes: codes})
		}
	}
	return responses
}

func TestComputeBreakdown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		n      []int
		hidden []string
	}{
		{"nothing small, nothing hidden", []int{20, 12, 15, 11}, nil},
		// 3 work part time: everybody less those in full time. Both are withheld.
		{"few part-timers", []int{20, 1, 15, 2}, []string{"contract=full", "contract=part"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := crossed(t, []int{30, 30, 30, 30})
			r, err := ComputeBreakdown(aWave(120), aSchool(), smallInstrument(), b, crossedResponses(tt.n...))
			if err != nil {
				t.Fatal(err)
			}
			var hidden []string
			for _, g := range r.Groups {
				if g.Answered.State() == Hidden {
					hidden = append(hidden, g.Key)
				}
			}
			if !slices.Equal(hidden, tt.hidden) {
				t.Errorf("hidden: %q, want %q", hidden, tt.hidden)
			}
			lower, _ := r.Group("stage=lower")
			if e, ok := lower.Answered.Shown(); !ok || e.N != tt.n[0]+tt.n[1] || lower.HeadCount != 60 {
				t.Errorf("lower stage: %+v", lower)
			}
		})
	}
}

func TestComputeBreakdownRefuses(t *testing.T) {
	t.Parallel()
	partial := disclosure.Plan{
		Atoms:  []disclosure.Atom{{Label: "a"}, {Label: "b"}},
		Groups: []disclosure.Group{{Label: "a", Atoms: []int{0}}},
	}
	if _, err := NewBreakdown(partial, []int{9, 9}, nil); !errors.Is(err, disclosure.ErrPlan) {
		t.Errorf("a first group that is not everybody: %v", err)
	}
	if _, err := NewBreakdown(disclosure.Partition("all", "a", "b"), []int{9}, nil); !errors.Is(err, disclosure.ErrPlan) {
		t.Errorf("an atom without a head count: %v", err)
	}
	b := crossed(t, []int{9, 9, 9, 9})
	if _, err := ComputeBreakdown(aWave(40), aSchool(), smallInstrument(), b, []AtomResponse{{Atom: 4}}); err == nil {
		t.Error("a respondent of no atom is let through")
	}
	if _, err := ComputeBreakdown(aWave(40), aSchool(), smallInstrument(), b, []AtomResponse{{Atom: 1, Codes: []int8{surveys.Blank}}}); err == nil {
		t.Error("a response to another questionnaire is let through")
	}
}

// Of a file without the people invited nothing is corrected for a finite population, and no response rate is made up.
func TestComputeWithoutHeadCounts(t *testing.T) {
	t.Parallel()
	r, err := ComputeBreakdown(aWave(1), aSchool(), smallInstrument(), crossed(t, nil), crossedResponses(20, 12, 15, 11))
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range r.Groups {
		if _, ok := g.Rate(); ok || g.HeadCount != 0 || g.Answered.State() != Value {
			t.Errorf("group %s: %+v", g.Key, g)
		}
	}
	corrected := 0
	for _, f := range r.Figures {
		if e, ok := f.Cell.Shown(); ok && e.Interval != nil {
			corrected++
			if *e.Interval != *e.Claim {
				t.Errorf("%s, %s: the interval %v differs from the claim %v", f.Measure, f.Group, *e.Interval, *e.Claim)
			}
		}
	}
	if corrected == 0 {
		t.Error("no figure has an interval")
	}
	document, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := holdsTo(releaseSchema(t), document); err != nil {
		t.Error(err)
	}
}
