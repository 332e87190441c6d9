package closing

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/tabular"
)

func read(t *testing.T, table string) (*EvidenceFile, error) {
	t.Helper()
	return ReadEvidence(strings.NewReader(table), "974600951", "Statistikkbanken", tabular.Limits{})
}

// said is evidence as text: "2025 well_being 7: 4.1".
func said(all []Evidence) (lines []string) {
	for _, e := range all {
		score := "*"
		if !e.Withheld() {
			score = fmt.Sprint(*e.Score)
		}
		lines = append(lines, fmt.Sprintf("%d %s %d: %s", e.Year, e.Index, e.Grade, score))
	}
	return lines
}

// The tables that schools have: the export of Statistikkbanken with all its rows, that of bullying, a file of its pages, and one made by hand. The headings are those
// that programs which read these tables use (Skoleaarnavn, Spoersmaalgruppe, Trinnnavn, Score; AndelMobbet; Enhetsnavn, Indikator/delskår, Periode, Verdi).
func TestReadEvidence(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		table  string
		want   []string
		faults []string
		others int
	}{
		"export of indices": {
			"Skoleaarnavn;EnhetNavn;Organisasjonsnummer;EierformNavn;Trinnnavn;Kjoenn;Spoersmaalgruppe;Spoersmaalnavn;Score;Standardavvik;AntallBesvart\n" +
				"2025-26;Bø skole ;974600951;Alle eierformer;7. trinn;Alle kjønn;Trivsel;Alle spørsmål;4,1;0,7;31\n" +
				"2025-26;Bø skole ;974600951;Alle eierformer;7. trinn;Gutt;Trivsel;Alle spørsmål;4,2;0,7;15\n" +
				"2025-26;Bø skole ;974600951;Offentlig;7. trinn;Alle kjønn;Trivsel;Alle spørsmål;4,1;0,7;31\n" +
				"2025-26;Bø skole ;974600951;Alle eierformer;7. trinn;Alle kjønn;Trivsel;Trives du på skolen?;4,3;0,7;31\n" +
				"2025-26;Bø skole ;974600951;Alle eierformer;7. trinn;Alle kjønn;Støtte fra lærerne;Alle spørsmål;*;*;*\n" +
				"2024-25;Bø skole ;974600951;Alle eierformer;Alle trinn;Alle kjønn;Felles regler;Alle spørsmål;3,9;0,7;60\n" +
				"2025-26;Ås skole;974600952;Alle eierformer;7. trinn;Alle kjønn;Trivsel;Alle spørsmål;4,4;0,6;28\n",
			[]string{"2025 well_being 7: 4.1", "2025 teacher_support 7: *", "2024 rules 0: 3.9"}, nil, 4,
		},
		"export of bullying": {
			"TidID;Organisasjonsnummer;Trinnnavn;Kjoenn;Spoersmaalnavn;AndelMobbet\n202512;974600951;Videregående trinn 1;Alle kjønn;Mobbing på skolen;5,3\n202512;974600951;Vg2;Alle kjønn;Mobbet digitalt;1,2\n",
			[]string{"2025 bullied 11: 5.3"}, nil, 1,
		},
		"file of a page": {
			"Enhetsnavn\tIndikator/delskår\tPeriode\tTrinn\tKjønn\tVerdi\nBø skule\tMeistring\t2023–2024\t10. trinn\tBegge kjønn\tUnntatt offentlighet\nBø skule\tGrunnskolepoeng\t2023–2024\t10. trinn\tBegge kjønn\t41,2\n",
			[]string{"2023 mastery 10: *"}, nil, 1,
		},
		"by hand, with faults": {
			"År,Indeks,Trinn,Snitt\n2025,Trivsel,7,4.1\n2025,Trivsel,7,4.1\n2025,Trivsel,7,4.2\n2025,Trivsel,ni,4.1\n25,Trivsel,8,4.1\n2025,Trivsel,9,6.1\n2025,Trivsel,10,bra\n2025,Trivsel,6,\n2025-27,Trivsel,5,4\n",
			[]string{"2025 well_being 7: 4.1"}, []string{"4 Snitt 4.2", "5 Trinn ni", "6 År 25", "7 Snitt 6.1", "8 Snitt bra", "10 År 2025-27"}, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := read(t, tt.table)
			if err != nil {
				t.Fatal(err)
			}
			var faults []string
			for _, f := range file.Faults.List {
				faults = append(faults, fmt.Sprintf("%d %s %s", f.Row, f.Column, f.Value))
			}
			if diff := cmp.Diff(tt.want, said(file.Evidence)) + cmp.Diff(tt.faults, faults); diff != "" || file.Others != tt.others {
				t.Errorf("%d others; %s", file.Others, diff)
			}
		})
	}
	if _, err := read(t, "Navn;Poeng\nBø;3\n"); !errors.Is(err, ErrNoEvidence) {
		t.Errorf("another table: %v", err)
	}
}

