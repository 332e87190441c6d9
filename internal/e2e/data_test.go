package e2e

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/server"
)

var (
	//go:embed testdata/read_sav.R
	readSav string
	//go:embed testdata/read_data.py
	readDataPy string
)

// TestDataFiles has the programs that analysts use read the data files of the demo: R (haven), PSPP and openpyxl find the same figures and states,
// and the script that comes with the files makes the table that can be made of them.
func TestDataFiles(t *testing.T) {
	t.Parallel()
	testkit.Long(t, "make office")
	s := server.Start(t, server.Options{Args: []string{"-demo"}})
	at := lookUp(t, s).main
	reader := signIn(t, s)
	for name, page := range map[string]string{"school": at["school"], "owner": at["owner"], "edition": at["owner"] + "/editions/1"} {
		t.Run(name, func(t *testing.T) {
			files := unpacked(t, reader.get(page+"/data/zip"))
			want := tableIn(t, files["csv"])
			if len(want.rows) < 30 {
				t.Fatalf("%d rows", len(want.rows))
			}
			want.holds(t, "openpyxl", openedBy(t, findPythonOr(t), readDataPy, files["xlsx"]), false)
			want.holds(t, "haven", openedBy(t, findR(t), readSav, files["sav"]), true)
			want.holds(t, "PSPP", openedByPSPP(t, files["sav"]), true)
			wantTable(t, want, files["R"])
		})
	}
	t.Run("fifty queries", func(t *testing.T) { askFifty(t, s, reader, at["owner"]) })
}

// unpacked puts the files of an archive into a folder, and gives their paths by extension.
func unpacked(t *testing.T, archive string) map[string]string {
	t.Helper()
	files, dir := map[string]string{}, t.TempDir()
	in, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range in.File {
		body, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.Base(part.Name))
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		files[strings.TrimPrefix(filepath.Ext(part.Name), ".")] = path
	}
	return files
}

// longTable is a data file as a program reads it.
type longTable struct {
	columns []string
	rows    [][]string
}

func tableIn(t *testing.T, file string) longTable {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return parsedTable(t, string(text))
}

func parsedTable(t *testing.T, text string) longTable {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	return longTable{rows[0], rows[1:]}
}

// at is a cell by the name of its column.
func (l longTable) at(row []string, column string) string {
	i := slices.Index(l.columns, column)
	if i < 0 {
		panic("no column " + column)
	}
	return row[i]
}

// missing are the values that stand in an SPSS file for figures that are none.
var missing = map[string]string{"hidden": "-97", "no_data": "-98", "not_asked": "-99"}

// holds compares with what another program read. In an SPSS file a figure that is none is a missing value of its own, and texts are as they were written.
func (l longTable) holds(t *testing.T, by string, got longTable, spss bool) {
	t.Helper()
	if !slices.Equal(l.columns, got.columns) || len(l.rows) != len(got.rows) {
		t.Fatalf("%s read %d rows of %q, want %d of %q", by, len(got.rows), got.columns, len(l.rows), l.columns)
	}
	faults := 0
	for i, row := range l.rows {
		for j, column := range l.columns {
			want, found := row[j], got.rows[i][j]
			if code := missing[l.at(row, "state")]; spss && code != "" && slices.Contains([]string{"value", "low", "high", "n"}, column) {
				want = code
			}
			if spss {
				want = strings.TrimPrefix(want, "'")
			}
			if !sameCell(want, found) && faults < 10 {
				faults++
				t.Errorf("%s, row %d: %s is %q, want %q", by, i+1, column, found, want)
			}
		}
	}
}

// sameCell compares texts, and numbers by what they are worth.
func sameCell(want, found string) bool {
	if want == found {
		return true
	}
	a, errA := strconv.ParseFloat(want, 64)
	b, errB := strconv.ParseFloat(found, 64)
	return errA == nil && errB == nil && math.Abs(a-b) < 1e-9
}

// openedBy lets a script read a file and write what it found as CSV.
func openedBy(t *testing.T, program []string, script, file string) longTable {
	t.Helper()
	dir := t.TempDir()
	code, out := filepath.Join(dir, "script"), filepath.Join(dir, "out.csv")
	if err := os.WriteFile(code, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(program[0], append(program[1:], code, file, out)...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program[0], err, said)
	}
	return tableIn(t, out)
}

