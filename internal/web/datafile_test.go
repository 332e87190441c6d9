package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

var forms = []string{"xlsx", "csv", "sav", "parquet", "xml", "R", "zip"}

// table reads a CSV file, headings first.
func table(t *testing.T, a answered) [][]string {
	t.Helper()
	if a.status != 200 || a.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("%d %s: %.300s", a.status, a.header.Get("Content-Type"), a.body)
	}
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// inColumn is a column of a table, by its heading.
func inColumn(rows [][]string, name string) (values []string) {
	at := slices.Index(rows[0], name)
	for _, row := range rows[1:] {
		values = append(values, row[at])
	}
	return values
}

// A school's own people get everything, its owner what the school shares and nothing when it shares nothing; each file is logged as an export.
func TestDataFilesOfASchool(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	sc := h.sharingSchools(1)[0]
	at := "/schools/" + sc.Orgnr + "/data"
	before := h.head()
	leader, leading := h.signedInAs("rektor", accounts.Grant{Role: accounts.Leader, At: string(sc.ID)})
	owner, owning := h.signedInAs("eier", accounts.Grant{Role: accounts.Owner, At: string(sc.Owner)})
	for _, lang := range []string{"nb", "nn", "en"} {
		page.Verify(t, h.get(at+"?lang="+lang, leader, leading).body, page.Count(".data-files tbody tr", len(forms)), page.In(".data-columns", page.HasText("series_break")))
	}
	for _, form := range forms {
		a := h.get(at+"/"+form, leader, leading)
		if name := "filename=tilstand-" + sc.Orgnr + "." + form; a.status != 200 || len(a.body) < 500 || !strings.HasSuffix(a.header.Get("Content-Disposition"), name) {
			t.Errorf("%s: %d, %d bytes, %s", form, a.status, len(a.body), a.header.Get("Content-Disposition"))
		}
	}
	if a := h.get(at+"/pdf", leader, leading); a.status != 404 {
		t.Errorf("a form that there is not: %d", a.status)
	}
	own := table(t, h.get(at+"/csv", leader, leading))
	if !slices.Contains(inColumn(own, "measure_kind"), "item") {
		t.Error("the school does not get its own items")
	}
	if theirs := table(t, h.get(at+"/csv", owner, owning)); fmt.Sprint(theirs) != fmt.Sprint(own) {
		t.Error("the school shares all, and its owner gets something else")
	}
	exported := 0
	for _, seen := range h.looksAfter(before) {
		if strings.Contains(seen, string(audit.ResultsExported)) && strings.Contains(seen, "/data/:form") {
			exported++
		}
	}
	if exported != len(forms)+2 {
		t.Errorf("%d files left, %d are logged", len(forms)+2, exported)
	}

	h.share(sc, surveys.SharesComponents)
	parts := table(t, h.get(at+"/csv", owner, owning))
	if kinds := inColumn(parts, "measure_kind"); slices.Contains(kinds, "item") || !slices.Contains(kinds, "component") {
		t.Errorf("it shares components, and the owner gets %q", slices.Compact(slices.Sorted(slices.Values(kinds))))
	}
	h.share(sc, surveys.SharesNothing)
	for _, path := range []string{at, at + "/csv", at + "/zip"} {
		if a := h.get(path, owner, owning); a.status != 404 {
			t.Errorf("it shares nothing, and %s answers %d", path, a.status)
		}
	}
}

