package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/server"
)

// leader is somebody who has signed in, without a browser.
type leader struct {
	t      testing.TB
	server *server.Server
	base   string
	email  string
	client *http.Client
}

// wave is one that a leader has opened.
type wave struct {
	ID, Code string
}

// form is the path of the wave's answer form.
func (w wave) form() string { return "/s/" + w.Code }

// get is the page at a path; any other status than 200 ends the test.
func (l *leader) get(path string) string {
	l.t.Helper()
	response, err := l.client.Get(l.base + path)
	if err != nil {
		l.t.Fatal(err)
	}
	_, body := l.read(response, http.StatusOK)
	return body
}

// fill opens a page, fills in its form (what is not given stays as suggested),
// sends it, and returns where that led and what stood there.
func (l *leader) fill(path, css string, values url.Values) (at, body string) {
	l.t.Helper()
	f := page.Form(l.t, page.Parse(l.t, l.get(path)), css)
	for name, given := range values {
		f.Values[name] = given
	}
	return l.post(f.Action, f.Values)
}

// post sends a form as it is.
func (l *leader) post(path string, values url.Values) (at, body string) {
	l.t.Helper()
	response, err := l.client.PostForm(l.base+path, values)
	if err != nil {
		l.t.Fatal(err)
	}
	return l.read(response, http.StatusOK)
}

func (l *leader) read(response *http.Response, want int) (at, body string) {
	l.t.Helper()
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	if response.StatusCode != want {
		l.t.Fatalf("%s %s answered %s:\n%s", response.Request.Method, response.Request.URL.Path, response.Status, text)
	}
	return response.Request.URL.Path, string(text)
}

// register registers a school with an owner of its own and returns its number.
func (l *leader) register(name string) (orgnr string) {
	l.t.Helper()
	orgnr, owner := newOrgnr(), newOrgnr()
	at, _ := l.fill("/schools/new", "main form", url.Values{
		"name": {name}, "orgnr": {orgnr}, "municipality": {"9901"}, "written_form": {"nb"},
		"owner": {"new"}, "owner_name": {"Eieren av " + name}, "owner_orgnr": {owner}, "owner_kind": {"municipality"},
	})
	if want := "/schools/" + orgnr + "/people"; at != want {
		l.t.Fatalf("registering led to %s, want %s", at, want)
	}
	appoint(l.t, l.server, l.email, "leader@"+orgnr, "owner@"+owner)
	return orgnr
}

// counts are head counts by staff group.
type counts map[string]int

// open opens a wave: what is phase and instrument, "a/tilstand".
func (l *leader) open(orgnr, what string, people counts) wave {
	l.t.Helper()
	asked := url.Values{"what": {what}, "step": {"open"}}
	for group, n := range people {
		asked.Set("counts."+group, fmt.Sprint(n))
	}
	at, body := l.fill("/schools/"+orgnr+"/waves/new", "main form", asked)
	id, ok := strings.CutPrefix(at, "/waves/")
	if !ok {
		l.t.Fatalf("opening led to %s:\n%s", at, body)
	}
	link := page.Find(l.t, page.Parse(l.t, body), "input#link")
	if len(link) != 1 {
		l.t.Fatalf("the wave's page shows no link:\n%s", body)
	}
	_, code, _ := strings.Cut(page.Attr(link[0], "value"), "/s/")
	return wave{id, code}
}

// close closes a wave now.
func (l *leader) close(w wave) {
	l.t.Helper()
	if _, body := l.post("/waves/"+w.ID+"/close", url.Values{}); !strings.Contains(body, "Målingen er avsluttet, og resultatene er klare.") {
		l.t.Fatalf("closing the wave did not give results:\n%s", body)
	}
}

var orgnrs atomic.Int32

// newOrgnr makes an organisation number with a right check digit: modulo 11
// with the weights 3 2 7 6 5 4 3 2, as the register publishes.
func newOrgnr() string {
	for {
		digits := fmt.Sprint(31_000_000 + orgnrs.Add(1))
		sum := 0
		for i, weight := range [8]int{3, 2, 7, 6, 5, 4, 3, 2} {
			sum += weight * int(digits[i]-'0')
		}
		if check := (11 - sum%11) % 11; check < 10 {
			return digits + fmt.Sprint(check)
		}
	}
}
