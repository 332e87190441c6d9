package analytics

import (
	"strings"
	"testing"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// The instrument of the hand-computed tests: two components of two items on five steps, one of them asked in reverse.
func smallInstrument() *surveys.Instrument {
	scale := surveys.Scale{Outside: []surveys.Step{{Code: 0, Label: text("Vet ikke")}}}
	for code := int8(1); code <= 5; code++ {
		scale.Steps = append(scale.Steps, surveys.Step{Code: code, Label: text("trinn")})
	}
	item := func(id surveys.ItemID, construct string, reverse bool) surveys.Item {
		return surveys.Item{ID: id, Text: text(string(id)), Scale: "extent", Construct: construct, Reverse: reverse}
	}
	return &surveys.Instrument{
		Format: 1, Key: "small", Version: 1, Kind: surveys.StateInstrument,
		Languages: []string{"nb", "nn", "en"}, Title: text("Liten"),
		Scales:     map[string]surveys.Scale{"extent": scale},
		Components: []programme.ComponentKey{"promote", "prevent"},
		Constructs: []surveys.Construct{
			{Key: "PRO", Name: text("Fremme"), Component: "promote"},
			{Key: "PRE", Name: text("Forebygge"), Component: "prevent"},
		},
		Sections: []surveys.Section{{Key: "all", Title: text("Alt"), Items: []surveys.Item{
			item("p1", "PRO", false), item("p2", "PRO", true), item("v1", "PRE", false), item("v2", "PRE", false),
		}}},
	}
}

func text(s string) i18n.Text { return i18n.Text{"nb": s, "nn": s, "en": s} }

func aSchool() programme.School {
	return programme.School{ID: "SCHOOL", Orgnr: "974600951", Owner: "OWNER", Municipality: "0301", WrittenForm: "nb", Name: "Bjørkelia skole"}
}

// aWave is a closed wave with staff groups of the given head counts: none is a wave without a breakdown of 10.
func aWave(headCounts ...int) surveys.Wave {
	w := surveys.Wave{
		ID: "WAVE", Revision: 3, State: surveys.WaveClosed, School: "SCHOOL", SchoolName: "Bjørkelia skole",
		Programme: "skolemiljo", ProgrammeVersion: 1, Phase: "a",
		Instrument: "small", InstrumentVersion: 1, InstrumentHash: "sha256:0",
		OpensAt:  time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC),
		ClosesAt: time.Date(2026, 12, 11, 15, 0, 0, 0, time.UTC),
		MinGroup: 7, HeadCount: 10,
		Targets: map[programme.ComponentKey]float64{"promote": 3.5, "prevent": 4.0},
		Path:    map[programme.ComponentKey]map[programme.PhaseKey]float64{"promote": {"a": 3.5, "b": 4, "c": 4.5}},
	}
	if len(headCounts) > 0 {
		w.HeadCount = 0
	}
	for i, n := range headCounts {
		key := []string{"teachers", "assistants", "sfo", "other"}[i]
		w.Groups = append(w.Groups, surveys.Group{Number: uint8(i + 1), Key: key, Name: text(key), HeadCount: n, Merged: []string{key}})
		w.HeadCount += n
	}
	return w
}

// codes reads one person's codes from digits, "-" being left blank and "0" don't know: "42-0".
func codes(digits string) []int8 {
	var cs []int8
	for _, d := range digits {
		if d == '-' {
			cs = append(cs, surveys.Blank)
			continue
		}
		cs = append(cs, int8(d-'0'))
	}
	return cs
}

// group reads the responses of a staff group, one word each.
func group(number uint8, words string) []surveys.Response {
	var rs []surveys.Response
	for word := range strings.FieldsSeq(words) {
		rs = append(rs, surveys.Response{Group: number, Codes: codes(word)})
	}
	return rs
}

// repeat is n people who answer alike.
func repeat(number uint8, n int, word string) []surveys.Response {
	return group(number, strings.Repeat(word+" ", n))
}

func computed(t testing.TB, w surveys.Wave, responses ...[]surveys.Response) *Release {
	t.Helper()
	var all []surveys.Response
	for _, rs := range responses {
		all = append(all, rs...)
	}
	r, err := Compute(w, aSchool(), smallInstrument(), all)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// seen is the estimate of a figure that has to be shown.
func seen(t testing.TB, r *Release, m MeasureKey, group string) Estimate {
	t.Helper()
	e, ok := r.Cell(m, group).Shown()
	if !ok {
		t.Fatalf("%s of %s is %s; want a value", m, group, r.Cell(m, group).State())
	}
	return e
}
