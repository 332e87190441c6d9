package reports

import (
	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// Mergers says which schools were merged into the one of a view, and what became of it.
func Mergers(v *analytics.SchoolView, words i18n.Printer) []string {
	var said []string
	for _, j := range v.Joins {
		said = append(said, words.T("results.merger.joined", "school", j.School.Name, "date", words.Date(j.On.Time())))
	}
	switch {
	case v.Into != nil:
		said = append(said, words.T("results.merger.into", "school", v.Into.Name, "date", words.Date(v.Closed.Time())))
	case v.Closed != "":
		said = append(said, words.T("results.merger.closed", "date", words.Date(v.Closed.Time())))
	}
	return said
}
