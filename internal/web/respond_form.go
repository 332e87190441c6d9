package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/surveys"
	"tilstand/surveys/condition"
)

// answerForm is the questionnaire as it is shown: on the answer form, in the preview and on paper.
type answerForm struct {
	Code     surveys.LinkCode // by which it is answered
	Link     surveys.LinkCode // of the wave, where the next one begins; the same where there are no one-time codes
	ByCode   bool             // the wave has one-time codes
	Slip     string           // whom the slip with the one-time code is for; empty without one
	ID       surveys.SubmissionID
	Group    *question // nil when the wave has no groups to choose from
	Sections []section
}

// section is one part of the questionnaire, one screen on a phone with a script.
type section struct {
	Number, Of int // "part 2 of 4"
	Title      string
	Intro      string
	ShowIf     string // condition as JSON; empty: always
	Questions  []question
	After      []note // notes after the last question
	First      bool
	Last       bool
}

// Asked says whether anything of the part was asked.
func (s section) Asked() bool {
	return s.First || slices.ContainsFunc(s.Questions, func(q question) bool { return !q.Absent })
}

// note is a passage between questions.
type note struct{ Text, ShowIf string }

// question is one fieldset of radio buttons, or of check boxes where several answers may be chosen.
type question struct {
	Before  []note
	ShowIf  string // condition as JSON; empty: always
	Only    string // for those without a script: what the condition hangs on
	Many    bool
	Keyed   bool   // conditions know its options by key, not by code
	Absent  bool   // its condition does not hold for what has been answered
	Name    string // of the field
	ID      string // of the fieldset, for links from the list of problems
	Number  int    // in the questionnaire; 0 for the group
	Text    string
	Hint    string
	Lang    string // in which it is shown where that is not the language of the page
	Foreign string // says so
	Options []option
	Problem string // key of a text; empty when there is none
	Missing string // key of what is said when it must be answered and is not; empty when it may be left out
}

type option struct {
	ID, Value, Label string
	Checked          bool
	Outside          bool   // don't know, not relevant: set apart from the scale
	Key              string // what conditions call it; empty on scales
	Exclusive        bool   // goes with no other
	Asks             string // audience of the survey that is chosen with it: the head counts of others are out of the way
}

// DescribedBy are the ids of what is said about the question beside its text: what is wrong with the answer, and how to answer.
func (q question) DescribedBy() string {
	var ids []string
	for _, part := range []struct {
		name  string
		there bool
	}{{"problem", q.Problem != ""}, {"foreign", q.Foreign != ""}, {"hint", q.Hint != ""}, {"many", q.Many}, {"only", q.Only != ""}} {
		if part.there {
			ids = append(ids, q.ID+"-"+part.name)
		}
	}
	return strings.Join(ids, " ")
}

// formProblem is a line in the list of problems, with the place it leads to.
type formProblem struct{ Href, Text, Key string }

// formOf lays out a wave's instrument in a language, with what has been chosen so far.
func formOf(wave surveys.Wave, in *surveys.Instrument, words i18n.Printer, sub surveys.Submission) answerForm {
	f := answerForm{Code: wave.Code, ID: sub.ID, Group: groupQuestion(wave, in, words, sub.Group)}
	lang, number := words.Lang(), 0
	numbers := map[string]int{}
	for i, sec := range in.Sections {
		shown := section{
			Number: i + 1, Of: len(in.Sections), Title: sec.Title.In(lang), Intro: sec.Intro.In(lang),
			First: i == 0, Last: i == len(in.Sections)-1, ShowIf: treeOf(sec.ShowIf), After: notesBefore(sec, "", lang),
		}
		for _, item := range sec.Items {
			number++
			numbers[string(item.ID)] = number
			q := itemQuestion(in, item, number, lang, sub.Answers[string(item.ID)])
			q.foreign(words, item.Text)
			q.Before, q.Only = notesBefore(sec, item.ID, lang), onlyIf(words, in, numbers, sec.ShowIf, item.ShowIf)
			shown.Questions = append(shown.Questions, q)
		}
		f.Sections = append(f.Sections, shown)
	}
	return f
}

