package web

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/closing"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// Groups get a sheet each; what the leadership writes down of it is kept, once, and not for the owner.
func TestGroupwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	at := "/schools/" + firstOrgnr + "/closing/a/groupwork"
	page.Verify(t, h.leader(at).body, page.Count(".group-sheet", 4), page.Count(".group-asks li", 12), page.Count(".group-note textarea", 4), page.HasText("Ingen tall er lagt inn ennå."))
	if a := h.sends(at+"/causes", url.Values{"causes": {"Kari Nordmann savner møter på tvers."}, "revision": {"0"}}); a.status != 303 || !strings.HasSuffix(a.header.Get("Location"), "/groupwork#causes") {
		t.Fatalf("saving a note was answered %d", a.status)
	}
	page.Verify(t, h.leader(at).body, page.In("textarea[name=causes]", page.HasText("savner møter")), page.In(".closing-names", page.HasText("Kari Nordmann")))
	late := h.sends(at+"/causes", url.Values{"causes": {"For få møter."}, "revision": {"0"}})
	if late.status != 422 {
		t.Errorf("a note made from an earlier one was answered %d", late.status)
	}
	page.Verify(t, late.body, page.In(".closing-quote", page.HasText("savner møter")), page.In("textarea[name=causes]", page.IsText("For få møter.")))
	if a := h.sends(at+"/nothing", nil); a.status != 404 {
		t.Errorf("no prompt was answered %d", a.status)
	}
	if a := h.sends(at+"/causes", url.Values{"causes": {strings.Repeat("x", closing.MaxText+1)}, "revision": {"1"}}); a.status != 422 {
		t.Errorf("too long a note was answered %d", a.status)
	}

	key := closing.Key{School: sc.ID, Phase: "a"}
	h.agreed(key, 1)
	by := h.by(&request{})
	if err := h.closings.Sign(t.Context(), by, key, h.closings.ClosingOf(key).Revision); err != nil {
		t.Fatal(err)
	}
	page.Verify(t, h.leader(at).body, page.Not("textarea"), page.HasText("savner møter"))
	if a := h.sends(at+"/causes", url.Values{"causes": {"For sent."}, "revision": {"1"}}); a.status != 422 || !strings.Contains(a.body, "role=\"alert\"") {
		t.Errorf("a note after the signature was answered %d", a.status)
	}
	h.share(sc, surveys.SharesAll)
	if err := h.closings.ShareWithOwner(t.Context(), by, key, true); err != nil {
		t.Fatal(err)
	}
	name, owner := h.signedInAs("eier", accounts.Grant{Role: accounts.Owner, At: string(sc.Owner)})
	if a := h.get(at, name, owner); a.status != 404 {
		t.Errorf("the owner got what groups said: %d", a.status)
	}
}

// Figures of the pupil survey stand beside the components with their source, and a star is a star.
func TestEvidenceBesideTheComponents(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.measured(h.school("Bø skole"), "a", surveys.StateSurvey, teachers, others)
	at := "/schools/" + firstOrgnr + "/closing/a"
	upload := func(table string) answered {
		t.Helper()
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", "elevundersokelsen.csv")
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(table))
		form.Close()
		name, value := h.signedIn()
		return h.ask(h.request("POST", at+"/evidence/file", &body, "Content-Type", form.FormDataContentType(), "Sec-Fetch-Site", "same-origin", name, value))
	}
	heading := "Skoleaarnavn;Organisasjonsnummer;Trinnnavn;Spoersmaalgruppe;Score\n"
	if a := upload(heading + "2025-26;" + firstOrgnr + ";7. trinn;Trivsel;4,1\n2025-26;" + firstOrgnr + ";7. trinn;Støtte fra lærerne;*\n2024-25;" + firstOrgnr + ";7. trinn;Trivsel;3,9\n"); a.status != 303 {
		t.Fatalf("the file was answered %d: %s", a.status, a.body)
	}
	page.Verify(t, h.leader(at+"/groupwork").body,
		page.Count(".group-figure", 3), page.HasText("Trivsel: 4,1 (7. trinn, 2025–26; Udirs statistikkbank)"), page.HasText("Støtte fra lærerne: unntatt offentlighet (*)"), page.LacksText("Trivsel: 3,9 (7. trinn, 2024–25; "))
	bad := upload(heading + "2025-26;" + firstOrgnr + ";8. trinn;Trivsel;4,0\n2025-26;" + firstOrgnr + ";9. trinn;Trivsel;7,0\n")
	page.Verify(t, bad.body, page.HasText("Rad 3, Score: «7,0» kan ikke brukes"), page.Count(".group-figure", 4))
	for table, want := range map[string]string{"": "f-file-problem", "Navn;Poeng\nBø;3\n": "ingen kolonner", heading + "2025-26;974600952;7. trinn;Trivsel;4,1\n": "ingen tall for denne skolen"} {
		if a := upload(table); a.status != 422 || !strings.Contains(a.body, want) {
			t.Errorf("%q was answered %d, without %q", table, a.status, want)
		}
	}

	byHand := url.Values{"index": {"bullied"}, "grade": {"7"}, "year": {"2025"}, "score": {"5,3 %"}, "source": {"Udirs statistikkbank"}}
	if a := h.sends(at+"/evidence", byHand); a.status != 303 {
		t.Errorf("a figure by hand was answered %d", a.status)
	}
	byHand.Set("score", "mye")
	page.Verify(t, h.sends(at+"/evidence", byHand).body, page.In("#f-score", page.AttrIs("value", "mye")), page.In("#f-score-problem", page.HasText("Skriv et tall")))
	byHand.Set("score", "120")
	byHand.Set("year", "snart")
	page.Verify(t, h.sends(at+"/evidence", byHand).body, page.In("#f-score-problem", page.HasText("0 til 100")), page.In("#f-year-problem", page.HasText("2013")))
	if a := h.sends(at+"/evidence/remove", url.Values{"figure": {"2025.bullied.7"}}); a.status != 303 {
		t.Errorf("taking a figure back was answered %d", a.status)
	}
	if a := h.sends(at+"/evidence/remove", url.Values{"figure": {"x"}}); a.status != 400 {
		t.Errorf("taking nothing back was answered %d", a.status)
	}
	page.Verify(t, h.leader(at+"/groupwork").body, page.Count(".group-figure", 4), page.LacksText("5,3 %"))
}
