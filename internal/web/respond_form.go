package web

import (
	"strconv"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// answerForm is the questionnaire as it is shown: on the answer form, in the preview and on paper.
type answerForm struct {
	Code     surveys.LinkCode
	ID       surveys.SubmissionID
	Group    *question // nil when the wave has no groups to choose from
	Sections []section
}

// section is one part of the questionnaire, one screen on a phone with a script.
type section struct {
	Number, Of int // "part 2 of 4"
	Title      string
	Intro      string
	Questions  []question
	First      bool
	Last       bool
}

// question is one fieldset of radio buttons.
type question struct {
	Name    string // of the field
	ID      string // of the fieldset, for links from the list of problems
	Number  int    // in the questionnaire; 0 for the staff group
	Text    string
	Hint    string
	Options []option
	Problem string // key of a text; empty when there is none
	Must    bool
}

type option struct {
	ID, Value, Label string
	Checked          bool
	Outside          bool // don't know, not relevant: set apart from the scale
}

// formProblem is a line in the list of problems, with the place it leads to.
type formProblem struct{ Href, Text, Key string }

// formOf lays out a wave's instrument in a language, with what has been chosen so far.
func formOf(wave surveys.Wave, in *surveys.Instrument, words i18n.Printer, sub surveys.Submission) answerForm {
	f := answerForm{Code: wave.Code, ID: sub.ID, Group: groupQuestion(wave, words, sub.Group)}
	lang, number := words.Lang(), 0
	for i, sec := range in.Sections {
		shown := section{
			Number: i + 1, Of: len(in.Sections), Title: sec.Title.In(lang), Intro: sec.Intro.In(lang),
			First: i == 0, Last: i == len(in.Sections)-1,
		}
		for _, item := range sec.Items {
			number++
			shown.Questions = append(shown.Questions, itemQuestion(in, item, number, lang, sub.Answers[string(item.ID)]))
		}
		f.Sections = append(f.Sections, shown)
	}
	return f
}

func itemQuestion(in *surveys.Instrument, item surveys.Item, number int, lang, chosen string) question {
	q := question{
		Name: string(item.ID), ID: "q-" + string(item.ID), Number: number,
		Text: item.Text.In(lang), Hint: item.Hint.In(lang),
	}
	scale := in.Scale(item)
	for _, step := range scale.Steps {
		q.add(strconv.Itoa(int(step.Code)), step.Label.In(lang), chosen, false)
	}
	for _, step := range scale.Outside {
		q.add(strconv.Itoa(int(step.Code)), step.Label.In(lang), chosen, true)
	}
	return q
}

func groupQuestion(wave surveys.Wave, words i18n.Printer, chosen string) *question {
	if len(wave.Groups) < 2 {
		return nil
	}
	q := question{Name: fieldGroup, ID: "q-group", Text: words.T("form.group"), Hint: words.T("form.group_help"), Must: true}
	for _, g := range wave.Groups {
		q.add(strconv.Itoa(int(g.Number)), g.Name.In(words.Lang()), chosen, false)
	}
	return &q
}

func (q *question) add(value, label, chosen string, outside bool) {
	q.Options = append(q.Options, option{ID: q.ID + "-" + value, Value: value, Label: label, Checked: value == chosen, Outside: outside})
}

// mark puts each problem at its question.
func (f *answerForm) mark(problems []surveys.Problem) {
	byField := map[string]string{}
	for _, p := range problems {
		byField[p.Field] = p.Code
	}
	if f.Group != nil && byField[fieldGroup] != "" {
		f.Group.Problem = "form.group_missing"
	}
	for _, sec := range f.Sections {
		for i := range sec.Questions {
			if byField[sec.Questions[i].Name] != "" {
				sec.Questions[i].Problem = "form.not_an_answer"
			}
		}
	}
}

// problems lists what mark found, in the order of the form.
func (f *answerForm) problems() []formProblem {
	var found []formProblem
	note := func(q question) {
		if q.Problem != "" {
			found = append(found, formProblem{Href: "#" + q.Options[0].ID, Text: q.Text, Key: q.Problem})
		}
	}
	if f.Group != nil {
		note(*f.Group)
	}
	for _, sec := range f.Sections {
		for _, q := range sec.Questions {
			note(q)
		}
	}
	return found
}
