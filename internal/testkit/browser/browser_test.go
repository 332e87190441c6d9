package browser

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// watched is a test that notes its failures instead of failing.
type watched struct {
	testing.TB
	dir      string
	said     []string
	cleanups []func()
}

func (w *watched) Helper()             {}
func (w *watched) Cleanup(f func())    { w.cleanups = append(w.cleanups, f) }
func (w *watched) ArtifactDir() string { return w.dir }
func (w *watched) Errorf(format string, args ...any) {
	w.said = append(w.said, fmt.Sprintf(format, args...))
}
func (w *watched) Fatalf(format string, args ...any) {
	w.Errorf(format, args...)
	panic(w)
}

// watch runs f and its clean-up, and returns what failed.
func watch(t *testing.T, f func(testing.TB)) []string {
	t.Helper()
	w := &watched{TB: t, dir: t.TempDir()}
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
	return w.said
}

const head = `<!doctype html><html lang="nb"><head><title>Prøve</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>`

// answerPage is a small sound page that reacts.
const answerPage = head + `<body><main><h1>Skjema</h1>
<form method="post"><label>Navn <input name="n"></label>
<fieldset><legend>Hvor ofte?</legend><label><input type="radio" name="q" value="1"> Aldri</label> <label><input type="radio" name="q" value="2"> Ofte</label></fieldset>
<label>By <select name="s"><option value="a">A</option><option value="b">B</option></select></label>
<button>Send</button></form><p id="said" role="status"></p><p id="hidden" hidden>skjult</p>
<script src="/page.js"></script></main></body></html>`

