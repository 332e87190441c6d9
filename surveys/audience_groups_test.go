package surveys

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// The groups of a wave are those of whom its instrument asks, and no others are taken.
func TestGroupsFollowTheAudience(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.spec()
	spec.Phase, spec.Instrument = "prep", ParentSurvey
	if _, err := g.Plan(now, spec); !problemIs(err, "counts.teachers", "unknown") {
		t.Errorf("teachers as parents: %v", err)
	}
	spec.Counts = []GroupCount{{"parents_1_4", 60}, {"parents_5_7", 5}, {"parents_8_10", 40}}
	w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Groups) != 2 || w.Groups[0].Key != "parents_1_4" || w.Groups[1].Key != "parents_5_7+parents_8_10" || w.HeadCount != 105 {
		t.Errorf("groups %+v of %d", w.Groups, w.HeadCount)
	}
	if _, err := g.CorrectHeadCount(t.Context(), audit.Console.At(now), w.ID, []GroupCount{{"teachers", 20}}); !problemIs(err, "counts.teachers", "unknown") {
		t.Errorf("corrected to teachers: %v", err)
	}
	if w, err = g.CorrectHeadCount(t.Context(), audit.Console.At(now), w.ID, []GroupCount{{"parents_1_4", 50}, {"parents_8_10", 40}}); err != nil || w.HeadCount != 90 {
		t.Errorf("corrected: %d (%v)", w.HeadCount, err)
	}
	spec = g.spec() // the staff's own survey can be open beside it
	spec.Phase = "prep"
	if _, err := g.OpenWave(t.Context(), audit.Console.At(now), spec); err != nil {
		t.Error(err)
	}
}

// However few there are, and however they are corrected, no group of one person comes about.
func TestNoGroupOfOnePerson(t *testing.T) {
	t.Parallel()
	groups := programme.Builtin().StaffGroups
	draw := func(t *rapid.T, name string) []GroupCount {
		var counts []GroupCount
		for _, g := range groups {
			counts = append(counts, GroupCount{g.Key, rapid.IntRange(0, 12).Draw(t, name+g.Key)})
		}
		return counts
	}
	rapid.Check(t, func(t *rapid.T) {
		asked := draw(t, "asked ")
		if len(countProblems(groups, asked)) > 0 {
			if total(asked) > 1 {
				t.Fatalf("%d people are refused", total(asked))
			}
			return
		}
		w := Wave{Programme: programme.Builtin().Key, ProgrammeVersion: programme.Builtin().Version, Asked: inOrder(groups, asked), Groups: mergeGroups(groups, asked, LeastMinGroup)}
		corrected, err := w.Recounted(draw(t, "corrected "))
		if _, refused := errors.AsType[*Invalid](err); err != nil && !refused {
			t.Fatal(err)
		}
		alone := func(g Group) bool { return g.HeadCount == 1 }
		if err == nil && (slices.ContainsFunc(corrected.Groups, alone) || corrected.HeadCount == 1) || slices.ContainsFunc(w.Groups, alone) {
			t.Fatalf("%+v became %+v", w.Groups, corrected.Groups)
		}
	})
}
