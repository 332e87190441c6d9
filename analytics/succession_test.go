package analytics

import (
	"encoding/json"
	"testing"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/datafolder"
	"tilstand/surveys"
)

// What is foretold of every series before a version is published is what happens to it afterwards.
func TestSuccessionsForetell(t *testing.T) {
	t.Parallel()
	reword := func(i *surveys.Item) { i.Text = i18n.Text{"nb": "Ny?", "nn": "Ny?", "en": "New?"} }
	for name, edit := range map[string]func(*surveys.Instrument) []surveys.Declaration{
		"nothing": func(*surveys.Instrument) []surveys.Declaration { return nil },
		"reworded, same meaning": func(in *surveys.Instrument) []surveys.Declaration {
			reword(&in.Sections[0].Items[0])
			return []surveys.Declaration{{Item: "promote_plan", Meaning: surveys.SameMeaning}}
		},
		"reworded, new meaning": func(in *surveys.Instrument) []surveys.Declaration {
			reword(&in.Sections[0].Items[0])
			return []surveys.Declaration{{Item: "promote_plan", Meaning: surveys.NewMeaning}}
		},
		"moved within its part": func(in *surveys.Instrument) []surveys.Declaration {
			items := in.Sections[3].Items
			items[len(items)-1], items[len(items)-2] = items[len(items)-2], items[len(items)-1]
			return nil
		},
		"taken out at the end, and another put in": func(in *surveys.Instrument) []surveys.Declaration {
			items := in.Sections[3].Items
			items[len(items)-1].ID = "capacity_other"
			return nil
		},
		"a component that is measured no more": func(in *surveys.Instrument) []surveys.Declaration {
			in.Components = []programme.ComponentKey{"prevent"}
			for i := range in.Constructs {
				in.Constructs[i].Component = "prevent"
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := datafolder.Open(t)
			prog, err := programme.Open(t.Context(), f.Record)
			if err != nil {
				t.Fatal(err)
			}
			store, err := surveys.Open(t.Context(), f, prog)
			if err != nil {
				t.Fatal(err)
			}
			before, _ := store.InstrumentInUse(surveys.StateSurvey)
			document, err := json.Marshal(before)
			if err != nil {
				t.Fatal(err)
			}
			in := new(surveys.Instrument)
			if err := json.Unmarshal(document, in); err != nil {
				t.Fatal(err)
			}
			in.Version = 2
			declared := edit(in)
			now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
			if _, err := store.SaveDraft(t.Context(), audit.Operator.At(now), in); err != nil {
				t.Fatal(err)
			}
			published, err := store.Publish(t.Context(), audit.Operator.At(now), in.Key, 2, declared)
			if err != nil {
				t.Fatal(err)
			}
			after := published.Instrument
			a := seriesOf([]*Release{{Measures: Measures(before), Groups: []Group{{}}}, {Measures: Measures(after), Groups: []Group{{}}}}, before, after)
			fates := map[Fate]int{}
			for _, s := range Successions(surveys.Compare(before, in), declared) {
				fates[s.Fate]++
				if goesOn := a.continues(s.Measure.Key, 0, 1); goesOn != (s.Fate == GoesOn) {
					t.Errorf("%s: foretold %s, and it goes on: %t", s.Measure.Key, s.Fate, goesOn)
				}
				_, was := a.releases[0].Measure(s.Measure.Key)
				_, is := a.releases[1].Measure(s.Measure.Key)
				if was != (s.Fate != Begins) || is != (s.Fate != Ends) {
					t.Errorf("%s: foretold %s, measured before %t, after %t", s.Measure.Key, s.Fate, was, is)
				}
			}
			if fates[Undecided] > 0 {
				t.Errorf("%d are undecided though all is declared", fates[Undecided])
			}
		})
	}
	t.Run("undecided", func(t *testing.T) {
		t.Parallel()
		before, after := smallInstrument(), smallInstrument()
		after.Version = 2
		reword(&after.Sections[0].Items[0])
		for _, s := range Successions(surveys.Compare(before, after), nil) {
			want := GoesOn
			switch s.Measure.Key {
			case OverallKey, ComponentMeasureKey("promote"), ItemMeasureKey("p1"):
				want = Undecided
			}
			if s.Fate != want {
				t.Errorf("%s: %s, want %s", s.Measure.Key, s.Fate, want)
			}
		}
	})
}
