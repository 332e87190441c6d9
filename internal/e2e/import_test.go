package e2e

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// stateItems are the items of the state survey, by id, in the order they are asked.
var stateItems = []string{
	"promote_plan", "promote_relations", "promote_inclusion", "prevent_presence", "prevent_early", "uncover_ask", "uncover_withdrawal",
	"uncover_hidden", "intervene_at_once", "intervene_sure", "notify_suspicion", "notify_trust", "measures_suited", "measures_agreed",
	"persist_adjust", "persist_ask", "persist_until_safe", "capacity_understanding", "capacity_depends", "capacity_learning",
	"capacity_everyone",
}

// earlierAnswers is a file from another tool: sixteen teachers who answered 4 throughout, eight of the after-school staff who answered 3,
// with times and comments; columns called by heading.
func earlierAnswers(heading func(item int) string) [][]string {
	table := [][]string{{"Sendt", "Stilling"}}
	for item := range stateItems {
		table[0] = append(table[0], heading(item))
	}
	table[0] = append(table[0], "Kommentar")
	for person := range 24 {
		row, code := []string{fmt.Sprintf("2025-12-01 08:%02d", person), "Lærer"}, "4"
		if person >= 16 {
			row[1], code = "SFO", "3"
		}
		for range stateItems {
			row = append(row, code)
		}
		table = append(table, append(row, fmt.Sprintf("fritekst nummer %d", person)))
	}
	return table
}

