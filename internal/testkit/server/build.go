package server

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"tilstand/internal/testkit"
)

// built is the folder of this test run's binary; Main removes it.
var built string

// Main runs the tests of a package and cleans up what Start built:
//
//	func TestMain(m *testing.M) { os.Exit(server.Main(m)) }
func Main(m *testing.M) int {
	dir, err := os.MkdirTemp("", "tilstand-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	built = dir
	return m.Run()
}

var build = sync.OnceValues(func() (string, error) {
	binary := filepath.Join(built, "tilstand")
	out, err := exec.Command("go", "build", "-o", binary, "tilstand/cmd/tilstand").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return binary, nil
})

// Binary is the program, built once for all tests of the package; when
// TILSTAND_BINARY names a file, that one is taken as it is.
func Binary(t testing.TB) string {
	t.Helper()
	if ready := os.Getenv("TILSTAND_BINARY"); ready != "" {
		if !filepath.IsAbs(ready) {
			ready = filepath.Join(testkit.Root(t), ready)
		}
		return ready
	}
	if built == "" {
		t.Fatal("call server.Main from TestMain: it removes the built program afterwards")
	}
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}
