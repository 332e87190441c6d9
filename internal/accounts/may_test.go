package accounts

import (
	"fmt"
	"strings"
	"testing"
	"text/tabwriter"

	"pgregory.net/rapid"

	"tilstand/internal/testkit"
)

// The places as somebody with a role meets them. s1 and s2 are schools of o1, s3 of o2.
var meetings = []struct {
	name  string
	grant Grant
	at    Place
}{
	{"operator: installation", Grant{Operator, ""}, Place{Kind: AtInstallation}},
	{"operator: programme", Grant{Operator, ""}, Place{Kind: AtProgramme, ID: "p1"}},
	{"operator: owner", Grant{Operator, ""}, Place{Kind: AtOwner, ID: "o1"}},
	{"operator: school that shares all", Grant{Operator, ""}, Place{AtSchool, "s1", "o1", SharesAll}},
	{"programme: installation", Grant{Programme, "p1"}, Place{Kind: AtInstallation}},
	{"programme: its own", Grant{Programme, "p1"}, Place{Kind: AtProgramme, ID: "p1"}},
	{"programme: another", Grant{Programme, "p1"}, Place{Kind: AtProgramme, ID: "p2"}},
	{"programme: owner", Grant{Programme, "p1"}, Place{Kind: AtOwner, ID: "o1"}},
	{"programme: school that shares all", Grant{Programme, "p1"}, Place{AtSchool, "s1", "o1", SharesAll}},
	{"owner: installation", Grant{Owner, "o1"}, Place{Kind: AtInstallation}},
	{"owner: programme", Grant{Owner, "o1"}, Place{Kind: AtProgramme, ID: "p1"}},
	{"owner: its own", Grant{Owner, "o1"}, Place{Kind: AtOwner, ID: "o1"}},
	{"owner: another", Grant{Owner, "o1"}, Place{Kind: AtOwner, ID: "o2"}},
	{"owner: own school that shares nothing", Grant{Owner, "o1"}, Place{AtSchool, "s1", "o1", SharesNothing}},
	{"owner: own school that shares components", Grant{Owner, "o1"}, Place{AtSchool, "s1", "o1", SharesComponents}},
	{"owner: own school that shares all", Grant{Owner, "o1"}, Place{AtSchool, "s1", "o1", SharesAll}},
	{"owner: another's school that shares all", Grant{Owner, "o1"}, Place{AtSchool, "s3", "o2", SharesAll}},
	{"leader: installation", Grant{Leader, "s1"}, Place{Kind: AtInstallation}},
	{"leader: programme", Grant{Leader, "s1"}, Place{Kind: AtProgramme, ID: "p1"}},
	{"leader: owner of the school", Grant{Leader, "s1"}, Place{Kind: AtOwner, ID: "o1"}},
	{"leader: own school", Grant{Leader, "s1"}, Place{AtSchool, "s1", "o1", SharesNothing}},
	{"leader: sister school that shares all", Grant{Leader, "s1"}, Place{AtSchool, "s2", "o1", SharesAll}},
	{"member: installation", Grant{Member, "s1"}, Place{Kind: AtInstallation}},
	{"member: owner of the school", Grant{Member, "s1"}, Place{Kind: AtOwner, ID: "o1"}},
	{"member: own school", Grant{Member, "s1"}, Place{AtSchool, "s1", "o1", SharesNothing}},
	{"member: sister school that shares all", Grant{Member, "s1"}, Place{AtSchool, "s2", "o1", SharesAll}},
}

// The table that a reader can check: testdata/may.txt.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "who: where\tmay")
	for _, m := range meetings {
		var may []string
		for _, what := range Whats {
			if May([]Grant{m.grant}, what, m.at) {
				may = append(may, string(what))
			}
		}
		if may == nil {
			may = []string{"-"}
		}
		fmt.Fprintf(table, "%s\t%s\n", m.name, strings.Join(may, " "))
	}
	table.Flush()
	testkit.Golden(t, "may.txt", text.String())
}

// A grant at one place says nothing of another place, and more grants never take anything away.
func TestGrantsOnlyAdd(t *testing.T) {
	t.Parallel()
	grant := rapid.Custom(func(t *rapid.T) Grant {
		return Grant{rapid.SampledFrom(Roles).Draw(t, "role"), rapid.SampledFrom([]string{"", "p1", "o1", "o2", "s1", "s2", "s3"}).Draw(t, "at")}
	})
	rapid.Check(t, func(t *rapid.T) {
		one, others := grant.Draw(t, "one"), rapid.SliceOfN(grant, 0, 4).Draw(t, "others")
		m, what := rapid.SampledFrom(meetings).Draw(t, "place"), rapid.SampledFrom(Whats).Draw(t, "what")
		together := May(append([]Grant{one}, others...), what, m.at)
		if single := May([]Grant{one}, what, m.at) || May(others, what, m.at); together != single {
			t.Errorf("together %v, one by one %v", together, single)
		}
		if reaches := one.At == m.at.ID || one.At == m.at.Owner || one.Role == Operator; !reaches && May([]Grant{one}, what, m.at) {
			t.Errorf("%v may %s at %v", one, what, m.at)
		}
	})
}

func TestRolesAreGivenWhereTheyBelong(t *testing.T) {
	t.Parallel()
	school := Place{AtSchool, "s1", "o1", SharesNothing}
	for _, tt := range []struct {
		by   Grant
		role Role
		at   Place
		want bool
	}{
		{Grant{Leader, "s1"}, Member, school, true},
		{Grant{Leader, "s1"}, Leader, school, true},
		{Grant{Leader, "s2"}, Member, school, false},
		{Grant{Member, "s1"}, Member, school, false},
		{Grant{Owner, "o1"}, Leader, school, true},
		{Grant{Owner, "o2"}, Leader, school, false},
		{Grant{Owner, "o1"}, Owner, Place{Kind: AtOwner, ID: "o1"}, true},
		{Grant{Owner, "o1"}, Owner, school, false},
		{Grant{Owner, "o1"}, Operator, Place{Kind: AtInstallation}, false},
		{Grant{Operator, ""}, Operator, Place{Kind: AtInstallation}, true},
		{Grant{Operator, ""}, Leader, school, true},
		{Grant{Operator, ""}, Viewer, school, false},
	} {
		if got := MayGive([]Grant{tt.by}, tt.role, tt.at); got != tt.want {
			t.Errorf("%v gives %s at %v: %v", tt.by, tt.role, tt.at, got)
		}
	}
}
