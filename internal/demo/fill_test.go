package demo

import (
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/closing"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/datafolder"
	"tilstand/surveys"
)

// The demo is what it says: forty schools of six owners in two cohorts, marked as synthetic, in every phase, some with nothing to
// show, some that do not share; filled once, and left alone the second time.
func TestFill(t *testing.T) {
	t.Parallel()
	f := datafolder.Open(t)
	s := Stores{}
	var err error
	if s.Programme, err = programme.Open(t.Context(), f.Record); err != nil {
		t.Fatal(err)
	}
	if s.Surveys, err = surveys.Open(t.Context(), f, s.Programme); err != nil {
		t.Fatal(err)
	}
	if s.Analytics, err = analytics.Open(t.Context(), f, s.Programme, s.Surveys); err != nil {
		t.Fatal(err)
	}
	if s.Closings, err = closing.Open(t.Context(), f.Record, s.Programme, closing.In(s.Surveys, s.Analytics)); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	shown, err := Fill(t.Context(), s, World{Effects: Default()}, now)
	if err != nil {
		t.Fatal(err)
	}
	if shown.Code == "" || shown.School != shownSchool {
		t.Errorf("nothing to open: %+v", shown)
	}

	closings := s.Closings.ClosingsOf(shown.SchoolID)
	if !closings[0].Frozen() || !closings[1].Frozen() || closings[2].Frozen() || len(closings[2].Conclusions) != 5 || closings[3].Begun() {
		t.Errorf("the school's closings: %+v", closings)
	}
	if open := s.Closings.OpenMeasuresOf(shown.SchoolID); len(open) == 0 || len(open[0].History) < 2 {
		t.Errorf("its open measures: %+v", open)
	}

	schools := s.Programme.Schools()
	if len(schools) < 36 || len(schools) > 44 || len(s.Programme.Owners()) != 6 || len(s.Programme.Cohorts()) != 2 {
		t.Errorf("%d schools, %d owners, %d cohorts", len(schools), len(s.Programme.Owners()), len(s.Programme.Cohorts()))
	}
	open, err := s.Surveys.Wave(shown.Wave)
	if err != nil {
		t.Fatal(err)
	}
	view, err := s.Analytics.School(analytics.Query{School: shown.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.Surveys.InstrumentOf(open).LocalSections()); n != 1 || len(view.Alone) != 2 || view.Alone[0].Local != programme.ScopeSchool {
		t.Errorf("the shown school asks %d sections of its own and shows %d figures of its own", n, len(view.Alone))
	}
	for _, row := range view.Alone {
		if _, ok := row.Cell.Shown(); !ok {
			t.Errorf("%s is not shown", row.Text["nb"])
		}
	}
	phases, hidden, unshared := map[programme.PhaseKey]int{}, 0, 0
	for _, sc := range schools {
		if !sc.Synthetic {
			t.Errorf("%s is not marked as synthetic", sc.Name)
		}
		if s.Analytics.SharedWithOwner(sc.ID) != surveys.SharesAll {
			unshared++
		}
		releases, err := s.Analytics.Releases(sc.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range releases {
			phases[r.Wave.Phase]++
			if r.Cell(analytics.OverallKey, analytics.TotalGroup).State() == analytics.Hidden {
				hidden++
			}
		}
	}
	for _, phase := range programme.Builtin().Phases {
		if phases[phase.Key] == 0 {
			t.Errorf("no release of phase %s", phase.Key)
		}
	}
	if hidden == 0 || unshared == 0 {
		t.Errorf("%d hidden releases, %d schools that do not share: both kinds must be there to be seen", hidden, unshared)
	}

	if len(view.Others) != 1 || view.Others[0].Audience != surveys.Parents || view.Others[0].Rows[0].Now.State() != analytics.Value {
		t.Errorf("%s shows of parents %+v", shown.School, view.Others)
	}
	if st, _ := s.Surveys.JointOf(view.School.ID); len(st.Versions) != 1 {
		t.Errorf("the representatives of %s have signed %d statements, want one", shown.School, len(st.Versions))
	}

	programmes, err := s.Analytics.Editions(analytics.ProgrammeScope, programme.Builtin().Key)
	if err != nil || len(programmes) != 1 || programmes[0].Figure(analytics.OverallKey, analytics.StageGroup("a")).Cell.State() != analytics.Value {
		t.Errorf("%d editions of the programme, %v; want one that shows semester A", len(programmes), err)
	}

	waves := len(s.Surveys.Waves())
	again, err := Fill(t.Context(), s, World{Effects: Default()}, now.Add(time.Hour))
	if err != nil || again != shown || len(s.Surveys.Waves()) != waves {
		t.Errorf("filled again: %+v, %v; %d waves instead of %d", again, err, len(s.Surveys.Waves()), waves)
	}
	// A fortnight later the open wave has closed, and the next start opens another.
	later, err := Fill(t.Context(), s, World{Effects: Default()}, now.AddDate(0, 0, 20))
	if err != nil {
		t.Fatal(err)
	}
	if later.Code == shown.Code || later.Code == "" {
		t.Errorf("after the open wave closed: %+v", later)
	}
}
