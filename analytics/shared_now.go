package analytics

import (
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// VisibleWave is a released wave that the owner of its school sees, and how much of it.
type VisibleWave struct {
	Wave     surveys.WaveID `json:"wave"`
	Revision int            `json:"revision"` // of its release
	Degree   surveys.Degree `json:"degree"`
}

// SharedNow are the waves that a school shares with its owner now, in course order. It reads no figure: whoever keeps a file that was made of shared
// releases asks it whether all that is in the file is shared still.
func (s *Store) SharedNow(school programme.SchoolID) []VisibleWave {
	var shared []VisibleWave
	for _, w := range s.releasedWaves(school) {
		if degree := s.degreeOf(w); degree > surveys.SharesNothing {
			shared = append(shared, VisibleWave{w.ID, s.revisionOf(w.ID), degree})
		}
	}
	return shared
}

// revisionOf is the number of a wave's release; 0 where there is none.
func (s *Store) revisionOf(wave surveys.WaveID) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.released[wave]
}
