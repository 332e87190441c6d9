package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// listen serves a site on a port of its own until the test ends.
func (s *site) listen() (address string, served <-chan error) {
	s.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(ln) }()
	s.t.Cleanup(func() {
		if err := s.Shutdown(context.Background()); err != nil {
			s.t.Errorf("shutdown: %v", err)
		}
	})
	return ln.Addr().String(), done
}

func TestShutdownFinishesWhatWasAccepted(t *testing.T) {
	t.Parallel()
	accepted, finish := make(chan struct{}), make(chan struct{})
	s := newSiteWith(t, route{GET, "/slow", public, func(ctx context.Context, _ *request) (reply, error) {
		close(accepted)
		<-finish
		return jsonBody("done"), ctx.Err()
	}})
	address, served := s.listen()
	answer := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + address + "/slow")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		answer <- fmt.Sprint(response.StatusCode, string(body), err)
	}()
	<-accepted
	down := make(chan error, 1)
	go func() { down <- s.Shutdown(context.Background()) }()
	if err := <-served; err != nil { // the listener is closed, the request is not answered yet
		t.Errorf("Serve: %v", err)
	}
	if _, err := net.Dial("tcp", address); err == nil {
		t.Error("a new connection was taken after the shutdown began")
	}
	// Asked directly: Fiber's Test waits for a shutdown that is under way.
	if health, err := s.health(t.Context(), nil); err != nil || health != (textReply{503, "stopping\n"}) {
		t.Errorf("health during shutdown: %v, %v", health, err)
	}
	close(finish)
	if got, want := <-answer, `200"done"<nil>`; got != want {
		t.Errorf("the accepted request was answered with %s, want %s", got, want)
	}
	if err := <-down; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	if s.work.Err() == nil {
		t.Error("work goes on after the shutdown")
	}
}

func TestShutdownGivesUpInTime(t *testing.T) {
	t.Parallel()
	accepted, finish := make(chan struct{}), make(chan struct{})
	s := newSiteWith(t, route{GET, "/stuck", public, func(context.Context, *request) (reply, error) {
		close(accepted)
		<-finish
		return jsonBody("done"), nil
	}})
	address, _ := s.listen()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		if response, err := http.Get("http://" + address + "/stuck"); err == nil {
			response.Body.Close()
		}
	}()
	<-accepted
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	close(finish)
	<-gone
}

