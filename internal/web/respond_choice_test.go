package web

import (
	"bytes"
	"strings"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

func everywhere(text string) surveys.Text {
	return surveys.Text{"nb": text, "nn": text, "en": text}
}

// choosing is an instrument with each kind of question: one option, several, and one that hangs on the first.
func choosing() *surveys.Instrument {
	return &surveys.Instrument{
		Title: everywhere("Prøve"), Intro: everywhere("Intro"),
		Choices: map[string]surveys.ChoiceList{"where": {Options: []surveys.Option{
			{Code: 1, Key: "yard", Label: everywhere("Ute")}, {Code: 2, Key: "hall", Label: everywhere("Inne")},
			{Code: 3, Key: "none", Label: everywhere("Ingen av dem"), Exclusive: true},
		}}},
		Sections: []surveys.Section{{
			Title: everywhere("Steder"),
			Passages: []surveys.Passage{
				{Key: "a", Before: "which", Text: everywhere("Tenk på friminuttene."), ShowIf: "${where} = 'yard'"},
				{Key: "b", Text: everywhere("Takk så langt.")},
			},
			Items: []surveys.Item{
				{ID: "where", Type: surveys.SingleChoice, Choices: "where", Text: everywhere("Hvor?")},
				{ID: "which", Type: surveys.MultipleChoice, Choices: "where", Text: everywhere("Hvilke?"), ShowIf: "${where} = 'yard'"},
			},
		}},
	}
}

func TestChoicesNotesAndConditionsOnTheForm(t *testing.T) {
	t.Parallel()
	s, in := newSite(t), choosing()
	sub := surveys.Submission{ID: newSubmissionID(), Answers: map[string]string{"where": "1", "which": "1 2"}}
	form := formOf(surveys.Wave{}, in, words().Printer("nb"), sub)
	form.mark([]surveys.Problem{{Field: "which", Code: "exclusive"}})
	var html bytes.Buffer
	shown := &respondPage{Page: Page{Title: "Prøve", Lang: "nb", Path: "/s/x", Respondent: true}, Asks: surveys.Staff.Key(), Form: form}
	if err := s.pages.execute(&html, "nb", "respond", shown); err != nil {
		t.Fatal(err)
	}
	for _, fault := range page.Faults(t, html.String()) {
		t.Error(fault)
	}
	const tree = `{"args":[{"ref":"where"},{"text":"yard"}],"op":"="}`
	page.Verify(t, html.String(),
		page.Count("#q-where [type=radio]", 3), page.Count("#q-which [type=checkbox]", 3),
		page.In("#q-which", page.AttrIs("data-show-if", tree), page.HasText("Velg alle som passer."), page.HasText("Svar bare hvis du har valgt «Ute» på spørsmål 1.")),
		page.In("#q-which-3", page.HasAttr("data-exclusive"), page.AttrIs("data-key", "none")),
		page.In("#q-which-1", page.HasAttr("checked")), page.In("#q-which-2", page.HasAttr("checked")),
		page.In(".passage", page.AttrIs("data-show-if", tree), page.IsText("Tenk på friminuttene.")), page.Count(".passage", 2),
		page.In("#q-which .ds-validation-message", page.HasText("utelukker de andre")))
	if fields := fieldsOf(in, sub); len(fields) != 3 || fields[2].Value != "1 2" {
		t.Errorf("carried on are %v, want the id, one answer, and two in one", fields)
	}
}

// What is not asked is neither listed nor called skipped.
func TestWhatIsNotAskedIsNotSkipped(t *testing.T) {
	t.Parallel()
	in := choosing()
	for where, want := range map[string]int{"1": 1, "2": 0, "": 1} {
		sub := surveys.Submission{ID: newSubmissionID(), Answers: map[string]string{"where": where}}
		response, err := surveys.Check(surveys.Wave{}, in, sub)
		if err != nil {
			t.Fatal(err)
		}
		form := formOf(surveys.Wave{}, in, words().Printer("nb"), sub)
		form.leaveOut(in, response)
		if got := form.skipped(); len(got) != want || where == "1" && !strings.Contains(got[0].Text, "Hvilke") {
			t.Errorf("with %q to the first, %d are skipped, want %d", where, len(got), want)
		}
	}
}
