package page

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

const sample = `<!doctype html><html lang="nb"><head><title>Skolen</title></head><body>
<main id="main"><h1>Tilstand   <em>nå</em></h1>
<p class="lead first">Sju<br>komponenter</p>
<ul><li><a href="/a">En</a></li><li><a href="/b">To</a></li></ul>
<script type="application/json">{"hemmelig":"3,8"}</script>
<p data-x="&lt;b&gt;">annet</p>
</main></body></html>`

func TestChecks(t *testing.T) {
	for _, tt := range []struct {
		name  string
		check Check
		want  string // "" holds
	}{
		{"text, white space folded", In("h1", IsText("Tilstand nå")), ""},
		{"text parted by a break", In("p", HasText("Sju komponenter")), ""},
		{"other text", In("h1", HasText("mål")), `lacks "mål"`},
		{"not the whole text", In("h1", IsText("Tilstand")), `want "Tilstand"`},
		{"scripts are no text", In("main", IsText("Tilstand nå Sju komponenter En To annet")), ""},
		{"nothing there", In("h2"), "nothing matches h2"},
		{"nested checks", In("main", In("ul > li", HasText("En"))), ""},
		{"nested failure names both", In("main", In("h1", HasText("x"))), "in main: in h1"},
		{"each", Each("li a", HasAttr("href")), ""},
		{"each, one fails", Each("li", HasText("En")), "number 2"},
		{"each of none", Each("li b"), "nothing matches"},
		{"count", Count("li", 2), ""},
		{"wrong count", Count("li", 3), "2 elements match li, want 3"},
		{"not", Not("form"), ""},
		{"not, but there", Not("h1"), "want 0"},
		{"attribute", In("a", AttrIs("href", "/a")), ""},
		{"attribute's value", In("a", AttrIs("href", "/b")), `want "/b"`},
		{"lacks", In("main", LacksText("4,2")), ""},
		{"lacks, but in a script", In("main", LacksText("3,8")), "stands in the source"},
		{"lacks, but escaped in an attribute", In("main", LacksText("<b>")), "stands in the source"},
		{"selector nobody understands", In("a:hover"), "not understood"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.check(Parse(t, sample))
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("got %v", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %v, want an error that says %q", err, tt.want)
			}
		})
	}
}

func TestSelectors(t *testing.T) {
	root := Parse(t, `<div id=a class="x y"><p><b>1</b></p><b>2</b><input name="q[1]" value="a b" checked></div><b>3</b>`)
	for selector, want := range map[string]string{
		"b": "1 2 3", "#a b": "1 2", "#a > b": "2", "div.x.y>b": "2", "div.z b": "", "p > b": "1", "div > p b": "1", "*#a p": "1",
		"body > div b": "1 2", "body > p": "", "B": "1 2 3",
	} {
		var got []string
		for _, n := range Find(t, root, selector) {
			got = append(got, Text(n))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s finds %q, want %q", selector, got, want)
		}
	}
	for _, selector := range []string{`input`, `[checked]`, `input[name="q[1]"]`, `input[value='a b']`, `[type=radio]`} {
		want := 1
		if selector == `[type=radio]` {
			want = 0
		}
		if s, err := parseSelector(selector); err != nil || len(s.find(root)) != want {
			t.Errorf("%s: %v, want %d matches", selector, err, want)
		}
	}
	for _, selector := range []string{"", ">", "a >", "a:first-child", "a, b", "a + b", "a[b^=c]", `a["b`, "a[b"} {
		if s, err := parseSelector(selector); err == nil {
			t.Errorf("%q is understood as %v", selector, s)
		}
	}
}

