package analytics

import (
	"errors"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

func TestGapBand(t *testing.T) {
	t.Parallel()
	// 5 and 12.5 per cent of the range: 0.2 and 0.5 of four steps, 0.25 and 0.625 of five, printed with one decimal.
	for _, tt := range []struct {
		steps     int
		near, far float64
	}{{5, 0.2, 0.5}, {6, 0.3, 0.6}} {
		if near, far := BandCuts(tt.steps); near != tt.near || far != tt.far {
			t.Errorf("cut points of %d steps are %v and %v; want %v and %v", tt.steps, near, far, tt.near, tt.far)
		}
	}
	within := func(low, high float64) *Interval { return &Interval{low, high} }
	for _, tt := range []struct {
		gap  Gap
		want GapBand // empty for none
	}{
		{Gap{Value: 0.5}, BandFar}, {Gap{Value: 0.4}, BandBelow}, {Gap{Value: 0.2}, BandBelow}, {Gap{Value: 0.1}, BandNear}, {Gap{Value: -0.1}, BandNear},
		{Gap{Value: -0.2}, BandAbove}, {Gap{Value: 4 - 3.8}, BandBelow}, // 0.20000000000000018
		{Gap{Limit: AtMost, Value: -0.6, Bounds: within(-1, -0.6)}, BandAbove},
		{Gap{Limit: AtMost, Value: 0.1, Bounds: within(-0.4, 0.1)}, ""},
	} {
		if got, ok := tt.gap.Band(5); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%+v is in band %q, %v; want %q", tt.gap, got, ok, tt.want)
		}
	}
}

// Every order comes from what is printed beside it, names decide between equals, and schools without the figure are last by name.
func TestOrderOfOwnersSchools(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	schools := g.sharingSchools(t, 4) // of 24 in each; phase a; 19 answered, and the means differ
	w := g.ask(t, schools[1], "b", 8, surveys.StateSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
	n, code := spread5(0, 1, 6, 8, 6) // 21 of 24
	g.answer(t, w, 0, n, code)
	g.closed(t, w)
	g.newSchool(t, "Aas skole") // shares nothing, and is last by name: Aa is Å
	if err := g.Share(t.Context(), audit.Console.At(autumn), schools[3].ID, surveys.SharesNothing); err != nil {
		t.Fatal(err)
	}
	byName := map[string]int{}
	for i, s := range g.ownerView(t, Query{}).Schools {
		byName[s.School.Name] = i
	}
	figures := map[string]func(OwnerSchool) float64{OrderByStage: stageOf, OrderByResponse: responseOf, OrderByOverall: overallOf}
	for sort, value := range figures {
		v := g.ownerView(t, Query{Sort: sort})
		for i := 1; i < len(v.Schools); i++ {
			a, b := v.Schools[i-1], v.Schools[i]
			if value(a) > value(b) || value(a) == value(b) && byName[a.School.Name] > byName[b.School.Name] {
				t.Errorf("by %s: %s (%v) before %s (%v)", sort, a.School.Name, value(a), b.School.Name, value(b))
			}
		}
		if last := v.Schools[len(v.Schools)-2:]; last[0].Now != nil || last[1].Now != nil {
			t.Errorf("by %s the schools without figures are not last", sort)
		}
	}
	v := g.ownerView(t, Query{Sort: OrderByGap("promote")})
	for i := 1; i < 3; i++ {
		if v.Schools[i-1].Rows[0].Gap.Value < v.Schools[i].Rows[0].Gap.Value {
			t.Errorf("by gap: %+v before %+v", v.Schools[i-1].Rows[0].Gap, v.Schools[i].Rows[0].Gap)
		}
	}
	if stage := g.ownerView(t, Query{Sort: OrderByStage}).Schools[2]; stage.School.ID != schools[1].ID {
		t.Errorf("third by stage is %s; want the one in b", stage.School.Name)
	}
	if _, err := g.OwnerView(Query{Owner: g.owner.Orgnr, Sort: OrderByGap("nonsense")}); !errors.Is(err, ErrNotFound) {
		t.Errorf("by the gap of nonsense: %v; want ErrNotFound", err)
	}
}

func TestSimilarSchools(t *testing.T) {
	t.Parallel()
	of := func(id, phase, form string, staff int) OwnerSchool {
		return OwnerSchool{
			School: SchoolRef{ID: programme.SchoolID(id), Orgnr: "97460095" + id, WrittenForm: form}, Now: &WaveHead{Phase: PhaseHead{Key: programme.PhaseKey(phase)}, HeadCount: staff},
		}
	}
	v := &OwnerView{Schools: []OwnerSchool{
		of("1", "a", "nb", 20), of("2", "a", "nb", 49), of("3", "a", "nb", 19), of("4", "a", "nb", 50), of("5", "b", "nb", 30), of("6", "a", "nn", 30),
		{School: SchoolRef{ID: "7", Orgnr: "974600957"}}, of("8", "a", "nb", 30),
	}}
	var similar string
	for _, s := range v.SimilarTo("1") {
		similar += string(s.School.ID)
	}
	if similar != "28" {
		t.Errorf("similar to the first are %q; want those of 20 to 49 people in a, in bokmål", similar)
	}
	if len(v.SimilarTo("9"))+len(v.SimilarTo("7")) > 0 {
		t.Error("a school that is not there, or has no survey, is similar to some")
	}
	for beside, want := range map[string]bool{
		"": true, "974600958.974600951": true, "974600951.974600951": false, "974600957": false, "974600959": false,
	} {
		v.Query.Beside = beside
		got, err := v.BesideOf()
		if want != (err == nil) || err != nil && !errors.Is(err, ErrNotFound) {
			t.Errorf("beside %q: %v", beside, err)
		}
		if len(got) == 2 && (got[0].School.ID != "8" || got[1].School.ID != "1") {
			t.Errorf("beside %q: %v; want the order of the query", beside, got)
		}
	}
}
