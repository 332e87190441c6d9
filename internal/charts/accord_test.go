package charts

import (
	"strings"
	"testing"

	"tilstand/analytics"
)

// As many boxes are filled as the level has, of five.
func TestAccord(t *testing.T) {
	t.Parallel()
	for level := analytics.LackOfAgreement; level <= analytics.VeryStrongAgreement; level++ {
		picture := string(Accord{Level: level}.Picture())
		on, off := strings.Count(picture, `class="on"`), strings.Count(picture, `class="off"`)
		if on != int(level) || on+off != 5 || !strings.HasPrefix(picture, `<svg class="accord" aria-hidden="true"`) {
			t.Errorf("level %d: %s", level, picture)
		}
	}
	if picture := (Accord{}).Picture(); picture != "" {
		t.Errorf("without a level: %s", picture)
	}
}
