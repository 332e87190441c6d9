package closing

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/datafolder"
	"tilstand/surveys"
)

var (
	now    = time.Date(2027, 1, 18, 9, 30, 0, 123456789, time.UTC)
	leader = audit.AccountID("leader").At(now)
	other  = audit.AccountID("other").At(now.Add(time.Minute))
)

// ground is a school whose state survey of semester A has been released.
type ground struct {
	*Store
	folder *duckdb.Folder
	prog   *programme.Store
	key    Key
}

func newGround(t *testing.T) *ground {
	t.Helper()
	g := &ground{folder: datafolder.Open(t)}
	var err error
	if g.prog, err = programme.Open(t.Context(), g.folder.Record); err != nil {
		t.Fatal(err)
	}
	school, err := g.prog.RegisterWithOwner(t.Context(), leader, programme.Owner{Name: "Fjordvik kommune", Orgnr: "964338531", Kind: programme.Municipality},
		programme.School{Name: "Ask skole", Orgnr: "974600951", Municipality: "0301", WrittenForm: "nb"})
	if err != nil {
		t.Fatal(err)
	}
	g.key = Key{school.ID, "a"}
	g.open(t)
	return g
}

// open reads the closings from the files.
func (g *ground) open(t *testing.T) {
	t.Helper()
	var err error
	g.Store, err = Open(t.Context(), g.folder.Record, g.prog, func(key Key) (surveys.WaveID, bool) { return "WAVE-A", key == g.key })
	if err != nil {
		t.Fatal(err)
	}
}

func (g *ground) must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func about(component programme.ComponentKey) Conclusion {
	return Conclusion{Component: component, Level: OnTheWay, Evidence: "Sett i observasjon.", Confidence: Medium}
}

func aMeasure() Measure {
	hope := 0.4
	return Measure{
		Component: "uncover", What: "Samtaler med alle elever.", How: "Elevene sier at de blir spurt.", Role: Teachers,
		Start: time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC), Check: time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC), Hope: &hope,
	}
}

// whole fills everything that a signature needs.
func (g *ground) whole(t *testing.T) Measure {
	t.Helper()
	for _, c := range g.TemplateOf(g.key.School).Components {
		g.must(t, g.SetConclusion(t.Context(), leader, g.key, about(c.Key)))
	}
	g.must(t, g.SetPriorities(t.Context(), leader, g.key, []Priority{{Component: "uncover", Reasons: []Reason{Gap}}}, 0))
	m, err := g.PutMeasure(t.Context(), leader, g.key, aMeasure())
	g.must(t, err)
	return m
}

func problemsOf(t *testing.T, err error) (said []string) {
	t.Helper()
	invalid, ok := errors.AsType[*programme.Invalid](err)
	if !ok {
		t.Fatalf("%v is no list of problems", err)
	}
	for _, p := range invalid.Problems {
		said = append(said, p.Field+" "+p.Code)
	}
	return said
}

