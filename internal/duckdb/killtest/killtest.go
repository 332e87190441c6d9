// Package killtest kills programs that store something, at random moments, so that tests can look at what is left.
// It is for tests only.
//
// The victim is the test binary itself: [Start] runs the calling test once more in a process of its own, where [Running]
// returns a [Reporter] instead of nil. The victim works and reports what it has been promised, line by line; the
// parent kills it with SIGKILL and gets the lines.
//
//	func TestKillSomething(t *testing.T) {
//		if r := killtest.Running(); r != nil {
//			work(r) // until killed
//			return
//		}
//		for range killtest.Rounds(50) {
//			v := killtest.Start(t, dir)
//			promised := v.KillAfter(killtest.UpTo(100 * time.Millisecond))
//			compare(t, dir, promised)
//		}
//	}
//
// A line that was reported was written before the kill; a promise may have been made and not reported, so what is stored may be
// more than what was promised, never less. Kills are as harsh as the process can know: power failures, which also lose what the
// system has not written yet, are those of package powertest.
package killtest

import (
	"bufio"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	rounds = flag.Int("kills", 0, "how often each kill test kills; 0 = as often as the test says")
	seed   = flag.Uint64("seed", 0, "chooses the moments of kills; 0 = another one each time")
)

// Rounds is how often to kill: the -kills flag, or n.
func Rounds(n int) int {
	if *rounds > 0 {
		return *rounds
	}
	return n
}

// Seed is what the moments of this run are chosen by: the -seed flag, or a number that differs each time. The processes that are killed have moments of their own, so
// the same seed gives the same kills only nearly.
func Seed() uint64 {
	drawOnce.Do(func() {
		if *seed == 0 {
			*seed = rand.Uint64N(1<<32) + 1
		}
		draws = rand.New(rand.NewPCG(*seed, 0))
	})
	return *seed
}

var (
	drawOnce sync.Once
	drawMu   sync.Mutex
	draws    *rand.Rand
)

// N returns a random number below n.
func N(n int64) int64 {
	Seed()
	drawMu.Lock()
	defer drawMu.Unlock()
	return draws.Int64N(n)
}

// UpTo returns a random duration below d.
func UpTo(d time.Duration) time.Duration { return time.Duration(N(int64(d))) }

const (
	victimEnv = "KILLTEST_VICTIM_ARGS"
	reportFD  = 3
	separator = "\x1f"
	ready     = "ready"
)

// A Reporter is the victim's line to its parent.
type Reporter struct {
	Args []string // as given to Start
	mu   sync.Mutex
	pipe *os.File
}

// Running returns the victim's reporter, or nil in the parent.
func Running() *Reporter {
	args, ok := os.LookupEnv(victimEnv)
	if !ok {
		return nil
	}
	return &Reporter{Args: strings.Split(args, separator), pipe: os.NewFile(reportFD, "report")}
}

// Ready tells the parent that the preparations are over and the time to the kill begins.
func (r *Reporter) Ready() { r.Line(ready) }

// Line reports a line. When it returns, the parent will get the line even if the victim dies at once. If the parent is gone the
// victim ends.
func (r *Reporter) Line(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.pipe.WriteString(line + "\n"); err != nil {
		os.Exit(1)
	}
}

// A Victim is a running process.
type Victim struct {
	t      testing.TB
	cmd    *exec.Cmd
	ready  chan struct{}
	lines  []string // complete lines; to be read after ended
	ended  chan struct{}
	output *strings.Builder
}

// Start runs the calling test in a process of its own.
func Start(t testing.TB, args ...string) *Victim {
	t.Helper()
	v := &Victim{t: t, ready: make(chan struct{}), ended: make(chan struct{})}
	var in, out *os.File
	v.cmd, v.output, in, out = command(t, args)
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out.Close()
	go v.listen(in)
	return v
}

// Command is what [Start] would start, for those who start it in another way: the command, what it will say, and what is to be closed when it has ended. What it reports is
// read and dropped.
func Command(t testing.TB, args ...string) (cmd *exec.Cmd, output *strings.Builder, reports io.Closer) {
	t.Helper()
	cmd, output, in, out := command(t, args)
	go io.Copy(io.Discard, in)
	return cmd, output, out
}

func command(t testing.TB, args []string) (cmd *exec.Cmd, output *strings.Builder, in, out *os.File) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if in, out, err = os.Pipe(); err != nil {
		t.Fatal(err)
	}
	output = &strings.Builder{}
	cmd = exec.Command(self, "-test.run=^"+regexp.QuoteMeta(t.Name())+"$", "-test.timeout=2m")
	cmd.Env = append(os.Environ(), victimEnv+"="+strings.Join(args, separator))
	cmd.ExtraFiles = []*os.File{out} // becomes reportFD
	cmd.Stdout, cmd.Stderr = output, output
	return cmd, output, in, out
}

func (v *Victim) listen(in *os.File) {
	defer close(v.ended)
	defer in.Close()
	for r := bufio.NewReader(in); ; {
		line, err := r.ReadString('\n')
		if err != nil { // what is left is half a line: it was never reported
			if err != io.EOF {
				v.t.Errorf("victim's reports: %v", err)
			}
			return
		}
		if line = strings.TrimSuffix(line, "\n"); line == ready {
			close(v.ready)
		} else {
			v.lines = append(v.lines, line)
		}
	}
}

// KillAfter waits until the victim is ready, lets it live for d, kills it, and returns what it has reported.
func (v *Victim) KillAfter(d time.Duration) []string {
	v.t.Helper()
	select {
	case <-v.ready:
	case <-v.ended:
	}
	return v.KillWithin(d)
}

// KillWithin lets the victim live for d, ready or not, kills it, and returns what it has reported. It fails the test if the
// victim ended by itself.
func (v *Victim) KillWithin(d time.Duration) []string {
	v.t.Helper()
	select {
	case <-time.After(d):
	case <-v.ended:
	}
	v.cmd.Process.Kill() // fails if it has ended; the next line tells
	err := v.cmd.Wait()
	<-v.ended
	if err == nil || err.Error() != "signal: killed" {
		v.t.Fatalf("the victim was not killed but ended: %v\n%s", err, v.output)
	}
	return v.lines
}
