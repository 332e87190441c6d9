package browser

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long one step may take. It is no expectation of speed.
const patience = 30 * time.Second

// Tab is one page with a profile of its own. Its methods act and look as a
// person does; what cannot be done ends the test, with a screenshot left in
// the test's artifact folder.
type Tab struct {
	t       testing.TB
	browser context.Context
	ctx     context.Context
	base    *url.URL
	setting Setting
	diary
}

// Tab opens an empty tab for the server at base ("http://127.0.0.1:12345").
// Only that server may be asked for anything.
func (b *Browser) Tab(t testing.TB, base string, s Setting) *Tab {
	t.Helper()
	home, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	tab := &Tab{t: t, browser: b.ctx, base: home, setting: s, diary: diary{host: home.Host}}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(tab.note))
	tab.ctx = ctx
	t.Cleanup(func() {
		tab.settle()
		cancel()
		for _, fault := range tab.faults() {
			t.Errorf("the browser: %s", fault)
		}
	})
	if err := chromedp.Do(ctx, s.apply()); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	return tab
}

// Reopen closes the tab and opens another one with the same profile and the machine's own connection, as somebody does who comes back
// later: what the page had in memory is gone, what it kept on the device is there.
func (tab *Tab) Reopen() {
	tab.t.Helper()
	tab.settle()
	old := tab.ctx
	profile := chromedp.FromContext(old).BrowserContextID
	ctx, cancel := chromedp.NewContext(tab.browser, chromedp.WithExistingBrowserContext(profile), chromedp.WithListener(tab.note))
	tab.t.Cleanup(cancel)
	if err := chromedp.Do(ctx, tab.setting.apply()); err != nil {
		tab.t.Fatalf("open another tab: %v", err)
	}
	tab.ctx = ctx
	closed := command(old, chromedp.FromContext(old).Target, page.Close, cdp.Empty{})
	if err := closed(); err != nil {
		tab.t.Fatalf("close the tab: %v", err)
	}
}

// settle lets the browser say what it still has to say: a command is answered
// after the events that came before it.
func (tab *Tab) settle() {
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](`1`)) // a page that is gone has said everything
}

// Do runs actions of chromedp that this package has no word for.
func (tab *Tab) Do(what string, steps ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tab.fail("%s: %v", what, err)
	}
}

// fail ends the test with what is needed to understand it.
func (tab *Tab) fail(format string, args ...any) {
	tab.t.Helper()
	tab.Screenshot("failed")
	tab.t.Fatalf("%s, at %s; on the page: %s", fmt.Sprintf(format, args...), tab.try(`location.href`), tab.try(`document.body.innerText.slice(0, 600)`))
}

// try evaluates for a message; a failure here must not hide the first one.
func (tab *Tab) try(script string) string {
	ctx, cancel := context.WithTimeout(tab.ctx, 5*time.Second)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return got
}

// Eval evaluates a script in the page, awaits it if it is a promise, and
// decodes the result. Without scripts on the page (Setting.NoScript) it still
// works: it comes from outside.
func Eval[T any](tab *Tab, script string) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.fail("evaluate %.120s: %v", script, err)
	}
	return got
}

// Open goes to an address of the server ("/s/abc", or a whole one) and waits
// until the page has loaded.
func (tab *Tab) Open(address string) {
	tab.t.Helper()
	target, err := tab.base.Parse(address)
	if err != nil {
		tab.t.Fatal(err)
	}
	tab.Do("open "+address, chromedp.Navigate(target.String()))
}

// Reload loads the page again.
func (tab *Tab) Reload() {
	tab.t.Helper()
	tab.Do("reload", chromedp.Reload())
}

