package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
)

// line returns the last log entry about a route.
func (l *logBook) line(t *testing.T, route string) map[string]any {
	t.Helper()
	var found map[string]any
	lines := bufio.NewScanner(strings.NewReader(l.String()))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		entry := map[string]any{}
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			t.Fatal(err)
		}
		if entry["route"] == route {
			found = entry
		}
	}
	if found == nil {
		t.Fatalf("the log has no line about %s:\n%s", route, l)
	}
	return found
}

func TestARequestLeavesOneLine(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, things()...)
	s.get("/open?search=wishes")
	entry := s.log.line(t, "GET /open")
	for _, key := range []string{"status", "took", "request_id"} {
		if _, there := entry[key]; !there {
			t.Errorf("the line lacks %s: %v", key, entry)
		}
	}
	if n := strings.Count(s.log.String(), "\n"); n != 1 {
		t.Errorf("%d lines for one request", n)
	}
	if strings.Contains(s.log.String(), "wishes") {
		t.Error("the query was logged")
	}
}

// Nothing in the log tells which survey somebody answered, who, from where or with what: not when all goes well, and not
// when an error quotes it.
func TestTheLogKnowsNothingOfRespondents(t *testing.T) {
	t.Parallel()
	const code, answer, agent, address, referrer = "KJB7QWX2", "3-secret-answer", "SecretBrowser/1.0", "203.0.113.9", "https://secret.example/intranet"
	quoting := errors.New("wave " + code + " cannot be read")
	s := newSiteWith(t,
		route{GET, "/s/:code", respondent, ok},
		route{POST, "/s/:code", respondent, ok},
		route{POST, "/s/:code/fails", respondent, func(context.Context, *request) (reply, error) { return nil, quoting }},
		route{POST, "/s/:code/panics", respondent, func(_ context.Context, r *request) (reply, error) { panic(quoting) }},
	)
	header := []string{"User-Agent", agent, "X-Forwarded-For", address, "X-Real-Ip", address, "Referer", referrer, "Cookie", "tilstand=secret-token"}
	form := url.Values{"q1": {answer}}
	s.get("/s/"+code+"?lang=nn", header...)
	s.get("/s/"+code+"/nowhere", header...)
	for _, path := range []string{"", "/fails", "/panics", "/nowhere"} {
		s.post("/s/"+code+path, form, header...)
	}
	s.ask(s.request(POST, "/s/"+code, strings.NewReader("q1="+answer+"%zz"), append(header, "Content-Type", "application/x-www-form-urlencoded")...))
	log := s.log.String()
	if strings.Count(log, "\n") != 7 {
		t.Errorf("want a line for each request:\n%s", log)
	}
	for _, secret := range []string{code, answer, agent, address, referrer, "secret-token", "0.0.0.0", "127.0.0.1"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
	if text := s.log.line(t, "POST /s/:code/fails")["error"]; text != "wave [code] cannot be read" {
		t.Errorf("the error is logged as %q", text)
	}
}
