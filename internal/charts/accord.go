package charts

import (
	"html/template"

	"tilstand/analytics"
)

// Accord is how alike a staff answers, as five boxes of which the more are filled the more alike. It stands beside the words for it.
type Accord struct {
	Level analytics.AgreementLevel
}

// Picture draws the boxes; empty without a level.
func (a Accord) Picture() template.HTML {
	if a.Level == 0 {
		return ""
	}
	boxes := drawing{class: "accord"}
	for level := analytics.LackOfAgreement; level <= analytics.VeryStrongAgreement; level++ {
		class := "off"
		if level <= a.Level {
			class = "on"
		}
		boxes.box(class, 20*float64(level-1)+1, 17)
	}
	return boxes.markup()
}
