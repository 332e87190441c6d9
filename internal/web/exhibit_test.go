package web

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/charts"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// What a page shows of an exhibit is what its files have: every row of the table with its figures and their states, and a picture that says whose it is.
func TestFilesOfAnExhibit(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("=1+1 </title><script>alert(1)</script> skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, crew{"other", 5, 4, 3})
	h.measured(sc, "a", surveys.StateSurvey, teachers, crew{"other", 5, 4, 3})
	at := "/schools/" + firstOrgnr + "/items/promote_plan"
	page.Verify(t, h.leader(at).body,
		page.In("[aria-labelledby=waves] a[href='"+at+"/figures/waves.csv']", page.IsText("Tabellen som CSV")),
		page.In("[aria-labelledby=waves] a[href='"+at+"/figures/waves.svg'][data-png]", page.IsText("Bildet som PNG")),
		page.In("[aria-labelledby=waves] table", page.HasText("Semester A")))

	file := h.leader(at + "/figures/waves.csv")
	if file.header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(file.header.Get("Content-Disposition"), "tilstand-974600951-promote_plan-waves.csv") {
		t.Errorf("headers %v", file.header)
	}
	rows := readFile(t, file.body)
	if len(rows) != 3 || rows[1][1] != "Forberedelse" || rows[2][1] != "Semester A" {
		t.Fatalf("rows %q", rows)
	}
	for i, name := range rows[0] {
		state, ok := strings.CutSuffix(name, ": state")
		if ok && rows[0][i-1] != state && !strings.HasPrefix(rows[0][i-1], state+": ") {
			t.Errorf("the state of %q stands beside %q", state, rows[0][i-1])
		}
	}
	if about := rows[2][len(rows[2])-1]; !strings.HasPrefix(about, "'=1+1") || !strings.Contains(about, "svarte") {
		t.Errorf("about %q", about)
	}

	drawn := h.leader(at + "/figures/waves.svg")
	if drawn.header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("type %q", drawn.header.Get("Content-Type"))
	}
	wellFormed(t, drawn.body)
	for _, want := range []string{"=1+1 &lt;/title&gt;", "Semester A", "svarte", `lang="nb"`} {
		if !strings.Contains(drawn.body, want) {
			t.Errorf("the picture lacks %q:\n%s", want, drawn.body)
		}
	}
	if strings.Contains(drawn.body, "<script") || strings.Contains(drawn.body, "class=") {
		t.Error("the picture has a script, or needs a style sheet")
	}
	for _, path := range []string{"/figures/waves.png", "/figures/none.csv", "/figures/waves", "/figures/.csv"} {
		if a := h.leader(at + path); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// A hidden figure is a state and an empty column in the file, and a word in the picture; where a figure covers several columns, the others say so.
func TestFilesKeepTheStatesApart(t *testing.T) {
	t.Parallel()
	p := words().Printer("nb")
	bar := charts.Bar{Steps: 5, Cell: read(t, `{"state":"value","n":20,"limit":"exact","mean":3.8,"categories":[0,10,20,40,30]}`)}
	e := exhibit{ID: "x", Title: "Fordeling", Finding: "Slik er det.", Answered: "20 av 22 svarte", Table: exhibitTable{
		Apart: true, First: "Gruppe", Heads: []exhibitHead{{Name: "Lavt"}, {Name: "Høyt"}, {Name: "Snitt", Detail: "nå"}, {Name: "Ord"}},
		Rows: []exhibitRow{
			{Name: "Ansatte", Heading: true},
			{Name: "Alle", Drawing: bar.Drawing(), Cells: []exhibitCell{{Text: "25\u00a0%", State: "value"}, {Text: "75\u00a0%", State: "value"}, {Text: "−1\u00a0234,5", State: "value", Detail: "3,6 til 4,0"}, {Text: "=SUM(A1)"}}},
			{Name: "-2 og andre", Cells: []exhibitCell{{Text: "minst 90\u00a0%", State: "value", Span: 2}, {Text: "Skjult", State: "hidden"}, {Text: "Bra"}}},
			{Name: "SFO", Cells: []exhibitCell{{Text: "Skjult", State: "hidden", Span: 3}}},
		},
	}}
	all := exhibits{Of: []string{"Bø skole"}, Synthetic: true, List: []exhibit{e}}
	body, err := all.table(p, e)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Del", "Gruppe", "Merknad", "Lavt", "Lavt: state", "Høyt", "Høyt: state", "Snitt, nå", "Snitt, nå: utdyping", "Snitt, nå: state", "Ord", "Gjelder"},
		{"Ansatte", "Alle", "", "25\u00a0%", "value", "75\u00a0%", "value", "-1234,5", "3,6 til 4,0", "value", "'=SUM(A1)", "Bø skole. 20 av 22 svarte. Oppdiktede tall"},
		{"Ansatte", "'-2 og andre", "", "minst 90\u00a0%", "value", "", "with_previous", "", "", "hidden", "Bra", "Bø skole. 20 av 22 svarte. Oppdiktede tall"},
		{"Ansatte", "SFO", "", "", "hidden", "", "hidden", "", "", "hidden", "", "Bø skole. 20 av 22 svarte. Oppdiktede tall"},
	}
	if diff := cmp.Diff(want, readFile(t, string(body))); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
	picture := string(all.plate(p, e).SVG())
	wellFormed(t, picture)
	if strings.Count(picture, ">Skjult<") != 1 || strings.Count(picture, "<rect") != 2+4 { // the paper and the frame of the bar, and its four pieces
		t.Errorf("picture:\n%s", picture)
	}
}

// readFile reads a file for spreadsheets.
func readFile(t *testing.T, body string) [][]string {
	t.Helper()
	text, marked := strings.CutPrefix(body, "\ufeff")
	if !marked {
		t.Fatalf("no byte order mark in %.40q", body)
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma = ';'
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// wellFormed holds a picture to what programs that take it in demand.
func wellFormed(t *testing.T, picture string) {
	t.Helper()
	for in := xml.NewDecoder(strings.NewReader(picture)); ; {
		if _, err := in.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, picture)
		}
	}
}

// Where an exhibit says that it is explained, it is.
func TestExhibitsLeadToTheirMethods(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.measured(sc, "a", surveys.StateSurvey, teachers, others)
	explained := page.Parse(t, h.get("/method").body)
	links := 0
	for _, path := range []string{"/schools/" + firstOrgnr, "/schools/" + firstOrgnr + "/items/promote_plan"} {
		for _, a := range page.Find(t, page.Parse(t, h.leader(path).body), ".exhibit-files a") {
			anchor, leads := strings.CutPrefix(page.Attr(a, "href"), "/method#")
			if !leads {
				continue
			}
			if links++; len(page.Find(t, explained, "#"+anchor)) != 1 {
				t.Errorf("%s: there is no #%s on the page of methods", path, anchor)
			}
		}
	}
	if links == 0 {
		t.Error("no exhibit says how it is worked out")
	}
}
