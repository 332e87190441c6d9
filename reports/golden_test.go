package reports

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tilstand/analytics"
	"tilstand/internal/testkit"
	"tilstand/internal/testkit/workbook"
	"tilstand/surveys"
)

// broken is a school whose figures come in every form: capped, bounded, hidden, not asked, without answers, and with a series that breaks.
func broken() *analytics.SchoolView {
	v := typical().view()
	v.Mapping, v.Items = nil, v.Items[:6]
	now := func(row int, c analytics.Cell) {
		r := &v.Rows[row]
		r.Now, r.Gap, r.Changes = c, nil, nil
		*r = judged(v, *r)
	}
	v.Rows[0].Earlier[0].Break, v.Rows[0].Earlier[0].Why = true, surveys.BreakWording
	v.Rows[0].Earlier[1].Cell = hidden()
	now(1, between(9, 3.4, 4.2))
	now(2, atLeast(9, 4.6))
	now(3, notAsked())
	now(4, noData())
	now(5, cell("value", analytics.Estimate{N: 11}))
	bounds := &analytics.Interval{Low: -0.2, High: 0.6}
	v.Rows[1].Gap = &analytics.Gap{Limit: analytics.Between, Bounds: &analytics.Interval{Low: 0.3, High: 1.1}}
	v.Rows[1].Changes = []analytics.Change{{
		From: v.Waves[2], Limit: analytics.Between, Bounds: bounds, Sentences: v.Rows[0].Changes[0].Sentences,
	}}
	v.Rows[2].Gap = &analytics.Gap{Value: -0.1, Limit: analytics.AtMost}
	v.Items[0].Now = atLeast(9, 4.6)
	v.Items[1].Now = notAsked()
	v.Items[2].Now = cell("value", analytics.Estimate{N: 11})
	return v
}

// TestWorkbooks holds every sheet of a few workbooks against what was reviewed.
func TestWorkbooks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		view *analytics.SchoolView
		lang string
	}{
		"typical.nb": {typical().view(), "nb"},
		"first.nn":   {beginner().view(), "nn"},
		"tiny.en":    {tiny().view(), "en"},
		"broken.nb":  {broken(), "nb"},
		"none.en":    {fixture{name: "Ny skole"}.view(), "en"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Golden(t, name+".txt", workbook.Dump(t, file(t, test.view, test.lang)))
		})
	}
}

func TestSheetNames(t *testing.T) {
	t.Parallel()
	v := typical().view()
	for lang, want := range map[string][]string{
		"nb": {"Forside", "Sammendrag", "Tilstand", "Utvikling", "Retning", "Fremme", "Forebygge", "Avdekke", "Gripe inn", "Varsle", "Sette inn tiltak", "Holde ut til det er trygt", "Kollektiv kapasitet", "Endring", "Personalgrupper", "Spørsmål", "Spredning", "Kartlegging", "Kartleggingsspørsmål", "Metode", "Kodebok", "Figurtall", "Data"},
		"nn": {"Framside", "Samandrag", "Tilstand", "Utvikling", "Retning", "Fremje", "Førebyggje", "Avdekkje", "Gripe inn", "Varsle", "Setje inn tiltak", "Halde ut til det er trygt", "Kollektiv kapasitet", "Endring", "Personalgrupper", "Spørsmål", "Spreiing", "Kartlegging", "Kartleggingsspørsmål", "Metode", "Kodebok", "Figurtal", "Data"},
		"en": {"Cover", "Summary", "Condition", "Development", "Direction", "Promote", "Prevent", "Uncover", "Intervene", "Notify", "Put measures in place", "Persist until it is safe", "Collective capacity", "Change", "Staff groups", "Questions", "Spread", "Mapping", "Mapping questions", "Method", "Codebook", "Chart numbers", "Data"},
	} {
		f := open(t, file(t, v, lang))
		if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
	}
}

// The data sheet is read by scripts: thirteen columns that stay, and others after them.
func TestDataColumns(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"nb", "nn", "en"} {
		rows := must(open(t, file(t, typical().view(), lang)).GetRows("Data"))
		want := strings.Fields("school orgnr phase closing_date component group state value low high n N target")
		if diff := cmp.Diff(want, rows[0][:13]); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
	}
}

// 4 waves × 9 measures of the whole school and of each of 3 groups.
// constructs is how many the built-in mapping survey has.
const constructs = 16

func TestDataRows(t *testing.T) {
	t.Parallel()
	rows := must(open(t, file(t, typical().view(), "nb")).GetRows("Data", excelize.Options{RawCellValue: true}))
	if got, want := len(rows)-1, 4*9*(1+3)+constructs; got != want { // four waves, nine measures, the school and three groups
		t.Errorf("%d rows of data, want %d", got, want)
	}
	at := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	of := 0
	for _, row := range rows[1:] {
		if at(row, "instrument") == "kartlegging v1" {
			of++
			if at(row, "component") != at(row, "measure") || !strings.HasPrefix(at(row, "measure"), "construct:") || at(row, "target") != "" {
				t.Errorf("a row of the mapping survey could be taken for a condition: %v", row)
			}
		}
	}
	if of != constructs {
		t.Errorf("%d rows of the mapping survey, want %d", of, constructs)
	}
	for _, row := range rows[1:] {
		if at(row, "component") == "prevent" && at(row, "phase") == "c" && at(row, "group") == "total" {
			// By the fixture: the level 4.2 less 0.2, an interval of 0.2 to either side, and the target of the template. Serial 46738 is 17
			// December 2027: 45658 is 1 January 2025, and 1080 days have passed.
			want := []string{
				"Bjørkelia skole", "974602431", "c", "46738", "prevent", "total", "value", "4", "3.8", "4.2", "43", "48", "4.5",
				"exact", "component:prevent", "wave-4", "tilstand v1", "0", "0", "0.8", "own", "0", "staff",
			}
			if diff := cmp.Diff(want, row); diff != "" {
				t.Error(diff)
			}
			return
		}
	}
	t.Error("no row for prevent in c")
}

