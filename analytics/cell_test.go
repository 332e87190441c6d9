package analytics

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCellZeroValueShowsNothing(t *testing.T) {
	t.Parallel()
	var c Cell
	if _, ok := c.Shown(); ok || c.State() != Hidden {
		t.Errorf("zero cell: state %s, shown %t; want hidden, not shown", c.State(), ok)
	}
}

func TestCellKeepsStatesApart(t *testing.T) {
	t.Parallel()
	tests := []struct {
		cell Cell
		want string
	}{
		{Cell{}, `{"state":"hidden"}`},
		{Cell{state: NoData}, `{"state":"no_data"}`},
		{Cell{state: NotAsked}, `{"state":"not_asked"}`},
		{shown(Estimate{N: 9}), `{"state":"value","n":9,"limit":"count"}`},
		// A state that was set by mistake beside an estimate gives nothing away.
		{Cell{state: Hidden, estimate: &Estimate{N: 3}}, `{"state":"hidden"}`},
		{Cell{state: Value}, `{"state":"value"}`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(tt.cell)
		if err != nil || string(got) != tt.want {
			t.Errorf("marshal: %s, %v; want %s", got, err, tt.want)
		}
	}
}

func TestCellRefusesContradictions(t *testing.T) {
	t.Parallel()
	for _, document := range []string{
		`{"state":"value"}`,
		`{"state":"hidden","n":3,"limit":"count"}`,
		`{"state":"no_data","mean":3.5}`,
		`{"state":"empty"}`,
		`{"state":"value","n":9,"limit":"roughly"}`,
	} {
		var c Cell
		if err := json.Unmarshal([]byte(document), &c); err == nil {
			t.Errorf("%s was read as %s", document, c.State())
		}
	}
}

func TestCellRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := anyCell(t)
		document, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Cell
		if err := json.Unmarshal(document, &got); err != nil {
			t.Fatalf("%s: %v", document, err)
		}
		if !got.Equal(want) {
			t.Errorf("%s came back otherwise: %s", document, cmp.Diff(want, got))
		}
	})
}

func anyCell(t *rapid.T) Cell {
	if state := rapid.SampledFrom([]State{Hidden, NoData, NotAsked, Value}).Draw(t, "state"); state != Value {
		return Cell{state: state}
	}
	tenth := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(10, 60).Draw(t, "tenths")) / 10 })
	interval := rapid.Custom(func(t *rapid.T) *Interval { return &Interval{tenth.Draw(t, "low"), tenth.Draw(t, "high")} })
	e := Estimate{N: rapid.IntRange(1, 900).Draw(t, "n"), Limit: Limit(rapid.IntRange(0, len(limitNames)-1).Draw(t, "limit"))}
	if e.Limit != CountOnly {
		e.Mean = tenth.Draw(t, "mean")
	}
	if e.Limit == Exact {
		e.Interval, e.Claim = interval.Draw(t, "interval"), interval.Draw(t, "claim")
		e.SD, e.SDSource = tenth.Draw(t, "sd"), rapid.SampledFrom([]string{ownSD, "pooled:x"}).Draw(t, "source")
		e.Categories = rapid.SliceOfN(rapid.IntRange(0, 100), 4, 6).Draw(t, "categories")
	} else {
		e.Bounds = interval.Draw(t, "bounds")
	}
	e.Bands = []Band{{1, 2, rapid.IntRange(0, 100).Draw(t, "percent"), AtMost}, {3, 3, 40, Exact}, {4, 5, 60, AtLeast}}
	return shown(e)
}

// Two roads: cells are written by hand, and as encoding/json writes the fields of one.
func TestCellsAreWrittenAsTheirFieldsAre(t *testing.T) {
	t.Parallel()
	figure := rapid.Custom(func(t *rapid.T) float64 {
		return float64(rapid.IntRange(-60_000, 60_000).Draw(t, "hundredths")) / 100
	})
	interval := rapid.Ptr(rapid.Custom(func(t *rapid.T) Interval { return Interval{figure.Draw(t, "low"), figure.Draw(t, "high")} }), true)
	limit := rapid.Custom(func(t *rapid.T) Limit { return Limit(rapid.IntRange(-1, len(limitNames)).Draw(t, "limit")) })
	band := rapid.Custom(func(t *rapid.T) Band {
		return Band{rapid.Int().Draw(t, "from"), rapid.Int().Draw(t, "to"), rapid.IntRange(0, 100).Draw(t, "percent"), limit.Draw(t, "of a band")}
	})
	rapid.Check(t, func(t *rapid.T) {
		cell := Cell{state: State(rapid.IntRange(-1, len(stateNames)).Draw(t, "state"))}
		if rapid.Bool().Draw(t, "shown") {
			cell = shown(Estimate{
				N: rapid.Int().Draw(t, "n"), Limit: limit.Draw(t, "limit"), Mean: figure.Draw(t, "mean"), Bounds: interval.Draw(t, "bounds"),
				Interval: interval.Draw(t, "interval"), Claim: interval.Draw(t, "claim"), SD: figure.Draw(t, "sd"), SDSource: rapid.String().Draw(t, "source"),
				Bands: rapid.SliceOf(band).Draw(t, "bands"), Categories: rapid.SliceOf(rapid.IntRange(0, 100)).Draw(t, "categories"),
			})
		}
		want, wantErr := json.Marshal(cellJSON{State: cell.state, Estimate: cell.estimate})
		got, err := json.Marshal(cell)
		if (err == nil) != (wantErr == nil) || !bytes.Equal(got, want) {
			t.Fatalf("written %s (%v), want %s (%v)", got, err, want, wantErr)
		}
	})
	for _, x := range []float64{math.NaN(), math.Inf(-1), 1e21, 1e-7} {
		if text, err := shown(Estimate{Mean: x}).MarshalJSON(); err == nil {
			t.Errorf("a mean of %v is written %s", x, text)
		}
	}
}
