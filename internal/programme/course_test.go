package programme

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The shape is that of the course description: three semesters, each with an introduction, 4–5 modules of 5–10 learning elements and a
// closing; a preparation that involves owner, union representatives, staff and parents; two years and a half at most.
func TestBuiltinCourse(t *testing.T) {
	t.Parallel()
	c := Builtin().Course
	if c.Months != (Months{Usual: 18, Most: 30}) {
		t.Errorf("months: %+v", c.Months)
	}
	involved, places := map[Party]bool{}, map[Place]bool{}
	for _, task := range c.Preparation {
		places[task.In] = true
		for _, party := range task.Involves {
			involved[party] = true
		}
	}
	for _, party := range Parties {
		if !involved[party] {
			t.Errorf("the preparation does not involve %s", party)
		}
	}
	var semesters []PhaseKey
	components, kinds := map[ComponentKey]bool{}, map[ElementKind]bool{}
	for _, semester := range c.Semesters {
		semesters = append(semesters, semester.Phase)
		if n := len(semester.Modules); n < 4 || n > 5 {
			t.Errorf("semester %s has %d modules", semester.Phase, n)
		}
		free := 0
		for _, module := range semester.Modules {
			if n := len(module.Elements); n < 5 || n > 10 {
				t.Errorf("module %s has %d elements", module.Key, n)
			}
			if !module.Fixed {
				free++
			}
			for _, component := range module.Components {
				components[component] = true
			}
			for _, e := range module.Elements {
				kinds[e.Kind], places[e.In] = true, true
				if !strings.HasPrefix(string(e.Key), string(module.Key)) {
					t.Errorf("element %s stands in module %s", e.Key, module.Key)
				}
				if e.Kind == Film && (e.Link != "" || !strings.Contains(e.Text["nb"], "lenken")) {
					t.Errorf("film %s: the school adds the link itself, and the element says so", e.Key)
				}
			}
		}
		if free < 2 || free == len(semester.Modules) {
			t.Errorf("semester %s has %d free modules", semester.Phase, free)
		}
	}
	if diff := cmp.Diff([]PhaseKey{"a", "b", "c"}, semesters); diff != "" {
		t.Error("semesters:", diff)
	}
	if len(components) != len(Builtin().Components) || len(kinds) != 6 {
		t.Errorf("the modules are about %v, by %v", components, kinds)
	}
	for _, place := range []Place{AtDates, AtStatement, AtMappingSurvey, AtParentsSurvey, AtResults, AtSharing, AtStateSurvey} {
		if !places[place] {
			t.Errorf("nothing is done in %s", place)
		}
	}
}

// No series breaks: apart from the course and the indicators, which no survey asks about, version 2 is version 1.
func TestVersion2MeasuresAsVersion1(t *testing.T) {
	t.Parallel()
	first, err := Lookup("skolemiljo", 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, Builtin(), cmpopts.IgnoreFields(Template{}, "Version", "Course"), cmpopts.IgnoreFields(Component{}, "Indicators")); diff != "" {
		t.Error(diff)
	}
}

// Texts say all there is to say in three languages, and no more than a person takes in before a meeting.
func TestBuiltinCourseTexts(t *testing.T) {
	t.Parallel()
	seen := map[string]ItemKey{}
	for _, semester := range Builtin().Course.Semesters {
		for _, module := range semester.Modules {
			for _, e := range module.Elements {
				for lang, text := range e.Text {
					sentences := strings.Count(text, ". ") + strings.Count(text, "? ") + 1
					if len(text) > 420 || sentences > 4 || !strings.HasSuffix(strings.TrimRight(text, "»\""), ".") && !strings.HasSuffix(text, "?") {
						t.Errorf("%s in %s: %d characters, %d sentences: %s", e.Key, lang, len(text), sentences, text)
					}
					if other, twice := seen[text]; twice {
						t.Errorf("%s says what %s says", e.Key, other)
					}
					seen[text] = e.Key
				}
			}
		}
	}
}

