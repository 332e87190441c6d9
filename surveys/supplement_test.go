package surveys

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

func words(text string) i18n.Text {
	return i18n.Text{"nb": text, "nn": text + " (nn)", "en": text + " (en)"}
}

// onScale is a local item on the scale of agreement.
func onScale(text string) LocalItem {
	scale := localWords().Scales["agreement"]
	return LocalItem{Text: words(text), Scale: &scale}
}

func choice(kind ItemType, text string, options ...string) LocalItem {
	item := LocalItem{Type: kind, Text: words(text)}
	for _, o := range options {
		item.Options = append(item.Options, Option{Label: words(o)})
	}
	return item
}

func (g *ground) ownSupplement(items ...LocalItem) Supplement {
	return Supplement{SupplementKey: SupplementKey{programme.ScopeSchool, string(g.school.ID), StateSurvey}, Items: items}
}

func (g *ground) ownersSupplement(items ...LocalItem) Supplement {
	return Supplement{SupplementKey: SupplementKey{programme.ScopeOwner, string(g.school.Owner), StateSurvey}, Items: items}
}

func (g *ground) saveLocal(t testing.TB, s Supplement) Supplement {
	t.Helper()
	saved, err := g.SaveSupplement(t.Context(), leader.At(now), s)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func TestASupplementIsStoredInRevisions(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	first := g.saveLocal(t, g.ownSupplement(onScale("  Er rommene\tgode? "), choice(MultipleChoice, "Hva trengs?", "Tid", "Rom")))
	if got := first.Items[0].Text["nb"]; got != "Er rommene gode?" {
		t.Errorf("stored as %q", got)
	}
	for _, item := range first.Items {
		if !strings.HasPrefix(string(item.ID), LocalPrefix) {
			t.Errorf("an item is called %q", item.ID)
		}
	}
	g.reopen(t)
	if diff := cmp.Diff(first, g.Supplement(first.SupplementKey)); diff != "" {
		t.Errorf("after a restart (-want +got):\n%s", diff)
	}

	second := first
	second.Items = []LocalItem{first.Items[1], onScale("Er rommene store?")}
	second = g.saveLocal(t, second)
	if second.Items[0].ID != first.Items[1].ID || second.Items[1].ID == first.Items[0].ID {
		t.Errorf("ids %v, then %v: a moved question keeps its id, a changed one does not", ids(first), ids(second))
	}
	if current, err := g.SaveSupplement(t.Context(), leader.At(now), first); !errors.Is(err, ErrChanged) || current.Revision != second.Revision {
		t.Errorf("an edit of an older revision: %v", err)
	}
	stranger := second
	stranger.ID = "nobody"
	if _, err := g.SaveSupplement(t.Context(), leader.At(now), stranger); !errors.Is(err, ErrNotFound) {
		t.Errorf("local items of nobody: %v", err)
	}
	second.Items = nil
	g.saveLocal(t, second)
	g.reopen(t)
	if left := g.Supplement(second.SupplementKey); len(left.Items) != 0 || left.Revision != 3 {
		t.Errorf("removed items are back: %+v", left)
	}
}

func ids(s Supplement) (ids []ItemID) {
	for _, item := range s.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

// What a wave asks stays what it was opened with. The published instrument, its hash and its place in the library are untouched.
func TestAWaveKeepsTheLocalItemsItWasOpenedWith(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	core, _ := g.InstrumentInUse(StateSurvey)
	shelf, hash := g.shelf(), core.Hash()
	owners := g.saveLocal(t, g.ownersSupplement(onScale("Får dere hjelp av kommunen?")))
	own := g.saveLocal(t, g.ownSupplement(choice(SingleChoice, "Hvor ofte møtes dere?", "Ukentlig", "Sjeldnere"), choice(MultipleChoice, "Hva trengs?", "Tid", "Rom", "Folk")))

	preview, err := g.Plan(now, g.spec())
	if err != nil {
		t.Fatal(err)
	}
	w := g.wave(t)
	if diff := cmp.Diff(preview.Instrument.Sections, g.InstrumentOf(w).Sections); diff != "" {
		t.Errorf("asked otherwise than planned (-planned +asked):\n%s", diff)
	}
	if w.InstrumentHash != hash || w.InstrumentVersion != core.Version {
		t.Errorf("the wave asks version %d with hash %s, want the published one", w.InstrumentVersion, w.InstrumentHash)
	}
	check := func() {
		t.Helper()
		in := g.InstrumentOf(w)
		if diff := cmp.Diff(core.Variables(), in.Variables()[:len(core.Variables())]); diff != "" {
			t.Errorf("the instrument's own variables (-want +got):\n%s", diff)
		}
		var local []ItemID
		for _, section := range in.LocalSections() {
			for _, item := range section.Items {
				local = append(local, item.ID)
			}
		}
		if diff := cmp.Diff(append(ids(owners), ids(own)...), local); diff != "" {
			t.Errorf("local items (-want +got):\n%s", diff)
		}
		if in.Local(local[0]) != programme.ScopeOwner || in.Local(local[1]) != programme.ScopeSchool || in.Local(core.Items()[0].ID) != "" {
			t.Error("whose items they are is lost")
		}
		if diff := cmp.Diff(shelf, g.shelf()); diff != "" || core.Hash() != hash {
			t.Errorf("the library (-want +got):\n%s", diff)
		}
	}
	check()
	changed := own
	changed.Items = []LocalItem{onScale("Noe helt annet?")}
	g.saveLocal(t, changed)
	check()
	g.reopen(t)
	check()

	in := g.InstrumentOf(w)
	sub := g.answer(w, 4)
	sub.Answers[string(ids(owners)[0])], sub.Answers[string(ids(own)[0])], sub.Answers[string(ids(own)[1])] = "5", "2", "1 3"
	g.submit(t, sub)
	g.finish(t, w)
	codes := g.sealed(t, w)[0].Codes
	if got, want := codes[len(core.Variables()):], []int8{5, 2, 1, 0, 1}; !slices.Equal(got, want) || len(codes) != len(in.Variables()) {
		t.Errorf("sealed %v, want %v", got, want)
	}
}

// Nobody can change, hide, move or answer for an item of the instrument by what is put into a supplement.
func TestCoreItemsAreLocked(t *testing.T) {
	t.Parallel()
	core, _ := Builtin(StateSurvey)
	plain := Wave{}
	rapid.Check(t, func(t *rapid.T) {
		s := supplements(core).Draw(t, "supplement").tidy()
		if problems := s.problems(core, 0, nil); len(problems) > 0 {
			t.Fatal("the generator makes what is refused:", problems)
		}
		whole := LocalPartOf(s).After(core)
		if diff := cmp.Diff(core.Sections, whole.Sections[:len(core.Sections)]); diff != "" {
			t.Fatalf("the instrument's own sections (-want +got):\n%s", diff)
		}
		for key, scale := range core.Scales {
			if !sameScale(scale, whole.Scales[key]) {
				t.Fatalf("scale %q is another", key)
			}
		}
		sub := Submission{ID: SubmissionID(strings.Repeat("a", minSubmissionID)), Answers: map[string]string{}}
		for i, item := range core.Items() {
			sub.Answers[string(item.ID)] = fmt.Sprint(1 + i%5)
		}
		want, err := Check(plain, core, sub)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Check(plain, whole, sub)
		if err != nil || !slices.Equal(want.Codes, got.Codes[:len(want.Codes)]) {
			t.Fatalf("%v, %v: want %v first", got.Codes, err, want.Codes)
		}
		if len(whole.Items()) > MaxAsked || len(whole.Variables()) > 256 {
			t.Fatalf("%d items with %d variables", len(whole.Items()), len(whole.Variables()))
		}
	})
}

// supplements draws supplements that a spiteful form could send: with ids, keys and codes of the instrument's own.
func supplements(core *Instrument) *rapid.Generator[Supplement] {
	stolen := core.Items()[0].ID
	item := rapid.Custom(func(t *rapid.T) LocalItem {
		item := LocalItem{
			ID:   rapid.SampledFrom([]ItemID{"", stolen, "l_0123456789", "group"}).Draw(t, "id"),
			Type: rapid.SampledFrom([]ItemType{ScaleItem, SingleChoice, MultipleChoice}).Draw(t, "type"),
			Text: i18n.Text{"nb": rapid.StringMatching(`[a-zæøå]{1,30}`).Draw(t, "text")},
		}
		scale := rapid.SampledFrom(OfferedScales(core)).Draw(t, "scale").Scale
		item.Scale = &scale
		for n := range rapid.IntRange(MinOptions, MaxLocalOptions).Draw(t, "options") {
			item.Options = append(item.Options, Option{Code: 1, Key: string(stolen), Label: i18n.Text{"nb": fmt.Sprintf("Valg %d", n)}, Exclusive: n == 0})
		}
		return item
	})
	return rapid.Custom(func(t *rapid.T) Supplement {
		return Supplement{SupplementKey: SupplementKey{programme.ScopeSchool, "s", core.Key}, Items: rapid.SliceOfNDistinct(item, 0, MaxLocalItems, func(i LocalItem) string { return i.Text["nb"] }).Draw(t, "items")}
	})
}

func TestProblemsOfASupplement(t *testing.T) {
	t.Parallel()
	core, _ := Builtin(StateSurvey)
	longest, _ := Builtin(MappingSurvey)
	edited := func(item LocalItem, edit func(*LocalItem)) LocalItem {
		edit(&item)
		return item
	}
	many := make([]string, MaxLocalOptions+1)
	for i := range many {
		many[i] = fmt.Sprintf("Valg %d", i)
	}
	foreign := Scale{Steps: localWords().Scales["agreement"].Steps[:2]}
	for _, tt := range []struct {
		name  string
		in    *Instrument
		items []LocalItem
		want  []Problem
	}{
		{"nothing", core, nil, nil},
		{"bokmål alone", core, []LocalItem{edited(onScale("A?"), func(i *LocalItem) { i.Text = i18n.Text{"nb": "A?"} })}, nil},
		{"nynorsk alone", core, []LocalItem{edited(onScale("A?"), func(i *LocalItem) { i.Text = i18n.Text{"nn": "A?"} })}, nil},
		{"English alone", core, []LocalItem{edited(onScale("A?"), func(i *LocalItem) { i.Text = i18n.Text{"en": "A?"} })}, []Problem{{"items.0.text.nb", "missing"}}},
		{"no text", core, []LocalItem{edited(onScale(""), func(i *LocalItem) { i.Text = nil })}, []Problem{{"items.0.text.nb", "missing"}}},
		{"half in English", core, []LocalItem{edited(choice(SingleChoice, "A?", "a", "b"), func(i *LocalItem) { delete(i.Options[1].Label, "en") })}, []Problem{{"items.0.options.1.en", "incomplete"}}},
		{"another language", core, []LocalItem{edited(onScale("A?"), func(i *LocalItem) { i.Text = i18n.Text{"nb": "A?", "se": "A?"} })}, []Problem{{"items.0.text.se", "unknown"}}},
		{"a long text", core, []LocalItem{edited(onScale("A?"), func(i *LocalItem) { i.Text = i18n.Text{"nb": strings.Repeat("å", 241)} })}, []Problem{{"items.0.text.nb", "too_long_text"}}},
		{"a control character", core, []LocalItem{edited(onScale("A?"), func(i *LocalItem) { i.Text = i18n.Text{"nb": "A\x00?"} })}, []Problem{{"items.0.text.nb", "unreadable"}}},
		{"no scale", core, []LocalItem{edited(onScale("A?"), func(i *LocalItem) { i.Scale = nil })}, []Problem{{"items.0.scale", "missing"}}},
		{"a scale of one's own", core, []LocalItem{edited(onScale("A?"), func(i *LocalItem) { i.Scale = &foreign })}, []Problem{{"items.0.scale", "unknown"}}},
		{"free text", core, []LocalItem{edited(onScale("A?"), func(i *LocalItem) { i.Type = "text" })}, []Problem{{"items.0.type", "unknown"}}},
		{"one option", core, []LocalItem{choice(SingleChoice, "A?", "a")}, []Problem{{"items.0.options", "few_options"}}},
		{"eleven options", core, []LocalItem{choice(SingleChoice, "A?", many...)}, []Problem{{"items.0.options", "many_options"}}},
		{"an option twice", core, []LocalItem{edited(choice(MultipleChoice, "A?", "ja", "b"), func(i *LocalItem) { i.Options[1].Label = i18n.Text{"nb": "JA", "nn": "x", "en": "y"} })}, []Problem{{"items.0.options.1.nb", "twice"}}},
		{"a question twice", core, []LocalItem{onScale("A?"), onScale("A?")}, []Problem{{"items.1.text.nb", "twice"}}},
		{"six", core, []LocalItem{onScale("A?"), onScale("B?"), onScale("C?"), onScale("D?"), onScale("E?"), onScale("F?")}, []Problem{{"items", "many_items"}}},
		{"after the longest", longest, []LocalItem{onScale("A?"), onScale("B?"), onScale("C?"), onScale("D?"), onScale("E?")}, nil},
		{"no such instrument", nil, []LocalItem{onScale("A?")}, []Problem{{"instrument", "unknown"}}},
		{"a joint statement", &Instrument{Audience: Representatives}, nil, []Problem{{"instrument", "unknown"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := problemsOf(t, invalid(Supplement{Items: tt.items}.tidy().problems(tt.in, 0, nil)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// A new version of an instrument may leave no room for what fitted before.
func TestLocalItemsMustFitTheInstrumentInUse(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.saveLocal(t, g.ownSupplement(onScale("A?"), onScale("B?"), onScale("C?"), onScale("D?"), onScale("E?")))
	g.saveLocal(t, g.ownersSupplement(onScale("A?"), onScale("F?"), onScale("G?"), onScale("H?"), onScale("I?")))
	in := revised(t, 2, func(in *Instrument) {
		for n := range (MaxItems - len(in.Items())) / 4 {
			more := Section{Key: fmt.Sprintf("more_%d", n), Title: words("Mer")}
			for i, item := range in.Sections[0].Items[:4] {
				item.ID, item.Construct = ItemID(fmt.Sprintf("more_%d_%d", n, i)), ""
				more.Items = append(more.Items, item)
			}
			in.Sections = append(in.Sections, more)
		}
	})
	g.publish(t, in)
	_, err := g.Plan(now, g.spec())
	if diff := cmp.Diff([]Problem{{"instrument", "local_too_many"}}, problemsOf(t, err)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	less := g.Supplement(g.ownSupplement().SupplementKey)
	_, err = g.SaveSupplement(t.Context(), leader.At(now), less)
	if diff := cmp.Diff([]Problem{{"items", "no_room"}}, problemsOf(t, err)); diff != "" {
		t.Errorf("problems of a school beside its owner's (-want +got):\n%s", diff)
	}
	less.Items = less.Items[:MaxAsked-len(in.Items())-MaxLocalItems]
	g.saveLocal(t, less)
	if w := g.wave(t); len(g.InstrumentOf(w).Items()) != MaxAsked {
		t.Errorf("%d items", len(g.InstrumentOf(w).Items()))
	}
}

func TestInstrumentsLeaveTheNamesOfLocalItemsAlone(t *testing.T) {
	t.Parallel()
	in := revised(t, 2, func(in *Instrument) { in.Sections[0].Items[0].ID = "l_0123456789" })
	_, err := ParseInstrument(in.canonical())
	if err == nil || !strings.Contains(err.Error(), "schools add themselves") {
		t.Errorf("got %v", err)
	}
}

// The texts that come with local items are written in all three languages, and the scales can be shown.
func TestLocalWordsAreComplete(t *testing.T) {
	t.Parallel()
	var texts []Text
	for _, scope := range []programme.Scope{programme.ScopeOwner, programme.ScopeSchool} {
		texts = append(texts, localWords().Sections[scope].Title, localWords().Sections[scope].Intro)
	}
	for key, scale := range localWords().Scales {
		if !scale.Reportable() {
			t.Errorf("scale %q has %d steps", key, len(scale.Steps))
		}
		for _, step := range slices.Concat(scale.Steps, scale.Outside) {
			texts = append(texts, step.Label)
		}
	}
	for _, text := range texts {
		for _, lang := range requiredLanguages {
			if text[lang] == "" {
				t.Errorf("%v is missing in %s", text, lang)
			}
		}
	}
}
