package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit"
	"tilstand/surveys"
)

// open are the addresses that strangers get an answer from. It is written by hand, beside the table: a line there that says "public" by mistake
// is found here.
var open = []string{
	"GET /", "GET /privacy", "GET /accessibility", "GET /method", "GET /login", "POST /login", "POST /login/code", "POST /login/passkey", "GET /login/forgotten", "POST /login/forgotten", "GET /link/:secret", "POST /link/:secret",
	"POST /login/with/:house", "GET /login/with/:house/back", "POST /link/:secret/with/:house",
	"GET /demo/:door", "GET /healthz", "GET /readyz", "GET /static/*",
	"GET /s/sw.js", "GET /s/", "POST /s/", "GET /s/:code", "POST /s/:code", "GET /s/:code/thanks", "GET /s/joint/:code", "POST /s/joint/:code",
	"GET /v/:secret", "GET /v/:secret/logo", "GET /api", "GET /api/v1/openapi.json",
}

// tenant is an owner with a school and a wave there.
type tenant struct {
	owner  programme.Owner
	school programme.School
	wave   surveys.Wave
}

func (h *house) tenant(owner, school string) tenant {
	h.t.Helper()
	sc, err := h.programme.RegisterWithOwner(h.t.Context(), audit.Console.At(*h.clock), programme.Owner{Name: "Eier " + owner, Orgnr: owner, Kind: programme.Municipality},
		programme.School{Name: "Skole " + school, Orgnr: school, Municipality: "0301", WrittenForm: "nb"})
	if err != nil {
		h.t.Fatal(err)
	}
	o, err := h.programme.Owner(sc.Owner)
	if err != nil {
		h.t.Fatal(err)
	}
	return tenant{o, sc, h.open(sc, 20, 20)}
}

// visitor is a column of the matrix.
type visitor struct {
	name   string
	grants func(own tenant) []accounts.Grant // nil for a stranger
	shares surveys.Degree                    // with its owner
}

var visitors = []visitor{
	{"nobody", nil, surveys.SharesAll},
	{"an account without roles", func(tenant) []accounts.Grant { return []accounts.Grant{} }, surveys.SharesAll},
	{"operator", func(tenant) []accounts.Grant { return []accounts.Grant{{Role: accounts.Operator}} }, surveys.SharesAll},
	{"programme", func(tenant) []accounts.Grant {
		return []accounts.Grant{{Role: accounts.Programme, At: programme.Builtin().Key}}
	}, surveys.SharesAll},
	{"owner of a school that does not share", func(own tenant) []accounts.Grant {
		return []accounts.Grant{{Role: accounts.Owner, At: string(own.owner.ID)}}
	}, surveys.SharesNothing},
	{"owner of a school that shares components", func(own tenant) []accounts.Grant {
		return []accounts.Grant{{Role: accounts.Owner, At: string(own.owner.ID)}}
	}, surveys.SharesComponents},
	{"owner of a school that shares all", func(own tenant) []accounts.Grant {
		return []accounts.Grant{{Role: accounts.Owner, At: string(own.owner.ID)}}
	}, surveys.SharesAll},
	{"leader", func(own tenant) []accounts.Grant {
		return []accounts.Grant{{Role: accounts.Leader, At: string(own.school.ID)}}
	}, surveys.SharesNothing},
	{"member", func(own tenant) []accounts.Grant {
		return []accounts.Grant{{Role: accounts.Member, At: string(own.school.ID)}}
	}, surveys.SharesNothing},
}

