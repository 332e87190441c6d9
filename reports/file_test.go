package reports

import (
	"bytes"
	"errors"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"tilstand/analytics"
	"tilstand/internal/brand"
	"tilstand/internal/i18n"
	"tilstand/internal/testkit/workbook"
)

// What holds for every workbook, whatever is in it.

// written is a book and its file.
type written struct {
	*Book
	xlsx []byte
}

// books are all views in all languages. They are written once; the tests only read.
var books = sync.OnceValue(func() map[string]written {
	all := map[string]written{}
	add := func(name string, b *Book) {
		var out bytes.Buffer
		if err := Write(&out, b); err != nil {
			panic(err)
		}
		all[name] = written{b, out.Bytes()}
	}
	for name, o := range map[string]Owner{
		"owner": ownerFixture(30), "owner-two": ownerFixture(2), "owner-none": noSharing(), "owner-hostile": hostileOwner("=1+1"),
	} {
		for _, lang := range i18n.Languages {
			add(name+"."+lang, BuildOwner(o, bundle().Printer(lang)))
		}
	}
	for name, v := range map[string]*analytics.SchoolView{
		"typical": typical().view(), "first": beginner().view(), "tiny": tiny().view(), "broken": broken(), "none": fixture{name: "Ny skole"}.view(),
		"hostile": hostile("=1+1").view(),
	} {
		for _, lang := range i18n.Languages {
			add(name+"."+lang, Build(v, bundle().Printer(lang)))
		}
	}
	return all
})

// everyBook runs a test over all of them.
func everyBook(t *testing.T, test func(t *testing.T, b *Book, xlsx []byte)) {
	for name, w := range books() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, w.Book, w.xlsx)
		})
	}
}

func TestNothingBehindTheSheets(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, _ *Book, xlsx []byte) {
		for name, part := range workbook.Parts(t, xlsx) {
			switch {
			case strings.HasPrefix(name, "xl/worksheets/") && (strings.Contains(part, "<f>") || strings.Contains(part, "<f ")):
				t.Errorf("%s has a formula", name)
			case strings.HasPrefix(name, "xl/charts/") && strings.Contains(part, "<c:v>"):
				t.Errorf("%s has cached values", name)
			case strings.Contains(part, `TargetMode="External"`):
				t.Errorf("%s links out of the file", name)
			case strings.Contains(part, `state="hidden"`), strings.Contains(part, `hidden="true"`), strings.Contains(part, `hidden="1"`):
				t.Errorf("%s hides something", name)
			}
		}
		if f := open(t, xlsx); f.GetActiveSheetIndex() != 0 {
			t.Error("the first sheet is not the one that opens")
		}
	})
}

// A column of a table is a number or a word that says why there is none; a text that looks like a number is neither.
func TestNumbersAreNumbers(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, b *Book, xlsx []byte) {
		f := open(t, xlsx)
		for _, s := range b.Sheets {
			for y, row := range s.Rows {
				for x, c := range row {
					at := cellName(x+1, y+1)
					kind := must(f.GetCellType(s.Name, at))
					isNumber := kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset
					raw := must(f.GetCellValue(s.Name, at, excelize.Options{RawCellValue: true}))
					_, err := strconv.ParseFloat(raw, 64)
					switch {
					case (c.Kind == Number || c.Kind == Day) && (!isNumber || err != nil):
						t.Errorf("%s %s is no number: %q", s.Name, at, raw)
					case c.Kind == Text && isNumber:
						t.Errorf("%s %s is no text: %q", s.Name, at, raw)
					case c.Kind == Text && (c.Look == Figure || c.Look == Marker) && err == nil:
						t.Errorf("%s %s is a number as text: %q", s.Name, at, raw)
					case c.Kind == Empty && raw != "":
						t.Errorf("%s %s is not empty: %q", s.Name, at, raw)
					}
				}
			}
		}
	})
}

// Spreadsheets repair a file with a table whose headings are not unique, are not texts, or differ from the cells; case does not count.
func TestTables(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, b *Book, xlsx []byte) {
		names := map[string]bool{}
		for _, s := range b.Sheets {
			for _, table := range s.Tables {
				if names[strings.ToLower(table.Name)] {
					t.Errorf("two tables are called %s", table.Name)
				}
				names[strings.ToLower(table.Name)] = true
				seen := map[string]bool{}
				for _, c := range s.Rows[table.First-1][:table.Columns] {
					if key := strings.ToLower(c.Text); c.Kind != Text || key == "" || seen[key] {
						t.Errorf("table %s: heading %q is empty or stands twice", table.Name, c.Text)
					} else {
						seen[key] = true
					}
				}
				for y := table.First; y < table.Last; y++ {
					if len(s.Rows[y]) > table.Columns {
						t.Errorf("table %s: row %d is wider than the headings", table.Name, y+1)
					}
				}
			}
		}
		for name, part := range workbook.Parts(t, xlsx) {
			if strings.HasPrefix(name, "xl/tables/") && regexp.MustCompile(`name="Column\d+"`).MatchString(part) {
				t.Errorf("%s: a heading was renamed", name)
			}
		}
	})
}

