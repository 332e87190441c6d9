package web

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

const (
	localPath = "/schools/974600951/waves/local"
	newItem   = localPath + "/tilstand/items/new"
	ownerNew  = "/owners/964338531/local/tilstand/items/new"
)

// localForm is a filled-in form for a choice in bokmål.
func localForm(kind, text string, options ...string) url.Values {
	form := url.Values{"do": {"save"}, "type": {kind}, "scale": {"agreement"}, "text.nb": {text}}
	for n, label := range options {
		form.Set(optionField(n, "nb"), label)
	}
	return form
}

func (h *house) ownLocal(sc programme.School) []surveys.LocalItem {
	return h.surveys.Supplement(surveys.SupplementKey{Scope: programme.ScopeSchool, ID: string(sc.ID), Instrument: surveys.StateSurvey}).Items
}

// A leader adds, changes, moves and removes local questions, and sees them in the preview and where a wave is opened.
func TestALeaderEditsLocalQuestions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.sister("Nes skule", sisterOrgnr)
	page.Verify(t, h.leader("/schools/974600951/waves").body, page.Count("a[href='"+localPath+"']", 1))
	page.Verify(t, h.leader("/owners/964338531/rounds").body, page.Count("a[href='/owners/964338531/local']", 1))
	page.Verify(t, h.leader(localPath).body,
		page.Count("a[href='"+newItem+"']", 1), page.In(".ds-alert[data-color=warning]", page.HasText("navngitte personer")),
		page.In("[aria-labelledby=to-tilstand]", page.HasText("21 faste + 0 lokale = 21 spørsmål")),
		page.Count("a[href='"+localPath+"/kartlegging/items/new']", 1))
	page.Verify(t, h.leader(newItem).body, page.Count(".local-option", leastLines))

	add := func(at string, form url.Values) {
		t.Helper()
		if a := h.sends(at, form); a.status != 303 {
			t.Fatalf("%v: %d", form, a.status)
		}
	}
	add(ownerNew, localForm("scale", "Får dere hjelp av kommunen?"))
	add(newItem, localForm("single", "Hvor ofte møtes dere?", "Ukentlig", "", "Sjeldnere")) // an empty line is no option
	three := localForm("multiple", "Hva trengs?", "Tid", "Rom", "Ingenting")
	three.Set("options.2.exclusive", "yes")
	for _, field := range []string{"text", "options.0", "options.1", "options.2"} {
		three.Set(field+".nn", "Nynorsk "+field)
	}
	add(newItem, three)
	own := h.ownLocal(sc)
	if len(own) != 2 || len(own[0].Options) != 2 || !own[1].Options[2].Exclusive || own[1].Text["nn"] == "" {
		t.Fatalf("stored %+v", own)
	}

	list := h.leader(localPath).body
	page.Verify(t, list, page.In("[aria-labelledby=to-tilstand]", page.HasText("21 faste + 3 lokale = 24 spørsmål"), page.HasText("Fra skoleeieren"),
		page.HasText("Helt uenig – Helt enig"), page.HasText("Ikke skrevet på nynorsk og engelsk"), page.Count("button[value=up]", 1), page.Count("button[value=remove]", 2)))
	page.Verify(t, h.leader("/owners/964338531/local").body, page.In("[aria-labelledby=to-tilstand]", page.HasText("21 faste + 1 lokale"), page.Count("button[value=remove]", 1)))

	change := func(do string, item surveys.LocalItem) answered {
		return h.sends(localPath+"/tilstand", url.Values{"do": {do}, "item": {string(item.ID)}})
	}
	change("up", own[1])
	if moved := h.ownLocal(sc); moved[0].ID != own[1].ID {
		t.Error("not moved up")
	}
	change("down", own[1])
	if a := change("up", own[0]); a.status != 400 {
		t.Errorf("the first was moved up: %d", a.status)
	}
	edit := localPath + "/tilstand/items/" + string(own[0].ID)
	form := page.Form(t, page.Parse(t, h.leader(edit).body), "form.local-form").Values
	if form.Get("text.nb") != "Hvor ofte møtes dere?" || form.Get("options.1.nb") != "Sjeldnere" || form.Get("type") != "single" {
		t.Errorf("to be changed: %v", form)
	}
	form.Set("do", "save")
	form.Set("text.nb", "Hvor ofte snakkes dere ved?")
	add(edit, form)
	page.Verify(t, h.leader(localPath).body, page.In("main", page.HasText("snakkes dere ved")))

	// The address of what was changed: somebody else has it open.
	if a := h.leader(edit); a.status != 404 {
		t.Errorf("a question that is no more: %d", a.status)
	}
	late := h.sends(edit, form)
	page.Verify(t, late.body, page.In(".ds-error-summary", page.HasText("i mellomtiden")), page.Count("form[action='"+newItem+"']", 1), page.Count("input[value='Hvor ofte snakkes dere ved?']", 1))
	gone := change("remove", own[0])
	page.Verify(t, h.leader(gone.header.Get("Location")).body, page.Count("[aria-labelledby=to-tilstand] button[value=remove]", 2))

	for _, at := range []string{localPath + "/tilstand/form", localPath + "/tilstand/paper"} {
		page.Verify(t, h.leader(at+"?lang=nn").body, page.In("main", page.HasText("Spørsmål frå skuleeigaren"), page.HasText("Spørsmål frå skulen"),
			page.HasText("ikkje skrive på nynorsk, og står her på bokmål"), page.HasText("Nynorsk options.1")))
	}
	page.Verify(t, h.leader("/owners/964338531/local/tilstand/paper").body, page.In("main", page.HasText("hjelp av kommunen")))

	plan := page.Form(t, page.Parse(t, h.leader("/schools/974600951/waves/new").body), "form.panel").Values
	plan.Set("counts.teachers", "20")
	plan.Set("step", "plan")
	page.Verify(t, h.sends("/schools/974600951/waves/new", plan).body,
		page.In(".facts", page.HasText("21 faste + 3 lokale = 24"), page.HasText("Hva trengs?"), page.HasText("snakkes dere ved")), page.Count("a[href='"+localPath+"/tilstand/form']", 1))
	change("remove", own[1])
	if left := h.ownLocal(sc); len(left) != 1 {
		t.Errorf("%d left", len(left))
	}
}

