package disclosure_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/disclosure"
)

func TestPolicy(t *testing.T) {
	t.Parallel()
	if got := disclosure.DefaultPolicy().MinGroup; got != 7 { // SePU's practice, §3.1 of the specification
		t.Errorf("default minimum group %d", got)
	}
	for minGroup, want := range map[int]error{0: disclosure.ErrBelowFloor, 4: disclosure.ErrBelowFloor, 5: nil, 7: nil, 30: nil} {
		if err := (disclosure.Policy{MinGroup: minGroup}).Validate(); !errors.Is(err, want) {
			t.Errorf("minimum group %d: %v, want %v", minGroup, err, want)
		}
	}
}

func TestPolicyOnlyRises(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from, to, want int
		err            error
	}{
		{7, 10, 10, nil},
		{7, 7, 7, nil},
		{7, 6, 7, disclosure.ErrLowered},
		{7, 0, 7, disclosure.ErrLowered},
		{0, 4, 0, disclosure.ErrBelowFloor},
	}
	for _, test := range tests {
		got, err := disclosure.Policy{MinGroup: test.from}.Raise(test.to)
		if got.MinGroup != test.want || !errors.Is(err, test.err) {
			t.Errorf("from %d to %d: %v, %v", test.from, test.to, got, err)
		}
	}
}

// The words are part of the documented release format.
func TestJSON(t *testing.T) {
	t.Parallel()
	type document struct {
		Plan   disclosure.Plan
		States []disclosure.State
		Item   disclosure.Display
	}
	want := document{
		Plan:   disclosure.Partition("school", "teachers", "others"),
		States: []disclosure.State{s, w, e},
		Item:   disclosure.ShowItem([]int{0, 1, 4, 2, 1}),
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	const expected = `{"Plan":{"atoms":[{"label":"teachers"},{"label":"others"}],` +
		`"groups":[{"label":"school","level":0,"atoms":[0,1]},{"label":"teachers","level":1,"atoms":[0]},{"label":"others","level":1,"atoms":[1]}]},` +
		`"States":["shown","withheld","no data"],` +
		`"Item":{"state":"shown","n":8,"bands":[{"from":1,"to":2,"limit":"at most","percent":25},` +
		`{"from":3,"to":3,"limit":"exactly","percent":50},{"from":4,"to":5,"limit":"exactly","percent":38}],` +
		`"mean":{"state":"value","low":3.4,"high":3.4},"sdAllowed":false,"intervalAllowed":true}}`
	if diff := cmp.Diff(expected, string(text)); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	var got document
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestUnknownWordsAreRefused(t *testing.T) {
	t.Parallel()
	for name, into := range map[string]any{
		"state": new(disclosure.State), "limit": new(disclosure.Limit), "mean state": new(disclosure.MeanState),
	} {
		if err := json.Unmarshal([]byte(`"secret"`), into); err == nil {
			t.Errorf("%s: an unknown word was read", name)
		}
	}
	for name, value := range map[string]any{
		"state": disclosure.State(9), "limit": disclosure.Limit(9), "mean state": disclosure.MeanState(9),
	} {
		if text, err := json.Marshal(value); err == nil {
			t.Errorf("%s: an unknown value was written as %s", name, text)
		}
	}
}
