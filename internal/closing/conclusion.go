package closing

import (
	"maps"
	"slices"
	"unicode/utf8"

	"tilstand/internal/programme"
)

// A Level is how far the leadership finds that the school has come with a component.
type Level string

// The levels, from the farthest to the nearest.
const (
	NotBegun Level = "not_begun"
	Begun    Level = "begun"
	OnTheWay Level = "on_the_way"
	InPlace  Level = "in_place"
)

// Levels are all of them, in the order in which a form offers them.
var Levels = []Level{NotBegun, Begun, OnTheWay, InPlace}

// Seen is whether an indicator of a component was seen.
type Seen string

// Whether it was seen.
const (
	IsSeen     Seen = "seen"
	PartlySeen Seen = "partly"
	NotSeen    Seen = "not_seen"
)

// Seens are all of them, in the order in which a form offers them.
var Seens = []Seen{IsSeen, PartlySeen, NotSeen}

// Confidence is how sure the leadership is of its conclusion.
type Confidence string

// How sure.
const (
	Low    Confidence = "low"
	Medium Confidence = "medium"
	High   Confidence = "high"
)

// Confidences are all of them, in the order in which a form offers them.
var Confidences = []Confidence{Low, Medium, High}

// MaxText is the longest text of a closing, in characters: about a page.
const MaxText = 3000

// A Conclusion is what the leadership finds about a component.
type Conclusion struct {
	Component  programme.ComponentKey          `json:"-"`
	Revision   int                             `json:"-"` // from 1; in what is saved, the one that it was made from
	Level      Level                           `json:"level"`
	Indicators map[programme.IndicatorKey]Seen `json:"indicators,omitempty"` // of those that were judged
	Evidence   string                          `json:"evidence"`
	Confidence Confidence                      `json:"confidence"`
}

// problems are what is wrong with a conclusion about a component of the template.
func (c Conclusion) problems(component programme.Component) (problems []programme.Problem) {
	problems = slices.Concat(
		choiceProblems("level", c.Level, Levels), choiceProblems("confidence", c.Confidence, Confidences), textProblems("evidence", c.Evidence, true),
	)
	for _, key := range slices.Sorted(maps.Keys(c.Indicators)) {
		known := slices.ContainsFunc(component.Indicators, func(i programme.Indicator) bool { return i.Key == key })
		if !known || !slices.Contains(Seens, c.Indicators[key]) {
			problems = append(problems, programme.Problem{Field: "indicator." + string(key), Code: "unknown"})
		}
	}
	return problems
}

// same says that two conclusions say the same, whatever their revisions.
func (c Conclusion) same(o Conclusion) bool {
	return c.Level == o.Level && c.Evidence == o.Evidence && c.Confidence == o.Confidence && maps.Equal(c.Indicators, o.Indicators)
}

func choiceProblems[T ~string](field string, value T, all []T) []programme.Problem {
	switch {
	case value == "":
		return []programme.Problem{{Field: field, Code: "missing"}}
	case !slices.Contains(all, value):
		return []programme.Problem{{Field: field, Code: "unknown"}}
	}
	return nil
}

func textProblems(field, text string, needed bool) []programme.Problem {
	switch {
	case text == "" && needed:
		return []programme.Problem{{Field: field, Code: "missing"}}
	case utf8.RuneCountInString(text) > MaxText:
		return []programme.Problem{{Field: field, Code: "text_long"}}
	case !utf8.ValidString(text):
		return []programme.Problem{{Field: field, Code: "characters"}}
	}
	return nil
}

// invalid returns the problems as an error, or nil when there are none.
func invalid(problems ...programme.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &programme.Invalid{Problems: problems}
}