// site serves the pages of these tests; add says what else there is.
func site(t *testing.T, pages map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; style-src 'self'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, answerPage)
	})
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, head+`<body><main><h1>Takk</h1><p>n=%s q=%s s=%s</p></main></body></html>`, r.FormValue("n"), r.FormValue("q"), r.FormValue("s"))
	})
	mux.HandleFunc("GET /language", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, head+`<body>%s</body></html>`, r.Header.Get("Accept-Language"))
	})
	for name, body := range pages {
		mux.HandleFunc("GET "+name, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(name, ".js") {
				w.Header().Set("Content-Type", "text/javascript")
			} else {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
			}
			io.WriteString(w, body)
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

const reacts = `document.querySelector('input').addEventListener('input', e => { document.querySelector('#said').textContent = 'Hei ' + e.target.value })`

func TestTab(t *testing.T) {
	b := Start(t)
	base := site(t, map[string]string{"/page.js": reacts})

	t.Run("acts and looks", func(t *testing.T) {
		tab := b.Tab(t, base, Laptop)
		tab.Open("/")
		tab.Fill("input[name=n]", "Åse")
		tab.WaitText("Hei Åse")
		tab.Fill("input[name=n]", "Bø") // replaces
		if got := tab.Text("#said"); got != "Hei Bø" {
			t.Errorf("the page says %q", got)
		}
		if got := tab.Checked(); len(got) > 0 {
			t.Errorf("chosen before anybody chose: %q", got)
		}
		tab.Fill("input[name=n]", "")
		tab.WaitText("Hei")
		tab.Fill("input[name=n]", "Bø")
		tab.Click("input[value='2']")
		if got := tab.Checked(); !slices.Equal(got, []string{"q=2"}) {
			t.Errorf("chosen %q", got)
		}
		tab.Press(kb.ArrowUp)
		if got := tab.Checked(); !slices.Equal(got, []string{"q=1"}) {
			t.Errorf("chosen %q after the arrow", got)
		}
		tab.Select("select", "b")
		if tab.Visible("#hidden") || !tab.Visible("#said") || tab.Count("option") != 2 {
			t.Error("what can be seen is wrong")
		}
		tab.Judge("sound page")
		tab.Follow("button")
		if got := tab.Text("p"); got != "n=Bø q=1 s=b" {
			t.Errorf("sent %q", got)
		}
		if tab.Address() != base+"/" || !strings.Contains(tab.HTML(), "<h1>Takk</h1>") {
			t.Errorf("at %s with %s", tab.Address(), tab.HTML())
		}
	})

	t.Run("without scripts", func(t *testing.T) {
		s := Phone
		s.NoScript = true
		tab := b.Tab(t, base, s)
		tab.Open("/")
		tab.Fill("input[name=n]", "Åse")
		tab.Click("input[value='2']")
		if got := tab.Text("#said"); got != "" {
			t.Errorf("a script ran: %q", got)
		}
		tab.Follow("button")
		tab.Wait("h1")
		if got := tab.Text("p"); got != "n=Åse q=2 s=a" {
			t.Errorf("sent %q", got)
		}
	})

	t.Run("settings", func(t *testing.T) {
		tab := b.Tab(t, base, Setting{Width: 321, Height: 500, Mobile: true, Dark: true, Language: "nn"})
		tab.Open("/")
		if got := Eval[int](tab, `innerWidth`); got != 321 {
			t.Errorf("%d px wide, want 321", got)
		}
		if !Eval[bool](tab, `matchMedia('(prefers-color-scheme: dark)').matches && matchMedia('(pointer: coarse)').matches`) {
			t.Error("neither dark nor a touch screen")
		}
		tab.Open("/language")
		if got := tab.Text("body"); got != "nn" {
			t.Errorf("asked for the language %q", got)
		}
	})

	t.Run("profiles are apart", func(t *testing.T) {
		a, c := b.Tab(t, base, Laptop), b.Tab(t, base, Laptop)
		a.Open("/")
		Eval[struct{}](a, `localStorage.setItem('x', 'secret')`)
		c.Open("/")
		if got := Eval[int](c, `localStorage.length`); got != 0 {
			t.Error("one tab sees what another stored")
		}
		c.Reload()
	})

	t.Run("screenshot", func(t *testing.T) {
		dir := t.ArtifactDir()
		tab := b.Tab(t, base, Narrow)
		tab.Open("/")
		tab.Screenshot("form/narrow")
		picture, err := os.ReadFile(filepath.Join(dir, "TestTab-screenshot form-narrow.png"))
		if err != nil || !strings.HasPrefix(string(picture), "\x89PNG") {
			t.Errorf("no picture: %v", err)
		}
	})
}

func TestPrint(t *testing.T) {
	b := Start(t)
	tab := b.Tab(t, site(t, map[string]string{"/long": head + `<body><main><h1>x</h1>` + strings.Repeat("<p>rad</p>", 200) + `</main></body></html>`, "/page.js": ""}), Laptop)
	tab.Open("/")
	if n := tab.Print("short"); n != 1 {
		t.Errorf("a short page takes %d sheets", n)
	}
	tab.Open("/long")
	if n := tab.Print("long"); n < 3 {
		t.Errorf("two hundred paragraphs take %d sheets", n)
	}
}

func TestConnection(t *testing.T) {
	b := Start(t)
	tab := b.Tab(t, site(t, map[string]string{"/page.js": "", "/big": strings.Repeat("x", 20_000)}), Phone)
	tab.Open("/")
	tab.Received()

	const ask = `(async () => { const start = performance.now();
		try { await (await fetch('/big', {cache: 'no-store'})).text() } catch { return -1 }
		return performance.now() - start })()`
	tab.Connect(Slow)
	// 20 kB at 400 kbit/s take 0.4 s, after a round trip of 0.4 s; a faster
	// answer means that nothing was slowed down.
	if took := Eval[float64](tab, ask); took < 700 {
		t.Errorf("slow took %.0f ms, want at least 700", took)
	}
	if got := tab.Received(); got[tab.base.String()+"/big"] < 20_000 {
		t.Errorf("received %v, want 20 kB of /big", got)
	}

	tab.Connect(Gone)
	if took := Eval[float64](tab, ask); took >= 0 {
		t.Error("an answer came without a connection")
	}
	if Eval[bool](tab, `navigator.onLine`) {
		t.Error("the page believes in a connection")
	}

	tab.Connect(Free)
	if took := Eval[float64](tab, ask); took < 0 {
		t.Error("no answer after the connection came back")
	}
}

func TestGet(t *testing.T) {
	b := Start(t)
	body := strings.Repeat("\x00\xffæ", 10_000)
	tab := b.Tab(t, site(t, map[string]string{"/page.js": "", "/file": body}), Laptop)
	tab.Open("/")
	if got := tab.Get("/file"); string(got) != body {
		t.Errorf("got %d bytes, want %d, all the same", len(got), len(body))
	}
}

func TestDiary(t *testing.T) {
	b := Start(t)
	for _, tt := range []struct{ name, script, page, want string }{
		{"message", `console.log('hei', 1)`, "", "console.log: hei 1"},
		{"uncaught", `setTimeout(() => { throw new Error('boom') })`, "", "uncaught: Error: boom"},
		{"rejected", `Promise.reject(new Error('later'))`, "", "later"},
		{"policy", `document.body.setAttribute('style', 'color:red')`, "", "Content Security Policy"},
		{"not found", ``, `<img src="/gone.png" alt="">`, "404"},
		{"another host", ``, `<img src="http://example.org/x.png" alt="">`, "a request to another host: http://example.org/x.png"},
		{"another port", ``, `<img src="http://127.0.0.1:9/x.png" alt="">`, "a request to another host: http://127.0.0.1:9/x.png"},
		{"silence", ``, ``, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pages := map[string]string{"/page.js": tt.script, "/p": head + `<body><main><h1>x</h1>` + tt.page + `</main></body></html>`}
			address := "/"
			if tt.page != "" {
				address = "/p"
			}
			said := strings.Join(watch(t, func(w testing.TB) {
				tab := b.Tab(w, site(t, pages), Laptop)
				tab.Open(address)
				Eval[bool](tab, `new Promise(done => setTimeout(() => done(true)))`) // after the tasks of the page
			}), "\n")
			if tt.want == "" && said != "" || !strings.Contains(said, tt.want) {
				t.Errorf("failed with %q, want %q", said, tt.want)
			}
		})
	}

	t.Run("expected", func(t *testing.T) {
		tab := b.Tab(t, site(t, map[string]string{"/page.js": `console.warn('known: x')`}), Laptop)
		tab.Expect("known: ")
		tab.Open("/")
	})
}

func TestFailure(t *testing.T) {
	b := Start(t)
	start := time.Now()
	said := strings.Join(watch(t, func(w testing.TB) {
		tab := b.Tab(w, site(t, map[string]string{"/page.js": ""}), Laptop)
		tab.Open("/")
		tab.Text("#nowhere")
	}), "\n")
	if !strings.Contains(said, "nothing matches #nowhere") || !strings.Contains(said, "on the page: Skjema") {
		t.Errorf("failed with %q, want the selector and the page's text", said)
	}
	if time.Since(start) > patience {
		t.Errorf("it took %s to say so", time.Since(start))
	}
}

func TestJudgeBites(t *testing.T) {
	b := Start(t)
	for _, tt := range []struct{ name, body, want string }{
		{"sound", `<p>Tekst</p>`, ""},
		{"contrast", `<p style="color:#bbb;background:#fff">Tekst</p>`, "axe color-contrast"},
		{"no label", `<input name="x">`, "axe label"},
		{"wide", `<div style="inline-size:500px">bred</div>`, "scrolls sideways by"},
		{"wide, but in a region of its own", `<div style="overflow-x:auto" tabindex="0" role="region" aria-label="tabell"><div style="inline-size:500px">bred</div></div>`, ""},
		{"wide with the reader's spacing", `<p style="white-space:nowrap;inline-size:290px;font:16px monospace">` + strings.Repeat("a", 30) + `</p>`, "with the reader's text spacing"},
		{"loose radio", `<label><input type="radio" name="q"> Ja</label>`, "radio q is not in a fieldset with a legend"},
		{"radio in two places", `<fieldset><legend>a</legend><label><input type="radio" name="q"> A</label></fieldset><fieldset><legend>b</legend><label><input type="radio" name="q"> B</label></fieldset>`, "radio q is spread"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			base := site(t, map[string]string{"/p": head + `<body><main><h1>Side</h1>` + tt.body + `</main></body></html>`})
			said := strings.Join(watch(t, func(w testing.TB) {
				tab := b.Tab(w, base, Narrow)
				tab.Open("/p")
				tab.Judge("a page")
			}), "\n")
			if tt.want == "" && said != "" || !strings.Contains(said, tt.want) {
				t.Errorf("judged %q, want %q", said, tt.want)
			}
		})
	}
}
