package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit"
	"tilstand/surveys"
)

// programmeItself is the place of the programme.
var programmeItself = accounts.Place{Kind: accounts.AtProgramme, ID: programme.Builtin().Key}

// token makes a token for a week.
func (h *house) token(at accounts.Place, items bool) (accounts.APIToken, accounts.Bearer) {
	h.t.Helper()
	name := fmt.Sprint("token ", len(h.accounts.TokensAt(at))+1)
	token, secret, err := h.accounts.MakeToken(h.t.Context(), audit.Console.At(*h.clock), at, name, items, 7)
	if err != nil {
		h.t.Fatal(err)
	}
	return token, secret
}

// reads asks as a program. Every answer is held to what is documented of it.
func (h *house) reads(secret accounts.Bearer, path string, header ...string) answered {
	h.t.Helper()
	if secret != "" {
		header = append(header, "Authorization", "Bearer "+string(secret))
	}
	a := h.get(path, header...)
	h.documented(path, a)
	return a
}

// readAs asks for something that is there.
func readAs[T any](h *house, secret accounts.Bearer, path string) (value T) {
	h.t.Helper()
	a := h.reads(secret, path)
	if a.status != 200 {
		h.t.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &value); err != nil {
		h.t.Fatal(err)
	}
	return value
}

// apiGround is an owner with three measured schools that share, and a token of it that reads items.
func apiGround(t *testing.T) (h *house, owner accounts.Place, schools []programme.School, secret accounts.Bearer) {
	h = staffRoom(t)
	schools = h.sharingSchools(3)
	owner = accounts.Place{Kind: accounts.AtOwner, ID: string(schools[0].Owner)}
	_, secret = h.token(owner, true)
	return h, owner, schools, secret
}

