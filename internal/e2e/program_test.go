package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/server"
)

// An owner makes a token, a program reads with it what a school shares, the school withdraws, and the program finds it gone.
func TestAProgramReadsWhatIsShared(t *testing.T) {
	s := server.Start(t, server.Options{Args: []string{"-demo"}})
	owner := signInAs(t, s, "owner@310000108")
	_, made := owner.fill("/owners/310000108/tokens", "main form.panel", url.Values{"name": {"Styringstavla"}})
	secret := page.Attr(page.Find(t, page.Parse(t, made), "input#token")[0], "value")
	read := func(path string, want int) (list struct {
		Items []struct {
			School   struct{ Orgnr string }
			Releases string
			Document string
		}
	}) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+secret)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != want {
			t.Fatalf("%s answered %s, want %d: %v\n%.300s", path, response.Status, want, err, body)
		}
		if err := json.Unmarshal(body, &list); err != nil {
			t.Fatal(err)
		}
		return list
	}
	for _, one := range read("/api/v1/schools", http.StatusOK).Items {
		if one.Releases == "" {
			continue
		}
		document := read(one.Releases, http.StatusOK).Items[0].Document
		read(document, http.StatusOK)
		leader := signInAs(t, s, "leader@"+one.School.Orgnr)
		leader.post("/schools/"+one.School.Orgnr+"/share", url.Values{"share": {"nothing"}})
		read(document, http.StatusNotFound)
		read(one.Releases, http.StatusNotFound)
		return
	}
	t.Error("no school shares anything")
}
