package surveys

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
)

// revised is the next version of the built-in state survey, edited.
func revised(t testing.TB, version int, edit func(*Instrument)) *Instrument {
	t.Helper()
	in, _ := Builtin(StateSurvey)
	own := new(Instrument)
	if err := json.Unmarshal(in.canonical(), own); err != nil {
		t.Fatal(err)
	}
	own.Version = version
	edit(own)
	return own
}

// reword gives an item another text.
func reword(section, item int, nb string) func(*Instrument) {
	return func(in *Instrument) {
		in.Sections[section].Items[item].Text = i18n.Text{"nb": nb, "nn": nb, "en": nb}
	}
}

const leader = audit.Operator

func (g *ground) draftOf(t testing.TB, in *Instrument) LibraryEntry {
	t.Helper()
	e, err := g.SaveDraft(t.Context(), leader.At(now), in)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (g *ground) publish(t testing.TB, in *Instrument, declared ...Declaration) LibraryEntry {
	t.Helper()
	g.draftOf(t, in)
	e, err := g.Publish(t.Context(), leader.At(now), in.Key, in.Version, declared)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// shelf names what is in the library.
func (g *ground) shelf() []string {
	var names []string
	for _, e := range g.Instruments() {
		names = append(names, fmt.Sprintf("%s %d %s", e.Key, e.Version, e.State))
	}
	return names
}

func TestTheProductsInstrumentsAreInTheLibraryFromTheStart(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for _, in := range BuiltinInstruments() {
		e, err := g.Instrument(in.Key, in.Version)
		if err != nil || e.State != Published || !e.Builtin || e.Hash() != in.Hash() {
			t.Errorf("%s %d: %+v, %v", in.Key, in.Version, e.State, err)
		}
	}
	if _, err := g.Instrument(StateSurvey, 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
}

// A version goes from draft to published to retired and back; everything survives a restart, and a new wave asks the newest that is published.
func TestLifeOfAVersion(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	builtin := g.shelf()
	with := func(state LibraryState) []string {
		all := append(slices.Clone(builtin), fmt.Sprintf("%s 2 %s", StateSurvey, state))
		slices.Sort(all)
		return all
	}
	asks := func(version int) {
		t.Helper()
		if in, ok := g.InstrumentInUse(StateSurvey); !ok || in.Version != version {
			t.Errorf("new waves ask version %d, want %d", in.Version, version)
		}
	}
	check := func(want []string) {
		t.Helper()
		for range 2 { // as it is, and as it is read anew
			if diff := cmp.Diff(want, g.shelf()); diff != "" {
				t.Errorf("library (-want +got):\n%s", diff)
			}
			g.reopen(t)
		}
	}
	typo := revised(t, 2, reword(0, 0, "En rettet skrivefeil?"))
	first := g.draftOf(t, revised(t, 2, reword(0, 0, "Et forsøk?")))
	second := g.draftOf(t, typo) // a draft may be replaced
	if first.Hash() == second.Hash() {
		t.Error("the draft was not replaced")
	}
	check(with(Draft))
	asks(1)
	if err := g.Discard(t.Context(), leader.At(now), StateSurvey, 2); err != nil {
		t.Error(err)
	}
	check(builtin)
	g.publish(t, typo, Declaration{typo.Sections[0].Items[0].ID, SameMeaning})
	check(with(Published))
	asks(2)
	if _, err := g.Retire(t.Context(), leader.At(now), StateSurvey, 2); err != nil {
		t.Error(err)
	}
	check(with(Retired))
	asks(1)
	later := now.Add(time.Hour)
	if _, err := g.Restore(t.Context(), audit.AccountID("somebody else").At(later), StateSurvey, 2); err != nil {
		t.Error(err)
	}
	check(with(Published))
	asks(2)
	e, _ := g.Instrument(StateSurvey, 2)
	if !e.PublishedAt.Equal(now) || e.PublishedBy != leader || !e.ChangedAt.Equal(later) || e.ChangedBy != "somebody else" || e.Hash() != typo.Hash() {
		t.Errorf("after a restart: %+v", e)
	}
}

// Rule 4: from its publication on nothing of a version can be changed, whoever asks and however.
func TestAPublishedVersionIsImmutable(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	item := revised(t, 2, func(*Instrument) {}).Sections[0].Items[0].ID
	g.publish(t, revised(t, 2, reword(0, 0, "Ny ordlyd?")), Declaration{item, NewMeaning})
	w := g.wave(t)
	g.submit(t, g.answer(w, 1))
	asked := g.InstrumentOf(w).Hash()
	if w.InstrumentVersion != 2 || w.InstrumentHash != asked {
		t.Fatalf("the wave asks version %d (%s)", w.InstrumentVersion, w.InstrumentHash)
	}

	for name, edit := range map[string]func(*Instrument){
		"text":      reword(0, 0, "Enda en ordlyd?"),
		"order":     func(in *Instrument) { items := in.Sections[0].Items; items[0], items[1] = items[1], items[0] },
		"direction": func(in *Instrument) { in.Sections[0].Items[1].Reverse = true },
		"label":     func(in *Instrument) { in.Scales["extent"].Steps[0].Label["nb"] = "Aldri" },
		"title":     func(in *Instrument) { in.Title["en"] = "Another title" },
	} {
		if _, err := g.SaveDraft(t.Context(), leader.At(now), revised(t, 2, edit)); !errors.Is(err, ErrFrozen) {
			t.Errorf("another %s: %v, want ErrFrozen", name, err)
		}
	}
	for _, version := range []int{1, 2} {
		if _, err := g.Publish(t.Context(), leader.At(now), StateSurvey, version, nil); !errors.Is(err, ErrState) {
			t.Errorf("published again: %v", err)
		}
		if err := g.Discard(t.Context(), leader.At(now), StateSurvey, version); !errors.Is(err, ErrState) {
			t.Errorf("discarded: %v", err)
		}
	}
	if _, err := g.Retire(t.Context(), leader.At(now), StateSurvey, 2); err != nil {
		t.Fatal(err)
	}
	if _, err := g.SaveDraft(t.Context(), leader.At(now), revised(t, 2, reword(0, 1, "Ny ordlyd?"))); !errors.Is(err, ErrFrozen) {
		t.Errorf("a retired version: %v, want ErrFrozen", err)
	}
	g.submit(t, g.answer(w, 2)) // what is under way goes on
	g.reopen(t)
	g.finish(t, w)
	if got := g.InstrumentOf(w).Hash(); got != asked {
		t.Errorf("asked with %s, now %s", asked, got)
	}
	e, _ := g.Instrument(StateSurvey, 2)
	if diff := cmp.Diff([]Declaration{{item, NewMeaning}}, e.Succession.Declared); diff != "" {
		t.Errorf("what was declared has changed (-want +got):\n%s", diff)
	}
	for _, document := range rows[string](t, g.folder.Record, "select distinct hash from instrument where key = ? and version = 2", StateSurvey) {
		if document != asked {
			t.Errorf("the record also holds %s", document)
		}
	}
}

// What was tampered with in the file is not opened as if nothing had happened.
func TestATamperedInstrumentIsRefused(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.wave(t)
	err := g.folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		_, err := tx.Exec("update instrument set document = replace(document, 'skolen', 'skulen')")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), g.folder, g.prog); !errors.Is(err, ErrFrozen) {
		t.Errorf("opened with %v, want ErrFrozen", err)
	}
}

func TestWhatMayBecomeADraft(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	same, err := g.SaveDraft(t.Context(), leader.At(now), revised(t, 1, func(*Instrument) {}))
	if err != nil || same.State != Published {
		t.Errorf("the very same content: %s, %v", same.State, err)
	}
	g.publish(t, revised(t, 3, func(*Instrument) {}))
	for name, test := range map[string]struct {
		in   *Instrument
		want error
	}{
		"the number of a published version": {revised(t, 1, reword(0, 0, "?")), ErrFrozen},
		"a number below":                    {revised(t, 2, reword(0, 0, "?")), ErrNotNewer},
		"another kind":                      {revised(t, 4, func(in *Instrument) { in.Kind = MappingInstrument }), ErrOtherKind},
		"other people":                      {revised(t, 4, func(in *Instrument) { in.Audience = Parents }), ErrOtherAudience},
	} {
		if _, err := g.SaveDraft(t.Context(), leader.At(now), test.in); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

// Publishing checks the whole once more: a translation that is missing stops it, and so does a component that the programme does not have.
func TestPublishRefusesWhatIsNotWhole(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*Instrument){
		"no nynorsk":        func(in *Instrument) { delete(in.Sections[1].Items[0].Text, "nn") },
		"no English label":  func(in *Instrument) { delete(in.Scales["extent"].Steps[2].Label, "en") },
		"foreign component": func(in *Instrument) { in.Components[0], in.Constructs[0].Component = "joy", "joy" },
		"two items, one id": func(in *Instrument) { in.Sections[0].Items[1].ID = in.Sections[0].Items[0].ID },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			g.draftOf(t, revised(t, 2, edit))
			_, err := g.Publish(t.Context(), leader.At(now), StateSurvey, 2, nil)
			if _, ok := errors.AsType[*InstrumentFaults](err); !ok {
				t.Errorf("published with %v", err)
			}
			if e, _ := g.Instrument(StateSurvey, 2); e.State != Draft {
				t.Errorf("it is %s", e.State)
			}
		})
	}
}

