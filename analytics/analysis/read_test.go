package analysis

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/analytics/disclosure"
	"tilstand/internal/tabular"
)

// Whoever has a faulty file hears of everything in it at once, with row and column.
func TestReadFaults(t *testing.T) {
	t.Parallel()
	responses := rows("id,school,wave,role",
		"1,A,T0,teacher,1,2,3,4,1,2,3,4,1,2",
		"2,A,T0,teacher,5,2,3,4,1,x,3,4,1,2",
		"2,A,T0,teacher,1,2,3,4,1,2,3,4,1,2",
		"4,,T0,teacher,1,2,3,4,1,2,3,4,1,2",
		"5,A,all,teacher,1,2,3,4,1,2,3,4,1,2",
		"6,A,T0,teacher,1,2,3",
		"7,A,T0,other,1.0,2.5,,0,1,2,3,4,1,2")
	invited := "unit,wave,role,invited\nA,T0,teacher,0\nA,T0,teacher,4\nB,T0,teacher,many\n"
	_, err := Read(climate(t), table(t, responses), table(t, invited), Options{Columns: Columns{By: []string{"role"}, Unit: "school", Wave: "wave", ID: "id"}})
	want := `10 faults in what was read:
  responses, row 3, column st34q01: "5" is not allowed; allowed: 0, 1, 2, 3, 4, or empty
  responses, row 3, column st36q01: "x" is not allowed; allowed: 0, 1, 2, 3, 4, or empty
  responses, row 4, column id: "2" stands here a second time; first: row 3
  responses, row 5, column school: the cell is empty
  responses, row 6, column wave: "all" is not allowed; allowed: any other name; this one stands for all of them together
  responses, row 7: "7 cells" the number of cells differs from that of the heading; heading: 14
  responses, row 8, column st34q02: "2.5" is not allowed; allowed: 0, 1, 2, 3, 4, or empty
  population, row 3: "A, T0, teacher" stands here a second time; first: row 2
  population, row 4, column invited: "many" is not a whole number; allowed: 0 to 10000000
  population, row 2, column invited: "0" is too few; at least: 1, who answered`
	if err == nil {
		t.Fatal("the files are read")
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Error(diff)
	}
}

func TestReadUnknownColumns(t *testing.T) {
	t.Parallel()
	responses := "rolle,st34q01\nlærer,1\n"
	_, err := Read(climate(t), table(t, responses), nil, Options{Columns: Columns{By: []string{"role"}}})
	faults, ok := errors.AsType[*tabular.FaultError](err)
	if !ok || faults.N != 10 {
		t.Fatalf("one column and nine items are missing: %v", err)
	}
	if want := `responses, row 1, column role: there is no such column; the columns are: rolle, st34q01`; faults.List[0].String() != want {
		t.Errorf("%s, want %s", faults.List[0], want)
	}
}

// Answers without a row among the people invited, and the other way round.
func TestReadPopulation(t *testing.T) {
	t.Parallel()
	line := ",1,2,3,4,1,2,3,4,1,2"
	_, err := Read(climate(t), table(t, rows("school", "A"+line, "B"+line, "B"+line)), table(t, "school,invited\nA,3\nC,9\n"), Options{Columns: Columns{Unit: "school"}})
	if want := `1 fault in what was read:
  population: "B" has no row; needed: a row with at least 2, who answered`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	d, err := Read(climate(t), table(t, rows("role,age", "t,old"+line, "t,young"+line, ",young"+line)), table(t, "role,invited\nt,5\n,1\n"), Options{Columns: Columns{By: []string{"role", "age"}}})
	if err != nil {
		t.Fatal(err)
	}
	a := d.Analyse()
	for group, want := range map[string]*int{"total": new(6), "role=t": new(5), "age=old": nil, "age=young": nil} {
		e := estimateOf(t, a, "item:st34q01", All, All, group)
		if diff := cmp.Diff(want, e.Population); diff != "" {
			t.Errorf("people invited of %s: %s", group, diff)
		}
	}
	_, err = d.Releases(t.Context())
	if !errors.Is(err, ErrOptions) {
		t.Errorf("releases with the people of some columns: %v", err)
	}
}

func TestReadOptions(t *testing.T) {
	t.Parallel()
	line := ",1,2,3,4,1,2,3,4,1,2"
	for _, tt := range []struct {
		name string
		o    Options
		want string
	}{
		{"a column twice", Options{Columns: Columns{By: []string{"a"}, Wave: "a"}}, "named twice, by -by and -wave-column"},
		{"an owner without units", Options{Columns: Columns{Owner: "a"}}, "-unit-column"},
		{"a low threshold", Options{Threshold: 4}, "never under 5"},
		{"a difference that is none", Options{Relevant: -1}, "over 0"},
		{"a plan without columns", Options{Plan: new(disclosure.Partition("total", "a"))}, "-by"},
		{"a wave too many", Options{Columns: Columns{Wave: "a"}, Waves: []string{"1"}}, `"2" is not known; known: 1`},
		{"a plan without an atom", Options{Columns: Columns{By: []string{"a"}}, Plan: new(disclosure.Partition("total", "1"))}, `plan, column a: "2" is not known; known: 1`},
		{"a target of nothing", Options{Targets: Targets{{"construct:X", ""}: 3}}, `"construct:X" is not known`},
		{"a target off the scale", Options{Targets: Targets{{"construct:REL", ""}: 5}}, `"5" is not allowed; allowed: 1 to 4`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Read(climate(t), table(t, rows("a", "1"+line, "2"+line)), nil, tt.o)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to say %s", err, tt.want)
			}
		})
	}
	if _, err := Read(climate(t), table(t, rows("a")), nil, Options{}); !errors.Is(err, ErrOptions) {
		t.Errorf("a file without responses: %v", err)
	}
}

func TestReadWays(t *testing.T) {
	t.Parallel()
	// Items in capitals, as other files have them; NA where asked for; a code with decimals.
	responses := strings.Replace(rows("", "1.0,NA,3,4,1,2,3,4,1,0"), "st34q01", "ST34Q01", 1)
	d, err := Read(climate(t), table(t, responses), nil, Options{Missing: []string{"NA"}})
	if err != nil {
		t.Fatal(err)
	}
	a := d.Analyse()
	for item, want := range map[string][3]int{"item:st34q01": {1, 0, 0}, "item:st34q02": {0, 1, 0}, "item:st36q05": {0, 0, 1}} {
		e := estimateOf(t, a, item, All, All, "total")
		if got := [3]int{e.N, *e.Blank, *e.Outside}; got != want {
			t.Errorf("%s: answered, blank, outside are %v, want %v", item, got, want)
		}
	}
}

func TestWaveOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		waves []string
		ask   []string
		want  string
	}{
		{"numbers by size", []string{"10", "9", "2024"}, nil, "[9 10 2024]"},
		{"phases as in the course", []string{"c", "a", "prep"}, nil, "[prep a c]"},
		{"others as they come", []string{"T0", "A", "B"}, nil, "[T0 A B]"},
		{"as asked for", []string{"1", "2", "3"}, []string{"3", "1", "2"}, "[3 1 2]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var lines []string
			for _, w := range tt.waves {
				lines = append(lines, w+",1,2,3,4,1,2,3,4,1,2")
			}
			d, err := Read(climate(t), table(t, rows("w", lines...)), nil, Options{Columns: Columns{Wave: "w"}, Waves: tt.ask})
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(d.Analyse().Data.Waves); got != tt.want {
				t.Errorf("waves in the order %s, want %s", got, tt.want)
			}
		})
	}
}
