package analytics

import (
	"context"
	"fmt"
	"slices"

	"tilstand/analytics/internal/tally"
	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// crossCounter counts waves in the record, each by the instrument that it asked with, and gives the instrument of the newest for the
// words of its items.
func (s *Store) crossCounter(newest sharedWave) (crossCounter, *surveys.Instrument, error) {
	w, err := s.surv.Wave(newest.atom.Wave)
	if err != nil {
		return nil, nil, err
	}
	return func(id surveys.WaveID, measures []EditionMeasure) (*tally.Cross, error) {
		w, err := s.surv.Wave(id)
		if err != nil {
			return nil, err
		}
		plan, order := crossPlan(s.surv.InstrumentOf(w), measures)
		ctx, cancel := context.WithTimeout(context.Background(), readTimeout)
		defer cancel()
		var c *tally.Cross
		err = s.record.Read(ctx, func(r *duckdb.Reader) error {
			var seal int
			if err := r.QueryRow(`-- analytics.crossCounter
				select ordinal from sealed_wave where wave_id = $1`, string(id)).Scan(&seal); err != nil {
				return err
			}
			c, err = tally.ReadCross(r, seal, plan)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("count how items go together in wave %s: %w", id, err)
		}
		inOrder := make([]tally.Ends, len(order))
		for i, place := range order {
			inOrder[i] = c.Items[place]
		}
		c.Items = inOrder
		return c, nil
	}, s.surv.InstrumentOf(w), nil
}

// crossPlan says what has to be counted for the measures, and where the items of the first one are in the instrument.
func crossPlan(in *surveys.Instrument, measures []EditionMeasure) (p tally.Plan, order []int) {
	plain := make([]Measure, len(measures))
	for i, m := range measures {
		plain[i] = Measure{Items: m.Items}
	}
	variables := in.Variables()
	for _, id := range measures[0].Items {
		order = append(order, slices.IndexFunc(variables, func(v surveys.Variable) bool { return v.Item.ID == id }))
	}
	return tallyPlan(Breakdown{}, in, plain), order
}
