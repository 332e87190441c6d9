package e2e

import (
	"fmt"
	"strings"
	"testing"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// look is one way of looking at a page.
type look struct {
	lang  string
	width browser.Setting
	dark  bool
}

func (l look) String() string {
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	return fmt.Sprintf("%s %d %s", l.lang, l.width.Width, scheme)
}

func (l look) setting() browser.Setting {
	s := in(l.lang, l.width)
	s.Dark = l.dark
	return s
}

// looks are all languages in both schemes on the narrowest screen and on a laptop.
func looks() []look {
	var all []look
	for _, lang := range []string{"nb", "nn", "en"} {
		for _, width := range []browser.Setting{browser.Narrow, browser.Laptop} {
			for _, dark := range []bool{false, true} {
				all = append(all, look{lang, width, dark})
			}
		}
	}
	return all
}

// few are the looks at the pages that are not the main ones: each language, scheme and width once at least.
func few(l look) bool {
	narrow := l.width.Width == browser.Narrow.Width
	return l.lang == "nb" && narrow && !l.dark || l.lang == "nn" && !narrow && l.dark || l.lang == "en" && narrow && l.dark
}

// TestPages judges every page as people meet it, in the demo: accessibility,
// sideways scrolling, radio buttons without a question, and, when the tab closes,
// messages on the console and requests to other hosts.
func TestPages(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{Args: []string{"-demo"}})
	h := lookUp(t, s)
	judgeMeeting(t, b, s, h.main["school"])
	for _, l := range looks() {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			tab := b.Tab(t, s.URL, l.setting())
			see := func(name, address string) {
				tab.Open(address)
				tab.Screenshot(name)
				tab.Judge(name)
			}
			judgeForm(t, tab, s.Form)
			if few(l) {
				see("start", "/")
				see("privacy", "/privacy")
				see("accessibility", "/accessibility")
				see("method", "/method")
			}
			tab.Open("/login?next=/schools")
			tab.Judge("sign in")
			signInTab(t, tab, s)
			for name, address := range h.main {
				see(name, address)
				if name == "item" && few(l) {
					wantPNG(t, tab)
				}
			}
			if few(l) {
				tab.Expect("status of 404")
				for name, address := range h.others {
					see(name, address)
					if n := 2; name == "yearly summary" && tab.Print(name) != n {
						t.Errorf("the yearly summary is not %d sheets of paper", n)
					}
				}
			}
		})
	}
}

// wantPNG asks for the first picture of a page as a PNG: it is made in the browser of the SVG, three times as fine, and no policy is in the way.
func wantPNG(t *testing.T, tab *browser.Tab) {
	t.Helper()
	made := browser.Eval[struct {
		Name, Head    string
		Width, Height int
	}](tab, `new Promise((resolve) => {
		let blob;
		URL.createObjectURL = (made) => { blob = made; return "#"; };
		HTMLAnchorElement.prototype.click = function () {
			const name = this.download;
			blob.arrayBuffer().then((body) => {
				const view = new DataView(body);
				resolve({Name: name, Head: String.fromCharCode(...new Uint8Array(body, 1, 3)), Width: view.getUint32(16), Height: view.getUint32(20)});
			});
		};
		document.querySelector("[data-png]").dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
	})`)
	if made.Name != "groups.png" || made.Head != "PNG" || made.Width != 3*960 || made.Height < 600 {
		t.Errorf("the picture as a PNG: %+v", made)
	}
}

