package surveys

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/internal/testkit"
)

// logged are the entries from a number on, without what the chain gives them, the oldest first.
func (g *ground) logged(t testing.TB, after int64) []audit.Entry {
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

func (g *ground) head(t testing.TB) int64 {
	t.Helper()
	head, err := audit.Open(g.folder.Record).Verify(t.Context(), audit.Head{})
	if err != nil {
		t.Fatal(err)
	}
	return head.Number
}

// loggedChange is a method, something that it must refuse, and something that it does; what it returns is the entry that must be there then.
type loggedChange struct {
	method string
	refuse func() error
	do     func() (audit.Entry, error)
}

// Every method that changes something leaves its entry, which says who and when, and one that is refused leaves none.
func TestEveryChangeIsInTheLog(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	by := audit.AccountID("somebody").At(now)
	var tested []string
	for _, changes := range []func(*testing.T, audit.By) []loggedChange{
		g.roundChanges, g.waveChanges, g.importChanges, g.erasureChanges, g.libraryChanges, g.otherChanges,
	} {
		for _, c := range changes(t, by) {
			tested = append(tested, c.method)
			before := g.head(t)
			if err := c.refuse(); err == nil || g.head(t) != before {
				t.Errorf("%s, refused: %v, and %d entries", c.method, err, g.head(t)-before)
			}
			want, err := c.do()
			if err != nil {
				t.Fatalf("%s: %v", c.method, err)
			}
			want.At, want.Account = by.At, by.Account
			if diff := cmp.Diff([]audit.Entry{want}, g.logged(t, before)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.method, diff)
			}
		}
	}
	slices.Sort(tested)
	if diff := cmp.Diff(testkit.MethodsTaking(t, g.Store, "audit.By"), slices.Compact(tested)); diff != "" {
		t.Errorf("methods that say who does it, and those tested here: %s", diff)
	}
}

// What takes a time and not who it is changes nothing, or is done by somebody who answers: those are in no log.
func TestWhoAnswersIsNotAsked(t *testing.T) {
	t.Parallel()
	answering := []string{"DropJoint", "SignJoint", "Submit", "TakeJoint", "WriteJoint"}
	reading := []string{"Due", "EntryByCode", "Plan", "PlanImport", "Proposal", "RoundsFor", "Standing", "Standings"}
	both := slices.Sorted(slices.Values(slices.Concat(answering, reading)))
	taking := slices.DeleteFunc(testkit.MethodsTaking(t, (*Store)(nil), "time.Time"), func(m string) bool { return m == "Extend" || m == "Postpone" })
	if diff := cmp.Diff(both, taking); diff != "" {
		t.Errorf("a method that changes something takes an audit.By (-listed +found):\n%s", diff)
	}
}

