// Package demo fills an empty data folder with synthetic schools: owners, cohorts, staffs of 6 to 90, waves in every
// phase with realistic response rates and gaps, parents and a joint statement in the preparation of some, all from one seed and through the same stores as real answers. It is
// for looking around, for screenshots and for proving the analysis: the effects are declared in effects.json, and a
// test holds that the released intervals find them again. Another prints what schools are told of them, by the size of their staff: testdata/verdicts.md.
//
// Call Fill with a World: the demo, or a country around it for measuring. Every school it makes is marked synthetic, and the mark shows wherever the school does. Nothing here is
// used for real data, and nothing reads the answers back: what the demo knows of results it knows as a reader would.
package demo

import (
	_ "embed"
	"encoding/json"
	"math"
	"math/rand/v2"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

//go:embed effects.json
var effectsJSON []byte

// Effects declare what the synthetic answers are made of. Levels, shifts and standard deviations are in steps of a
// 1-5 scale; the other figures are shares of 1.
type Effects struct {
	About        string                                                    `json:"about"`
	Seed         uint64                                                    `json:"seed"`
	Levels       map[programme.ComponentKey]map[programme.PhaseKey]float64 `json:"levels"`
	MappingLevel float64                                                   `json:"mapping_level"` // all constructs of the mapping survey
	Groups       map[string]float64                                        `json:"groups"`        // shift of a staff group
	SchoolSD     float64                                                   `json:"school_sd"`
	PersonSD     float64                                                   `json:"person_sd"`
	ItemSD       float64                                                   `json:"item_sd"`
	DontKnow     float64                                                   `json:"dont_know"`
	Blank        float64                                                   `json:"blank"`
	ResponseRate struct{ Low, High float64 }                               `json:"response_rate"`
}

// Default returns the effects the demo is made from.
func Default() Effects {
	var e Effects
	if err := json.Unmarshal(effectsJSON, &e); err != nil {
		panic("demo: effects.json: " + err.Error()) // embedded: only a broken build can have it
	}
	return e
}

// Level returns the latent mean of an item's construct in a phase, before school, group and person.
func (e Effects) Level(c programme.ComponentKey, phase programme.PhaseKey) float64 {
	if byPhase, ok := e.Levels[c]; ok {
		return byPhase[phase]
	}
	return e.MappingLevel
}

// Expected returns the mean answer, in whole steps 1..steps, that a latent mean leads to in the long run: the sum
// over the steps of step × probability, the latent answer being normal with the persons' and the items' variance.
func (e Effects) Expected(latent float64, steps int) float64 {
	sd := math.Hypot(e.PersonSD, e.ItemSD)
	below := func(x float64) float64 { return 0.5 * math.Erfc((latent-x)/(sd*math.Sqrt2)) }
	mean := 0.0
	for step := 1; step <= steps; step++ {
		low, high := 0.0, 1.0
		if step > 1 {
			low = below(float64(step) - 0.5)
		}
		if step < steps {
			high = below(float64(step) + 0.5)
		}
		mean += float64(step) * (high - low)
	}
	return mean
}

// Person is one who answers: the staff group and how far this person's answers lie from the school's.
type Person struct {
	Group string
	Shift float64
}

// NewPerson draws a person of a staff group at a school with the given shift.
func (e Effects) NewPerson(r *rand.Rand, group string, school float64) Person {
	return Person{Group: group, Shift: school + e.Groups[group] + r.NormFloat64()*e.PersonSD}
}

// Answer draws one person's codes for every variable of the instrument, in their order: 1..k, 0 for don't know,
// -1 for left blank. A reverse-scored item gets the mirrored step, as someone who reads it would answer; of a choice every option is as likely as
// the others.
func (e Effects) Answer(r *rand.Rand, in *surveys.Instrument, phase programme.PhaseKey, p Person) []int8 {
	variables := in.Variables()
	codes := make([]int8, len(variables))
	for i, v := range variables {
		item := v.Item
		if item.Type != surveys.ScaleItem {
			codes[i] = pick(r, in, v)
			continue
		}
		steps := len(in.Scale(item).Steps)
		construct, _ := in.Construct(item.Construct)
		latent := e.Level(programme.ComponentKey(construct.Component), phase) + p.Shift + r.NormFloat64()*e.ItemSD
		codes[i] = e.code(r, latent, steps, item.Reverse)
	}
	return codes
}

// pick draws an option of a choice, or whether an option of a multiple choice is chosen.
func pick(r *rand.Rand, in *surveys.Instrument, v surveys.Variable) int8 {
	if v.Item.Type == surveys.SingleChoice {
		return int8(1 + r.IntN(len(in.ChoiceList(v.Item).Options)))
	}
	if v.Option.Exclusive { // it goes with no other
		return 0
	}
	return int8(r.IntN(2))
}

// code cuts a latent answer to a step of the scale, or leaves it out.
func (e Effects) code(r *rand.Rand, latent float64, steps int, reverse bool) int8 {
	switch u := r.Float64(); {
	case u < e.DontKnow:
		return 0
	case u < e.DontKnow+e.Blank:
		return -1
	}
	step := int(math.Round(1 + (latent-1)*float64(steps-1)/4))
	step = max(1, min(steps, step))
	if reverse {
		step = steps + 1 - step
	}
	return int8(step)
}
