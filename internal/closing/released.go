package closing

import (
	"tilstand/analytics"
	"tilstand/surveys"
)

// In finds released state surveys in real stores: the one that closed last where a phase has several.
func In(surv *surveys.Store, anal *analytics.Store) Released {
	return func(key Key) (found surveys.WaveID, ok bool) {
		var last surveys.Wave
		for _, w := range surv.WavesOf(key.School) {
			if w.Phase == key.Phase && w.Instrument == surveys.StateSurvey && anal.Released(w.ID) && !w.ClosesAt.Before(last.ClosesAt) {
				last, found, ok = w, w.ID, true
			}
		}
		return found, ok
	}
}
