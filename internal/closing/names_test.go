package closing

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The names are made up. The sentences are of the kind that schools write.
func TestNamesIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                                                  nil,
		"Ledelsen har sett det i uke 38.":                   nil,
		"Vi så det på trinnmøtet.":                          nil,
		"Kari Nordmann følger opp.":                         {"Kari Nordmann"},
		"Ansvar: Ola Berg Hansen, i høst":                   {"Ola Berg Hansen"},
		"Dette gjør Per Olsen. Kari følger":                 {"Per Olsen"},
		"etter samtale med Liv Marit":                       {"Liv Marit"},
		"Foreldremøte i FAU og med PPT Oslo Bergen i Norge": nil,
		"Elevundersøkelsen og Udir Statsforvalteren":        nil,
		"Etter møtet. Trinn fem begynner. Alle er med.":     nil,
		"På Solbakken skal alle være med":                   nil,
		"Rektor Berg sa det":                                nil, // one word is too little to tell a name from a place
		"Ola,\nKari og Per":                                 nil,
		"Gripe Inn er et delmål, Varsle Oslo":               nil,
		"først\nAnne Lie":                                   {"Anne Lie"},
		"Ærlig Øst møter Åse Ødegård-Lie":                   {"Ærlig Øst", "Åse Ødegård-Lie"},
	} {
		if diff := cmp.Diff(want, NamesIn(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}
