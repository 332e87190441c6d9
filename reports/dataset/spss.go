package dataset

import (
	"errors"
	"io"
	"iter"

	"tilstand/analytics"
	"tilstand/reports/sav"
)

// WriteSPSS writes the set as an SPSS file: names and meanings of columns, and of their values, in the set's language. A figure that is none is a missing
// value that says why ([Missing]). Texts are as they were written.
func WriteSPSS(w io.Writer, s *Set) error {
	f := sav.File{Label: s.Title, Made: s.Made}
	for i, c := range s.Columns {
		f.Variables = append(f.Variables, s.variable(c, s.widest[i]))
	}
	var failed error
	err := sav.Write(w, f, s.Len, s.savRows(&failed))
	return errors.Join(failed, err)
}

// variable is a column whose texts have so many bytes at most.
func (s *Set) variable(c Column, widest int) sav.Variable {
	v := sav.Variable{Name: c.Name, Label: s.Label(c), Measure: sav.Nominal}
	switch c.Type {
	case Text:
		v.Kind, v.Width = sav.Text, max(widest, 1)
		for _, code := range s.Codes(c) {
			v.Labels, v.Width = append(v.Labels, sav.Label{Text: code.Key, Label: code.Label}), max(v.Width, len(code.Key))
		}
	case Day:
		v.Kind, v.Measure = sav.Day, sav.Scale
	case Whole:
		v.Measure = sav.Scale
	case Decimal:
		v.Measure, v.Decimals = sav.Scale, 2
	case Flag:
		for x, key := range []string{"data.flag.no", "data.flag.yes"} {
			v.Labels = append(v.Labels, sav.Label{Number: float64(x), Label: s.words.T(key)})
		}
	}
	if c.Figure {
		for _, state := range []analytics.State{analytics.Hidden, analytics.NoData, analytics.NotAsked} {
			v.Missing = append(v.Missing, Missing[state])
			v.Labels = append(v.Labels, sav.Label{Number: Missing[state], Label: s.words.Say(state.Label())})
		}
	}
	return v
}

func (s *Set) savRows(failed *error) iter.Seq[[]sav.Value] {
	return func(yield func([]sav.Value) bool) {
		row := make([]sav.Value, len(s.Columns))
		for state, values := range s.Values(failed) {
			for i, v := range values {
				row[i] = v.sav(s.Columns[i], state)
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (v Value) sav(c Column, state analytics.State) sav.Value {
	missing, none := Missing[state]
	switch {
	case c.Type == Text:
		return sav.Str(v.Text)
	case c.Figure && none:
		return sav.Num(missing)
	case !v.There:
		return sav.Value{}
	case c.Type == Day:
		return sav.Date(v.Day)
	}
	return sav.Num(v.Number)
}
