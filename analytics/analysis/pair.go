package analysis

// pair is what is compared.
type pair struct {
	kind     ComparisonKind
	from, to scope
	family   string
}

// wavePairs are neighbouring waves of each unit and group, and the first with the last. All pairs would be too many tests.
func (d *Dataset) wavePairs() []pair {
	if d.options.Wave == "" {
		return nil
	}
	var pairs []pair
	for _, unit := range d.unitScopes() {
		for group := range d.groups {
			waves := d.answeredWaves(unit, group)
			for i := 1; i < len(waves); i++ {
				pairs = append(pairs, d.wavePair(unit, group, waves[i-1], waves[i]))
			}
			if len(waves) > 2 {
				pairs = append(pairs, d.wavePair(unit, group, waves[0], waves[len(waves)-1]))
			}
		}
	}
	return pairs
}

func (d *Dataset) answeredWaves(unit, group int) []int {
	var waves []int
	for _, wave := range d.waveOrder() {
		if d.of(scope{unit, wave, group}).respondents > 0 {
			waves = append(waves, wave)
		}
	}
	return waves
}

func (d *Dataset) wavePair(unit, group, from, to int) pair {
	return pair{BetweenWaves, scope{unit, from, group}, scope{unit, to, group},
		"waves " + d.waves.name(from) + " and " + d.waves.name(to) + ", unit " + d.units.name(unit) + ", group " + d.groups[group].Key}
}

// groupPairs are all pairs of the groups of a column, in each wave of each unit.
func (d *Dataset) groupPairs() []pair {
	var pairs []pair
	for _, unit := range d.unitScopes() {
		for _, wave := range d.waveScopes() {
			for _, column := range d.options.By {
				pairs = append(pairs, d.pairsOf(column, unit, wave)...)
			}
		}
	}
	return pairs
}

func (d *Dataset) pairsOf(column string, unit, wave int) []pair {
	var groups []int
	for g := range d.groups {
		if d.groups[g].Column == column && d.of(scope{unit, wave, g}).respondents > 0 {
			groups = append(groups, g)
		}
	}
	if len(groups) > mostCompared {
		return nil
	}
	family := "groups of " + column + ", unit " + d.units.name(unit) + ", wave " + d.waves.name(wave)
	var pairs []pair
	for i, a := range groups {
		for _, b := range groups[i+1:] {
			pairs = append(pairs, pair{BetweenGroups, scope{unit, wave, a}, scope{unit, wave, b}, family})
		}
	}
	return pairs
}
