package e2e

import "tilstand/internal/testkit/browser"

// The settings of the journeys: somebody who reads bokmål.
var (
	phone  = in("nb", browser.Phone)
	laptop = in("nb", browser.Laptop)
)

func in(lang string, s browser.Setting) browser.Setting {
	s.Language = lang
	return s
}