// Every fault stands at its field, and nothing that was entered is lost.
func TestFaultsOfALocalQuestion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	many := make([]string, surveys.MaxLocalOptions+1)
	for n := range many {
		many[n] = fmt.Sprintf("Svar %d", n)
	}
	half := localForm("single", "Er det nok?", "Ja", "Nei")
	half.Set("text.en", "Is it enough?")
	free := localForm("text", "Hva mener du?")
	noScale := localForm("scale", "Hvor mye?")
	noScale.Del("scale")
	odd := localForm("scale", "Hvor\x07 mye?")
	for _, tt := range []struct {
		name, field, says string
		form              url.Values
	}{
		{"no text", "text.nb", "Må fylles ut", localForm("scale", " ")},
		{"long", "text.nb", "240 tegn", localForm("scale", strings.Repeat("å", 241))},
		{"unreadable", "text.nb", "tegn som ikke kan vises", odd},
		{"one option", "options.0.nb", "minst to", localForm("single", "Er det nok?", "Ja")},
		{"eleven options", "options.0.nb", "høyst ti", localForm("single", "Er det nok?", many...)},
		{"the same option", "options.1.nb", "står der fra før", localForm("single", "Er det nok?", "Ja", "ja")},
		{"half in English", "options.1.en", "også dette", half},
		{"no scale", "scale", "Må fylles ut", noScale},
		{"free text", "type", "Velg et av alternativene", free},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := h.sends(newItem, tt.form)
			at := "[id='f-" + tt.field + "-problem']"
			page.Verify(t, a.body, page.In(at, page.HasText(tt.says)), page.In(".ds-error-summary", page.HasText(tt.says)))
			again := page.Form(t, page.Parse(t, a.body), "form.local-form").Values
			for name := range tt.form {
				if want := squeeze(tt.form.Get(name)); name != "do" && name != "type" && !strings.Contains(want, "\x07") && squeeze(again.Get(name)) != want {
					t.Errorf("%s: %q is lost: %q", name, want, again.Get(name))
				}
			}
		})
	}
	if len(h.ownLocal(sc)) != 0 {
		t.Error("something was stored")
	}

	more := localForm("single", "Er det nok?", "Ja", "Nei")
	more.Set("do", "line")
	a := h.sends(newItem, more)
	page.Verify(t, a.body, page.Count(".local-option", 5), page.Count("input[value=Nei]", 1), page.Count(".ds-error-summary", 0))

	for n := range surveys.MaxLocalItems {
		h.sends(newItem, localForm("scale", fmt.Sprintf("Spørsmål %d?", n)))
	}
	page.Verify(t, h.leader(localPath).body, page.Count("a[href='"+newItem+"']", 0), page.In("main", page.HasText("Det er fem lokale spørsmål")))
	page.Verify(t, h.sends(newItem, localForm("scale", "Et sjette?")).body, page.In("#f-type-problem", page.HasText("fem lokale")))

	for n := range surveys.MaxLocalItems { // the owner's five fill the longest questionnaire
		h.sends("/owners/964338531/local/kartlegging/items/new", localForm("scale", fmt.Sprintf("Eierens spørsmål %d?", n)))
	}
	page.Verify(t, h.leader(localPath).body,
		page.In("[aria-labelledby=to-kartlegging]", page.HasText("høyst 41")), page.Count("a[href='"+localPath+"/kartlegging/items/new']", 0))
	page.Verify(t, h.sends(localPath+"/kartlegging/items/new", localForm("scale", "Et til?")).body, page.In("#f-type-problem", page.HasText("41 spørsmål")))
	if a := h.leader(localPath + "/nothing/items/new"); a.status != 404 {
		t.Errorf("questions after no questionnaire: %d", a.status)
	}
	if a := h.leader("/schools/310000205/waves/local"); a.status != 404 {
		t.Errorf("questions of no school: %d", a.status)
	}
}