func TestCourseLookups(t *testing.T) {
	t.Parallel()
	c := Builtin().Course
	module, semester, ok := c.Module("b-measures")
	if !ok || semester.Phase != "b" || module.Name["nb"] != "Sette inn tiltak og holde ut" || module.Minutes() != 20+45+30+30+45 {
		t.Errorf("module: %+v of %s, %v", module.Name, semester.Phase, ok)
	}
	if e, ok := c.Element("a-follow-break"); !ok || e.Kind != Tryout || e.Together() {
		t.Errorf("element: %+v, %v", e, ok)
	}
	var none *Course
	_, _, found := none.Module("b-measures")
	_, element := none.Element("a-follow-break")
	if found || element || none.has("dates") || c.has("b-measures") || !c.has("dates") || !c.has("a-follow-break") {
		t.Error("found what is not there, or not what is")
	}
}

func TestParseCourseFaults(t *testing.T) {
	t.Parallel()
	type fault struct{ Field, Code string }
	modules := func(m map[string]any, semester int) []any {
		return at(m, "course", "semesters", semester)["modules"].([]any)
	}
	tests := map[string]struct {
		edit func(map[string]any)
		want []fault
	}{
		"form": {
			func(m map[string]any) {
				at(m, "course", "preparation", 0)["involves"] = []any{"neighbours"}
				at(m, "course", "preparation", 1)["in"] = "/schools/1/dates"
				at(m, "course", "semesters", 0, "modules", 0, "elements", 2)["kind"] = "lecture"
				at(m, "course", "semesters", 0, "modules", 1, "elements", 0)["link"] = "http://lovdata.no/"
				at(m, "course", "semesters", 1, "modules", 2)["fixed"] = "yes"
				delete(at(m, "course", "semesters", 2, "closing", "analysis"), "nn")
			},
			[]fault{
				{"/course/preparation/0/involves/0", "schema"}, {"/course/preparation/1/in", "schema"},
				{"/course/semesters/0/modules/0/elements/2/kind", "schema"}, {"/course/semesters/0/modules/1/elements/0/link", "schema"},
				{"/course/semesters/1/modules/2/fixed", "schema"}, {"/course/semesters/2/closing/analysis", "schema"},
			},
		},
		"keys that stand twice": {
			func(m map[string]any) {
				at(m, "course", "preparation", 3)["key"] = "owner-frame"
				at(m, "course", "semesters", 0, "modules", 0, "elements", 0)["key"] = "dates"
				at(m, "course", "semesters", 1, "modules", 3)["key"] = "a-hear"
				at(m, "course", "semesters", 2)["phase"] = "b"
			},
			[]fault{
				{"/course/preparation/3/key", "duplicate"}, {"/course/semesters/0/modules/0/elements/0/key", "duplicate"},
				{"/course/semesters/1/modules/3/key", "duplicate"}, {"/course/semesters/2/phase", "duplicate"},
			},
		},
		"what does not exist": {
			func(m map[string]any) {
				at(m, "course", "semesters", 2)["phase"] = "d"
				at(m, "course", "semesters", 0, "modules", 2)["components"] = []any{"uncover", "cover"}
				at(m, "course", "semesters", 1, "modules", 2)["after"] = []any{"a-follow"} // it is in another semester
			},
			[]fault{
				{"/course/semesters/0/modules/2/components/1", "unknown"}, {"/course/semesters/1/modules/2/after/0", "unknown"},
				{"/course/semesters/2/phase", "unknown"},
			},
		},
		"orders that cannot be": {
			func(m map[string]any) {
				at(m, "course", "months")["usual"] = 31
				at(m, "course", "semesters", 0, "modules", 1)["after"] = []any{"a-hidden"} // and the other way round
				at(m, "course", "semesters", 0, "modules", 2)["after"] = []any{"a-hear"}   // itself
				semesters := at(m, "course")["semesters"].([]any)
				semesters[1], semesters[2] = semesters[2], semesters[1]
			},
			[]fault{
				{"/course/months/usual", "order"}, {"/course/semesters/0/modules/1/after/0", "order"},
				{"/course/semesters/0/modules/2/after/0", "order"}, {"/course/semesters/2/phase", "order"},
			},
		},
		"no modules": {
			func(m map[string]any) {
				at(m, "course", "semesters", 0)["modules"] = slices.Delete(modules(m, 0), 0, 5)
			},
			[]fault{{"/course/semesters/0/modules", "schema"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseTemplate(broken(t, test.edit))
			var got []fault
			for _, p := range problemsOf(t, err) {
				got = append(got, fault{p.Field, p.Code})
				if p.Detail == "" {
					t.Errorf("%s %s says nothing", p.Field, p.Code)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
