package web

import (
	"strings"
	"testing"
	"time"

	"tilstand/internal/metrics"
)

// No route that a respondent meets, the files of its pages included, is counted where a single request shows.
func TestTrafficOfRespondentsIsHeldBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	measured := func(at time.Time) string {
		var p metrics.Page
		s.Measure(&p, at)
		return string(p.Bytes())
	}
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	before := measured(noon)
	asked := 0
	for _, rt := range s.table {
		if rt.method == GET && (rt.access.unknown() || rt.access.who == public.who) && !rt.access.forPrograms() && areaOf(rt) != healthArea {
			if areaOf(rt) != "" {
				t.Errorf("%s is counted in %s", rt, areaOf(rt))
			}
			s.traffic.note(&trace{route: rt, started: time.Now()}, 200)
			asked++
		}
	}
	s.traffic.note(&trace{}, 404)
	if after := measured(noon.Add(time.Hour)); asked < 10 || after != before {
		t.Errorf("%d requests show:\n%s", asked, after)
	}
	for range metrics.Step {
		s.traffic.note(&trace{}, 200)
	}
	if after := measured(noon.Add(2 * time.Hour)); !strings.Contains(after, `tilstand_http_request_seconds_count{area="open"} 100`+"\n") {
		t.Errorf("a hundred do not show:\n%s", after)
	}
}

// What signed-in people ask for is counted by area and status, without a word of what it was.
func TestTrafficOfPeopleIsLive(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/schools/310000205/waves") // a stranger is sent to sign in
	s.get("/healthz")
	var p metrics.Page
	s.Measure(&p, time.Now())
	text := string(p.Bytes())
	for _, want := range []string{
		`tilstand_http_requests_total{area="/schools",status="3xx"} 1`, `tilstand_http_requests_total{area="health",status="2xx"} 1`, "tilstand_http_faults_total 0",
		`tilstand_http_request_seconds_count{area="/schools"} 1`, `{area="/log",`, `{area="/api",`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if strings.Contains(text, "310000205") || strings.Contains(text, "/s\"") {
		t.Error("it tells what was asked for")
	}
}