// TestAccessOfEveryRoute asks for every address of the router as everybody: at their own school, owner and wave, at another's, and at one that
// is not there. The handlers are put aside, so that what is seen is the decision alone. testdata/access.txt is the table that all of it
// must agree with; a new route makes a new row.
//
//	yes      the page, or what the form does
//	-        not there: 404, as what does not exist
//	sign in  to the sign-in page
func TestAccessOfEveryRoute(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	own, other := h.tenant("964338531", "974600951"), h.tenant("938759839", "987654325")
	for _, x := range []tenant{own, other} {
		h.share(x.school, surveys.SharesAll)
	}
	table := h.Server.routes()
	for i := range table {
		table[i].handler = func(context.Context, *request) (reply, error) { return textReply{200, "yes"}, nil }
	}
	h.install(table)

	rows := map[string][]string{}
	for _, v := range visitors {
		h.share(own.school, v.shares)
		header := []string{}
		if v.grants != nil {
			name, value := h.signedInAs(strings.ReplaceAll(v.name, " ", "."), v.grants(own)...)
			header = []string{name, value}
		}
		for _, rt := range table {
			seen := []string{h.decision(rt, own, header), h.decision(rt, other, header), h.decision(rt, tenant{}, header)}
			line := rt.String()
			rows[line] = append(rows[line], strings.Join(slices.Compact(seen[:2]), "/"))
			if tied(rt) && seen[2] == "yes" {
				t.Errorf("%s: %s gets in where there is nothing", line, v.name)
			}
			if v.grants == nil && slices.Contains(open, line) != (seen[0] == "yes") {
				t.Errorf("%s: a stranger gets %s", line, seen[0])
			}
		}
	}
	var matrix strings.Builder
	matrix.WriteString("own/other: what each gets at their own school, owner and wave, and at another's; once where it is the same\n\n")
	for i, v := range visitors {
		fmt.Fprintf(&matrix, "%d  %s\n", i+1, v.name)
	}
	fmt.Fprintf(&matrix, "\n%-65s", "")
	for i := range visitors {
		fmt.Fprintf(&matrix, "%-9d", i+1)
	}
	matrix.WriteString("\n")
	for _, rt := range table {
		row := fmt.Sprintf("%-65s", rt.String())
		for _, cell := range rows[rt.String()] {
			row += fmt.Sprintf("%-9s", cell)
		}
		matrix.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	testkit.Golden(t, "access.txt", matrix.String())
}

// tied reports whether a route is of one school, owner or wave.
func tied(rt route) bool {
	return strings.Contains(rt.pattern, ":orgnr") || strings.HasPrefix(rt.pattern, "/waves/:id")
}

// decision is what becomes of a request at a tenant's.
func (h *house) decision(rt route, at tenant, header []string) string {
	h.t.Helper()
	orgnr := at.school.Orgnr
	if strings.Contains(rt.pattern, "/owners/") {
		orgnr = at.owner.Orgnr
	}
	if orgnr == "" {
		orgnr = "999999999"
	}
	id := string(at.wave.ID)
	if id == "" {
		id = "none"
	}
	path := strings.NewReplacer(":orgnr", orgnr, ":id", id, ":", "no-", "*", "nothing").Replace(rt.pattern)
	a := h.ask(h.request(rt.method, path, strings.NewReader(""), append(slices.Clone(header), "Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded")...))
	switch {
	case a.status == 200:
		return "yes"
	case a.status == 404:
		return "-"
	case a.status == 303 && strings.HasPrefix(a.header.Get("Location"), "/login") && a.body == "":
		return "sign in"
	}
	return fmt.Sprint(a.status)
}

// share has the school share so much with its owner.
func (h *house) share(sc programme.School, degree surveys.Degree) {
	h.t.Helper()
	if err := h.analytics.Share(h.t.Context(), audit.Console.At(*h.clock), sc.ID, degree); err != nil {
		h.t.Fatal(err)
	}
}

// Who may ask is decided where the page is, and nothing that a browser sends along moves it.
func TestAForeignSitePostsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	name, value := h.signedIn()
	for _, rt := range h.table {
		if rt.method != POST {
			continue
		}
		path := strings.NewReplacer(":", "no-", "*", "nothing").Replace(rt.pattern)
		a := h.ask(h.request(POST, path, strings.NewReader(""), name, value, "Sec-Fetch-Site", "cross-site", "Content-Type", "application/x-www-form-urlencoded"))
		if a.status != 403 {
			t.Errorf("%s: a form on another site gets %d", rt, a.status)
		}
	}
}

// What does not exist and what is somebody else's are the same page, to the letter.
func TestUnknownAndForbiddenAreAlike(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	own, other := h.tenant("964338531", "974600951"), h.tenant("938759839", "987654325")
	name, value := h.signedInAs("leader.of.one", accounts.Grant{Role: accounts.Leader, At: string(own.school.ID)})
	for _, paths := range [][2]string{
		{"/schools/" + other.school.Orgnr + "/waves", "/schools/999999999/waves"},
		{"/waves/" + string(other.wave.ID), "/waves/none"},
		{"/owners/" + own.owner.Orgnr, "/owners/999999999"},
		{"/programme/results", "/programme/nothing"},
	} {
		theirs, none := h.get(paths[0], name, value), h.get(paths[1], name, value)
		strip := func(a answered, path string) string { return strings.ReplaceAll(a.body, path, "") }
		if theirs.status != 404 || strip(theirs, paths[0]) != strip(none, paths[1]) {
			t.Errorf("%s (%d) and %s (%d) can be told apart", paths[0], theirs.status, paths[1], none.status)
		}
	}
}
