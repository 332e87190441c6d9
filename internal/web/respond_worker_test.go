package web

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tilstand/internal/testkit/page"
)

func TestTheWorkerIsServedForFormsOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := s.get(workerPath)
	for header, want := range map[string]string{
		"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-store", "Content-Security-Policy": contentPolicy,
		"Service-Worker-Allowed": "", "Set-Cookie": "",
	} {
		if got := a.header.Get(header); got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
	for _, name := range []string{formSheet, formScript} {
		if href, err := s.assets.href(name); err != nil || !strings.Contains(a.body, href) {
			t.Errorf("the worker does not keep %s (%v)", name, err)
		}
	}
	if strings.Contains(a.body, "\n//") || !strings.HasPrefix(a.body, "const build = {") {
		t.Errorf("the worker is not as it should be sent:\n%.300s", a.body)
	}
	if line := s.log.line(t, "GET "+workerPath); line["status"] != 200.0 {
		t.Errorf("the log says %v", line)
	}
}

// Another build is another cache: when the form's pages, its script or its sheet change, what was kept of the old ones goes.
func TestTheWorkerBelongsToTheBuild(t *testing.T) {
	t.Parallel()
	worker := func(page, script string) string {
		a := &assets{byName: map[string]*asset{}, byPath: map[string]*asset{}}
		for name, body := range map[string]string{formSheet: "a{}", "icon.svg": "<svg/>", formScript: script} {
			if err := a.add(name, []byte(body)); err != nil {
				t.Fatal(err)
			}
		}
		static, templates := fstest.MapFS{"static/sw.js": {Data: []byte("self")}}, fstest.MapFS{"templates/respond.html": {Data: []byte(page)}}
		body, err := workerOf(a, static, templates)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	same, again, otherPage, otherScript := worker("p", "s"), worker("p", "s"), worker("q", "s"), worker("p", "t")
	if same != again || same == otherPage || same == otherScript {
		t.Errorf("the worker of one build is\n%s\nand of others\n%s\n%s", same, otherPage, otherScript)
	}
}

// Expires is how the worker knows a blank form, and until when. No other page of the answer path has it.
func TestOnlyTheBlankFormMayBeKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.open(h.school("Bø skole"), 20, 10)
	at := "/s/" + string(w.Code)
	a := h.get(at)
	if until, err := http.ParseTime(a.header.Get("Expires")); err != nil || !until.Equal(w.ClosesAt.Truncate(time.Second)) || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("Expires %q (%v), want %s; Cache-Control %q", a.header.Get("Expires"), err, w.ClosesAt, a.header.Get("Cache-Control"))
	}
	page.Verify(t, a.body, page.In("#answers", page.HasAttr("data-blank")))
	form := h.blank(w)
	for name, change := range map[string]string{"in another language": fieldShow, "looked over": fieldReview, "back in the form": fieldEdit, "refused": "nosuchitem"} {
		form := page.Form(t, page.Parse(t, a.body), "#answers").Values
		form.Set("group", "1")
		form.Set("promote_plan", "3")
		form.Set(change, "nn")
		if b := h.post(at, form); b.header.Get("Expires") != "" || strings.Contains(b.body, "data-blank") {
			t.Errorf("%s: the page may be kept with the answers on it", name)
		}
	}
	form.Set("group", "1")
	form.Set(fieldReady, "yes")
	*h.clock = h.clock.AddDate(0, 0, 8)
	for _, b := range []answered{h.get(at), h.get(at + "/thanks"), h.post(at, form), h.get("/s/nosuchcode12"), h.get("/privacy")} {
		if b.header.Get("Expires") != "" {
			t.Errorf("a page with status %d may be kept", b.status)
		}
	}
}