// One survey of a school by itself; and no survey of another school.
func TestDataFilesOfAWave(t *testing.T) {
	t.Parallel()
	h := staffRoom(t)
	schools := h.sharingSchools(2)
	waves := func(sc programme.School) []surveys.Wave { return h.surveys.WavesOf(sc.ID) }
	mine, other := waves(schools[0])[0], waves(schools[1])[0]
	at := "/schools/" + schools[0].Orgnr + "/data"
	rows := table(t, h.leader(at+"/csv?wave="+url.QueryEscape(string(mine.ID))))
	if found := slices.Compact(inColumn(rows, "wave")); !slices.Equal(found, []string{string(mine.ID)}) {
		t.Errorf("the file is of %q", found)
	}
	for _, path := range []string{at + "?wave=" + string(other.ID), at + "/csv?wave=" + string(other.ID)} {
		if a := h.leader(path); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// An owner gets all that is shared with it, and an edition; a program gets the same as its token reads.
func TestDataFilesOfAnOwner(t *testing.T) {
	t.Parallel()
	h, place, schools, secret := apiGround(t)
	h.sends("/owners/"+ownerOrgnr+"/editions", nil)
	h.share(schools[0], surveys.SharesComponents)
	h.share(schools[1], surveys.SharesNothing)
	owner, owning := h.signedInAs("eier", accounts.Grant{Role: accounts.Owner, At: string(schools[0].Owner)})
	page.Verify(t, h.get("/owners/"+ownerOrgnr, owner, owning).body, page.In("a[href='/owners/"+ownerOrgnr+"/data']"))
	page.Verify(t, h.get("/owners/"+ownerOrgnr+"/data", owner, owning).body, page.Count(".data-files tbody tr", len(forms)))
	file := h.get("/owners/"+ownerOrgnr+"/data/csv", owner, owning)
	rows := table(t, file)
	items := map[string]bool{}
	for i, orgnr := range inColumn(rows, "orgnr") {
		items[orgnr] = items[orgnr] || inColumn(rows, "measure_kind")[i] == "item"
	}
	if len(items) != 2 || items[schools[0].Orgnr] || !items[schools[2].Orgnr] {
		t.Errorf("schools, and whether with items: %v", items)
	}
	if program := h.reads(secret, "/api/v1/data/csv"); program.body != file.body {
		t.Error("a program reads something else than its owner")
	}
	_, few := h.token(place, false)
	if kinds := inColumn(table(t, h.reads(few, "/api/v1/data/csv")), "measure_kind"); slices.Contains(kinds, "item") {
		t.Error("a token without items reads items")
	}
	if kinds := inColumn(table(t, h.reads(few, "/api/v1/schools/"+schools[2].Orgnr+"/data/csv")), "measure_kind"); slices.Contains(kinds, "item") {
		t.Error("a token without items reads a school's items")
	}
	if a := h.reads(secret, "/api/v1/schools/"+schools[1].Orgnr+"/data/csv"); a.status != 404 {
		t.Errorf("a school that shares nothing: %d", a.status)
	}
	edition := h.get("/owners/"+ownerOrgnr+"/editions/1/data/csv", owner, owning)
	if of := table(t, edition); !slices.Contains(inColumn(of, "statistic"), "mean") || !slices.Contains(of[0], "edition") || slices.Contains(of[0], "school") {
		t.Errorf("an edition has the columns %q", of[0])
	}
	page.Verify(t, h.get("/owners/"+ownerOrgnr+"/editions/1", owner, owning).body, page.In("a[href='/owners/"+ownerOrgnr+"/editions/1/data']"))
	page.Verify(t, h.get("/owners/"+ownerOrgnr+"/editions/1/data", owner, owning).body, page.Count(".data-files tbody tr", len(forms)))
	if program := h.reads(secret, "/api/v1/editions/1/data/csv"); program.body != edition.body {
		t.Error("a program reads another edition")
	}
	again := h.reads(secret, "/api/v1/data/csv")
	if second := h.reads(secret, "/api/v1/data/csv", "If-None-Match", again.header.Get("ETag")); second.status != 304 {
		t.Errorf("what the program has already comes with %d", second.status)
	}
	for _, sc := range schools {
		h.share(sc, surveys.SharesNothing)
	}
	if rows := table(t, h.reads(secret, "/api/v1/data/csv")); len(rows) != 1 {
		t.Errorf("nobody shares, and there are %d rows", len(rows)-1)
	}
	page.Verify(t, h.get("/owners/"+ownerOrgnr+"/data", owner, owning).body, page.In(".ds-alert", page.HasText("Ingen skole deler")), page.Not(".data-files"))
	if a := h.get("/owners/"+ownerOrgnr+"/data/csv", owner, owning); a.status != 404 {
		t.Errorf("nobody shares, and there is a file: %d", a.status)
	}
}

// What the page for those who write programs says is so: each address answers, and there is no other; the queries for Excel and Power BI ask
// for what the service answers, with columns that the file has.
func TestWhatIsSaidToPrograms(t *testing.T) {
	t.Parallel()
	h, _, schools, secret := apiGround(t)
	h.sends("/owners/"+ownerOrgnr+"/editions", nil)
	release := readAs[apiList[apiRelease]](h, secret, "/api/v1/schools/"+schools[0].Orgnr+"/releases").Items[0]
	mine := strings.NewReplacer("{orgnr}", schools[0].Orgnr, "{number}", "1", "{id}", string(release.ID), "{key}", release.Instrument.Key, "{version}", fmt.Sprint(release.Instrument.Version))
	shown := page.Parse(t, h.get("/api?lang=en").body)
	said := map[string]bool{}
	for _, code := range page.Find(t, shown, "code.address") {
		path := page.Text(code)
		said["/"+strings.TrimSuffix(path, "/csv")] = true
		if a := h.reads(secret, "/"+mine.Replace(path)); a.status != 200 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	for _, rt := range h.table {
		pattern := regexp.MustCompile(`:(\w+)`).ReplaceAllString(strings.TrimSuffix(rt.pattern, "/:form"), "{$1}")
		if rt.access.forPrograms() && !said[pattern] {
			t.Errorf("%s is not said", pattern)
		}
	}

	programs := page.Find(t, shown, "pre.program")
	csvFile := h.askByQuery(page.Text(programs[2]), secret)
	head := strings.Split(strings.TrimRight(strings.SplitN(csvFile.body, "\n", 2)[0], "\r"), ",")
	for _, typed := range regexp.MustCompile(`\{"(\w+)", (?:type|Int64)`).FindAllStringSubmatch(page.Text(programs[2]), -1) {
		if !slices.Contains(head, typed[1]) {
			t.Errorf("the query types the column %s, which the file does not have", typed[1])
		}
	}
	if !bytes.HasPrefix([]byte(csvFile.body), []byte("school,orgnr,")) {
		t.Errorf("the file begins with %.60q", csvFile.body)
	}
	if list := h.askByQuery(page.Text(programs[3]), secret); !strings.Contains(list.body, `"items":[`) || !strings.Contains(list.body, `"orgnr":`) {
		t.Errorf("the list is %.200s", list.body)
	}
}

// askByQuery asks what a query in Power Query M asks: the address in Web.Contents with its RelativePath and Query, and its header.
func (h *house) askByQuery(query string, secret accounts.Bearer) answered {
	h.t.Helper()
	part := func(pattern string) string {
		found := regexp.MustCompile(pattern).FindStringSubmatch(query)
		if found == nil {
			h.t.Fatalf("no %s in the query\n%s", pattern, query)
		}
		return found[1]
	}
	if base := part(`Web\.Contents\("([^"]+)",`); base != h.base.String() {
		h.t.Errorf("the query asks %s", base)
	}
	if token := part(`Token = "([^"]+)"`); token != "tok_…" || !strings.HasPrefix(string(secret), "tok_") {
		h.t.Errorf("the query has the token %s", token)
	}
	path := "/" + part(`RelativePath = "([^"]+)"`)
	if limit := regexp.MustCompile(`Query = \[limit = "(\d+)"\]`).FindStringSubmatch(query); limit != nil {
		path += "?limit=" + limit[1]
	}
	a := h.get(path, part(`Headers = \[(\w+) = `), part(`= \["?Authorization"? = "(Bearer )" & Token\]`)+string(secret))
	if a.status != 200 {
		h.t.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	return a
}
