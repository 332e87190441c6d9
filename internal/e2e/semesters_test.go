package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/testkit/browser"
	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/server"
)

// TestFourSemesters takes a school from the preparation to the end of semester C. Four times staff answer, the last of them on a phone, and look at the results
// together; the leadership draws its conclusion, chooses, agrees on a measure, signs and shares, and a summary tells what came of it. The first closing is
// clicked through; the later ones are sent as its forms send them. All of it is on one day, so what stands between two surveys is tested elsewhere.
func TestFourSemesters(t *testing.T) {
	t.Parallel()
	b := browser.Start(t)
	s := server.Start(t, server.Options{})
	leader := signIn(t, s)
	orgnr := leader.register("Lia skole")
	at := "/schools/" + orgnr + "/closing"
	tab := b.Tab(t, s.URL, laptop)
	leader.handTo(tab)
	tab.Open(at)
	tab.WaitText("Venter på tilstandsmålingen")
	tab.Screenshot("01 before the first survey")

	for i, phase := range []string{"prep", "a", "b", "c"} {
		w := leader.open(orgnr, phase+"/tilstand", counts{"teachers": 22})
		answer(t, s.URL, w, inGroup("", 19, min(2+i, 4))...) // 2, 3, 4 and 4 of 5
		respondOnPhone(b.Tab(t, s.URL, phone), w, allAt(min(2+i, 4)))
		leader.close(w)
		meetingOf(t, tab, at+"/"+phase, i)
		if phase == "prep" {
			closeByHand(t, tab, at+"/prep")
		} else {
			closeByForms(leader, at+"/"+phase)
		}
		summaryOf(t, tab, at+"/"+phase, i)
		if i > 0 { // the measure of the semester before is followed up
			leader.post(measureAt(t, leader, at+"/"+[]string{"prep", "a", "b"}[i-1]+"/measures")+"/status", url.Values{"status": {"done"}, "note": {"Gjort på alle trinn."}})
		}
	}
	tab.Open(at)
	if signed := strings.Count(tab.Text("main"), "Signert"); signed != 4 {
		t.Errorf("%d closings are signed, want 4:\n%s", signed, tab.Text("main"))
	}
	tab.Screenshot("10 four closings")
	tab.Judge("four closings")

	leader.post("/schools/"+orgnr+"/share", url.Values{"share": {"components"}})
	leader.post(at+"/c/share", url.Values{"share": {"yes"}})
	owner := signInAs(t, s, ownersOf(t, s)...)
	owner.handTo(tab)
	tab.Open("/owners/" + strings.TrimPrefix(ownersOf(t, s)[0], "owner@") + "/runs")
	tab.WaitText("Lia skole")
	tab.Screenshot("11 the course as the owner follows it")
	tab.Open(at)
	tab.WaitText("Her er avslutningene som skolen har signert og deler med skoleeieren.")
	if n := tab.Count(".closing-list > li"); n != 1 {
		t.Errorf("the owner is shown %d closings, and one is shared", n)
	}
	tab.Follow(".closing-list a")
	tab.Follow("main a[href$='/sign']")
	tab.Screenshot("12 a closing as the owner reads it")
	tab.Judge("a closing as the owner reads it")
	if tab.Count("main form") > 0 {
		t.Error("the owner can change something")
	}
}

// respondOnPhone answers every question as the sheet does.
func respondOnPhone(tab *browser.Tab, w wave, sh sheet) {
	tab.Open(w.form())
	fillIn(tab, sh)
	tab.Click("#review [data-send] button")
	tab.WaitText("Takk for svaret")
}

// meetingOf shows the results to staff: the slide of the first component, as it stood at each survey.
func meetingOf(t *testing.T, tab *browser.Tab, at string, surveys int) {
	t.Helper()
	tab.Look(wall)
	tab.Open(at + "/meeting?slide=4") // after what is looked at, who answered and what to bear in mind
	tab.Wait("[rel=next][href$='slide=5']")
	tab.Screenshot(fmt.Sprintf("meeting %d", surveys+1))
	tab.Look(laptop)
}

