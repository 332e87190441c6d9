package analysis

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

func schema(t testing.TB, id string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for name, text := range map[string]string{"urn:tilstand:analysis:1": Schema, "urn:tilstand:releases:1": ReleasesSchema, "urn:tilstand:release:1": analytics.ReleaseSchema, "urn:tilstand:edition:1": analytics.EditionSchema} {
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(name, document); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func holds(t testing.TB, s *jsonschema.Schema, document []byte) {
	t.Helper()
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(instance); err != nil {
		t.Error(err)
	}
}

const someone = ",1,2,3,4,1,2,3,4,1,2"

// small are files that make what is rare: nobody, one person, nobody who differs, items of different scales.
func small(t testing.TB) map[string]*Dataset {
	t.Helper()
	many := func(n int, line string) []string {
		lines := make([]string, n)
		for i := range lines {
			lines[i] = line
		}
		return lines
	}
	mixed := climate(t)
	mixed.Scales["often"] = surveys.Scale{Steps: append(mixed.Scales["often"].Steps, surveys.Step{Code: 5}), Outside: mixed.Scales["often"].Outside}
	for i := range mixed.Sections[1].Items {
		mixed.Sections[1].Items[i].Construct = "REL"
	}
	mixed.Constructs = mixed.Constructs[:1]
	data := map[string]*Dataset{}
	for name, f := range map[string]struct {
		in                 *surveys.Instrument
		responses, invited string
		o                  Options
	}{
		"one person":      {climate(t), rows("", someone[1:]), "", Options{}},
		"nobody answered": {climate(t), rows("w", "1"+strings.Repeat(",", 10), "2"+someone), "", Options{Columns: Columns{Wave: "w"}}},
		"all alike":       {climate(t), rows("w", append(many(40, "1,3,3,3,3,3,2,2,2,2,2"), many(40, "2,4,4,4,4,4,1,1,1,1,1")...)...), "w,invited\n1,50\n2,40\n", Options{Columns: Columns{Wave: "w"}}},
		"mixed scales":    {mixed, rows("", many(8, someone[1:])...), "", Options{}},
		"a wave to come":  {climate(t), rows("w", many(8, "1"+someone)...), "w,invited\n1,9\n2,9\n", Options{Columns: Columns{Wave: "w"}}},
	} {
		f.o.Keep = true
		d, err := Read(f.in, table(t, f.responses), nil, f.o)
		if f.invited != "" {
			d, err = Read(f.in, table(t, f.responses), table(t, f.invited), f.o)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		data[name] = d
	}
	return data
}

// Whatever is analysed holds to the published schema.
func TestSchema(t *testing.T) {
	t.Parallel()
	raw, releases := schema(t, "urn:tilstand:analysis:1"), schema(t, "urn:tilstand:releases:1")
	reference := &Reference{Name: "ten schools", Scale: ReferenceScale{1, 4}, Measures: map[analytics.MeasureKey]ReferenceMeasure{"construct:REL": {Mean: 3, SD: 0.5, WithinSD: 0.45}}}
	data := small(t)
	data["staff"] = staffData(t, Options{Keep: true, Reference: reference, Targets: Targets{{"construct:REL", "2"}: 3.2}})
	for name, d := range data {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := d.Analyse().Write(&b); err != nil {
				t.Fatal(err)
			}
			holds(t, raw, b.Bytes())
			r, err := d.Releases(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			b.Reset()
			if err := r.Write(&b); err != nil {
				t.Fatal(err)
			}
			holds(t, releases, b.Bytes())
		})
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	data := small(t)
	none := estimateOf(t, data["nobody answered"].Analyse(), "construct:REL", All, "1", "total")
	if none.State != NoData || none.N != 0 || none.Respondents != 1 || none.Mean != nil {
		t.Errorf("nobody answered: %+v", none)
	}
	mixed := estimateOf(t, data["mixed scales"].Analyse(), "construct:REL", All, All, "total")
	if mixed.State != Counted || mixed.N != 8 || mixed.Mean != nil {
		t.Errorf("mixed scales: %+v", mixed)
	}
	// 40 of 50 answered 3, and 40 of 40 answered 4. Nobody knows how the ten would have answered.
	a := data["all alike"].Analyse()
	e := estimateOf(t, a, "item:st34q01", All, "1", "total")
	if !e.NoSpread || *e.Descriptive.SE != 0 || !(e.Descriptive.Interval.Low < 3 && e.Descriptive.Interval.High > 3) {
		t.Errorf("all alike: %+v", e.Descriptive)
	}
	c := find(t, a.Comparisons, "of REL", func(c Comparison) bool { return c.Measure == "construct:REL" })
	if c.Analytic.PValue != nil || c.PMethod != permutationP || *c.Verdict != stat.Better {
		t.Errorf("no spread in either wave: p by %q, verdict %v", c.PMethod, *c.Verdict)
	}
	r := find(t, a.Reliability, "of REL", func(r Reliability) bool { return r.Wave == "1" })
	if r.State != Refused || r.Reason != noVariation {
		t.Errorf("reliability without variation: %s, %s", r.State, r.Reason)
	}
	if trend := a.Trends[0]; trend.Odds.State != Refused || trend.Odds.Reason != noFiniteSlope {
		t.Errorf("waves that do not overlap have a slope: %+v", trend.Odds)
	}
	come := estimateOf(t, data["a wave to come"].Analyse(), "construct:REL", All, "2", "total")
	if come.State != NoData || *come.Population != 9 || *come.ResponseRate != 0 {
		t.Errorf("a wave to come: %+v", come)
	}
}

// Without people invited nothing is corrected for: both questions have one answer, and shares have Wilson's interval.
func TestNoPopulation(t *testing.T) {
	t.Parallel()
	d, err := Read(climate(t), table(t, file(t, "staff.csv")), nil, Options{Columns: staff})
	if err != nil {
		t.Fatal(err)
	}
	a := d.Analyse()
	for _, e := range a.Estimates {
		if e.Population != nil || e.ResponseRate != nil {
			t.Fatalf("%s has a population", e.Measure)
		}
		if e.State == Value && !cmp.Equal(e.Descriptive, e.Analytic) {
			t.Fatalf("%s, %s, %s: %+v and %+v", e.Measure, e.Unit, e.Group, e.Descriptive, e.Analytic)
		}
		if e.TopTwo != nil && e.TopTwo.Method != wilson {
			t.Fatalf("shares by %s", e.TopTwo.Method)
		}
	}
	if !strings.Contains(a.Notes[1], "not known") {
		t.Errorf("it does not say so: %q", a.Notes)
	}
	for _, o := range a.Owners {
		if o.State != Refused || o.Reason != noPopulation {
			t.Fatalf("a mean over units without weights: %+v", o)
		}
	}
}

// What figures cannot say themselves is said beside them.
func TestNotes(t *testing.T) {
	t.Parallel()
	var lines []string
	for group := range mostCompared + 1 {
		lines = append(lines, strconv.Itoa(group)+",x"+someone)
	}
	reference := &Reference{Name: "others", Scale: ReferenceScale{1, 5}, Measures: map[analytics.MeasureKey]ReferenceMeasure{"construct:REL": {Mean: 3, SD: 1}}}
	d, err := Read(climate(t), table(t, rows("team,comment", lines...)), nil, Options{Columns: Columns{By: []string{"team"}}, Reference: reference})
	if err != nil {
		t.Fatal(err)
	}
	a := d.Analyse()
	notes := strings.Join(a.Notes, "\n")
	for _, want := range []string{"no disclosure control", "people invited is not known", "13 groups of team are not compared", "reference others knows none", "not used: comment"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes do not say %q:\n%s", want, notes)
		}
	}
	if len(a.Comparisons) != 0 || a.Estimates[0].Standard != nil {
		t.Errorf("%d comparisons, 500-scale %v", len(a.Comparisons), a.Estimates[0].Standard)
	}
}

func TestReferenceAndTargets(t *testing.T) {
	t.Parallel()
	document := `{"name": "ten schools", "scale": {"min": 1, "max": 4}, "measures": {"construct:REL": {"mean": 3, "sd": 0.5, "within_sd": 0.45, "tau2": 0.02}}}`
	reference, err := ParseReference([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	targets, err := ReadTargets(table(t, "measure,wave,target\nconstruct:REL,2,2.9\nconstruct:REL,,4\nitem:st36q03,,3\n"))
	if err != nil {
		t.Fatal(err)
	}
	a := staffData(t, Options{Reference: reference, Targets: targets}).Analyse()
	e := estimateOf(t, a, "construct:REL", "School D", "2", "total")
	check(t, "500-scale", e.Standard.Mean, 500+100*(3.02407407407-3)/0.5, closed)
	check(t, "its se", e.Standard.SE, 100*0.0923872366638/0.5, closed)
	if e.Target.Level != 2.9 || e.Target.Verdict != stat.TargetReached { // the interval is 2.949 to 3.099
		t.Errorf("target: %+v", e.Target)
	}
	check(t, "gap", e.Target.Gap, 2.9-3.02407407407, closed)
	checkInterval(t, "gap", e.Target.GapInterval, 2.9-3.09914049183, 2.9-2.94900765632, closed)
	if other := estimateOf(t, a, "construct:REL", "School D", "3", "total"); other.Target.Level != 4 || other.Target.Verdict != stat.TargetNotReached {
		t.Errorf("target of the other waves: %+v", other.Target)
	}
	if small := estimateOf(t, a, "construct:REL", "School E", "1", "role=teacher"); small.PooledSD == nil || small.PooledSD.SD != 0.45 || small.PooledSD.Source != "ten schools" {
		t.Errorf("the standard deviation of a small group: %+v", small.PooledSD)
	}
	for _, wrong := range []string{`{}`, `{"name": "x", "scale": {"min": 1, "max": 1}, "measures": {"a": {"mean": 9, "sd": 0}}}`, `{"nam": 1}`, document + "x"} {
		if _, err := ParseReference([]byte(wrong)); err == nil {
			t.Errorf("%s is a reference", wrong)
		}
	}
	if _, err := ReadTargets(table(t, "measure,target\nconstruct:REL,high\n")); err == nil {
		t.Error("high is a target")
	}
}

// Components have the programme's targets in its phases.
func TestProgrammeTargets(t *testing.T) {
	t.Parallel()
	in, ok := surveys.Builtin("tilstand")
	if !ok {
		t.Fatal("there is no built-in state survey")
	}
	var names, codes []string
	for _, item := range in.Items() {
		names, codes = append(names, string(item.ID)), append(codes, "4")
	}
	content := "w," + strings.Join(names, ",") + strings.Repeat("\nb,"+strings.Join(codes, ","), 6) + "\n"
	d, err := Read(in, table(t, content), nil, Options{Columns: Columns{Wave: "w"}})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, e := range d.Analyse().Estimates {
		if e.Target != nil {
			found++
			if e.Target.Source != programmeTarget || e.Target.Level != programme.Builtin().Components[0].Levels["b"] {
				t.Errorf("%s: %+v", e.Measure, e.Target)
			}
		}
	}
	if found != len(in.Components) {
		t.Errorf("%d measures have a target, and there are %d components", found, len(in.Components))
	}
}

// The order of the rows of a file changes nothing in the document, to the last digit.
func TestOrderOfRows(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(file(t, "staff.csv")), "\n")[:60]
	in := climate(t)
	document := func(lines []string) string {
		d, err := Read(in, table(t, strings.Join(lines, "\n")+"\n"), nil, Options{Columns: Columns{By: []string{"role"}, Unit: "school"}})
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(d.Analyse())
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	want := document(lines)
	for seed := range uint64(3) {
		shuffled := append([]string{}, lines...)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(shuffled)-1, func(i, j int) { shuffled[i+1], shuffled[j+1] = shuffled[j+1], shuffled[i+1] })
		if got := document(shuffled); got != want {
			t.Errorf("seed %d: the document differs", seed)
		}
	}
}

// Two roads that must meet: sufficient statistics, and a loop over the answers.
func TestAgainstLoop(t *testing.T) {
	t.Parallel()
	in := climate(t)
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(-1, 4), 10, 10), 1, 40).Draw(t, "codes")
		var lines []string
		for _, codes := range people {
			var cells []string
			for _, c := range codes {
				cell := ""
				if c >= 0 {
					cell = strconv.Itoa(c)
				}
				cells = append(cells, cell)
			}
			lines = append(lines, "x,"+strings.Join(cells, ","))
		}
		d, err := Read(in, parsed(rows("g", lines...)), nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for m, measure := range d.questions.measures {
			var scores []float64
			for _, codes := range people {
				var own []float64
				for _, place := range measure.places {
					if x := float64(codes[place]); x > 0 {
						if len(measure.Reversed) > 0 {
							x = 5 - x
						}
						own = append(own, x)
					}
				}
				if score, ok := stat.IndexScore(own, len(measure.places)); ok {
					scores = append(scores, score)
				}
			}
			want := stat.FreqOf(scores)
			if got := d.subject(m, scope{everyone, everyone, 0}).freq; !cmp.Equal(got, want) {
				t.Fatalf("%s: %v, want %v", measure.Key, got, want)
			}
		}
	})
}

// The 66,690 pupils of PISA 2009 take 0.15 s from file to document; this is as many made-up answers.
func BenchmarkAnalyse(b *testing.B) {
	in := climate(b)
	rng := rand.New(rand.NewPCG(1, 2))
	var lines []string
	for range 66_690 {
		var line strings.Builder
		line.WriteString([]string{"Canada", "Mexico", "United States"}[rng.IntN(3)])
		for range 10 {
			line.WriteByte(',')
			line.WriteString(strconv.Itoa(1 + rng.IntN(4)))
		}
		lines = append(lines, line.String())
	}
	content := rows("country", lines...)
	b.ReportAllocs()
	for b.Loop() {
		d, err := Read(in, table(b, content), nil, Options{Columns: Columns{By: []string{"country"}}})
		if err != nil {
			b.Fatal(err)
		}
		if err := d.Analyse().Write(new(bytes.Buffer)); err != nil {
			b.Fatal(err)
		}
	}
}