func TestAClosingFromTheFirstWordToTheSignature(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	fresh := g.ClosingOf(g.key)
	if fresh.Begun() || fresh.Wave != "WAVE-A" || len(g.ClosingsOf(g.key.School)) != 4 { // prep, a, b, c
		t.Fatalf("a closing that nobody has begun: %+v", fresh)
	}
	if diff := cmp.Diff([]string{"priorities missing"}, problemsOf(t, g.Sign(t.Context(), leader, g.key, 0))[8:]); diff != "" { // after the eight components
		t.Error("signed too early:", diff)
	}
	m := g.whole(t)
	late := other
	late.At = now.AddDate(0, 3, 0)
	g.must(t, g.Follow(t.Context(), leader, g.key, m.ID, UnderWay, ""), g.Sign(t.Context(), leader, g.key, g.ClosingOf(g.key).Revision))
	g.must(t, g.ShareWithOwner(t.Context(), leader, g.key, true), g.Follow(t.Context(), late, g.key, m.ID, UnderWay, "Halvparten er spurt."))
	check := func(t *testing.T) {
		t.Helper()
		c := g.ClosingOf(g.key)
		want := &Signature{Number: 1, At: now, Account: "leader", Wave: "WAVE-A"}
		if diff := cmp.Diff(want, c.Signed); diff != "" {
			t.Error("signature:", diff)
		}
		if !c.Frozen() || !c.SharedWithOwner || len(c.Conclusions) != 8 || len(c.Measures) != 1 {
			t.Errorf("closing: %+v", c)
		}
		history := []StatusChange{{now, Planned, ""}, {now, UnderWay, ""}, {late.At, UnderWay, "Halvparten er spurt."}}
		if diff := cmp.Diff(history, c.Measures[0].History); diff != "" {
			t.Error("history:", diff)
		}
		if got, signed := g.SignedOf(g.key); !signed || cmp.Diff(c, got) != "" {
			t.Error("what was signed is another closing")
		}
		if shared := g.SharedOf(g.key.School); len(shared) != 1 || shared[0].Phase != "a" {
			t.Errorf("shared: %+v", shared)
		}
		open := g.OpenMeasuresOf(g.key.School)
		if len(open) != 1 || open[0].CheckNow(aMeasure().Check.AddDate(0, 0, -1)) || !open[0].CheckNow(aMeasure().Check) {
			t.Errorf("open measures: %+v", open)
		}
	}
	check(t)
	g.open(t)
	t.Run("read again", check)
}

func TestASignedClosingIsFrozen(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	m := g.whole(t)
	if err := g.Amend(t.Context(), leader, g.key, "for tidlig"); !errors.Is(err, ErrNotSigned) {
		t.Errorf("amended before it was signed: %v", err)
	}
	if err := g.ShareWithOwner(t.Context(), leader, g.key, true); !errors.Is(err, ErrNotSigned) {
		t.Errorf("shared before it was signed: %v", err)
	}
	g.must(t, g.Sign(t.Context(), leader, g.key, g.ClosingOf(g.key).Revision))
	changed, edited := about("uncover"), m
	changed.Revision, changed.Level = 1, InPlace
	edited.What = "Noe annet."
	for what, err := range map[string]error{
		"conclusion": g.SetConclusion(t.Context(), leader, g.key, changed),
		"priorities": g.SetPriorities(t.Context(), leader, g.key, nil, 1),
		"measure":    second(g.PutMeasure(t.Context(), leader, g.key, edited)),
		"removal":    g.RemoveMeasure(t.Context(), leader, g.key, m.ID),
		"signature":  g.Sign(t.Context(), leader, g.key, g.ClosingOf(g.key).Revision),
	} {
		if !errors.Is(err, ErrSigned) {
			t.Errorf("%s of a signed closing: %v", what, err)
		}
	}
	if diff := cmp.Diff([]string{"why missing"}, problemsOf(t, g.Amend(t.Context(), leader, g.key, "  "))); diff != "" {
		t.Error(diff)
	}
	g.must(t, g.Amend(t.Context(), leader, g.key, "Tallene ble rettet."), g.SetConclusion(t.Context(), leader, g.key, changed),
		g.RemoveMeasure(t.Context(), leader, g.key, m.ID))
	g.open(t) // from the files
	draft := g.ClosingOf(g.key)
	signed, _ := g.SignedOf(g.key)
	if c, _ := draft.Conclusion("uncover"); draft.Frozen() || draft.Amending.Why != "Tallene ble rettet." || c.Level != InPlace || len(draft.Measures) != 0 {
		t.Errorf("open again: %+v", draft)
	}
	if c, _ := signed.Conclusion("uncover"); !signed.Frozen() || c.Level != OnTheWay || len(signed.Measures) != 1 || len(signed.Measures[0].History) != 1 {
		t.Errorf("what was signed: %+v", signed)
	}
	g.must(t, g.Sign(t.Context(), other, g.key, draft.Revision))
	again := g.ClosingOf(g.key)
	want := &Signature{Number: 2, At: other.At, Account: "other", Wave: "WAVE-A", Why: "Tallene ble rettet."}
	if diff := cmp.Diff(want, again.Signed); diff != "" || !again.Signed.Amended() || !again.Frozen() {
		t.Error("signed anew:", diff)
	}
}

