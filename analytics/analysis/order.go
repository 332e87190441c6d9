package analysis

import (
	"cmp"
	"slices"
	"strconv"

	"tilstand/internal/programme"
)

// unitScopes are all units together and, where they are told apart, each.
func (d *Dataset) unitScopes() []int {
	if d.options.Unit == "" {
		return []int{everyone}
	}
	return append([]int{everyone}, d.units.sorted()...)
}

// waveScopes are the waves in their order, or all where they are not told apart.
func (d *Dataset) waveScopes() []int {
	if d.options.Wave == "" {
		return []int{everyone}
	}
	return d.waveOrder()
}

// waveOrder sorts the waves: as asked for, or by size, or as the course has them, or as they came.
func (d *Dataset) waveOrder() []int {
	order := d.waves.sorted()
	rank := map[string]int{}
	for i, wave := range d.options.Waves {
		rank[wave] = i
	}
	switch {
	case len(rank) > 0:
	case d.allWaves(isNumber):
		return order
	case d.allWaves(isPhase):
		for i, phase := range programme.Builtin().Phases {
			rank[string(phase.Key)] = i
		}
	default:
		rank = d.waves.place
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank[d.waves.list[a]], rank[d.waves.list[b]]) })
	return order
}

func (d *Dataset) allWaves(are func(string) bool) bool {
	return !slices.ContainsFunc(d.waves.list, func(w string) bool { return !are(w) })
}

func isNumber(wave string) bool {
	_, err := strconv.ParseFloat(wave, 64)
	return err == nil
}

func isPhase(wave string) bool {
	_, ok := programme.Builtin().Phase(programme.PhaseKey(wave))
	return ok
}
