package surveys

import (
	"encoding/json"
	"fmt"
	"time"

	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
)

// waveDocument is the part of a wave that no query asks for, as JSON.
type waveDocument struct {
	SchoolName string                                                    `json:"school_name"`
	MinGroup   int                                                       `json:"min_group"`
	Asked      []GroupCount                                              `json:"asked"`
	Groups     []Group                                                   `json:"groups,omitempty"`
	Targets    map[programme.ComponentKey]float64                        `json:"targets"`
	Path       map[programme.ComponentKey]map[programme.PhaseKey]float64 `json:"path"`
	Imported   string                                                    `json:"imported,omitempty"` // 2026-11-23
	NotAsked   []ItemID                                                  `json:"not_asked,omitempty"`
	Relevant   float64                                                   `json:"relevant,omitempty"` // absent in the oldest waves, which had RelevantPercent
	Goal       int                                                       `json:"goal,omitempty"`     // absent in the oldest waves, which had none: DefaultGoal
	Round      RoundID                                                   `json:"round,omitempty"`
	ByCode     bool                                                      `json:"by_code,omitempty"`
	Replaced   int                                                       `json:"replaced,omitempty"`
	Withdrawn  string                                                    `json:"withdrawn,omitempty"` // 2026-11-23
	Local      *LocalPart                                                `json:"local,omitempty"`
	Erasure    Erasure                                                   `json:"erasure,omitzero"`
	Agreed     *Agreement                                                `json:"agreed,omitempty"`
}

// appendWave adds the wave as its next revision to the transaction.
func appendWave(tx *duckdb.Tx, now time.Time, w Wave) error {
	document, err := json.Marshal(waveDocument{
		w.SchoolName, w.MinGroup, w.Asked, w.Groups, w.Targets, w.Path, dayInText(w.Imported), w.NotAsked, w.Relevant, w.Goal, w.Round, w.ByCode,
		w.Replaced, dayInText(w.Withdrawn), w.Local, w.Erasure, w.Agreed,
	})
	if err != nil {
		return fmt.Errorf("write wave: %w", err)
	}
	return tx.Append("wave", string(w.ID), int32(w.Revision), stamp(now), string(w.School), w.Programme, int32(w.ProgrammeVersion),
		string(w.Phase), w.Instrument, int32(w.InstrumentVersion), w.InstrumentHash, string(w.Code), w.OpensAt, w.ClosesAt,
		string(w.State), string(document))
}

// dayInText writes a day as it is stored; the zero time is no day.
func dayInText(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}

func parseDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.DateOnly, text)
}
