package surveys

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tidy brings the items into the form in which they are stored: one line of text without needless space, only what belongs to the
// type, options numbered, and the id.
func (s Supplement) tidy() Supplement {
	items := make([]LocalItem, len(s.Items))
	for i, item := range s.Items {
		item.Text = tidyText(item.Text)
		if item.Type == ScaleItem {
			item.Options = nil
		} else {
			item.Scale = nil
		}
		var options []Option
		for n, o := range item.Options {
			options = append(options, Option{Code: int8(n + 1), Key: fmt.Sprint(n + 1), Label: tidyText(o.Label), Exclusive: o.Exclusive && item.Type == MultipleChoice})
		}
		item.Options = options
		item.ID = s.idOf(item)
		items[i] = item
	}
	s.Items = items
	return s
}

func tidyText(text Text) Text {
	tidy := Text{}
	for lang, words := range text {
		if words = norm.NFC.String(strings.Join(strings.Fields(words), " ")); words != "" {
			tidy[lang] = words
		}
	}
	return tidy
}

// idOf makes the id of an item. Forty bits are enough: two different questions of one school would have to meet in them.
func (s Supplement) idOf(item LocalItem) ItemID {
	item.ID = ""
	sum := sha256.Sum256(mustMarshal([]any{s.Scope, s.ID, item}))
	return ItemID(LocalPrefix + hex.EncodeToString(sum[:5]))
}

// problems is everything that is wrong with a supplement to an instrument, which may be nil when there is none. beside is how many other local items are asked
// with it, and known are the items that it had before. Fields are "instrument", "items", and "items.0." with "type", "scale",
// "text.nb", "options" or "options.0.nb".
func (s Supplement) problems(in *Instrument, beside int, known []LocalItem) []Problem {
	if in == nil || in.Audience == Representatives {
		return []Problem{{"instrument", "unknown"}}
	}
	var problems []Problem
	if len(s.Items) > MaxLocalItems {
		problems = append(problems, Problem{"items", "many_items"})
	} else if len(in.Items())+beside+len(s.Items) > MaxAsked && len(s.Items) > 0 {
		problems = append(problems, Problem{"items", "no_room"})
	}
	seen := map[ItemID]bool{}
	for i, item := range s.Items {
		at := fmt.Sprintf("items.%d.", i)
		if seen[item.ID] {
			problems = append(problems, Problem{at + "text." + item.first(), "twice"})
		}
		seen[item.ID] = true
		for _, p := range slices.Concat(item.wordProblems(), item.answerProblems(in, known)) {
			problems = append(problems, Problem{at + p.Field, p.Code})
		}
	}
	return problems
}

// first is the language in which the item must be written: bokmål, or nynorsk where that is what it has. Everybody who works in a Norwegian school reads both.
func (i LocalItem) first() string {
	written := func(lang string) bool {
		texts, _ := i.texts()
		return slices.ContainsFunc(texts, func(t Text) bool { return t[lang] != "" })
	}
	if !written("nb") && written("nn") {
		return "nn"
	}
	return "nb"
}

// wordProblems sees to it that the item is whole in every language in which it has begun: a question in one language with answers in another
// is in none.
func (i LocalItem) wordProblems() (problems []Problem) {
	texts, fields := i.texts()
	for n, text := range texts {
		limit := maxLocalLabel
		if n == 0 {
			limit = maxLocalText
		}
		for lang, words := range text {
			switch {
			case !slices.Contains(requiredLanguages, lang):
				problems = append(problems, Problem{fields[n] + "." + lang, "unknown"})
			case utf8.RuneCountInString(words) > limit:
				problems = append(problems, Problem{fields[n] + "." + lang, "too_long_text"})
			case strings.ContainsFunc(words, unicode.IsControl) || !utf8.ValidString(words):
				problems = append(problems, Problem{fields[n] + "." + lang, "unreadable"})
			}
		}
	}
	for _, lang := range requiredLanguages {
		begun := slices.ContainsFunc(texts, func(t Text) bool { return t[lang] != "" })
		for n, text := range texts {
			switch {
			case text[lang] != "":
			case lang == i.first():
				problems = append(problems, Problem{fields[n] + "." + lang, "missing"})
			case begun:
				problems = append(problems, Problem{fields[n] + "." + lang, "incomplete"})
			}
		}
	}
	return problems
}

// answerProblems checks what the item is answered from. A scale that the supplement had before stays good when a new version of
// the instrument has another.
func (i LocalItem) answerProblems(in *Instrument, known []LocalItem) []Problem {
	switch i.Type {
	case ScaleItem:
		if i.Scale == nil {
			return []Problem{{"scale", "missing"}}
		}
		offered := slices.ContainsFunc(OfferedScales(in), func(o OfferedScale) bool { return sameScale(o.Scale, *i.Scale) })
		if !offered && !slices.ContainsFunc(known, func(k LocalItem) bool { return k.Scale != nil && sameScale(*k.Scale, *i.Scale) }) {
			return []Problem{{"scale", "unknown"}}
		}
		return nil
	case SingleChoice, MultipleChoice:
		return i.optionProblems()
	}
	return []Problem{{"type", "unknown"}}
}

func (i LocalItem) optionProblems() (problems []Problem) {
	switch n := len(i.Options); {
	case n < MinOptions:
		problems = append(problems, Problem{"options", "few_options"})
	case n > MaxLocalOptions:
		problems = append(problems, Problem{"options", "many_options"})
	}
	for _, lang := range requiredLanguages {
		seen := map[string]bool{}
		for n, option := range i.Options {
			words := strings.ToLower(option.Label[lang])
			if words != "" && seen[words] {
				problems = append(problems, Problem{fmt.Sprintf("options.%d.%s", n, lang), "twice"})
			}
			seen[words] = true
		}
	}
	return problems
}
