package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tilstand/internal/i18n"
)

func TestCostlyRoutesExist(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, pattern := range costly {
		if !slices.ContainsFunc(s.table, func(rt route) bool { return rt.pattern == pattern }) {
			t.Errorf("there is no route %s", pattern)
		}
		if strings.HasPrefix(pattern, respondentPath) {
			t.Errorf("%s would keep somebody from answering", pattern)
		}
	}
}

// While all turns are taken, what is costly waits, then is sent away with a kind page and a time to come back; the answer form and quick pages know nothing of it.
func TestCostlyViewsAreShed(t *testing.T) {
	t.Parallel()
	begun, finish := make(chan struct{}, 1), make(chan struct{})
	slow := route{GET, "/schools/:orgnr/report.xlsx", public, func(context.Context, *request) (reply, error) {
		begun <- struct{}{}
		<-finish
		return textReply{200, "done"}, nil
	}}
	s := newSiteWith(t, slow, route{GET, "/s/:code", respondent, ok})
	s.turns = newTurns(1)
	s.install(s.table)
	var all sync.WaitGroup
	all.Go(func() {
		if a := s.get("/schools/1/report.xlsx"); a.status != 200 {
			t.Errorf("the first: %d", a.status)
		}
	})
	<-begun
	s.turns.waiting.Store(turnsWaiting) // as many as may wait
	for _, lang := range i18n.Languages {
		a := s.get("/schools/2/report.xlsx?lang=" + lang)
		if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || !strings.Contains(a.body, s.words.Printer(lang).T("error.busy.title")) {
			t.Errorf("%s: %d %s", lang, a.status, a.header)
		}
	}
	for _, path := range []string{"/s/CODE", "/login", "/healthz"} {
		if a := s.get(path); a.status != 200 {
			t.Errorf("%s meanwhile: %d", path, a.status)
		}
	}
	s.turns.waiting.Store(0)
	all.Go(func() {
		if a := s.get("/schools/3/report.xlsx"); a.status != 200 {
			t.Errorf("who waited: %d", a.status)
		}
	})
	close(finish)
	<-begun
	all.Wait()
	if s.turns.waiting.Load() != 0 || len(s.turns.places) != 0 || s.turns.refused.Value() != uint64(len(i18n.Languages)) {
		t.Errorf("left over: %d waiting, %d at work, %d refused", s.turns.waiting.Load(), len(s.turns.places), s.turns.refused.Value())
	}
}

// Nobody waits for a turn longer than half of what a request may take.
func TestWaitingForATurnEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns, rt := newTurns(1), route{pattern: costly[0]}
		giveBack, err := turns.take(t.Context(), rt)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := turns.take(t.Context(), rt); err == nil || time.Since(began) != turnWait {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		giveBack()
		if again, err := turns.take(t.Context(), rt); err != nil {
			t.Error(err)
		} else {
			again()
		}
	})
}

// drip writes a byte now and then until the server has had enough.
func drip(conn net.Conn, text string) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for i := 0; ; i = (i + 1) % len(text) {
		if _, err := conn.Write([]byte{text[i]}); err != nil {
			return
		}
		<-tick.C
	}
}

// Two hundred clients that send a request byte by byte, and fifty that ask for much and read nothing, are closed; meanwhile the form is answered.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t,
		route{GET, "/s/:code", respondent, ok},
		route{GET, "/much", public, func(context.Context, *request) (reply, error) {
			return textReply{200, strings.Repeat("x", 32<<20)}, nil
		}},
	)
	s.app.Server().ReadTimeout, s.app.Server().WriteTimeout = 3*time.Second, time.Second
	address, _ := s.listen()
	var slow sync.WaitGroup
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	for n := range 200 {
		conn := dial()
		begin := []string{"POST /s/CODE HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n", "GET /s/CODE HTTP/1.1\r\nA: "}[n%2]
		if _, err := io.WriteString(conn, begin); err != nil {
			t.Fatal(err)
		}
		slow.Go(func() { drip(conn, "a") })
	}
	for range 50 {
		if _, err := io.WriteString(dial(), "GET /much HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	own := http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // one that is kept may be closed as idle while the next request is on its way
	for range 100 {
		answer := insist(t, func() (*http.Response, error) { return own.Get("http://" + address + "/s/CODE") })
		answer.Body.Close()
		if answer.StatusCode != 200 {
			t.Fatalf("the form beside slow clients: %d", answer.StatusCode)
		}
	}
	slow.Wait() // each ends when its connection is closed
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for s.app.Server().GetOpenConnectionsCount() > 0 { // and those who read nothing
		<-tick.C
	}
}

// A flood of new connections, each with rubbish, a huge claim or a form of another kind, is answered with refusals; the form is answered behind it.
func TestFloodOfRubbish(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, route{GET, "/s/:code", respondent, ok}, route{POST, "/s/:code", respondent, ok})
	address, _ := s.listen()
	rubbish := []string{
		"\x16\x03\x01\r\n\r\n", "GET " + strings.Repeat("/", headerBuffer) + " HTTP/1.1\r\n\r\n", "POST /s/CODE HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n\r\nx",
		"POST /s/CODE HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", "POST /s/CODE HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9\r\n\r\n--x\r\n\r\n--",
		"GET /%zz%00 HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "TRACE /s/CODE HTTP/1.1\r\nHost: x\r\n\r\n",
	}
	var flood sync.WaitGroup
	for lane := range 8 {
		flood.Go(func() {
			for n := range 25 {
				if back := exchange(t, address, rubbish[(lane+n)%len(rubbish)]); strings.HasPrefix(back, "HTTP/1.1 2") || strings.HasPrefix(back, "HTTP/1.1 5") {
					t.Errorf("%.60q is answered with %.60q", rubbish[(lane+n)%len(rubbish)], back)
				}
			}
		})
	}
	for range 50 {
		if back := exchange(t, address, "GET /s/CODE HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); !strings.HasPrefix(back, "HTTP/1.1 200") {
			t.Errorf("the form is answered with %.60q", back)
		}
	}
	flood.Wait()
}