// judgeForm looks at every state of the answer form: as it opens, a part of it, what it says when the staff group is missing, the list of
// answers with what was skipped, what the server says of it (refused, skipped, sent before with other answers), and the thanks.
func judgeForm(t *testing.T, tab *browser.Tab, address string) {
	t.Helper()
	tab.Expect("status of 422")
	tab.Expect("status of 409")
	see := func(name string) {
		tab.Screenshot(name)
		tab.Judge(name)
	}
	tab.Open(address)
	see("form")
	tab.Click("#start [data-step=next]")
	tab.Click("#q-promote_plan-3")
	tab.Judge("form, a part")
	tab.Click("#part-1 [data-step=next]")
	tab.Wait("#q-group [data-missing]")
	see("form, group missing")
	plainly(tab, "")
	tab.Wait(".ds-error-summary")
	see("form, refused")
	tab.Click("#q-group-1")
	for part := 1; part <= tab.Count("section[id^=part-]"); part++ { // the demo has one of local questions
		tab.Click(fmt.Sprintf("#part-%d [data-step=next]", part))
	}
	see("form, skipped")
	tab.Click("#review [href='#q-prevent_early']")
	tab.Click("#part-1 [data-step=review]")
	tab.Wait("#review")
	see("form, looked over")
	plainly(tab, "")
	tab.Wait("form.review:not(:has(#review))")
	see("form, skipped without a script")
	tab.Follow("form.review > .buttons [name=form-ready]")
	see("thanks")

	// The next person, on whose form the network plays a trick.
	tab.Follow(".done a")
	sid := browser.Eval[string](tab, `document.querySelector('[name=sid]').value`)
	tab.Click("#start [data-step=next]")
	tab.Click("#q-group-1")
	plainly(tab, "form-ready")
	tab.Wait(".done")
	tab.Open(address)
	browser.Eval[struct{}](tab, fmt.Sprintf(`(() => { document.querySelector('[name=sid]').value = %q; document.querySelector('#q-group-2').checked = true })()`, sid))
	plainly(tab, "form-ready")
	tab.Wait("button[name=confirm]")
	see("conflict")
}

// TestKindsJudged looks at what only a form with choices, notes and conditions has, in every language and scheme, narrow and wide.
func TestKindsJudged(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := everyKind(t)
	leader := signIn(t, s)
	school := leader.register("Lia skole")
	w := leader.open(school, "a/kartlegging", counts{"teachers": 12, "assistants": 9})
	shut := leader.open(leader.register("Moen skole"), "a/kartlegging", counts{"teachers": 12})
	leader.post("/waves/"+shut.ID+"/close", nil)
	for _, l := range looks() {
		if l.dark != (l.width.Width == browser.Laptop.Width) {
			continue // narrow and light or wide and dark, in each language
		}
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			judgeKinds(t, b.Tab(t, s.URL, l.setting()), s, w, shut)
		})
	}
}

func judgeKinds(t *testing.T, tab *browser.Tab, s *server.Server, w, shut wave) {
	t.Helper()
	tab.Expect("status of 422")
	tab.Expect("status of 410")
	see := func(name string) {
		tab.Screenshot(name)
		tab.Judge(name)
	}
	tab.Open(w.form())
	tab.Click("#start [data-step=next]")
	press(tab, "group-1", "known-4")
	next(tab, 1, "#part-2")
	press(tab, "work-2", "channels-1", "channels-3")
	see("choices")
	next(tab, 2, "#part-3")
	next(tab, 3, "#review")
	see("looked over")
	plainly(tab, "")
	tab.Wait("form.review:not(:has(#review))")
	see("looked over without a script")
	tab.Follow("form.review > .buttons [name=form-edit]")
	browser.Eval[struct{}](tab, `document.querySelector('#q-channels-4').checked = true`) // together with what it excludes
	plainly(tab, "")
	tab.Wait(".ds-error-summary")
	see("refused")
	tab.Open(shut.form())
	see("shut")
	tab.Open("/login?next=/waves/" + w.ID + "/paper")
	signInTab(t, tab, s)
	see("paper")
	if n := tab.Print("paper"); n > 2 {
		t.Errorf("nine questions take %d sheets of A4", n)
	}
	tab.Open("/waves/" + w.ID + "/form")
	see("preview")
}