// Charts follow cells on a sheet that can be seen, one category for every value, and nothing but numbers and empty cells.
func TestCharts(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, b *Book, xlsx []byte) {
		sheets := map[string]Sheet{}
		for _, s := range b.Sheets {
			sheets[s.Name] = s
		}
		for _, s := range b.Sheets {
			for _, c := range s.Charts {
				if c.Alt == "" || c.Title == "" {
					t.Errorf("a chart on %s has no title or no words for who does not see it", s.Name)
				}
				checkCells(t, sheets, c.Categories, func(cell Cell) bool { return cell.Kind == Text })
				for _, series := range c.Series {
					checkCells(t, sheets, series.Name, func(cell Cell) bool { return cell.Kind == Text && cell.Text != "" })
					checkCells(t, sheets, series.Values, func(cell Cell) bool { return cell.Kind == Number || cell.Kind == Empty })
					if series.Values.To-series.Values.From != c.Categories.To-c.Categories.From {
						t.Errorf("%s: %v has as many values as %v has categories", c.Title, series.Values, c.Categories)
					}
				}
			}
		}
		for name, part := range workbook.Parts(t, xlsx) {
			if strings.HasPrefix(name, "xl/drawings/drawing") && strings.Count(part, `descr="`) != strings.Count(part, "<xdr:graphicFrame") {
				t.Errorf("%s has a chart without alternative text", name)
			}
		}
	})
}

func checkCells(t *testing.T, sheets map[string]Sheet, r Range, ok func(Cell) bool) {
	t.Helper()
	s, found := sheets[r.Sheet]
	if !found || r.From < 1 || r.To < r.From || r.To > len(s.Rows) {
		t.Errorf("%v is not on a sheet", r)
		return
	}
	for y := r.From; y <= r.To; y++ {
		var c Cell
		if row := s.Rows[y-1]; r.Column <= len(row) {
			c = row[r.Column-1]
		}
		if !ok(c) {
			t.Errorf("%v: row %d has %+v", r, y, c)
		}
	}
}

// What runs on into empty cells stops where the sheet does: beyond it a print is cut, or shrunk.
func TestLinesFit(t *testing.T) {
	t.Parallel()
	everyBook(t, func(t *testing.T, b *Book, _ []byte) {
		for _, s := range b.Sheets {
			room := (&draft{s}).width()
			for y, row := range s.Rows {
				for _, c := range row {
					if c.Look == Lead && digits(c.Look)(c.Text) > room {
						t.Errorf("%s row %d is wider than the sheet: %q", s.Name, y+1, c.Text)
					}
				}
				if h := s.height(row); h >= mostHeight {
					t.Errorf("%s row %d is too high to show all of it", s.Name, y+1)
				}
			}
		}
	})
}

