package browser

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"tilstand/internal/testkit"
)

// Browser is one running Chromium. Its tabs share nothing but the process.
type Browser struct {
	ctx context.Context
}

// install is what brings the browser onto a Debian machine.
const install = "apt-get update && apt-get install -y --no-install-recommends chromium"

// Start launches Chromium for the test and its subtests.
func Start(t testing.TB) *Browser {
	t.Helper()
	testkit.Long(t, "make e2e")
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(flags(), chromedp.ExecPath(find(t)))...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return &Browser{ctx}
}

// find looks for the program; CHROME wins.
func find(t testing.TB) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROME"), "/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if file, err := exec.LookPath(name); err == nil {
			return file
		}
	}
	testkit.Missing(t, "Chromium", install)
	return ""
}

// flags keep Chromium still: no background traffic, no first-run pages, and no
// host but this machine. The sandbox needs a user other than root, whom CI has not.
func flags() []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", false), // a scrollbar that takes room is part of the layout
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"),
		chromedp.WSURLReadTimeout(time.Minute),
	)
}
