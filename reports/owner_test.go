package reports

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/workbook"
)

func ownerFile(t testing.TB, o Owner, lang string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, BuildOwner(o, bundle().Printer(lang))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestOwnerWorkbooks holds every sheet of a few workbooks against what was reviewed.
func TestOwnerWorkbooks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		owner Owner
		lang  string
	}{
		"owner.nb": {ownerFixture(4), "nb"}, "owner_two.nn": {ownerFixture(2), "nn"}, "owner_none.en": {noSharing(), "en"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Golden(t, name+".txt", workbook.Dump(t, ownerFile(t, test.owner, test.lang)))
		})
	}
}

func TestOwnerSheetNames(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][]string{
		"nb": {"Forside", "Sammendrag", "Skoler", "Mot målet", "Samlet", "Fremme", "Forebygge", "Avdekke", "Gripe inn", "Varsle", "Sette inn tiltak", "Holde ut til det er trygt", "Kollektiv kapasitet", "Utvikling", "Bevegelse", "Svar og deling", "Metode", "Kodebok", "Figurtall", "Data"},
		"nn": {"Framside", "Samandrag", "Skular", "Mot målet", "Samla", "Fremje", "Førebyggje", "Avdekkje", "Gripe inn", "Varsle", "Setje inn tiltak", "Halde ut til det er trygt", "Kollektiv kapasitet", "Utvikling", "Rørsle", "Svar og deling", "Metode", "Kodebok", "Figurtal", "Data"},
		"en": {"Cover", "Summary", "Schools", "To the target", "Overall", "Promote", "Prevent", "Uncover", "Intervene", "Notify", "Put measures in place", "Persist until it is safe", "Collective capacity", "Development", "Movement", "Response and sharing", "Method", "Codebook", "Chart numbers", "Data"},
	} {
		f := open(t, ownerFile(t, ownerFixture(3), lang))
		if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
	}
}

// The figures of the fixture: 4 schools × 2 stages × 9 measures, and 2 stages × 9 measures of the edition.
func TestOwnerData(t *testing.T) {
	t.Parallel()
	rows := must(open(t, ownerFile(t, ownerFixture(4), "nb")).GetRows("Data", excelize.Options{RawCellValue: true}))
	if got, want := len(rows)-1, 4*2*9+2*9; got != want {
		t.Errorf("%d rows, want %d", got, want)
	}
	at := func(row []string, name string) string {
		if i := slices.Index(rows[0], name); i < len(row) {
			return row[i]
		}
		return ""
	}
	states := map[string]int{}
	for _, row := range rows[1:] {
		states[at(row, "state")]++
		if shown := at(row, "state") == "value"; shown != (at(row, "value") != "") || shown != (at(row, "n") != "") {
			t.Errorf("a figure beside the state %s: %v", at(row, "state"), row)
		}
		if single := at(row, "edition") == ""; single != (at(row, "school") != "") || single != (at(row, "wave") != "") {
			t.Errorf("a row is neither of a school nor of an edition: %v", row)
		}
	}
	// School 1 is hidden in all 18 rows, and so is the second component of the edition in both stages.
	if diff := cmp.Diff(map[string]int{"value": 3*18 + 16, "hidden": 18 + 2}, states); diff != "" {
		t.Error(diff)
	}
}

// Two schools have no mean over both anywhere, and are told how to read on.
func TestTwoSchoolsHaveNoMeanTogether(t *testing.T) {
	t.Parallel()
	b := BuildOwner(ownerFixture(2), bundle().Printer("en"))
	said := false
	for _, s := range b.Sheets {
		for _, table := range s.Tables {
			if table.Name == "Together" || table.Name == "ChartStages" {
				t.Errorf("%s has a table %s", s.Name, table.Name)
			}
		}
		for _, row := range s.Rows {
			for _, c := range row {
				said = said || strings.HasPrefix(c.Text, "No mean over the schools is shown for fewer than 3 schools")
			}
		}
	}
	if !said {
		t.Error("nothing says why there is no mean")
	}
}

// A school that does not share is there by name and how far it is, and by nothing else.
func TestASchoolThatDoesNotShare(t *testing.T) {
	t.Parallel()
	o := ownerFixture(3)
	silent := o.View.Schools[3].School.Name
	for _, s := range BuildOwner(o, bundle().Printer("en")).Sheets {
		for _, row := range s.Rows {
			for i, c := range row {
				if c.Text != silent {
					continue
				}
				if s.Name != "Response and sharing" || i != 0 {
					t.Errorf("%s is on sheet %s", silent, s.Name)
				}
				for _, c := range row {
					if c.Kind == Number || c.Kind == Day {
						t.Errorf("%s has a figure: %+v", silent, c)
					}
				}
			}
		}
	}
}

// A chart has no more schools than can be read, and all of them are in one.
func TestChartsOfManySchools(t *testing.T) {
	t.Parallel()
	const schools = 60
	s := sheetOf(BuildOwner(ownerFixture(schools), bundle().Printer("nb")), "Fremme")
	drawn := 0
	for _, c := range s.Charts {
		n := c.Categories.To - c.Categories.From + 1
		if drawn += n; n > chartSchools {
			t.Errorf("a chart has %d schools", n)
		}
	}
	if drawn != schools || len(s.Breaks) != len(s.Charts) {
		t.Errorf("%d schools on %d charts with %d page breaks", drawn, len(s.Charts), len(s.Breaks))
	}
}

// BenchmarkOwnerReport is the workbook of an owner of 50 schools, made and written.
func BenchmarkOwnerReport(b *testing.B) {
	o, p := ownerFixture(50), bundle().Printer("nb")
	for b.Loop() {
		ownerFile(b, o, p.Lang())
	}
}
