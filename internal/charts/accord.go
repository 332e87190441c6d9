package charts

import (
	"html/template"

	"tilstand/analytics"
)

// Accord is how alike a staff answers, as five boxes of which the more are filled the more alike. It stands beside the words for it.
type Accord struct {
	Level analytics.AgreementLevel
}

// Picture is the drawing on a page.
func (a Accord) Picture() template.HTML { return a.Drawing().Markup() }

// Drawing is of the boxes, and of nothing without a level.
func (a Accord) Drawing() Drawing {
	if a.Level == 0 {
		return Drawing{}
	}
	boxes := Drawing{class: "accord"}
	for level := analytics.LackOfAgreement; level <= analytics.VeryStrongAgreement; level++ {
		class := "off"
		if level <= a.Level {
			class = "on"
		}
		boxes.box(class, 20*float64(level-1)+1, 17)
	}
	return boxes
}
