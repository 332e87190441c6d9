package testkit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// recorder is a test that is watched: it notes how it ended.
type recorder struct {
	testing.TB
	dir                    string
	failed, skipped, fatal bool
	said                   string
}

func (r *recorder) Helper()             {}
func (r *recorder) Name() string        { return "TestWatched" }
func (r *recorder) ArtifactDir() string { return r.dir }
func (r *recorder) Errorf(format string, args ...any) {
	r.failed, r.said = true, fmt.Sprintf(format, args...)
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.failed, r.fatal, r.said = true, true, fmt.Sprintf(format, args...)
	runtime.Goexit()
}
func (r *recorder) Skipf(format string, args ...any) {
	r.skipped, r.said = true, fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// watch runs f as a test of its own and tells how it ended.
func watch(t *testing.T, f func(testing.TB)) *recorder {
	t.Helper()
	r := &recorder{TB: t, dir: t.TempDir()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return r
}

func TestGolden(t *testing.T) {
	t.Chdir(t.TempDir())
	golden := func(got string) *recorder {
		return watch(t, func(t testing.TB) { Golden(t, "deep/page.txt", got) })
	}

	if r := golden("one\n"); !r.fatal || !strings.Contains(r.said, "-run TestWatched -update") {
		t.Errorf("a missing file ended with %+v, want a failure that says how to make it", r)
	}

	*update = true
	golden("one\ntwo\n")
	*update = false
	if r := golden("one\ntwo\n"); r.failed {
		t.Errorf("the text just written differs: %s", r.said)
	}

	r := golden("one\n2\n")
	if !r.failed || !strings.Contains(r.said, `"two"`) || !strings.Contains(r.said, `"2"`) {
		t.Errorf("a change ended with %+v, want a failure that shows both lines", r)
	}
	if left, err := os.ReadFile(filepath.Join(r.dir, "page.txt")); err != nil || string(left) != "one\n2\n" {
		t.Errorf("artifact %q, %v; want what the test got", left, err)
	}

	outside := watch(t, func(t testing.TB) { Golden(t, "../page.txt", "") })
	if !outside.fatal {
		t.Error("a name that leaves testdata was taken")
	}
	if _, err := os.Stat("page.txt"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file appeared outside testdata: %v", err)
	}
}

func TestRuns(t *testing.T) {
	long := func(t testing.TB) { Long(t, "make e2e") }
	missing := func(t testing.TB) { Missing(t, "Chromium", "apt-get install chromium") }

	t.Setenv("TILSTAND_TESTS", "")
	if r := watch(t, long); !r.skipped {
		t.Error("the quick run does what is long")
	}
	if r := watch(t, missing); !r.skipped || !strings.Contains(r.said, "apt-get install chromium") {
		t.Errorf("without a tool, the quick run ended with %+v, want a skip that names the command", r)
	}
	if got := Rounds(3, 150); got != 3 {
		t.Errorf("%d rounds in the quick run, want 3", got)
	}

	t.Setenv("TILSTAND_TESTS", "all")
	if r := watch(t, long); r.skipped {
		t.Error("the complete run leaves something out")
	}
	if r := watch(t, missing); !r.fatal || !strings.Contains(r.said, "apt-get install chromium") {
		t.Errorf("without a tool, the complete run ended with %+v, want a failure that names the command", r)
	}
	if got := Rounds(3, 150); got != 150 {
		t.Errorf("%d rounds in the complete run, want 150", got)
	}
}

func TestRoot(t *testing.T) {
	if _, err := os.Stat(filepath.Join(Root(t), "internal", "testkit", "testkit_test.go")); err != nil {
		t.Error(err)
	}
}
