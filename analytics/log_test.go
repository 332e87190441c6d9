package analytics

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit"
	"tilstand/surveys"
)

// logged are the entries from a number on, the oldest first.
func (g *ground) logged(t testing.TB, after int64) []audit.Entry {
	t.Helper()
	if _, err := audit.Open(g.folder.Record).Verify(t.Context(), audit.Head{}); err != nil {
		t.Fatal(err)
	}
	entries, err := audit.Open(g.folder.Record).Read(t.Context(), audit.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	entries = slices.DeleteFunc(entries, func(e audit.Entry) bool { return e.Number <= after })
	slices.Reverse(entries)
	return entries
}

// told is what entries say, apart from who and when, and from hashes.
func told(entries []audit.Entry) []string {
	said := []string{}
	for _, e := range entries {
		detail, _, _ := strings.Cut(e.Detail, " document=") // a hash of what is random
		said = append(said, strings.Join([]string{string(e.Action), e.School, e.Owner, e.Subject, detail}, "|"))
	}
	return said
}

// Every method that changes something leaves its entries, which say who and when, and one that is refused leaves none.
func TestEveryChangeIsInTheLog(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	schools := g.sharingSchools(t, 6)
	by := audit.AccountID("somebody").At(autumn.AddDate(0, 6, 0))
	school := string(schools[0].ID)
	w := g.ask(t, schools[0], "b", 0, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 20})
	g.answer(t, w, 0, 12, around(3))
	agreed := g.agree(t, schools[1], "c", 1, surveys.SharesAll, "2026-12-01")
	old, _ := g.imported(t)
	var e *Edition
	line := func(action audit.Action, subject, detail string) string {
		return strings.Join([]string{string(action), school, "", subject, detail}, "|")
	}
	changes := []struct {
		method string
		refuse func() error
		do     func() error
		want   func() []string
	}{
		{"Close", func() error { return second(g.Close(t.Context(), by, "x")) },
			func() error { return second(g.Close(t.Context(), by, w.ID)) },
			func() []string {
				return []string{line(audit.WaveClosed, string(w.ID), ""), line(audit.Released, string(w.ID), "revision=1")}
			}},
		{"Correct", func() error {
			return second(g.Correct(t.Context(), by, w.ID, []surveys.GroupCount{{Key: "teachers", HeadCount: 1}}))
		}, func() error {
			return second(g.Correct(t.Context(), by, w.ID, []surveys.GroupCount{{Key: "teachers", HeadCount: 21}}))
		}, func() []string {
			return []string{line(audit.HeadCountCorrected, string(w.ID), ""), line(audit.Released, string(w.ID), "revision=2")}
		}},
		{"Void", func() error { return g.Void(t.Context(), by, "x") }, func() error { return g.Void(t.Context(), by, w.ID) },
			func() []string { return []string{line(audit.WaveWithdrawn, string(w.ID), "")} }},
		{"Share", func() error { return g.Share(t.Context(), by, "x", surveys.SharesAll) }, func() error { return g.Share(t.Context(), by, schools[0].ID, surveys.SharesNothing) },
			func() []string {
				return []string{strings.Join([]string{string(audit.SharingWithdrawn), school, string(g.owner.ID), school, ""}, "|")}
			}},
		{"Share", func() error { return g.Share(t.Context(), by, "x", surveys.SharesAll) }, func() error { return g.Share(t.Context(), by, schools[0].ID, surveys.SharesAll) },
			func() []string {
				return []string{strings.Join([]string{string(audit.SharingGiven), school, string(g.owner.ID), school, "degree=all"}, "|")}
			}},
		{"CallOffAgreement", func() error { return g.CallOffAgreement(t.Context(), by, w.ID) }, func() error {
			return g.CallOffAgreement(t.Context(), by, agreed.ID)
		}, func() []string {
			return []string{strings.Join([]string{string(audit.SharingCalledOff), string(agreed.School), "", string(agreed.ID), ""}, "|")}
		}},
		{"ShareWithProgramme", func() error { return g.ShareWithProgramme(t.Context(), by, "x", true) },
			func() error { return g.ShareWithProgramme(t.Context(), by, schools[0].ID, true) },
			func() []string { return []string{line(audit.ProgrammeSharingGiven, school, "")} }},
		{"ShareWithProgramme", func() error { return g.ShareWithProgramme(t.Context(), by, "x", true) },
			func() error { return g.ShareWithProgramme(t.Context(), by, schools[0].ID, false) },
			func() []string { return []string{line(audit.ProgrammeSharingWithdrawn, school, "")} }},
		{"IssueOwnerEdition", func() error { return second(g.IssueOwnerEdition(t.Context(), by, "x")) },
			func() (err error) { e, err = g.IssueOwnerEdition(t.Context(), by, g.owner.Orgnr); return err },
			func() []string {
				return []string{strings.Join([]string{string(audit.EditionIssued), "", string(g.owner.ID), string(e.ID), "number=1"}, "|")}
			}},
		{"IssueProgrammeEdition", func() error { return second(g.IssueProgrammeEdition(t.Context(), by, "x")) }, func() (err error) {
			e, err = g.IssueProgrammeEdition(t.Context(), by, programme.Builtin().Key)
			return err
		}, func() []string {
			return []string{strings.Join([]string{string(audit.EditionIssued), "", "", string(e.ID), "number=1"}, "|")}
		}},
		{"Replace", func() error {
			_, _, err := g.Replace(t.Context(), by, "x", surveys.ImportSpec{})
			return err
		}, func() error {
			_, _, err := g.Replace(t.Context(), by, old.ID, g.importSpec(t, "2025-12-18", fileWith(0, upTo(12)...)))
			return err
		}, func() []string {
			school = string(g.school.ID)
			return []string{line(audit.AnswersReplaced, string(old.ID), ""), line(audit.Released, string(old.ID), "revision=2")}
		}},
		{"Erase", func() error { return g.Erase(t.Context(), by, []surveys.WaveID{old.ID}) }, func() error {
			return g.Erase(t.Context(), audit.AccountID("somebody").At(by.At.AddDate(0, 2, 0)), []surveys.WaveID{old.ID})
		}, func() []string {
			return []string{line(audit.AnswersErased, string(old.ID), "due=2027-04-10 since=0001-01-01 months=12")}
		}},
	}
	for _, sc := range schools[1:] { // the first decides below, for the fifth
		if err := g.ShareWithProgramme(t.Context(), by, sc.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	var tested []string
	for _, c := range changes {
		tested = append(tested, c.method)
		before := g.head(t)
		if err := c.refuse(); err == nil || g.head(t) != before {
			t.Errorf("%s, refused: %v, and %d entries", c.method, err, g.head(t)-before)
		}
		if c.method == "Erase" {
			g.announce(t, by, old.ID)
			before = g.head(t)
		}
		if err := c.do(); err != nil {
			t.Fatalf("%s: %v", c.method, err)
		}
		entries := g.logged(t, before)
		if diff := cmp.Diff(c.want(), told(entries)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.method, diff)
		}
		for _, entry := range entries {
			if entry.Account != by.Account || entry.At.Before(by.At) {
				t.Errorf("%s: by %s at %v", c.method, entry.Account, entry.At)
			}
		}
	}
	tested = append(tested, "FreezeReference") // with its entries in the tests of the quality of an instrument, which have the schools for it
	slices.Sort(tested)
	if diff := cmp.Diff(testkit.MethodsTaking(t, g.Store, "audit.By"), slices.Compact(tested)); diff != "" {
		t.Errorf("methods that say who does it, and those tested here: %s", diff)
	}
	if diff := cmp.Diff([]string{"CloseDue", "Count"}, testkit.MethodsTaking(t, g.Store, "time.Time")); diff != "" {
		t.Errorf("a method that changes something takes an audit.By; the clock is the service itself: %s", diff)
	}
}

func second[T any](_ T, err error) error { return err }

func (g *ground) head(t testing.TB) int64 {
	t.Helper()
	head, err := audit.Open(g.folder.Record).Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head.Number
}

func (g *ground) announce(t testing.TB, by audit.By, wave surveys.WaveID) {
	t.Helper()
	err := g.surv.AnnounceErasure(t.Context(), by, []surveys.AnnouncedErasure{{Wave: wave, Due: time.Date(2027, 4, 10, 0, 0, 0, 0, time.UTC), Months: 12}})
	if err != nil {
		t.Fatal(err)
	}
}

// A wave that closes when its time has come is closed by the service.
func TestTheClockIsTheService(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 20})
	g.answer(t, w, 0, 12, around(3))
	before := g.head(t)
	if err := g.CloseDue(t.Context(), w.ClosesAt); err != nil {
		t.Fatal(err)
	}
	for _, e := range g.logged(t, before) {
		if e.Account != audit.Service || !e.At.Equal(w.ClosesAt) {
			t.Errorf("%s by %s at %v", e.Action, e.Account, e.At)
		}
	}
	if err := g.CloseDue(t.Context(), w.ClosesAt.Add(time.Minute)); err != nil || len(g.logged(t, before)) != 2 {
		t.Errorf("looking again is an entry: %v", err)
	}
}

