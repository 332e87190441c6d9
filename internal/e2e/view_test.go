package e2e

import (
	"encoding/json"
	"slices"
	"testing"
)

// view is what a program reads of a school's results: the published JSON, as
// far as journeys ask for it. It is written anew here on purpose, so that a change of a
// published name fails.
type view struct {
	t    testing.TB
	Now  *head `json:"now"`
	Rows []row `json:"rows"`
	All  *row  `json:"overall"`
	Each []row `json:"items"`
}

type head struct {
	HeadCount int  `json:"head_count"`
	Answered  cell `json:"answered"`
}

type row struct {
	Measure string `json:"measure"`
	Now     cell   `json:"now"`
}

type cell struct {
	State    string  `json:"state"`
	N        int     `json:"n"`
	Mean     float64 `json:"mean"`
	Limit    string  `json:"limit"`
	Interval *struct {
		Low  float64 `json:"low"`
		High float64 `json:"high"`
	} `json:"interval"`
}

// view reads a school's results.
func (l *leader) view(orgnr string) view {
	l.t.Helper()
	v := view{t: l.t}
	if err := json.Unmarshal([]byte(l.get("/schools/"+orgnr+"/results.json")), &v); err != nil {
		l.t.Fatalf("the results as JSON: %v", err)
	}
	if v.Now == nil {
		l.t.Fatal("there are no results")
	}
	return v
}

// row finds a component or an item.
func (v view) row(measure string) row {
	v.t.Helper()
	rows := slices.Concat(v.Rows, v.Each)
	at := slices.IndexFunc(rows, func(r row) bool { return r.Measure == measure })
	if at < 0 {
		v.t.Fatalf("there is no row %s", measure)
	}
	return rows[at]
}
