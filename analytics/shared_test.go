package analytics

import (
	"encoding/json"
	"errors"
	"testing"

	"tilstand/surveys"
)

// What a program of the owner reads is the stored document, as far as it is shared; and nothing once it is not.
func TestSharedReleases(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	wave := g.released(t, g.agree(t, g.school, "prep", 0, surveys.SharesNothing, ""))
	stored, err := g.Release(wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		shares, most surveys.Degree
		items        bool
		documents    int
	}{
		{surveys.SharesNothing, surveys.SharesAll, false, 0},
		{surveys.SharesComponents, surveys.SharesAll, false, 1},
		{surveys.SharesAll, surveys.SharesComponents, false, 1},
		{surveys.SharesAll, surveys.SharesAll, true, 1},
		{surveys.SharesAll, surveys.SharesNothing, false, 0},
	} {
		g.share(t, autumn, g.school.ID, test.shares)
		list, err := g.SharedReleases(g.school.ID, test.most)
		if err != nil || len(list) != test.documents {
			t.Fatalf("shared %v, read up to %v: %d documents, %v", test.shares, test.most, len(list), err)
		}
		one, err := g.SharedRelease(stored.ID, test.most)
		if test.documents == 0 {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("shared %v, read up to %v: %v", test.shares, test.most, err)
			}
			continue
		}
		if err != nil || one.Itemless() == test.items {
			t.Errorf("shared %v, read up to %v: without items %t, %v", test.shares, test.most, one.Itemless(), err)
		}
		want := stored
		if !test.items {
			if want, err = stored.withoutItems(); err != nil {
				t.Fatal(err)
			}
		}
		a, _ := json.Marshal(one)
		b, _ := json.Marshal(want)
		if string(a) != string(b) {
			t.Errorf("shared %v, read up to %v: it is not the stored document", test.shares, test.most)
		}
	}
	if _, err := g.SharedRelease("none", surveys.SharesAll); !errors.Is(err, ErrNotFound) {
		t.Errorf("a release that is not there: %v", err)
	}
	if w, err := g.WaveOf(stored.ID); err != nil || w.ID != wave.ID {
		t.Errorf("the wave of the release is %s, %v", w.ID, err)
	}
}
