package charts

import "time"

// TimeRow is when something went on, along the time of a school's surveys.
type TimeRow struct {
	From, To time.Time   // the ends of the row
	Waves    []time.Time // when surveys closed
	Bars     []TimeBar   // none for the row of the surveys themselves
}

// TimeBar is when one thing went on.
type TimeBar struct {
	Start, End time.Time // End is zero for what goes on
}

// least is the narrowest bar, in per cent of the row: one that can be seen.
const least = 0.8

// Drawing is the row: an upright tick for each survey, and a bar for each thing, closed where that has ended. The row of the surveys has a dot for each. It is of nothing where the
// row has no length.
func (r TimeRow) Drawing() Drawing {
	if !r.From.Before(r.To) {
		return Drawing{}
	}
	row := Drawing{class: "dots"}
	row.line("scale", 0, 100, 50, 50)
	for _, wave := range r.Waves {
		row.line("tick", r.at(wave), r.at(wave), 15, 85)
		if len(r.Bars) == 0 {
			row.dot("now", r.at(wave), beforeRadius)
		}
	}
	for _, bar := range r.Bars {
		from, to := r.at(bar.Start), 100.0
		if !bar.End.IsZero() {
			to = r.at(bar.End)
		}
		from, to = min(from, 100-least), max(to, min(from, 100-least)+least)
		row.line("now-range", from, to, 50, 50)
		row.line("now-range-end", from, from, 30, 70)
		if !bar.End.IsZero() && bar.End.Before(r.To) {
			row.line("now-range-end", to, to, 30, 70)
		}
	}
	return row
}

// inset is how far from the ends of the row its first and last time stand, in per cent, so that dots there are whole on paper, too.
const inset = 2

// at is the place of a time along the row, in per cent.
func (r TimeRow) at(t time.Time) float64 {
	return inset + (100-2*inset)*max(0, min(1, float64(t.Sub(r.From))/float64(r.To.Sub(r.From))))
}
