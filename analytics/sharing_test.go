package analytics

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tilstand/analytics/disclosure"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// leader is somebody at a school.
func leader(at time.Time) audit.By { return audit.AccountID("leader").At(at) }

// share decides, and fails the test where that is refused.
func (g *ground) share(t testing.TB, at time.Time, school programme.SchoolID, d surveys.Degree) {
	t.Helper()
	if err := g.Share(t.Context(), leader(at), school, d); err != nil {
		t.Fatal(err)
	}
}

// agree opens a wave that is to be shared.
func (g *ground) agree(t testing.TB, school programme.School, phase programme.PhaseKey, months int, d surveys.Degree, on string) surveys.Wave {
	t.Helper()
	opens := autumn.AddDate(0, months, 0)
	w, err := g.surv.OpenWave(t.Context(), leader(opens), surveys.WaveSpec{
		School: school.ID, Phase: phase, Instrument: surveys.StateSurvey, Counts: staff, OpensAt: opens, ClosesAt: opens.AddDate(0, 0, 14), Share: d, ShareOn: on,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (g *ground) released(t testing.TB, w surveys.Wave) surveys.Wave {
	t.Helper()
	g.answer(t, w, 1, 21, around(4))
	g.closed(t, w)
	return w
}

func TestSharingIsKept(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	if g.SharedWithOwner(g.school.ID) != surveys.SharesNothing {
		t.Error("a school shares before it has decided to")
	}
	for _, want := range []surveys.Degree{surveys.SharesAll, surveys.SharesAll, surveys.SharesComponents, surveys.SharesNothing, surveys.SharesAll} {
		g.share(t, autumn, g.school.ID, want)
		if got := g.SharedWithOwner(g.school.ID); got != want {
			t.Errorf("shares %v, want %v", got, want)
		}
		g.reopen(t)
		if got := g.SharedWithOwner(g.school.ID); got != want {
			t.Errorf("after a restart it shares %v, want %v", got, want)
		}
	}
	if n := g.rows(t, g.folder.Record, "owner_sharing", ""); n != 4 {
		t.Errorf("%d decisions are kept, want 4: what changes nothing is none", n)
	}
	if n := g.rows(t, g.folder.Record, "audit_log", "where action in ($1, $2) and school_id = $3 and owner_id = $4 and account = 'leader'",
		string(audit.SharingGiven), string(audit.SharingWithdrawn), string(g.school.ID), string(g.owner.ID)); n != 4 {
		t.Errorf("%d decisions are in the log, want 4", n)
	}
	if err := g.Share(t.Context(), leader(autumn), "x", surveys.SharesAll); !errors.Is(err, ErrNotFound) {
		t.Errorf("share an unknown school: %v, want ErrNotFound", err)
	}
}

// What an owner was let to see is of no concern to the next one, until the school decides anew.
func TestANewOwnerStartsWithNothing(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.released(t, g.agree(t, g.school, "a", 0, surveys.SharesAll, "2026-12-01"))
	g.share(t, autumn, g.school.ID, surveys.SharesAll)
	sc, err := g.prog.School(g.school.ID)
	if err != nil {
		t.Fatal(err)
	}
	with := func(owner programme.OwnerID) sharing {
		sc.Owner = owner
		return g.sharingWith(sc)
	}
	if sh := with("another"); sh.all != surveys.SharesNothing || len(sh.history) != 1 {
		t.Errorf("another owner has %+v; want nothing, and the history of the school", sh)
	}
	sh := with(g.owner.ID).after(SharingEvent{Owner: "another", Act: Decided, Degree: surveys.SharesComponents})
	if sh.all != surveys.SharesComponents || sh.owner != "another" {
		t.Errorf("after deciding anew: %+v", sh)
	}
	if back := sh.after(SharingEvent{Owner: g.owner.ID, Act: Agreed, Wave: "w", Degree: surveys.SharesComponents}); back.all != surveys.SharesNothing || back.of("w") != surveys.SharesComponents {
		t.Errorf("back with the first owner: %+v; want the one wave", back)
	}
}

// What was agreed takes effect by itself on its day, for its wave, once; and not before the wave is released.
func TestAnAgreementTakesEffectOnItsDay(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	earlier := g.released(t, g.ask(t, g.school, "prep", 0, surveys.StateSurvey, staff...))
	w := g.released(t, g.agree(t, g.school, "a", 1, surveys.SharesComponents, "2026-12-01"))
	eve := time.Date(2026, 11, 30, 22, 59, 0, 0, time.UTC) // 23:59 in Norway
	day := eve.Add(time.Minute)
	tick := func(now time.Time) {
		t.Helper()
		if err := g.CloseDue(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	tick(eve)
	if got := g.SharedWithOwner(g.school.ID); got != surveys.SharesNothing || g.Agreed(w) == nil {
		t.Fatalf("the evening before, %v is shared", got)
	}
	g.reopen(t)
	tick(day.AddDate(0, 0, 3)) // the service was down on the day
	for wave, want := range map[surveys.WaveID]surveys.Degree{earlier.ID: surveys.SharesNothing, w.ID: surveys.SharesComponents} {
		one, err := g.surv.Wave(wave)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.degreeOf(one); got != want {
			t.Errorf("of wave %s %v is shared, want %v", one.Phase, got, want)
		}
	}
	v := g.ownersView(t)
	if len(v.Waves) != 1 || v.Now.ID != w.ID || v.Overall == nil || len(v.Overall.Earlier) != 0 || !v.WithoutItems {
		t.Errorf("the owner sees %d waves; want the one that was agreed, and nothing of the one before", len(v.Waves))
	}
	if n := g.rows(t, g.folder.Record, "audit_log", "where action = $1 and account = $2 and subject = $3", string(audit.SharingAgreed), string(audit.Service), string(w.ID)); n != 1 {
		t.Errorf("%d entries in the log, want 1 of the service", n)
	}

	g.share(t, day, g.school.ID, surveys.SharesNothing)
	tick(day.AddDate(0, 0, 4))
	g.reopen(t)
	tick(day.AddDate(0, 0, 5))
	if got := g.SharedWithOwner(g.school.ID); got != surveys.SharesNothing {
		t.Errorf("after withdrawal %v is shared: the agreement took effect again", got)
	}
}

func TestAnAgreementIsCalledOff(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]func(g *ground, w surveys.Wave) error{
		"by itself": func(g *ground, w surveys.Wave) error { return g.CallOffAgreement(t.Context(), leader(autumn), w.ID) },
		"with all": func(g *ground, w surveys.Wave) error {
			return g.Share(t.Context(), leader(autumn), w.School, surveys.SharesNothing)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			w := g.released(t, g.agree(t, g.school, "a", 0, surveys.SharesAll, "2026-12-01"))
			if err := off(g, w); err != nil {
				t.Fatal(err)
			}
			g.reopen(t)
			if err := g.CloseDue(t.Context(), autumn.AddDate(1, 0, 0)); err != nil {
				t.Fatal(err)
			}
			if got := g.SharedWithOwner(g.school.ID); got != surveys.SharesNothing || g.Agreed(w) != nil {
				t.Errorf("%v is shared", got)
			}
			if err := g.CallOffAgreement(t.Context(), leader(autumn), w.ID); !errors.Is(err, ErrNotFound) {
				t.Errorf("called off again: %v; want ErrNotFound", err)
			}
			state, err := g.Sharing(g.school.ID)
			if err != nil || len(state.History) != 1 || state.History[0].Act != CalledOff || len(state.Pending) != 0 {
				t.Errorf("the history says %+v, %v", state, err)
			}
		})
	}
}

// What is agreed makes nothing less, and what is decided afterwards holds for all.
func TestAnAgreementNeverSharesLess(t *testing.T) {
	t.Parallel()
	event := func(act Act, wave surveys.WaveID, d surveys.Degree) SharingEvent {
		return SharingEvent{Owner: "o", Act: act, Wave: wave, Degree: d}
	}
	all, some, none := surveys.SharesAll, surveys.SharesComponents, surveys.SharesNothing
	for name, c := range map[string]struct {
		events       []SharingEvent
		wave, others surveys.Degree
	}{
		"agreed alone":           {[]SharingEvent{event(Agreed, "w", all)}, all, none},
		"less than shared":       {[]SharingEvent{event(Decided, "", all), event(Agreed, "w", some)}, all, all},
		"more than shared":       {[]SharingEvent{event(Decided, "", some), event(Agreed, "w", all)}, all, some},
		"then less of all":       {[]SharingEvent{event(Agreed, "w", all), event(Decided, "", some)}, some, some},
		"then nothing":           {[]SharingEvent{event(Agreed, "w", all), event(Decided, "", none)}, none, none},
		"called off, all shared": {[]SharingEvent{event(Decided, "", all), event(CalledOff, "w", none)}, all, all},
	} {
		var sh sharing
		for _, e := range c.events {
			sh = sh.after(e)
		}
		if sh.of("w") != c.wave || sh.of("x") != c.others {
			t.Errorf("%s: of the wave %v and of others %v; want %v and %v", name, sh.of("w"), sh.of("x"), c.wave, c.others)
		}
	}
}

func (g *ground) ownersView(t testing.TB) *SchoolView {
	t.Helper()
	v, err := g.SchoolForOwner(Query{School: g.school.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Every degree shows what it says, in each of the views that an owner has.
func TestWhatAnOwnerSees(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for _, asked := range []string{surveys.StateSurvey, surveys.MappingSurvey} {
		g.released(t, g.ask(t, g.school, "a", 0, asked, staff...))
	}
	own, err := g.School(Query{School: g.school.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	item := Query{School: g.school.Orgnr, Item: surveys.ItemID(strings.TrimPrefix(string(own.Items[0].Measure), "item:"))}

	if _, err := g.SchoolForOwner(Query{School: g.school.Orgnr}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a school that shares nothing: %v; want ErrNotFound", err)
	}
	g.share(t, autumn, g.school.ID, surveys.SharesComponents)
	v := g.ownersView(t)
	if !v.Overall.Now.Equal(own.Overall.Now) || len(v.Rows) != len(own.Rows) || len(v.Groups) != len(own.Groups) || len(v.Mapping.Rows) != len(own.Mapping.Rows) {
		t.Error("components, constructs and groups are not those of the school")
	}
	if len(v.Items)+len(v.Alone)+len(v.Mapping.Items)+len(v.Mapping.Alone) > 0 || !v.WithoutItems || !v.Mapping.WithoutItems {
		t.Error("items are shown to an owner with whom components are shared")
	}
	if _, err := g.ItemForOwner(item); !errors.Is(err, ErrNotFound) {
		t.Errorf("an item: %v; want ErrNotFound", err)
	}
	g.share(t, autumn, g.school.ID, surveys.SharesAll)
	if v := g.ownersView(t); len(v.Items) != len(own.Items) || len(v.Mapping.Items) != len(own.Mapping.Items) || v.WithoutItems {
		t.Error("not all items are shown to an owner with whom all is shared")
	}
	if _, err := g.ItemForOwner(item); err != nil {
		t.Errorf("an item: %v", err)
	}
}

// An excerpt without items has no figure of one, and leaves none when indices are subtracted from each other.
func TestAnExcerptTellsOfNoItem(t *testing.T) {
	t.Parallel()
	cell := func(n int) Cell { return shown(Estimate{N: n}) }
	measure := func(key string, kind MeasureKind, items ...surveys.ItemID) Measure {
		return Measure{Key: MeasureKey(key), Kind: kind, Items: items}
	}
	r := &Release{
		Groups: []Group{{Key: TotalGroup}, {Key: "teachers"}},
		Measures: []Measure{
			measure("overall", Overall, "a", "b", "c", "d", "e", "f"),
			measure("component:two", ComponentMeasure, "a", "b"),
			measure("component:one", ComponentMeasure, "c"),       // an item by another name
			measure("component:rest", ComponentMeasure, "d", "e"), // overall without both is c and f
			measure("construct:but", ConstructMeasure, "a", "b", "d"),
			measure("item:a", ItemMeasure, "a"), measure("item:c", ItemMeasure, "c"),
		},
		Alone: []AloneFigure{{Item: "z"}},
	}
	for i := range len(r.Measures) * len(r.Groups) {
		r.Figures = append(r.Figures, Figure{r.Measures[i/2].Key, r.Groups[i%2].Key, cell(i)})
	}
	cut, err := r.withoutItems()
	if err != nil {
		t.Fatal(err)
	}
	want := map[MeasureKey]State{"overall": Value, "component:two": Value, "component:one": Hidden, "component:rest": Value, "construct:but": Hidden, "item:a": NotAsked, "item:c": NotAsked}
	for key, state := range want {
		for _, g := range r.Groups {
			if got := cut.Cell(key, g.Key); got.State() != state {
				t.Errorf("%s of %s is %v, want %v", key, g.Key, got.State(), state)
			}
		}
	}
	if len(cut.Alone) != 0 || !cut.Itemless() || r.Itemless() || len(r.Alone) != 1 {
		t.Error("the excerpt has items, or the release has lost its own")
	}
	document, err := json.Marshal(cut)
	if err != nil || strings.Contains(string(document), `"item:`) {
		t.Errorf("the document names items (%v)", err)
	}
	var out [][]int
	for _, m := range cut.Measures {
		if cut.Cell(m.Key, TotalGroup).State() == Value {
			set := []int{}
			for _, item := range m.Items {
				set = append(set, int(item[0]-'a'))
			}
			out = append(out, set)
		}
	}
	for item := range 6 { // an item that could be told would be admitted as following from the others
		units := disclosure.Units{Min: oneItem, Unit: []int{0, 1, 2, 3, 4, 5}}
		if admitted, err := units.Admit(out, [][]int{{item}}); err != nil || admitted[0] {
			t.Errorf("item %c follows from the indices (%v)", 'a'+item, err)
		}
	}
}

// Whoever answers one item for another in the same component changes no component, and so nothing that is shared without items.
func TestWhatItemsSayIsNotInComponents(t *testing.T) {
	t.Parallel()
	shown := func(turn int) string {
		g := newGround(t)
		g.share(t, autumn, g.school.ID, surveys.SharesComponents)
		w := g.ask(t, g.school, "a", 0, surveys.StateSurvey, staff...)
		in := g.surv.InstrumentOf(w)
		place, size := map[int]int{}, map[int]int{} // of an item in its component, and how many that has
		byComponent := map[programme.ComponentKey][]int{}
		for i, item := range in.Items() {
			construct, _ := in.Construct(item.Construct)
			byComponent[construct.Component] = append(byComponent[construct.Component], i)
		}
		for _, items := range byComponent {
			for p, i := range items {
				place[i], size[i] = p, len(items)
			}
		}
		g.answer(t, w, 1, 24, func(person, item int) int {
			return 2 + person%2 + min((place[item]+turn)%size[item], 2)
		})
		g.closed(t, w)
		v, err := g.SchoolForOwner(Query{School: g.school.Orgnr})
		o, errO := g.OwnerView(Query{Owner: g.owner.Orgnr})
		if err != nil || errO != nil {
			t.Fatal(err, errO)
		}
		own, err := g.School(Query{School: g.school.Orgnr})
		if err != nil || len(own.Items) == 0 {
			t.Fatal(err)
		}
		a, errA := json.Marshal(v)
		b, errB := json.Marshal(o)
		c, errC := json.Marshal(own.Items)
		if errA != nil || errB != nil || errC != nil {
			t.Fatal(errA, errB, errC)
		}
		ids := strings.NewReplacer(string(v.Now.ID), "wave", string(v.Now.Release), "release", string(g.school.ID), "school", string(g.owner.ID), "owner")
		return fmt.Sprintf("%s\n%s\n=====\n%s", ids.Replace(string(a)), ids.Replace(string(b)), c)
	}
	before, items, _ := strings.Cut(shown(0), "=====")
	after, turned, _ := strings.Cut(shown(1), "=====")
	if items == turned {
		t.Error("the answers to items are the same: nothing was tested")
	}
	if before != after {
		t.Errorf("an owner who sees components can tell which item was answered how:\n%s\n%s", before, after)
	}
}

// A link's excerpt is of its releases alone: no earlier wave, no group, no item that was not asked for, and no survey of another kind, school or audience.
func TestExcerpt(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	earlier := g.released(t, g.ask(t, g.school, "prep", 0, surveys.StateSurvey, staff...))
	state := g.released(t, g.ask(t, g.school, "a", 1, surveys.StateSurvey, staff...))
	mapping := g.released(t, g.ask(t, g.school, "a", 1, surveys.MappingSurvey, staff...))
	view := func(x Excerpt) *SchoolView {
		t.Helper()
		x.School = g.school.ID
		v, err := g.Excerpt(x)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	own, err := g.School(Query{School: g.school.Orgnr})
	if err != nil {
		t.Fatal(err)
	}
	v := view(Excerpt{State: state.ID})
	if len(v.Waves) != 1 || v.Now.ID != state.ID || v.Mapping != nil || len(v.Groups)+len(v.Items)+len(v.Alone)+len(v.Before) > 0 || !v.WithoutItems || !v.Overall.Now.Equal(own.Overall.Now) {
		t.Errorf("of the state survey: %d waves, %d groups, %d items, mapping %v", len(v.Waves), len(v.Groups), len(v.Items), v.Mapping)
	}
	for _, row := range append(v.Rows, *v.Overall) {
		if len(row.Earlier)+len(row.Changes) > 0 || row.Trend != nil {
			t.Errorf("%s is held against other waves", row.Measure)
		}
	}
	if v := view(Excerpt{State: earlier.ID}); v.Now.ID != earlier.ID {
		t.Errorf("of an earlier wave: %s", v.Now.ID)
	}
	if v := view(Excerpt{State: state.ID, Mapping: mapping.ID, Items: true}); len(v.Items) != len(own.Items) || v.Mapping == nil || len(v.Mapping.Items) != len(own.Mapping.Items) || len(v.Mapping.Groups) > 0 {
		t.Error("of both with items: not all is there, or more")
	}
	if v := view(Excerpt{Mapping: mapping.ID}); v.Now != nil || v.Mapping == nil || len(v.Mapping.Items) > 0 {
		t.Error("of the mapping survey: not that alone")
	}
	stranger := g.newSchool(t, "Ås skole")
	open := g.ask(t, stranger, "a", 2, surveys.StateSurvey, staff...)
	if err := g.Void(t.Context(), leader(autumn.AddDate(0, 4, 0)), earlier.ID); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]Excerpt{
		"nothing":                      {School: g.school.ID},
		"another school's":             {School: stranger.ID, State: state.ID},
		"mapping as state":             {School: g.school.ID, State: mapping.ID},
		"open":                         {School: stranger.ID, State: open.ID},
		"withdrawn":                    {School: g.school.ID, State: earlier.ID},
		"no wave":                      {School: g.school.ID, State: "x"},
		"of a school that isn't there": {School: "x", State: state.ID},
	} {
		if _, err := g.Excerpt(x); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v; want ErrNotFound", name, err)
		}
	}
}