// summaryOf reads what staff and parents are told.
func summaryOf(t *testing.T, tab *browser.Tab, at string, semester int) {
	t.Helper()
	for _, reader := range []string{"staff", "parents"} {
		tab.Open(at + "/summary?for=" + reader)
		tab.WaitText("Samtaler med alle elever.")
		if semester == 3 {
			tab.Screenshot("09 summary for " + reader)
			tab.Judge("summary for " + reader)
		}
	}
}

// ownersOf are the roles of the owners that there are.
func ownersOf(t *testing.T, s *server.Server) (roles []string) {
	for _, role := range places(t, s) {
		if strings.HasPrefix(role, "owner@") {
			roles = append(roles, role)
		}
	}
	return roles
}

// closeByHand clicks a closing through, as somebody does who has never done it.
func closeByHand(t *testing.T, tab *browser.Tab, at string) {
	t.Helper()
	tab.Open(at)
	tab.Screenshot("02 the six steps")
	tab.Judge("the six steps")
	tab.Follow("main a[href$='/conclusion']")
	tab.Follow("main a.ds-button") // to the first component
	for place := range 8 {
		tab.WaitText(fmt.Sprintf("%d av 8", place+1))
		tab.Click("#f-level-on_the_way, input[name=level][value=on_the_way]")
		tab.Fill("#f-evidence", "Sett på trinnmøtene.")
		tab.Click("input[name=confidence][value=medium]")
		if place == 0 {
			tab.Screenshot("03 a conclusion beside what staff answered")
			tab.Judge("a conclusion")
		}
		tab.Follow("main form.panel button")
	}
	tab.Screenshot("04 all conclusions")
	tab.Follow("main a[href$='/priorities']")
	tab.Screenshot("05 priorities")
	tab.Select("#f-priority1", "uncover") // the preparation has no target, and so nothing is proposed
	tab.Follow("main form.panel button")
	tab.Follow("main a[href$='/measures/new']")
	tab.Fill("#f-what", "Samtaler med alle elever.")
	tab.Select("#f-role", "teachers")
	tab.Fill("#f-how", "Elevene sier at de blir spurt.")
	tab.Fill("#f-hope", "0,4")
	tab.Screenshot("06 a measure")
	tab.Follow("main form.panel button")
	tab.Follow("main a[href$='/sign']")
	tab.Screenshot("07 before it is signed")
	tab.Follow("form[action$='/sign'] button")
	tab.WaitText("Avslutningen er signert.")
	tab.Judge("a signed closing")
	tab.Print("07 a signed closing")
}

// closeByForms sends what the forms of a closing send.
func closeByForms(l *leader, at string) {
	l.t.Helper()
	for _, component := range []string{"promote", "prevent", "uncover", "intervene", "notify", "measures", "persist", "capacity"} {
		l.fill(at+"/conclusion/"+component, "main form", url.Values{"level": {"on_the_way"}, "evidence": {"Sett på trinnmøtene."}, "confidence": {"medium"}})
	}
	l.fill(at+"/priorities", "main form", url.Values{"priority1": {"uncover"}, "priority2": {""}, "priority3": {""}})
	l.fill(at+"/measures/new", "main form", url.Values{"what": {"Samtaler med alle elever."}, "role": {"teachers"}, "how": {"Elevene sier at de blir spurt."}})
	_, revision, _ := strings.Cut(l.get(at+"/sign"), `name="revision" value="`)
	revision, _, _ = strings.Cut(revision, `"`)
	_, body := l.post(at+"/sign", url.Values{"revision": {revision}})
	if !strings.Contains(body, "Avslutningen er signert.") {
		l.t.Fatalf("%s was not signed:\n%s", at, body)
	}
}

// measureAt is the address of the last measure on a page.
func measureAt(t *testing.T, l *leader, at string) string {
	t.Helper()
	forms := page.Find(t, page.Parse(t, l.get(at)), "form.closing-follow")
	if len(forms) == 0 {
		t.Fatalf("no measure to follow up at %s", at)
	}
	return strings.TrimSuffix(page.Attr(forms[len(forms)-1], "action"), "/status")
}