// A change of the questionnaire's own items that somebody posts as local is refused or has no effect on them.
func TestCoreItemsCannotBePosted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.school("Bø skole")
	core, _ := h.surveys.InstrumentInUse(surveys.StateSurvey)
	first, hash := core.Items()[0], core.Hash()
	at := localPath + "/tilstand/items/" + string(first.ID)
	if a := h.leader(at); a.status != 404 {
		t.Errorf("a fixed question is offered for change: %d", a.status)
	}
	page.Verify(t, h.sends(at, localForm("scale", "Noe annet?")).body, page.In("#f-type-problem", page.HasText("nytt spørsmål")))
	h.sends(localPath+"/tilstand", url.Values{"do": {"remove"}, "item": {string(first.ID)}})
	if now, _ := h.surveys.InstrumentInUse(surveys.StateSurvey); now.Hash() != hash {
		t.Error("the questionnaire has changed")
	}
}

// The figures of local questions stand on the school's page, and the owner's beside each other on the owner's, of the schools that share.
func TestResultsOfLocalQuestions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.sends(ownerNew, localForm("single", "Får dere hjelp av kommunen?", "Ja", "Nei", "Av og til"))
	h.sends(newItem, localForm("multiple", "Hva trengs?", "Tid", "Rom", "Folk"))
	w := h.open(sc, 24, 0)
	in := h.surveys.InstrumentOf(w)
	local := in.Items()[len(in.Items())-2:]
	for person := range 20 {
		sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
		for _, item := range in.Items() {
			sub.Answers[string(item.ID)] = fmt.Sprint(1 + (person+len(item.ID))%3)
		}
		sub.Answers[string(local[0].ID)] = []string{"1", "1", "2", "3", "3"}[person%5]
		if _, err := h.surveys.Submit(t.Context(), *h.clock, sub); err != nil {
			t.Fatal(err)
		}
	}
	*h.clock = h.clock.AddDate(0, 0, 8)
	if _, err := h.analytics.Close(t.Context(), audit.Console.At(*h.clock), w.ID); err != nil {
		t.Fatal(err)
	}
	// Eight of twenty said yes, four no and eight at times.
	page.Verify(t, h.leader("/schools/974600951/items").body, page.In("#local", page.IsText("Lokale spørsmål")), page.Not("#alone"),
		page.In("[aria-labelledby=local]", page.HasText("Får dere hjelp av kommunen?"), page.HasText("Fra skoleeieren"), page.HasText("40 %"), page.HasText("Hva trengs?"), page.HasText("Flere svar var mulige"), page.Count("table", 2)))
	page.Verify(t, h.leader("/owners/964338531").body, page.Not("#local")) // the school does not share
	if err := h.analytics.Share(t.Context(), audit.Console.At(*h.clock), sc.ID, surveys.SharesAll); err != nil {
		t.Fatal(err)
	}
	page.Verify(t, h.leader("/owners/964338531").body,
		page.In("[aria-labelledby=local]", page.HasText("Får dere hjelp av kommunen?"), page.HasText("Bø skole"), page.HasText("Ja: 40 %"), page.HasText("20 svar"), page.Count("table", 1)))
	if a := h.leader("/schools/974600951/report.xlsx"); a.status != 200 {
		t.Errorf("the workbook: %d", a.status)
	}
}

