package reports

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"tilstand/analytics"
	"tilstand/internal/programme"
	"tilstand/internal/testkit"
	"tilstand/reports/dataset"
	"tilstand/surveys"
)

// staffed is a school's wave in memory: so many people asked and answering in each group, each with random answers.
type staffed struct {
	school  int
	phase   programme.PhaseKey
	asked   []int // by group
	answers []int
}

// fails is what tests and properties have in common.
type fails interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
	Cleanup(func())
}

// released is the release of answers that draw gives, one code after another.
func released(t fails, of staffed, in *surveys.Instrument, draw func(most int) int) *analytics.Release {
	t.Helper()
	w := surveys.Wave{
		ID: surveys.WaveID(fmt.Sprintf("wave-%d-%s", of.school, of.phase)), Phase: of.phase, SchoolName: fmt.Sprintf("=Skole %d", of.school),
		Instrument: in.Key, InstrumentVersion: in.Version, InstrumentHash: in.Hash(), MinGroup: surveys.DefaultMinGroup,
		OpensAt: time.Date(2026, 11, 2, 7, 0, 0, 0, time.UTC), ClosesAt: time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC),
		Targets: map[programme.ComponentKey]float64{"promote": 3.5},
	}
	var responses []surveys.Response
	for i, n := range of.asked {
		w.HeadCount += n
		group := surveys.Group{Number: uint8(i + 1), Key: fmt.Sprintf("group%d", i), HeadCount: n}
		if len(of.asked) > 1 {
			w.Groups = append(w.Groups, group)
		} else {
			group.Number = 0
		}
		for range min(n, of.answers[i]) {
			response := surveys.Response{Group: group.Number}
			for _, v := range in.Variables() {
				response.Codes = append(response.Codes, int8(1+draw(len(in.Scale(v.Item).Steps)-1)))
			}
			responses = append(responses, response)
		}
	}
	school := programme.School{ID: programme.SchoolID(fmt.Sprintf("S%d", of.school)), Orgnr: fmt.Sprintf("97460243%d", of.school), Synthetic: true}
	release, err := analytics.Compute(w, school, in, responses)
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func stateSurvey() *surveys.Instrument { return must2(surveys.Builtin(surveys.StateSurvey)) }

// someRelease is a release with groups of any size, of any answers: all alike, or none at all, too.
func someRelease(t *rapid.T, school int) *analytics.Release {
	of := staffed{school: school, phase: "a"}
	for range rapid.IntRange(1, 4).Draw(t, "groups") {
		n := rapid.IntRange(1, 30).Draw(t, "asked")
		of.asked, of.answers = append(of.asked, n), append(of.answers, rapid.IntRange(0, n).Draw(t, "answers"))
	}
	alike := rapid.IntRange(0, 4).Draw(t, "alike") == 0
	seed := rapid.IntRange(0, 1<<20).Draw(t, "seed")
	return released(t, of, stateSurvey(), func(most int) int {
		if alike {
			return most
		}
		seed = (seed*1103515245 + 12345) & 0x7fffffff
		return seed >> 8 % (most + 1)
	})
}

// twoWaves are two waves of a school in which groups are hidden.
func twoWaves(t fails) []analytics.Lined {
	t.Helper()
	in, seed := stateSurvey(), 7
	draw := func(most int) int {
		seed = (seed*1103515245 + 12345) & 0x7fffffff
		return seed >> 8 % (most + 1)
	}
	waves := []*analytics.Release{
		released(t, staffed{1, "a", []int{20, 14, 4}, []int{18, 13, 3}}, in, draw), released(t, staffed{1, "b", []int{20, 14, 4}, []int{17, 12, 4}}, in, draw),
	}
	return analytics.SimulateLined(waves, in)
}

// aSet are their figures.
func aSet(t fails, lang string) *dataset.Set {
	t.Helper()
	return setOf(t, dataset.Source{Title: "=Skole 1", Name: "tilstand-974602431"}, twoWaves(t), lang)
}