func second[T any](_ T, err error) error { return err }

func TestTwoLeadersAtOnce(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	m := g.whole(t)
	mine, theirs := about("promote"), about("promote")
	mine.Revision, theirs.Revision = 1, 1
	mine.Evidence, theirs.Evidence = "Min tekst.", "Deres tekst."
	g.must(t, g.SetConclusion(t.Context(), other, g.key, theirs))
	lost, ok := errors.AsType[*Changed[Conclusion]](g.SetConclusion(t.Context(), leader, g.key, mine))
	if !ok || lost.Now.Evidence != "Deres tekst." || lost.Now.Revision != 2 {
		t.Fatalf("the loser learns %+v", lost)
	}
	if c, _ := g.ClosingOf(g.key).conclusionFor("promote"); c.Evidence != "Deres tekst." {
		t.Errorf("overwritten: %+v", c)
	}
	g.must(t, g.SetConclusion(t.Context(), leader, g.key, theirs)) // what stands there already is no conflict
	mine.Revision = 2
	g.must(t, g.SetConclusion(t.Context(), leader, g.key, mine))

	edited, later := m, m
	edited.What, later.What = "Et annet tiltak.", "Et tredje."
	g.must(t, second(g.PutMeasure(t.Context(), other, g.key, edited)))
	if lost, ok := errors.AsType[*Changed[Measure]](second(g.PutMeasure(t.Context(), leader, g.key, later))); !ok || lost.Now.What != "Et annet tiltak." {
		t.Errorf("measure: %+v", lost)
	}
	g.must(t, g.SetPriorities(t.Context(), other, g.key, []Priority{{Component: "prevent"}}, 1))
	if lost, ok := errors.AsType[*Changed[[]Priority]](g.SetPriorities(t.Context(), leader, g.key, []Priority{{Component: "notify"}}, 1)); !ok || lost.Now[0].Component != "prevent" {
		t.Errorf("priorities: %+v", lost)
	}
	read := g.ClosingOf(g.key).Revision
	g.must(t, g.Follow(t.Context(), other, g.key, m.ID, Done, ""))
	if lost, ok := errors.AsType[*Changed[Closing]](g.Sign(t.Context(), leader, g.key, read)); !ok || lost.Now.Revision != read+1 {
		t.Errorf("signed what nobody has read: %+v", lost)
	}
}