// A report of one group is about that group: its own head count, and its own answers.
func TestGroupReport(t *testing.T) {
	t.Parallel()
	v := typical().view()
	v.Query.Group = "teachers"
	f := open(t, file(t, v, "en"))
	cover := must(f.GetRows("Cover", excelize.Options{RawCellValue: true}))
	for label, want := range map[string]string{"Only about": "Teachers", "Staff who were asked": "26", "Answers (n)": "24", "Response rate": "0.92"} {
		if got := valueOf(cover, label); got != want {
			t.Errorf("%s: got %q, want %q", label, got, want)
		}
	}
	groups := map[string]int{}
	data := must(f.GetRows("Data"))
	for _, row := range data[1:] {
		groups[row[slices.Index(data[0], "group")]]++
	}
	if diff := cmp.Diff(map[string]int{"teachers": 4 * 9, "assistants": 4 * 9, "sfo+other": 4 * 9, "total": constructs}, groups); diff != "" {
		t.Error(diff)
	}
}

// Where every figure is hidden, a chart would be targets alone.
func TestHiddenSchoolHasNoCharts(t *testing.T) {
	t.Parallel()
	for _, s := range Build(tiny().view(), bundle().Printer("nb")).Sheets {
		if len(s.Charts) > 0 {
			t.Errorf("%s has %d charts", s.Name, len(s.Charts))
		}
	}
}

// Where all who were asked answered, that stands in the place of an interval.
func TestEveryoneAnswered(t *testing.T) {
	t.Parallel()
	f := typical()
	last := &f.waves[len(f.waves)-1]
	last.answered = last.headCount
	rows := must(open(t, file(t, f.view(), "nb")).GetRows("Tilstand"))
	head := slices.IndexFunc(rows, func(row []string) bool { return slices.Contains(row, "Usikkerhet: fra") })
	at := slices.Index(rows[head], "Usikkerhet: fra")
	if got := rows[head+1][at]; got != "alle har svart" {
		t.Errorf("the interval is %q", got)
	}
}

// valueOf is what stands beside a label.
func valueOf(rows [][]string, label string) string {
	for _, row := range rows {
		if len(row) > 1 && row[0] == label {
			return row[1]
		}
	}
	return ""
}

func TestCaution(t *testing.T) {
	t.Parallel()
	for answered, want := range map[int]bool{33: true, 34: false} { // of 48: 69 and 71 per cent
		f := typical()
		f.waves[3].answered = answered
		cover := must(open(t, file(t, f.view(), "en")).GetRows("Cover"))
		got := slices.ContainsFunc(cover, func(row []string) bool { return len(row) > 1 && strings.HasPrefix(row[1], "Fewer than 70 per cent") })
		if got != want {
			t.Errorf("%d of 48 answered: caution is %v", answered, got)
		}
	}
}

// A wave that was imported says so on the cover, in headings, beside its figures and in the data.
func TestImportedWave(t *testing.T) {
	t.Parallel()
	v := typical().view()
	v.Waves[0].Imported, v.Waves[3].Imported = "2027-01-11", "2028-01-10"
	book := open(t, file(t, v, "en"))
	for sheet, want := range map[string]string{"Cover": "Imported from a file", "Development": "Preparation, imported from a file", "Chart numbers": "17 December 2027, imported from a file"} {
		text := fmt.Sprint(must(book.GetRows(sheet)))
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on sheet %s", want, sheet)
		}
	}
	rows := must(book.GetRows("Data"))
	column, wave := slices.Index(rows[0], "imported"), slices.Index(rows[0], "wave")
	for _, row := range rows[1:] {
		if imported := row[wave] == "wave-1" || row[wave] == "wave-4"; row[column] != map[bool]string{true: "1", false: "0"}[imported] {
			t.Fatalf("%s has %q in the column imported", row[wave], row[column])
		}
	}
}

func TestSerial(t *testing.T) {
	t.Parallel()
	// ECMA-376 part 1, 18.17.4.1: 1 January 1900 is 1; the 1900 system has a 29 February 1900, so 1 March 1900 is 61. 1 January 2000 is 36526 by
	// every spreadsheet at hand.
	for date, want := range map[analytics.Date]int64{"1900-03-01": 61, "2000-01-01": 36526} {
		if got := serial(date.Time()); got != want {
			t.Errorf("%s: %d, want %d", date, got, want)
		}
	}
}

func open(t testing.TB, xlsx []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(xlsx))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
