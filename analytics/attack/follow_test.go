package attack_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"tilstand/analytics/attack"
)

// Three schools of which 20 of 200 answered each, with means of 3.0, 2.7 and "4.6 or higher". By head count:
//
//	3.0 and 2.7             5.7/2              = 2.85, which prints as 2.9
//	and the third           (5.7 + 4.6)/3      = 3.43 at the least, 3.4 outwards
//	                        (5.7 + 5.0)/3      = 3.57 at the most, 3.6 outwards
func TestFollow(t *testing.T) {
	t.Parallel()
	var docs []attack.Document
	for i, answers := range [][]int{{4, 4, 4, 4, 4}, {6, 4, 4, 2, 4}, {0, 0, 0, 0, 20}} {
		d := sketch{k: 7, heads: []int{200}, n: []int{20}, items: []asked{{[][]int{answers}, []form{banded}}}}.document()
		d.ID = fmt.Sprint("r", i)
		docs = append(docs, d)
	}
	for _, tt := range []struct {
		name    string
		schools int
		cell    attack.EditionCell
		found   int
	}{
		{"as the releases have it", 2, attack.EditionCell{N: 40, Mean: 2.9}, 0},
		{"another mean", 2, attack.EditionCell{N: 40, Mean: 2.7}, 1},
		{"more answers", 2, attack.EditionCell{N: 41, Mean: 2.9}, 1},
		{"bounds, as the releases have them", 3, attack.EditionCell{N: 60, Mean: 3.5, Bounds: json.RawMessage(`{"low": 3.4, "high": 3.6}`)}, 0},
		{"narrower than the releases have them", 3, attack.EditionCell{N: 60, Mean: 3.6, Bounds: json.RawMessage(`{"low": 3.6, "high": 3.6}`)}, 1},
		{"over a release that is not at hand", 4, attack.EditionCell{N: 60, Mean: 1}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := attack.Edition{Atoms: make([]attack.EditionAtom, 4), Figures: []attack.EditionFigure{{Measure: "item:i0", Group: "g", Cell: tt.cell}}}
			e.Figures[0].Cell.State = "value"
			for i := range e.Atoms {
				e.Atoms[i] = attack.EditionAtom{Release: fmt.Sprint("r", i), HeadCount: 200}
			}
			for i := range tt.schools {
				e.Figures[0].Atoms = append(e.Figures[0].Atoms, i)
			}
			findings, err := attack.Follow(e, docs)
			if err != nil || len(findings) != tt.found {
				t.Errorf("found %v, %v; want %d", findings, err, tt.found)
			}
		})
	}
}