// The documents are the stored ones, and what the page is made of stands in them figure by figure.
func TestProgramsReadWhatPagesShow(t *testing.T) {
	t.Parallel()
	h, _, schools, secret := apiGround(t)
	if who := readAs[apiOwner](h, secret, "/api/v1/owner"); who.Owner.Orgnr != ownerOrgnr || who.Sharing.All != 3 || who.Edition != nil {
		t.Errorf("the token is of %+v", who)
	}
	h.sends("/owners/"+ownerOrgnr+"/editions", nil)
	if who := readAs[apiOwner](h, secret, "/api/v1/owner"); who.Edition == nil || who.Edition.Number != 1 {
		t.Errorf("the latest edition is %+v", who.Edition)
	}
	for _, one := range readAs[apiList[apiSchool]](h, secret, "/api/v1/schools").Items {
		list := readAs[apiList[apiRelease]](h, secret, *one.Releases)
		if len(list.Items) != 1 || !list.Items[0].Items {
			t.Fatalf("%s: %+v", one.School.Name, list.Items)
		}
		release := readAs[analytics.Release](h, secret, list.Items[0].Document)
		stored, err := h.analytics.Release(release.Wave.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(jsonOf(t, stored), jsonOf(t, release)); diff != "" {
			t.Errorf("%s: not the stored document: %s", one.School.Name, diff)
		}
		var page analytics.SchoolView
		if err := json.Unmarshal([]byte(h.leader("/schools/"+one.School.Orgnr+"/results.json").body), &page); err != nil {
			t.Fatal(err)
		}
		rows := append(append([]analytics.Row{*page.Overall}, page.Rows...), page.Items...)
		for _, row := range rows {
			if got, want := jsonOf(t, release.Cell(row.Measure, analytics.TotalGroup)), jsonOf(t, row.Now); got != want {
				t.Errorf("%s, %s: a program reads %s, the page has %s", one.School.Name, row.Measure, got, want)
			}
		}
		for _, group := range page.Groups {
			for i, cell := range group.Cells {
				if got, want := jsonOf(t, release.Cell(page.Rows[i].Measure, group.Key)), jsonOf(t, cell); got != want {
					t.Errorf("%s, %s of %s: a program reads %s, the page has %s", one.School.Name, page.Rows[i].Measure, group.Key, got, want)
				}
			}
		}
		if len(rows) < 20 {
			t.Errorf("%d rows were compared", len(rows))
		}
	}
	for _, one := range readAs[apiList[apiEdition]](h, secret, "/api/v1/editions").Items {
		page := h.leader(fmt.Sprintf("/owners/%s/editions/%d/edition.json", ownerOrgnr, one.Number))
		if got := h.reads(secret, one.Document); got.body != page.body || len(got.body) < 1000 {
			t.Errorf("edition %d is not that of the page", one.Number)
		}
	}
	if n := len(schools); n != 3 {
		t.Errorf("%d schools", n)
	}
}

func jsonOf(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What a school withdraws is gone at the next request, whatever the program knows of it; and what it shares without items has none.
func TestAWithdrawnShareIsGone(t *testing.T) {
	t.Parallel()
	h, _, schools, secret := apiGround(t)
	home := "/api/v1/schools/" + schools[0].Orgnr + "/releases"
	document := readAs[apiList[apiRelease]](h, secret, home).Items[0].Document
	tag := h.reads(secret, document).header.Get("ETag")
	if a := h.reads(secret, document, "If-None-Match", tag); a.status != 304 || a.body != "" {
		t.Errorf("with its tag it is %d %q", a.status, a.body)
	}

	h.share(schools[0], surveys.SharesComponents)
	if a := h.reads(secret, document, "If-None-Match", tag); a.status != 200 || strings.Contains(a.body, `"kind":"item"`) || !strings.Contains(a.body, `"kind":"component"`) {
		t.Errorf("shared without items it is %d %.200s", a.status, a.body)
	}
	if readAs[apiList[apiRelease]](h, secret, home).Items[0].Items {
		t.Error("the list says that items are in it")
	}

	h.share(schools[0], surveys.SharesNothing)
	for _, path := range []string{home, document} {
		gone, none := h.reads(secret, path, "If-None-Match", tag), h.reads(secret, "/api/v1/schools/999999999/releases")
		if gone.status != 404 || withoutReference(t, gone) != withoutReference(t, none) {
			t.Errorf("%s: %d %s, and what is not there %s", path, gone.status, gone.body, none.body)
		}
	}
	for _, one := range readAs[apiList[apiSchool]](h, secret, "/api/v1/schools").Items {
		if mine := one.School.Orgnr == schools[0].Orgnr; mine != (one.Releases == nil) || mine != (one.Shares == surveys.SharesNothing) || one.Status != analytics.Closed {
			t.Errorf("of %s it says %+v", one.School.Name, one)
		}
	}
}

// withoutReference is a problem without what names the request.
func withoutReference(t *testing.T, a answered) string {
	t.Helper()
	var p problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatal(err)
	}
	p.Request = ""
	return jsonOf(t, p)
}

// A release that has been corrected is another one, and the earlier is gone for programs as it is from pages.
func TestACorrectedReleaseTakesThePlaceOfTheFirst(t *testing.T) {
	t.Parallel()
	h, _, schools, secret := apiGround(t)
	home := "/api/v1/schools/" + schools[0].Orgnr + "/releases"
	before := readAs[apiList[apiRelease]](h, secret, home).Items[0]
	counts := []surveys.GroupCount{{Key: "teachers", HeadCount: 15}, {Key: "other", HeadCount: 10}}
	if _, err := h.analytics.Correct(t.Context(), audit.Console.At(*h.clock), before.Wave.ID, counts); err != nil {
		t.Fatal(err)
	}
	after := readAs[apiList[apiRelease]](h, secret, home).Items[0]
	if after.ID == before.ID || after.Revision != 2 {
		t.Errorf("after it was corrected it is %+v", after)
	}
	if a := h.reads(secret, before.Document); a.status != 404 {
		t.Errorf("the first one is %d", a.status)
	}
}

// No number that could be a figure is in any answer but the documents, and in these are the stored ones only.
func TestOnlyDocumentsHoldFigures(t *testing.T) {
	t.Parallel()
	h, _, _, secret := apiGround(t)
	h.sends("/owners/"+ownerOrgnr+"/editions", nil)
	allowed := map[string]bool{ // what a number may be where there are no figures
		"all": true, "components": true, "nothing": true, "number": true, "sharing": true, "schools": true, "revision": true, "replaced": true, "version": true, "level": true,
	}
	for _, path := range []string{"/api/v1/owner", "/api/v1/schools", "/api/v1/schools/" + firstOrgnr + "/releases", "/api/v1/editions", "/api/v1/instruments", "/api/v1/targets"} {
		for _, at := range namesOfNumbers("", readAs[any](h, secret, path)) {
			if !allowed[at] {
				t.Errorf("%s: the number %q", path, at)
			}
		}
	}
	if in := namesOfNumbers("", readAs[any](h, secret, "/api/v1/editions/1")); !slices.Contains(in, "mean") {
		t.Errorf("figures are not found where they are: %q", in)
	}
}

// namesOfNumbers are the names that numbers have in a document.
func namesOfNumbers(name string, value any) (names []string) {
	switch value := value.(type) {
	case float64:
		return []string{name}
	case []any:
		for _, inner := range value {
			names = append(names, namesOfNumbers(name, inner)...)
		}
	case map[string]any:
		for key, inner := range value {
			names = append(names, namesOfNumbers(key, inner)...)
		}
	}
	return names
}

// A token is shown in one place. Nothing else lets a program in, and nobody who has signed in.
func TestATokenIsShownInOnePlace(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	sc := h.school("Bø skole")
	_, secret := h.token(accounts.Place{Kind: accounts.AtOwner, ID: string(sc.Owner)}, true)
	name, value := h.signedIn()
	for what, a := range map[string]answered{
		"a session":             h.get("/api/v1/owner", name, value),
		"the address":           h.get("/api/v1/owner?access_token=" + string(secret)),
		"a cookie":              h.get("/api/v1/owner", "Cookie", "token="+string(secret)),
		"another scheme":        h.get("/api/v1/owner", "Authorization", "Basic "+string(secret)),
		"nothing":               h.get("/api/v1/owner"),
		"half a token":          h.get("/api/v1/owner", "Authorization", "Bearer "+string(secret[:30])),
		"a session's own token": h.get("/api/v1/owner", "Authorization", "Bearer "+strings.SplitN(value, "=", 2)[1]),
	} {
		if a.status != 401 || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %v", what, a.status, a.header)
		}
	}
	in := h.reads(secret, "/api/v1/owner?lang=en", "Origin", "https://elsewhere.example", name, value)
	if in.status != 200 || in.header.Get("Access-Control-Allow-Origin") != "" || in.header.Get("Set-Cookie") != "" || in.header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("in: %d %v", in.status, in.header)
	}
	if a := h.get("/owners/"+ownerOrgnr, "Authorization", "Bearer "+string(secret)); a.status != 303 {
		t.Errorf("a page for people: %d", a.status)
	}
	for path, want := range map[string]int{"/api/v1/nothing": 404, "/api/v1/": 404, "/api/v1/schools?limit=0": 400, "/api/v1/schools?limit=x": 400, "/api/v1/editions/x": 404, "/api/v1/instruments/tilstand/0": 404} {
		if a := h.get(path, "Authorization", "Bearer "+string(secret)); a.status != want || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", path, a.status, a.header.Get("Content-Type"))
		}
	}
	if a := h.post("/api/v1/owner", nil, "Authorization", "Bearer "+string(secret)); a.status != 405 || a.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("sent to: %d %s", a.status, a.header.Get("Content-Type"))
	}
	if strings.Contains(h.log.String(), string(secret)[4:30]) {
		t.Error("the token is in the log")
	}
}

