package surveys

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// agreed are answers to every statement; of the choice of several one.
func agreed(t testing.TB, code string) map[ItemID]string {
	t.Helper()
	in, ok := Builtin(JointSurvey)
	if !ok {
		t.Fatal("there is no joint statement to write")
	}
	answers := map[ItemID]string{}
	for _, item := range in.Items() {
		answers[item.ID] = code
	}
	return answers
}

// writers invites, and takes the invitation into use.
func (g *ground) writers(t testing.TB) map[Role]LinkCode {
	t.Helper()
	st, err := g.InviteJoint(t.Context(), audit.Console.At(now), g.school.ID)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := g.TakeJoint(t.Context(), now, st.Invitation)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

// draft is the edit that a link's holder reads now.
func (g *ground) draft(t testing.TB, code LinkCode) int {
	t.Helper()
	st, _, err := g.JointByLink(code)
	if err != nil {
		t.Fatal(err)
	}
	return st.edit()
}

// One writes, both sign, and it is locked; a correction is a version of its own, and the one before it stays. All of it is there after a restart.
func TestAJointStatementThroughItsStates(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	if _, ok := g.JointOf(g.school.ID); ok {
		t.Error("a school has a joint statement that nobody asked for")
	}
	codes := g.writers(t)
	write := func(role Role, code string) {
		t.Helper()
		if err := g.WriteJoint(t.Context(), now, codes[role], g.draft(t, codes[role]), agreed(t, code)); err != nil {
			t.Fatal(err)
		}
	}
	sign := func(role Role) {
		t.Helper()
		if err := g.SignJoint(t.Context(), now, codes[role], g.draft(t, codes[role])); err != nil {
			t.Fatal(err)
		}
	}
	write(UnionRole, "1")
	sign(SafetyRole)
	sign(SafetyRole) // twice is once
	g.reopen(t)
	st, _ := g.JointOf(g.school.ID)
	if _, stands := st.Standing(); stands || st.Draft == nil || !slices.Equal(st.Draft.Signed, []Role{SafetyRole}) {
		t.Fatalf("signed by one: %+v", st.Draft)
	}
	write(SafetyRole, "2")
	if st, _ := g.JointOf(g.school.ID); len(st.Draft.Signed) != 0 {
		t.Errorf("what was signed has been rewritten, and %v stand behind it", st.Draft.Signed)
	}
	sign(UnionRole)
	sign(SafetyRole)
	write(UnionRole, "3")
	if err := g.DropJoint(t.Context(), now, codes[UnionRole], g.draft(t, codes[UnionRole])); err != nil {
		t.Fatal(err)
	}
	write(UnionRole, "3")
	sign(UnionRole)
	st, _ = g.JointOf(g.school.ID)
	if standing, _ := st.Standing(); standing.Number != 1 || standing.Says["med_view"] != "2" || !standing.Locked.Equal(now) {
		t.Errorf("while a correction waits for the other role, this stands: %+v", standing)
	}
	sign(SafetyRole)
	g.reopen(t)
	after, _ := g.JointOf(g.school.ID)
	var said []string
	for i, v := range after.Versions {
		if v.Number != i+1 || !slices.Equal(v.Signed, Roles()) || v.Instrument != 1 {
			t.Errorf("version %+v", v)
		}
		said = append(said, v.Says["med_view"])
	}
	if diff := cmp.Diff([]string{"2", "3"}, said); diff != "" || after.Draft != nil {
		t.Errorf("versions (- want, + got):\n%s\ndraft %+v", diff, after.Draft)
	}
}

// What does not go: writing by an invitation, taking it twice, signing what was not read, signing for the other role, an answer left out, and
// anything at all with a link from before the last invitation.
func TestAJointStatementRefuses(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	st, err := g.InviteJoint(t.Context(), audit.Console.At(now), g.school.ID)
	if err != nil {
		t.Fatal(err)
	}
	invitation := st.Invitation
	is := func(what string, got, want error) {
		t.Helper()
		if !errors.Is(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	is("writing by the invitation", g.WriteJoint(t.Context(), now, invitation, 0, agreed(t, "1")), ErrClosed)
	codes, err := g.TakeJoint(t.Context(), now, LinkCode(strings.ToUpper(string(invitation)))) // as typed from a paper
	if err != nil {
		t.Fatal(err)
	}
	_, err = g.TakeJoint(t.Context(), now, invitation)
	is("taking it twice", err, ErrClosed)
	if _, door, err := g.JointByLink(invitation); err != nil || door != (JointDoor{State: JointTaken}) {
		t.Errorf("the spent invitation leads to %v (%v)", door, err)
	}
	is("taking by a role's link", second(g.TakeJoint(t.Context(), now, codes[UnionRole])), ErrClosed)
	is("signing nothing", g.SignJoint(t.Context(), now, codes[UnionRole], 0), ErrChanged)

	short := agreed(t, "1")
	delete(short, "med_time")
	short["med_needs"] = "1 7"
	err = g.WriteJoint(t.Context(), now, codes[UnionRole], 0, short)
	if diff := cmp.Diff([]Problem{{"med_needs", "exclusive"}}, problemsOf(t, err)); diff != "" {
		t.Errorf("problems (- want, + got):\n%s", diff)
	}
	short["med_needs"] = "7"
	if diff := cmp.Diff([]Problem{{"med_time", "missing"}}, problemsOf(t, g.WriteJoint(t.Context(), now, codes[UnionRole], 0, short))); diff != "" {
		t.Errorf("problems (- want, + got):\n%s", diff)
	}

	if err := g.WriteJoint(t.Context(), now, codes[UnionRole], 0, agreed(t, "1")); err != nil {
		t.Fatal(err)
	}
	read := g.draft(t, codes[SafetyRole])
	is("writing over what was not read", g.WriteJoint(t.Context(), now, codes[SafetyRole], 0, agreed(t, "2")), ErrChanged)
	if err := g.WriteJoint(t.Context(), now, codes[UnionRole], read, agreed(t, "2")); err != nil {
		t.Fatal(err)
	}
	is("signing what was not read", g.SignJoint(t.Context(), now, codes[SafetyRole], read), ErrChanged)
	is("dropping what was not read", g.DropJoint(t.Context(), now, codes[SafetyRole], read), ErrChanged)

	if _, err := g.InviteJoint(t.Context(), audit.Console.At(now), g.school.ID); err != nil {
		t.Fatal(err)
	}
	for role, code := range codes {
		is("a replaced link of "+string(role), g.SignJoint(t.Context(), now, code, read), ErrClosed)
		if _, door, err := g.JointByLink(code); err != nil || door != (JointDoor{role, JointReplaced}) {
			t.Errorf("the replaced link of %s leads to %v (%v)", role, door, err)
		}
	}
	_, _, err = g.JointByLink("bcdfghjkmnpqbcdfghjkmnpq")
	is("a link that never was", err, ErrNotFound)
	_, err = g.InviteJoint(t.Context(), audit.Console.At(now), "nowhere")
	is("a school that is not", err, programme.ErrNotFound)
}

func second[T any](_ T, err error) error { return err }

// The folder lets nobody sign: no file of it has the link of a role.
func TestNoFileHasTheLinksOfRoles(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	codes := g.writers(t)
	if err := g.WriteJoint(t.Context(), now, codes[UnionRole], 0, agreed(t, "1")); err != nil {
		t.Fatal(err)
	}
	g.close(t)
	files, bytes := 0, 0
	err := filepath.WalkDir(g.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		files, bytes = files+1, bytes+len(content)
		for role, code := range codes {
			if strings.Contains(string(content), string(code)) {
				t.Errorf("%s has the link of %s", path, role)
			}
		}
		return err
	})
	if err != nil || files == 0 || bytes == 0 {
		t.Fatalf("%d files, %d bytes: %v", files, bytes, err)
	}
	g.open(t)
	if st, door, err := g.JointByLink(codes[SafetyRole]); err != nil || door.Role != SafetyRole || st.Draft == nil {
		t.Errorf("after a restart the link leads to %v, %v", door, err)
	}
}

// A joint statement is no survey: no wave, no round and no local item can ask the representatives.
func TestRepresentativesAreNotAskedByAWave(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.spec()
	spec.Phase, spec.Instrument = JointPhase(), JointSurvey
	if _, err := g.OpenWave(t.Context(), audit.Console.At(now), spec); !slices.Contains(problemsOf(t, err), Problem{"instrument", "unknown"}) {
		t.Errorf("open a wave: %v", err)
	}
	_, err := g.ProposeRound(t.Context(), audit.Console.At(now), RoundSpec{
		Owner: g.school.Owner, Instrument: JointSurvey, Phase: JointPhase(), OpensAt: now.AddDate(0, 0, 1), ClosesAt: now.AddDate(0, 0, 9), Schools: []programme.SchoolID{g.school.ID},
	})
	if !slices.Contains(problemsOf(t, err), Problem{"instrument", "unknown"}) {
		t.Errorf("propose a round: %v", err)
	}
}
