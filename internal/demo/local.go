package demo

import (
	"context"

	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// localFrom is the phase from which on the shown school asks questions of its own.
const localFrom = programme.PhaseKey("b")

// addLocal gives the shown school two local items.
func (f *filler) addLocal(ctx context.Context) error {
	for _, m := range f.schools {
		if m.name != shownSchool {
			continue
		}
		_, err := f.Surveys.SaveSupplement(ctx, audit.Service.At(f.now), surveys.Supplement{
			SupplementKey: surveys.SupplementKey{Scope: programme.ScopeSchool, ID: string(m.id), Instrument: surveys.StateSurvey},
			Items:         localItems(),
		})
		return err
	}
	return nil
}

func localItems() []surveys.LocalItem {
	option := func(nb, nn, en string) surveys.Option {
		return surveys.Option{Label: i18n.Text{"nb": nb, "nn": nn, "en": en}}
	}
	none := option("Ingen av disse", "Ingen av desse", "None of these")
	none.Exclusive = true
	return []surveys.LocalItem{
		{
			Type: surveys.SingleChoice,
			Text: i18n.Text{
				"nb": "Hvor ofte tar teamet ditt opp skolemiljøet på møtene?", "nn": "Kor ofte tek teamet ditt opp skulemiljøet på møta?",
				"en": "How often does your team discuss the school environment at its meetings?",
			},
			Options: []surveys.Option{
				option("På hvert møte", "På kvart møte", "At every meeting"), option("Omtrent hver måned", "Om lag kvar månad", "About once a month"),
				option("Sjeldnere", "Sjeldnare", "Less often"),
			},
		},
		{
			Type: surveys.MultipleChoice,
			Text: i18n.Text{
				"nb": "Hva vil du ha mer av neste semester?", "nn": "Kva vil du ha meir av neste semester?",
				"en": "What would you like more of next semester?",
			},
			Options: []surveys.Option{
				option("Tid i team", "Tid i team", "Time in teams"), option("Veiledning av kolleger", "Rettleiing frå kollegaer", "Guidance from colleagues"),
				option("Voksne ute i friminuttene", "Vaksne ute i friminutta", "Adults outside during breaks"), none,
			},
		},
	}
}