// plainly sends the form as a browser without scripts would, and so leads to the server's own page.
func plainly(tab *browser.Tab, with string) {
	browser.Eval[struct{}](tab, fmt.Sprintf(`(() => { const f = document.querySelector('#answers'), with_ = %q;
		f.querySelectorAll('[name=form-ready]').forEach(e => e.remove());
		if (with_) f.insertAdjacentHTML('beforeend', '<input type="hidden" name="' + with_ + '" value="yes">');
		setTimeout(() => f.submit()) })()`, with))
}

// house is where the pages of the demo are: by name, the address.
type house struct {
	main, others map[string]string
}

// lookUp finds the addresses in what the program prints and in its pages.
func lookUp(t *testing.T, s *server.Server) house {
	t.Helper()
	said := strings.Fields(s.Said())
	school, wave := "", ""
	for i, word := range said {
		if path, ok := strings.CutPrefix(word, s.URL+"/schools/"); ok {
			school = "/schools/" + path
		}
		if word == "wave" {
			wave = strings.Trim(said[i+1], "),")
		}
	}
	leader := signIn(t, s)
	body := leader.get(school)
	_, owner, _ := strings.Cut(body, `href="/owners/`)
	owner, _, _ = strings.Cut(owner, `"`)
	if school == "" || wave == "" || owner == "" {
		t.Fatalf("school %q, wave %q, owner %q in what was printed:\n%s", school, wave, owner, s.Said())
	}
	return house{
		main: map[string]string{
			"school": school, "item": school + "/items/promote_plan", "owner": "/owners/" + owner,
		},
		others: map[string]string{
			"component": school + "/components/uncover", "development": school + "/development", "two surveys": school + "/compare", "staff groups": school + "/groups",
			"mapping": school + "/mapping", "parents": school + "/mapping?audience=parents", "questions": school + "/items?q=elev&kind=mapping",
			"schools": "/schools", "all results": school + "/print", "register": "/schools/new", "waves": school + "/waves", "local questions": school + "/waves/local", "new local question": school + "/waves/local/tilstand/items/new",
			"local questions of the owner": "/owners/" + owner + "/local", "new wave": school + "/waves/new", "import": school + "/waves/import", "wave": "/waves/" + wave,
			"poster": "/waves/" + wave + "/poster", "paper": "/waves/" + wave + "/paper", "preview": "/waves/" + wave + "/form",
			"meeting on paper": school + "/closing/b/meeting/print", "closings": school + "/closing", "closing": school + "/closing/b", "conclusions": school + "/closing/b/conclusion", "conclusion": school + "/closing/b/conclusion/uncover", "priorities": school + "/closing/b/priorities",
			"measures": school + "/closing/b/measures", "new measure": school + "/closing/b/measures/new", "signed closing": school + "/closing/a/sign",
			"statement": school + "/statement", "course": school + "/course", "module": school + "/course/modules/b-notify", "dates": school + "/dates", "targets": school + "/targets", "targets of the owner": "/owners/" + owner + "/targets", "reports of the owner": "/owners/" + owner + "/reports", "not found": "/nowhere",
			"group work": school + "/closing/b/groupwork", "summary": school + "/closing/a/summary", "summary for parents": school + "/closing/a/summary?for=parents",
			"edition": "/owners/" + owner + "/editions/1", "data files": school + "/data", "programme": "/programme/results", "quality": "/programme/quality", "component at all schools": "/owners/" + owner + "/components/promote",
			"development of the schools": "/owners/" + owner + "/development", "course runs": "/owners/" + owner + "/runs", "own run": school + "/course/owner", "yearly summary": "/owners/" + owner + "/yearly", "cohorts": "/programme/cohorts", "new cohort": "/programme/cohorts/new",
			"schools of the register": "/register", "owners of the register": "/register/owners", "school of the register": "/register" + school,
			"owner of the register": "/register/owners/" + owner, "import of schools": "/register/import",
		},
	}
}
