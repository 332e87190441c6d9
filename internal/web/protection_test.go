package web

import (
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/settings"
	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/workbook"
	"tilstand/surveys"
)

// exampleSettings are those of an installation that has said who is responsible.
func exampleSettings(t *testing.T) settings.Settings {
	t.Helper()
	s, err := settings.Parse(settings.Example)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The documents of the installation and of an owner, on pages, as files and as a workbook: the same words in each.
func TestDataProtectionDocuments(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	page.Verify(t, h.leader("/operation/data-protection").body, page.In(".ds-alert", page.HasText("settings.toml")))
	h.settings = exampleSettings(t)
	for _, at := range []string{"/operation/data-protection", "/owners/964338531/data-protection"} {
		page.Verify(t, h.leader(at).body,
			page.In("a[href='"+at+"/record']", page.IsText("Protokoll over behandlingsaktiviteter")), page.In("a[href='"+at+"/assessment']"), page.In("a[href='"+at+".xlsx']"), page.Not(".ds-alert"))
		book := h.leader(at + ".xlsx?lang=nn")
		if book.status != 200 {
			t.Fatalf("%s.xlsx: status %d", at, book.status)
		}
		dump := workbook.Dump(t, []byte(book.body))
		for _, want := range []string{"Protokoll over behandlingsaktivitetar", "Risikoar og tiltak", "minst 7 svar", "Eksempel IKT IKS, drift@eksempel-ikt.no", "Nokon blir kjende att"} {
			if !strings.Contains(dump, want) {
				t.Errorf("%s: %q is not in the workbook", at, want)
			}
		}
		for document, want := range map[string]string{"record": "minst 7 svar", "assessment": "aldri under 5"} {
			shown := h.leader(at + "/" + document)
			page.Verify(t, shown.body, page.In("article", page.HasText(want)), page.In(".ds-alert", page.HasText("Utkast, laget 24. november 2026")), page.In("a[href='"+at+"/file/"+document+"']"))
			file := h.leader(at + "/file/" + document + "?lang=en")
			if file.status != 200 || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") || !strings.Contains(file.body, `<html lang="en">`) || !strings.Contains(file.body, "Draft, made on") {
				t.Errorf("%s: status %d, %s", document, file.status, file.header.Get("Content-Disposition"))
			}
		}
		for _, none := range []string{"/nothing", "/file/nothing"} {
			if a := h.leader(at + none); a.status != 404 {
				t.Errorf("%s%s: status %d", at, none, a.status)
			}
		}
	}
	page.Verify(t, h.leader("/owners/964338531/data-protection/record").body, page.In("article", page.HasText("Fjordvik kommune, [fylles ut]"), page.HasText("Eksempel kommune: driver tjenesten for Fjordvik kommune")))
}

// The letter of a survey says what its form says, and what its owner gets to see.
func TestTheLetterOfASurvey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	w := h.open(sc, 12, 6)
	at := "/waves/" + string(w.ID)
	page.Verify(t, h.leader(at).body, page.In("a[href='"+at+"/letter']"))
	page.Verify(t, h.leader(at+"/letter").body, page.In("article",
		page.HasText("Bø skole spør de ansatte"), page.HasText("minst 7 svar"), page.HasText(h.ownerSees(words().Printer("nb"), w)),
		page.HasText("https://tilstand.example.no/privacy"), page.HasText("Svarene slettes etter planen 24. mai 2030")))
	if file := h.leader(at + "/letter/file?lang=nn"); file.status != 200 || !strings.Contains(file.body, "Bø skole spør dei tilsette") {
		t.Errorf("the file: status %d", file.status)
	}
	own, err := h.programme.OwnerByOrgnr("964338531")
	if err != nil {
		t.Fatal(err)
	}
	h.settings = exampleSettings(t)
	h.settings.Controller.Name = own.Name // the owner runs it itself: then nothing is left to fill in
	page.Verify(t, h.leader(at+"/letter").body, page.Not("article .ds-alert"), page.In("article", page.HasText("Fjordvik kommune, postmottak@eksempel.kommune.no"), page.HasText("personvernombud@")))

	spec := surveys.WaveSpec{School: sc.ID, Phase: "a", Instrument: surveys.MappingSurvey, ClosesAt: h.clock.AddDate(0, 0, 7), ByCode: true, MinGroup: 10,
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 30}}}
	coded, err := h.surveys.OpenWave(t.Context(), audit.Console.At(*h.clock), spec)
	if err != nil {
		t.Fatal(err)
	}
	page.Verify(t, h.leader("/waves/"+string(coded.ID)+"/letter").body, page.In("article", page.HasText("minst 10 svar"), page.HasText("engangskode på en lapp"), page.HasText("og som har lappene")))
}
