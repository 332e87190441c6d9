package analytics

import "testing"

// What may be read by anybody stands on four schools at least: a group of three is not there, and neither is a figure that only three of four have.
func TestPublicEdition(t *testing.T) {
	t.Parallel()
	waves := []sharedWave{
		schoolWave(1, "a", "2026-12-11", 40, exactly(30, 3.6, 0.8)), schoolWave(2, "a", "2026-12-14", 30, exactly(20, 4.1, 0.7)),
		schoolWave(3, "a", "2026-12-18", 30, exactly(25, 3.2, 0.9)), schoolWave(4, "a", "2026-12-18", 30, exactly(25, 3.3, 0.9)),
		schoolWave(1, "b", "2027-06-11", 40, exactly(30, 3.8, 0.8)), schoolWave(2, "b", "2027-06-14", 30, exactly(20, 4.2, 0.7)),
		schoolWave(3, "b", "2027-06-18", 30, exactly(25, 3.4, 0.9)),
	}
	waves[3].cells = []Cell{waves[3].cells[0], {state: Hidden}} // its component is hidden, and overall is not
	e := composed(t, ownerDraft(waves...))
	whole, public := rowsByKey(e.View()), rowsByKey(e.Public())
	if row, there := public[StageGroup("b")]; there || whole[StageGroup("b")].Schools != 3 {
		t.Errorf("a group of three schools is public: %+v", row)
	}
	a := public[StageGroup("a")]
	if !a.Overall.Now.Equal(whole[StageGroup("a")].Overall.Now) || a.Overall.Now.State() != Value {
		t.Errorf("overall over four schools is %+v; want what the edition says", a.Overall.Now)
	}
	promote, all := a.Cells[0], whole[StageGroup("a")].Cells[0]
	if all.Now.State() != Value || promote.Now.State() != Hidden || promote.Gap != nil || promote.HeadCount != 0 || promote.Target == nil {
		t.Errorf("a figure over three of four schools is %+v, of %+v; want it hidden, without a distance", promote, all)
	}
	if other := a.Cells[1]; other.Now.State() != NotAsked {
		t.Errorf("what was not asked is %s", other.Now.State())
	}
}

func rowsByKey(v *EditionView) map[string]EditionRow {
	rows := map[string]EditionRow{}
	for _, row := range v.Rows {
		rows[row.Key] = row
	}
	return rows
}
