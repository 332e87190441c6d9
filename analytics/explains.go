package analytics

import (
	"slices"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// explained says which part of the work on the target state each construct of the mapping survey asks about: its duty, in the terms of the activity
// duty (opplæringslova §§ 12-3 to 12-5), is the component's. What frames all of the work (leadership, owner, home and school) belongs to none by itself.
var explained = map[string][]programme.ComponentKey{
	"FOL": {"uncover"}, "UND": {"uncover"}, "AVD": {"uncover"}, "ELE": {"uncover", "persist"},
	"GRI": {"intervene"}, "VAR": {"notify"}, "SKJ": {"notify"}, "TIL": {"measures"}, "DOK": {"measures"}, "EVA": {"persist"},
	"FRE": {"promote"}, "FOR": {"prevent"}, "KOL": {"capacity"},
}

// Explains are the components that a construct of a mapping survey of staff sheds light on; none for one that frames all of the work, and for
// questionnaires other than the programme's own, whose constructs may have the same keys. It is a signpost between pages: nothing is calculated by it.
func Explains(in *surveys.Instrument, construct string) []programme.ComponentKey {
	if in.Key != surveys.MappingSurvey || in.Audience != surveys.Staff {
		return nil
	}
	return slices.Clone(explained[construct])
}
