package analytics

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/analytics/attack"
	"tilstand/internal/audit"
	"tilstand/surveys"
)

// mixedInstrument has four items of an index; work, a single choice of three; channels, a multiple choice of four; meetings, for who heard of plans
// in meetings; time, on a scale; and breaks, for whose work is not mostly in the classroom.
func mixedInstrument(t testing.TB) *surveys.Instrument {
	t.Helper()
	data, err := os.ReadFile("../surveys/testdata/mixed.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	in, err := surveys.ParseInstrument(data)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// mixedResponses checks answers as the form does: "item=codes item=codes", once for each of n people.
type mixedResponses struct {
	w  surveys.Wave
	in *surveys.Instrument
	rs []surveys.Response
}

func (m *mixedResponses) add(t interface{ Fatal(...any) }, n int, words string) {
	answers := map[string]string{}
	for word := range strings.FieldsSeq(words) {
		item, codes, _ := strings.Cut(word, "=")
		answers[item] = strings.ReplaceAll(codes, "+", " ")
	}
	sub := surveys.Submission{ID: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Answers: answers}
	if len(m.w.Groups) > 0 {
		sub.Group = "1"
	}
	r, err := surveys.Check(m.w, m.in, sub)
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		m.rs = append(m.rs, r)
	}
}

func newMixed(t testing.TB, headCount int) *mixedResponses {
	w := aWave()
	w.HeadCount, w.Instrument = headCount, "mixed"
	return &mixedResponses{w: w, in: mixedInstrument(t)}
}

func (m *mixedResponses) release(t interface{ Fatal(...any) }) *Release {
	r, err := Compute(m.w, aSchool(), m.in, m.rs)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func aloneOf(r *Release, id surveys.ItemID) AloneFigure {
	for _, f := range r.Alone {
		if f.Item == id {
			return f
		}
	}
	return AloneFigure{}
}

func one(code, percent int, limit Limit) Band { return Band{code, code, percent, limit} }

// TestAlone counts by hand: twenty people, of whom eight work in the classroom, seven outside and five as much in both; twelve hear of plans in
// meetings, of whom eleven say how useful these are.
func TestAlone(t *testing.T) {
	t.Parallel()
	m := newMixed(t, 24)
	m.add(t, 8, "known=4 work=1 channels=1 meetings=4 time=2")
	m.add(t, 3, "known=4 work=2 channels=1+2 meetings=5 time=3 breaks=1")
	m.add(t, 1, "known=3 work=2 channels=1 time=0 breaks=1") // meetings left blank
	m.add(t, 3, "known=2 work=2 channels=2 time=4 breaks=2")
	m.add(t, 5, "known=2 work=3 channels=3 time=1 breaks=3")
	r := m.release(t)
	if len(r.Measures) != 5 || len(r.Alone) != 5 {
		t.Fatalf("%d measures and %d items that stand alone, want 1 construct with 4 items, and 5", len(r.Measures), len(r.Alone))
	}
	want := []AloneFigure{
		{Item: "work", Type: "single", Options: 3, Cell: shown(Estimate{N: 20, Bands: []Band{one(1, 40, Exact), one(2, 35, Exact), one(3, 25, Exact)}})},
		{Item: "channels", Type: "multiple", Options: 4, Cell: shown(Estimate{N: 20, Bands: []Band{one(1, 60, Exact), one(2, 30, Exact), one(3, 25, Exact), one(4, 20, AtMost)}})},
		// 12 of the 20 were asked, 8 not; all 11 in the upper two steps: 8/11 and 3/11, hidden behind the cap of the high band.
		{Item: "meetings", Type: "scale", Options: 5, DependsOn: []surveys.ItemID{"channels"}, Cell: shown(Estimate{N: 11, Bands: []Band{{1, 2, 20, AtMost}, {3, 3, 20, AtMost}, {4, 5, 80, AtLeast}}})},
		{Item: "time", Type: "scale", Options: 5, Cell: shown(Estimate{N: 19, Bands: []Band{one(1, 26, Exact), one(2, 42, Exact), one(3, 16, Exact), one(4, 16, Exact), one(5, 0, Exact)}})},
		{Item: "breaks", Type: "single", Options: 3, DependsOn: []surveys.ItemID{"work"}, AskedOf: []int{2, 3}, Cell: shown(Estimate{N: 12, Bands: []Band{one(1, 33, Exact), one(2, 25, Exact), one(3, 42, Exact)}})},
	}
	if diff := cmp.Diff(want, r.Alone); diff != "" {
		t.Errorf("items that stand alone (- want, + got):\n%s", diff)
	}
}

// TestAloneStates keeps the four states apart.
func TestAloneStates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		fill func(m *mixedResponses)
		item surveys.ItemID
		want State
	}{
		{"answered", func(m *mixedResponses) { m.add(t, 12, "work=1") }, "work", Value},
		{"answered by few", func(m *mixedResponses) { m.add(t, 6, "work=1"); m.add(t, 6, "known=1") }, "work", Hidden},
		{"answered by nobody", func(m *mixedResponses) { m.add(t, 12, "known=1") }, "work", NoData},
		{"not part of the wave", func(m *mixedResponses) { m.w.NotAsked = []surveys.ItemID{"work"}; m.add(t, 12, "known=1") }, "work", NotAsked},
		{"too few at all", func(m *mixedResponses) { m.add(t, 6, "work=1") }, "work", Hidden},
		{"nobody at all", func(*mixedResponses) {}, "work", NoData},
		{"a condition for some", func(m *mixedResponses) { m.add(t, 8, "work=1"); m.add(t, 8, "work=2 breaks=1") }, "breaks", Value},
		{"a condition for few", func(m *mixedResponses) { m.add(t, 14, "work=1"); m.add(t, 6, "work=2 breaks=1") }, "breaks", Hidden},
		{"a condition for all but few", func(m *mixedResponses) { m.add(t, 6, "work=1"); m.add(t, 14, "work=2 breaks=1") }, "breaks", Hidden},
		{"a condition for nobody", func(m *mixedResponses) { m.add(t, 20, "work=1") }, "breaks", Hidden},
		// The number of answers would say that all answered the first question alike.
		{"a condition for all", func(m *mixedResponses) { m.add(t, 20, "work=2 breaks=1") }, "breaks", Hidden},
		{"for all who answered the first", func(m *mixedResponses) { m.add(t, 10, "work=2 breaks=1"); m.add(t, 10, "known=1") }, "breaks", Hidden},
	}
	for _, test := range tests {
		m := newMixed(t, 24)
		test.fill(m)
		if got := aloneOf(m.release(t), test.item).Cell.State(); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestAloneAddsUp: two questions after one, for those who answered it with four and with five. Either by itself may be shown; both together
// would say that everybody answered in the upper two steps, which the figure of the first hides behind its cap.
func TestAloneAddsUp(t *testing.T) {
	t.Parallel()
	m := newMixed(t, 24)
	m.in.Sections[1].Items[2].ShowIf = "${known} = 4"
	m.in.Sections[2].ShowIf = "${known} = 5"
	m.add(t, 10, "known=4 meetings=3")
	m.add(t, 10, "known=5 breaks=2")
	r := m.release(t)
	if a, b := aloneOf(r, "meetings").Cell.State(), aloneOf(r, "breaks").Cell.State(); a != Value || b != Hidden {
		t.Errorf("the first is %s and the second %s; want the second hidden", a, b)
	}
}

// TestAloneAddsUpOnTheScale: who does not know is in no figure of the first question. Seven who answered it with four and seven with five are all that
// readers see of it, so both together would tell that everybody answered in the upper two steps, however many did not know. The attack sees it, too.
func TestAloneAddsUpOnTheScale(t *testing.T) {
	t.Parallel()
	m := newMixed(t, 24)
	m.in.Sections[1].Items[2].ShowIf = "${known} = 4"
	m.in.Sections[2].ShowIf = "${known} = 5"
	m.add(t, 7, "known=4 meetings=3")
	m.add(t, 7, "known=5 breaks=2")
	m.add(t, 8, "known=0")
	r := m.release(t)
	if a, b := aloneOf(r, "meetings"), aloneOf(r, "breaks"); a.Cell.State() != Value || b.Cell.State() != Hidden || !slices.Equal(a.AskedOf, []int{4}) || !slices.Equal(b.AskedOf, []int{5}) {
		t.Errorf("the first is %+v and the second %+v; want the second hidden", a, b)
	}
	r.Alone[4].Cell = shown(Estimate{N: 7})
	report, err := attack.Attack(t.Context(), []attack.Document{documentOf(t, r)}, attack.Options{Work: attack.DefaultWork})
	if err != nil || len(report.Findings) != 1 || report.Findings[0].Measure != "item:known" {
		t.Errorf("%v, found %v; want what both tell of the first question", err, report.Findings)
	}
}

// TestAloneIsNotSubtracted: who does not know may be asked as well, and then the number of answers is near that of the first question, of which readers see
// only those on the scale: 12 of 14.
func TestAloneIsNotSubtracted(t *testing.T) {
	t.Parallel()
	m := newMixed(t, 24)
	m.in.Sections[2].ShowIf = "${known} = 4 or ${known} = 0"
	m.add(t, 7, "known=4 breaks=1")
	m.add(t, 7, "known=2")
	m.add(t, 5, "known=0 breaks=2")
	if f := aloneOf(m.release(t), "breaks"); f.Cell.State() != Hidden || f.AskedOf != nil {
		t.Errorf("%+v; want it hidden, and not said to follow four alone", f)
	}
}

// TestAloneStaysUnderTheCaps: the share that was asked is one of the first question, and no share is shown from 95 of 100 on.
func TestAloneStaysUnderTheCaps(t *testing.T) {
	t.Parallel()
	for asked, want := range map[int]State{94: Value, 95: Hidden, 6: Value, 5: Hidden} {
		m := newMixed(t, 120)
		m.w.MinGroup = 5
		m.add(t, asked, "work=2 breaks=1")
		m.add(t, 100-asked, "work=1")
		if got := aloneOf(m.release(t), "breaks").Cell.State(); got != want {
			t.Errorf("%d of 100 were asked: %s, want %s", asked, got, want)
		}
	}
}

// TestAloneHoldsAgainstAttack: whatever people answer, the attack finds nothing in what is shown of items that stand alone, and no option that all, or all but
// one, chose is shown beyond its cap.
func TestAloneHoldsAgainstAttack(t *testing.T) {
	t.Parallel()
	in := mixedInstrument(t)
	rapid.Check(t, func(t *rapid.T) {
		m := &mixedResponses{w: aWave(), in: in}
		m.w.HeadCount = 60
		for range rapid.IntRange(1, 4).Draw(t, "kinds") {
			words := ""
			for _, item := range []struct{ id, codes string }{{"known", "1 4 5"}, {"work", "1 2 3"}, {"channels", "1 1+2 3 4"}, {"meetings", "1 5"}, {"time", "0 3"}, {"breaks", "1 2"}} {
				if code := rapid.SampledFrom(append(strings.Fields(item.codes), "")).Draw(t, item.id); code != "" {
					words += item.id + "=" + code + " "
				}
			}
			m.add(t, rapid.IntRange(1, 15).Draw(t, "people"), words)
		}
		r := m.release(t)
		report, err := attack.Attack(context.Background(), []attack.Document{documentOf(t, r)}, attack.Options{Work: attack.DefaultWork})
		if err != nil || !report.Safe() {
			t.Fatalf("%v: %v", err, report)
		}
	})
}

// TestAloneJourney takes questions of every kind from the form to the stored release: submitted, sealed, counted in the database, attacked, stored
// and read back; and it is what the same answers give in memory.
func TestAloneJourney(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := askMixed(t, g)
	in := g.surv.InstrumentOf(w)
	m := &mixedResponses{w: w, in: in}
	for _, part := range []struct {
		n     int
		words string
	}{
		{8, "known=4 used=4 shared=4 renewed=3 work=1 channels=1 meetings=4 time=2"},
		{7, "known=3 used=2 shared=4 renewed=3 work=2 channels=1+2 meetings=5 time=3 breaks=1"},
		{5, "known=2 used=1 shared=2 renewed=2 work=3 channels=3 time=1 breaks=3"},
	} {
		m.add(t, part.n, part.words)
		submitMixed(t, g, w, part.n, part.words)
	}
	closed := g.closed(t, w)
	stored, err := ParseRelease([]byte(g.document(t, w.ID)))
	if err != nil {
		t.Fatal(err)
	}
	want, err := Compute(w, g.school, in, m.rs)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Alone, stored.Alone); diff != "" {
		t.Errorf("items that stand alone (- in memory, + stored):\n%s", diff)
	}
	if diff := cmp.Diff(closed.Alone, stored.Alone); diff != "" {
		t.Error(diff)
	}
	if err := holdsTo(releaseSchema(t), []byte(g.document(t, w.ID))); err != nil {
		t.Error(err)
	}
	if closed.Audit == nil || !closed.Audit.Complete {
		t.Errorf("audit %+v", closed.Audit)
	}
	if got := aloneOf(stored, "breaks").Cell.State(); got != Value {
		t.Errorf("the conditional question is %s", got)
	}
}

// askMixed opens a mapping survey with the questions of [mixedInstrument], as if they were the next version of what the programme asks.
func askMixed(t *testing.T, g *ground) surveys.Wave {
	t.Helper()
	in := mixedInstrument(t)
	in.Key, in.Version = surveys.MappingSurvey, 2
	if _, err := g.surv.SaveDraft(t.Context(), audit.Operator.At(autumn), in); err != nil {
		t.Fatal(err)
	}
	if _, err := g.surv.Publish(t.Context(), audit.Operator.At(autumn), in.Key, in.Version, nil); err != nil {
		t.Fatal(err)
	}
	return g.ask(t, g.school, "a", 0, surveys.MappingSurvey, surveys.GroupCount{Key: "teachers", HeadCount: 24})
}

// submitMixed submits for n people what [mixedResponses.add] reads.
func submitMixed(t *testing.T, g *ground, w surveys.Wave, n int, words string) {
	t.Helper()
	for range n {
		sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
		if len(w.Groups) > 0 {
			sub.Group = "1"
		}
		for word := range strings.FieldsSeq(words) {
			item, codes, _ := strings.Cut(word, "=")
			sub.Answers[item] = strings.ReplaceAll(codes, "+", " ")
		}
		if _, err := g.surv.Submit(t.Context(), w.OpensAt.Add(time.Hour), sub); err != nil {
			t.Fatal(err)
		}
	}
}

// documentOf is the release as the attack reads it.
func documentOf(t interface{ Fatal(...any) }, r *Release) attack.Document {
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	d, err := attack.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return d
}
