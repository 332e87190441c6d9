package roll

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/programme"
	"tilstand/internal/tabular"
)

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func read(t *testing.T, text string) *File {
	t.Helper()
	f, err := Read(strings.NewReader(text), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// One table says the same whatever its columns are called, and a cell that is empty says nothing.
func TestReadTable(t *testing.T) {
	t.Parallel()
	const row = "974 600 951;Bø skole;301;Nynorsk;41;964338531;Fjordvik kommune;Kommune;01.08.2026;;;974760673\n"
	want := programme.RollEntry{
		Row: 2, Orgnr: "974 600 951", Previous: "974760673", Name: "Bø skole", Municipality: "0301", WrittenForm: "nn", Staff: new(41),
		Owner: programme.RollOwner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality}, From: day(2026, 8, 1),
	}
	for _, heading := range []string{
		"Organisasjonsnummer;Navn;Kommunenummer;Målform;Ansatte;Eierens organisasjonsnummer;Eier;Eiertype;Gjelder fra;Lagt ned;Slått sammen med;Tidligere organisasjonsnummer",
		"orgnr;Namn;kommunenr;MÅLFORM;Tilsette;Eigaren sitt organisasjonsnummer;Skuleeigar;Eigartype;Gjeld frå;Lagd ned;Slått saman med;Tidlegare organisasjonsnummer",
		"Organisation number;Name;Municipality number;Written form;Staff;Owner's organisation number;Owner;Owner type;From;Closed;Merged into;Previous organisation number",
		"orgnr;name;municipality;written_form;staff;owner_orgnr;owner_name;owner_kind;from;closed;into;previous",
	} {
		f := read(t, heading+"\n"+row)
		if diff := cmp.Diff([]programme.RollEntry{want}, f.Roll.Entries); diff != "" || len(f.Headings) != 12 || f.Register {
			t.Errorf("%s: %d columns; %s", heading, len(f.Headings), diff)
		}
	}
}

// What a cell holds that cannot be read is a problem with its row; columns that say nothing here are named.
func TestTableProblems(t *testing.T) {
	t.Parallel()
	f := read(t, "Rektor,Orgnr,Målform,Ansatte,Eiertype,Gjelder fra,Lagt ned,Slått sammen med,Skole,Navn\n"+
		"Kari,974600951,samisk,førti,staten,i høst,32.1.2026,,Bø skole,x\n"+
		"Kari,,,,,,,,,\n"+
		"Per,974760673,,,,46235,2026-08-01,974600951,,\n"+
		"Per,964338531\n")
	want := []programme.RollEntry{
		{Row: 2, Orgnr: "974600951", Name: "Bø skole", Gone: true, Problems: []programme.Problem{
			{Field: "written_form", Code: "written_form", Detail: "samisk"}, {Field: "staff", Code: "number", Detail: "førti"},
			{Field: "owner_kind", Code: "owner_kind", Detail: "staten"}, {Field: "from", Code: "day", Detail: "i høst"}, {Field: "closed", Code: "day", Detail: "32.1.2026"},
		}},
		{Row: 4, Orgnr: "974760673", From: day(2026, 8, 1), Gone: true, Merged: true, Closed: day(2026, 8, 1), Into: "974600951"}, // 46235: as LibreOffice stores the day
	}
	if diff := cmp.Diff(want, f.Roll.Entries); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Rektor", "Navn"}, f.Ignored); diff != "" {
		t.Error("ignored:", diff)
	}
	if diff := cmp.Diff([]tabular.Fault{{Row: 5, Value: "2 cells", Problem: tabular.Cells, Allowed: "10"}}, f.Faults.List); diff != "" {
		t.Error("rows that cannot be read:", diff)
	}
}