// crowd is who answers: how many, in which order, what, and with how long between them.
type crowd struct {
	people  []int
	answer  func(person, item int) int
	between time.Duration
}

// campaign runs two waves from opening to release, by link and by codes, and a joint statement. It returns every entry of the log in words, with
// ids by the order in which they come, and everything that came from or was given to a respondent.
func campaign(t *testing.T, c crowd) (entries, secrets []string) {
	g := newGround(t)
	by := audit.AccountID("leader")
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	spec := surveys.WaveSpec{
		School: g.school.ID, Phase: "a", Instrument: surveys.StateSurvey, OpensAt: autumn, ClosesAt: autumn.AddDate(0, 0, 14),
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 40}, {Key: "assistants", HeadCount: 20}},
	}
	linked, err := g.surv.OpenWave(t.Context(), by.At(autumn), spec)
	check(err)
	spec.Instrument, spec.ByCode = surveys.MappingSurvey, true
	coded, err := g.surv.OpenWave(t.Context(), by.At(autumn), spec)
	check(err)
	key := surveys.NewCodeKey()
	check(g.surv.MakeSlips(t.Context(), by.At(autumn), coded.ID, key, coded.FirstCodes()))
	slips, err := g.surv.Slips(coded.ID, key)
	check(err)
	st, err := g.surv.InviteJoint(t.Context(), by.At(autumn), g.school.ID)
	check(err)
	secrets = append(secrets, string(linked.Code), string(coded.Code), string(key), string(st.Invitation))

	at := autumn.Add(time.Hour)
	for turn, person := range c.people {
		for _, w := range []surveys.Wave{linked, coded} {
			sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Group: strconv.Itoa(1 + person%2), Answers: map[string]string{}}
			if w.ByCode {
				sub.Code, sub.Group = slips[person].Code, ""
			}
			for i, item := range g.surv.InstrumentOf(w).Items() {
				sub.Answers[string(item.ID)] = strconv.Itoa(c.answer(person, i))
			}
			_, err := g.surv.Submit(t.Context(), at.Add(time.Duration(turn)*c.between), sub)
			check(err)
			secrets = append(secrets, string(sub.ID), string(sub.Code))
			if turn%10 == 5 { // some send twice
				_, err := g.surv.Submit(t.Context(), at.Add(time.Duration(turn+1)*c.between), sub)
				check(err)
			}
		}
		_, err := g.Count(t.Context(), at.Add(time.Duration(turn)*c.between), linked.ID)
		check(err)
	}
	if len(c.people) > 0 {
		links, err := g.surv.TakeJoint(t.Context(), at, st.Invitation)
		check(err)
		says := map[surveys.ItemID]string{}
		in, _ := g.surv.InstrumentInUse(surveys.JointSurvey)
		for _, item := range in.Items() {
			says[item.ID] = "1"
		}
		check(g.surv.WriteJoint(t.Context(), at, links[surveys.UnionRole], 0, says))
		st, _ = g.surv.JointOf(g.school.ID)
		for _, role := range surveys.Roles() {
			check(g.surv.SignJoint(t.Context(), at, links[role], st.Draft.Edit))
			secrets = append(secrets, string(links[role]))
		}
	}
	for _, w := range []surveys.Wave{linked, coded} {
		g.closed(t, w)
	}
	check(g.Settle(t.Context()))
	names := map[string]string{}
	named := func(id string) string {
		if id != "" && names[id] == "" {
			names[id] = fmt.Sprint("id-", len(names))
		}
		return names[id]
	}
	for _, e := range g.logged(t, 0) {
		for _, secret := range secrets {
			if strings.Contains(strings.Join([]string{string(e.Account), e.School, e.Owner, e.Subject, e.Detail}, " "), secret) {
				t.Errorf("%s gives away %q", e.Action, secret)
			}
		}
		detail, _, _ := strings.Cut(e.Detail, " document=") // a hash of what is random
		entries = append(entries, fmt.Sprint(e.Number, e.At, e.Account, e.Action, named(e.School), named(e.Owner), named(e.Subject), detail))
	}
	return entries, secrets
}