// A wave cannot be opened with an instrument of which every version is retired, and the reason is said.
func TestRetiredInstrumentOpensNoWave(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	if _, err := g.Retire(t.Context(), leader.At(now), StateSurvey, 1); err != nil {
		t.Fatal(err)
	}
	g.submit(t, g.answer(w, 1))
	g.finish(t, w)
	_, err := g.OpenWave(t.Context(), audit.Console.At(now), g.spec())
	if diff := cmp.Diff([]Problem{{"instrument", "retired"}}, problemsOf(t, err)); diff != "" {
		t.Error(diff)
	}
	g.reopen(t)
	if e, _ := g.Instrument(StateSurvey, 1); e.State != Retired || !e.Builtin {
		t.Errorf("after a restart: %s, built in %t", e.State, e.Builtin)
	}
	if _, err := g.Restore(t.Context(), leader.At(now), StateSurvey, 1); err != nil {
		t.Fatal(err)
	}
	g.wave(t)
}

// Of every reworded item that could go on, one thing must be declared; of no other anything.
func TestDeclarationsAreComplete(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	in := revised(t, 2, func(in *Instrument) {
		reword(0, 0, "Ny ordlyd?")(in)
		reword(0, 1, "Også ny?")(in)
		in.Sections[0].Items[1].Reverse = true // its series ends anyhow
	})
	g.draftOf(t, in)
	first, second, third := in.Sections[0].Items[0].ID, in.Sections[0].Items[1].ID, in.Sections[0].Items[2].ID
	for name, declared := range map[string][]Declaration{
		"nothing":           nil,
		"no such meaning":   {{first, "perhaps"}},
		"one too many":      {{first, SameMeaning}, {second, SameMeaning}},
		"of an unchanged":   {{first, SameMeaning}, {third, NewMeaning}},
		"of another":        {{second, SameMeaning}},
		"twice, and at odd": {{first, SameMeaning}, {first, NewMeaning}},
	} {
		if _, err := g.Publish(t.Context(), leader.At(now), StateSurvey, 2, declared); !errors.Is(err, ErrUndeclared) {
			t.Errorf("%s: %v, want ErrUndeclared", name, err)
		}
	}
	if _, err := g.Publish(t.Context(), leader.At(now), StateSurvey, 2, []Declaration{{first, SameMeaning}}); err != nil {
		t.Error(err)
	}
}

