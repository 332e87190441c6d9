package surveys

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLifeOfAWave(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	var want []string
	for n := range 25 {
		sub := g.answer(w, n)
		if receipt := g.submit(t, sub); receipt.ID != sub.ID || receipt.Repeated {
			t.Fatalf("receipt %+v", receipt)
		}
		response, err := Check(w, g.InstrumentOf(w), sub)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, content(response))
	}
	info := g.finish(t, w)
	if info != (SealInfo{Ordinal: 1, Responses: 25}) {
		t.Errorf("seal: %+v", info)
	}
	var got []string
	for _, r := range g.sealed(t, w) {
		got = append(got, content(r))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := g.intakeRows(t); n != 0 {
		t.Errorf("%d rows are left in the intake file", n)
	}
	if w, err := g.Wave(w.ID); err != nil || w.State != WaveClosed {
		t.Errorf("wave: %v, %v", w.State, err)
	}
	if _, err := g.Submit(t.Context(), now, g.answer(w, 1)); !errors.Is(err, ErrClosed) {
		t.Errorf("submit to a sealed wave: %v", err)
	}
}
