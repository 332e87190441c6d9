package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// browsers are the names under which systems have Chromium, or a browser made of it. CHROME in the environment comes before them.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome"}

// errNoBrowser says what to do where nothing can print.
var errNoBrowser = errors.New("a PDF is printed by Chromium, and there is none here. Install it (on Debian and Ubuntu: apt install chromium), " +
	"or say where it is in CHROME. Or open the page /schools/NUMBER/print or /owners/NUMBER/print of the service in any browser and print it there: it is the same document")

// printing is how long Chromium may take; it needs seconds.
const printing = time.Minute

// findBrowser is the path of a browser that prints.
func findBrowser() (string, error) {
	if named := os.Getenv("CHROME"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("CHROME: %w", err)
		}
		return path, nil
	}
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoBrowser
}

// isPDF reports whether a file is to be a PDF, by its name.
func isPDF(file string) bool { return strings.EqualFold(filepath.Ext(file), ".pdf") }

// toPDF prints a page that holds all its files, as a tagged PDF with an outline. Title and language are the page's own. The page has no script; the browser asks
// nobody for anything, and keeps nothing.
func toPDF(ctx context.Context, browser string, page []byte) (pdf []byte, err error) {
	dir, err := os.MkdirTemp("", "tilstand-print-") // for its owner alone
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	in, out := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(in, page, 0o600); err != nil {
		return nil, err
	}
	args := []string{
		"--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline", "--print-to-pdf=" + out,
	}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium has none for root; the page is ours, and nothing in it runs
	}
	ctx, cancel := context.WithTimeout(ctx, printing)
	defer cancel()
	var said bytes.Buffer
	printer := exec.CommandContext(ctx, browser, append(args, (&url.URL{Scheme: "file", Path: in}).String())...)
	printer.Stderr = &said
	if err := printer.Run(); err != nil {
		return nil, fmt.Errorf("%s did not print: %w: %s", browser, cmp.Or(ctx.Err(), err), lastLine(said.String()))
	}
	pdf, err = os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("%s printed nothing: %w: %s", browser, err, lastLine(said.String()))
	}
	return pdf, nil
}

// lastLine is what a program said at last.
func lastLine(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return lines[len(lines)-1]
}
