package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"tilstand/internal/metrics"
)

// traffic counts requests for package metrics, whose comment says why so little of it may be known: those of signed-in people and of programs by the area of the
// service, which is the first part of the route's pattern; those of machines that look whether it is well; and all others, which anybody may ask for and
// respondents do, as one class that is held back.
type traffic struct {
	areas  map[string]*area
	open   metrics.Coarse
	faults metrics.Counter // of all
}

type area struct {
	took     metrics.Histogram
	statuses [6]metrics.Counter // by their first digit
}

// healthArea is the area of the pages for machines.
const healthArea = "health"

// areaOf is where a route is counted; "" with all that is open to anybody.
func areaOf(rt route) string {
	if rt.pattern == "/healthz" || rt.pattern == "/readyz" {
		return healthArea
	}
	if rt.access.who != anyAccount.who && !rt.access.forPrograms() {
		return ""
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(rt.pattern, "/"), "/")
	first, _, _ = strings.Cut(first, ".")
	return "/" + first
}

func newTraffic(table []route) *traffic {
	t := &traffic{areas: map[string]*area{}}
	for _, rt := range table {
		if name := areaOf(rt); name != "" {
			t.areas[name] = &area{}
		}
	}
	return t
}

// note counts a request that was answered.
func (t *traffic) note(of *trace, status int) {
	if status >= http.StatusInternalServerError {
		t.faults.Add(1)
	}
	took := time.Since(of.started)
	in, known := t.areas[areaOf(of.route)]
	if !known {
		t.open.Observe(took)
		return
	}
	in.took.Observe(took)
	in.statuses[min(status/100, 5)].Add(1)
}

// connectionStep is how connections are counted: a phone opens one to six.
const connectionStep = 50

// Measure writes how requests are answered.
func (s *Server) Measure(p *metrics.Page, now time.Time) {
	const requests, took = "tilstand_http_requests_total", "tilstand_http_request_seconds"
	names := slices.Sorted(maps.Keys(s.traffic.areas))
	for _, name := range names {
		for digit := 2; digit <= 5; digit++ {
			p.Count(requests, "Answers to signed-in people and programs, by area and status.", s.traffic.areas[name].statuses[digit].Value(),
				"area", name, "status", fmt.Sprint(digit, "xx"))
		}
	}
	for _, name := range names {
		p.Histogram(took, "How long they took. The area open is held back: whole hundreds, as of a quarter of an hour.", s.traffic.areas[name].took.Now(), "area", name)
	}
	p.Histogram(took, "", s.traffic.open.Now(now), "area", "open")
	p.Count("tilstand_http_faults_total", "Answers with a status of 500 or above, of the whole service.", s.traffic.faults.Value())
	p.Count("tilstand_analyses_refused_total", "What takes long and was put off, because too much of it was asked for at the same time.", s.turns.refused.Value())
	p.Gauge("tilstand_http_connections", "Open connections, in whole fifties.", float64(s.app.Server().GetOpenConnectionsCount()/connectionStep*connectionStep))
}