func TestNoList(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want error
	}{
		"empty":               {"", tabular.ErrEmpty},
		"another table":       {"Navn,Adresse\nBø,Storgata\n", ErrNoSchools},
		"another document":    {`{"name": "Bø skole"}`, ErrNoSchools},
		"an array of numbers": {`[1, 2]`, ErrNoSchools},
		"half an answer":      {`{"EnhetListe": [{"Organisasjonsnummer": "974600951"`, ErrNoSchools},
		"too large":           {`[` + strings.Repeat(" ", 5000) + `]`, tabular.ErrTooLarge},
	} {
		if _, err := Read(strings.NewReader(test.text), Limits{Bytes: 4000}); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

// A workbook stores numbers as numbers: the zero before a municipality's number is gone, and days are counted.
func TestReadWorkbook(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	err := tabular.WriteBook(&file, []tabular.Page{{Name: "Skoler", Columns: []tabular.Column{{Heading: "Organisasjonsnummer", Width: 12}, {Heading: "Kommunenummer", Width: 12}, {Heading: "Ansatte", Width: 12}, {Heading: "Lagt ned", Width: 12}},
		Rows: []tabular.Line{{Cells: []any{974600951, 301, 41, 46235}}, {Cells: []any{"974760673", "0301", "", ""}}}}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Read(bytes.NewReader(file.Bytes()), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []programme.RollEntry{
		{Row: 2, Orgnr: "974600951", Municipality: "0301", Staff: new(41), Gone: true, Closed: day(2026, 8, 1)},
		{Row: 3, Orgnr: "974760673", Municipality: "0301"},
	}
	if diff := cmp.Diff(want, f.Roll.Entries); diff != "" {
		t.Error(diff)
	}
}

// A template that is filled in is understood, in each language.
func TestTemplate(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"nb", "nn", "en"} {
		var file bytes.Buffer
		if err := WriteTemplate(&file, lang, "x"); err != nil {
			t.Fatal(err)
		}
		f, err := Read(bytes.NewReader(file.Bytes()), Limits{})
		if err != nil || len(f.Headings) != len(Columns) || len(f.Ignored) != 0 {
			t.Errorf("%s: %+v, %v", lang, f, err)
		}
	}
}

// No two columns are called the same.
func TestColumnsAreToldApart(t *testing.T) {
	t.Parallel()
	for _, c := range Columns {
		for _, name := range append([]string{c.Field, c.Names["nb"], c.Names["nn"], c.Names["en"]}, c.also...) {
			if found, ok := columnCalled(name); !ok || found.Field != c.Field {
				t.Errorf("%q is %s, want %s", name, found.Field, c.Field)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Organisasjonsnummer;Navn;Målform;Ansatte;Lagt ned\n974600951;Bø skole;nb;12;1.8.2026\n"))
	f.Add([]byte(fullAnswer))
	f.Add([]byte(listAnswer))
	f.Add([]byte(thirdVersion))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read(bytes.NewReader(data), Limits{Bytes: 1 << 20, Rows: 1000})
		if err != nil {
			return
		}
		last := 0
		for _, e := range file.Roll.Entries {
			if e.Row <= last {
				t.Fatalf("row %d after row %d", e.Row, last)
			}
			last = e.Row
			if e.WrittenForm != "" && e.WrittenForm != "nb" && e.WrittenForm != "nn" {
				t.Fatalf("written form %q", e.WrittenForm)
			}
			if (e.Merged || !e.Closed.IsZero()) && !e.Gone {
				t.Fatalf("a school that is there has closed: %+v", e)
			}
		}
	})
}

// What was read from a file comes out of its packed form as it was; anything else is refused.
func TestPack(t *testing.T) {
	t.Parallel()
	f := read(t, fullAnswer+listAnswer)
	f.Roll.OnlyKnown = true
	packed, err := Pack(f.Roll)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Unpack(packed)
	if diff := cmp.Diff(f.Roll, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, text := range []string{"", "x", packed[:len(packed)/2]} {
		if _, err := Unpack(text); !errors.Is(err, errPacked) {
			t.Errorf("%.10q: %v", text, err)
		}
	}
}
