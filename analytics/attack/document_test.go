package attack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/attack"
)

// What is not understood is not attacked, and so is refused.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]func(document string) string{
		"another format":           func(d string) string { return strings.Replace(d, `"format":1`, `"format":2`, 1) },
		"a field it does not know": func(d string) string { return strings.Replace(d, `"format":1`, `"format":1,"median":3`, 1) },
		"no JSON":                  func(d string) string { return d[1:] },
		"two documents":            func(d string) string { return d + d },
		"a figure out of place":    func(d string) string { return strings.Replace(d, `"group":"g0"`, `"group":"g1"`, 1) },
		"an unknown state":         func(d string) string { return strings.Replace(d, `"state":"value"`, `"state":"guess"`, 1) },
		"a value that is hidden":   func(d string) string { return strings.Replace(d, `"state":"value"`, `"state":"hidden"`, 1) },
		"a mean of two decimals":   func(d string) string { return strings.Replace(d, `"mean":3`, `"mean":3.14`, 1) },
		"a head count that is not the sum of its atoms": func(d string) string {
			return strings.Replace(d, `"head_count":200`, `"head_count":201`, 1)
		},
		"a share of more than everybody": func(d string) string { return strings.Replace(d, `"percent":45`, `"percent":145`, 1) },
		"a band missing":                 func(d string) string { return strings.Replace(d, `"from":3`, `"from":4`, 1) },
		"a minimum group of none":        func(d string) string { return strings.Replace(d, `"min_group":7`, `"min_group":0`, 1) },
	}
	document, err := json.Marshal(shownSchool().document())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := attack.Read(bytes.NewReader(document)); err != nil {
		t.Fatalf("the document itself: %v", err)
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := change(string(document))
			if changed == string(document) {
				t.Fatal("nothing was changed")
			}
			if _, err := attack.Read(strings.NewReader(changed)); !errors.Is(err, attack.ErrDocument) {
				t.Errorf("error %v, want ErrDocument", err)
			}
		})
	}
}

// shownSchool has nothing small: the low band of its 22 answers is 45 %, the mean 2.8.
func shownSchool() sketch {
	return sketch{k: 7, n: []int{10, 12}, groups: [][]int{{0}, {1}}, items: []asked{{
		[][]int{{2, 2, 2, 2, 2}, {3, 3, 2, 2, 2}}, []form{split, split, split},
	}}}
}

// Whatever Read accepts can be attacked: no panic, and the same report each time.
func FuzzRead(f *testing.F) {
	for _, s := range []sketch{shownSchool(), {k: 7, n: []int{20, 4, 5}, groups: [][]int{{0}, {1}, {2}}, hidden: []int{2, 3}}} {
		document, err := json.Marshal(s.document())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		d, err := attack.Read(bytes.NewReader(document))
		if err != nil {
			if !errors.Is(err, attack.ErrDocument) {
				t.Fatalf("error %v, want ErrDocument", err)
			}
			return
		}
		again := d
		again.Revision++
		var reports [2]string
		for i := range reports {
			r, err := attack.Attack(t.Context(), []attack.Document{d, again}, attack.Options{Work: 20_000, Bounds: true, Insiders: everyInsider(d)})
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			reports[i] = string(b)
		}
		if reports[0] != reports[1] {
			t.Fatalf("two attacks on one document differ:\n%s\n%s", reports[0], reports[1])
		}
	})
}

// Where nobody knows how many people were invited, head counts are 0 and bound nothing: the same figures are as safe, or as unsafe, as
// with head counts that are no narrower than the answers.
func TestUnknownHeadCounts(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]sketch{
		"nothing small":             shownSchool(),
		"a small group, and hidden": {k: 7, n: []int{9, 12, 3, 10}, groups: [][]int{{0}, {1}, {2}, {3}}, hidden: []int{3, 1}},
		"a small group, and shown":  {k: 7, n: []int{9, 3}, groups: [][]int{{0}, {1}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			known, unknown := s, s
			total := 0
			for _, n := range s.n {
				total += n
			}
			for range s.n {
				known.heads, unknown.heads = append(known.heads, total), append(unknown.heads, 0)
			}
			want, got := attacked(t, known.document()), attacked(t, unknown.document())
			if diff := cmp.Diff(want.Findings, got.Findings); diff != "" || want.Complete != got.Complete {
				t.Errorf("complete %v and %v: %s", want.Complete, got.Complete, diff)
			}
		})
	}
}