func findPythonOr(t *testing.T) []string {
	t.Helper()
	python := findPython()
	if python == "" {
		testkit.Missing(t, "openpyxl", "apt-get install -y --no-install-recommends python3-openpyxl")
	}
	return []string{python}
}

func findR(t *testing.T) []string {
	t.Helper()
	if exec.Command("Rscript", "-e", "library(haven)").Run() != nil {
		testkit.Missing(t, "R with haven", "apt-get install -y --no-install-recommends r-cran-haven")
	}
	return []string{"Rscript", "--vanilla"}
}

// openedByPSPP lets PSPP read a file, say which figures are missing, and write it all as CSV.
func openedByPSPP(t *testing.T, file string) longTable {
	t.Helper()
	if _, err := exec.LookPath("pspp"); err != nil {
		testkit.Missing(t, "PSPP", "apt-get install -y --no-install-recommends pspp")
	}
	dir := t.TempDir()
	code, out := filepath.Join(dir, "read.sps"), filepath.Join(dir, "out.csv")
	syntax := fmt.Sprintf("GET FILE='%s'.\nCOMPUTE pspp_missing = MISSING(value).\nSAVE TRANSLATE /OUTFILE='%s' /TYPE=CSV /FIELDNAMES /CELLS=VALUES /REPLACE.\n", file, out)
	if err := os.WriteFile(code, []byte(syntax), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command("pspp", "--batch", code).CombinedOutput(); err != nil || bytes.Contains(said, []byte("warning")) {
		t.Fatalf("PSPP: %v\n%s", err, said)
	}
	l := tableIn(t, out)
	last := len(l.columns) - 1
	for i, row := range l.rows {
		if missing := strings.TrimSpace(row[last]) == "1"; missing != (l.at(row, "state") != "value" || strings.TrimSpace(l.at(row, "value")) == "") {
			t.Fatalf("row %d is %s, and that it is missing for PSPP is %t", i+1, l.at(row, "state"), missing)
		}
		for j := range row {
			row[j] = strings.TrimSpace(row[j])
			if day, err := time.Parse("01/02/2006", row[j]); err == nil {
				row[j] = day.Format(time.DateOnly)
			}
		}
		l.rows[i] = row[:last]
	}
	l.columns = l.columns[:last]
	return l
}

// wantTable runs the script that comes with the files, and makes the same table here: means of the whole school, or of each group of an edition.
func wantTable(t *testing.T, l longTable, script string) {
	t.Helper()
	command := exec.Command("Rscript", "--vanilla", script, filepath.Dir(script))
	var printed, said bytes.Buffer
	command.Stdout, command.Stderr = &printed, &said
	if err := command.Run(); err != nil || !strings.Contains(said.String(), "says the same as the CSV file") {
		t.Fatalf("R: %v\n%s", err, &said)
	}
	got := map[string]string{}
	var head []string
	for line := range strings.Lines(printed.String()) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if head == nil {
			head = fields
			continue
		}
		for i, cell := range fields[1:] {
			if cell != "" {
				got[fields[0]+" "+head[i+1]] = cell
			}
		}
	}
	marks := map[string]string{"at_least": ">=", "at_most": "<=", "middle": "~", "between": "~"}
	want := map[string]string{}
	for _, row := range l.rows {
		if kind := l.at(row, "measure_kind"); l.at(row, "statistic") != "mean" || kind != "overall" && kind != "component" {
			continue
		}
		where := l.at(row, "group")
		if slices.Contains(l.columns, "closing_date") {
			if where != "total" {
				continue
			}
			where = l.at(row, "orgnr") + " " + l.at(row, "closing_date") + " " + l.at(row, "phase")
		}
		shown := l.at(row, "state")
		if shown == "value" {
			value, err := strconv.ParseFloat(l.at(row, "value"), 64)
			if err != nil {
				t.Fatal(err)
			}
			shown = marks[l.at(row, "limit")] + strconv.FormatFloat(value, 'f', 1, 64)
		}
		want[l.at(row, "measure")+" "+where] = shown
	}
	if len(want) < 8 || len(got) != len(want) {
		t.Errorf("the script made %d cells, want %d\n%s", len(got), len(want), &printed)
	}
	for where, shown := range want {
		if got[where] != shown {
			t.Errorf("%s: the script says %q, want %q", where, got[where], shown)
		}
	}
}