// The same release makes the same file, but for the order in one list of its parts.
func TestSameFile(t *testing.T) {
	t.Parallel()
	v := typical().view()
	a, b := workbook.Parts(t, file(t, v, "nb")), workbook.Parts(t, file(t, v, "nb"))
	for _, parts := range []map[string]string{a, b} {
		list := strings.SplitAfter(parts["[Content_Types].xml"], ">")
		slices.Sort(list)
		parts["[Content_Types].xml"] = strings.Join(list, "")
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
}

func TestProperties(t *testing.T) {
	t.Parallel()
	props := must(open(t, file(t, beginner().view(), "nn")).GetDocProps())
	for what, pair := range map[string][2]string{
		"title": {props.Title, "Lia skule: tilstand mot mål"}, "creator": {props.Creator, "Tilstand"}, "language": {props.Language, "nn-NO"},
		"created": {props.Created, "2026-12-18T12:00:00Z"}, "modified": {props.Modified, "2026-12-18T12:00:00Z"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %q, want %q", what, pair[0], pair[1])
		}
	}
}

// planted is a number that stands nowhere else.
const planted = 77.7

// TestHiddenFiguresLeaveNothing hides cells at random and plants a number in everything that a view could carry beside them. It may be nowhere
// in the book, and where the figures would be there are markers only.
func TestHiddenFiguresLeaveNothing(t *testing.T) {
	t.Parallel()
	p := bundle().Printer("nb")
	school := typical()
	school.mapping = false
	rapid.Check(t, func(rt *rapid.T) {
		v := school.view()
		bare := hideSome(v, func() analytics.State {
			return rapid.SampledFrom([]analytics.State{analytics.Value, analytics.Hidden, analytics.NoData, analytics.NotAsked}).Draw(rt, "state")
		})
		b := Build(v, p)
		for _, s := range b.Sheets {
			for y, row := range s.Rows {
				for _, c := range row {
					if c.Number == planted || strings.Contains(c.Text, "77,7") {
						rt.Errorf("%s row %d has a number that belongs to a hidden figure", s.Name, y+1)
					}
				}
			}
			for _, c := range s.Charts {
				if strings.Contains(c.Alt+c.Title, "77,7") {
					rt.Errorf("chart %s says a number that belongs to a hidden figure", c.Title)
				}
			}
		}
		markersOnly(rt, sheetOf(b, "Tilstand"), p, bare)
		emptyBesideStates(rt, sheetOf(b, "Data"))
	})
}

// The same in the file, where every part is searched: sheets, charts, shared strings, properties.
func TestHiddenFiguresLeaveNothingInTheFile(t *testing.T) {
	t.Parallel()
	v := typical().view()
	hideSome(v, func() analytics.State { return analytics.Hidden })
	for name, part := range workbook.Parts(t, file(t, v, "nb")) {
		if strings.Contains(part, "77.7") || strings.Contains(part, "77,7") {
			t.Errorf("%s has a number that belongs to a hidden figure", name)
		}
	}
}

// hideSome gives cells of the rows and groups the states that it draws, and plants a number beside those that are not shown now. It returns
// the rows that are not, by name.
func hideSome(v *analytics.SchoolView, draw func() analytics.State) map[string]analytics.State {
	none := map[analytics.State]analytics.Cell{analytics.Hidden: hidden(), analytics.NoData: noData(), analytics.NotAsked: notAsked()}
	hide := func(c *analytics.Cell) {
		if cell, ok := none[draw()]; ok {
			*c = cell
		}
	}
	bare := map[string]analytics.State{}
	for i := range v.Rows {
		row := &v.Rows[i]
		for j := range row.Earlier {
			hide(&row.Earlier[j].Cell)
		}
		hide(&row.Now)
		if _, ok := row.Now.Shown(); !ok {
			leak(row)
			row.Finding = i18n.Sentence{Key: "results.finding.hidden"}
			bare[row.Name.In("nb")] = row.Now.State()
		}
	}
	for _, before := range v.Before {
		for i := range before.Groups {
			for j := range before.Groups[i].Cells {
				hide(&before.Groups[i].Cells[j])
			}
		}
	}
	for i := range v.Groups {
		for j := range v.Groups[i].Cells {
			hide(&v.Groups[i].Cells[j])
		}
	}
	return bare
}

// leak fills in what should not be there.
func leak(row *analytics.Row) {
	interval := &analytics.Interval{Low: planted, High: planted}
	row.Gap = &analytics.Gap{Value: planted, Limit: analytics.Exact, Interval: interval, Bounds: interval}
	row.Changes = []analytics.Change{{Limit: analytics.Exact, Difference: planted, Staff: interval, Claim: interval, Bounds: interval, Detectable: planted}}
}

func sheetOf(b *Book, name string) Sheet {
	return b.Sheets[slices.IndexFunc(b.Sheets, func(s Sheet) bool { return s.Name == name })]
}

// markersOnly looks at all columns of the condition but component, target and finding.
func markersOnly(t *rapid.T, s Sheet, p i18n.Printer, bare map[string]analytics.State) {
	for _, row := range s.Rows {
		if len(row) < 11 {
			continue
		}
		state, ok := bare[row[0].Text]
		for _, column := range []int{1, 2, 3, 4, 5, 7, 8, 10} {
			if marker := p.Say(state.Label()); ok && (row[column].Kind != Text || row[column].Text != marker) {
				t.Errorf("%s: %+v where %q belongs", row[0].Text, row[column], marker)
			}
		}
	}
}

// emptyBesideStates looks at the data sheet: figures stand beside the state value only, and nothing is empty beside it.
func emptyBesideStates(t *rapid.T, s Sheet) {
	column := func(name string) int {
		return slices.IndexFunc(dataColumns, func(c dataColumn) bool { return c.name == name })
	}
	for _, row := range s.Rows[1:] {
		for _, name := range []string{"value", "low", "high", "n"} {
			filled := row[column(name)].Kind == Number
			if shown := row[column("state")].Text == "value"; filled != shown {
				t.Errorf("%s is filled: %v, beside the state %s", name, filled, row[column("state")].Text)
			}
		}
	}
}

func TestWriteRefusesWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		b := &Book{Sheets: []Sheet{{Name: "A", Rows: [][]Cell{{number(x, whole)}}}}}
		if err := Write(&bytes.Buffer{}, b); !errors.Is(err, ErrNumber) {
			t.Errorf("%v: got %v, want ErrNumber", x, err)
		}
	}
}

// Every look has what is needed to write and to measure it.
func TestLooks(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(letters)), slices.Sorted(maps.Keys(looks))); diff != "" {
		t.Error(diff)
	}
	for look := Plain; look <= Banner; look++ {
		if s := looks[look](ColorsOf(brand.Brand{})); s.Font.Family == "" || s.Font.Color == "" || s.Font.Size == 0 {
			t.Errorf("look %d: a font without family, colour or size", look)
		}
	}
}
