package programme

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/testkit"
)

// logged are the entries from a number on, without what the chain gives them, the oldest first.
func (g *ground) logged(t *testing.T, after int64) []audit.Entry {
	t.Helper()
	entries, err := audit.Open(g.folder.Record).Read(t.Context(), audit.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	entries = slices.DeleteFunc(entries, func(e audit.Entry) bool { return e.Number <= after })
	slices.Reverse(entries)
	for i := range entries {
		entries[i].Number, entries[i].Hash = 0, audit.Hash{}
	}
	return entries
}

func (g *ground) head(t *testing.T) int64 {
	t.Helper()
	head, err := audit.Open(g.folder.Record).Verify(t.Context(), audit.Head{})
	if err != nil {
		t.Fatal(err)
	}
	return head.Number
}

// Every method that changes something leaves its entries, each says who and when, and one that is refused leaves none.
func TestEveryChangeIsInTheLog(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	by := audit.AccountID("somebody").At(stamp(now))
	var owner, both Owner
	var school, other School
	var cohort Cohort
	var run Run
	changes := []struct {
		method string
		do     func() error
		refuse func() error
		want   func() []audit.Entry
	}{
		{"RegisterOwner", func() (err error) {
			owner, err = g.RegisterOwner(t.Context(), by, Owner{Orgnr: validOrgnr(91000000), Name: "Asker kommune", Kind: Municipality})
			return err
		}, func() error {
			return second(g.RegisterOwner(t.Context(), by, Owner{Name: "Asker kommune"}))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.OwnerRegistered, Owner: string(owner.ID), Subject: string(owner.ID)}}
		}},
		{"RegisterSchool", func() (err error) {
			school, err = g.RegisterSchool(t.Context(), by, School{Orgnr: validOrgnr(92000000), Owner: owner.ID, Municipality: "0301", WrittenForm: "nb", Name: "Ask skole"})
			return err
		}, func() error {
			return second(g.RegisterSchool(t.Context(), by, School{Name: "Ask skole"}))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.SchoolRegistered, School: string(school.ID), Owner: string(owner.ID), Subject: string(school.ID)}}
		}},
		{"RegisterWithOwner", func() (err error) {
			other, err = g.RegisterWithOwner(t.Context(), by, Owner{Orgnr: validOrgnr(93000000), Name: "Bærum kommune", Kind: Municipality},
				School{Orgnr: validOrgnr(94000000), Municipality: "0301", WrittenForm: "nb", Name: "Bekkestua skole"})
			return err
		}, func() error {
			return second(g.RegisterWithOwner(t.Context(), by, Owner{}, School{}))
		}, func() []audit.Entry {
			both, _ = g.Owner(other.Owner)
			return []audit.Entry{
				{Action: audit.OwnerRegistered, Owner: string(both.ID), Subject: string(both.ID)},
				{Action: audit.SchoolRegistered, School: string(other.ID), Owner: string(both.ID), Subject: string(other.ID)},
			}
		}},
		{"UpdateOwner", func() (err error) {
			owner.Name = "Asker og Bærum kommune"
			owner, err = g.UpdateOwner(t.Context(), by, owner)
			return err
		}, func() error {
			return second(g.UpdateOwner(t.Context(), by, Owner{ID: owner.ID}))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.OwnerChanged, Owner: string(owner.ID), Subject: string(owner.ID)}}
		}},
		{"UpdateSchool", func() (err error) {
			school.Name = "Ask og Eik skole"
			school, err = g.UpdateSchool(t.Context(), by, today.AddDate(0, 0, -3), school)
			return err
		}, func() error {
			return second(g.UpdateSchool(t.Context(), by, today, School{ID: school.ID}))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.SchoolChanged, School: string(school.ID), Owner: string(owner.ID), Subject: string(school.ID), Detail: "from=2026-08-17"}}
		}},
		{"CloseSchool", func() (err error) {
			other, err = g.CloseSchool(t.Context(), by, other.ID, today)
			return err
		}, func() error {
			return second(g.CloseSchool(t.Context(), by, other.ID, today.AddDate(0, 0, 1)))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.SchoolClosed, School: string(other.ID), Owner: string(other.Owner), Subject: string(other.ID), Detail: "from=2026-08-20"}}
		}},
		{"MergeSchool", func() (err error) {
			other, err = g.MergeSchool(t.Context(), by, other.ID, school.ID, today)
			return err
		}, func() error {
			return second(g.MergeSchool(t.Context(), by, other.ID, other.ID, today))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.SchoolMerged, School: string(other.ID), Owner: string(other.Owner), Subject: string(school.ID), Detail: "from=2026-08-20"}}
		}},
		{"ReopenSchool", func() (err error) {
			other, err = g.ReopenSchool(t.Context(), by, other.ID)
			return err
		}, func() error {
			return second(g.ReopenSchool(t.Context(), by, "x"))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.SchoolReopened, School: string(other.ID), Owner: string(other.Owner), Subject: string(other.ID), Detail: "from=2026-08-20"}}
		}},
		{"ImportRoll", func() error {
			r := Roll{Entries: []RollEntry{{Row: 2, Orgnr: other.Orgnr, Staff: new(17)}}}
			return second(g.ImportRoll(t.Context(), by, r, g.PlanRoll(by.At, r).Sum()))
		}, func() error {
			return second(g.ImportRoll(t.Context(), by, Roll{}, "another"))
		}, func() []audit.Entry {
			return []audit.Entry{
				{Action: audit.SchoolsImported, Detail: "owners=0 new=0 changed=1 closed=0 merged=0"},
				{Action: audit.SchoolChanged, School: string(other.ID), Owner: string(other.Owner), Subject: string(other.ID), Detail: "from=2026-08-20"},
			}
		}},
		{"AddCohort", func() (err error) {
			cohort, err = g.AddCohort(t.Context(), by, Cohort{Programme: Builtin().Key, Name: "Pulje 1", Starts: now})
			return err
		}, func() error {
			return second(g.AddCohort(t.Context(), by, Cohort{}))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.CohortAdded, Subject: string(cohort.ID)}}
		}},
		{"UpdateCohort", func() (err error) {
			cohort.Name = "Pulje høst"
			cohort, err = g.UpdateCohort(t.Context(), by, cohort)
			return err
		}, func() error {
			return second(g.UpdateCohort(t.Context(), by, Cohort{ID: cohort.ID}))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.CohortChanged, Subject: string(cohort.ID)}}
		}},
		{"SetRun", func() (err error) {
			run, err = g.SetRun(t.Context(), by, Run{School: school.ID, Cohort: cohort.ID, Programme: Builtin().Key, Version: 1, Dates: map[PhaseKey]Span{"a": days("2026-09-01", "2027-01-31")}})
			return err
		}, func() error {
			return second(g.SetRun(t.Context(), by, Run{School: school.ID}))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.DatesSet, School: string(school.ID), Subject: string(run.ID)}}
		}},
		{"JoinCohort", func() (err error) {
			run, err = g.JoinCohort(t.Context(), by, other.ID, cohort.ID)
			return err
		}, func() error {
			return second(g.JoinCohort(t.Context(), by, other.ID, "x"))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.DatesSet, School: string(other.ID), Subject: string(run.ID)}}
		}},
		{"MoveRun", func() error {
			run, _ = g.RunOf(school.ID)
			return second(g.MoveRun(t.Context(), by, school.ID, 2))
		}, func() error {
			return second(g.MoveRun(t.Context(), by, school.ID, 9))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.CourseMoved, School: string(school.ID), Subject: string(run.ID), Detail: "version=2"}}
		}},
		{"MoveModule", func() error {
			return g.MoveModule(t.Context(), by, school.ID, "a-hear", 2)
		}, func() error {
			return g.MoveModule(t.Context(), by, school.ID, "a-target", 2)
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.CourseOrdered, School: string(school.ID), Subject: string(run.ID), Detail: "module=a-hear place=2"}}
		}},
		{"SetModuleDates", func() error {
			return g.SetModuleDates(t.Context(), by, school.ID, "a-hear", days("2026-09-07", "2026-09-25"))
		}, func() error {
			return g.SetModuleDates(t.Context(), by, school.ID, "a-hear", days("2027-09-07", "2027-09-25"))
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.CourseDated, School: string(school.ID), Subject: string(run.ID), Detail: "module=a-hear from=2026-09-07 to=2026-09-25"}}
		}},
		{"TickOff", func() error {
			return g.TickOff(t.Context(), by, school.ID, "group", Done{today, Leadership})
		}, func() error {
			return g.TickOff(t.Context(), by, school.ID, "group", Done{today.AddDate(0, 0, 1), Leadership})
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.CourseTicked, School: string(school.ID), Subject: string(run.ID), Detail: "item=group done=2026-08-20"}}
		}},
		{"MarkAttended", func() error {
			return g.MarkAttended(t.Context(), by, school.ID, "a-target", map[string]time.Time{"sfo": today})
		}, func() error {
			return g.MarkAttended(t.Context(), by, school.ID, "a-target", map[string]time.Time{"cooks": today})
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.CourseAttended, School: string(school.ID), Subject: string(run.ID), Detail: "module=a-target"}}
		}},
		{"SetLink", func() error {
			return g.SetLink(t.Context(), by, school.ID, "a-target-film", Link{Address: "https://example.org/film"})
		}, func() error {
			return g.SetLink(t.Context(), by, school.ID, "a-target-film", Link{Address: "film"})
		}, func() []audit.Entry {
			return []audit.Entry{{Action: audit.CourseLinked, School: string(school.ID), Subject: string(run.ID), Detail: "item=a-target-film"}}
		}},
		{"SetLevel", func() error {
			level := 4.3
			return g.SetLevel(t.Context(), by,
				Level{Scope: ScopeSchool, ScopeID: string(school.ID), Component: "promote", Phase: "a", Value: &level},
				Level{Scope: ScopeOwner, ScopeID: string(owner.ID), Component: "promote", Phase: "b", Value: &level},
				Level{Scope: ScopeSchool, ScopeID: string(school.ID), Component: "prevent", Phase: "c"},
				Level{Scope: ScopeProgramme, ScopeID: Builtin().Key, Component: "prevent", Phase: "c", Value: &level})
		}, func() error {
			return g.SetLevel(t.Context(), by, Level{Scope: ScopeSchool, ScopeID: string(school.ID), Component: "promote", Phase: "never"})
		}, func() []audit.Entry {
			return []audit.Entry{
				{Action: audit.TargetsSet, School: string(school.ID), Subject: string(school.ID), Detail: "promote.a=4.3 prevent.c="},
				{Action: audit.TargetsSet, Owner: string(owner.ID), Subject: string(owner.ID), Detail: "promote.b=4.3"},
				{Action: audit.TargetsSet, Subject: Builtin().Key, Detail: "prevent.c=4.3"},
			}
		}},
	}
	var tested []string
	for _, c := range changes {
		tested = append(tested, c.method)
		before := g.head(t)
		if err := c.refuse(); err == nil || g.head(t) != before {
			t.Errorf("%s, refused: %v, and %d entries", c.method, err, g.head(t)-before)
		}
		if err := c.do(); err != nil {
			t.Fatalf("%s: %v", c.method, err)
		}
		want := c.want()
		for i := range want {
			want[i].At, want[i].Account = by.At, by.Account
		}
		if diff := cmp.Diff(want, g.logged(t, before)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.method, diff)
		}
	}
	slices.Sort(tested)
	if diff := cmp.Diff(testkit.MethodsTaking(t, g.Store, "audit.By"), tested); diff != "" {
		t.Errorf("methods that say who does it, and those tested here: %s", diff)
	}
}

// A change whose entry cannot be written is not made.
func TestNoChangeWithoutItsEntry(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	err := g.folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		_, err := tx.Exec("alter table audit_log rename to mislaid")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.RegisterOwner(t.Context(), audit.Console.At(now), Owner{Orgnr: validOrgnr(91000000), Name: "Asker kommune", Kind: Municipality}); err == nil {
		t.Error("an owner was registered and nothing says so")
	}
	if _, err := g.OwnerByOrgnr(validOrgnr(91000000)); err == nil {
		t.Error("the owner is there")
	}
	if g.reread(t); len(g.Owners()) != 0 {
		t.Error("the owner is in the file")
	}
}

// reread opens another store on the same files.
func (g *ground) reread(t *testing.T) {
	t.Helper()
	var err error
	if g.Store, err = Open(t.Context(), g.folder.Record); err != nil {
		t.Fatal(err)
	}
}
