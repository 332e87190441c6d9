package analytics

import (
	"fmt"

	"tilstand/internal/programme"
)

// ComputeOwnerEdition makes the first edition of an owner over releases that are in memory, as [Store.IssueOwnerEdition] would if all their
// schools shared: state surveys, by stage and latest. Releases of a file have no dates to tell semesters by. It is for who holds the
// responses anyway and asks what an owner would see. phases are those of the releases, in their order.
//
// The errors are [ErrFewSchools], and one of a release without head counts: schools are weighted by them.
func ComputeOwnerEdition(scope EditionScope, phases []programme.PhaseKey, releases []*Release) (*Edition, error) {
	d := &draft{scope: scope, minSchools: MinOwnerSchools, phases: phases, undated: true}
	schools := map[programme.SchoolID]bool{}
	for _, r := range releases {
		if r.Groups[0].HeadCount == 0 {
			return nil, fmt.Errorf("compute edition: release %s has no head count to weight the school by", r.ID)
		}
		if w := sharedWaveOf(r, ""); w != nil {
			d.waves = append(d.waves, *w)
			d.issued = max(d.issued, w.atom.Closed) // dates sort as text
		}
		schools[r.School.ID] = true
	}
	d.sharing = len(schools)
	if d.schools() < d.minSchools {
		return nil, ErrFewSchools
	}
	return d.compose()
}