// Click clicks the first element that the selector matches, scrolled into view.
func (tab *Tab) Click(css string) {
	tab.t.Helper()
	tab.still(css)
	tab.Do("click "+css, chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
}

// still waits until the element has stopped moving, as a person would: what has just been
// unfolded slides, and a click would land where it was. It asks from outside, because
// a page without scripts has no frames to wait for.
func (tab *Tab) still(css string) {
	tab.t.Helper()
	before := ""
	tab.await("wait until it stands still: "+css, 40*time.Millisecond, func(ctx context.Context) bool {
		at, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(`(() => {
			const e = document.querySelector(%s); const b = e && e.checkVisibility() && e.getBoundingClientRect();
			return b ? [b.x, b.y + scrollY, b.width, b.height].join() : '' })()`, quote(css))))
		same := err == nil && at != "" && at == before
		before = at
		return same
	})
}

// Follow clicks, and waits until the page it leads to has loaded.
func (tab *Tab) Follow(css string) {
	tab.t.Helper()
	tab.still(css)
	click := chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible)
	loaded := chromedp.WaitEvent(page.LoadEventFired, nil, click)
	tab.Do("follow "+css, func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := loaded(ctx, t)
		return chromedp.Void{}, err
	})
}

// Fill replaces what a text field holds, key by key.
func (tab *Tab) Fill(css, text string) {
	tab.t.Helper()
	tab.still(css)
	if !Eval[bool](tab, fmt.Sprintf(`(() => { const f = document.querySelector(%s); if (!f) return false; f.focus(); f.select(); return true })()`, quote(css))) {
		tab.fail("nothing matches %s", css)
	}
	if text == "" {
		text = kb.Backspace
	}
	tab.Press(text)
}

// Select chooses the option with that value and tells the page.
func (tab *Tab) Select(css, value string) {
	tab.t.Helper()
	ok := Eval[bool](tab, fmt.Sprintf(`(() => { const s = document.querySelector(%s); if (!s) return false; s.value = %s;
		s.dispatchEvent(new Event('input', {bubbles: true})); s.dispatchEvent(new Event('change', {bubbles: true})); return s.value === %[2]s })()`,
		quote(css), quote(value)))
	if !ok {
		tab.fail("%s has no option %q", css, value)
	}
}

// Look changes the setting under the page as it stands.
func (tab *Tab) Look(s Setting) {
	tab.t.Helper()
	tab.Do("change the setting", s.apply())
}

// Upload chooses a file with that name and content in a file field.
func (tab *Tab) Upload(css, name string, content []byte) {
	tab.t.Helper()
	ok := Eval[bool](tab, fmt.Sprintf(`(() => { const f = document.querySelector(%s); if (!f || f.type !== 'file') return false;
		const chosen = new DataTransfer(); chosen.items.add(new File([Uint8Array.from(atob(%s), c => c.charCodeAt(0))], %s));
		f.files = chosen.files; return f.files.length === 1 })()`, quote(css), quote(base64.StdEncoding.EncodeToString(content)), quote(name)))
	if !ok {
		tab.fail("%s takes no file", css)
	}
}

// Press sends keys to whatever has the focus; kb has names for the special ones.
func (tab *Tab) Press(keys string) {
	tab.t.Helper()
	tab.Do("press keys", chromedp.KeyEvent(keys))
}

// Wait waits until something that the selector matches is visible.
func (tab *Tab) Wait(css string) {
	tab.t.Helper()
	tab.until("wait for "+css, fmt.Sprintf(`[...document.querySelectorAll(%s)].some(e => e.checkVisibility())`, quote(css)))
}

// WaitText waits until the page shows the text.
func (tab *Tab) WaitText(text string) {
	tab.t.Helper()
	tab.until("wait for "+text, fmt.Sprintf(`!!document.body && document.body.innerText.includes(%s)`, quote(text)))
}

// until asks again and again, across page loads, until the script is true.
func (tab *Tab) until(what, script string) {
	tab.t.Helper()
	tab.await(what, 20*time.Millisecond, func(ctx context.Context) bool {
		// An error is a page on its way out; the next one answers.
		yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
		return err == nil && yes
	})
}

// await asks every so often until it is so.
func (tab *Tab) await(what string, every time.Duration, so func(context.Context) bool) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for !so(ctx) {
		select {
		case <-ctx.Done():
			tab.fail("%s: not in %s", what, patience)
		case <-tick.C:
		}
	}
}

