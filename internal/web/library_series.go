package web

import (
	"cmp"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// seriesShown is what becomes of a series.
type seriesShown struct {
	Name, Kind, Fate, Colour, Why string
}

var fateColours = map[analytics.Fate]string{
	analytics.GoesOn: "success", analytics.Breaks: "danger", analytics.Undecided: "warning", analytics.Begins: "info", analytics.Ends: "neutral",
}

// seriesShownOf says what becomes of every series: the indices first, then the items whose series does not simply go on.
func seriesShownOf(words i18n.Printer, c surveys.Comparison, declared []surveys.Declaration) []seriesShown {
	var shown []seriesShown
	before, after := numbersOf(c.Before), numbersOf(c.After)
	for _, s := range analytics.Successions(c, declared) {
		if s.Measure.Kind == analytics.ItemMeasure && s.Fate == analytics.GoesOn {
			continue
		}
		line := seriesShown{Fate: words.T("library.fate." + string(s.Fate)), Colour: fateColours[s.Fate], Kind: words.T("library.measure." + string(s.Measure.Kind))}
		line.Name = measureName(words, c, s)
		if s.Measure.Kind == analytics.ItemMeasure {
			why, _ := c.BreakOf(s.Measure.Items[0], declared)
			if s.Fate == analytics.Breaks {
				line.Why = words.T("library.because." + string(why))
			}
		} else if len(s.Because) > 0 {
			var numbers []string
			for _, id := range s.Because {
				numbers = append(numbers, strconv.Itoa(cmp.Or(after[id], before[id])))
			}
			line.Why = words.T("library.because_of", "numbers", words.List(numbers), "count", len(numbers))
		}
		shown = append(shown, line)
	}
	return shown
}

// measureName is what a measure is called in the version that has it.
func measureName(words i18n.Printer, c surveys.Comparison, s analytics.Succession) string {
	in, numbers := c.After, numbersOf(c.After)
	if s.Fate == analytics.Ends {
		in, numbers = c.Before, numbersOf(c.Before)
	}
	switch s.Measure.Kind {
	case analytics.ComponentMeasure:
		component, _ := programme.Builtin().Component(s.Measure.Component)
		return component.Name.In(words.Lang())
	case analytics.ConstructMeasure:
		construct, _ := in.Construct(s.Measure.Construct)
		return construct.Name.In(words.Lang())
	case analytics.ItemMeasure:
		item, _ := in.Item(s.Measure.Items[0])
		return words.T("library.numbered", "number", numbers[item.ID], "text", item.Text.In(words.Lang()))
	}
	return words.T("school.overall")
}