// Each token has its pace, and is told how long to wait.
func TestAProgramThatHurriesWaits(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	owner := accounts.Place{Kind: accounts.AtOwner, ID: string(h.school("Bø skole").Owner)}
	_, hurried := h.token(owner, false)
	_, calm := h.token(owner, false)
	last := answered{status: 200}
	for n := 0; n < 1000 && last.status == 200; n++ {
		last = h.get("/api/v1/instruments", "Authorization", "Bearer "+string(hurried))
	}
	if last.status != 429 || last.header.Get("Retry-After") != "1" {
		t.Errorf("in the end: %d, wait %q", last.status, last.header.Get("Retry-After"))
	}
	h.documented("/api/v1/instruments", last)
	if a := h.reads(calm, "/api/v1/instruments"); a.status != 200 {
		t.Errorf("the other: %d", a.status)
	}
	*h.clock = h.clock.Add(time.Second)
	if a := h.reads(hurried, "/api/v1/instruments"); a.status != 200 {
		t.Errorf("after the wait: %d", a.status)
	}
}

// Long lists come in parts that follow each other without a gap.
func TestListsComeInParts(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	schools := []programme.School{h.school("Skole A")}
	for number := 310000300; len(schools) < 7; number++ {
		if orgnr := fmt.Sprint(number); programme.CheckOrgnr(orgnr) == nil {
			schools = append(schools, h.another(schools[0], "Skole "+orgnr, orgnr))
		}
	}
	_, secret := h.token(accounts.Place{Kind: accounts.AtOwner, ID: string(schools[0].Owner)}, false)
	var seen []string
	for path := "/api/v1/schools?limit=3"; path != ""; {
		part := readAs[apiList[apiSchool]](h, secret, path)
		for _, one := range part.Items {
			seen = append(seen, one.School.Orgnr)
		}
		if path = ""; part.Next != nil {
			path = *part.Next
		}
	}
	if len(seen) != len(schools) || !slices.IsSorted(seen) || len(slices.Compact(slices.Clone(seen))) != len(seen) {
		t.Errorf("the parts are %q", seen)
	}
}

