package roll

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/programme"
)

// Answers of the national register in the format that programs read which use it (see doc.go); schools and owners are made up. Fields
// that are not read are there for their names.
const (
	fullAnswer = `{
  "Organisasjonsnummer": "974600951", "Navn": "Bø skule", "FulltNavn": "Bø skule", "Karakteristikk": null,
  "Fylke": {"Fylkesnummer": "46", "Navn": "Vestland", "Organisasjonsnummer": "821311632"},
  "Kommune": {"Navn": "Fjordvik", "Kommunenummer": "4611", "Organisasjonsnummer": "964338531", "ErNedlagt": false, "Fylkesnummer": "46"},
  "Maalform": {"Id": "N", "Navn": "Nynorsk"}, "Organisasjonsform": {"Id": "BEDR", "Navn": "Underenhet"},
  "Utgaattype": {"Id": "A", "Navn": "Ingen utgåttype"}, "UtgaattDato": null,
  "ErAktiv": true, "ErSkole": true, "ErGrunnskole": true, "ErPrivatskole": false, "ErOffentligSkole": true, "ErVideregaaendeSkole": false,
  "Elevtall": 212, "AntallAnsatte": 41, "Skolekategorier": [{"Id": "1", "Navn": "Grunnskole"}],
  "ForeldreRelasjoner": [
    {"Enhet": {"Organisasjonsnummer": "974760673", "Navn": "Noen andre"}, "Relasjonstype": {"Id": "7", "Navn": "Tilsynsstruktur"}},
    {"Enhet": {"Organisasjonsnummer": "964338531", "Navn": "Fjordvik kommune"}, "Relasjonstype": {"Id": "6", "Navn": "Eierstruktur"}}
  ],
  "DatoEndret": "2026-09-13T03:05:43.46+02:00"
}`
	listAnswer = `{"Sidenummer": 1, "AntallSider": 1, "TotaltAntallEnheter": 4, "EnhetListe": [
  {"Organisasjonsnummer": "974600951", "Navn": "Bø skule", "Fylkesnummer": "46", "Kommunenummer": "4611", "ErAktiv": true, "ErSkole": true, "ErGrunnskole": true, "ErVideregaaendeSkole": false},
  {"Organisasjonsnummer": "964338531", "Navn": "Fjordvik kommune", "Kommunenummer": "4611", "ErAktiv": true, "ErSkole": false, "ErGrunnskole": false, "ErVideregaaendeSkole": false},
  {"Organisasjonsnummer": "U90099013", "Navn": "Den norske skolen", "Kommunenummer": "2599", "ErAktiv": true, "ErSkole": true, "ErGrunnskole": true, "ErVideregaaendeSkole": false},
  {"Organisasjonsnummer": "974760673", "Navn": "Ås skule", "Kommunenummer": "4611", "ErAktiv": false, "ErSkole": true, "ErGrunnskole": true, "ErVideregaaendeSkole": false}
]}`
	thirdVersion = `[{"Orgnr": "975278980", "Navn": "Ranheim skole", "Kommunenr": "5001", "Maalform": {"Id": "B", "Navn": "Bokmål"}, "ErAktiv": true, "ErSkole": true, "ErGrunnskole": true, "AnsatteFra": 96, "AnsatteTil": 96}]`
)

func TestReadFullAnswer(t *testing.T) {
	t.Parallel()
	f := read(t, "\ufeff"+fullAnswer)
	want := []programme.RollEntry{{
		Row: 1, Orgnr: "974600951", Name: "Bø skule", Municipality: "4611", WrittenForm: "nn", Staff: new(41),
		Owner: programme.RollOwner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality},
	}}
	if diff := cmp.Diff(want, f.Roll.Entries); diff != "" || !f.Register {
		t.Error(diff)
	}
}

// A list says less; answers one after the other, in an array, and in another version are one roll.
func TestReadAnswers(t *testing.T) {
	t.Parallel()
	f := read(t, listAnswer+"\n"+thirdVersion+"["+fullAnswer+"]")
	want := []programme.RollEntry{
		{Row: 1, Orgnr: "974600951", Name: "Bø skule", Municipality: "4611"},
		{Row: 4, Orgnr: "974760673", Name: "Ås skule", Municipality: "4611", Gone: true},
		{Row: 5, Orgnr: "975278980", Name: "Ranheim skole", Municipality: "5001", WrittenForm: "nb", Staff: new(96)},
	}
	if diff := cmp.Diff(want, f.Roll.Entries[:3]); diff != "" || len(f.Roll.Entries) != 4 || f.Others != 2 {
		t.Errorf("%d others; %s", f.Others, diff)
	}
}

func TestClosedUnits(t *testing.T) {
	t.Parallel()
	gone := func(reason, at string) programme.RollEntry {
		f := read(t, `{"Organisasjonsnummer": "974600951", "ErAktiv": false, "ErSkole": true, "ErGrunnskole": true, "Utgaattype": {"Id": "`+reason+`"}, "UtgaattDato": `+at+`}`)
		e := f.Roll.Entries[0]
		e.Row, e.Orgnr = 0, ""
		return e
	}
	for name, test := range map[string]struct{ got, want programme.RollEntry }{
		"merged, late in the evening of UTC": {gone("F", `"2024-08-25T22:30:10.91Z"`), programme.RollEntry{Gone: true, Merged: true, Closed: day(2024, 8, 26)}},
		"closed, local time":                 {gone("S", `"2024-08-25T01:15:10.91+02:00"`), programme.RollEntry{Gone: true, Closed: day(2024, 8, 25)}},
		"no time zone":                       {gone("S", `"2024-08-25T01:15:10"`), programme.RollEntry{Gone: true, Closed: day(2024, 8, 25)}},
		"a day":                              {gone("D", `"2024-08-25"`), programme.RollEntry{Gone: true, Closed: day(2024, 8, 25)}},
		"not said":                           {gone("S", `null`), programme.RollEntry{Gone: true}},
		"no day": {gone("S", `"i sommer"`), programme.RollEntry{Gone: true, Problems: []programme.Problem{
			{Field: "closed", Code: "day", Detail: "i sommer"},
		}}},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The kind of an owner is not in the register; see doc.go.
func TestOwnerKinds(t *testing.T) {
	t.Parallel()
	const relation = `"ForeldreRelasjoner": [{"Enhet": {"Organisasjonsnummer": "964338531", "Navn": "Eier"}, "Relasjonstype": {"Navn": "Eierstruktur"}}]`
	for fields, want := range map[string]programme.OwnerKind{
		`"ErGrunnskole": true, "ErPrivatskole": true`: programme.Private,
		`"ErGrunnskole": true`:                        programme.Municipality,
		`"ErVideregaaendeSkole": true`:                programme.County,
		`"ErVideregaaendeSkole": true, "Kommune": {"Kommunenummer": "4611", "Organisasjonsnummer": "964338531"}`: programme.Municipality,
		`"ErGrunnskole": true, "Fylke": {"Organisasjonsnummer": "964338531"}`:                                    programme.County,
	} {
		f := read(t, `{"Organisasjonsnummer": "974600951", "ErAktiv": true, "ErSkole": true, `+fields+`, `+relation+`}`)
		if got := f.Roll.Entries[0].Owner; got.Kind != want || got.Name != "Eier" {
			t.Errorf("%s: %+v, want %s", fields, got, want)
		}
	}
}