// A handler gets the server's own context with a deadline, which ends before the connection's does: its error still
// reaches the client.
func TestHandlersHaveADeadline(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, route{GET, "/when", public, func(ctx context.Context, _ *request) (reply, error) {
		deadline, ok := ctx.Deadline()
		if left := time.Until(deadline); !ok || left <= 0 || left > workTimeout {
			t.Errorf("deadline in %v (%v), want at most %v", left, ok, workTimeout)
		}
		return jsonBody("ok"), nil
	}})
	s.get("/when")
	if workTimeout >= writeTimeout {
		t.Error("the work may take longer than the answer may wait")
	}
	for name, limit := range map[string]time.Duration{"read": s.app.Config().ReadTimeout, "write": s.app.Config().WriteTimeout, "idle": s.app.Config().IdleTimeout} {
		if limit <= 0 {
			t.Errorf("there is no %s timeout", name)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if a := s.get("/healthz"); a.status != 200 || a.body != "ok\n" {
		t.Errorf("%d %q", a.status, a.body)
	}
	s = newSite(t, func(c *Config) { c.Healthy = func(context.Context) error { return errors.New("the disk is gone") } })
	if a := s.get("/healthz"); a.status != 503 || a.body != "unhealthy\n" || !strings.Contains(s.log.String(), "the disk is gone") {
		t.Errorf("%d %q; log %s", a.status, a.body, s.log)
	}
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if a := s.get("/readyz"); a.status != 200 || a.body != "ready\n" {
		t.Errorf("%d %q", a.status, a.body)
	}
	s = newSite(t, func(c *Config) {
		c.Ready = func() error { return errors.New("the engine is being reopened") }
		c.Healthy = func(context.Context) error { t.Error("readiness tries the files"); return nil }
	})
	if a := s.get("/readyz"); a.status != 503 || a.body != "reopening\n" {
		t.Errorf("%d %q", a.status, a.body)
	}
	s.stopping.Store(true)
	if ready, err := s.readiness(t.Context(), nil); err != nil || ready != (textReply{503, "stopping\n"}) {
		t.Errorf("readiness during shutdown: %v, %v", ready, err)
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "tilstand.example.no", "ftp://x", "https://", "https://x/below", "https://x?a=1", "https://x:bad"} {
		if _, err := New(Config{BaseURL: raw, Words: words()}); err == nil || !strings.Contains(err.Error(), "https://tilstand.example.no") {
			t.Errorf("New with base URL %q: got %v, want an error that shows a good one", raw, err)
		}
	}
	s := newSite(t, func(c *Config) { c.BaseURL = "https://x.example/" })
	if got, want := s.link("/s/ABC"), "https://x.example/s/ABC"; got != want {
		t.Errorf("link: got %s, want %s", got, want)
	}
}

// exchange sends bytes as they are and returns everything that comes back until the server closes the connection.
func exchange(t *testing.T, address, raw string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	back, err := io.ReadAll(conn)
	if err != nil && !strings.Contains(err.Error(), "reset") {
		t.Fatal(err)
	}
	return string(back)
}

// insist sends until there is an answer. A server that refuses a body before it has read all of it closes the connection, and on a busy
// machine the end of the connection overtakes the answer now and then.
func insist(t *testing.T, send func() (*http.Response, error)) *http.Response {
	t.Helper()
	for range 20 {
		response, err := send()
		if err == nil {
			return response
		}
		if !strings.Contains(err.Error(), "reset") && !strings.Contains(err.Error(), "broken pipe") {
			t.Fatal(err)
		}
	}
	t.Fatal("no answer to 20 requests")
	return nil
}

// A stranger cannot make the server hold what only signed-in people may send.
func TestLargeBodiesAreForThoseWhoAreKnown(t *testing.T) {
	t.Parallel()
	s := newSiteWith(t, route{POST, "/large", anyAccount.upTo(1 << 20), ok})
	address, _ := s.listen()
	_, known := s.signedIn()
	for cookie, want := range map[string]int{known: 200, "": 413, s.sessionCookieName() + "=nobody": 413} {
		r, err := http.NewRequest("POST", "http://"+address+"/large", strings.NewReader("a="+strings.Repeat("x", defaultBody)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Cookie", cookie)
		response := insist(t, func() (*http.Response, error) {
			r.Body, _ = r.GetBody()
			return http.DefaultClient.Do(r)
		})
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("with the cookie %q: status %d, want %d", cookie, response.StatusCode, want)
		}
	}
}

func TestBodiesHaveALimit(t *testing.T) {
	t.Parallel()
	var taken atomic.Int64
	count := func(_ context.Context, r *request) (reply, error) {
		taken.Store(int64(len(r.form.Get("a"))))
		return jsonBody("ok"), nil
	}
	s := newSiteWith(t, route{POST, "/small", public, count}, route{POST, "/large/:id", public.upTo(1 << 20), count})
	address, _ := s.listen()
	send := func(path string, size int) int {
		response := insist(t, func() (*http.Response, error) {
			return http.Post("http://"+address+path, "application/x-www-form-urlencoded", strings.NewReader("a="+strings.Repeat("x", size-2)))
		})
		defer response.Body.Close()
		if response.StatusCode == 413 {
			body, _ := io.ReadAll(response.Body)
			if !strings.Contains(string(body), s.words.Printer("nb").T("error.too_large.title")) || response.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("413 is not our page: %s", body)
			}
		}
		return response.StatusCode
	}
	for _, test := range []struct {
		path string
		size int
		want int
	}{
		{"/small", defaultBody, 200},
		{"/small", defaultBody + 1, 413},
		{"/large/1", defaultBody + 1, 200},
		{"/large/1?x=y", 1 << 20, 200},
		{"/large/1", 1<<20 + 1, 413},
		{"/large", defaultBody + 1, 413}, // another address with the same beginning
	} {
		if got := send(test.path, test.size); got != test.want {
			t.Errorf("%s with %d bytes: status %d, want %d", test.path, test.size, got, test.want)
		} else if got == 200 && taken.Load() != int64(test.size-2) {
			t.Errorf("%s with %d bytes: the handler got %d", test.path, test.size, taken.Load())
		}
	}
	claimed := exchange(t, address, "POST /small HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000000000\r\n\r\na=b")
	if !strings.HasPrefix(claimed, "HTTP/1.1 413 ") {
		t.Errorf("a claim of 5 GB: %.60q", claimed)
	}
	header := exchange(t, address, "GET / HTTP/1.1\r\nHost: x\r\nCookie: "+strings.Repeat("x", headerBuffer)+"\r\n\r\n")
	if !strings.HasPrefix(header, "HTTP/1.1 400 ") && !strings.HasPrefix(header, "HTTP/1.1 431 ") {
		t.Errorf("a header of 8 KiB: %.60q", header)
	}
}

// Browsers open connections in advance. One that no request comes on is closed without an answer, which the browser
// would take for the answer to what it sends next.
func TestIdleConnectionsAreClosedSilently(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{
		"nothing":       "",
		"half a header": "GET / HTTP/1.1\r\nHo",
		"half a body":   "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\npass",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.app.Server().ReadTimeout = 50 * time.Millisecond // reached, not measured
			address, _ := s.listen()
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, sent); err != nil {
				t.Fatal(err)
			}
			back, err := io.ReadAll(conn)
			if err != nil && !strings.Contains(err.Error(), "reset") {
				t.Fatal(err)
			}
			if len(back) > 0 {
				t.Errorf("got %.80q, want nothing", back)
			}
		})
	}
}

// What a page costs, from the request to the packed answer.
func BenchmarkStartPage(b *testing.B) {
	s, err := New(Config{BaseURL: "http://127.0.0.1", Words: words(), Log: discard})
	if err != nil {
		b.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go s.Serve(ln)
	defer s.Shutdown(context.Background())
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	back := bufio.NewReader(conn)
	for b.Loop() {
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n"); err != nil {
			b.Fatal(err)
		}
		response, err := http.ReadResponse(back, nil)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			b.Fatal(err)
		}
	}
}
