package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/server"
)

// wall is what a projector in a staff room shows.
var wall = browser.Setting{Width: 1280, Height: 720}

// smallType lists what a slide says in letters of less than 28 px, beyond the window, or where nobody sees it.
const smallType = `(() => {
	const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const text = texts.currentNode, of = text.parentElement;
		if (!text.data.trim()) continue;
		const range = document.createRange();
		range.selectNodeContents(text);
		const box = range.getBoundingClientRect();
		if (parseFloat(getComputedStyle(of).fontSize) < 28) found.push('small: ' + text.data);
		if (!of.checkVisibility({opacityProperty: true, visibilityProperty: true}) || !box.width || !box.height) found.push('hidden: ' + text.data);
		if (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth) found.push('outside: ' + text.data);
	}
	document.body.querySelectorAll('[hidden], template, noscript, [type=hidden]').forEach(e => found.push('hidden: ' + e.outerHTML));
	return found;
})()`

// fullest fills a summary up to what it can hold: three priorities, and six measures of 150 characters each.
const fullest = `(() => {
	const chosen = document.querySelector('.summary-chosen'), agreed = document.querySelector('.summary-agreed');
	while (chosen.children.length < 3) chosen.append(chosen.firstElementChild.cloneNode(true));
	while (agreed.children.length < 6) agreed.append(agreed.firstElementChild.cloneNode(true));
	agreed.querySelectorAll('li').forEach(li => { li.childNodes[1].data = ' ' + 'samtaler '.repeat(16) + 'i team '; });
})()`

// judgeMeeting goes through a meeting with the two keys of a clicker, in a language and a scheme: every slide is read from the back of the room, holds nothing
// that is not seen, and is there without a script too.
func judgeMeeting(t *testing.T, b *browser.Browser, s *server.Server, school string) {
	for _, l := range []look{{"nb", wall, false}, {"nn", wall, true}, {"en", wall, false}} {
		t.Run("meeting "+l.lang, func(t *testing.T) {
			t.Parallel()
			tab := b.Tab(t, s.URL, l.setting())
			tab.Open("/login?next=" + school)
			signInTab(t, tab, s)
			tab.Open(school + "/closing/b/meeting?lang=" + l.lang)
			slides := 1
			for ; ; slides++ {
				judgeSlide(t, tab)
				if tab.Count("[rel=next]") == 0 {
					break
				}
				tab.Press(kb.PageDown)
				tab.Wait(fmt.Sprintf("[rel=prev][href$='slide=%d']", slides))
			}
			if slides < 11 {
				t.Errorf("the meeting has %d slides", slides)
			}
			for at := slides; at > 1; at-- {
				tab.Press(kb.PageUp)
				tab.Wait(fmt.Sprintf("[rel=next][href$='slide=%d']", at))
			}
			if tab.Count("[rel=prev]") > 0 {
				t.Error("as many steps back as forth do not lead to the first slide")
			}
			if l.lang != "nb" {
				return
			}
			tab.Open(school + "/closing/b/meeting/print")
			if n := tab.Print("A3"); n != slides {
				t.Errorf("%d slides take %d sheets", slides, n)
			}
			for _, reader := range []string{"staff", "parents"} {
				tab.Open(school + "/closing/a/summary?for=" + reader)
				browser.Eval[struct{}](tab, fullest)
				if tab.Count(".summary-chosen li") != 3 || tab.Count(".summary-agreed li") != 6 {
					t.Error("the summary is not filled up")
				}
				if n := tab.Print("summary for " + reader); n != 1 {
					t.Errorf("the summary for %s takes %d sheets", reader, n)
				}
			}
			tab.Open(school + "/closing/b/groupwork")
			if n := tab.Print("group work"); n != 4 {
				t.Errorf("four groups get %d sheets", n)
			}
			plain := l.setting()
			plain.NoScript = true
			tab.Look(plain)
			tab.Open(school + "/closing/b/meeting")
			tab.Follow("[rel=next]")
			tab.Wait("[rel=prev]")
		})
	}
}

func judgeSlide(t *testing.T, tab *browser.Tab) {
	t.Helper()
	heading := tab.Text("h1")
	tab.Judge(heading)
	if faults := browser.Eval[[]string](tab, smallType); len(faults) > 0 {
		tab.Screenshot("slide " + heading)
		t.Errorf("%s: %s", heading, strings.Join(faults, "; "))
	}
}
