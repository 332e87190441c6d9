package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// apiInstrument names a version of an instrument that has been published, so that a figure's measure can be looked up.
type apiInstrument struct {
	Key      string                 `json:"key"`
	Version  int                    `json:"version"`
	Kind     surveys.InstrumentKind `json:"kind"`
	State    surveys.LibraryState   `json:"state"` // published or retired
	Title    i18n.Text              `json:"title"`
	Document string                 `json:"document"`
}

// shown reports whether programs may read a version: drafts are nobody's but their authors'.
func shown(e surveys.LibraryEntry) bool {
	return e.State == surveys.Published || e.State == surveys.Retired
}

// apiInstruments lists what surveys ask and have asked, by key and version.
func (s *Server) apiInstruments(context.Context, *request) (reply, error) {
	list := apiList[apiInstrument]{Items: []apiInstrument{}}
	for _, e := range s.surveys.Instruments() {
		if shown(e) {
			list.Items = append(list.Items, apiInstrument{e.Key, e.Version, e.Kind, e.State, e.Title, apiPath + "instruments/" + e.Key + "/" + strconv.Itoa(e.Version)})
		}
	}
	return answerProgram(list), nil
}

// apiInstrument is a version as its file has it.
func (s *Server) apiInstrument(_ context.Context, r *request) (reply, error) {
	e, err := s.libraryEntry(r)
	if err != nil {
		return nil, err
	}
	if !shown(e) {
		return nil, errNotFound
	}
	return answerProgram(e.Instrument), nil
}

// apiTargets is the target state, and the levels that hold for the owner or the programme now. What a wave was held against stands in its release.
type apiTargets struct {
	Programme  analytics.ProgrammeRef `json:"programme"`
	State      i18n.Text              `json:"target_state"` // the sentence all staff strive towards
	Phases     []analytics.PhaseHead  `json:"phases"`       // in course order
	Components []apiTarget            `json:"components"`
}

// apiTarget is a component with its levels.
type apiTarget struct {
	analytics.ComponentHead
	Levels []apiLevel `json:"levels"` // in course order; a phase without a target has none
}

// apiLevel is a target level.
type apiLevel struct {
	Phase programme.PhaseKey `json:"phase"`
	Level float64            `json:"level"`
	SetBy programme.Scope    `json:"set_by"`
}

// apiTargets says what the condition is held against.
func (s *Server) apiTargets(_ context.Context, r *request) (reply, error) {
	template, scope := programme.Builtin(), programme.ScopeProgramme
	if r.program.Place.Kind == accounts.AtOwner {
		scope = programme.ScopeOwner
	}
	levels := s.programme.LevelsFrom(scope, r.program.Place.ID)
	out := apiTargets{
		Programme: analytics.ProgrammeRef{Key: template.Key, Version: template.Version}, State: template.Target.Text,
		Phases: []analytics.PhaseHead{}, Components: []apiTarget{},
	}
	for _, p := range template.Phases {
		out.Phases = append(out.Phases, analytics.PhaseHead{Key: p.Key, Name: p.Name, Short: p.Short})
	}
	for _, c := range template.Components {
		target := apiTarget{ComponentHead: analytics.ComponentHead{Key: c.Key, Name: c.Name, Explanation: c.Explanation}, Levels: []apiLevel{}}
		for phase, level := range levels[c.Key] {
			target.Levels = append(target.Levels, apiLevel{phase, *level.Value, level.Scope})
		}
		slices.SortFunc(target.Levels, func(a, b apiLevel) int {
			return cmp.Compare(template.PhaseIndex(a.Phase), template.PhaseIndex(b.Phase))
		})
		out.Components = append(out.Components, target)
	}
	return answerProgram(out), nil
}
