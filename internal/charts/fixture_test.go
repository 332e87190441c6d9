package charts

import (
	"encoding/json"
	"sync"
	"testing"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// cell reads a cell the way it is written in a release, which is the only way to one from outside the gate.
func cell(t testing.TB, document string) analytics.Cell {
	t.Helper()
	var c analytics.Cell
	if err := json.Unmarshal([]byte(document), &c); err != nil {
		t.Fatalf("cell %s: %v", document, err)
	}
	return c
}

const (
	hidden   = `{"state":"hidden"}`
	noData   = `{"state":"no_data"}`
	notAsked = `{"state":"not_asked"}`
	exactly3 = `{"state":"value","n":24,"limit":"exact","mean":3,"interval":{"low":2.6,"high":3.4},"claim":{"low":2.4,"high":3.6},"sd":0.9,"sd_source":"own"}`
	exactly4 = `{"state":"value","n":24,"limit":"exact","mean":4,"interval":{"low":3.9,"high":4.1},"claim":{"low":3.8,"high":4.2},"sd":0.9,"sd_source":"own"}`
	atLeast  = `{"state":"value","n":9,"limit":"at_least","mean":4.2,"bounds":{"low":4.2,"high":5}}`
	atMost   = `{"state":"value","n":9,"limit":"at_most","mean":1.8,"bounds":{"low":1,"high":1.8}}`
	middle   = `{"state":"value","n":9,"limit":"middle","mean":3,"bounds":{"low":2.6,"high":3.4}}`
	counted  = `{"state":"value","n":9,"limit":"count"}`
)

var bundle = sync.OnceValue(func() *i18n.Bundle {
	b, err := i18n.New()
	if err != nil {
		panic(err)
	}
	return b
})

func words() i18n.Printer { return bundle().Printer("nb") }

func level(x float64) *float64 { return &x }
