package web

import (
	"slices"
	"strconv"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/surveys"
	"tilstand/surveys/condition"
)

// Whom a question is for, in words: on paper, in the library, and for those without a script, who see every question. What they answer
// to one that is not for them is left out when it comes in.

// onlyIf says it for all conditions of a question, the part's and its own. Numbers are those of the questions by item id. It is empty where
// there are none.
func onlyIf(words i18n.Printer, in *surveys.Instrument, numbers map[string]int, conditions ...string) string {
	var sentences []string
	for _, source := range conditions {
		e, err := condition.Parse(source)
		if source == "" || err != nil {
			continue
		}
		if sentence := oneCondition(words, in, numbers, e); !slices.Contains(sentences, sentence) {
			sentences = append(sentences, sentence)
		}
	}
	return strings.Join(sentences, " ")
}

// oneCondition names the answers that a condition hangs on when it hangs on one question, and comes to "any of these" or "none of
// these"; whether it does is tried out with every answer that there is, whatever the expression looks like. Of any other condition it
// names the questions.
func oneCondition(words i18n.Printer, in *surveys.Instrument, numbers map[string]int, e condition.Expr) string {
	var on []string
	for _, ref := range e.Refs() {
		on = append(on, strconv.Itoa(numbers[ref]))
	}
	if len(on) == 1 {
		item, _ := in.Item(surveys.ItemID(e.Refs()[0]))
		if labels, skip, ok := deciding(in, item, e, words.Lang()); ok {
			key := "form.only_chosen"
			if skip {
				key = "form.skip_chosen"
			}
			return words.T(key, "labels", either(words, labels), "number", on[0])
		}
	}
	return words.T("form.only_if", "numbers", strings.Join(on, ", "))
}

// deciding finds the answers to an item of which one is enough for the condition, or, when skip, of which one is enough against it. It is
// not ok when the condition is neither.
func deciding(in *surveys.Instrument, item surveys.Item, e condition.Expr, lang string) (labels []string, skip, ok bool) {
	holds := func(v condition.Value) bool { return e.Holds(condition.Answers{string(item.ID): v}) }
	skip = e.Holds(nil)
	note := func(v condition.Value, label surveys.Text) bool {
		if holds(v) == skip {
			return false
		}
		labels = append(labels, label.In(lang))
		return true
	}
	scale := in.Scale(item)
	for _, step := range slices.Concat(scale.Steps, scale.Outside) {
		note(condition.Code(step.Code), step.Label)
	}
	options := in.ChoiceList(item).Options
	enough := map[string]bool{}
	for _, o := range options {
		v := condition.Choice(o.Key)
		if item.Type == surveys.MultipleChoice {
			v = condition.Choices(o.Key)
		}
		enough[o.Key] = note(v, o.Label)
	}
	ok = len(labels) > 0
	if item.Type == surveys.MultipleChoice {
		ok = ok && eachSubset(options, func(keys []string) bool {
			return (holds(condition.Choices(keys...)) != skip) == slices.ContainsFunc(keys, func(key string) bool { return enough[key] })
		})
	}
	return labels, skip, ok
}

// eachSubset says whether something is so for every set of options that can be chosen together. Of more than ten options it is not tried.
func eachSubset(options []surveys.Option, so func(keys []string) bool) bool {
	options = slices.DeleteFunc(slices.Clone(options), func(o surveys.Option) bool { return o.Exclusive })
	if len(options) > 10 {
		return false
	}
	for chosen := range 1 << len(options) {
		var keys []string
		for i, o := range options {
			if chosen>>i&1 == 1 {
				keys = append(keys, o.Key)
			}
		}
		if !so(keys) {
			return false
		}
	}
	return true
}

// either joins labels as a sentence does: "«A», «B» eller «C»".
func either(words i18n.Printer, labels []string) string {
	list := words.T("form.quoted", "label", labels[0])
	for i, label := range labels[1:] {
		key := "base.list_more"
		if i == len(labels)-2 {
			key = "form.list_or"
		}
		list = words.T(key, "list", list, "item", words.T("form.quoted", "label", label))
	}
	return list
}