// A star stays a star: it is stored as one, and neither a number nor nothing.
func TestEvidenceIsKept(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	score := func(x float64) *float64 { return &x }
	first := []Evidence{
		{EvidenceKey{2025, WellBeing, 7}, score(4.1), "Statistikkbanken"}, {EvidenceKey{2025, Bullied, 7}, nil, "Statistikkbanken"}, {EvidenceKey{2024, Rules, 0}, score(3.9), "skolen selv"},
	}
	add := func(want int, all ...Evidence) {
		t.Helper()
		if n, err := g.AddEvidence(t.Context(), leader, g.key.School, all); err != nil || n != want {
			t.Fatalf("added %d, %v; want %d", n, err, want)
		}
	}
	add(3, first...)
	add(0, first...)
	add(1, Evidence{EvidenceKey{2025, WellBeing, 7}, nil, "Statistikkbanken"})
	g.must(t, g.RemoveEvidence(t.Context(), leader, g.key.School, EvidenceKey{2024, Rules, 0}), g.RemoveEvidence(t.Context(), leader, g.key.School, EvidenceKey{2024, Rules, 0}))
	for range 2 {
		if diff := cmp.Diff([]string{"2025 bullied 7: *", "2025 well_being 7: *"}, said(g.EvidenceOf(g.key.School))); diff != "" {
			t.Error(diff)
		}
		g.open(t)
	}
	add(1, Evidence{EvidenceKey{2024, Rules, 0}, score(3.8), "skolen selv"})
	_, err := g.AddEvidence(t.Context(), leader, g.key.School, []Evidence{{EvidenceKey{1999, "x", 14}, score(5.123), ""}})
	if diff := cmp.Diff([]string{"index unknown", "year evidence_year", "grade unknown", "score evidence_range", "source missing"}, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.must(t, g.SetNote(t.Context(), leader, g.key, Note{Prompt: Causes, Text: "Få møter på tvers.\r\n"}))
	if changed, ok := errors.AsType[*Changed[Note]](g.SetNote(t.Context(), other, g.key, Note{Prompt: Causes, Text: "Noe annet."})); !ok || changed.Now.Text != "Få møter på tvers." {
		t.Errorf("a later note: %v", changed)
	}
	if err := g.SetNote(t.Context(), leader, g.key, Note{Prompt: "x", Text: "y"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("no prompt: %v", err)
	}
	g.open(t)
	want := []Note{{Prompt: Patterns}, {Prompt: Quality}, {Prompt: Other}, {Causes, 1, "Få møter på tvers."}}
	if diff := cmp.Diff(want, g.NotesOf(g.key)); diff != "" {
		t.Error(diff)
	}
	g.must(t, g.SetNote(t.Context(), leader, g.key, Note{Causes, 1, ""}))
	if note := g.NotesOf(g.key)[3]; note.Text != "" || note.Revision != 2 {
		t.Errorf("taken back: %+v", note)
	}
	g.whole(t)
	g.must(t, g.Sign(t.Context(), leader, g.key, g.ClosingOf(g.key).Revision))
	if err := g.SetNote(t.Context(), leader, g.key, Note{Causes, 2, "For sent."}); !errors.Is(err, ErrSigned) {
		t.Errorf("after the signature: %v", err)
	}
}

// What is published with one decimal is read as it is written, with comma and point; no text is read as a number that it is not.
func TestParseScore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tenths := rapid.IntRange(10, 50).Draw(t, "tenths")
		text := fmt.Sprintf(rapid.SampledFrom([]string{"%d,%d", " %d.%d ", "%d,%d %%"}).Draw(t, "form"), tenths/10, tenths%10)
		if x, ok := ParseScore(text); !ok || *x != float64(tenths)/10 {
			t.Fatalf("%q is %v, %t", text, x, ok)
		}
	})
	for _, text := range []string{"", "-", "NaN", "Inf", "4,1 og 4,2", "1,2,3"} {
		if x, ok := ParseScore(text); ok {
			t.Errorf("%q is %v", text, x)
		}
	}
}

// Whatever a file holds, what is read of it is of this school and can be kept.
func FuzzReadEvidence(f *testing.F) {
	f.Add("Skoleaarnavn;Organisasjonsnummer;Trinnnavn;Spoersmaalgruppe;Score\n2025-26;974600951;7. trinn;Trivsel;4,1\n")
	f.Add("TidID;Spoersmaalnavn;AndelMobbet\n202512;Mobbing på skolen;*\n")
	f.Fuzz(func(t *testing.T, table string) {
		file, err := read(t, table)
		if err != nil {
			return
		}
		seen := map[EvidenceKey]bool{}
		for _, e := range file.Evidence {
			if problems := e.problems(); len(problems) > 0 || seen[e.EvidenceKey] {
				t.Errorf("%+v: %v", e, problems)
			}
			seen[e.EvidenceKey] = true
		}
	})
}
