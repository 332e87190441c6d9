package attack

import (
	"cmp"
	"fmt"
)

// BoundKind says what a bound is about.
type BoundKind string

const (
	// BoundAnswers: how many answered of a withheld group.
	BoundAnswers BoundKind = "answers"
	// BoundAlike: how many of those who answered chose alike.
	BoundAlike BoundKind = "alike"
)

// Bound is the most that can be learnt of its kind in a wave.
type Bound struct {
	School   string    `json:"school"`
	Wave     string    `json:"wave"`
	Kind     BoundKind `json:"kind"`
	Measure  string    `json:"measure,omitempty"`
	Group    string    `json:"group"`
	Answered string    `json:"answered,omitempty"` // categories
	Low      int       `json:"low"`                // at least so many
	High     int       `json:"high"`               // at most so many; of BoundAlike, of so many
}

// String is the bound in words.
func (b Bound) String() string {
	if b.Kind == BoundAnswers {
		if b.High >= unlimited {
			return fmt.Sprintf("how many of %s answered is withheld; nothing but that it is %d or more follows", b.Group, b.Low)
		}
		return fmt.Sprintf("how many of %s answered is withheld; it is %d to %d", b.Group, b.Low, b.High)
	}
	return fmt.Sprintf("of %d answers from %s to %s, at least %d are %s", b.High, b.Group, b.Measure, max(0, b.Low), b.Answered)
}

// narrowest keeps the bound if it tells more than the one that is known of its kind and wave.
func (a *attacker) narrowest(b *block, bound Bound) {
	if !a.bounds {
		return
	}
	d := b.docs[len(b.docs)-1]
	bound.School, bound.Wave = d.School.Orgnr, d.Wave.ID
	key := bound.Wave + string(bound.Kind)
	if known, ok := a.nearest[key]; !ok || bound.tellsMore(known) {
		a.nearest[key] = bound
	}
}

// tellsMore compares widths of numbers of answers, and how many are left who may have chosen otherwise.
func (b Bound) tellsMore(o Bound) bool { return b.High-b.Low < o.High-o.Low }

func compareBounds(x, y Bound) int {
	return cmp.Or(cmp.Compare(x.School, y.School), cmp.Compare(x.Wave, y.Wave), cmp.Compare(x.Kind, y.Kind))
}
