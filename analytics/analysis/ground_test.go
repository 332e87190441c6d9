package analysis

import (
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"testing"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/tabular"
	"tilstand/surveys"
)

// climate is the questionnaire of two batteries of five items on four steps, the second asked in reverse.
func climate(t testing.TB) *surveys.Instrument {
	t.Helper()
	document, err := os.ReadFile("testdata/pisa2009.json")
	if err != nil {
		t.Fatal(err)
	}
	in, err := surveys.ParseInstrument(document)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func table(t testing.TB, content string) *tabular.Table {
	t.Helper()
	tab, err := tabular.Read(strings.NewReader(content), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// parsed is table for a property, whose t is another.
func parsed(content string) *tabular.Table {
	tab, err := tabular.Read(strings.NewReader(content), tabular.Options{})
	if err != nil {
		panic(err)
	}
	return tab
}

func file(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// staff are made-up answers: six schools of two owners, three waves, two roles. Their people invited are in invited.csv.
var staff = Columns{By: []string{"role"}, Wave: "wave", Unit: "school", Owner: "owner"}

func staffData(t testing.TB, o Options) *Dataset {
	t.Helper()
	o.Columns = staff
	d, err := Read(climate(t), table(t, file(t, "staff.csv")), table(t, file(t, "invited.csv")), o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// staffAnalysis is what they give, made once for all tests, which only read it.
func staffAnalysis(t testing.TB) *Analysis {
	t.Helper()
	once.Do(func() { analysed = staffData(t, Options{}).Analyse() })
	if analysed == nil {
		t.Fatal("the staff data could not be analysed")
	}
	return analysed
}

var (
	once     sync.Once
	analysed *Analysis
)

func find[Row any](t testing.TB, rows []Row, what string, is func(Row) bool) Row {
	t.Helper()
	for _, r := range rows {
		if is(r) {
			return r
		}
	}
	t.Fatalf("there is no row %s", what)
	panic("unreachable")
}

func estimateOf(t testing.TB, a *Analysis, measure, unit, wave, group string) Estimate {
	t.Helper()
	return find(t, a.Estimates, measure, func(e Estimate) bool {
		return e.Measure == analytics.MeasureKey(measure) && e.Unit == unit && e.Wave == wave && e.Group == group
	})
}

// Tolerances: of closed forms and of fits that iterate, relative.
const (
	closed   = 1e-6
	iterated = 1e-3
)

func check(t testing.TB, what string, got *float64, want, tolerance float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s: none, want %.12g", what, want)
		return
	}
	if math.Abs(*got-want) > tolerance*math.Max(math.Abs(want), 1e-9) {
		t.Errorf("%s: %.12g, want %.12g", what, *got, want)
	}
}

func checkInterval(t testing.TB, what string, got *stat.Interval, low, high, tolerance float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s: none", what)
		return
	}
	check(t, what+", low", &got.Low, low, tolerance)
	check(t, what+", high", &got.High, high, tolerance)
}

// rows is a file of answers to the climate questionnaire: ten codes a line, after the values of the columns.
func rows(columns string, lines ...string) string {
	var b strings.Builder
	b.WriteString(columns)
	for q := range 5 {
		fmt.Fprintf(&b, ",st34q%02d", q+1)
	}
	for q := range 5 {
		fmt.Fprintf(&b, ",st36q%02d", q+1)
	}
	for _, line := range lines {
		b.WriteString("\n" + line)
	}
	return strings.TrimPrefix(b.String(), ",") + "\n"
}
