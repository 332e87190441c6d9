package analytics

import (
	"encoding/json"
	"testing"

	"tilstand/internal/audit"
	"tilstand/surveys"
)

// Whatever parents answer, no figure of the staff changes: not the condition, not the mapping, not what the owner compares or gets in an edition.
func TestParentsAreNeverPooledWithStaff(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	school := g.newSchool(t, "Bø skole")
	staff := []surveys.GroupCount{{Key: "teachers", HeadCount: 24}, {Key: "other", HeadCount: 16}}
	for _, asked := range []string{surveys.StateSurvey, surveys.MappingSurvey} {
		w := g.ask(t, school, "a", 0, asked, staff...)
		g.answer(t, w, 1, 20, around(3))
		g.answer(t, w, 2, 14, around(4))
		g.closed(t, w)
	}
	if err := g.Share(t.Context(), audit.Console.At(autumn), school.ID, surveys.SharesAll); err != nil {
		t.Fatal(err)
	}
	pictures := func() (picture string, others []OthersView, owner string) {
		v, err := g.School(Query{School: school.Orgnr})
		if err != nil {
			t.Fatal(err)
		}
		o, err := g.OwnerView(Query{Owner: g.owner.Orgnr})
		if err != nil {
			t.Fatal(err)
		}
		others, v.Others = v.Others, nil
		a, errA := json.Marshal(v)
		b, errB := json.Marshal(o)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		return string(a), others, string(b)
	}
	before, none, ownerBefore := pictures()
	if len(none) != 0 {
		t.Fatalf("before any parent was asked: %v", none)
	}
	for months, level := range []int{2, 4} {
		w := g.ask(t, school, "prep", months+1, surveys.ParentSurvey, surveys.GroupCount{Key: "parents_1_4", HeadCount: 60}, surveys.GroupCount{Key: "parents_5_7", HeadCount: 40})
		g.answer(t, w, 1, 30, around(level))
		g.answer(t, w, 2, 25, around(level))
		released := g.closed(t, w)
		after, others, ownerAfter := pictures()
		if after != before || ownerAfter != ownerBefore {
			t.Errorf("what parents answered (%d) has changed what is said of the staff", level)
		}
		if len(others) != 1 || others[0].Audience != surveys.Parents || len(others[0].Rows) != 2 || others[0].Wave.ID != w.ID {
			t.Fatalf("parents are shown as %+v", others)
		}
		if mean := seen(t, released, "construct:HJE", TotalGroup).Mean; mean != float64(level) {
			t.Errorf("parents answer %v, want %d", mean, level)
		}
		if waves := g.stateWaves(school.ID); len(waves) != 1 {
			t.Errorf("an edition would take %d waves of the school, want one", len(waves))
		}
	}
	item := Query{School: school.Orgnr, Kind: surveys.MappingInstrument, Item: "par_heard"}
	if _, err := g.Item(item); err == nil {
		t.Error("a question to parents is among those to staff")
	}
	item.Audience = surveys.Parents
	if v, err := g.Item(item); err != nil || len(v.Waves) != 2 {
		t.Errorf("a question to parents over their waves: %v (%v)", v, err)
	}
}