// A change whose entry cannot be written is not made, slips included, though they are in a file of their own.
func TestNoChangeWithoutItsEntry(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.spec()
	spec.ByCode = true
	w, err := g.OpenWave(t.Context(), leader.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	err = g.folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		_, err := tx.Exec("alter table audit_log rename to mislaid")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Extend(t.Context(), leader.At(now), w.ID, w.ClosesAt.AddDate(0, 0, 7)); err == nil {
		t.Error("a survey was extended and nothing says so")
	}
	if err := g.MakeSlips(t.Context(), leader.At(now), w.ID, NewCodeKey(), w.FirstCodes()); err == nil {
		t.Error("slips were made and nothing says so")
	}
	if _, made, err := g.LeftToMake(w.ID); err != nil || made {
		t.Errorf("there are slips: %v, %v", made, err)
	}
	if last := rows[int](t, g.folder.Record, "select max(revision) from wave where id = ?", string(w.ID))[0]; last != w.Revision {
		t.Errorf("the wave has %d revisions, want %d", last, w.Revision)
	}
	if again, err := g.Wave(w.ID); err != nil || !again.ClosesAt.Equal(w.ClosesAt) {
		t.Errorf("the wave closes at %v, %v; want %v", again.ClosesAt, err, w.ClosesAt)
	}
}

func (g *ground) roundChanges(t *testing.T, by audit.By) []loggedChange {
	spec := g.spec()
	spec.Instrument = MappingSurvey
	own, err := g.OpenWave(t.Context(), by, spec)
	if err != nil {
		t.Fatal(err)
	}
	var r Round
	until := now.AddDate(0, 0, 30)
	return []loggedChange{
		{"ProposeRound", func() error {
			return second1(g.ProposeRound(t.Context(), by, RoundSpec{}))
		}, func() (_ audit.Entry, err error) {
			r, err = g.ProposeRound(t.Context(), by, RoundSpec{
				Owner: g.school.Owner, Instrument: MappingSurvey, Phase: "a", OpensAt: now, ClosesAt: now.AddDate(0, 0, 14), Schools: []programme.SchoolID{g.school.ID},
			})
			return audit.Entry{Action: audit.RoundProposed, Owner: string(g.school.Owner), Subject: string(r.ID)}, err
		}},
		{"Postpone", func() error {
			return g.Postpone(t.Context(), by, r.ID, g.school.ID, now)
		}, func() (audit.Entry, error) {
			return audit.Entry{
				Action: audit.RoundPostponed, School: string(g.school.ID), Owner: string(g.school.Owner), Subject: string(r.ID), Detail: "until=" + until.Format(time.RFC3339),
			}, g.Postpone(t.Context(), by, r.ID, g.school.ID, until)
		}},
		{"JoinRound", func() error {
			return second1(g.JoinRound(t.Context(), by, "x", r.ID))
		}, func() (audit.Entry, error) {
			return audit.Entry{
				Action: audit.RoundJoined, School: string(g.school.ID), Subject: string(own.ID), Detail: "round=" + string(r.ID),
			}, second1(g.JoinRound(t.Context(), by, own.ID, r.ID))
		}},
		{"CallOffRound", func() error {
			return g.CallOffRound(t.Context(), by, "x")
		}, func() (audit.Entry, error) {
			return audit.Entry{Action: audit.RoundCalledOff, Owner: string(g.school.Owner), Subject: string(r.ID)}, g.CallOffRound(t.Context(), by, r.ID)
		}},
	}
}

func (g *ground) waveChanges(t *testing.T, by audit.By) []loggedChange {
	var w Wave
	entry := func(action audit.Action) audit.Entry {
		return audit.Entry{Action: action, School: string(g.school.ID), Subject: string(w.ID)}
	}
	spec := g.spec()
	spec.ByCode = true
	later := spec.ClosesAt.AddDate(0, 0, 7)
	return []loggedChange{
		{"OpenWave", func() error {
			return second1(g.OpenWave(t.Context(), by, WaveSpec{}))
		}, func() (_ audit.Entry, err error) {
			w, err = g.OpenWave(t.Context(), by, spec)
			return entry(audit.WaveOpened), err
		}},
		{"MakeSlips", func() error {
			return g.MakeSlips(t.Context(), by, w.ID, NewCodeKey(), []CodeCount{{9, 1}})
		}, func() (audit.Entry, error) {
			return entry(audit.SlipsMade), g.MakeSlips(t.Context(), by, w.ID, NewCodeKey(), w.FirstCodes())
		}},
		{"RemakeSlips", func() error {
			return g.RemakeSlips(t.Context(), by, w.ID, NewCodeKey(), []CodeCount{{9, 1}})
		}, func() (audit.Entry, error) {
			return entry(audit.SlipsMade), g.RemakeSlips(t.Context(), by, w.ID, NewCodeKey(), w.FirstCodes())
		}},
		{"Extend", func() error {
			return second1(g.Extend(t.Context(), by, w.ID, now))
		}, func() (audit.Entry, error) {
			e := entry(audit.WaveExtended)
			e.Detail = "closes_at=" + later.Format(time.RFC3339)
			return e, second1(g.Extend(t.Context(), by, w.ID, later))
		}},
		{"CorrectHeadCount", func() error {
			return second1(g.CorrectHeadCount(t.Context(), by, w.ID, []GroupCount{{"teachers", -1}}))
		}, func() (audit.Entry, error) {
			counts := slices.Clone(spec.Counts)
			counts[0].HeadCount++
			return entry(audit.HeadCountCorrected), second1(g.CorrectHeadCount(t.Context(), by, w.ID, counts))
		}},
		{"BeginClosing", func() error {
			return g.BeginClosing(t.Context(), by, "x")
		}, func() (audit.Entry, error) {
			return entry(audit.WaveClosed), g.BeginClosing(t.Context(), by, w.ID)
		}},
		{"Withdraw", func() error {
			return g.Withdraw(t.Context(), by, "x")
		}, func() (audit.Entry, error) {
			return entry(audit.WaveWithdrawn), g.Withdraw(t.Context(), by, w.ID)
		}},
	}
}

func (g *ground) importChanges(t *testing.T, by audit.By) []loggedChange {
	in := stateInstrument(t)
	var w Wave
	return []loggedChange{
		{"Import", func() error {
			return second1(g.Import(t.Context(), by, ImportSpec{}))
		}, func() (_ audit.Entry, err error) {
			w, err = g.Import(t.Context(), by, g.importSpec(sheetOf(t, fileOf(in, 12))))
			return audit.Entry{Action: audit.AnswersImported, School: string(g.school.ID), Subject: string(w.ID)}, err
		}},
		{"Replace", func() error {
			_, _, err := g.Replace(t.Context(), by, "x", ImportSpec{}, ShownNothing)
			return err
		}, func() (audit.Entry, error) {
			_, _, err := g.Replace(t.Context(), by, w.ID, g.importSpec(sheetOf(t, fileOf(in, 14))), ShownNothing)
			return audit.Entry{Action: audit.AnswersReplaced, School: string(g.school.ID), Subject: string(w.ID)}, err
		}},
		{"Void", func() error {
			return g.Void(t.Context(), by, "x")
		}, func() (audit.Entry, error) {
			return audit.Entry{Action: audit.WaveVoided, School: string(g.school.ID), Subject: string(w.ID)}, g.Void(t.Context(), by, w.ID)
		}},
	}
}

// Replacing a whole survey makes another wave, and the entry of the old one says which.
func TestReplacingByAnotherWaveNamesIt(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	in := stateInstrument(t)
	file := fileOf(in, 2)
	alike := func(row []string) *Sheet {
		return sheetOf(t, slices.Concat(file[:1], slices.Repeat([][]string{row}, 9)))
	}
	spec := g.importSpec(alike(file[1]))
	old, err := g.Import(t.Context(), leader.At(now), spec)
	if err != nil {
		t.Fatal(err)
	}
	spec.Sheet = alike(file[2])
	w, outcome, err := g.Replace(t.Context(), leader.At(now), old.ID, spec, ShownThese)
	if err != nil || outcome != NewWave {
		t.Fatalf("outcome %v, %v; want another wave", outcome, err)
	}
	entries := g.logged(t, 0)
	last := entries[len(entries)-1]
	if last.Action != audit.AnswersReplaced || last.Subject != string(old.ID) || last.Detail != "wave="+string(w.ID) {
		t.Errorf("the log says %+v", last)
	}
}

func (g *ground) erasureChanges(t *testing.T, by audit.By) []loggedChange {
	w := g.wave(t)
	g.finish(t, w)
	due := day(now.Format(time.DateOnly))
	announced := AnnouncedErasure{Wave: w.ID, Due: due.AddDate(0, 0, ErasureNotice), Since: due.AddDate(-3, 0, 0), Months: 36}
	entry := func(action audit.Action, due time.Time) audit.Entry {
		return audit.Entry{
			Action: action, School: string(g.school.ID), Subject: string(w.ID), Detail: "due=" + due.Format(time.DateOnly) + " since=" + announced.Since.Format(time.DateOnly) + " months=36",
		}
	}
	return []loggedChange{
		{"AnnounceErasure", func() error {
			return g.AnnounceErasure(t.Context(), by, []AnnouncedErasure{{Wave: "x"}})
		}, func() (audit.Entry, error) {
			return entry(audit.ErasureAnnounced, announced.Due), g.AnnounceErasure(t.Context(), by, []AnnouncedErasure{announced})
		}},
		{"Erase", func() error {
			return g.Erase(t.Context(), by, []WaveID{w.ID})
		}, func() (audit.Entry, error) {
			soon := g.waves[w.ID]
			soon.Erasure.Due = due
			g.waves[w.ID] = soon // as if it had been announced a month ago
			return entry(audit.AnswersErased, due), g.Erase(t.Context(), by, []WaveID{w.ID})
		}},
	}
}

func (g *ground) libraryChanges(t *testing.T, by audit.By) []loggedChange {
	draft := revised(t, 2, reword(0, 1, "Ny ordlyd?"))
	draft.Key, draft.Version = "eigen", 1
	second := *draft
	second.Version = 2
	entry := func(action audit.Action, version string) audit.Entry {
		return audit.Entry{Action: action, Subject: "eigen/" + version}
	}
	change := func(method string, do func(key string) error, action audit.Action) loggedChange {
		return loggedChange{method, func() error { return do("none") }, func() (audit.Entry, error) { return entry(action, "1"), do(draft.Key) }}
	}
	return []loggedChange{
		{"SaveDraft", func() error {
			frozen := revised(t, 1, reword(0, 1, "Ny ordlyd?"))
			return second1(g.SaveDraft(t.Context(), by, frozen))
		}, func() (audit.Entry, error) {
			return entry(audit.DraftSaved, "1"), second1(g.SaveDraft(t.Context(), by, draft))
		}},
		change("Publish", func(key string) error { return second1(g.Publish(t.Context(), by, key, 1, nil)) }, audit.InstrumentPublished),
		change("Retire", func(key string) error { return second1(g.Retire(t.Context(), by, key, 1)) }, audit.InstrumentRetired),
		change("Restore", func(key string) error { return second1(g.Restore(t.Context(), by, key, 1)) }, audit.InstrumentRestored),
		{"SaveDraft", func() error {
			other := second
			other.Kind = MappingInstrument
			return second1(g.SaveDraft(t.Context(), by, &other))
		}, func() (audit.Entry, error) {
			return entry(audit.DraftSaved, "2"), second1(g.SaveDraft(t.Context(), by, &second))
		}},
		{"Discard", func() error { return g.Discard(t.Context(), by, "eigen", 1) }, func() (audit.Entry, error) {
			return entry(audit.DraftDiscarded, "2"), g.Discard(t.Context(), by, "eigen", 2)
		}},
	}
}

func (g *ground) otherChanges(t *testing.T, by audit.By) []loggedChange {
	save := func(s Supplement) error { return second1(g.SaveSupplement(t.Context(), by, s)) }
	return []loggedChange{
		{"SaveSupplement", func() error { return save(Supplement{}) }, func() (audit.Entry, error) {
			return audit.Entry{Action: audit.LocalItemsSet, School: string(g.school.ID), Subject: string(g.school.ID), Detail: "instrument=" + StateSurvey},
				save(g.ownSupplement(onScale("Er rommene gode?")))
		}},
		{"SaveSupplement", func() error { return save(Supplement{}) }, func() (audit.Entry, error) {
			return audit.Entry{Action: audit.LocalItemsSet, Owner: string(g.school.Owner), Subject: string(g.school.Owner), Detail: "instrument=" + StateSurvey},
				save(g.ownersSupplement(onScale("Er vegene gode?")))
		}},
		{"InviteJoint", func() error { return second1(g.InviteJoint(t.Context(), by, "x")) }, func() (audit.Entry, error) {
			return audit.Entry{Action: audit.JointInvited, School: string(g.school.ID), Subject: string(g.school.ID)}, second1(g.InviteJoint(t.Context(), by, g.school.ID))
		}},
	}
}
