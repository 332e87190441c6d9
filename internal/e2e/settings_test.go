package e2e

import "tilstand/internal/testkit/browser"

// The settings of the journeys: somebody who reads bokmål.
var (
	phone  = in("nb", browser.Setting{Width: 320, Height: 640, Mobile: true})
	laptop = in("nb", browser.Laptop)
)

func in(lang string, s browser.Setting) browser.Setting {
	s.Language = lang
	return s
}
