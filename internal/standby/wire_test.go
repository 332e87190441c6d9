package standby

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever has not the secret learns nothing, and the log nothing of what they tried; it does not fill up either.
func TestStrangers(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.answer(t, g.wave(t, 0, false), "")
	var log bytes.Buffer
	g.primary.Log = slog.New(slog.NewTextHandler(&log, nil))
	for _, given := range []string{"", "Bearer ", "Bearer guessed-guessed-guessed-guessed", testSecret[:31], "Bearer " + testSecret + "x"} {
		for _, path := range []string{"/v1/position?file=intake&behind=0", "/v1/settings", "/v1/replaced", "/"} {
			ask := httptest.NewRequest(http.MethodGet, path, nil)
			ask.Header.Set("Authorization", given)
			said := httptest.NewRecorder()
			g.primary.ServeHTTP(said, ask)
			if body, _ := io.ReadAll(said.Body); said.Code != http.StatusUnauthorized || len(bytes.TrimSpace(body)) > 0 {
				t.Errorf("%q at %s: %d %q", given, path, said.Code, body)
			}
		}
	}
	if lines := strings.Count(log.String(), "\n"); lines != 1 || strings.Contains(log.String(), "guessed") {
		t.Errorf("the log: %s", log.String())
	}
	if s := g.primary.Standing(); !s.Seen.IsZero() || !s.Late(autumn) {
		t.Errorf("strangers count as the standby: %+v", s)
	}
}

// What is asked for wrongly is refused, and what is over is over.
func TestAskedWrongly(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for path, want := range map[string]int{
		"GET /v1/position?file=settings&behind=0":                       http.StatusBadRequest,
		"GET /v1/position?file=intake&behind=x":                         http.StatusBadRequest,
		"GET /v1/sums?file=intake&generation=x":                         http.StatusGone,
		"GET /v1/main?file=intake&generation=x&at=0&bytes=1":            http.StatusGone,
		"GET /v1/main?file=intake&generation=x&at=-1&bytes=1":           http.StatusBadRequest,
		"GET /v1/wal?file=intake&generation=x&at=0&bytes=1000000000000": http.StatusBadRequest,
		"POST /v1/codes":        http.StatusBadRequest,
		"POST /v1/replaced":     http.StatusBadRequest,
		"GET /v1/replaced":      http.StatusMethodNotAllowed,
		"GET /../settings.toml": http.StatusTemporaryRedirect,
	} {
		method, at, _ := strings.Cut(path, " ")
		ask := httptest.NewRequest(method, at, strings.NewReader("nonsense"))
		ask.Header.Set("Authorization", "Bearer "+testSecret)
		said := httptest.NewRecorder()
		g.primary.ServeHTTP(said, ask)
		if said.Code != want && (want != http.StatusTemporaryRedirect || said.Code/100 != 3) {
			t.Errorf("%s: %d, want %d", path, said.Code, want)
		}
	}
	if err := Refusal(g.dir); err != nil {
		t.Error(err)
	}
}

// Whatever is damaged on the way is found by its sum, and the cut stays as it was.
func TestDamageOnTheWay(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"/v1/sums", "/v1/main", "/v1/wal", "/v1/codes", "/v1/settings"} {
		t.Run(strings.TrimPrefix(at, "/v1/"), func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			w := g.wave(t, 0, true)
			slips := g.slips(t, w, 10)
			if err := writeFile(filepath.Join(g.dir, "settings.toml"), []byte("# before\n")); err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(t.TempDir(), "standby")
			f := g.standby(t, dir)
			rounds(t, f, 1)
			held := *f.held
			g.answer(t, w, slips[0].Code)
			if err := g.folder.Intake.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
			g.answer(t, w, slips[1].Code)
			if err := writeFile(filepath.Join(g.dir, "settings.toml"), []byte("# after\n")); err != nil {
				t.Fatal(err)
			}
			sound := g.server.Config.Handler
			g.server.Config.Handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
				said := httptest.NewRecorder()
				sound.ServeHTTP(said, r)
				body := said.Body.Bytes()
				if r.URL.Path == at && len(body) > 0 {
					body[len(body)/2] ^= 4
				}
				for name := range said.Header() {
					out.Header().Set(name, said.Header().Get(name))
				}
				out.WriteHeader(said.Code)
				out.Write(body)
			})
			if err := f.round(t.Context()); err == nil {
				t.Error("nothing was noticed")
			}
			if f.held.Asked != held.Asked || f.held.Files[intake].Number != held.Files[intake].Number {
				t.Errorf("the cut was %+v and is %+v", held, f.held)
			}
			g.server.Config.Handler = sound
			rounds(t, f, 1)
			end(t, f)
			if got := promoted(t, dir).submissions(t)[w.ID]; got != 2 {
				t.Errorf("%d answers", got)
			}
		})
	}
}

// An address that would send answers in the clear is refused, unless it is this machine's own or somebody says so; a secret that could be guessed always.
func TestRemote(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]error{
		"https://primary.example.no:8444": nil,
		"http://127.0.0.1:8444":           nil,
		"http://[::1]:8444/":              nil,
		"http://localhost:8444":           ErrPlain, // a name, which leads where somebody says
		"http://10.0.0.1:8444":            ErrPlain,
	} {
		if err := (Remote{URL: address}).Check(); !errors.Is(err, want) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := (Remote{URL: "http://10.0.0.1:8444", Plain: true}).Check(); err != nil {
		t.Error(err)
	}
	for _, address := range []string{"", "10.0.0.1:8444", "ftp://a", "https://a/b", "https://a?b", "https://a:b@c"} {
		if err := (Remote{URL: address}).Check(); err == nil || errors.Is(err, ErrPlain) {
			t.Errorf("%q: %v", address, err)
		}
	}
	for secret, fine := range map[string]bool{testSecret: true, testSecret[1:]: false, testSecret + " x": false, "": false} {
		if err := CheckSecret(secret); (err == nil) != fine {
			t.Errorf("%q: %v", secret, err)
		}
	}
}