// Text is the text of the first element that the selector matches, as shown.
func (tab *Tab) Text(css string) string {
	tab.t.Helper()
	texts := tab.Texts(css)
	if len(texts) == 0 {
		tab.fail("nothing matches %s", css)
	}
	return texts[0]
}

// Texts are the texts of all elements that the selector matches, as shown.
func (tab *Tab) Texts(css string) []string {
	tab.t.Helper()
	return Eval[[]string](tab, fmt.Sprintf(`[...document.querySelectorAll(%s)].map(e => e.innerText.trim())`, quote(css)))
}

// Visible reports whether anything that the selector matches can be seen.
func (tab *Tab) Visible(css string) bool {
	tab.t.Helper()
	return Eval[bool](tab, fmt.Sprintf(`[...document.querySelectorAll(%s)].some(e => e.checkVisibility())`, quote(css)))
}

// Count is how many elements the selector matches.
func (tab *Tab) Count(css string) int {
	tab.t.Helper()
	return Eval[int](tab, fmt.Sprintf(`document.querySelectorAll(%s).length`, quote(css)))
}

// Address is where the tab is.
func (tab *Tab) Address() string {
	tab.t.Helper()
	return Eval[string](tab, `location.href`)
}

// HTML is the page as it stands, after scripts.
func (tab *Tab) HTML() string {
	tab.t.Helper()
	return Eval[string](tab, `'<!doctype html>' + document.documentElement.outerHTML`)
}

// Get fetches an address of the server with the tab's cookies, for what a
// page offers to download. Any other status than 200 ends the test.
func (tab *Tab) Get(address string) []byte {
	tab.t.Helper()
	answer := Eval[struct {
		Status int
		Body   string
	}](tab, fmt.Sprintf(`fetch(%s).then(async r => {
		const bytes = new Uint8Array(await r.arrayBuffer());
		let text = '';
		for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
		return {Status: r.status, Body: btoa(text)} })`, quote(address)))
	if answer.Status != 200 {
		tab.fail("GET %s answered %d", address, answer.Status)
	}
	body, err := base64.StdEncoding.DecodeString(answer.Body)
	if err != nil {
		tab.t.Fatal(err)
	}
	return body
}

// Connect changes the connection: Slow, Gone, Free, or one of the test's own.
func (tab *Tab) Connect(n Network) {
	tab.t.Helper()
	tab.Do("change the connection", n.apply())
}

// Screenshot leaves a picture of the whole page in the test's artifact folder,
// which `make e2e` keeps. The file is named for the test, too, since the folder is not.
func (tab *Tab) Screenshot(name string) {
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		tab.t.Logf("no screenshot %s: %v", name, err)
		return
	}
	if err := os.WriteFile(tab.artifact(name+".png"), picture, 0o644); err != nil {
		tab.t.Logf("no screenshot %s: %v", name, err)
	}
}

// a4 in inches, as the protocol wants it.
const a4Width, a4Height = 8.27, 11.69

// pages finds the pages of a PDF as Chromium writes it.
var pages = regexp.MustCompile(`/Type\s*/Page\b`)

// Print prints the page on A4 as its style sheet wants it, leaves the PDF in the
// test's artifact folder, and returns how many sheets it takes.
func (tab *Tab) Print(name string) (sheets int) {
	tab.t.Helper()
	yes := true
	var sheet []byte
	tab.Do("print", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		result, err := cdp.Call(ctx, t, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: a4Width, PaperHeight: a4Height, PreferCSSPageSize: &yes})
		sheet = result.Data
		return chromedp.Void{}, err
	})
	if err := os.WriteFile(tab.artifact(name+".pdf"), sheet, 0o644); err != nil {
		tab.t.Fatal(err)
	}
	return len(pages.FindAll(sheet, -1))
}

// artifact is a file in the test's artifact folder, named for the test, too.
func (tab *Tab) artifact(name string) string {
	return filepath.Join(tab.t.ArtifactDir(), strings.ReplaceAll(tab.t.Name()+" "+name, "/", "-"))
}
