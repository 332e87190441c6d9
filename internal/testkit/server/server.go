package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a start, a stop or a command may take before the test
// gives up. It is no expectation: on two busy cores the demo takes a while.
const patience = 2 * time.Minute

// Options say how to start.
type Options struct {
	Data   string   // the data folder; "" takes a new one
	Listen string   // "" takes a free port; give Server.Address to come back at the same one
	Args   []string // further arguments of serve, such as "-demo"
}

// Server is one running `tilstand serve`.
type Server struct {
	URL     string // start page without the slash: "http://127.0.0.1:12345"
	Address string // "127.0.0.1:12345"
	Form    string // with -demo: the address of an open answer form
	First   string // the first operator's one-time link, printed at the first start of a folder, as a path
	Data    string

	t       testing.TB
	cmd     *exec.Cmd
	out     output
	log     output
	exit    chan error
	stopped bool
}

// Start runs the server until it has printed the addresses to open and answers
// /healthz. It is stopped when the test ends, if the test has not done so.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	if o.Data == "" {
		o.Data = t.TempDir()
	}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if slices.Contains(o.Args, "-base-url") && strings.HasSuffix(o.Listen, ":0") {
		o.Listen = FreePort(t) // what is printed then is the address of the outside
	}
	s := Begin(t, append([]string{"serve", "-data", o.Data, "-listen", o.Listen}, o.Args...)...)
	s.Data = o.Data
	s.awaitReady(o)
	return s
}

// Begin runs one of the other subcommands that do not end by themselves. It is stopped when the test ends, if the test has not done so.
func Begin(t testing.TB, args ...string) *Server {
	t.Helper()
	s := &Server{t: t, cmd: exec.Command(Binary(t), args...), exit: make(chan error, 1)}
	s.cmd.Stdout, s.cmd.Stderr = &s.out, &s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("start the program: %v", err)
	}
	go func() { s.exit <- s.cmd.Wait() }()
	t.Cleanup(s.finish)
	return s
}

// FreePort is an address that nobody listens on.
func FreePort(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

var (
	start = regexp.MustCompile(`https?://([^/\s]+)/`)
	form  = regexp.MustCompile(`https?://\S+/s/\S+`)
	first = regexp.MustCompile(`(?m)^\s*first sign-in\s+https?://[^/\s]+(/\S+)`)
)

// awaitReady follows standard output until everything promised stands there.
// With -base-url the printed addresses are those of the outside, and the
// server is reached where it was told to listen.
func (s *Server) awaitReady(o Options) {
	s.t.Helper()
	demo := slices.Contains(o.Args, "-demo")
	said := s.await("the addresses to open", func(said string) bool {
		return start.MatchString(said) && (!demo || form.MatchString(said)) && strings.HasSuffix(said, "\n\n")
	})
	s.Address = o.Listen
	if strings.HasSuffix(o.Listen, ":0") {
		s.Address = start.FindStringSubmatch(said)[1]
	}
	s.URL = "http://" + s.Address
	s.Form = form.FindString(said)
	if found := first.FindStringSubmatch(said); found != nil {
		s.First = found[1]
	}
	s.health()
}

// await waits until standard output satisfies the condition.
func (s *Server) await(what string, enough func(string) bool) string {
	s.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if said := s.out.String(); enough(said) {
			return said
		}
		select {
		case <-tick.C:
		case err := <-s.exit:
			s.exit <- err
			s.t.Fatalf("the program ended before it printed %s: %v\n%s%s", what, err, s.out.String(), s.log.String())
		case <-deadline.C:
			s.t.Fatalf("the program did not print %s in %s\n%s%s", what, patience, s.out.String(), s.log.String())
		}
	}
}

func (s *Server) health() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/healthz", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatalf("the program said it was ready: %v", err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("GET /healthz answered %s", response.Status)
	}
}

// Stop ends the server as an operator does, with SIGTERM, and waits for it to
// finish what it accepted. Any other end than success fails the test.
func (s *Server) Stop() {
	s.t.Helper()
	if err := s.end(syscall.SIGTERM); err != nil {
		s.t.Errorf("the server stopped with %v\n%s", err, s.log.String())
	}
}

// Kill ends the server as a power cut does, with SIGKILL.
func (s *Server) Kill() {
	s.t.Helper()
	var killed *exec.ExitError
	if err := s.end(syscall.SIGKILL); !errors.As(err, &killed) {
		s.t.Errorf("the server had ended by itself before it was killed: %v\n%s", err, s.log.String())
	}
}

// end sends the signal and waits; a server that does not end is killed.
func (s *Server) end(signal syscall.Signal) error {
	s.stopped = true
	if err := s.cmd.Process.Signal(signal); err != nil {
		return errors.Join(err, <-s.exit)
	}
	select {
	case err := <-s.exit:
		return err
	case <-time.After(patience):
		return errors.Join(errors.New("did not end in time"), s.cmd.Process.Kill(), <-s.exit)
	}
}

// Ends waits until the program has ended by itself, as it should.
func (s *Server) Ends() error {
	s.t.Helper()
	s.stopped = true
	select {
	case err := <-s.exit:
		return err
	case <-time.After(patience):
		return errors.Join(errors.New("did not end by itself"), s.cmd.Process.Kill(), <-s.exit)
	}
}

// finish is what the end of the test does.
func (s *Server) finish() {
	if !s.stopped {
		s.Stop()
	}
	if s.t.Failed() {
		s.t.Logf("the server's log:\n%s", s.log.String())
	}
}

// Log is what the server has written to its log so far.
func (s *Server) Log() string { return s.log.String() }

// Said is what the server has printed so far.
func (s *Server) Said() string { return s.out.String() }

// Memory is a line of the process's status in kB: "VmRSS" for what it holds now, "VmHWM" for the most it has held.
func (s *Server) Memory(line string) (kB int) {
	s.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), line+":")
	if _, err := fmt.Sscan(after, &kB); err != nil {
		s.t.Fatalf("no %s in the status of the process: %v", line, err)
	}
	return kB
}

// Result is how a command ended.
type Result struct {
	Stdout, Stderr string
	Code           int
}

// Run does one of the other subcommands, beside a running server or without.
func Run(t testing.TB, args ...string) Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, Binary(t), args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exited *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exited) {
		t.Fatalf("tilstand %s: %v", strings.Join(args, " "), err)
	}
	return Result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// output collects what a process writes while others read it.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