func itemQuestion(in *surveys.Instrument, item surveys.Item, number int, lang, chosen string) question {
	q := question{
		Name: string(item.ID), ID: "q-" + string(item.ID), Number: number,
		Text: item.Text.In(lang), Hint: item.Hint.In(lang),
		ShowIf: treeOf(item.ShowIf), Many: item.Type == surveys.MultipleChoice, Keyed: item.Choices != "",
	}
	for _, o := range in.ChoiceList(item).Options {
		q.add(strconv.Itoa(int(o.Code)), o.Label.In(lang), chosen, false)
		last := &q.Options[len(q.Options)-1]
		last.Key, last.Exclusive = o.Key, o.Exclusive
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

// foreign marks a question that has not been written in the language of the page: a local one can lack some.
func (q *question) foreign(words i18n.Printer, text surveys.Text) {
	if shown := text.Nearest(words.Lang()); shown != words.Lang() {
		q.Lang, q.Foreign = shown, words.T("local.foreign", "language", words.T("local.lang."+words.Lang()), "shown", words.T("local.lang."+shown))
	}
}

func groupQuestion(wave surveys.Wave, in *surveys.Instrument, words i18n.Printer, chosen string) *question {
	if len(wave.Groups) < 2 || wave.ByCode { // then the slip says it
		return nil
	}
	asks := in.Audience.Key()
	q := question{Name: fieldGroup, ID: "q-group", Text: words.T("form.group_for_" + asks), Hint: words.T("form.group_help_for_" + asks), Missing: "form.group_missing_for_" + asks}
	for _, g := range wave.Groups {
		q.add(strconv.Itoa(int(g.Number)), g.Name.In(words.Lang()), chosen, false)
	}
	return &q
}

func (q *question) add(value, label, chosen string, outside bool) {
	checked := value == chosen || q.Many && slices.Contains(strings.Fields(chosen), value)
	q.Options = append(q.Options, option{ID: q.ID + "-" + value, Value: value, Label: label, Checked: checked, Outside: outside})
}

// notesBefore are the passages that stand before an item, or after the last.
func notesBefore(sec surveys.Section, item surveys.ItemID, lang string) []note {
	var notes []note
	for _, p := range sec.Passages {
		if p.Before == item {
			notes = append(notes, note{p.Text.In(lang), treeOf(p.ShowIf)})
		}
	}
	return notes
}

// treeOf is a condition as the browser evaluates it. One that cannot be parsed is in no instrument that was checked, and hides nothing.
func treeOf(source string) string {
	if source == "" {
		return ""
	}
	e, err := condition.Parse(source)
	if err != nil {
		return ""
	}
	tree, err := json.Marshal(e)
	if err != nil {
		return ""
	}
	return string(tree)
}

// leaveOut marks the questions whose condition does not hold in a response.
func (f *answerForm) leaveOut(in *surveys.Instrument, response surveys.Response) {
	absent := map[string]bool{}
	for i, v := range in.Variables() {
		absent[string(v.Item.ID)] = response.Codes[i] == surveys.NotShown
	}
	for _, sec := range f.Sections {
		for i := range sec.Questions {
			sec.Questions[i].Absent = absent[sec.Questions[i].Name]
		}
	}
}

// mark puts each problem at its question.
func (f *answerForm) mark(problems []surveys.Problem) {
	byField := map[string]string{}
	for _, p := range problems {
		byField[p.Field] = p.Code
	}
	if f.Group != nil && byField[fieldGroup] != "" {
		f.Group.Problem = f.Group.Missing
	}
	for _, sec := range f.Sections {
		for i := range sec.Questions {
			switch byField[sec.Questions[i].Name] {
			case "":
			case "exclusive":
				sec.Questions[i].Problem = "form.exclusive"
			case "missing":
				sec.Questions[i].Problem = "joint.missing" // in a survey nothing must be answered
			default:
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