// The series of a reworded item goes on over any number of versions as long as each step was declared, and ends at the first that was not.
func TestSeriesFollowsDeclarations(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	item := revised(t, 2, func(*Instrument) {}).Sections[0].Items[0].ID
	g.publish(t, revised(t, 2, reword(0, 0, "Andre ordlyd?")), Declaration{item, SameMeaning})
	g.publish(t, revised(t, 4, reword(0, 0, "Tredje ordlyd?")), Declaration{item, SameMeaning})
	g.publish(t, revised(t, 5, reword(0, 0, "Fjerde ordlyd?")), Declaration{item, NewMeaning})
	g.publish(t, revised(t, 6, func(*Instrument) {}), Declaration{item, NewMeaning}) // as it was at first, to the letter
	for range 2 {
		for _, test := range []struct {
			from, to int
			want     Break
		}{{1, 2, ""}, {1, 4, ""}, {2, 4, ""}, {4, 5, BreakWording}, {1, 5, BreakWording}, {1, 6, ""}, {5, 6, BreakWording}} {
			from, _ := g.Instrument(StateSurvey, test.from)
			to, _ := g.Instrument(StateSurvey, test.to)
			if got := BreakBetween(from.Instrument, to.Instrument, item); got != test.want {
				t.Errorf("from version %d to %d: %q, want %q", test.from, test.to, got, test.want)
			}
			if got := BreakBetween(to.Instrument, from.Instrument, item); got != test.want {
				t.Errorf("from version %d to %d, the other way round: %q", test.from, test.to, got)
			}
			if next := to.Sections[0].Items[1].ID; !SameMeasure(from.Instrument, to.Instrument, next) {
				t.Errorf("from version %d to %d: the item beside it does not go on", test.from, test.to)
			}
		}
		g.reopen(t)
	}
}

// A kill between two rows cannot be told from no kill: a version is one row. What was not stored is not in memory either.
func TestAFailedChangeChangesNothing(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	in := revised(t, 2, func(*Instrument) {})
	g.draftOf(t, in)
	g.folder.Record.Close(t.Context())
	if _, err := g.Publish(t.Context(), leader.At(now), StateSurvey, 2, nil); err == nil {
		t.Error("published into a closed file")
	}
	if e, _ := g.Instrument(StateSurvey, 2); e.State != Draft {
		t.Errorf("it is %s", e.State)
	}
}