func TestForm(t *testing.T) {
	root := Parse(t, `<form action="/s/x" method="post"><input type=hidden name=sid value=1><input name=free>
<input type=radio name=q value=1><input type=radio name=q value=2 checked><input type=checkbox name=c>
<select name=s><option value=a>A<option selected>B</select><select name=d><option value="">–<option value=e>E</select>
<textarea name=t>to
linjer</textarea><input name=off value=x disabled><button name=send value=1>Send</button><input type=submit name=z value=1></form>`)
	got := Form(t, root, "form")
	want := Filled{
		Action: "/s/x", Method: "post",
		Values:  map[string][]string{"sid": {"1"}, "free": {""}, "q": {"2"}, "s": {"B"}, "d": {""}, "t": {"to\nlinjer"}},
		Choices: map[string][]string{"q": {"1", "2"}, "c": {"on"}, "s": {"a", "B"}, "d": {"", "e"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
}

// soundPage has one of everything that a page may have.
const soundPage = `<!doctype html><html lang="nn"><head><title>Spørsmål</title><script src="/static/form.js"></script></head><body>
<a href="#main">Hopp</a><main id="main"><h1>Del 1</h1><form><h2>Om skulen</h2>
<fieldset aria-describedby="hint"><legend>Kor ofte?</legend><p id="hint">Vel eitt</p>
<input type="radio" name="q" id="q1" value="1"><label for="q1">Aldri</label>
<label><input type="radio" name="q" value="2"> Ofte</label></fieldset>
<input type="hidden" name="sid"><input type="text" name="n" aria-label="Namn"><button>Send</button></form>
<table><tr><th scope="col">Nå</th></tr></table><img src="/a.svg" alt=""><a href="/"><img src="/b.svg" alt="Heim"></a>
<script type="application/json">{}</script></main></body></html>`

func TestFaults(t *testing.T) {
	if faults := Faults(t, soundPage); len(faults) > 0 {
		t.Errorf("found fault with a sound page: %q", faults)
	}
	for _, tt := range []struct{ old, new, want string }{
		{`lang="nn"`, `lang="no"`, "lang"},
		{`<title>Spørsmål</title>`, ``, "no title"},
		{`<h1>Del 1</h1>`, `<h1>Del 1</h1><h1>Del 2</h1>`, "2 h1 headings"},
		{`id="hint"`, `id="q1"`, `id "q1" stands 2 times`},
		{`for="q1"`, `for="q9"`, `points at nothing`},
		{`href="#main"`, `href="#gone"`, `<a href="#gone"> points at nothing`},
		{`<main id`, `<main style="color:red" id`, "inline styles"},
		{`<button>`, `<button onclick="x()">`, "inline scripts"},
		{`<script type="application/json">`, `<script>`, "<script> without src"},
		{`<table>`, `<style>a{}</style><table>`, "<style>"},
		{`href="/"`, `href="JavaScript:x()"`, "a script in an address"},
		{`aria-label="Namn"`, ``, `<input name="n"> has no label`},
		{`alt=""`, ``, "has no alt"},
		{` scope="col"`, ``, "has no scope"},
		{`>Send<`, `><`, "<button> has no text"},
		{`alt="Heim"`, `alt=""`, "<a> has no text"},
		{`<h2>Om skulen</h2>`, `<h3>Om skulen</h3>`, "follows a heading of level 1"},
		{`<legend>Kor ofte?</legend>`, `<legend> </legend>`, "has no legend"},
		{`<fieldset aria-describedby="hint"><legend>Kor ofte?</legend>`, `<fieldset><legend>a</legend></fieldset>`, "sits in no fieldset"},
		{`<label><input`, `</fieldset><fieldset><legend>b</legend><label><input`, "spread over several fieldsets"},
	} {
		t.Run(tt.want, func(t *testing.T) {
			broken := strings.Replace(soundPage, tt.old, tt.new, 1)
			if broken == soundPage {
				t.Fatalf("the sound page has no %q to break", tt.old)
			}
			if faults := Faults(t, broken); !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, tt.want) }) {
				t.Errorf("faults %q, want one that says %q", faults, tt.want)
			}
		})
	}
}

func TestChecked(t *testing.T) {
	root := Parse(t, `<input type=radio name=a value=1><input type=radio name=a value=2 checked>`)
	if got := Checked(t, root); !slices.Equal(got, []string{"a=2"}) {
		t.Errorf("chosen %q, want a=2", got)
	}
}

func TestVerify(t *testing.T) {
	var seen []string
	Verify(t, sample, func(n *html.Node) error { seen = append(seen, "once"); return nil })
	if len(seen) != 1 {
		t.Errorf("the check ran %d times", len(seen))
	}
}
