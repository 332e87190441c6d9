package ddi_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"slices"
	"testing"

	"tilstand/internal/testkit"
	"tilstand/surveys"
	"tilstand/surveys/ddi"
)

// children is the order of the elements in each element, as far as they are written here, from the schema of DDI-Codebook 2.5.
var children = map[string][]string{
	"codeBook": {"stdyDscr", "fileDscr", "dataDscr"},
	"stdyDscr": {"citation", "stdyInfo"},
	"citation": {"titlStmt", "verStmt"},
	"titlStmt": {"titl", "parTitl", "IDNo"},
	"verStmt":  {"version"},
	"stdyInfo": {"abstract"},
	"fileDscr": {"fileTxt"},
	"fileTxt":  {"fileName", "dimensns"},
	"dimensns": {"caseQnty", "varQnty"},
	"dataDscr": {"var"},
	"var":      {"labl", "qstn", "universe", "txt", "catgry", "concept", "varFormat", "notes"},
	"qstn":     {"preQTxt", "qstnLit", "ivuInstr"},
	"catgry":   {"catValu", "labl"},
}

func written(t *testing.T, in *surveys.Instrument) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := ddi.Write(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mixed(t *testing.T) *surveys.Instrument {
	t.Helper()
	data, err := os.ReadFile("../testdata/mixed.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	in, err := surveys.ParseInstrument(data)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// TestStructure: elements stand in the order of the schema, and there is one var for each variable.
func TestStructure(t *testing.T) {
	t.Parallel()
	for _, in := range append(surveys.BuiltinInstruments(), mixed(t)) {
		var names []string
		type level struct {
			name string
			last int
		}
		var open []level
		decoder := xml.NewDecoder(bytes.NewReader(written(t, in)))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			switch e := token.(type) {
			case xml.StartElement:
				if e.Name.Space != "ddi:codebook:2_5" {
					t.Fatalf("%s is in the namespace %q", e.Name.Local, e.Name.Space)
				}
				if len(open) > 0 {
					parent := &open[len(open)-1]
					place := slices.Index(children[parent.name], e.Name.Local)
					if place < parent.last {
						t.Fatalf("%s: %s in %s stands at the wrong place", in.Key, e.Name.Local, parent.name)
					}
					parent.last = place
				}
				open = append(open, level{name: e.Name.Local})
				for _, a := range e.Attr {
					if e.Name.Local == "var" && a.Name.Local == "name" {
						names = append(names, a.Value)
					}
				}
			case xml.EndElement:
				open = open[:len(open)-1]
			}
		}
		var want []string
		for _, v := range in.Variables() {
			want = append(want, v.Name)
		}
		if !slices.Equal(names, want) {
			t.Errorf("%s: variables %v, want %v", in.Key, names, want)
		}
	}
}

// TestDocument keeps the document of an instrument with everything in a file that can be read.
func TestDocument(t *testing.T) {
	t.Parallel()
	testkit.Golden(t, "mixed.v1.xml", string(written(t, mixed(t))))
}

// A table's codebook has its files and a var for each column; codes that stand for no figure are missing values.
func TestTable(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	err := ddi.WriteTable(&b, ddi.Table{
		ID: "tilstand-974602431", Title: "Bø skole", Abstract: "Tall < 7 & slikt.", Lang: "nb", Files: []string{"data.csv", "data.sav"}, Rows: 12,
		Columns: []ddi.Column{
			{Name: "value", Label: "Verdi", About: "Snittet", Format: "numeric", Values: []ddi.Value{{Key: "-97", Label: "Skjult", Missing: true}}},
			{Name: "closing_date", Label: "Avsluttet", About: "Dagen", Format: "date"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "table.xml", b.String())
}