// What a program was given is in the log, for the owner and for the school, once a day.
func TestWhatProgramsReadIsInTheLog(t *testing.T) {
	t.Parallel()
	h, owner, schools, secret := apiGround(t)
	document := readAs[apiList[apiRelease]](h, secret, "/api/v1/schools/"+schools[1].Orgnr+"/releases").Items[0].Document
	for range 3 {
		h.reads(secret, document)
		h.reads(secret, "/api/v1/owner")
		h.reads(secret, "/api/v1/schools/999999999/releases")
	}
	entries, err := audit.Open(h.folder.Record).Read(t.Context(), audit.Filter{Action: audit.TokenUsed})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range slices.Backward(entries) {
		if e.Owner != owner.ID || e.Account != audit.Program {
			t.Errorf("an entry is by %s, of owner %s", e.Account, e.Owner)
		}
		lines = append(lines, e.School+" "+e.Detail)
	}
	school := string(schools[1].ID)
	want := []string{school + " page=/api/v1/schools/:orgnr/releases", school + " page=/api/v1/releases/:id", " page=/api/v1/owner"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

// testdata/api.txt: what every kind of token gets at every address for programs.
func TestWhatEveryTokenGets(t *testing.T) {
	t.Parallel()
	h, owner, schools, items := apiGround(t)
	h.sends("/owners/"+ownerOrgnr+"/editions", nil)
	h.share(schools[1], surveys.SharesComponents)
	h.share(schools[2], surveys.SharesNothing)
	other := h.tenant("938759839", "987654325")
	_, results := h.token(owner, false)
	_, foreign := h.token(accounts.Place{Kind: accounts.AtOwner, ID: string(other.owner.ID)}, true)
	_, course := h.token(programmeItself, true)
	revoked, ended := h.token(owner, true)
	if err := h.accounts.RevokeToken(t.Context(), audit.Console.At(*h.clock), owner, revoked.ID); err != nil {
		t.Fatal(err)
	}
	_, late, err := h.accounts.MakeToken(t.Context(), audit.Console.At(h.clock.AddDate(0, 0, -9)), owner, "late", true, 8)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"/api/v1/owner", "/api/v1/schools", "/api/v1/editions", "/api/v1/editions/1", "/api/v1/editions/2", "/api/v1/instruments", "/api/v1/instruments/tilstand/1", "/api/v1/targets"}
	var replace []string
	for i, what := range []string{"all", "components", "nothing"} {
		releases, err := h.analytics.Releases(schools[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		id := string(releases[0].ID)
		paths = append(paths, "/api/v1/schools/"+schools[i].Orgnr+"/releases", "/api/v1/releases/"+id)
		replace = append(replace, schools[i].Orgnr, "(shares "+what+")", id, "(shares "+what+")")
	}
	paths = append(paths, "/api/v1/releases/none", "/api/v1/schools/"+other.school.Orgnr+"/releases")
	names := strings.NewReplacer(append(replace, other.school.Orgnr, "(of another owner)")...)
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what each token gets; items where single items are in it\n\t\t\t\t\t\t\t\t")
	fmt.Fprintln(table, "address\tnone\tunknown\trevoked\texpired\towner: items\towner: results\tanother owner\tprogramme")
	for _, path := range paths {
		fmt.Fprint(table, names.Replace(path))
		for _, secret := range []accounts.Bearer{"", "tok_unknown", ended, late, items, results, foreign, course} {
			a := h.reads(secret, path)
			got := fmt.Sprint(a.status)
			if strings.Contains(a.body, `"kind":"item"`) {
				got += " items"
			}
			fmt.Fprint(table, "\t", got)
		}
		fmt.Fprintln(table)
	}
	table.Flush()
	testkit.Golden(t, "api.txt", text.String())
}

// A programme's token reads what the programme sees: editions, instruments and levels, and no school.
func TestAProgrammesToken(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	h.sharingSchools(5)
	h.sends("/programme/editions", url.Values{})
	_, secret := h.token(programmeItself, false)
	list := readAs[apiList[apiEdition]](h, secret, "/api/v1/editions").Items
	if len(list) != 1 || h.reads(secret, list[0].Document).body != h.leader("/programme/editions/1/edition.json").body {
		t.Errorf("the editions are %+v", list)
	}
	targets := readAs[apiTargets](h, secret, "/api/v1/targets")
	if len(targets.Components) != 8 || targets.Components[0].Levels[0].SetBy != programme.ScopeTemplate {
		t.Errorf("%d components: %+v", len(targets.Components), targets)
	}
	for _, one := range readAs[apiList[apiInstrument]](h, secret, "/api/v1/instruments").Items {
		if _, err := surveys.ParseInstrument([]byte(h.reads(secret, one.Document).body)); err != nil {
			t.Errorf("%s: %v", one.Document, err)
		}
	}
}