// The log is the same, to the microsecond, whether nobody answered or thirty, whatever they answered, in which order and when.
func TestTheLogSaysNothingOfThoseWhoAnswer(t *testing.T) {
	t.Parallel()
	thirty := make([]int, 30)
	for i := range thirty {
		thirty[i] = i
	}
	backwards := slices.Clone(thirty)
	slices.Reverse(backwards)
	quiet, _ := campaign(t, crowd{})
	for name, c := range map[string]crowd{
		"thirty":              {thirty, func(int, int) int { return 5 }, time.Minute},
		"thirty, backwards":   {backwards, func(person, item int) int { return 1 + (person+item)%5 }, 5 * time.Hour},
		"only one in ten":     {[]int{4, 14, 24}, func(int, int) int { return 1 }, 0},
		"one after the other": {slices.Concat(thirty[15:], thirty[:15]), func(person, _ int) int { return 1 + person%2 }, time.Second},
	} {
		entries, secrets := campaign(t, c)
		if diff := cmp.Diff(quiet, entries); diff != "" {
			t.Errorf("%s (-nobody answered +they did):\n%s", name, diff)
		}
		if len(secrets) != 4+4*len(c.people)+len(surveys.Roles()) {
			t.Errorf("%s: looked for %d secrets only", name, len(secrets))
		}
	}
}