// Local questions go out as a workbook and come back changed. What they cannot have is refused by name, and nothing is stored by half.
func TestLocalQuestionsAsASpreadsheet(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	upload := localPath + "/tilstand/upload"
	page.Verify(t, h.leader(localPath).body, page.Count("a[href='"+upload+"']", 1))
	page.Verify(t, h.leader(upload).body, page.Count("a[href='"+localPath+"/tilstand/xlsform.xlsx']", 0))
	if a := h.leader(localPath + "/tilstand/xlsform.xlsx"); a.status != 404 {
		t.Errorf("a workbook of no questions: %d", a.status)
	}
	for n, form := range []url.Values{localForm("single", "Er det nok?", "Ja", "Nei"), localForm("scale", "Vi har tid.")} {
		for _, lang := range []string{"nn", "en"} {
			form.Set("text."+lang, fmt.Sprintf("%s %d", lang, n))
			if n == 0 {
				form.Set("options.0."+lang, "ja "+lang)
				form.Set("options.1."+lang, "nei "+lang)
			}
		}
		h.sends(newItem, form)
	}
	before := h.ownLocal(sc)
	book := h.leader(localPath + "/tilstand/xlsform.xlsx")
	if book.status != 200 || len(before) != 2 {
		t.Fatalf("%d questions, and the workbook answers %d", len(before), book.status)
	}
	h.sends(localPath+"/tilstand", url.Values{"do": {"remove"}, "item": {string(before[0].ID)}})
	if a := h.uploads(upload, url.Values{}, []byte(book.body)); a.status != 303 {
		t.Fatalf("the workbook comes back: %d", a.status)
	}
	if diff := cmp.Diff(before, h.ownLocal(sc)); diff != "" {
		t.Errorf("after out and in again (-want +got):\n%s", diff)
	}

	core, _ := h.surveys.InstrumentInUse(surveys.StateSurvey)
	var whole bytes.Buffer
	if err := xlsform.Write(&whole, core); err != nil {
		t.Fatal(err)
	}
	refused := h.uploads(upload, url.Values{}, whole.Bytes())
	page.Verify(t, refused.body, page.In(".faults", page.HasText("hører ikke til noe tema")), page.In("#faults", page.HasText("21")))
	page.Verify(t, h.uploads(upload, url.Values{}, []byte("no workbook")).body, page.Count("#f-file-problem", 1))
	again := h.surveys.Supplement(surveys.SupplementKey{Scope: programme.ScopeSchool, ID: string(sc.ID), Instrument: surveys.StateSurvey})
	again.Items = append(slices.Clone(before), before[0])
	twice := again.Document("Bø skole", 2026)
	whole.Reset()
	if err := xlsform.Write(&whole, twice); err != nil {
		t.Fatal(err)
	}
	page.Verify(t, h.uploads(upload, url.Values{}, whole.Bytes()).body, page.In(".faults", page.HasText("question_3"), page.HasText("står der fra før")))
	if diff := cmp.Diff(before, h.ownLocal(sc)); diff != "" {
		t.Errorf("a refused workbook changed something (-want +got):\n%s", diff)
	}
}