// setOf is a set of releases, which lies on the disk while the test runs.
func setOf(t fails, source dataset.Source, lined []analytics.Lined, lang string) *dataset.Set {
	t.Helper()
	s, err := dataset.OfReleases(source, "", dataset.Each(lined), bundle().Printer(lang))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// dataFile is a form of a set.
func dataFile(t fails, s *dataset.Set, extension string) []byte {
	t.Helper()
	f, ok := DataFileOf(extension)
	if !ok {
		t.Fatal("there is no form " + extension)
	}
	var out bytes.Buffer
	if err := f.Write(context.Background(), &out, s, bundle().Printer(s.Lang)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readCSV is the table as a program reads it, headings first.
func readCSV(t fails, file []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// readBook is the same of a workbook.
func readBook(t *testing.T, file []byte) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Data", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	dates := []int{slices.Index(rows[0], "closing_date"), slices.Index(rows[0], "issued")}
	for i, row := range rows {
		for len(row) < len(rows[0]) {
			row = append(row, "")
		}
		for _, at := range dates {
			if i > 0 && at >= 0 {
				var days float64
				fmt.Sscan(row[at], &days)
				row[at] = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Format(time.DateOnly) // days of Excel
			}
		}
		rows[i] = row
	}
	return rows
}

// readParquet is the same of a Parquet file, read by DuckDB; texts are made harmless, as they are elsewhere.
func readParquet(t *testing.T, s *dataset.Set, file []byte) [][]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data.parquet")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found, err := db.Query("select columns(*)::varchar from read_parquet(?)", path)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	head, err := found.Columns()
	rows := [][]string{head}
	for found.Next() {
		texts := make([]sql.NullString, len(head))
		places := make([]any, len(head))
		for i := range texts {
			places[i] = &texts[i]
		}
		if err = found.Scan(places...); err != nil {
			break
		}
		row := make([]string, len(head))
		for i, text := range texts {
			row[i] = text.String
			switch s.Columns[i].Type {
			case dataset.Text:
				row[i] = Harmless(row[i])
			case dataset.Decimal:
				row[i] = strings.TrimSuffix(row[i], ".0")
			}
		}
		rows = append(rows, row)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// One set is the same table in every form that can be read here; R and PSPP read the others in internal/e2e.
func TestDataFilesAgree(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"nb", "nn", "en"} {
		s := aSet(t, lang)
		want := readCSV(t, dataFile(t, s, "csv"))
		if len(want) < 300 {
			t.Fatalf("%d rows", len(want))
		}
		if want[1][0] != "'=Skole 1" {
			t.Errorf("a school is called %q", want[1][0])
		}
		if diff := cmp.Diff(want, readBook(t, dataFile(t, s, "xlsx"))); diff != "" {
			t.Errorf("%s: the workbook says something else than CSV: %.2000s", lang, diff)
		}
		if diff := cmp.Diff(want, readParquet(t, s, dataFile(t, s, "parquet"))); diff != "" {
			t.Errorf("%s: Parquet says something else than CSV: %.2000s", lang, diff)
		}
	}
}

// Rows are what a reviewer can read; and so are the codebook and the program in R.
func TestDataFilesGolden(t *testing.T) {
	t.Parallel()
	s := aSet(t, "nb")
	var some []string
	for i, line := range strings.Split(string(dataFile(t, s, "csv")), "\r\n") {
		if i < 12 || strings.Contains(line, "item:") && strings.Contains(line, "wave-1-b") && len(some) < 40 {
			for _, id := range slices.Concat(idsIn(s)) {
				line = strings.ReplaceAll(line, id, "RELEASE")
			}
			some = append(some, line)
		}
	}
	testkit.Golden(t, "data.csv", strings.Join(some, "\n")+"\n")
	testkit.Golden(t, "data.xml", string(dataFile(t, s, "xml"))+"\n")
	testkit.Golden(t, "data.R", string(dataFile(t, s, "R")))
}

// idsIn are the random ids of releases.
func idsIn(s *dataset.Set) (ids []string) {
	at := slices.IndexFunc(s.Columns, func(c dataset.Column) bool { return c.Name == "release" })
	var failed error
	for _, values := range s.Values(&failed) {
		if id := values[at].Text; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// The archive has every other file, as it is alone.
func TestDataArchive(t *testing.T) {
	t.Parallel()
	s := aSet(t, "en")
	file := dataFile(t, s, "zip")
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, part := range archive.File {
		names = append(names, part.Name)
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		extension := strings.TrimPrefix(filepath.Ext(part.Name), ".")
		if extension != "xlsx" && extension != "parquet" && !bytes.Equal(got, dataFile(t, s, extension)) {
			t.Errorf("%s is not what it is alone", part.Name)
		}
	}
	want := []string{"tilstand-974602431.xlsx", "tilstand-974602431.csv", "tilstand-974602431.sav", "tilstand-974602431.parquet", "tilstand-974602431.xml", "tilstand-974602431.R"}
	if !slices.Equal(names, want) {
		t.Errorf("the archive has %q", names)
	}
}

// A table that is longer than a sheet makes no workbook, and says so before it writes anything.
func TestATableLongerThanASheet(t *testing.T) {
	t.Parallel()
	s := aSet(t, "nb")
	s.Len = excelize.TotalRows - 1
	xlsx, _ := DataFileOf("xlsx")
	if err := xlsx.Write(t.Context(), io.Discard, s, bundle().Printer("nb")); err != nil {
		t.Errorf("as many rows as a sheet has: %v", err)
	}
	s.Len++
	var out bytes.Buffer
	if err := xlsx.Write(t.Context(), &out, s, bundle().Printer("nb")); !errors.Is(err, ErrTooLong) || out.Len() > 0 {
		t.Errorf("one more: %d bytes, %v", out.Len(), err)
	}
}

// Nothing hidden is in any file. Whatever was answered: a row without a value has no number of what was answered, there is no share beside it, and the
// files of a release are those of its document, which knows no hidden number.
func TestNothingHiddenIsInAnyDataFile(t *testing.T) {
	t.Parallel()
	hidden, shown := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in := stateSurvey()
		r := someRelease(t, 1)
		source := dataset.Source{Title: "x", Name: "x"}
		set := setOf(t, source, analytics.SimulateLined([]*analytics.Release{r}, in), "nb")
		document, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var known analytics.Release
		if err := json.Unmarshal(document, &known); err != nil {
			t.Fatal(err)
		}
		of := setOf(t, source, analytics.SimulateLined([]*analytics.Release{&known}, in), "nb")
		file := dataFile(t, set, "csv")
		for _, extension := range []string{"csv", "sav"} {
			if !bytes.Equal(dataFile(t, set, extension), dataFile(t, of, extension)) {
				t.Errorf("%s knows something that the document does not", extension)
			}
		}
		h, s := wantNothingHidden(t, readCSV(t, file))
		hidden, shown = hidden+h, shown+s
	})
	if hidden < 100 || shown < 100 {
		t.Errorf("%d rows were hidden and %d shown: that proves little", hidden, shown)
	}
}

// wantNothingHidden looks through the rows of a file, and counts those without a value and with one.
func wantNothingHidden(t fails, rows [][]string) (hidden, shown int) {
	t.Helper()
	at := func(row []string, column string) string { return row[slices.Index(rows[0], column)] }
	key := func(row []string) string { return at(row, "wave") + at(row, "group") + at(row, "measure") }
	withheld := map[string]bool{}
	for _, row := range rows[1:] {
		if at(row, "state") == "value" {
			shown++
			continue
		}
		hidden++
		withheld[key(row)] = true
		for _, column := range []string{"value", "low", "high", "claim_low", "claim_high", "n", "sd", "sd_source", "gap", "gap_limit", "target_verdict", "limit", "answer_from", "answer_to", "answer"} {
			if got := at(row, column); got != "" {
				t.Errorf("%s: a row that is %s has %s %q", key(row), at(row, "state"), column, got)
			}
		}
	}
	for _, row := range rows[1:] {
		if withheld[key(row)] && at(row, "state") == "value" {
			t.Errorf("%s is withheld, and has a row with a value", key(row))
		}
	}
	return hidden, shown
}

// What is in an edition and nothing else; schools are not.
func TestDataOfAnEdition(t *testing.T) {
	t.Parallel()
	in, seed := stateSurvey(), 3
	draw := func(most int) int {
		seed = (seed*1103515245 + 12345) & 0x7fffffff
		return seed >> 8 % (most + 1)
	}
	var releases []*analytics.Release
	for school := range 4 {
		releases = append(releases, released(t, staffed{school, "a", []int{30}, []int{28}}, in, draw))
	}
	scope := analytics.EditionScope{Kind: analytics.OwnerScope, ID: "O", Orgnr: "974600951", Name: "Fjordvik kommune"}
	e := check(analytics.ComputeOwnerEdition(scope, []programme.PhaseKey{"preparation", "a", "b", "c"}, releases))(t)
	e.Number = 1
	s := check(dataset.OfEdition(dataset.Source{Title: "Utgave 1", Name: "tilstand-utgave-1"}, t.TempDir(), e, bundle().Printer("nb")))(t)
	defer s.Close()
	file := dataFile(t, s, "csv")
	testkit.Golden(t, "data-edition.csv", strings.ReplaceAll(string(file), "\r\n", "\n"))
	rows := readCSV(t, file)
	if diff := cmp.Diff(rows, readBook(t, dataFile(t, s, "xlsx"))); diff != "" {
		t.Errorf("the workbook says something else: %.2000s", diff)
	}
	if diff := cmp.Diff(rows, readParquet(t, s, dataFile(t, s, "parquet"))); diff != "" {
		t.Errorf("Parquet says something else: %.2000s", diff)
	}
	for _, extension := range []string{"csv", "sav", "parquet", "xml"} {
		if bytes.Contains(dataFile(t, s, extension), []byte("=Skole")) {
			t.Errorf("%s names a school", extension)
		}
	}
}

// BenchmarkDataFile is what each form costs, of two waves of a school.
func BenchmarkDataFile(b *testing.B) {
	s := aSet(b, "nb")
	for _, f := range DataFiles() {
		b.Run(f.Extension, func(b *testing.B) {
			b.ReportMetric(float64(s.Len), "rows")
			for b.Loop() {
				b.SetBytes(int64(len(dataFile(b, s, f.Extension))))
			}
		})
	}
}

// A column of a report's data sheet and one of a data file that are called alike mean the same, but for those whose sheet has means alone.
func TestDataSheetsAndFilesMeanTheSame(t *testing.T) {
	t.Parallel()
	alone := []string{"state", "value", "group", "edition", "schools"}
	files := aSet(t, "en")
	meaning := map[string]string{}
	for _, c := range files.Columns {
		meaning[c.Name] = files.About(c)
	}
	same := 0
	for _, columns := range [][]dataColumn{dataColumns, shareColumns, ownerColumns} {
		for _, c := range columns {
			if c.name == "N" {
				c.name = "head_count"
			}
			about, ok := meaning[c.name]
			if !ok || slices.Contains(alone, c.name) {
				continue
			}
			if want := bundle().Printer("en").T("report.data." + c.about); about != want {
				t.Errorf("%s means %q in a file, and %q on a sheet", c.name, about, want)
			}
			same++
		}
	}
	if same < 30 {
		t.Errorf("%d columns are called alike", same)
	}
}
