package workbook

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// made is a workbook with one of everything that a dump must show.
func made(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	style := func(s *excelize.Style) int {
		t.Helper()
		id, err := f.NewStyle(s)
		check(err)
		return id
	}
	check(f.SetSheetName("Sheet1", "Tilstand"))
	check(f.SetSheetRow("Tilstand", "A1", &[]any{"Komponent", "Nå", "Mål"}))
	check(f.SetSheetRow("Tilstand", "A2", &[]any{"Fremme", 3.8, 4.5}))
	check(f.SetSheetRow("Tilstand", "A3", &[]any{"=1+1", "3,8", true}))
	check(f.SetCellFormula("Tilstand", "B4", "SUM(B2:B3)"))
	check(f.SetCellStyle("Tilstand", "B2", "B2", style(&excelize.Style{CustomNumFmt: new("0.0")})))
	check(f.SetCellStyle("Tilstand", "C2", "C2", style(&excelize.Style{NumFmt: 9})))
	check(f.MergeCell("Tilstand", "A6", "C6"))
	check(f.AddTable("Tilstand", &excelize.Table{Name: "now", Range: "A1:C3"}))
	check(f.SetPanes("Tilstand", &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	check(f.SetPageLayout("Tilstand", &excelize.PageLayoutOptions{Orientation: new("landscape"), Size: new(9)}))
	check(f.SetHeaderFooter("Tilstand", &excelize.HeaderFooterOptions{OddFooter: "Side &P av &N"}))
	check(f.SetColVisible("Tilstand", "C", false))
	check(f.SetRowVisible("Tilstand", 3, false))
	check(f.SetDefinedName(&excelize.DefinedName{Name: "nå", RefersTo: "Tilstand!$B$2:$B$3"}))
	check(f.SetDocProps(&excelize.DocProperties{Title: "Rapport", Creator: "Tilstand", Language: "nb"}))
	_, err := f.NewSheet("Skjult")
	check(err)
	check(f.SetCellStr("Skjult", "A1", "hemmelig"))
	check(f.SetSheetVisible("Skjult", false))
	check(f.AddChart("Tilstand", "E2", &excelize.Chart{
		Type:   excelize.Bar,
		Title:  excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "Tilstand "}, {Text: "mot mål"}}},
		Series: []excelize.ChartSeries{{Name: "Tilstand!$B$1", Categories: "Tilstand!$A$2:$A$3", Values: "Tilstand!$B$2:$B$3"}},
		Format: excelize.GraphicOptions{AltText: "Søyler"},
		YAxis:  excelize.ChartAxis{Minimum: new(1.0), Maximum: new(5.0)},
	}))
	var b bytes.Buffer
	check(f.Write(&b))
	return b.Bytes()
}

func TestDump(t *testing.T) {
	got := Dump(t, made(t))
	for _, want := range []string{
		`title: "Rapport"`, `language: "nb"`, `name nå (Workbook) = Tilstand!$B$2:$B$3`,
		"sheet \"Tilstand\"\n", `sheet "Skjult", hidden`,
		"page: landscape, paper 9", "frozen: 0 columns, 1 rows", `footer "Side &P av &N"`,
		"table now A1:C3", "merged A6:C6", "column C hidden", "row 3 hidden",
		"B2    3.8  [0.0]\n", "C2    4.5  [0%]\n", // numbers, with their formats
		`A3    "=1+1"` + "\n", `B3    "3,8"` + "\n", "C3    bool 1\n", // a text that looks like a formula or a number stays a text
		"formula =SUM(B2:B3)", `A1    "hemmelig"`,
		`chart at E2:L16 "Tilstand mot mål"`, `alt text "Søyler"`, "barChart bar clustered",
		"series Tilstand!$B$1: categories Tilstand!$A$2:$A$3, values Tilstand!$B$2:$B$3", "axis valAx min 1 max 5",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the dump lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

func TestDumpIsStable(t *testing.T) {
	if a, b := Dump(t, made(t)), Dump(t, made(t)); a != b {
		t.Errorf("two workbooks with the same content read differently:\n%s\n%s", a, b)
	}
}

func TestParts(t *testing.T) {
	parts := Parts(t, made(t))
	var all strings.Builder
	for _, body := range parts {
		all.WriteString(body)
	}
	if !strings.Contains(all.String(), "hemmelig") {
		t.Error("a text on a hidden sheet is not in the parts")
	}
	if !strings.Contains(parts["xl/charts/chart1.xml"], "Tilstand!$B$2:$B$3") {
		t.Error("the chart's XML is not in the parts")
	}
}
