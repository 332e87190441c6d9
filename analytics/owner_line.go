package analytics

import (
	"maps"
	"slices"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// lineUp is one wave of each school that shares: its latest, that of a phase, or its last in a semester. It goes by what is known of a wave before
// anything is read of its figures.
type lineUp struct {
	key        string
	waves      []surveys.Wave
	alignments []Alignment
}

// lineUp lines up the schools of an owner. The error is [ErrNotFound] for a phase or semester without a wave.
func (s *Store) lineUp(key string, schools []programme.School) (*lineUp, error) {
	if key == "" {
		key = LatestGroup
	}
	var all [][]surveys.Wave
	for _, school := range schools {
		if waves := s.sharedWaves(s.stateWaves(school.ID)); len(waves) > 0 {
			all = append(all, waves)
		}
	}
	l := &lineUp{key: key, alignments: alignmentsOf(all)}
	at := slices.IndexFunc(l.alignments, func(a Alignment) bool { return a.Key == key })
	if at < 0 {
		return nil, notFound("alignment " + key)
	}
	l.alignments[at].Current = true
	for _, waves := range all {
		if i := lastIn(waves, key); i >= 0 {
			l.waves = append(l.waves, waves[i])
		}
	}
	return l, nil
}

// alignmentsOf are the latest waves, the phases in course order, and the semesters, newest first.
func alignmentsOf(all [][]surveys.Wave) []Alignment {
	template := programme.Builtin()
	alignments := []Alignment{{Key: LatestGroup, Kind: ByLatest}}
	for _, p := range template.Phases {
		head := phaseHead(template, p.Key)
		alignments = append(alignments, Alignment{Key: StageGroup(p.Key), Kind: ByStage, Phase: &head})
	}
	semesters := map[string]bool{}
	for _, waves := range all {
		for _, w := range waves {
			semesters[SemesterGroup(dateOf(w.ClosesAt))] = true
		}
	}
	for _, key := range slices.Backward(slices.Sorted(maps.Keys(semesters))) {
		alignments = append(alignments, Alignment{Key: key, Kind: BySemester, Semester: key[len("semester."):]})
	}
	for i := range alignments {
		for _, waves := range all {
			if lastIn(waves, alignments[i].Key) >= 0 {
				alignments[i].Schools++
			}
		}
	}
	return slices.DeleteFunc(alignments, func(a Alignment) bool { return a.Kind != ByLatest && a.Schools == 0 })
}

// lastIn is the place of a school's last wave in an alignment, or −1.
func lastIn(waves []surveys.Wave, key string) int {
	for i, w := range slices.Backward(waves) {
		if key == LatestGroup || key == StageGroup(w.Phase) || key == SemesterGroup(dateOf(w.ClosesAt)) {
			return i
		}
	}
	return -1
}
