package analysis

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tilstand/analytics"
	"tilstand/analytics/disclosure"
	"tilstand/internal/tabular"
	"tilstand/surveys"
)

func TestReleases(t *testing.T) {
	t.Parallel()
	d := staffData(t, Options{Keep: true})
	r, err := d.Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Releases) != 18 {
		t.Fatalf("%d releases of 6 schools in 3 waves", len(r.Releases))
	}
	hidden := 0
	for _, one := range r.Releases {
		for _, g := range one.Groups {
			e, shown := g.Answered.Shown()
			raw := estimateOf(t, staffAnalysis(t), "item:st34q01", one.School.Name, string(one.Wave.Phase), g.Key)
			if g.HeadCount != *raw.Population || shown && (e.N != raw.Respondents || e.N < surveys.DefaultMinGroup) {
				t.Errorf("%s, %s: %+v beside %d of %d", one.ID, g.Key, e, raw.Respondents, *raw.Population)
			}
			if raw.Respondents < surveys.DefaultMinGroup && shown {
				t.Errorf("%s, %s: %d answered, and they are shown", one.ID, g.Key, raw.Respondents)
			}
			if !shown {
				hidden++
			}
		}
	}
	if hidden == 0 {
		t.Error("there are groups under seven, and none is hidden")
	}
	if _, err := staffData(t, Options{}).Releases(t.Context()); err == nil {
		t.Error("releases without responses")
	}
}

// stateData are answers to the built-in state survey: of two owners, one with three schools and one with two.
func stateData(t testing.TB, population bool) *Dataset {
	t.Helper()
	in, ok := surveys.Builtin("tilstand")
	if !ok {
		t.Fatal("there is no built-in state survey")
	}
	var responses, invited strings.Builder
	responses.WriteString("owner,school,phase")
	for _, item := range in.Items() {
		responses.WriteString("," + string(item.ID))
	}
	invited.WriteString("school,phase,invited\n")
	rng := rand.New(rand.NewPCG(7, 7))
	for school, owner := range []string{"North", "North", "North", "South", "South"} {
		name := "S" + strconv.Itoa(school+1)
		for range 18 + school {
			responses.WriteString("\n" + owner + "," + name + ",a")
			for range in.Items() {
				responses.WriteString("," + strconv.Itoa(2+rng.IntN(4)))
			}
		}
		invited.WriteString(name + ",a," + strconv.Itoa(25+school) + "\n")
	}
	o := Options{Columns: Columns{Owner: "owner", Unit: "school", Wave: "phase"}, Keep: true}
	var people *tabular.Table
	if population {
		people = table(t, invited.String())
	}
	d, err := Read(in, table(t, responses.String()), people, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// An owner gets what it would get if all its schools shared: with three of them an edition, with two none.
func TestOwnerEditions(t *testing.T) {
	t.Parallel()
	r, err := stateData(t, true).Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	holds(t, schema(t, "urn:tilstand:releases:1"), b.Bytes())
	if len(r.Editions) != 1 || r.Editions[0].Scope.Name != "North" || !slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, "owner South") }) {
		t.Fatalf("%d editions, notes %q", len(r.Editions), r.Notes)
	}
	e := r.Editions[0]
	if f := e.Figure(analytics.OverallKey, analytics.StageGroup("a")); f.Schools() != 3 || f.HeadCount != 25+26+27 || f.Cell.State() != analytics.Value {
		t.Errorf("overall in phase a: %+v", f)
	}
	if rows := r.Tables()[2].Rows; len(rows) != len(e.Figures) || rows[0][0] != "North" || rows[0][1] != 3 {
		t.Errorf("the table of editions begins with %v", rows[0])
	}
	for _, g := range e.Groups {
		if g.Kind == analytics.BySemester {
			t.Errorf("a semester of waves without dates: %s", g.Key)
		}
	}
	unknown, err := stateData(t, false).Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(unknown.Editions) != 0 || !slices.ContainsFunc(unknown.Notes, func(n string) bool { return strings.Contains(n, "no editions") }) {
		t.Errorf("without people invited: %d editions, notes %q", len(unknown.Editions), unknown.Notes)
	}
}

// A plan says which groups there are; everything else about them stays the same.
func TestPlan(t *testing.T) {
	t.Parallel()
	content := rows("role,age", strings.Split(strings.Repeat("t,old"+someone+"\n", 9)+strings.Repeat("t,young"+someone+"\n", 8)+strings.TrimSpace(strings.Repeat("o,young"+someone+"\n", 12)), "\n")...)
	plan := disclosure.Plan{
		Atoms:  []disclosure.Atom{{Label: "o/old"}, {Label: "o/young"}, {Label: "t/old"}, {Label: "t/young"}},
		Groups: []disclosure.Group{{Label: "total", Atoms: []int{0, 1, 2, 3}}, {Label: "young teachers", Level: 1, Atoms: []int{3}}, {Label: "the others", Level: 1, Atoms: []int{0, 1, 2}}},
	}
	d, err := Read(climate(t), table(t, content), nil, Options{Columns: Columns{By: []string{"role", "age"}}, Plan: &plan, Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	a := d.Analyse()
	for group, want := range map[string]int{"total": 29, "young teachers": 8, "the others": 21} {
		if e := estimateOf(t, a, "item:st34q01", All, All, group); e.N != want {
			t.Errorf("%s: n = %d, want %d", group, e.N, want)
		}
	}
	r, err := d.Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if g, ok := r.Releases[0].Group("young teachers"); !ok || g.Answered.State() != analytics.Value {
		t.Errorf("young teachers in the release: %+v", g)
	}
}
