package analytics

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// cellJSON is a cell in documents: {"state":"hidden"}, or {"state":"value","n":24,…}.
type cellJSON struct {
	State State `json:"state"`
	*Estimate
}

// MarshalJSON writes the state always, and the estimate where it is shown: what encoding/json makes of a cellJSON, without the detour by reflection. A large plan
// has tens of thousands of cells.
func (c Cell) MarshalJSON() ([]byte, error) {
	w := cellWriter{text: make([]byte, 0, 512)}
	w.cell(c)
	return w.text, w.err
}

// cellWriter appends to the text of cells.
type cellWriter struct {
	text []byte
	err  error
}

func (w *cellWriter) cell(c Cell) {
	w.name(`{"state":`, stateNames, int(c.state))
	if e, isShown := c.Shown(); isShown {
		w.estimate(e)
	}
	w.add("}")
}

func (w *cellWriter) estimate(e Estimate) {
	w.count(`,"n":`, e.N)
	w.name(`,"limit":`, limitNames, int(e.Limit))
	if e.Mean != 0 {
		w.number(`,"mean":`, e.Mean)
	}
	w.interval(`,"bounds":`, e.Bounds)
	w.interval(`,"interval":`, e.Interval)
	w.interval(`,"claim":`, e.Claim)
	if e.SD != 0 {
		w.number(`,"sd":`, e.SD)
	}
	if e.SDSource != "" {
		w.quoted(`,"sd_source":`, e.SDSource)
	}
	before := `,"bands":[`
	for _, band := range e.Bands {
		w.add(before)
		w.count(`{"from":`, band.From)
		w.count(`,"to":`, band.To)
		w.count(`,"percent":`, band.Percent)
		w.name(`,"limit":`, limitNames, int(band.Limit))
		before = "},"
	}
	if len(e.Bands) > 0 {
		w.add("}]")
	}
	before = `,"categories":[`
	for _, percent := range e.Categories {
		w.count(before, percent)
		before = ","
	}
	if len(e.Categories) > 0 {
		w.add("]")
	}
}

func (w *cellWriter) add(text string) { w.text = append(w.text, text...) }

func (w *cellWriter) quoted(before, text string) {
	w.add(before)
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r) }) {
		escaped, _ := json.Marshal(text) // a string always can be written
		w.text = append(w.text, escaped...)
		return
	}
	w.text = append(append(append(w.text, '"'), text...), '"')
}

func (w *cellWriter) count(before string, n int) {
	w.text = strconv.AppendInt(append(w.text, before...), int64(n), 10)
}

// number writes the fewest digits that read the same. Figures have a decimal or two, and are far from where encoding/json turns to exponents.
func (w *cellWriter) number(before string, x float64) {
	if size := math.Abs(x); size != 0 && size < 1e-6 || size >= 1e21 || math.IsNaN(x) {
		w.err = errors.Join(w.err, fmt.Errorf("%v is no figure", x))
	}
	w.text = strconv.AppendFloat(append(w.text, before...), x, 'f', -1, 64)
}

func (w *cellWriter) interval(before string, i *Interval) {
	if i == nil {
		return
	}
	w.add(before)
	w.number(`{"low":`, i.Low)
	w.number(`,"high":`, i.High)
	w.add("}")
}

func (w *cellWriter) name(before string, names []string, i int) {
	name, err := marshalName(names, i)
	w.err = errors.Join(w.err, err)
	w.add(before)
	w.text = append(append(append(w.text, '"'), name...), '"')
}

// UnmarshalJSON reads what MarshalJSON wrote. It refuses an estimate beside a state that has none, and a value without.
func (c *Cell) UnmarshalJSON(data []byte) error {
	var in cellJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	switch {
	case in.State == Value && in.Estimate == nil:
		return errors.New("a cell with the state value needs an estimate")
	case in.State != Value && in.Estimate != nil:
		return fmt.Errorf("a cell with the state %s cannot have an estimate", in.State)
	}
	*c = Cell{state: in.State, estimate: in.Estimate}
	return nil
}