// writeTable writes a CSV file.
func writeTable(t *testing.T, table [][]string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "svar.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := csv.NewWriter(file).WriteAll(table); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// writeWorkbook writes the first sheet of a workbook.
func writeWorkbook(t *testing.T, table [][]string) (path string) {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range table {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	path = filepath.Join(t.TempDir(), "svar.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestImportCommand is the operator with a file from before: text beside a running server, a workbook without one.
func TestImportCommand(t *testing.T) {
	t.Parallel()
	for _, running := range []bool{true, false} {
		name := "without a server"
		if running {
			name = "beside a running server"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := server.Start(t, server.Options{})
			leader := signIn(t, s)
			school := leader.register("Lia skole")
			if !running {
				s.Stop()
			}
			table := earlierAnswers(func(item int) string { return fmt.Sprintf("Spm %d", item+1) })
			table[3][4] = "I middels grad"
			table[9][4] = "I middels grad"
			file := writeWorkbook(t, table)
			if running {
				file = writeTable(t, table)
			}
			base := []string{
				"import", "responses", "-data", s.Data, "-school", school, "-phase", "prep", "-instrument", "tilstand",
				"-closed", "2025-12-18", "-count", "teachers=16,sfo=8", "-group-column", "Stilling", "-group", "Lærer=teachers",
			}
			ask := func(code int, more ...string) server.Result {
				t.Helper()
				result := server.Run(t, append(base[:len(base):len(base)], more...)...)
				if result.Code != code {
					t.Fatalf("%v ended with %d, want %d:\n%s%s", more, result.Code, code, result.Stdout, result.Stderr)
				}
				return result
			}
			// What neither the flags nor the school's records tell is asked for, all at once.
			bare := server.Run(t, "import", "responses", "-data", s.Data, "-school", school, "-phase", "prep", "-instrument", "tilstand", file)
			for _, want := range []string{"-closed: is missing", "-count: is missing", "item promote_plan: no column"} {
				if bare.Code != 1 || !strings.Contains(bare.Stderr, want) {
					t.Errorf("without days and head counts it ends with %d and does not say %q:\n%s", bare.Code, want, bare.Stderr)
				}
			}
			// Numbered columns are proposed and not guessed; with the proposal as a mapping, the faulty rows are named.
			said := ask(1, file).Stderr
			_, proposed, ok := strings.Cut(said, "-map map.json:\n")
			if !ok {
				t.Fatalf("no mapping is proposed:\n%s", said)
			}
			mapping := filepath.Join(t.TempDir(), "map.json")
			if err := os.WriteFile(mapping, []byte(proposed), 0o600); err != nil {
				t.Fatal(err)
			}
			said = ask(1, "-map", mapping, file).Stderr
			if want := `rows 4, 10, column Spm 3 (promote_inclusion): "I middels grad" is not an answer to this question`; !strings.Contains(said, want) {
				t.Fatalf("the faulty rows are not named:\n%s", said)
			}
			// What they mean is said; the dry run stores nothing, the run does, and a second one does not double.
			whole := strings.TrimSuffix(strings.TrimSpace(proposed), "}") + `, "codes": {"promote_inclusion": {"I middels grad": 4}}}`
			if err := os.WriteFile(mapping, []byte(whole), 0o600); err != nil {
				t.Fatal(err)
			}
			dry := ask(0, "-map", mapping, "-dry-run", file).Stdout
			for _, want := range []string{"24 rows, of 24 who were asked", "teachers: 16 rows", "columns Sendt, Kommentar: nothing of them is stored"} {
				if !strings.Contains(dry, want) {
					t.Errorf("the dry run does not say %q:\n%s", want, dry)
				}
			}
			if list := command(t, 0, "wave", "list", "-data", s.Data); strings.Contains(list, "Lia skole") {
				t.Errorf("the dry run stored a wave:\n%s", list)
			}
			ask(0, file, "-map", mapping)
			if said := ask(1, "-map", mapping, file).Stderr; !strings.Contains(said, "on the same days") {
				t.Errorf("a second import says:\n%s", said)
			}
			if list := command(t, 0, "wave", "list", "-data", s.Data); strings.Count(list, "closed, imported 20") != 1 {
				t.Errorf("the list of waves:\n%s", list)
			}
			report := filepath.Join(t.TempDir(), "report.xlsx")
			command(t, 0, "report", "school", "-data", s.Data, "-school", school, "-o", report)
			book, err := os.ReadFile(report)
			if err != nil {
				t.Fatal(err)
			}
			// (16·4 + 8·3)/24 = 3.67, shown with one decimal.
			if row := readData(t, book).find(t, "component", "prevent", "group", "total"); row["state"] != "value" || row["value"] != "3.7" || row["n"] != "24" {
				t.Errorf("the whole school: %v", row)
			}
			wantNothingOf(t, s.Data, "fritekst nummer", "2025-12-01 08:")
		})
	}
}

// TestImportPage is a principal with a file from another tool: the columns are proposed, a value that is no answer is named and
// translated, the survey is imported, and its figures are out.
func TestImportPage(t *testing.T) {
	t.Parallel()
	s := server.Start(t, server.Options{})
	school := signIn(t, s).register("Lia skole")
	table := earlierAnswers(func(item int) string { return fmt.Sprintf("Spm %d", item+1) })
	table[3][4], table[9][4] = "I middels grad", "I middels grad"
	file, err := os.ReadFile(writeTable(t, table))
	if err != nil {
		t.Fatal(err)
	}
	b := browser.Start(t)
	tab := b.Tab(t, s.URL, laptop)
	tab.Expect("status of 422")
	tab.Open("/login")
	signInTab(t, tab, s)
	tab.Open("/schools/" + school + "/waves/new")
	tab.Follow("main a[href$='/waves/import']")
	judgeImport(tab, "01 asked")
	tab.Click("[id='f-what']")
	for field, value := range map[string]string{"opened": "2025-12-01", "closed": "2025-12-18", "counts.teachers": "17", "counts.sfo": "8"} {
		browser.Eval[struct{}](tab, fmt.Sprintf(`document.getElementById('f-%s').value = %q`, field, value))
	}
	tab.Upload("#f-file", "svar fra Forms.csv", file)
	tab.Follow("main button.ds-button[value=check]")
	tab.WaitText("Noe her er et forslag")
	tab.WaitText("Rad 4 og 10, kolonnen «Spm 3»")
	judgeImport(tab, "02 proposed, with a fault")

	tab.Select("select[name^='code.frequency.']", "3")
	tab.Select("#f-group_column", "=Stilling")
	tab.Follow("main button.ds-button[value=check]")
	tab.WaitText("«Lærer» er ingen personalgruppe")
	judgeImport(tab, "03 staff groups")
	tab.Select("select[name^='group.']", "teachers")
	tab.Follow("main button.ds-button[value=check]")
	tab.WaitText("Alt er i orden.")
	wantTexts(t, tab, ".facts li", "Lærere: 16 rader, 17 ble spurt", "SFO: 8 rader, 8 ble spurt")
	judgeImport(tab, "04 in order")
	tab.Follow("main button[value=import]")
	tab.WaitText("Målingen er hentet inn, og resultatene er klare.")
	judgeImport(tab, "05 imported")
	tab.Follow("main a[href^='/schools/" + school + "?wave=']")
	tab.WaitText("18. desember 2025, hentet fra fil")
	tab.WaitText("24 av 25")
	tab.Screenshot("06 results")
	tab.Open("/schools/" + school + "/waves")
	judgeImport(tab, "07 listed")
}

// judgeImport looks at the page on the narrowest screen and in the dark, and on a laptop.
func judgeImport(tab *browser.Tab, name string) {
	for _, l := range []look{{"nb", browser.Narrow, true}, {"nb", browser.Laptop, false}} {
		tab.Look(l.setting())
		tab.Screenshot(name + ", " + l.String())
		tab.Judge(name + ", " + l.String())
	}
}

// wantNothingOf holds that no file of the folder contains the text.
func wantNothingOf(t *testing.T, folder string, texts ...string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range files {
		if !entry.Type().IsRegular() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if strings.Contains(string(content), text) {
				t.Errorf("%s contains %q", entry.Name(), text)
			}
		}
	}
}
