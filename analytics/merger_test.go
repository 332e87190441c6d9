package analytics

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Between two waves of a school another one is merged into it: both keep their releases, and nothing is compared across the join.
func TestMergerBreaksTheSeries(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	other := g.newSchool(t, "Ask skole")
	teachers := surveys.GroupCount{Key: "teachers", HeadCount: 12}
	for i, phase := range []programme.PhaseKey{"prep", "a"} {
		for _, sc := range []programme.School{g.school, other} {
			w := g.ask(t, sc, phase, 6*i, surveys.StateSurvey, teachers)
			g.answer(t, w, 0, 12, around(3))
			g.closed(t, w)
		}
	}
	before, err := g.School(Query{School: g.school.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	if len(before.Overall.Changes) == 0 || before.Overall.Earlier[0].Break || len(before.Joins) != 0 {
		t.Fatalf("without a merger: %+v", before.Overall)
	}

	on := autumn.AddDate(0, 8, 0)
	if _, err := g.prog.MergeSchool(t.Context(), audit.By{At: on}, other.ID, g.school.ID, on); err != nil {
		t.Fatal(err)
	}
	w := g.ask(t, g.school, "b", 12, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
	g.answer(t, w, 0, 24, around(4))
	g.closed(t, w)

	v, err := g.School(Query{School: g.school.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range append([]Row{*v.Overall}, v.Rows...) {
		if len(row.Changes) != 0 || row.Trend != nil {
			t.Errorf("%s is compared with what another staff answered: %+v", row.Measure, row.Changes)
		}
		if got := []surveys.Break{row.Earlier[0].Why, row.Earlier[1].Why}; got[0] != "" || got[1] != BreakMerger {
			t.Errorf("%s breaks by %q, want at the join alone", row.Measure, got)
		}
	}
	if said := fmt.Sprint(v.Overall.Finding); !strings.Contains(said, "results.finding.merged") {
		t.Errorf("the finding does not say so: %s", said)
	}
	day := Date(on.Format(time.DateOnly))
	if diff := cmp.Diff([]JoinRef{{schoolRef(other, "Ask skole"), day}}, v.Joins); diff != "" {
		t.Error(diff)
	}

	gone, err := g.School(Query{School: other.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	if gone.Closed != day || gone.Into == nil || gone.Into.ID != g.school.ID || len(gone.Waves) != 2 || len(gone.Overall.Changes) == 0 {
		t.Errorf("the school that was merged has lost its history: %+v", gone)
	}
	owner, err := g.OwnerView(Query{Owner: g.owner.Orgnr})
	if err != nil || len(owner.Schools) != 1 || owner.Schools[0].School.ID != g.school.ID {
		t.Errorf("schools that the owner compares: %+v, %v", owner.Schools, err)
	}

	_, err = g.surv.OpenWave(t.Context(), audit.Console.At(on), surveys.WaveSpec{
		School: other.ID, Phase: "b", Instrument: surveys.StateSurvey, Counts: []surveys.GroupCount{teachers}, OpensAt: on, ClosesAt: on.AddDate(0, 0, 14),
	})
	faults, ok := errors.AsType[*surveys.Invalid](err)
	if !ok {
		t.Fatalf("a wave of a school that is no more: %v", err)
	}
	if diff := cmp.Diff([]surveys.Problem{{Field: "school", Code: "shut"}}, faults.Problems); diff != "" {
		t.Error(diff)
	}
}
