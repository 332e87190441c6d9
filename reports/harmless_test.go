package reports

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tilstand/internal/testkit/workbook"
)

func TestHarmless(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("å", maxCell)
	for name, test := range map[string]struct{ in, want string }{
		"a name":                 {"Bjørkelia skole", "Bjørkelia skole"},
		"a formula":              {"=1+1", "'=1+1"},
		"after blanks":           {"  =1+1", "'  =1+1"},
		"after a no-break space": {"\u00a0@SUM(A1)", "'\u00a0@SUM(A1)"},
		"after a tab":            {"\t=1+1", "' =1+1"},
		"after a line":           {"\r\n-1", "'  -1"},
		"after nothing visible":  {"\u200b\ufeff=1+1", "'=1+1"},
		"wide":                   {"＝1+1", "'＝1+1"},
		"an apostrophe already":  {"'=1+1", "'=1+1"},
		"in the middle":          {"a=b", "a=b"},
		"lines become one":       {"a\nb\x00c", "a b c"},
		"turned round":           {"skole\u202exslx", "skolexslx"},
		"not UTF-8":              {"a\xffb", "a\ufffdb"},
		"not a character":        {"a\ufffeb", "a\ufffdb"},
		"empty":                  {"", ""},
		"just fits":              {long, long},
		"one too many":           {long + "å", long[:2*(maxCell-len([]rune(cutMark)))] + cutMark},
		"pairs are kept whole":   {strings.Repeat("😀", 20000), strings.Repeat("😀", (maxCell-len([]rune(cutMark)))/2) + cutMark},
	} {
		if diff := cmp.Diff(test.want, Harmless(test.in)); diff != "" {
			t.Errorf("%s: %.500s", name, diff)
		}
	}
}

func FuzzHarmless(f *testing.F) {
	for _, s := range corpus() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Harmless(s)
		if !utf8.ValidString(got) || utf16Len(got) > maxCell || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("%q became %q", s, got)
		}
		if dangerous(got) {
			t.Errorf("%q became %q, which begins a formula", s, got)
		}
		if again := Harmless(got); again != got {
			t.Errorf("%q became %q, and then %q", s, got, again)
		}
	})
}

// dangerous is this test's own idea of a text that begins a formula somewhere.
func dangerous(s string) bool {
	s = strings.TrimFunc(s, func(c rune) bool { return unicode.IsSpace(c) || !unicode.IsGraphic(c) })
	return s != "" && strings.ContainsRune("=+-@＝＋－＠﹦﹢﹣﹫−|%", []rune(s)[0])
}

// corpus are names that try to become formulas: what an attacker writes, behind everything an importer may trim.
func corpus() []string {
	payloads := []string{
		"=1+1", "+1+1", "-1+1", "@SUM(1+1)", "=cmd|' /C calc'!A0", `=HYPERLINK("x","y")`, "=WEBSERVICE(A1)", "=DDE(\"a\";\"b\")", "%0A=1+1", "|calc",
		"＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "﹦1+1", "﹢1", "﹣1", "﹫A1", "−1+1", "‐1+1", "–1+1", "_x003D_1+1", "_x003d_1+1", "_x005F_x003D_1+1", "__x003D_x003D_1", "'=1+1", `"=1+1`, "=1+1\";=2+2;\"",
	}
	before := []string{"", " ", "\t", "\r", "\n", "\r\n", "\x00", "\u00a0", "\u200b", "\ufeff", "\u2028", "\u202e", "\u3000", "\v\f"}
	var names []string
	for _, p := range payloads {
		for _, b := range before {
			names = append(names, b+p)
		}
	}
	return append(names, strings.Repeat("=", 40000), strings.Repeat("a", 40000), "</script><img src=x onerror=alert(1)>", "{{1}}", "&G&D&Z", "]]>", "\"&\"")
}

// TestFormulaCorpus writes every name of the corpus into one sheet and reads it back: texts, as they were made harmless, and no formula
// also after a round through CSV.
func TestFormulaCorpus(t *testing.T) {
	t.Parallel()
	names := corpus()
	if len(names) < 200 {
		t.Fatalf("the corpus has %d names; it should have 200 and more", len(names))
	}
	s := Sheet{Name: "A", Widths: []float64{20}}
	for _, name := range names {
		s.Rows = append(s.Rows, []Cell{body(name)})
	}
	var out bytes.Buffer
	if err := Write(&out, &Book{Title: names[0], Header: [2]string{names[0], names[1]}, Sheets: []Sheet{s}}); err != nil {
		t.Fatal(err)
	}
	f := open(t, out.Bytes())
	var again bytes.Buffer
	export := csv.NewWriter(&again)
	for i, name := range names {
		at := cellName(1, i+1)
		got := must(f.GetCellValue("A", at))
		if kind := must(f.GetCellType("A", at)); kind != excelize.CellTypeSharedString || must(f.GetCellFormula("A", at)) != "" {
			t.Errorf("%q is no text cell: type %v", name, kind)
		}
		if got != Harmless(name) && !strings.Contains(name, "_x005F_") { // which the reader of this test decodes twice
			t.Errorf("%.60q came back as %.60q", name, got)
		}
		if err := export.Write([]string{got}); err != nil {
			t.Fatal(err)
		}
	}
	export.Flush()
	for _, record := range must(csv.NewReader(&again).ReadAll()) {
		if dangerous(record[0]) {
			t.Errorf("as CSV, %.60q begins a formula", record[0])
		}
	}
}

// TestHostileNames puts the worst names where names go, and looks at every text cell of the report.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	for i, name := range []string{
		"</script><img src=x onerror=alert(1)>", "=1+1", "\t=1+1", "＝cmd|' /C calc'!A0", "@SUM(1)", "& G &G&\"Arial\"&72", strings.Repeat("=A", 20000), "_x003D_1+1", "12. klasse",
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			xlsx := file(t, hostile(name).view(), "nb")
			f := open(t, xlsx)
			for _, sheet := range f.GetSheetList() {
				for y, row := range must(f.GetRows(sheet, excelize.Options{RawCellValue: true})) {
					for x, value := range row {
						at := cellName(x+1, y+1)
						if kind := must(f.GetCellType(sheet, at)); kind == excelize.CellTypeSharedString && dangerous(value) {
							t.Errorf("%s %s: %.60q begins a formula", sheet, at, value)
						}
					}
				}
			}
			for part, body := range workbook.Parts(t, xlsx) {
				if strings.Contains(body, "<img") {
					t.Errorf("%s has the name as markup", part)
				}
			}
			margin := must(f.GetHeaderFooter("Data"))
			if got, want := margin.OddHeader, "&L"+printed(name)+"&R"+printed("Semester C, 17. desember 2027"); got != want || len([]rune(got)) > 255 {
				t.Errorf("printed header %q, want %q in at most 255 characters", got, want)
			}
		})
	}
}

// A name in the printed header is a name: & doubles, and digits cannot grow the letters before them.
func TestPrinted(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"A & B":     `&8&"Arial,Regular"A && B`,
		"&G&Z":      `&8&"Arial,Regular"&&G&&Z`,
		"12. trinn": `&8&"Arial,Regular"12. trinn`,
	} {
		if got := printed(in); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