// conclusionFor lets a test ask a closing that it has not named.
func (c Closing) conclusionFor(component programme.ComponentKey) (Conclusion, bool) {
	return c.Conclusion(component)
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	wrong := Conclusion{Component: "promote", Level: "best", Indicators: map[programme.IndicatorKey]Seen{"promote-known": "perhaps", "notify-way": IsSeen}, Evidence: strings.Repeat("å", MaxText+1)}
	got := problemsOf(t, g.SetConclusion(t.Context(), leader, g.key, wrong))
	want := []string{"level unknown", "confidence missing", "evidence text_long", "indicator.notify-way unknown", "indicator.promote-known unknown"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("conclusion:", diff)
	}
	four := []Priority{{Component: "promote"}, {Component: "prevent"}, {Component: "notify"}, {Component: "notify"}}
	if diff := cmp.Diff([]string{"priorities many_priorities", "priorities unknown"}, problemsOf(t, g.SetPriorities(t.Context(), leader, g.key, four, 0))); diff != "" {
		t.Error("priorities:", diff)
	}
	for name, c := range map[string]struct {
		change func(*Measure)
		want   []string
	}{
		"empty":                   {func(m *Measure) { *m = Measure{} }, []string{"component missing", "what missing", "how missing", "role missing", "start missing", "check missing"}},
		"a role in no words":      {func(m *Measure) { m.Role = OtherRole }, []string{"own_role missing"}},
		"checked before it began": {func(m *Measure) { m.Check = m.Start }, []string{"check order"}},
		"beyond the scale":        {func(m *Measure) { m.Hope = new(4.1) }, []string{"hope hope_range"}},
		"two decimals":            {func(m *Measure) { m.Hope = new(0.25) }, []string{"hope decimals"}},
		"another component":       {func(m *Measure) { m.Component = "joy" }, []string{"component unknown"}},
	} {
		m := aMeasure()
		c.change(&m)
		if diff := cmp.Diff(c.want, problemsOf(t, second(g.PutMeasure(t.Context(), leader, g.key, m)))); diff != "" {
			t.Errorf("measure, %s: %s", name, diff)
		}
	}
	for what, err := range map[string]error{
		"a phase without a survey": g.SetConclusion(t.Context(), leader, Key{g.key.School, "d"}, about("promote")),
		"another school":           g.SetConclusion(t.Context(), leader, Key{"NOBODY", "a"}, about("promote")),
		"another component":        g.SetConclusion(t.Context(), leader, g.key, about("joy")),
		"another measure":          g.Follow(t.Context(), leader, g.key, "NONE", Done, ""),
	} {
		if !errors.Is(err, programme.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	m, err := g.PutMeasure(t.Context(), leader, g.key, aMeasure())
	g.must(t, err)
	if diff := cmp.Diff([]string{"status unknown"}, problemsOf(t, g.Follow(t.Context(), leader, g.key, m.ID, "perfect", ""))); diff != "" {
		t.Error("status:", diff)
	}
	b := Key{g.key.School, "b"}
	if missing := problemsOf(t, g.Sign(t.Context(), leader, b, 0)); missing[0] != "release missing" {
		t.Errorf("signed without a release: %v", missing)
	}
	if c := g.ClosingOf(g.key); c.Revision != 2 { // the measure and its status
		t.Errorf("something that was refused was stored: revision %d", c.Revision)
	}
}

// Every change leaves one entry; one that is refused, or changes nothing, leaves none.
func TestEveryChangeIsInTheLog(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	m := g.whole(t)
	g.must(t, g.SetConclusion(t.Context(), leader, g.key, about("promote")), // stands there already
		g.Follow(t.Context(), leader, g.key, m.ID, Planned, ""), // as before, and nothing said
		g.Follow(t.Context(), leader, g.key, m.ID, Done, "Gjort."), g.Sign(t.Context(), leader, g.key, g.ClosingOf(g.key).Revision),
		g.ShareWithOwner(t.Context(), leader, g.key, true), g.ShareWithOwner(t.Context(), leader, g.key, true), g.ShareWithOwner(t.Context(), leader, g.key, false),
		g.Amend(t.Context(), leader, g.key, "Rettet."), g.RemoveMeasure(t.Context(), leader, g.key, m.ID))
	entries, err := audit.Open(g.folder.Record).Read(context.Background(), audit.Filter{Area: "closing"})
	g.must(t, err)
	var got []string
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		if e.School != string(g.key.School) || e.Account != "leader" {
			t.Errorf("%+v", e)
		}
		got = append(got, string(e.Action)+" "+e.Detail)
	}
	want := []string{
		"closing_prioritised phase=a component=uncover", "closing_measured phase=a component=uncover", "closing_followed phase=a component=uncover status=done",
		"closing_signed phase=a number=1", "closing_shared phase=a", "closing_withdrawn phase=a", "closing_amended phase=a number=1", "closing_measure_removed phase=a component=uncover",
	}
	if diff := cmp.Diff("closing_concluded phase=a component=promote", got[0]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, got[8:]); diff != "" { // after the conclusions about eight components
		t.Error(diff)
	}
}
