package analysis

import (
	"math"

	"tilstand/analytics"
	"tilstand/analytics/stat"
)

// Corrected is what a p value becomes in its family: the comparisons that somebody would look at together and pick from. Where a
// decision follows, read Holm; for browsing, Benjamini and Hochberg.
type Corrected struct {
	Family     string   `json:"family"`
	FamilySize int      `json:"family_size"` // p values in it
	PHolm      *float64 `json:"p_holm"`
	PBH        *float64 `json:"p_benjamini_hochberg"`
}

// Family is a declared set of comparisons.
type Family struct {
	Name string `json:"name"`
	Size int    `json:"size"`
	// UnderHolm and UnderBH are how many of them have a corrected p value under 5 %.
	UnderHolm int `json:"under_5_percent_holm"`
	UnderBH   int `json:"under_5_percent_benjamini_hochberg"`
}

// familyOf tells indices, on which action follows, from single items, which are browsed.
func familyOf(m Measure) string {
	if m.Kind == analytics.ItemMeasure {
		return "items"
	}
	return "indices"
}

// correct fills in the corrected p values of all families among rows.
func correct[Row any](rows []Row, of func(*Row) (*Corrected, *float64)) {
	members := map[string][]int{}
	var order []string
	for i := range rows {
		c, _ := of(&rows[i])
		if members[c.Family] == nil {
			order = append(order, c.Family)
		}
		members[c.Family] = append(members[c.Family], i)
	}
	for _, family := range order {
		var p []float64
		size := 0
		for _, i := range members[family] {
			_, value := of(&rows[i])
			if value == nil {
				p = append(p, math.NaN()) // stays, and does not count
				continue
			}
			p = append(p, *value)
			size++
		}
		holm, bh := stat.Holm(p), stat.BenjaminiHochberg(p)
		for k, i := range members[family] {
			c, _ := of(&rows[i])
			c.FamilySize, c.PHolm, c.PBH = size, number(holm[k]), number(bh[k])
		}
	}
}

// families lists those of all rows, as they come.
func families(rows ...Corrected) []Family {
	all := []Family{}
	place := map[string]int{}
	for _, c := range rows {
		if c.FamilySize == 0 {
			continue
		}
		i, ok := place[c.Family]
		if !ok {
			i = len(all)
			place[c.Family] = i
			all = append(all, Family{Name: c.Family, Size: c.FamilySize})
		}
		if c.PHolm != nil && *c.PHolm < 1-stat.Level {
			all[i].UnderHolm++
		}
		if c.PBH != nil && *c.PBH < 1-stat.Level {
			all[i].UnderBH++
		}
	}
	return all
}
