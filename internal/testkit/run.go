package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// All reports whether this is the complete run, which leaves nothing out:
// TILSTAND_TESTS=all, as `make test` sets it.
func All() bool {
	return os.Getenv("TILSTAND_TESTS") == "all"
}

// Long leaves the rest of the test to the complete run. The target names the
// make target that runs it alone ("make e2e").
func Long(t testing.TB, target string) {
	t.Helper()
	if !All() {
		t.Skipf("left to the complete run; alone: %s", target)
	}
}

// Rounds is how often a test repeats itself: quick in the developer's run,
// all in the complete one. The quick number is small, never zero, so that the
// code of the test is exercised in both.
func Rounds(quick, all int) int {
	if All() {
		return all
	}
	return quick
}

// Missing is called when a tool that the test needs is not there. It fails the
// complete run and skips the other, and both say how to install the tool.
func Missing(t testing.TB, tool, install string) {
	t.Helper()
	if All() {
		t.Fatalf("%s is missing; install it with: %s", tool, install)
	}
	t.Skipf("%s is missing; install it with: %s", tool, install)
}

// Root is the folder of go.mod, where the Makefile and cmd/ are.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Fatal("no go.mod above the test: tests run from a source tree")
	}
}
