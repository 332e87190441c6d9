package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets this test binary stand in for the program: what is tested here
// is the helper, and a small stand-in fails in the ways that are wanted.
func TestMain(m *testing.M) {
	if manner := os.Getenv("TILSTAND_STANDIN"); manner != "" {
		os.Exit(standIn(manner, os.Args[1:]))
	}
	os.Exit(Main(m))
}

func standIn(manner string, args []string) int {
	if args[0] != "serve" {
		fmt.Println("said", args)
		fmt.Fprintln(os.Stderr, "complained")
		return 3
	}
	if manner == "dies" {
		fmt.Fprintln(os.Stderr, "the folder is in use")
		return 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ln, err := net.Listen("tcp", args[slices.Index(args, "-listen")+1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if manner == "outside" {
		fmt.Printf("ready\n\n  start page    %s/\n\n", args[slices.Index(args, "-base-url")+1])
	} else {
		fmt.Printf("ready\n\n  start page    http://%s/\n", ln.Addr())
	}
	fmt.Printf("  answer form   http://%s/s/abc\n\n  first sign-in http://x.example/link/open\n\n", ln.Addr())
	serve := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(os.Stderr, r.URL.Path)
	}), ReadHeaderTimeout: time.Minute}
	go serve.Serve(ln)
	<-ctx.Done()
	if manner == "stumbles" {
		return 2
	}
	return 0
}

// watched is a test that notes how it was ended instead of failing.
type watched struct {
	testing.TB
	said     []string
	cleanups []func()
}

func (w *watched) Helper()          {}
func (w *watched) Failed() bool     { return len(w.said) > 0 }
func (w *watched) Cleanup(f func()) { w.cleanups = append(w.cleanups, f) }
func (w *watched) Errorf(format string, args ...any) {
	w.said = append(w.said, fmt.Sprintf(format, args...))
}
func (w *watched) Fatalf(format string, args ...any) {
	w.Errorf(format, args...)
	panic(w)
}

// watch runs f and its clean-up, and returns what failed.
func watch(t *testing.T, f func(testing.TB)) string {
	w := &watched{TB: t}
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(w) {
				panic(r)
			}
		}()
		f(w)
	}()
	for _, cleanup := range slices.Backward(w.cleanups) {
		cleanup()
	}
	return strings.Join(w.said, "\n")
}

func useStandIn(t *testing.T, manner string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TILSTAND_BINARY", self)
	t.Setenv("TILSTAND_STANDIN", manner)
}

func TestStart(t *testing.T) {
	useStandIn(t, "well")
	s := Start(t, Options{Args: []string{"-demo"}})
	if s.Form != s.URL+"/s/abc" || s.First != "/link/open" || s.URL != "http://"+s.Address {
		t.Errorf("read %q, %q, %q from what was printed:\n%s", s.URL, s.Form, s.First, s.Said())
	}
	s.Kill()
	if !strings.Contains(s.Log(), "/healthz") { // all of it is there only when the process has ended
		t.Errorf("the log %q has no request for /healthz", s.Log())
	}

	again := Start(t, Options{Data: s.Data, Listen: s.Address})
	if again.Address != s.Address {
		t.Errorf("came back at %s, want %s", again.Address, s.Address)
	}
	again.Stop()
}

func TestOutside(t *testing.T) {
	useStandIn(t, "outside")
	s := Start(t, Options{Args: []string{"-base-url", "https://tilstand.example.no"}})
	if !strings.HasPrefix(s.Address, "127.0.0.1:") || s.URL != "http://"+s.Address {
		t.Errorf("reached at %s (%s), want where it listens, not what it says about the outside", s.Address, s.URL)
	}
}

func TestFailures(t *testing.T) {
	for _, tt := range []struct{ manner, want string }{
		{"well", ""},
		{"dies", "the folder is in use"},
		{"stumbles", "the server stopped with exit status 2"},
	} {
		t.Run(tt.manner, func(t *testing.T) {
			useStandIn(t, tt.manner)
			got := watch(t, func(t testing.TB) { Start(t, Options{}) })
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("failed with %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDeadBeforeKill(t *testing.T) {
	useStandIn(t, "well")
	got := watch(t, func(t testing.TB) {
		s := Start(t, Options{})
		if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		err := <-s.exit
		s.exit <- err
		s.Kill()
	})
	if !strings.Contains(got, "had ended by itself") {
		t.Errorf("failed with %q, want word that the server had ended before", got)
	}
}

func TestRun(t *testing.T) {
	useStandIn(t, "well")
	got := Run(t, "report", "school")
	if want := (Result{"said [report school]\n", "complained\n", 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
