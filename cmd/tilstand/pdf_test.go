package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Without a browser nothing is begun, and what is said leads on; with one named that is not there, it is that one.
func TestPrintingNeedsABrowser(t *testing.T) {
	t.Setenv("CHROME", "")
	t.Setenv("PATH", t.TempDir())
	file := filepath.Join(t.TempDir(), "x.PDF")
	var out, errs strings.Builder
	err := runReportSchool(t.Context(), []string{"-data", "no-such-folder", "-school", "974600951", "-o", file}, &out, &errs)
	if !errors.Is(err, errNoBrowser) || !strings.Contains(err.Error(), "apt install chromium") || !strings.Contains(err.Error(), "/print") {
		t.Errorf("without a browser: %v", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a file: %v", err)
	}
	t.Setenv("CHROME", filepath.Join(t.TempDir(), "chrome"))
	if _, err := findBrowser(); err == nil || !strings.HasPrefix(err.Error(), "CHROME: ") {
		t.Errorf("a browser that is not there: %v", err)
	}
}

// A browser that fails says so itself, and leaves nothing behind.
func TestABrowserThatDoesNotPrint(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	for _, script := range []string{"echo 'no display' >&2; exit 3", "echo 'no display' >&2"} {
		browser := filepath.Join(t.TempDir(), "chromium")
		if err := os.WriteFile(browser, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		if pdf, err := toPDF(context.Background(), browser, []byte("<p>x</p>")); err == nil || !strings.Contains(err.Error(), "no display") || pdf != nil {
			t.Errorf("%s: %v", script, err)
		}
	}
	if left, _ := os.ReadDir(tmp); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
